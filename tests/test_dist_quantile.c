#include "testing.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "distributing.h"

static const double ps[] = {1e-6, 0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99, 1 - 1e-6};

enum { P_COUNT = sizeof ps / sizeof *ps };

// ---- quantiles ----------------------------------------------------------------------------------

static void quantile_of_a_constant(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_CONSTANT, .argument = {7}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_EXACT(dist_quantile(&dist, ps[i]), 7);
}

static void quantile_of_a_uniform(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_UNIFORM, .argument = {-2, 6}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&dist, ps[i]), -2 + 8 * ps[i], 1e-14);
    TESTING_EXACT(dist_quantile(&dist, 0.5), 2);
}

static void quantile_of_a_normal(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_NORMAL, .argument = {10, 3}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&dist, ps[i]), 10 + gsl_cdf_gaussian_Pinv(ps[i], 3), 1e-12);
    TESTING_EXACT(dist_quantile(&dist, 0.5), 10);
    TESTING_CLOSE(dist_quantile(&dist, 0.95), 10 + 3 * 1.6448536269514722, 1e-12);
}

static void quantile_of_a_lognormal(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_LOGNORMAL, .argument = {5, 0.4}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&dist, ps[i]), gsl_cdf_lognormal_Pinv(ps[i], log(5), 0.4), 1e-12);
    TESTING_CLOSE(dist_quantile(&dist, 0.5), 5, 1e-15);
}

static double triangular_below(double x, double a, double m, double b)
{
    return x < m ? (x - a) * (x - a) / ((b - a) * (m - a)) : 1 - (b - x) * (b - x) / ((b - a) * (b - m));
}

static void quantile_of_a_triangular(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_TRIANGULAR, .argument = {1, 3, 11}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(triangular_below(dist_quantile(&dist, ps[i]), 1, 3, 11), ps[i], 1e-9);
    // The median by hand: b - sqrt((b - a)(b - m) / 2)
    TESTING_CLOSE(dist_quantile(&dist, 0.5), 11 - sqrt(10 * 8 / 2.0), 1e-15);
    // The fraction below the mode is (m - a) / (b - a).
    TESTING_CLOSE(dist_quantile(&dist, 0.2), 3, 1e-15);
    const struct dist even = {.kind = DIST_TRIANGULAR, .argument = {0.2, 0.3, 0.4}};
    TESTING_CLOSE(dist_quantile(&even, 0.5), 0.3, 1e-15);
    // The mode at an end
    const struct dist low = {.kind = DIST_TRIANGULAR, .argument = {0, 0, 1}};
    const struct dist high = {.kind = DIST_TRIANGULAR, .argument = {0, 1, 1}};
    for (size_t i = 0; i < P_COUNT; i++) {
        TESTING_CLOSE(dist_quantile(&low, ps[i]), 1 - sqrt(1 - ps[i]), 1e-9);
        TESTING_CLOSE(dist_quantile(&high, ps[i]), sqrt(ps[i]), 1e-14);
    }
}

static void quantile_of_a_pert(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_PERT, .argument = {1, 3, 11}};
    // alpha = 1 + 4 (m - a) / (b - a), beta = 1 + 4 (b - m) / (b - a)
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(gsl_cdf_beta_P((dist_quantile(&dist, ps[i]) - 1) / 10, 1.8, 4.2), ps[i], 1e-7);
    const struct dist even = {.kind = DIST_PERT, .argument = {0, 5, 10}};
    TESTING_CLOSE(dist_quantile(&even, 0.5), 5, 1e-9);
    const struct dist end = {.kind = DIST_PERT, .argument = {0, 0, 1}};
    for (size_t i = 0; i < P_COUNT; i++) // beta(1, 5): 1 - (1 - x)^5
        TESTING_CLOSE(dist_quantile(&end, ps[i]), 1 - pow(1 - ps[i], 0.2), 1e-7);
}

static void quantile_of_a_beta(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_BETA, .argument = {2, 3}};
    for (size_t i = 0; i < P_COUNT; i++) {
        double x = dist_quantile(&dist, ps[i]);
        // 6x^2 - 8x^3 + 3x^4 is the distribution function of beta(2, 3).
        TESTING_CLOSE(6 * x * x - 8 * x * x * x + 3 * x * x * x * x, ps[i], 1e-7);
    }
    const struct dist flat = {.kind = DIST_BETA, .argument = {1, 1}};
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&flat, ps[i]), ps[i], 1e-9);
}

