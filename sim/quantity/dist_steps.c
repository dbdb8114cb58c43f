#include "quantity/dist_steps.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "quantity/dist_beta.h"
#include "quantity/dist_gamma.h"

// ---- counts: poisson and negative binomial --------------------------------------------------------

// P(X <= k) of a Poisson distribution is an incomplete gamma function of its mean; of a negative binomial (k failures
// before n successes) an incomplete beta function of p.
static double dist_steps_count_tail(const struct dist *dist, double k, bool upper)
{
    const double *a = dist->argument;
    if (k < 0 || k > 1e15) // beyond any count that has weight, where whole numbers end
        return (k < 0) == upper ? 1 : 0;
    if (dist->kind == DIST_NEGATIVE_BINOMIAL)
        return dist_beta_tail(a[1], 1 - a[1], a[0], k + 1, upper);
    return dist_gamma_tail(a[0], k + 1, !upper);
}

static bool dist_steps_reaches(const struct dist *dist, double k, double tail, bool upper)
{
    double part = dist_steps_count_tail(dist, k, upper);
    return upper ? part <= tail : part >= tail;
}

static double dist_steps_count_quantile(const struct dist *dist, double tail, bool upper)
{
    const double *a = dist->argument;
    bool negative = dist->kind == DIST_NEGATIVE_BINOMIAL;
    double mean = negative ? a[0] * (1 - a[1]) / a[1] : a[0], sd = sqrt(negative ? mean / a[1] : mean);
    double z = upper ? -gsl_cdf_ugaussian_Pinv(tail) : gsl_cdf_ugaussian_Pinv(tail);
    // From the normal approximation outwards until `low` falls short and `high` reaches, then halves.
    double guess = fmax(floor(mean + z * sd), 0), width = 1 + floor(0.05 * sd), low = guess, high = guess;
    while (low >= 0 && dist_steps_reaches(dist, low, tail, upper)) {
        high = low;
        low -= width;
        width *= 2;
    }
    while (!dist_steps_reaches(dist, high, tail, upper)) {
        low = high;
        high += width;
        width *= 2;
    }
    for (low = fmax(low, -1); high - low > 1;) {
        double middle = floor(0.5 * (low + high));
        if (dist_steps_reaches(dist, middle, tail, upper))
            high = middle;
        else
            low = middle;
    }
    return high;
}

double dist_steps_mass(const struct dist *dist, double k)
{
    const double *a = dist->argument;
    if (k < 0 || k != floor(k))
        return 0;
    if (dist->kind != DIST_NEGATIVE_BINOMIAL)
        return dist_gamma_poisson(k, a[0]);
    // A binomial probability as a quotient of Poisson probabilities, none of which cancels (Loader 2000).
    double n = a[0] + k;
    return a[0] / n * dist_gamma_poisson(a[0], n * a[1]) * dist_gamma_poisson(k, n * (1 - a[1])) /
           dist_gamma_poisson(n, n);
}

// ---- lists: discrete and values ---------------------------------------------------------------------

// Values at or below x.
static size_t dist_steps_count_at_most(const struct dist *dist, double x)
{
    size_t low = 0, high = dist->value_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (dist->values[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Weight of the first `count` values; summed where somebody put the list together by hand.
static double dist_steps_below(const struct dist *dist, size_t count)
{
    double sum = 0;
    if (dist->below)
        return count ? dist->below[count - 1] : 0;
    for (size_t i = 0; i < count; i++)
        sum += dist->weights[i];
    return count == dist->value_count ? 1 : sum;
}

static double dist_steps_list_quantile(const struct dist *dist, double tail, bool upper)
{
    // Weights in decimals do not add up exactly: 0.1 + 0.2 + 0.2 is to be the half that is asked for.
    double p = (upper ? 1 - tail : tail) - 4 * DBL_EPSILON;
    size_t low = 0, high = dist->value_count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (dist_steps_below(dist, middle + 1) >= p)
            high = middle;
        else
            low = middle + 1;
    }
    return dist->values[low];
}

// ---- both -------------------------------------------------------------------------------------------

static bool dist_steps_is_list(const struct dist *dist)
{
    return dist->kind == DIST_DISCRETE || dist->kind == DIST_VALUES;
}

double dist_steps_tail(const struct dist *dist, double x, bool upper)
{
    if (!dist_steps_is_list(dist))
        return dist_steps_count_tail(dist, floor(x), upper);
    double below = dist_steps_below(dist, dist_steps_count_at_most(dist, x));
    return upper ? 1 - below : below;
}

double dist_steps_quantile(const struct dist *dist, double tail, bool upper)
{
    return dist_steps_is_list(dist) ? dist_steps_list_quantile(dist, tail, upper)
                                    : dist_steps_count_quantile(dist, tail, upper);
}

void dist_steps_within(const struct dist *dist, double low, double high, double *least, double *most)
{
    *least = fmax(ceil(low), 0);
    *most = floor(high);
    if (!dist_steps_is_list(dist))
        return;
    size_t first = dist_steps_count_at_most(dist, nextafter(low, -INFINITY)),
           end = dist_steps_count_at_most(dist, high);
    *least = first < dist->value_count ? dist->values[first] : INFINITY;
    *most = end ? dist->values[end - 1] : -INFINITY;
}
