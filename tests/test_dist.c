#include "testing.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "quantity/dist.h"

static const double ps[] = {1e-6, 0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99, 1 - 1e-6};

enum { P_COUNT = sizeof ps / sizeof *ps };

static enum status read_text(struct testing *t, const struct field *row, const char *text, struct dist *dist)
{
    return dist_read(&t->reader, row, testing_yaml(t, text), dist);
}

static const struct field power_row = {.key = "power", .dimension = DIMENSION_POWER, .low = 0, .high = 1e6};
static const struct field share_row = {.key = "share", .dimension = DIMENSION_NONE, .low = DBL_MIN, .high = 1};
static const struct field free_row = {.key = "free", .dimension = DIMENSION_NONE, .low = -DBL_MAX, .high = DBL_MAX};

static struct dist accept(struct testing *t, const struct field *row, const char *text)
{
    struct dist dist;
    assert_int_equal(read_text(t, row, text, &dist), STATUS_OK);
    TESTING_CLEAN(t);
    return dist;
}

static void refuse(struct testing *t, const struct field *row, const char *text, size_t column, const char *why)
{
    struct dist dist;
    assert_int_equal(read_text(t, row, text, &dist), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, column, why);
    testing_forget(t);
}

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
    }
    assert_string_equal(dist_name(DIST_TRIANGULAR), "triangular");
    assert_string_equal(dist_arguments(DIST_INTERVAL90), "p05, p95");
}

