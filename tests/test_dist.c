#include "quantity/dist_whole.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "distributing.h"

// ---- rows ---------------------------------------------------------------------------------------

static void rows_are_complete(void **state)
{
    (void)state;
    for (int i = 0; i < DIST_COUNT; i++) {
        enum dist_kind kind = (enum dist_kind)i;
        assert_true(strlen(dist_name(kind)) > 0);
        size_t commas = 0;
        for (const char *at = dist_arguments(kind); *at; at++)
            commas += *at == ',';
        assert_true(commas + 1 <= DIST_ARGUMENTS_MAX);
        assert_true(dist_argument_count(kind) == commas + 1 || dist_argument_count(kind) == 0);
        assert_int_equal(dist_kind_named(dist_name(kind)), kind == DIST_CONSTANT ? DIST_COUNT : kind);
    }
    assert_false(dist_argument_is_pure(DIST_GAMMA, 1));
    assert_true(dist_argument_is_pure(DIST_GAMMA, 0));
    assert_string_equal(dist_name(DIST_TRIANGULAR), "triangular");
    assert_string_equal(dist_arguments(DIST_INTERVAL90), "p05, p95");
}

static void is_value(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const values[] = {"{value: 3}",
                                         "{triangular: [1, 2, 3]}",
                                         "{source: x, uniform: [1, 2]}",
                                         "{normal: 7}",
                                         "{beta: ~}",
                                         "{truncate: [1, 2], weibull: [1, 2]}",
                                         "{poisson: 3}"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(dist_is_value(testing_yaml(t, values[i])));
    static const char *const others[] = {"{}",
                                         "{a: 1}",
                                         "3",
                                         "[1, 2]",
                                         "{source: x}",
                                         "triangular",
                                         "{constant: 3}",
                                         "{truncate: [1, 2]}",
                                         "{poisson: 3, rate: 2}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(dist_is_value(testing_yaml(t, others[i])));
}

// ---- what it is ---------------------------------------------------------------------------------

static void constants_are_exact(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"%s",
                                        "{uniform: [%s, %s]}",
                                        "{loguniform: [%s, %s]}",
                                        "{normal: [%s, 0]}",
                                        "{lognormal: [%s, 0]}",
                                        "{interval90: [%s, %s]}",
                                        "{triangular: [%s, %s, %s]}",
                                        "{pert: [%s, %s, %s]}",
                                        "{values: [%s]}",
                                        "{values: [%s, %s, %s]}",
                                        "{discrete: {%s: 1}}",
                                        "{discrete: {%s: 100 %%, 7: 0}}",
                                        "{values: [1e-3, %s, 9], truncate: [0.002, 8]}",
                                        "{normal: [%s, 0], truncate: [0, 9]}"};
    static const char *const numbers[] = {"0.1", "0.30000000000000004", "3", "0.0123456789012345678"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
            char text[200] = "";
            for (const char *at = texts[i]; *at; at++) { // every %s is the number
                if (at[0] == '%' && at[1] == 's')
                    strcat(text, numbers[n]);
                else if (at[0] != '%' || at[1] == '%')
                    strncat(text, at, 1);
                at += at[0] == '%';
            }
            struct dist dist = accept(t, &free_row, text);
            double expected = strtod(numbers[n], NULL), value = 0;
            assert_true(dist_is_constant(&dist, &value));
            TESTING_EXACT(value, expected);
            static const double ps[] = {1e-300, 1e-9, 0.5, 0.9999};
            for (size_t p = 0; p < 4; p++) {
                TESTING_EXACT(dist_quantile(&dist, ps[p]), expected);
                TESTING_EXACT(dist_quantile_upper(&dist, ps[p]), expected);
            }
            TESTING_EXACT(dist_below(&dist, expected), 1);
            TESTING_EXACT(dist_above(&dist, expected), 0);
            TESTING_EXACT(dist_below(&dist, expected * 0.999), 0);
            TESTING_EXACT(dist_above(&dist, expected * 0.999), 1);
        }
    double value = 5;
    assert_true(dist_is_constant(&(struct dist){.kind = DIST_POISSON}, &value));
    TESTING_EXACT(value, 0);
    assert_true(dist_is_constant(&(struct dist){.kind = DIST_NEGATIVE_BINOMIAL, .argument = {3, 1}}, &value));
    TESTING_EXACT(value, 0);
    struct dist one = accept(t, &free_row, "{poisson: 3, truncate: [3.5, 4.5]}");
    assert_true(dist_is_constant(&one, &value));
    TESTING_EXACT(value, 4);
}

static void what_varies(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const continuous[] = {"{uniform: [1, 2]}",       "{loguniform: [1, 2]}", "{normal: [1, 2]}",
                                             "{lognormal: [1, 2]}",     "{pert: [1, 1, 2]}",    "{beta: [1, 2]}",
                                             "{triangular: [1, 2, 2]}", "{gamma: [1, 2]}",      "{weibull: [1, 2]}",
                                             "{interval90: [1, 2]}"};
    static const char *const steps[] = {"{poisson: 1}", "{negative_binomial: [1, 0.5]}", "{values: [1, 1, 2]}",
                                        "{discrete: {1: 0.5, 2: 0.5}}"};
    double value = 0;
    for (size_t i = 0; i < sizeof continuous / sizeof *continuous; i++) {
        struct dist dist = accept(t, &free_row, continuous[i]);
        assert_false(dist_is_constant(&dist, &value) || dist_is_discrete(&dist));
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct dist dist = accept(t, &free_row, steps[i]);
        assert_false(dist_is_constant(&dist, &value));
        assert_true(dist_is_discrete(&dist));
    }
}

static void normals(void **state)
{
    struct testing *t = testing_of(state);
    double location = 0, scale = 0;
    bool is_log = true;
    struct dist dist = accept(t, &free_row, "{normal: [4, 2]}");
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log));
    assert_false(is_log);
    TESTING_EXACT(location, 4);
    TESTING_EXACT(scale, 2);
    dist = accept(t, &free_row, "{lognormal: [4, 0.5]}");
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log) && is_log);
    TESTING_EXACT(location, 4);
    TESTING_EXACT(scale, 0.5);
    dist = accept(t, &free_row, "{interval90: [2, 8]}");
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log) && is_log);
    TESTING_EXACT(location, 4);
    TESTING_CLOSE(scale, log(2) / 1.6448536269514722, 1e-15);
    dist = accept(t, &free_row, "{interval90: [-2, 8]}");
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log) && !is_log);
    TESTING_EXACT(location, 3);
    TESTING_CLOSE(scale, 5 / 1.6448536269514722, 1e-15);
    dist = accept(t, &free_row, "{normal: [4, 2], truncate: [0, 8]}");
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log));
    dist = accept(t, &power_row, "{normal: [4 W, 1.5 W]}"); // cut off at 0
    assert_true(dist_whole_normal(&dist, &location, &scale, &is_log));
    dist = accept(t, &free_row, "{gamma: [4, 2]}");
    assert_false(dist_whole_normal(&dist, &location, &scale, &is_log));
}

