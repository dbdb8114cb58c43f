#include "quantity/dist_gamma.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>

#include "quantity/dist_root.h"

static const double dist_gamma_pi = 3.14159265358979323846;

enum { DIST_GAMMA_STEPS_MAX = 100000 }; // some sqrt(72 shape) are needed where x is near the shape

double dist_gamma_poisson(double a, double mean)
{
    if (a == 0 || mean == 0)
        return a == 0 ? exp(-mean) : 0;
    if (a < 10)
        return exp(a * log(mean) - mean - gsl_sf_lngamma(a + 1));
    // log(m) - m + 1 of m = mean / a, which is next to nothing where it matters most.
    double m = (mean - a) / a;
    double exponent = fabs(m) < 0.5 ? gsl_sf_log_1plusx_mx(m) : log(mean / a) - m;
    return exp(a * exponent) / (gsl_sf_gammastar(a) * sqrt(2 * dist_gamma_pi * a));
}

// 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ...
static double dist_gamma_series(double x, double a)
{
    double term = 1, sum = 1;
    for (int i = 1; i < DIST_GAMMA_STEPS_MAX && term > 0.25 * DBL_EPSILON * sum; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum;
}

// Lentz's method for 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...)))
static double dist_gamma_fraction(double x, double a)
{
    double b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d;
    for (int i = 1; i < DIST_GAMMA_STEPS_MAX; i++) {
        double numerator = -i * (i - a);
        b += 2;
        d = 1 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= d * c;
        if (fabs(d * c - 1) < 0.5 * DBL_EPSILON)
            break;
    }
    return fraction;
}

double dist_gamma_tail(double x, double shape, bool upper)
{
    if (x <= 0)
        return upper ? 1 : 0;
    bool low = x < shape + 1;
    double weight = dist_gamma_poisson(shape, x);
    double part = weight == 0 ? 0
                  : low       ? weight * dist_gamma_series(x, shape)
                              : weight * shape * dist_gamma_fraction(x, shape);
    part = fmin(part, 1);
    return low == upper ? 1 - part : part;
}

// ---- the inverse ----------------------------------------------------------------------------------
// log(fraction) = log(tail) is solved for log(x / shape), so that neither underflows on the way.

struct dist_gamma_problem {
    double log_tail, shape;
    bool upper;
};

static double dist_gamma_gap(double t, const void *context, double *slope)
{
    const struct dist_gamma_problem *problem = context;
    double x = problem->shape * exp(t), part = dist_gamma_tail(x, problem->shape, problem->upper);
    double rate = problem->shape * dist_gamma_poisson(problem->shape, x); // x times the density
    *slope = (problem->upper ? -rate : rate) / part;
    return log(part) - problem->log_tail;
}

double dist_gamma_quantile(double tail, double shape, bool upper)
{
    const struct dist_gamma_problem problem = {.log_tail = log(tail), .shape = shape, .upper = upper};
    const double low = log(1e-300 / shape), high = log1p(100 / sqrt(shape) + 2000 / shape);
    double slope = 0;
    if ((dist_gamma_gap(low, &problem, &slope) > 0) != upper)
        return 0;
    // Wilson and Hilferty's approximation: the cube root is nearly normal. Of small shapes the leading power.
    double z = upper ? -gsl_cdf_ugaussian_Pinv(tail) : gsl_cdf_ugaussian_Pinv(tail);
    double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));
    double below = upper ? log1p(-tail) : log(tail);
    double start = root > 0.3 ? 3 * log(root) : (below + gsl_sf_lngamma(shape + 1)) / shape - log(shape);
    return shape * exp(dist_root(dist_gamma_gap, &problem, low, high, start));
}
