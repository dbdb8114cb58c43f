#include "quantity/dist_whole.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "quantity/dist_beta.h"
#include "quantity/dist_gamma.h"
#include "quantity/dist_steps.h"

// log(x / a) of 0 < a <= x, exact where the two are near.
static double dist_whole_log_ratio(double x, double a)
{
    if (x < 2 * a)
        return log1p((x - a) / a);
    return isfinite(x / a) ? log(x / a) : log(x) - log(a);
}

bool dist_whole_normal(const struct dist *dist, double *location, double *scale, bool *is_log)
{
    const double *a = dist->argument, z95 = 1.6448536269514722;
    *location = a[0];
    *scale = a[1];
    *is_log = dist->kind == DIST_LOGNORMAL || (dist->kind == DIST_INTERVAL90 && a[0] > 0);
    if (dist->kind == DIST_INTERVAL90) {
        *location = *is_log ? a[0] * sqrt(a[1] / a[0]) : 0.5 * (a[0] + a[1]);
        *scale = (*is_log ? dist_whole_log_ratio(a[1], a[0]) : a[1] - a[0]) / (2 * z95);
    }
    return dist->kind == DIST_NORMAL || dist->kind == DIST_LOGNORMAL || dist->kind == DIST_INTERVAL90;
}

// ---- quantiles ----------------------------------------------------------------------------------

static double dist_whole_triangular_quantile(const double *a, double tail, bool upper)
{
    double range = a[2] - a[0], split = (a[1] - a[0]) / range, rest = (a[2] - a[1]) / range;
    if (upper ? tail >= rest : tail < split)
        return a[0] + sqrt((upper ? 1 - tail : tail) * range * (a[1] - a[0]));
    return a[2] - sqrt((upper ? tail : 1 - tail) * range * (a[2] - a[1]));
}

// Johnson 1997: the PERT distribution is a beta distribution scaled to min..max whose mode counts four times.
static void dist_whole_pert_shapes(const double *a, double *alpha, double *beta)
{
    *alpha = 1 + 4 * (a[1] - a[0]) / (a[2] - a[0]);
    *beta = 1 + 4 * (a[2] - a[1]) / (a[2] - a[0]);
}

// From the end whose tail is asked, which is nearer.
static double dist_whole_pert_quantile(const double *a, double tail, bool upper)
{
    double alpha = 0, beta = 0, range = a[2] - a[0];
    dist_whole_pert_shapes(a, &alpha, &beta);
    return upper ? a[2] - range * dist_beta_quantile(tail, beta, alpha, false)
                 : a[0] + range * dist_beta_quantile(tail, alpha, beta, false);
}

static double dist_whole_weibull_quantile(const double *a, double tail, bool upper)
{
    return a[1] * pow(upper ? -log(tail) : -log1p(-tail), 1 / a[0]);
}

static double dist_whole_normal_quantile(const struct dist *dist, double tail, bool upper)
{
    double location = 0, scale = 0, z = gsl_cdf_ugaussian_Pinv(tail);
    bool is_log = false;
    (void)dist_whole_normal(dist, &location, &scale, &is_log);
    z = upper ? -z : z;
    return is_log ? location * exp(scale * z) : location + scale * z;
}

double dist_whole_quantile(const struct dist *dist, double tail, bool upper)
{
    const double *a = dist->argument;
    switch (dist->kind) {
    case DIST_UNIFORM:
        return upper ? a[1] - tail * (a[1] - a[0]) : a[0] + tail * (a[1] - a[0]);
    case DIST_LOGUNIFORM:
        return upper ? a[1] * exp(-tail * dist_whole_log_ratio(a[1], a[0]))
                     : a[0] * exp(tail * dist_whole_log_ratio(a[1], a[0]));
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_INTERVAL90:
        return dist_whole_normal_quantile(dist, tail, upper);
    case DIST_TRIANGULAR:
        return dist_whole_triangular_quantile(a, tail, upper);
    case DIST_PERT:
        return dist_whole_pert_quantile(a, tail, upper);
    case DIST_BETA:
        return dist_beta_quantile(tail, a[0], a[1], upper);
    case DIST_GAMMA:
        return a[1] * dist_gamma_quantile(tail, a[0], upper);
    case DIST_WEIBULL:
        return dist_whole_weibull_quantile(a, tail, upper);
    default:
        return dist_steps_quantile(dist, tail, upper);
    }
}

