#include "sampling/failures.h"

#include <math.h>

#include "base/random.h"
#include "estimate/formulas.h"

// Beyond this many failures expected, their sum is drawn as normal.
#define FAILURES_FEW 32.0

struct failures failures_of(const struct tally *tally, const double *const in[INPUT_COUNT], size_t i, bool spot)
{
    if (tally->time_is_measured)
        return (struct failures){.useful_s = in[INPUT_MEASURED_TIME][i], .segment_s = in[INPUT_MEASURED_TIME][i]};
    double training = formulas_time_s(tally->training_flop, tally->devices, tally->peak_flop_per_s,
                                      in[INPUT_UTILIZATION][i], in[INPUT_GOODPUT][i], in[INPUT_STEP_TIME_RESIDUAL][i]);
    if (!tally->has_losses)
        return (struct failures){.useful_s = training, .segment_s = training};
    double rate = in[INPUT_FAILURE_RATE][i];
    if (spot && tally->is_preempted)
        rate = rate + in[INPUT_PREEMPTION_RATE][i];
    struct failures failures = {
        .useful_s = formulas_useful_time_s(training * in[INPUT_STRAGGLER_SLOWDOWN][i], in[INPUT_EVALUATION_SHARE][i]),
        .checkpoint_s = in[INPUT_CHECKPOINT_TIME][i],
        .restart_s = in[INPUT_RESTART_TIME][i],
        .rate_per_s = tally->nodes * rate};
    double interval = tally->interval_is_stated
                          ? in[INPUT_CHECKPOINT_INTERVAL][i]
                          : formulas_checkpoint_interval_s(failures.checkpoint_s, failures.rate_per_s);
    failures.segment_s = formulas_segment_s(interval, failures.useful_s);
    return failures;
}

double failures_expected_s(const struct failures *failures)
{
    return formulas_wall_time_s(failures->useful_s, failures->segment_s, failures->checkpoint_s, failures->restart_s,
                                failures->rate_per_s);
}

// Time that one failure in an attempt of length a loses, in units of the mean time between failures: an exponential X
// below a. E[X] = 1 - a / (e^a - 1) and E[X^2] = 2 E[X] - a (1 - E[X]); where attempts are short all the digits cancel,
// so there by a / (e^a - 1) = 1 - a / 2 + rest, a series in Bernoulli numbers.
struct failures_loss {
    double mean, square;
};

static struct failures_loss failures_loss(double a)
{
    double z = a * a, rest = z * (1.0 / 12 - z * (1.0 / 720 - z * (1.0 / 30240 - z * (1.0 / 1209600))));
    if (a < 0.1)
        return (struct failures_loss){.mean = 0.5 * a - rest, .square = 0.5 * z - (2 + a) * rest};
    double mean = 1 - 1 / kernel_math_growth(a);
    return (struct failures_loss){.mean = mean, .square = 2 * mean - a * (1 - mean)};
}

double failures_variance_s2(const struct failures *failures)
{
    double rate = failures->rate_per_s, a = (failures->segment_s + failures->checkpoint_s) * rate;
    double b = failures->restart_s * rate;
    if (rate == 0)
        return 0;
    struct failures_loss attempt = failures_loss(a), again = failures_loss(b);
    double odds = b * kernel_math_growth(b); // failed restarts to each failure
    double restart = b + odds * again.mean;
    double restart_variance = odds * again.square + odds * odds * again.mean * again.mean;
    double lost = attempt.mean + restart,
           square = attempt.square + 2 * attempt.mean * restart + restart_variance + restart * restart;
    // E[K] of all segments, and of one: the product with N stays finite where segments are short without end.
    double one = a * kernel_math_growth(a);
    double all = failures->useful_s * (1 + formulas_checkpoint_share(failures->segment_s, failures->checkpoint_s)) *
                 rate * kernel_math_growth(a);
    return all * (square + one * lost * lost) / (rate * rate);
}

// ---- draws -----------------------------------------------------------------------------------

// Uniform numbers of one sample, one after another.
struct failures_stream {
    uint64_t key, sample, block;
    uint32_t words[4];
    bool has_second;
};

static double failures_uniform(struct failures_stream *stream)
{
    stream->has_second = !stream->has_second;
    if (stream->has_second)
        random_words(stream->key, stream->block++, stream->sample, stream->words);
    return random_uniform(random_bits(stream->words + (stream->has_second ? 0 : 2)));
}

static double failures_normal(struct failures_stream *stream)
{
    double p = failures_uniform(stream), less = p < 0.5 ? p : 1 - p;
    if (less >= 0.075)
        return kernel_math_normal_middle(p);
    double root = sqrt(-kernel_math_log(less));
    double size = root > 5.0 ? kernel_math_normal_far(root) : kernel_math_normal_tail(root);
    return p < 0.5 ? -size : size;
}

