// screening.c against linear and monotone functions.
#include "function.h"

#include "uncertainty/screening.h"

static double linear(const double *x)
{
    return 10 + x[0] - 2 * x[1] + 0 * x[2];
}

static double product(const double *x)
{
    return x[0] * x[1];
}

static void elementary_effects_of_a_line_are_slope_times_range(void **state)
{
    (void)state;
    struct function function;
    struct screening_effect effects[3];
    function_init(&function, linear, 3, 2, 12);
    assert_int_equal(screening_morris(&function.factors, 1, 20, effects), STATUS_OK);
    const double means[] = {9, -18, 0}; // over the 90 % of 10 that lie between the 5 % and the 95 % point
    for (size_t i = 0; i < 3; i++) {
        FUNCTION_NEAR(effects[i].mean, means[i], 1e-12);
        FUNCTION_NEAR(effects[i].mean_absolute, fabs(means[i]), 1e-12);
        FUNCTION_NEAR(effects[i].sd, 0, 1e-12);
    }
}

// With the other at one of four levels, 0.05 + 0.9 k / 3, each as likely: the effect of one is 0.9 times the other.
static void an_interaction_shows_in_sigma(void **state)
{
    (void)state;
    struct function function;
    struct screening_effect effects[2];
    function_init(&function, product, 2, 0, 1);
    assert_int_equal(screening_morris(&function.factors, 1, 20000, effects), STATUS_OK);
    for (size_t i = 0; i < 2; i++) {
        FUNCTION_NEAR(effects[i].mean, 0.45, 0.01);
        FUNCTION_NEAR(effects[i].mean_absolute, 0.45, 0.01);
        FUNCTION_NEAR(effects[i].sd, 0.9 * 0.9 * sqrt(5.0 / 36), 0.01);
    }
}

// An effect that goes up here and down there has a mean of nothing and an absolute one of something.
static double valley(const double *x)
{
    return x[0] * x[1];
}

static void the_absolute_mean_sees_what_cancels(void **state)
{
    (void)state;
    struct function function;
    struct screening_effect effects[2];
    function_init(&function, valley, 2, -1, 1);
    assert_int_equal(screening_morris(&function.factors, 1, 20000, effects), STATUS_OK);
    FUNCTION_NEAR(effects[0].mean, 0, 0.02);
    FUNCTION_NEAR(effects[0].mean_absolute, 1.8 * 0.9 * 2 / 3, 0.02); // levels -0.9, -0.3, 0.3, 0.9
}

static void paths_are_of_their_seed(void **state)
{
    (void)state;
    struct function function;
    struct screening_effect one[2], again[2], other[2];
    function_init(&function, product, 2, 0, 1);
    assert_int_equal(screening_morris(&function.factors, 1, 10, one), STATUS_OK);
    assert_int_equal(screening_morris(&function.factors, 1, 10, again), STATUS_OK);
    assert_int_equal(screening_morris(&function.factors, 2, 10, other), STATUS_OK);
    assert_memory_equal(one, again, sizeof one);
    assert_memory_not_equal(one, other, sizeof one);
}

static double rising_and_falling(const double *x)
{
    return exp(x[0]) / x[1];
}

static void a_tornado_ends_at_the_5_and_95_percent_points(void **state)
{
    (void)state;
    struct function function;
    struct screening_bar bars[4];
    double middle[2];
    function_init(&function, rising_and_falling, 2, 1, 2);
    function.values[1] = linear;
    function.factors.output_count = 2;
    assert_int_equal(screening_tornado(&function.factors, bars, middle), STATUS_OK);
    TESTING_CLOSE(middle[0], exp(1.5) / 1.5, 1e-15);
    TESTING_CLOSE(bars[0].low, exp(1.05) / 1.5, 1e-15);
    TESTING_CLOSE(bars[0].high, exp(1.95) / 1.5, 1e-15);
    TESTING_CLOSE(bars[1].low, exp(1.5) / 1.05, 1e-15); // low and high are of the input
    TESTING_CLOSE(bars[1].high, exp(1.5) / 1.95, 1e-15);
    TESTING_CLOSE(middle[1], 8.5, 1e-15);
    TESTING_CLOSE(bars[3].low, 10 + 1.5 - 2.1, 1e-15);
}

static void a_group_moves_together_but_for_those_that_follow(void **state)
{
    (void)state;
    static const size_t one[] = {0, 2};
    static const bool follows[] = {false, true};
    struct function function;
    struct screening_bar bar;
    double middle;
    function_init(&function, product, 2, 0, 1);
    function.factors.count = 1;
    function.factors.first = one;
    assert_int_equal(screening_tornado(&function.factors, &bar, &middle), STATUS_OK);
    TESTING_CLOSE(bar.low, 0.05 * 0.05, 1e-14);
    TESTING_CLOSE(bar.high, 0.95 * 0.95, 1e-14);
    function.factors.follows = follows;
    assert_int_equal(screening_tornado(&function.factors, &bar, &middle), STATUS_OK);
    TESTING_CLOSE(bar.low, 0.05 * 0.5, 1e-14);
    TESTING_CLOSE(bar.high, 0.95 * 0.5, 1e-14);
    TESTING_CLOSE(middle, 0.25, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementary_effects_of_a_line_are_slope_times_range),
        cmocka_unit_test(an_interaction_shows_in_sigma),
        cmocka_unit_test(the_absolute_mean_sees_what_cancels),
        cmocka_unit_test(paths_are_of_their_seed),
        cmocka_unit_test(a_tornado_ends_at_the_5_and_95_percent_points),
        cmocka_unit_test(a_group_moves_together_but_for_those_that_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