static void text_of_a_distribution(void **state)
{
    struct testing *t = testing_of(state);
    struct arena *arena = &t->arena;
    assert_string_equal(dist_text(arena, &(struct dist){.kind = DIST_CONSTANT, .argument = {3}}, "W"), "");
    assert_string_equal(dist_text(arena, &(struct dist){.kind = DIST_TRIANGULAR, .argument = {0.2, 0.3, 0.45}}, ""),
                        "triangular(0.2, 0.3, 0.45)");
    assert_string_equal(dist_text(arena, &(struct dist){.kind = DIST_UNIFORM, .argument = {1000, 2500}}, "kW"),
                        "uniform(1, 2.5)");
    // Pure numbers stay as they are.
    assert_string_equal(dist_text(arena, &(struct dist){.kind = DIST_LOGNORMAL, .argument = {1000, 0.4}}, "kW"),
                        "lognormal(1, 0.4)");
    assert_string_equal(dist_text(arena, &(struct dist){.kind = DIST_BETA, .argument = {2, 3}}, "kW"), "beta(2, 3)");
    struct dist dist = accept(t, &power_row, "{gamma: [2, 10 W], truncate: [1 W, 100 W]}");
    assert_string_equal(dist_text(arena, &dist, "kW"), "gamma(2, 0.01) truncate(0.001, 0.1)");
    dist = accept(t, &power_row, "{normal: [3 W, 1.2 W]}"); // what the bounds cut off is told apart
    assert_string_equal(dist_text(arena, &dist, "W"), "normal(3, 1.2)");
    dist = accept(t, &power_row, "{discrete: {2 kW: 30 %, 1 kW: 70 %}}");
    assert_string_equal(dist_text(arena, &dist, "kW"), "discrete(1: 0.7, 2: 0.3)");
    dist = accept(t, &free_row, "{values: [3, 1, 2]}");
    assert_string_equal(dist_text(arena, &dist, ""), "values(1, 2, 3)");
    dist = accept(t, &free_row, "{values: [3, 1, 3, 3]}");
    assert_string_equal(dist_text(arena, &dist, ""), "discrete(1: 0.25, 3: 0.75)");
    dist = accept(t, &free_row, "{values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}");
    assert_string_equal(dist_text(arena, &dist, ""), "values(1, 2, 3, ..., 11)");
    dist = accept(t, &free_row, "{poisson: 20}");
    assert_string_equal(dist_text(arena, &dist, ""), "poisson(20)");
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(rows_are_complete), TESTING_CASE(is_value), TESTING_CASE(constants_are_exact),
        TESTING_CASE(what_varies),       TESTING_CASE(normals),  TESTING_CASE(text_of_a_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
