#include "quantity/dist_root.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "testing.h"

static double cube(double t, const void *context, double *slope)
{
    *slope = 3 * t * t;
    return t * t * t - *(const double *)context;
}

static double falling(double t, const void *context, double *slope)
{
    (void)context;
    *slope = -1 / t;
    return 1 - log(t);
}

// A slope of no use: every step halves.
static double blind(double t, const void *context, double *slope)
{
    *slope = NAN;
    return t - *(const double *)context;
}

static void roots(void **state)
{
    (void)state;
    const double eight = 8, zero = 0, third = 1 / 3.0;
    TESTING_CLOSE(dist_root(cube, &eight, -10, 10, 9), 2, 1e-15);
    TESTING_CLOSE(dist_root(cube, &eight, -10, 10, NAN), 2, 1e-15);
    assert_true(fabs(dist_root(cube, &zero, -10, 9, 5)) < 1e-30); // a triple root
    TESTING_CLOSE(dist_root(falling, NULL, 1e-9, 1e9, 1), exp(1), 1e-15);
    TESTING_CLOSE(dist_root(blind, &third, 0, 1, 0.9), 1 / 3.0, 1e-15);
}

static void without_a_root_the_nearer_end(void **state)
{
    (void)state;
    const double eight = 8;
    TESTING_EXACT(dist_root(cube, &eight, 3, 4, 3.5), 3);
    TESTING_EXACT(dist_root(cube, &eight, -4, 1, 0), 1);
    TESTING_EXACT(dist_root(cube, &eight, 2, 4, 3), 2);
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(roots),
        TESTING_CASE(without_a_root_the_nearer_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