static void quantile_of_an_interval90(void **state)
{
    (void)state;
    const struct dist positive = {.kind = DIST_INTERVAL90, .argument = {2, 8}};
    TESTING_CLOSE(dist_quantile(&positive, 0.05), 2, 1e-12);
    TESTING_CLOSE(dist_quantile(&positive, 0.95), 8, 1e-12);
    TESTING_CLOSE(dist_quantile(&positive, 0.5), 4, 1e-14);
    double sigma = log(2) / 1.6448536269514722;
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&positive, ps[i]), gsl_cdf_lognormal_Pinv(ps[i], log(4), sigma), 1e-12);
    const struct dist around = {.kind = DIST_INTERVAL90, .argument = {-1, 5}};
    TESTING_CLOSE(dist_quantile(&around, 0.05), -1, 1e-12);
    TESTING_CLOSE(dist_quantile(&around, 0.95), 5, 1e-12);
    TESTING_CLOSE(dist_quantile(&around, 0.5), 2, 1e-14);
    const struct dist from_zero = {.kind = DIST_INTERVAL90, .argument = {0, 4}};
    TESTING_CLOSE(dist_quantile(&from_zero, 0.5), 2, 1e-14);
}

// The fraction with a given probability, 1 - p from above, inverts the quantile in both tails, whatever is truncated.
static void quantiles_invert_the_fractions(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{uniform: [-2, 6]}",
                                        "{loguniform: [1e-3, 1e4]}",
                                        "{loguniform: [1, 1.0001]}",
                                        "{normal: [10, 3]}",
                                        "{lognormal: [5, 0.4]}",
                                        "{lognormal: [1e-9, 3]}",
                                        "{interval90: [2, 8]}",
                                        "{interval90: [-2, 8]}",
                                        "{triangular: [0, 3, 11]}",
                                        "{pert: [0, 3, 11]}",
                                        "{beta: [0.5, 0.5]}",
                                        "{beta: [2, 3]}",
                                        "{beta: [30, 900]}",
                                        "{gamma: [0.5, 3]}",
                                        "{gamma: [7, 3]}",
                                        "{gamma: [100, 2]}",
                                        "{weibull: [0.7, 3]}",
                                        "{weibull: [5, 3]}",
                                        "{normal: [10, 3], truncate: [0, 11]}",
                                        "{lognormal: [5, 0.4], truncate: [1, 90]}",
                                        "{gamma: [7, 3], truncate: [5, 50]}",
                                        "{weibull: [0.7, 3], truncate: [0, 50]}",
                                        "{normal: [0, 1], truncate: [4, 5]}",
                                        "{normal: [0, 1], truncate: [-5.5, -5]}",
                                        "{pert: [0, 3, 11], truncate: [1, 10]}"};
    static const double tails[] = {1e-12, 1e-6, 1e-3, 0.05, 0.3, 0.49999, 0.5, 0.500001, 0.7, 0.99};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist = accept(t, &free_row, texts[i]);
        for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
            // x itself is rounded, and so is what truncation takes: by so much may the fractions differ.
            double x = dist_quantile(&dist, tails[k]), cut = dist.is_truncated ? 1e-15 : 0;
            double slack = cut + fabs(dist_below(&dist, x * (1 + 4e-16)) - dist_below(&dist, x * (1 - 4e-16)));
            if (!(fabs(dist_below(&dist, x) - tails[k]) <= 2e-13 * tails[k] + slack))
                fail_msg("%s: %.17g is below %g", texts[i], dist_below(&dist, x), tails[k]);
            x = dist_quantile_upper(&dist, tails[k]);
            slack = cut + fabs(dist_above(&dist, x * (1 + 4e-16)) - dist_above(&dist, x * (1 - 4e-16)));
            if (!(fabs(dist_above(&dist, x) - tails[k]) <= 2e-13 * tails[k] + slack))
                fail_msg("%s: %.17g is above, not %g", texts[i], dist_above(&dist, x), tails[k]);
            TESTING_CLOSE(dist_below(&dist, x) + dist_above(&dist, x), 1, 1e-12);
        }
    }
}

