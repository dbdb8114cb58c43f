#include "quantity/dist_beta.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "testing.h"

static const double shapes[] = {0.01, 0.1, 0.5, 1, 3, 10, 50, 1e3, 1e4};
static const double tails[] = {1e-200, 1e-15, 1e-9, 1e-3, 0.05, 0.3, 0.5};

enum { SHAPES = sizeof shapes / sizeof *shapes, TAILS = sizeof tails / sizeof *tails };

static void beta_fractions(void **state)
{
    (void)state;
    for (double x = 0.01; x < 1; x += 0.07) {
        TESTING_CLOSE(dist_beta_tail(x, 1 - x, 1, 7, true), pow(1 - x, 7), 1e-12);
        TESTING_CLOSE(dist_beta_tail(x, 1 - x, 7, 1, false), pow(x, 7), 1e-13);
        TESTING_CLOSE(dist_beta_tail(x, 1 - x, 0.5, 0.5, false), asin(sqrt(x)) * 2 / M_PI, 1e-13);
        for (size_t i = 1; i < SHAPES; i++)
            for (size_t j = 1; j < SHAPES; j++) {
                double below = gsl_cdf_beta_P(x, shapes[i], shapes[j]), above = gsl_cdf_beta_Q(x, shapes[i], shapes[j]);
                // GSL's own digits go with the shapes.
                if (isnormal(below) && below > 1e-250)
                    TESTING_CLOSE(dist_beta_tail(x, 1 - x, shapes[i], shapes[j], false), below, 1e-9);
                if (isnormal(above) && above > 1e-250)
                    TESTING_CLOSE(dist_beta_tail(x, 1 - x, shapes[i], shapes[j], true), above, 1e-9);
            }
    }
    TESTING_EXACT(dist_beta_tail(0, 1, 2, 3, false), 0);
    TESTING_EXACT(dist_beta_tail(0, 1, 2, 3, true), 1);
    TESTING_EXACT(dist_beta_tail(1, 0, 2, 3, false), 1);
    TESTING_CLOSE(dist_beta_tail(0.5, 0.5, 1e4, 1e4, false), 0.5, 1e-13);
    TESTING_CLOSE(dist_beta_tail(0.5, 0.5, 1e6, 1e6, false), 0.5, 1e-12);
}

static void beta_quantiles_invert(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHAPES; i++)
        for (size_t j = 0; j < SHAPES; j++)
            for (size_t k = 0; k < TAILS; k++) {
                double a = shapes[i], b = shapes[j], x = dist_beta_quantile(tails[k], a, b, false);
                assert_true(x >= 0 && x <= 1);
                if (x == 0) { // below 1e-300
                    assert_true(dist_beta_tail(1e-300, 1, a, b, false) >= tails[k]);
                    continue;
                }
                // Where x is near 1 its own rounding is worth more; by symmetry the other end is told exactly.
                double below = dist_beta_tail(x, 1 - x, a, b, false);
                double next = dist_beta_tail(x * (1 - 4e-16), 1 - x * (1 - 4e-16), a, b, false);
                if (!(fabs(below - tails[k]) <= 2e-13 * tails[k] + 2 * fabs(below - next)))
                    fail_msg("beta(%g, %g) at %g: %.17g is below %.17g", a, b, tails[k], below, x);
                double y = dist_beta_quantile(tails[k], b, a, true);
                TESTING_CLOSE(1 - y, x, 1e-15 / x);
            }
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(beta_fractions),
        TESTING_CASE(beta_quantiles_invert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
