// failures.c: closed forms and draws of the time that failures cost, beside a simulation of every single event.
#include "testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimate/estimate.h"
#include "estimate/formulas.h"
#include "sampling/failures.h"

static const double h = 3600;

// ---- every event by itself ---------------------------------------------------------------------

// Uniform in (0, 1] (splitmix64, Steele, Lea and Flood 2014).
static double next_uniform(uint64_t *stream)
{
    uint64_t z = *stream += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53 + 0x1p-54;
}

// A clock that failures stop: each stretch of work is done when no failure falls into it, and otherwise a restart is
// tried until no failure falls into that either. Whole segments only.
static double simulate_run(const struct failures *failures, double segments, uint64_t *stream)
{
    double clock = 0, failure = -log(next_uniform(stream)) / failures->rate_per_s;
    for (double done = 0; done < segments; done++)
        for (bool is_saved = false; !is_saved;) {
            double end = clock + failures->segment_s + failures->checkpoint_s;
            is_saved = end <= failure;
            clock = is_saved ? end : failure;
            for (bool is_up = is_saved; !is_up;) {
                failure = clock - log(next_uniform(stream)) / failures->rate_per_s;
                is_up = clock + failures->restart_s <= failure;
                clock = is_up ? clock + failures->restart_s : failure;
            }
        }
    return clock;
}

struct moments {
    double mean, variance;
    double variance_error; // its standard error over the variance
};

static struct moments moments_of(size_t n, const double *x)
{
    double sum = 0, squares = 0, fourths = 0, count = (double)n;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    double mean = sum / count;
    for (size_t i = 0; i < n; i++) {
        double square = (x[i] - mean) * (x[i] - mean);
        squares += square;
        fourths += square * square;
    }
    double variance = squares / count;
    return (struct moments){.mean = mean,
                            .variance = variance,
                            .variance_error = sqrt((fourths / count / variance / variance - 1) / count)};
}

// ---- plans that fail ---------------------------------------------------------------------------

// A training of `segments` segments of an hour on ten nodes, by the inputs that a kernel reads.
struct setting {
    struct tally tally;
    double values[INPUT_COUNT];
    const double *in[INPUT_COUNT];
};

struct scenario {
    double mtbf_s, checkpoint_s, restart_s; // of all nodes together
    double segments;
    size_t runs; // simulated
};

static const double of_one_node = 10; // nodes that fail one by one

static void set_up(struct setting *setting, const struct scenario *scenario)
{
    *setting = (struct setting){.tally = {.training_flop = scenario->segments * h,
                                          .devices = 1,
                                          .nodes = of_one_node,
                                          .peak_flop_per_s = 1,
                                          .steps = 1,
                                          .has_losses = true,
                                          .interval_is_stated = true}};
    for (int id = 0; id < INPUT_COUNT; id++) {
        setting->values[id] = 1;
        setting->in[id] = &setting->values[id];
    }
    setting->values[INPUT_FAILURE_RATE] = 1 / (scenario->mtbf_s * of_one_node);
    setting->values[INPUT_CHECKPOINT_INTERVAL] = h;
    setting->values[INPUT_CHECKPOINT_TIME] = scenario->checkpoint_s;
    setting->values[INPUT_RESTART_TIME] = scenario->restart_s;
    setting->values[INPUT_EVALUATION_SHARE] = setting->values[INPUT_PREEMPTION_RATE] = 0;
    setting->values[INPUT_QUEUE_WASTE] = 0;
}

// Mean times between failures from far above the whole run to a third of one segment.
static const struct scenario scenarios[] = {
    {1000 * h, 0.05 * h, 0.2 * h, 20, 60000},  // most runs never fail
    {24 * h, 5.0 / 60 * h, h / 6, 500, 20000}, // Daly 2006, figure 3
    {6 * h, 5.0 / 60 * h, h / 6, 500, 8000},   // its figure 4
    {6 * h, 0, 0, 40, 60000},
    {1.1 * h, 0.1 * h, 0.3 * h, 40, 160000}, // near the segment
    {1.1 * h, 0.1 * h, 1.1 * h, 40, 160000}, // most restarts fail
    {0.6 * h, 0.2 * h, 0.1 * h, 12, 400000}, // segments hardly ever succeed
};

enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static void expectation_and_variance_are_those_of_every_event(void **state)
{
    (void)state;
    for (size_t at = 0; at < SCENARIOS; at++) {
        const struct scenario *scenario = &scenarios[at];
        struct setting setting;
        set_up(&setting, scenario);
        const struct failures failures = failures_of(&setting.tally, setting.in, 0, false);
        TESTING_CLOSE(failures.rate_per_s * scenario->mtbf_s, 1, 1e-15);
        double *times = malloc(scenario->runs * sizeof *times), n = (double)scenario->runs;
        uint64_t stream = 2006 + at;
        assert_non_null(times);
        for (size_t i = 0; i < scenario->runs; i++)
            times[i] = simulate_run(&failures, scenario->segments, &stream);
        struct moments simulated = moments_of(scenario->runs, times);
        double expected = failures_expected_s(&failures), variance = failures_variance_s2(&failures);
        assert_true(4 * sqrt(variance / n) < 1.7e-3 * expected); // so that the next line says something
        TESTING_CLOSE(expected, simulated.mean, 1e-3);
        TESTING_CLOSE(variance, simulated.variance, fmax(0.01, 4 * simulated.variance_error));
        assert_true(simulated.variance_error < (at ? 0.02 : 0.05));
        free(times);
    }
}

// Var = M^2 N ((e^2a - 1) e^2b - 2 e^b (b (e^a - 1) + a e^a)), where its digits do not cancel.
static void variance_is_the_closed_form(void **state)
{
    (void)state;
    for (size_t at = 0; at < SCENARIOS; at++) {
        struct setting setting;
        set_up(&setting, &scenarios[at]);
        const struct failures failures = failures_of(&setting.tally, setting.in, 0, false);
        double m = scenarios[at].mtbf_s, a = (h + failures.checkpoint_s) / m, b = failures.restart_s / m;
        double one = expm1(2 * a) * exp(2 * b) - 2 * exp(b) * (b * expm1(a) + a * exp(a));
        TESTING_CLOSE(failures_variance_s2(&failures), m * m * scenarios[at].segments * one, at ? 1e-11 : 1e-8);
    }
    // Failures so rare that the closed form has no digit left: one of them loses half a segment on average.
    struct failures rare = {.useful_s = 1000 * h, .segment_s = h, .rate_per_s = 1e-12 / h};
    TESTING_CLOSE(failures_variance_s2(&rare), 1000 * 1e-12 * h * h / 3, 1e-9);
    TESTING_CLOSE(failures_expected_s(&rare), 1000 * h * (1 + 0.5e-12), 1e-15);
    rare.rate_per_s = 0;
    TESTING_EXACT(failures_variance_s2(&rare), 0);
    TESTING_EXACT(failures_expected_s(&rare), 1000 * h);
}

enum { SAMPLES = 200000, BLOCK = 256 };

// ratio[SAMPLES] of one plan, block by block.
static void draw_ratios(const struct setting *setting, double runs, uint64_t key, size_t count, double *ratio)
{
    static double columns[INPUT_COUNT][BLOCK], many[BLOCK];
    const double *in[INPUT_COUNT];
    for (int id = 0; id < INPUT_COUNT; id++) {
        for (size_t i = 0; i < BLOCK; i++)
            columns[id][i] = setting->values[id];
        in[id] = columns[id];
    }
    for (size_t i = 0; i < BLOCK; i++)
        many[i] = runs;
    for (size_t done = 0; done < count; done += BLOCK)
        failures_ratio(&setting->tally, key, done, count - done < BLOCK ? count - done : BLOCK, in, many, ratio + done);
}

static double ratios[SAMPLES];

static void draws_have_that_mean_and_variance(void **state)
{
    (void)state;
    static const double runs[] = {1, 0.3, 7.5, 4789};
    for (size_t at = 0; at < SCENARIOS; at++)
        for (size_t r = 0; r < sizeof runs / sizeof *runs; r++) {
            struct setting setting;
            set_up(&setting, &scenarios[at]);
            const struct failures failures = failures_of(&setting.tally, setting.in, 0, false);
            draw_ratios(&setting, runs[r], 1974 + at, SAMPLES, ratios);
            struct moments drawn = moments_of(SAMPLES, ratios);
            double expected = failures_expected_s(&failures);
            double variance = failures_variance_s2(&failures) / (expected * expected * runs[r]);
            TESTING_CLOSE(drawn.mean, 1, fmax(4 * sqrt(variance / SAMPLES), 1e-12));
            TESTING_CLOSE(drawn.variance, variance, fmax(0.01, 4 * drawn.variance_error));
            double least = failures.useful_s * (1 + failures.checkpoint_s / failures.segment_s) / expected;
            for (size_t i = 0; i < SAMPLES; i++)
                if (!(ratios[i] >= least * (1 - 1e-14)))
                    fail_msg("%g: shorter than without any failure", ratios[i]);
        }
}