static void quantiles_never_fall(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"7",
                                        "{uniform: [1, 2]}",
                                        "{loguniform: [1, 2]}",
                                        "{normal: [1, 2]}",
                                        "{lognormal: [1, 2]}",
                                        "{beta: [0.5, 0.5]}",
                                        "{pert: [1, 2, 9]}",
                                        "{triangular: [1, 2, 9]}",
                                        "{interval90: [1, 2]}",
                                        "{gamma: [3, 1]}",
                                        "{weibull: [3, 1]}",
                                        "{normal: [1, 2], truncate: [0, 1.5]}",
                                        "{poisson: 4}",
                                        "{values: [1, 2, 2, 5]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist = accept(t, &free_row, texts[i]);
        for (int p = 2; p < 10000; p++)
            assert_true(dist_quantile(&dist, p / 10000.0) >= dist_quantile(&dist, (p - 1) / 10000.0));
        // Across the middle, where the other tail takes over
        double last = dist_quantile(&dist, 0.4999999);
        for (int p = -8; p < 8; p++) {
            double next = dist_quantile(&dist, 0.5 + p * 0x1p-53);
            if (!(next >= last - 4e-15 * fabs(last)))
                fail_msg("%s falls by %g", texts[i], last - next);
            last = next;
        }
    }
}

static void quantile_of_a_loguniform(void **state)
{
    (void)state;
    const struct dist dist = {.kind = DIST_LOGUNIFORM, .argument = {1, 1e4}};
    TESTING_CLOSE(dist_quantile(&dist, 0.5), 100, 1e-14);
    TESTING_CLOSE(dist_quantile(&dist, 0.25), 10, 1e-14);
    TESTING_CLOSE(dist_quantile(&dist, 0.75), 1000, 1e-14);
    TESTING_CLOSE(dist_below(&dist, 10), 0.25, 1e-15);
    TESTING_CLOSE(dist_above(&dist, 10), 0.75, 1e-15);
    const struct dist wide = {.kind = DIST_LOGUNIFORM, .argument = {1e-300, 1e300}};
    TESTING_CLOSE(dist_quantile(&wide, 0.5), 1, 1e-12);
}

static void quantile_of_a_gamma(void **state)
{
    (void)state;
    const struct dist exponential = {.kind = DIST_GAMMA, .argument = {1, 3}};
    TESTING_CLOSE(dist_quantile(&exponential, 0.5), 3 * log(2), 1e-14);
    TESTING_CLOSE(dist_quantile_upper(&exponential, 1e-200), 3 * 200 * log(10), 1e-13);
    TESTING_CLOSE(dist_quantile(&exponential, 1e-200), 3e-200, 1e-13);
    const struct dist chi = {.kind = DIST_GAMMA, .argument = {2.5, 2}}; // chi squared of 5
    for (size_t i = 0; i < P_COUNT; i++)
        TESTING_CLOSE(dist_quantile(&chi, ps[i]), gsl_cdf_chisq_Pinv(ps[i], 5), 1e-9);
    // NIST/SEMATECH e-Handbook 1.3.6.7.4: the upper 0.05 and 0.01 points of chi squared of 5
    TESTING_CLOSE(dist_quantile(&chi, 0.95), 11.070, 1e-4);
    TESTING_CLOSE(dist_quantile(&chi, 0.99), 15.086, 1e-4);
}

static void quantile_of_a_weibull(void **state)
{
    (void)state;
    static const double shapes[] = {0.01, 0.5, 1, 2, 10, 1e4};
    for (size_t i = 0; i < 6; i++) {
        const struct dist dist = {.kind = DIST_WEIBULL, .argument = {shapes[i], 3}};
        TESTING_CLOSE(dist_quantile(&dist, 0.5), 3 * pow(log(2), 1 / shapes[i]), 1e-13);
        TESTING_CLOSE(dist_below(&dist, 3), 1 - exp(-1), 1e-15);
        TESTING_CLOSE(dist_above(&dist, 3), exp(-1), 1e-15);
    }
}

// The sum over q of x^n at evenly spread quantiles is the n-th moment: the midpoint rule over p.
static double moment(const struct dist *dist, double center, int n)
{
    enum { STEPS = 20000 };
    double sum = 0;
    for (int i = 0; i < STEPS; i++)
        sum += pow(dist_quantile(dist, (i + 0.5) / STEPS) - center, n) / STEPS;
    return sum;
}

