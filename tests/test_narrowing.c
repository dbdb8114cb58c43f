// narrowing.c: what knowing an input of a normal model is worth has a closed form.
#include "function.h"

#include <string.h>

#include "uncertainty/narrowing.h"

static double linear(const double *x)
{
    return 5 + x[0] + 2 * x[1] - 3 * x[2];
}

static double first_alone(const double *x)
{
    return exp(x[0]);
}

static double constant(const double *x)
{
    (void)x;
    return 3;
}

static double broken(const double *x)
{
    return x[0] > 2 ? (double)NAN : x[0] + x[1];
}

// The width of a normal interval goes with the root of its variance.
static void a_known_input_takes_its_variance_away(void **state)
{
    (void)state;
    struct function function;
    double shares[3];
    function_init(&function, linear, 3, 0, 0);
    function.is_normal = true;
    const double variances[] = {1.0 / 14, 4.0 / 14, 9.0 / 14};
    for (uint64_t seed = 0; seed < 5; seed++) {
        assert_int_equal(narrowing_run(&function.factors, seed, 2, shares), STATUS_OK);
        for (size_t i = 0; i < 3; i++)
            FUNCTION_NEAR(shares[i], 1 - sqrt(1 - variances[i]), 0.004);
    }
}

static void a_group_is_known_together(void **state)
{
    (void)state;
    static const size_t pair[] = {0, 1, 3};
    struct function function;
    double shares[2];
    function_init(&function, linear, 3, 0, 0);
    function.is_normal = true;
    function.factors.count = 2;
    function.factors.first = pair;
    assert_int_equal(narrowing_run(&function.factors, 1, 2, shares), STATUS_OK);
    FUNCTION_NEAR(shares[0], 1 - sqrt(13.0 / 14), 0.004);
    FUNCTION_NEAR(shares[1], 1 - sqrt(1.0 / 14), 0.004);
}

static void all_and_nothing_are_exact(void **state)
{
    (void)state;
    static const bool matters[] = {true, false, false};
    struct function function;
    double shares[3];
    function_init(&function, first_alone, 3, 0, 1);
    for (int known = 0; known < 2; known++) {
        function.factors.matters = known ? matters : NULL;
        assert_int_equal(narrowing_run(&function.factors, 1, 1, shares), STATUS_OK);
        TESTING_EXACT(shares[0], 1);
        TESTING_EXACT(shares[1], 0);
        TESTING_EXACT(shares[2], 0);
    }
}

static void without_an_interval_nothing_narrows(void **state)
{
    (void)state;
    struct function function;
    double shares[4];
    function_init(&function, constant, 2, 0, 0);
    function.is_normal = true;
    function.values[1] = broken;
    function.factors.output_count = 2;
    assert_int_equal(narrowing_run(&function.factors, 1, 1, shares), STATUS_OK);
    for (size_t i = 0; i < 4; i++)
        assert_true(isnan(shares[i]));
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    struct function function;
    double wanted[3], found[3];
    const int threads[] = {2, 3, 7};
    function_init(&function, linear, 3, 0, 1);
    assert_int_equal(narrowing_run(&function.factors, 1, 1, wanted), STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(narrowing_run(&function.factors, 1, threads[i], found), STATUS_OK);
        assert_memory_equal(found, wanted, sizeof wanted);
    }
    assert_int_equal(narrowing_run(&function.factors, 2, 1, found), STATUS_OK);
    assert_memory_not_equal(found, wanted, sizeof wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_input_takes_its_variance_away),
        cmocka_unit_test(a_group_is_known_together),
        cmocka_unit_test(all_and_nothing_are_exact),
        cmocka_unit_test(without_an_interval_nothing_narrows),
        cmocka_unit_test(threads_change_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