static int compare_doubles(const void *a, const void *b)
{
    double left, right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

// Kolmogorov and Smirnov: the whole distribution, where failures are drawn one by one.
static void draws_are_distributed_as_every_event(void **state)
{
    (void)state;
    enum { N = 20000 };
    static double simulated[N];
    static const size_t few[] = {0, 3, 4, 6};
    for (size_t which = 0; which < sizeof few / sizeof *few; which++) {
        struct setting setting;
        set_up(&setting, &scenarios[few[which]]);
        const struct failures failures = failures_of(&setting.tally, setting.in, 0, false);
        uint64_t stream = 1933;
        draw_ratios(&setting, 1, 5, N, ratios);
        for (size_t i = 0; i < N; i++) {
            simulated[i] = simulate_run(&failures, scenarios[few[which]].segments, &stream);
            ratios[i] *= failures_expected_s(&failures) * (1 + 1e-12); // equal times may differ in their last digit
        }
        qsort(ratios, N, sizeof *ratios, compare_doubles);
        qsort(simulated, N, sizeof *simulated, compare_doubles);
        double farthest = 0;
        for (size_t i = 0, j = 0; i < N; i++) {
            while (j < N && simulated[j] <= ratios[i] * (1 + 1e-11))
                j++;
            while (i + 1 < N && ratios[i + 1] <= ratios[i] * (1 + 1e-11))
                i++;
            farthest = fmax(farthest, fabs((double)j - (double)(i + 1)) / N);
        }
        if (farthest > 1.95 * sqrt(2.0 / N)) // one in a thousand
            fail_msg("scenario %zu: the distributions are %g apart", few[which], farthest);
    }
}

static void a_draw_is_of_its_sample_alone(void **state)
{
    (void)state;
    struct setting setting;
    set_up(&setting, &scenarios[4]);
    double runs = 2.5, ratio = 0, other = 0;
    draw_ratios(&setting, runs, 42, 1000, ratios);
    for (size_t i = 0; i < 1000; i++) {
        failures_ratio(&setting.tally, 42, i, 1, setting.in, &runs, &ratio);
        assert_memory_equal(&ratio, &ratios[i], sizeof ratio);
    }
    failures_ratio(&setting.tally, 43, 999, 1, setting.in, &runs, &other);
    assert_true(ratio != other);
}

static void where_nothing_fails_nothing_is_drawn(void **state)
{
    (void)state;
    struct setting setting;
    double runs = 3, none = 0, ratio = 0;
    set_up(&setting, &scenarios[1]);
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &runs, &ratio);
    assert_true(ratio != 1);
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &none, &ratio);
    TESTING_EXACT(ratio, 1);
    setting.tally.has_losses = false;
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &runs, &ratio);
    TESTING_EXACT(ratio, 1);
    setting.tally.has_losses = setting.tally.time_is_measured = true;
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &runs, &ratio);
    TESTING_EXACT(ratio, 1);
    setting.tally.time_is_measured = false;
    setting.values[INPUT_RESTART_TIME] = 1e9; // never finishes
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &runs, &ratio);
    TESTING_EXACT(ratio, 1);
    setting.values[INPUT_RESTART_TIME] = 0;
    setting.values[INPUT_FAILURE_RATE] = 0;
    failures_ratio(&setting.tally, 1, 0, 1, setting.in, &runs, &ratio);
    TESTING_EXACT(ratio, 1);
}

// Checkpoints that take no time are written all the time: a failure loses its restart and nothing else.
static void free_checkpoints_lose_restarts_alone(void **state)
{
    (void)state;
    struct setting setting;
    set_up(&setting, &(struct scenario){10 * h, 0, 0.5 * h, 200, 0});
    setting.tally.interval_is_stated = false;
    const struct failures failures = failures_of(&setting.tally, setting.in, 0, false);
    TESTING_EXACT(failures.segment_s, 0);
    TESTING_CLOSE(failures_expected_s(&failures), 200 * h * exp(0.05), 1e-14);
    // 20 failures on average, each a restart that takes e^b - 1 in mean times between failures.
    double once = expm1(0.05);
    double variance = 20 * (exp(0.1) - 1 - 2 * 0.05 * exp(0.05) + once * once) * 100 * h * h;
    TESTING_CLOSE(failures_variance_s2(&failures), variance, 1e-9);
    draw_ratios(&setting, 1, 8, SAMPLES, ratios);
    struct moments drawn = moments_of(SAMPLES, ratios);
    TESTING_CLOSE(drawn.mean, 1, 1e-4);
    TESTING_CLOSE(drawn.variance * failures_expected_s(&failures) * failures_expected_s(&failures), variance, 0.02);
}

