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
    if (fmin(a, b) < 10) // the one near 1 is told by the other: large powers show how it was rounded
        return exp(a * (y < 0.5 ? log1p(-y) : log(x)) + b * (x < 0.5 ? log1p(-x) : log(y)) - gsl_sf_lnbeta(a, b));
    return dist_gamma_poisson(a, n * x) * dist_gamma_poisson(b, n * y) / dist_gamma_poisson(n, n) * (a / n) * b;
}

// The fraction whose product with x^a y^b / B(a, b) is the incomplete beta function, by Lentz's method. Its even part,
// as Didonato and Morris write it, takes x and y apart: of large a and b nothing cancels in a - (a + b) x.
static double dist_beta_fraction(double x, double y, double a, double b)
{
    const double tiny = 1e-300, lambda = x < y ? a - (a + b) * x : (a + b) * y - b;
    double whole = (1 + lambda) / (1 + 1 / a), c = whole, d = 0;
    for (int i = 1; i < DIST_BETA_FRACTION_STEPS_MAX; i++) {
        double n = i, s = a + 2 * n - 1, w = n * (b - n) * x, p = 1 + (n - 1) / a;
        double numerator = p * (p + b / a) * (a / s) * (a / s) * w * x;
        double term = n + w / s + (1 + n / a) / (1 + 1 / a + 2 * n / a) * (1 + lambda + n * (1 + y));
        d = term + numerator * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = term + numerator / c;
        c = fabs(c) < tiny ? tiny : c;
        whole *= c * d;
        if (fabs(c * d - 1) < 0.5 * DBL_EPSILON)
            break;
    }
    return 1 / whole;
}

double dist_beta_tail(double x, double y, double a, double b, bool upper)
{
    if (x <= 0 || y <= 0)
        return (x <= 0) == upper ? 1 : 0;
    bool direct = x < (a + 1) / (a + b + 2); // where the fraction converges fast
    double weight = dist_beta_weight(x, y, a, b);
    double part = weight * (direct ? dist_beta_fraction(x, y, a, b) : dist_beta_fraction(y, x, b, a));
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
