#include "quantity/dist_beta.h"

#include <float.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "quantity/dist_gamma.h"
#include "quantity/dist_root.h"

enum { DIST_BETA_FRACTION_STEPS_MAX = 100000 };

// x^a y^b / B(a, b) = Gamma(a + b) / (Gamma(a) Gamma(b)) x^a y^b
static double dist_beta_weight(double x, double y, double a, double b)
{
    double n = a + b;
    if (fmin(a, b) < 10)
        return exp(a * log(x) + b * log(y) - gsl_sf_lnbeta(a, b));
    return dist_gamma_poisson(a, n * x) * dist_gamma_poisson(b, n * y) / dist_gamma_poisson(n, n) * (a / n) * b;
}

// Lentz's method for the fraction whose product with x^a y^b / (a B(a, b)) is the incomplete beta function.
static double dist_beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int i = 1; i < DIST_BETA_FRACTION_STEPS_MAX; i++) {
        double m = i, even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        fraction *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        fraction *= d * c;
        if (fabs(d * c - 1) < 0.5 * DBL_EPSILON)
            break;
    }
    return fraction;
}

double dist_beta_tail(double x, double y, double a, double b, bool upper)
{
    if (x <= 0 || y <= 0)
        return (x <= 0) == upper ? 1 : 0;
    bool direct = x < (a + 1) / (a + b + 2); // where the fraction converges fast
    double weight = dist_beta_weight(x, y, a, b);
    double part = direct ? weight * dist_beta_fraction(x, a, b) / a : weight * dist_beta_fraction(y, b, a) / b;
    part = fmin(part, 1);
    return direct == upper ? 1 - part : part;
}

// ---- the inverse -----------------------------------------------------------------------------------
// log(fraction) = log(tail) is solved for the logarithm of x, so that neither underflows on the way.

struct dist_beta_problem {
    double log_tail, a, b;
    bool upper;
};

static double dist_beta_gap(double t, const void *context, double *slope)
{
    const struct dist_beta_problem *problem = context;
    double x = exp(t), y = -expm1(t), part = dist_beta_tail(x, y, problem->a, problem->b, problem->upper);
    double rate = dist_beta_weight(x, y, problem->a, problem->b) / y; // x times the density
    *slope = (problem->upper ? -rate : rate) / part;
    return log(part) - problem->log_tail;
}

static double dist_beta_small(double tail, double a, double b, bool upper)
{
    const struct dist_beta_problem problem = {.log_tail = log(tail), .a = a, .b = b, .upper = upper};
    const double low = log(1e-300), high = -0.69314718055994530942;
    double below = upper ? log1p(-tail) : log(tail), slope = 0;
    if ((dist_beta_gap(low, &problem, &slope) > 0) != upper)
        return 0;
    return exp(dist_root(dist_beta_gap, &problem, low, high, (below + log(a) + gsl_sf_lnbeta(a, b)) / a));
}

double dist_beta_quantile(double tail, double a, double b, bool upper)
{
    // The smaller of x and 1 - x is solved for.
    bool left = (dist_beta_tail(0.5, 0.5, a, b, upper) > tail) != upper;
    return left ? dist_beta_small(tail, a, b, upper) : 1 - dist_beta_small(tail, b, a, !upper);
}