static void moments_are_those_of_the_formulas(void **state)
{
    struct testing *t = testing_of(state);
    // PERT: mean (a + 4 m + b) / 6, variance (mean - a) (b - mean) / 7
    struct dist dist = accept(t, &free_row, "{pert: [1, 3, 11]}");
    TESTING_CLOSE(moment(&dist, 0, 1), 4, 1e-6);
    TESTING_CLOSE(moment(&dist, 4, 2), 3, 1e-4);
    dist = accept(t, &free_row, "{gamma: [3, 2]}"); // k theta, k theta^2
    TESTING_CLOSE(moment(&dist, 0, 1), 6, 1e-4);
    TESTING_CLOSE(moment(&dist, 6, 2), 12, 1e-3);
    dist = accept(t, &free_row, "{weibull: [2, 2]}"); // lambda Gamma(1 + 1 / k)
    TESTING_CLOSE(moment(&dist, 0, 1), 2 * tgamma(1.5), 1e-4);
    dist = accept(t, &free_row, "{beta: [2, 6]}");
    TESTING_CLOSE(moment(&dist, 0, 1), 0.25, 1e-5);
    TESTING_CLOSE(moment(&dist, 0.25, 2), 0.25 * 0.75 / 9, 1e-4);
    dist = accept(t, &free_row, "{loguniform: [1, 10]}");
    TESTING_CLOSE(moment(&dist, 0, 1), 9 / log(10), 1e-6);
    // A normal truncated to a..b (in sds): mean + sd (phi(a) - phi(b)) / (Phi(b) - Phi(a)), Johnson et al. 1994, 13.10
    dist = accept(t, &free_row, "{normal: [10, 2], truncate: [9, 14]}");
    double phi_a = exp(-0.125) / sqrt(2 * M_PI), phi_b = exp(-2) / sqrt(2 * M_PI);
    double mass = gsl_cdf_ugaussian_P(2) - gsl_cdf_ugaussian_P(-0.5), shift = (phi_a - phi_b) / mass;
    TESTING_CLOSE(moment(&dist, 0, 1), 10 + 2 * shift, 1e-6);
    double variance = 4 * (1 + (-0.5 * phi_a - 2 * phi_b) / mass - shift * shift);
    TESTING_CLOSE(moment(&dist, 10 + 2 * shift, 2), variance, 1e-4);
}

static void truncation(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &free_row, "{uniform: [0, 10], truncate: [2, 4]}");
    TESTING_CLOSE(dist_quantile(&dist, 0.25), 2.5, 1e-15);
    TESTING_CLOSE(dist_quantile_upper(&dist, 0.25), 3.5, 1e-15);
    TESTING_CLOSE(dist_below(&dist, 2.5), 0.25, 1e-15);
    TESTING_EXACT(dist_below(&dist, 1), 0);
    TESTING_EXACT(dist_above(&dist, 1), 1);
    TESTING_EXACT(dist_below(&dist, 4), 1);
    TESTING_EXACT(dist_above(&dist, 5), 0);
    // Exponential without memory: what lies above 5 looks as the whole does above 0.
    dist = accept(t, &free_row, "{gamma: [1, 1], truncate: [20, 100]}");
    TESTING_CLOSE(dist_quantile(&dist, 0.5), 20 + log(2), 1e-13);
    TESTING_CLOSE(dist_quantile_upper(&dist, 1e-9), 20 + 9 * log(10), 1e-13);
    // From the formula for both tails of a normal: far out they are told from the near side.
    dist = accept(t, &free_row, "{normal: [0, 1], truncate: [5, 40]}");
    TESTING_CLOSE(dist_quantile(&dist, 0.5), gsl_cdf_ugaussian_Qinv(0.5 * gsl_cdf_ugaussian_Q(5)), 1e-13);
    // The ends are never passed.
    assert_true(dist_quantile(&dist, 1e-300) >= 5);
    TESTING_EXACT(dist_quantile(&dist, 0), 5);
    TESTING_EXACT(dist_quantile(&dist, 1), 40);
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(quantile_of_a_constant),
        TESTING_CASE(quantile_of_a_uniform),
        TESTING_CASE(quantile_of_a_normal),
        TESTING_CASE(quantile_of_a_lognormal),
        TESTING_CASE(quantile_of_a_triangular),
        TESTING_CASE(quantile_of_a_pert),
        TESTING_CASE(quantile_of_a_beta),
        TESTING_CASE(quantile_of_an_interval90),
        TESTING_CASE(quantiles_invert_the_fractions),
        TESTING_CASE(quantiles_never_fall),
        TESTING_CASE(quantile_of_a_loguniform),
        TESTING_CASE(quantile_of_a_gamma),
        TESTING_CASE(quantile_of_a_weibull),
        TESTING_CASE(moments_are_those_of_the_formulas),
        TESTING_CASE(truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