// What preemptible capacity costs, beside a simulation in which nodes fail and are taken away.
static void preemptible_bills_pay_for_repeated_work(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    struct setting setting;
    struct estimate_scratch scratch;
    double metrics[METRIC_COUNT], *out[METRIC_COUNT], sum = 0;
    set_up(&setting, &(struct scenario){40 * h, 0.05 * h, 0.25 * h, 100, 0});
    setting.tally.is_preempted = true;
    setting.tally.devices = 80;
    setting.tally.training_flop *= 80;
    setting.values[INPUT_PREEMPTION_RATE] = 1 / (8 * h * of_one_node);
    setting.values[INPUT_PRICE_DEVICE] = 3 / h;
    setting.values[INPUT_PRICE_DEVICE_PREEMPTIBLE] = 1 / h;
    for (int id = 0; id < METRIC_COUNT; id++)
        out[id] = &metrics[id];
    estimate_block(&setting.tally, &scratch, 1, setting.in, out);
    const struct failures calm = failures_of(&setting.tally, setting.in, 0, false),
                          spot = failures_of(&setting.tally, setting.in, 0, true);
    TESTING_CLOSE(spot.rate_per_s, 1 / (40 * h) + 1 / (8 * h), 1e-15);
    uint64_t stream = 12;
    for (int i = 0; i < RUNS; i++)
        sum += simulate_run(&spot, 100, &stream);
    TESTING_CLOSE(metrics[METRIC_CLOUD_PREEMPTIBLE_USD], 80 * (sum / RUNS) / h, 1e-3);
    TESTING_CLOSE(metrics[METRIC_CLOUD_USD], 80 * 3 * failures_expected_s(&calm) / h, 1e-14);
    TESTING_CLOSE(metrics[METRIC_TIME_H], failures_expected_s(&calm), 1e-14);
    assert_true(metrics[METRIC_CLOUD_PREEMPTIBLE_USD] > metrics[METRIC_CLOUD_USD] / 3);
}

// Grattafiori et al. 2024 (Llama 3, arXiv 2407.21783): 466 interruptions in 54 days on 16,384 H100, 419 of them
// unexpected, and more than 90 % effective training time; a checkpoint is at most 4 GB for each GPU, and the storage
// takes 2 TB/s, 7 TB/s at its peak. How long a restart took is not published: the closed form says that it must have
// been minutes.
static void llama_3_spent_nine_tenths_of_its_time_training(void **state)
{
    (void)state;
    const double useful = 54 * 24 * h, data = 16384 * 4e9;
    for (int all = 0; all < 2; all++) {
        double rate = (all ? 466 : 419) / (54 * 24 * h);
        struct failures failures = {.useful_s = useful, .rate_per_s = rate};
        static const struct {
            double bytes_per_s, restart_s;
            bool is_above;
        } rows[] = {{7e12, 5 * 60, true}, {7e12, 9 * 60, true},   {7e12, 15 * 60, false},
                    {2e12, 2 * 60, true}, {2e12, 10 * 60, false}, {INFINITY, 20 * 60, false}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            failures.checkpoint_s = data / rows[i].bytes_per_s;
            failures.restart_s = rows[i].restart_s;
            failures.segment_s = formulas_checkpoint_interval_s(failures.checkpoint_s, rate);
            double effective = useful / failures_expected_s(&failures);
            assert_int_equal(effective > 0.9, rows[i].is_above);
        }
    }
    // One node of eight: 1.4 failures a year, whatever the number of nodes.
    TESTING_CLOSE(419 / 54.0 * 365.25 / 2048, 1.384, 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectation_and_variance_are_those_of_every_event),
        cmocka_unit_test(variance_is_the_closed_form),
        cmocka_unit_test(draws_have_that_mean_and_variance),
        cmocka_unit_test(draws_are_distributed_as_every_event),
        cmocka_unit_test(a_draw_is_of_its_sample_alone),
        cmocka_unit_test(where_nothing_fails_nothing_is_drawn),
        cmocka_unit_test(free_checkpoints_lose_restarts_alone),
        cmocka_unit_test(preemptible_bills_pay_for_repeated_work),
        cmocka_unit_test(llama_3_spent_nine_tenths_of_its_time_training),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