static void is_value(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const values[] = {"{value: 3}", "{triangular: [1, 2, 3]}", "{source: x, uniform: [1, 2]}",
                                         "{normal: 7}", "{beta: ~}"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(dist_is_value(testing_yaml(t, values[i])));
    static const char *const others[] = {"{}", "{a: 1}", "3", "[1, 2]", "{source: x}", "triangular", "{constant: 3}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(dist_is_value(testing_yaml(t, others[i])));
}

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

static void quantiles_never_fall(void **state)
{
    (void)state;
    static const struct dist dists[] = {{DIST_CONSTANT, {3}},         {DIST_UNIFORM, {1, 2}},   {DIST_NORMAL, {1, 2}},
                                        {DIST_LOGNORMAL, {1, 2}},     {DIST_BETA, {0.5, 0.5}},  {DIST_PERT, {1, 2, 9}},
                                        {DIST_TRIANGULAR, {1, 2, 9}}, {DIST_INTERVAL90, {1, 2}}};
    for (size_t i = 0; i < sizeof dists / sizeof *dists; i++)
        for (int p = 2; p < 1000; p++)
            assert_true(dist_quantile(&dists[i], p / 1000.0) >= dist_quantile(&dists[i], (p - 1) / 1000.0));
}

// ---- reading ------------------------------------------------------------------------------------

static void read_constants(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(accept(t, &power_row, "0.25 kW").kind, DIST_CONSTANT);
    TESTING_EXACT(accept(t, &power_row, "0.25 kW").argument[0], 250);
    TESTING_EXACT(accept(t, &power_row, "{value: 3 W, source: book}").argument[0], 3);
}

static void read_every_distribution(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &power_row, "{triangular: [100 W, 0.2 kW, 300 W]}");
    assert_int_equal(dist.kind, DIST_TRIANGULAR);
    TESTING_EXACT(dist.argument[1], 200);
    assert_int_equal(accept(t, &power_row, "{uniform: [1 W, 2 W], source: x}").kind, DIST_UNIFORM);
    assert_int_equal(accept(t, &power_row, "{normal: [100 W, 5 W], assumed: x}").kind, DIST_NORMAL);
    dist = accept(t, &power_row, "{note: x, lognormal: [0.1 kW, 0.4]}");
    assert_int_equal(dist.kind, DIST_LOGNORMAL);
    TESTING_EXACT(dist.argument[0], 100);
    TESTING_EXACT(dist.argument[1], 0.4);
    assert_int_equal(accept(t, &power_row, "{pert: [1 W, 1 W, 2 W]}").kind, DIST_PERT);
    assert_int_equal(accept(t, &share_row, "{beta: [2, 3]}").kind, DIST_BETA);
    assert_int_equal(accept(t, &share_row, "{interval90: [20 %, 0.5]}").kind, DIST_INTERVAL90);
    // A distribution inside a wrapper
    assert_int_equal(accept(t, &power_row, "{value: {uniform: [1 W, 2 W]}, source: x}").kind, DIST_UNIFORM);
}

static void what_is_one_value(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const values[] = {"{value: 3}", "{value: 3, source: x}",
                                         "{uniform: [1, 2], assumed: x, note: n}"};
    static const char *const others[] = {"{beta: 16, width: 4}", "{source: x}", "{}", "[1]", "3",
                                         "{value: 3, sorce: x}"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(dist_is_value(testing_yaml(t, values[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(dist_is_value(testing_yaml(t, others[i])));
}

static void read_errors_of_arguments(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &free_row, "{uniform: [1]}", 11, "uniform needs a list of 2: [lo, hi]");
    refuse(t, &free_row, "{triangular: [1, 2, 3, 4]}", 14, "triangular needs a list of 3: [min, mode, max]");
    refuse(t, &free_row, "{normal: 3}", 10, "normal needs a list of 2: [mean, sd]");
    refuse(t, &free_row, "{lognormal: {median: 1}}", 13, "lognormal needs a list of 2: [median, sigma]");
    refuse(t, &free_row, "{pert: ~}", 8, "pert needs a list of 3: [min, mode, max]");
    refuse(t, &free_row, "{beta: []}", 8, "beta needs a list of 2: [a, b]");
    refuse(t, &free_row, "{interval90: [[1], 2]}", 15, "\"free\" needs a plain number");
    refuse(t, &power_row, "{uniform: [1 W, 2]}", 17, "this needs a power");
    refuse(t, &power_row, "{lognormal: [1 W, 2 W]}", 19, "this needs a plain number");
    refuse(t, &power_row, "{beta: [1 W, 2]}", 9, "this needs a plain number");
    refuse(t, &free_row, "{uniform: [nan, 2]}", 12, "is not a number");
    refuse(t, &free_row, "{uniform: ['1', 2]}", 12, "not a text");
}

static void read_errors_of_order(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &free_row, "{uniform: [2, 1]}", 11, "uniform: the first argument must be below the second");
    refuse(t, &free_row, "{uniform: [2, 2]}", 11, "the first argument must be below the second");
    refuse(t, &free_row, "{interval90: [2, 1]}", 14, "interval90: the first argument must be below the second");
    refuse(t, &free_row, "{normal: [1, 0]}", 10, "normal: sd must be more than 0");
    refuse(t, &free_row, "{normal: [1, -1]}", 10, "sd must be more than 0");
    refuse(t, &free_row, "{lognormal: [0, 1]}", 13, "lognormal: median and sigma must be more than 0");
    refuse(t, &free_row, "{lognormal: [1, 0]}", 13, "median and sigma must be more than 0");
    refuse(t, &free_row, "{triangular: [2, 1, 3]}", 14, "triangular: min, mode and max must be in this order");
    refuse(t, &free_row, "{triangular: [1, 3, 2]}", 14, "min, mode and max must be in this order");
    refuse(t, &free_row, "{triangular: [1, 1, 1]}", 14, "min, mode and max must be in this order");
    refuse(t, &free_row, "{pert: [3, 2, 1]}", 8, "pert: min, mode and max must be in this order");
    refuse(t, &free_row, "{beta: [0, 1]}", 8, "beta: a and b must be ");
    refuse(t, &free_row, "{beta: [1, -1]}", 8, "a and b must be ");
}

static void read_errors_of_form(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &free_row, "{triangle: [1, 2, 3]}", 2, "unknown distribution \"triangle\"; did you mean \"triangular\"?");
    refuse(t, &free_row, "{elephants: 1}", 2, "unknown distribution \"elephants\"");
    refuse(t, &free_row, "{uniform: [1, 2], normal: [1, 2]}", 19, "two distributions for one value");
    refuse(t, &free_row, "{source: book}", 1, "a number or a distribution such as {triangular: [min, mode, max]}");
    refuse(t, &free_row, "{}", 1, "a number or a distribution such as");
    refuse(t, &free_row, "[1, 2]", 1, "needs a plain number");
    refuse(t, &free_row, "~", 1, "not nothing");
}

static void read_errors_of_bounds(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &share_row, "1.01", 1, "\"share\" must be at most 1");
    refuse(t, &share_row, "0", 1, "\"share\" must be more than 0");
    refuse(t, &power_row, "-1 W", 1, "\"power\" must be at least 0");
    refuse(t, &share_row, "{triangular: [0.5, 0.9, 1.1]}", 14, "\"share\" must be at most 1");
    refuse(t, &share_row, "{uniform: [0, 0.5]}", 11, "\"share\" must be more than 0");
    refuse(t, &power_row, "{pert: [-1 W, 2 W, 3 W]}", 8, "\"power\" must be at least 0");
    refuse(t, &share_row, "{normal: [1.5, 0.1]}", 10, "\"share\" must be at most 1");
    refuse(t, &power_row, "{interval90: [-5 W, 1 W]}", 14, "\"power\" must be at least 0");
    // An open tail may pass a bound: only its median counts.
    (void)accept(t, &power_row, "{lognormal: [0.9 MW, 2]}");
}

static void median_that_cannot_be_computed_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{beta: [0.001, 1]}", "{beta: [1e8, 1]}", "{beta: [1e-300, 1]}",
                                        "{beta: [3000, 1e-9]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist;
        if (read_text(t, &share_row, texts[i], &dist) == STATUS_OK) {
            double median = dist_quantile(&dist, 0.5);
            if (!(median > 0 && median <= 1))
                fail_msg("the median of %s is %g", texts[i], median);
        }
        testing_forget(t);
    }
}