// ---- cumulative functions -----------------------------------------------------------------------

static double dist_whole_triangular_tail(const double *a, double x, bool upper)
{
    double range = a[2] - a[0], part = 0;
    bool left = x < a[1];
    if (left)
        part = (x - a[0]) / range * ((x - a[0]) / (a[1] - a[0]));
    else if (x < a[2])
        part = (a[2] - x) / range * ((a[2] - x) / (a[2] - a[1]));
    return left == upper ? 1 - part : part;
}

static double dist_whole_pert_tail(const double *a, double x, bool upper)
{
    double alpha = 0, beta = 0, range = a[2] - a[0];
    dist_whole_pert_shapes(a, &alpha, &beta);
    return dist_beta_tail((x - a[0]) / range, (a[2] - x) / range, alpha, beta, upper);
}

static double dist_whole_weibull_tail(const double *a, double x, bool upper)
{
    double power = pow(x / a[1], a[0]);
    return upper ? exp(-power) : -expm1(-power);
}

static double dist_whole_normal_tail(const struct dist *dist, double x, bool upper)
{
    double location = 0, scale = 0, z = -INFINITY;
    bool is_log = false;
    (void)dist_whole_normal(dist, &location, &scale, &is_log);
    if (!is_log)
        z = (x - location) / scale;
    else if (x > 0)
        z = (x < location ? -dist_whole_log_ratio(location, x) : dist_whole_log_ratio(x, location)) / scale;
    return upper ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z);
}

void dist_whole_ends(const struct dist *dist, double *low, double *high)
{
    const double *a = dist->argument;
    *low = 0;
    *high = INFINITY;
    switch (dist->kind) {
    case DIST_UNIFORM:
    case DIST_LOGUNIFORM:
        *low = a[0];
        *high = a[1];
        return;
    case DIST_TRIANGULAR:
    case DIST_PERT:
        *low = a[0];
        *high = a[2];
        return;
    case DIST_BETA:
        *high = 1;
        return;
    case DIST_NORMAL:
        *low = -INFINITY;
        return;
    case DIST_INTERVAL90:
        *low = a[0] > 0 ? 0 : -INFINITY;
        return;
    case DIST_DISCRETE:
    case DIST_VALUES:
        *low = dist->values[0];
        *high = dist->values[dist->value_count - 1];
        return;
    default:
        return;
    }
}

double dist_whole_tail(const struct dist *dist, double x, bool upper)
{
    const double *a = dist->argument;
    double low = 0, high = 0;
    dist_whole_ends(dist, &low, &high);
    if (x < low || x >= high)
        return (x < low) == upper ? 1 : 0;
    switch (dist->kind) {
    case DIST_UNIFORM:
        return (upper ? a[1] - x : x - a[0]) / (a[1] - a[0]);
    case DIST_LOGUNIFORM:
        return (upper ? dist_whole_log_ratio(a[1], x) : dist_whole_log_ratio(x, a[0])) /
               dist_whole_log_ratio(a[1], a[0]);
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_INTERVAL90:
        return dist_whole_normal_tail(dist, x, upper);
    case DIST_TRIANGULAR:
        return dist_whole_triangular_tail(a, x, upper);
    case DIST_PERT:
        return dist_whole_pert_tail(a, x, upper);
    case DIST_BETA:
        return dist_beta_tail(x, 1 - x, a[0], a[1], upper);
    case DIST_GAMMA:
        return dist_gamma_tail(x / a[1], a[0], upper);
    case DIST_WEIBULL:
        return dist_whole_weibull_tail(a, x, upper);
    default:
        return dist_steps_tail(dist, x, upper);
    }
}
