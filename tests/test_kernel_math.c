// kernel_math.h: elementary functions beside those of the C library.
#include "testing.h"

#include <float.h>
#include <math.h>

#include "base/kernel_math.h"

static void exponentials_are_those_of_libm(void **state)
{
    (void)state;
    for (int i = -200000; i <= 200000; i++) {
        double x = 708 * (i / 200000.0);
        TESTING_CLOSE(kernel_math_exp(x), exp(x), 4.5e-16);
        TESTING_CLOSE(kernel_math_exp(1e-3 * x), exp(1e-3 * x), 4.5e-16);
    }
    TESTING_EXACT(kernel_math_exp(0), 1);
    TESTING_EXACT(kernel_math_exp(-0.0), 1);
    TESTING_CLOSE(kernel_math_exp(709), exp(709), 4.5e-16);
    assert_true(kernel_math_exp(nextafter(709, 710)) == INFINITY);
    assert_true(kernel_math_exp(1e300) == INFINITY);
    assert_true(kernel_math_exp(INFINITY) == INFINITY);
    TESTING_CLOSE(kernel_math_exp(-708), exp(-708), 4.5e-16);
    TESTING_EXACT(kernel_math_exp(nextafter(-708, -709)), 0);
    TESTING_EXACT(kernel_math_exp(-1e300), 0);
    TESTING_EXACT(kernel_math_exp(-INFINITY), 0);
}

static void growth_is_that_of_libm(void **state)
{
    (void)state;
    for (int i = 1; i <= 200000; i++) {
        double x = 708 * (i / 200000.0), tiny = exp2(-i / 200.0);
        TESTING_CLOSE(kernel_math_growth(x), expm1(x) / x, 1e-15);
        TESTING_CLOSE(kernel_math_growth(1e-3 * x), expm1(1e-3 * x) / (1e-3 * x), 1e-15);
        TESTING_CLOSE(kernel_math_growth(tiny), expm1(tiny) / tiny, 1e-15);
    }
    TESTING_EXACT(kernel_math_growth(0), 1);
    TESTING_EXACT(kernel_math_growth(1e-300), 1);
    TESTING_CLOSE(kernel_math_growth(709), expm1(709) / 709, 1e-15);
    assert_true(kernel_math_growth(nextafter(709, 710)) == INFINITY);
    assert_true(kernel_math_growth(INFINITY) == INFINITY);
    assert_true(isnan(kernel_math_growth((double)NAN)));
}

static void logarithms_are_those_of_libm(void **state)
{
    (void)state;
    for (int i = -200000; i <= 200000; i++) {
        double x = exp2(1021 * (i / 200000.0)), near = 1 + 0.5 * (i / 200000.0);
        TESTING_CLOSE(kernel_math_log(x), log(x), 3e-16);
        TESTING_CLOSE(kernel_math_log(near), log(near), 3e-16);
        TESTING_CLOSE(kernel_math_log(1 + i * DBL_EPSILON), log(1 + i * DBL_EPSILON), 3e-16);
    }
    TESTING_EXACT(kernel_math_log(1), 0);
    TESTING_CLOSE(kernel_math_log(DBL_MAX), log(DBL_MAX), 3e-16);
    TESTING_CLOSE(kernel_math_log(DBL_MIN), log(DBL_MIN), 3e-16);
    for (int i = 1; i < 4000; i++) {
        double p = i / 4000.0, tiny = exp2(-i / 4.0);
        TESTING_CLOSE(kernel_math_minus_log(p, 1 - p), -log1p(-p), 6e-16); // 1 - p is rounded
        TESTING_CLOSE(kernel_math_minus_log(tiny, 1 - tiny), -log1p(-tiny), 3e-16);
        TESTING_CLOSE(kernel_math_minus_log(1 - tiny, tiny), -log(tiny), 3e-16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_are_those_of_libm),
        cmocka_unit_test(growth_is_that_of_libm),
        cmocka_unit_test(logarithms_are_those_of_libm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