static void beta_of_large_arguments_ends(void **state)
{
    // In a child with a limit, so that a computation without end fails this test instead of stopping all of them.
    struct testing *t = testing_of(state);
    fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &(struct rlimit){.rlim_cur = 10, .rlim_max = 10});
        struct dist dist;
        const struct yaml_node *node = NULL;
        enum status status = testing_parse(t, "{beta: [1e6, 1e6]}", &node);
        if (status == STATUS_OK)
            status = dist_read(&t->reader, &share_row, node, &dist);
        _exit(status != STATUS_OK || fabs(dist_quantile(&dist, 0.5) - 0.5) < 1e-3 ? 0 : 1);
    }
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
}

static void text_of_a_distribution(void **state)
{
    struct testing *t = testing_of(state);
    struct arena *arena = &t->arena;
    assert_string_equal(dist_text(arena, &(struct dist){DIST_CONSTANT, {3}}, "W"), "");
    assert_string_equal(dist_text(arena, &(struct dist){DIST_TRIANGULAR, {0.2, 0.3, 0.45}}, ""),
                        "triangular(0.2, 0.3, 0.45)");
    assert_string_equal(dist_text(arena, &(struct dist){DIST_UNIFORM, {1000, 2500}}, "kW"), "uniform(1, 2.5)");
    // Pure numbers stay as they are.
    assert_string_equal(dist_text(arena, &(struct dist){DIST_LOGNORMAL, {1000, 0.4}}, "kW"), "lognormal(1, 0.4)");
    assert_string_equal(dist_text(arena, &(struct dist){DIST_BETA, {2, 3}}, "kW"), "beta(2, 3)");
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(rows_are_complete),
        TESTING_CASE(is_value),
        TESTING_CASE(quantile_of_a_constant),
        TESTING_CASE(quantile_of_a_uniform),
        TESTING_CASE(quantile_of_a_normal),
        TESTING_CASE(quantile_of_a_lognormal),
        TESTING_CASE(quantile_of_a_triangular),
        TESTING_CASE(quantile_of_a_pert),
        TESTING_CASE(quantile_of_a_beta),
        TESTING_CASE(quantile_of_an_interval90),
        TESTING_CASE(quantiles_never_fall),
        TESTING_CASE(read_constants),
        TESTING_CASE(read_every_distribution),
        TESTING_CASE(what_is_one_value),
        TESTING_CASE(read_errors_of_arguments),
        TESTING_CASE(read_errors_of_order),
        TESTING_CASE(read_errors_of_form),
        TESTING_CASE(read_errors_of_bounds),
        TESTING_CASE(median_that_cannot_be_computed_is_refused),
        TESTING_CASE(beta_of_large_arguments_ends),
        TESTING_CASE(text_of_a_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