// Gamma variate of that shape over the shape, so that its mean is 1. Marsaglia and Tsang 2000 (ACM TOMS 26, 363-372,
// doi 10.1145/358407.358414); below shape 1 by one of shape + 1 and a power of a uniform (their section 6). 1 for an
// infinite shape.
static double failures_gamma(struct failures_stream *stream, double shape)
{
    if (!(shape < 1e15))
        return 1;
    bool is_small = shape < 1;
    double d = shape + (is_small ? 1.0 : 0.0) - 1.0 / 3, c = 1 / sqrt(9 * d), x = 0, v = 0;
    do {
        do {
            x = failures_normal(stream);
            v = 1 + c * x;
        } while (v <= 0);
        v = v * v * v;
    } while (kernel_math_log(failures_uniform(stream)) >= 0.5 * x * x + d * (1 - v + kernel_math_log(v)));
    double drawn = d * v;
    if (is_small)
        drawn *= kernel_math_exp(kernel_math_log(failures_uniform(stream)) / shape);
    return drawn / shape;
}

// How many of so many attempts of length a fail, `expected` of them on average: negative binomial, by inversion from 0
// upwards; Poisson where a is 0. For at most FAILURES_FEW expected.
static int failures_count(struct failures_stream *stream, double expected, double a)
{
    double growth = kernel_math_growth(a), share = a * growth / (1 + a * growth); // 1 - e^-a
    double u = failures_uniform(stream), term = kernel_math_exp(-expected / growth), sum = term;
    int count = 0;
    while (u > sum && term > 1e-17 * sum) {
        term *= (count * share + expected * (1 - share)) / (count + 1);
        sum += term;
        count++;
    }
    return count;
}

// The sum of what so many failures lose, each an exponential below a.
static double failures_sum(struct failures_stream *stream, int count, double a)
{
    double grown = a * kernel_math_growth(a), share = grown / (1 + grown), lost = 0;
    for (int i = 0; i < count; i++) {
        double p = share * failures_uniform(stream);
        lost += kernel_math_minus_log(p, 1 - p);
    }
    return lost;
}

// What failures lose in `attempts` attempts of length a (in mean times between failures) that must succeed, besides the
// attempts themselves, with `expected` of them failing on average; how many fail is put into *count.
static double failures_lost(struct failures_stream *stream, double attempts, double a, double expected, double *count)
{
    *count = 0;
    if (!(expected > 0))
        return 0;
    // Negative binomial is Poisson about a gamma variate.
    double mean = expected > FAILURES_FEW ? expected * failures_gamma(stream, attempts) : expected;
    if (mean <= FAILURES_FEW) {
        int few = failures_count(stream, mean, expected > FAILURES_FEW ? 0 : a);
        *count = few;
        return failures_sum(stream, few, a);
    }
    struct failures_loss loss = failures_loss(a);
    double drawn = mean + sqrt(mean) * failures_normal(stream);
    *count = drawn > 0 ? drawn : 0;
    double lost = *count * loss.mean + sqrt(*count * (loss.square - loss.mean * loss.mean)) * failures_normal(stream);
    return lost > 0 ? lost : 0;
}

static double failures_draw(struct failures_stream *stream, const struct failures *failures, double runs)
{
    double rate = failures->rate_per_s, a = (failures->segment_s + failures->checkpoint_s) * rate;
    double b = failures->restart_s * rate, useful = runs * failures->useful_s, count = 0, again = 0;
    double unbroken = useful * (1 + formulas_checkpoint_share(failures->segment_s, failures->checkpoint_s));
    double lost =
        failures_lost(stream, useful / failures->segment_s, a, unbroken * rate * kernel_math_growth(a), &count);
    lost += count * b;
    lost += failures_lost(stream, count, b, count * b * kernel_math_growth(b), &again);
    return unbroken + lost / rate;
}

void failures_ratio(const struct tally *tally, uint64_t key, uint64_t first, size_t n,
                    const double *const in[INPUT_COUNT], const double *runs, double *ratio)
{
    for (size_t i = 0; i < n; i++) {
        const struct failures failures = failures_of(tally, in, i, false);
        double expected = runs[i] * failures_expected_s(&failures);
        ratio[i] = 1;
        if (failures.rate_per_s > 0 && expected > 0 && isfinite(expected)) {
            struct failures_stream stream = {.key = key, .sample = first + i};
            ratio[i] = failures_draw(&stream, &failures, runs[i]) / expected;
        }
    }
}
