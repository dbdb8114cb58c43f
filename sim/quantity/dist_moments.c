#include "quantity/dist_moments.h"

#include <math.h>

#include "quantity/dist_range.h"
#include "quantity/dist_whole.h"

enum { DIST_MOMENTS_STEPS_MAX = 100000 };

// ---- closed forms ---------------------------------------------------------------------------------

// Of min + range * beta(a, b).
static void dist_moments_beta(double a, double b, double low, double range, double moments[3])
{
    double n = a + b, variance = a / n * (b / n) / (n + 1);
    moments[0] = low + range * (a / n);
    moments[1] = range * range * variance;
    moments[2] = range * range * range * variance * (2 * (b - a) / n / (n + 2));
}

static void dist_moments_normal(const struct dist *dist, double moments[3])
{
    double location = 0, scale = 0;
    bool is_log = false;
    (void)dist_whole_normal(dist, &location, &scale, &is_log);
    moments[0] = location;
    moments[1] = scale * scale;
    moments[2] = 0;
    if (!is_log)
        return;
    double mean = location * exp(0.5 * scale * scale), spread = expm1(scale * scale);
    moments[0] = mean;
    moments[1] = mean * mean * spread;
    moments[2] = mean * mean * mean * spread * spread * (spread + 3);
}

// Left and right of the mode; told by the two sides, nothing cancels.
static void dist_moments_triangular(const double *a, double moments[3])
{
    double left = a[1] - a[0], right = a[2] - a[1];
    moments[0] = a[1] + (right - left) / 3;
    moments[1] = (left * left + left * right + right * right) / 18;
    moments[2] = (right - left) * (2 * left + right) * (left + 2 * right) / 270;
}

// Whether the kind has a closed form that rounding does not spoil; then it is used.
static bool dist_moments_closed(const struct dist *dist, double moments[3])
{
    const double *a = dist->argument;
    switch (dist->kind) {
    case DIST_UNIFORM:
        moments[0] = a[0] + 0.5 * (a[1] - a[0]);
        moments[1] = (a[1] - a[0]) * (a[1] - a[0]) / 12;
        moments[2] = 0;
        return true;
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_INTERVAL90:
        dist_moments_normal(dist, moments);
        return true;
    case DIST_TRIANGULAR:
        dist_moments_triangular(a, moments);
        return true;
    case DIST_PERT: // the shapes of dist_whole.c
        dist_moments_beta(1 + 4 * (a[1] - a[0]) / (a[2] - a[0]), 1 + 4 * (a[2] - a[1]) / (a[2] - a[0]), a[0],
                          a[2] - a[0], moments);
        return true;
    case DIST_BETA:
        dist_moments_beta(a[0], a[1], 0, 1, moments);
        return true;
    case DIST_GAMMA:
        moments[0] = a[0] * a[1];
        moments[1] = moments[0] * a[1];
        moments[2] = 2 * moments[1] * a[1];
        return true;
    case DIST_POISSON:
        moments[0] = moments[1] = moments[2] = a[0];
        return true;
    case DIST_NEGATIVE_BINOMIAL: // failures before n successes
        moments[0] = a[0] * (1 - a[1]) / a[1];
        moments[1] = moments[0] / a[1];
        moments[2] = moments[1] * (2 - a[1]) / a[1];
        return true;
    default:
        return false;
    }
}

// ---- sums and integrals ---------------------------------------------------------------------------

// Twice over the values: about the mean nothing cancels. The sums of weight, of weight * value, and of the powers.
struct dist_moments_sum {
    double weight, total, about, square, cube;
    bool is_second;
};

static void dist_moments_add(struct dist_moments_sum *sum, double value, double weight)
{
    if (!sum->is_second) {
        sum->weight += weight;
        sum->total += weight * value;
        return;
    }
    double gap = value - sum->about;
    sum->square += weight * gap * gap;
    sum->cube += weight * gap * gap * gap;
}

// Of a list: what truncation leaves of it. Of counts: each that has any weight.
static void dist_moments_steps(const struct dist *dist, struct dist_moments_sum *sum)
{
    struct dist_range range = dist_range_of(dist);
    for (size_t i = 0; i < dist->value_count; i++)
        if (dist->values[i] >= range.low && dist->values[i] <= range.high)
            dist_moments_add(sum, dist->values[i], dist->weights[i]);
    if (dist->kind == DIST_DISCRETE || dist->kind == DIST_VALUES)
        return;
    double least = 0, most = 0;
    dist_support(dist, &least, &most);
    // So many that they are close: the middle one stands for those beside it.
    double stride = 2 * floor((most - least) / DIST_MOMENTS_STEPS_MAX) + 1;
    int strides = (int)((most - least) / stride) + 1;
    for (int i = 0; i < strides; i++) {
        double first = least + i * stride, last = fmin(first + stride - 1, most), middle = floor(0.5 * (first + last));
        dist_moments_add(sum, middle, dist_mass(dist, middle) * (last - first + 1));
    }
}

// The integral of the quantile function over the fractions from..to, which are told by what lies below from and above
// to. The double exponential formula: u = 1 / (1 + exp(-pi sinh t)) in steps of t; it comes within 1e-270 of both ends,
// so that long tails are in it, and converges whatever the function does there.
static void dist_moments_integral(const struct dist *dist, double below, double above, struct dist_moments_sum *sum)
{
    static const double step = 1.0 / 16;
    double width = 1 - below - above;
    for (int i = -96; i <= 96; i++) {
        double t = i * step, u = 1 / (1 + exp(-M_PI * sinh(t))), v = 1 / (1 + exp(M_PI * sinh(t)));
        double p = below + width * u, q = above + width * v;
        double value = p <= q ? dist_quantile(dist, p) : dist_quantile_upper(dist, q);
        dist_moments_add(sum, value, width * M_PI * cosh(t) * u * v * step);
    }
}

static void dist_moments_pass(const struct dist *dist, struct dist_moments_sum *sum)
{
    // The density of a triangle has a kink at its mode: either side alone is smooth.
    double mode = dist->kind == DIST_TRIANGULAR ? dist->argument[1] : 0;
    double below = dist->kind == DIST_TRIANGULAR ? dist_below(dist, mode) : 0, above = dist_above(dist, mode);
    if (dist_is_discrete(dist))
        dist_moments_steps(dist, sum);
    else if (below > 0 && below < 1) {
        dist_moments_integral(dist, 0, above, sum);
        dist_moments_integral(dist, below, 0, sum);
    } else
        dist_moments_integral(dist, 0, 0, sum);
}

void dist_moments(const struct dist *dist, double moments[3])
{
    double value = 0;
    bool is_constant = dist_is_constant(dist, &value);
    moments[0] = value;
    moments[1] = moments[2] = 0;
    if (is_constant || (dist_range_is_whole(dist) && dist_moments_closed(dist, moments)))
        return;
    struct dist_moments_sum sum = {0};
    dist_moments_pass(dist, &sum);
    moments[0] = sum.about = sum.total / sum.weight;
    moments[1] = moments[2] = INFINITY; // only of values without end, which lie above
    if (!isfinite(sum.about))
        return;
    sum.is_second = true;
    dist_moments_pass(dist, &sum);
    moments[1] = sum.square / sum.weight;
    moments[2] = isnan(sum.cube) ? INFINITY : sum.cube / sum.weight;
}
