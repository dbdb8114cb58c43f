#include "quantity/dist_gamma.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "testing.h"

static const double tails[] = {1e-200, 1e-15, 1e-9, 1e-3, 0.05, 0.3, 0.5};

enum { TAILS = sizeof tails / sizeof *tails };

static void poisson_probabilities(void **state)
{
    (void)state;
    for (double mean = 0.1; mean < 200; mean *= 1.7)
        for (unsigned k = 0; k < 400; k += 7)
            TESTING_CLOSE(dist_gamma_poisson(k, mean), gsl_ran_poisson_pdf(k, mean), 1e-12);
    TESTING_EXACT(dist_gamma_poisson(0, 0), 1);
    TESTING_EXACT(dist_gamma_poisson(3, 0), 0);
    // Stirling's series by hand: 1 / sqrt(2 pi n) (1 - 1 / (12 n) + ...)
    TESTING_CLOSE(dist_gamma_poisson(1e6, 1e6), (1 - 1 / 12e6) / sqrt(2 * M_PI * 1e6), 1e-13);
    // p(k + 1) / p(k) = mean / (k + 1), far out too
    TESTING_CLOSE(dist_gamma_poisson(1030000, 1e6) / dist_gamma_poisson(1029999, 1e6), 1e6 / 1030000, 1e-12);
    // They sum to 1.
    double sum = 0;
    for (int k = 990000; k <= 1010000; k++)
        sum += dist_gamma_poisson(k, 1e6);
    TESTING_CLOSE(sum, 1, 1e-12);
}

static void fractions(void **state)
{
    (void)state;
    for (double x = 1e-3; x < 500; x *= 1.9) {
        TESTING_CLOSE(dist_gamma_tail(x, 1, true), exp(-x), 1e-13);
        TESTING_CLOSE(dist_gamma_tail(x, 1, false), -expm1(-x), 1e-14);
        TESTING_CLOSE(dist_gamma_tail(x, 0.5, true), erfc(sqrt(x)), 1e-12);
        TESTING_CLOSE(dist_gamma_tail(x, 0.5, false), erf(sqrt(x)), 1e-13);
        TESTING_CLOSE(dist_gamma_tail(x, 3, true), exp(-x) * (1 + x + x * x / 2), 1e-12);
        static const double shapes[] = {0.01, 0.1, 2.5, 30, 1000};
        for (size_t i = 0; i < 5; i++) {
            double below = gsl_cdf_gamma_P(x, shapes[i], 1), above = gsl_cdf_gamma_Q(x, shapes[i], 1);
            if (below > 1e-290)
                TESTING_CLOSE(dist_gamma_tail(x, shapes[i], false), below, 1e-11);
            if (above > 1e-290)
                TESTING_CLOSE(dist_gamma_tail(x, shapes[i], true), above, 1e-11);
        }
    }
    TESTING_EXACT(dist_gamma_tail(0, 3, false), 0);
    TESTING_EXACT(dist_gamma_tail(0, 3, true), 1);
    TESTING_EXACT(dist_gamma_tail(1e300, 3, true), 0);
    // The difference of two fractions is the probability between them, far into both tails.
    for (double z = -8; z <= 8; z += 2) {
        double k = floor(1e6 + z * 1e3), mass = dist_gamma_poisson(k, 1e6);
        double step = z > 0 ? dist_gamma_tail(1e6, k, false) - dist_gamma_tail(1e6, k + 1, false)
                            : dist_gamma_tail(1e6, k + 1, true) - dist_gamma_tail(1e6, k, true);
        TESTING_CLOSE(step, mass, 1e-9);
    }
}

static void gamma_quantiles_invert(void **state)
{
    (void)state;
    // x is rounded, which is worth sqrt(shape) times as much of the fraction.
    static const double large[] = {0.01, 0.1, 1, 10, 1e3, 1e5, 1e6};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        for (size_t k = 0; k < TAILS; k++) {
            double x = dist_gamma_quantile(tails[k], large[i], true);
            TESTING_CLOSE(dist_gamma_tail(x, large[i], true), tails[k], 1e-14 * (200 + sqrt(large[i])));
            x = dist_gamma_quantile(tails[k], large[i], false);
            if (x > 0)
                TESTING_CLOSE(dist_gamma_tail(x, large[i], false), tails[k], 1e-14 * (200 + sqrt(large[i])));
            else
                assert_true(dist_gamma_tail(1e-300, large[i], false) >= tails[k]);
        }
    for (size_t k = 0; k < TAILS; k++) { // exponential
        TESTING_CLOSE(dist_gamma_quantile(tails[k], 1, true), -log(tails[k]), 1e-14);
        TESTING_CLOSE(dist_gamma_quantile(tails[k], 1, false), -log1p(-tails[k]), 1e-13);
    }
    // Median of a large shape: shape - 1/3 + 8 / (405 shape)
    TESTING_CLOSE(dist_gamma_quantile(0.5, 1e6, false), 1e6 - 1 / 3.0, 1e-12);
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(poisson_probabilities),
        TESTING_CASE(fractions),
        TESTING_CASE(gamma_quantiles_invert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
