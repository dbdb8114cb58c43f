#include "testing.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "distributing.h"

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
    dist = accept(t, &power_row, "{gamma: [2, 0.1 kW]}");
    assert_int_equal(dist.kind, DIST_GAMMA);
    TESTING_EXACT(dist.argument[0], 2);
    TESTING_EXACT(dist.argument[1], 100);
    assert_int_equal(accept(t, &power_row, "{weibull: [2, 1 W]}").kind, DIST_WEIBULL);
    assert_int_equal(accept(t, &power_row, "{loguniform: [1 W, 1 kW]}").kind, DIST_LOGUNIFORM);
    assert_int_equal(accept(t, &free_row, "{negative_binomial: [2, 30 %]}").kind, DIST_NEGATIVE_BINOMIAL);
    TESTING_EXACT(accept(t, &free_row, "{poisson: 20}").argument[0], 20);
    TESTING_EXACT(accept(t, &free_row, "{poisson: [20]}").argument[0], 20);
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
    refuse(t, &free_row, "{poisson: [1, 2]}", 11, "poisson needs a list of 1: [mean]");
    refuse(t, &free_row, "{negative_binomial: 3}", 21, "negative_binomial needs a list of 2: [n, p]");
    refuse(t, &power_row, "{gamma: [2 W, 2 W]}", 10, "this needs a plain number");
    refuse(t, &power_row, "{weibull: [2, 2]}", 15, "this needs a power");
    refuse(t, &power_row, "{poisson: 2}", 11, "poisson counts 0, 1, 2, ...; \"power\" needs a distribution of a power");
    refuse(t, &power_row, "{negative_binomial: [2, 0.5]}", 21, "negative_binomial counts 0, 1, 2, ...");
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
    refuse(t, &free_row, "{uniform: [2, 1]}", 11, "uniform: lo must not be above hi");
    refuse(t, &free_row, "{loguniform: [2, 1]}", 14, "loguniform: lo must be more than 0 and not above hi");
    refuse(t, &free_row, "{loguniform: [0, 1]}", 14, "lo must be more than 0 and not above hi");
    refuse(t, &free_row, "{interval90: [2, 1]}", 14, "interval90: p05 is above p95");
    refuse(t, &free_row, "{normal: [1, -1]}", 10, "normal: sd must be at least 0");
    refuse(t, &free_row, "{lognormal: [0, 1]}", 13, "lognormal: median must be more than 0, and sigma at least 0");
    refuse(t, &free_row, "{lognormal: [1, -1]}", 13, "median must be more than 0, and sigma at least 0");
    refuse(t, &free_row, "{triangular: [2, 1, 3]}", 14, "triangular: min, mode and max must be in this order");
    refuse(t, &free_row, "{triangular: [1, 3, 2]}", 14, "min, mode and max must be in this order");
    refuse(t, &free_row, "{pert: [3, 2, 1]}", 8, "pert: min, mode and max must be in this order");
    refuse(t, &free_row, "{beta: [0, 1]}", 8, "beta: a and b must be ");
    refuse(t, &free_row, "{beta: [1, -1]}", 8, "a and b must be ");
    refuse(t, &free_row, "{gamma: [0.001, 1]}", 9, "gamma: shape must be from 0.01 to 1e6, and scale more than 0");
    refuse(t, &free_row, "{gamma: [2e6, 1]}", 9, "shape must be from 0.01 to 1e6");
    refuse(t, &free_row, "{gamma: [2, 0]}", 9, "scale more than 0");
    refuse(t, &free_row, "{weibull: [1e-3, 1]}", 11, "weibull: shape must be from 0.01 to 10,000");
    refuse(t, &free_row, "{weibull: [1, -1]}", 11, "scale more than 0");
    refuse(t, &free_row, "{poisson: -1}", 11, "poisson: mean must be from 0 to 1e6");
    refuse(t, &free_row, "{poisson: [1.1e6]}", 11, "mean must be from 0 to 1e6");
    refuse(t, &free_row, "{negative_binomial: [0, 0.5]}", 21, "negative_binomial: n must be from 0.01 to 1e6");
    refuse(t, &free_row, "{negative_binomial: [3, 0]}", 21, "p more than 0 and at most 1");
    refuse(t, &free_row, "{negative_binomial: [3, 1.5]}", 21, "p more than 0 and at most 1");
    refuse(t, &free_row, "{negative_binomial: [1000, 1e-9]}", 21, "its mean, n (1 - p) / p, must be at most 1e6");
}

static void read_lists_of_values(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &power_row, "{values: [300 W, 0.1 kW, 100 W, 200 W]}");
    assert_int_equal(dist.value_count, 3);
    static const double values[] = {100, 200, 300}, weights[] = {0.5, 0.25, 0.25}, below[] = {0.5, 0.75, 1};
    for (size_t i = 0; i < 3; i++) {
        TESTING_EXACT(dist.values[i], values[i]);
        TESTING_EXACT(dist.weights[i], weights[i]);
        TESTING_EXACT(dist.below[i], below[i]);
    }
    dist = accept(t, &power_row, "{discrete: {0.3 kW: 0.7, 250 W: 30 %, 9 W: 0}, source: book}");
    assert_int_equal(dist.value_count, 2);
    TESTING_EXACT(dist.values[0], 250);
    TESTING_EXACT(dist.values[1], 300);
    TESTING_CLOSE(dist.weights[0], 0.3, 1e-15);
    TESTING_EXACT(dist.below[1], 1);
    // What rounding leaves is shared out; JSON has its keys in quotes.
    dist = accept(t, &free_row, "{\"discrete\": {\"-1\": 0.3333333333, \"2\": 0.6666666666}}");
    TESTING_CLOSE(dist.weights[0] + dist.weights[1], 1, 1e-15);
    TESTING_CLOSE(dist.weights[1] / dist.weights[0], 2, 1e-9);
}

static void read_errors_of_lists(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &free_row, "{discrete: {1: 0.5, 2: 0.4}}", 12, "discrete: the weights sum to 0.9, not 1");
    refuse(t, &free_row, "{discrete: {1: 0.5, 2: 0.500000002}}", 12, "the weights sum to 1.000000002, not 1");
    refuse(t, &free_row, "{discrete: {1: 0, 2: 0}}", 12, "the weights sum to 0, not 1");
    refuse(t, &free_row, "{discrete: {1: 1.5, 2: -0.5}}", 24, "\"weight\" must be at least 0");
    refuse(t, &free_row, "{discrete: {1: 0.5, 1.0: 0.5}}", 21,
           "discrete: \"1.0\" is the same value as \"1\" on line 1");
    refuse(t, &power_row, "{discrete: {1 W: 0.5, 2: 0.5}}", 23, "this needs a power");
    refuse(t, &power_row, "{discrete: {1 W: 0.5 W, 2 W: 0.5}}", 18, "this needs a plain number");
    refuse(t, &free_row, "{discrete: {one: 1}}", 13, "is not a number");
    refuse(t, &free_row, "{discrete: {1: [1]}}", 16, "\"weight\" needs a plain number");
    refuse(t, &free_row, "{discrete: {[1, 2]: 1}}", 13, "is not a number");
    refuse(t, &free_row, "{discrete: {}}", 12, "discrete needs values and their weights: {value: weight, ...}");
    refuse(t, &free_row, "{discrete: [1, 2]}", 12, "discrete needs values and their weights");
    refuse(t, &free_row, "{discrete: 3}", 12, "discrete needs values and their weights");
    refuse(t, &free_row, "{values: []}", 10, "values needs a list: [value, ...]");
    refuse(t, &free_row, "{values: 3}", 10, "values needs a list: [value, ...]");
    refuse(t, &free_row, "{values: {1: 1}}", 10, "values needs a list: [value, ...]");
    refuse(t, &free_row, "{values: [1, '2']}", 14, "not a text");
    refuse(t, &power_row, "{values: [1 W, 2]}", 16, "this needs a power");
    const char *many = testing_text(t, "{values: [%s1]}", testing_repeat(t, "1, ", DIST_VALUES_MAX));
    refuse(t, &free_row, many, 10, "values: more than 10000 values");
    (void)accept(t, &free_row, testing_text(t, "{values: [%s2]}", testing_repeat(t, "1, ", DIST_VALUES_MAX - 1)));
}

static void read_truncation(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &power_row, "{truncate: [0.1 kW, 300 W], normal: [200 W, 50 W]}");
    assert_true(dist.is_truncated);
    TESTING_EXACT(dist.range.low, 100);
    TESTING_EXACT(dist.range.high, 300);
    TESTING_EXACT(dist.cut, 0);
    TESTING_CLOSE(dist.range.below_low, 0.5 * erfc(2 / sqrt(2)), 1e-14);
    TESTING_CLOSE(dist.range.above_high, 0.5 * erfc(2 / sqrt(2)), 1e-14);
    assert_false(accept(t, &power_row, "{normal: [200 W, 5 W]}").is_truncated);
    // Truncation brings inside what the bounds refuse.
    (void)accept(t, &share_row, "{uniform: [-1, 3], truncate: [0.5, 1]}");
    (void)accept(t, &share_row, "{normal: [0.5, 1], truncate: [0, 1]}");
    (void)accept(t, &share_row, "{values: [-1, 0.5, 0.6, 2], truncate: [0, 1]}");
    // Both ends are left where values lie apart.
    dist = accept(t, &free_row, "{values: [1, 2, 3, 4], truncate: [2, 3]}");
    TESTING_CLOSE(dist.range.below_low, 0.25, 1e-15);
    TESTING_CLOSE(dist.range.above_high, 0.25, 1e-15);
}

static void read_errors_of_truncation(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, &free_row, "{normal: [1, 1], truncate: [2, 2]}", 28, "truncate: lo must be below hi");
    refuse(t, &free_row, "{normal: [1, 1], truncate: [3, 2]}", 28, "truncate: lo must be below hi");
    refuse(t, &free_row, "{normal: [1, 1], truncate: [3]}", 28, "truncate needs a list of 2: [lo, hi]");
    refuse(t, &free_row, "{normal: [1, 1], truncate: 3}", 28, "truncate needs a list of 2: [lo, hi]");
    refuse(t, &power_row, "{normal: [9 W, 1 W], truncate: [3, 9]}", 33, "this needs a power");
    refuse(t, &free_row, "{uniform: [1, 2], truncate: [3, 4]}", 29, "truncate leaves nothing of this uniform");
    refuse(t, &free_row, "{normal: [1, 1], truncate: [9, 99]}", 28, "truncate leaves less than 1e-9 of this normal");
    refuse(t, &free_row, "{normal: [1, 0], truncate: [2, 3]}", 28, "truncate leaves nothing of this normal");
    refuse(t, &free_row, "{values: [1, 2], truncate: [1.2, 1.8]}", 28, "truncate leaves nothing of this values");
    refuse(t, &free_row, "{truncate: [1, 2]}", 1, "a number or a distribution such as");
    refuse(t, &free_row, "{value: 3, truncate: [1, 4]}", 12, "unknown key \"truncate\" beside \"value\"");
    refuse(t, &share_row, "{uniform: [-1, 3], truncate: [0.5, 2]}", 11, "\"share\" must be at most 1");
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
    refuse(t, &power_row, "{values: [1 W, 2 MW]}", 10, "\"power\" must be at most 1e+06 W");
    refuse(t, &power_row, "{discrete: {-1 W: 1 %, 2 W: 99 %}}", 12, "\"power\" must be at least 0");
    refuse(t, &share_row, "{poisson: 3}", 11, "\"share\" must be at most 1");
    refuse(t, &share_row, "{uniform: [0, 0]}", 11, "\"share\" must be more than 0");
}

static void open_tails_are_cut_or_refused(void **state)
{
    struct testing *t = testing_of(state);
    // 8 sd: nothing
    struct dist dist = accept(t, &power_row, "{normal: [80 W, 10 W]}");
    TESTING_EXACT(dist.cut, 0);
    assert_true(isinf(dist.range.low) && isinf(dist.range.high));
    // 3 sd: 0.135 % is cut off, at the bound that is passed
    dist = accept(t, &power_row, "{normal: [30 W, 10 W]}");
    TESTING_CLOSE(dist.cut, 0.5 * erfc(3 / sqrt(2)), 1e-12);
    TESTING_EXACT(dist.range.low, 0);
    assert_true(isinf(dist.range.high));
    assert_false(dist.is_truncated);
    assert_true(dist_quantile(&dist, 1e-9) > 0);
    TESTING_CLOSE(dist_below(&dist, 30), (0.5 - dist.cut) / (1 - dist.cut), 1e-13);
    // on top of what `truncate` leaves
    dist = accept(t, &power_row, "{normal: [30 W, 10 W], truncate: [-40 W, 30 W]}");
    TESTING_CLOSE(dist.cut, erfc(3 / sqrt(2)), 1e-9);
    TESTING_EXACT(dist.range.high, 30);
    TESTING_EXACT(dist.range.low, 0);
    assert_true(dist.is_truncated);
    // 1 sd: too much
    refuse(t, &power_row, "{normal: [30 W, 30 W]}", 10,
           "15.9 % of this normal lies below 0 W, where \"power\" cannot be; add truncate: [0 W, 123 W]");
    refuse(t, &share_row, "{normal: [0.5, 0.3]}", 10,
           "9.56 % of this normal lies below 0 or above 1, where \"share\" cannot be; add truncate: [0, 1]");
    refuse(t, &share_row, "{lognormal: [0.9, 1]}", 13,
           "45.8 % of this lognormal lies above 1, where \"share\" cannot be; add truncate: [0.0409, 1]");
    refuse(t, &power_row, "{lognormal: [0.9 MW, 2]}", 13, "add truncate: [1.86e+03 W, 1000000 W]");
    refuse(t, &power_row, "{interval90: [0 W, 5 W]}", 14, "5 % of this interval90 lies below 0 W");
    // The proposal is taken.
    (void)accept(t, &share_row, "{normal: [0.5, 0.3], truncate: [0, 1]}");
    (void)accept(t, &power_row, "{lognormal: [0.9 MW, 2], truncate: [1.86e+03 W, 1000000 W]}");
    // Of families above 0 a bound at 0 takes nothing.
    static const char *const positive[] = {"{gamma: [0.5, 1 W]}", "{weibull: [0.5, 1 W]}", "{lognormal: [1 W, 1]}",
                                           "{interval90: [1 W, 20 W]}"};
    for (size_t i = 0; i < 4; i++) {
        dist = accept(t, &power_row, positive[i]);
        TESTING_EXACT(dist.cut, 0);
        assert_true(isinf(dist.range.low));
    }
    // Counts: the bound itself stays.
    static const struct field few = {.key = "few", .low = 0, .high = 9};
    dist = accept(t, &few, "{poisson: 3}");
    TESTING_CLOSE(dist.cut, 0.0011024881301154815, 1e-12); // 1 - sum of e^-3 3^k / k! to 9
    TESTING_EXACT(dist_quantile(&dist, 1 - 1e-9), 9);
    refuse(t, &few, "{poisson: 7}", 11, "17 % of this poisson lies above 9, where \"few\" cannot be");
}

static void median_that_cannot_be_computed_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{beta: [0.001, 1]}", "{beta: [1e8, 1]}", "{beta: [1e-300, 1]}",
                                        "{beta: [3000, 1e-9]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist;
        if (dist_read(&t->reader, &share_row, testing_yaml(t, texts[i]), &dist) == STATUS_OK) {
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

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(read_constants),
        TESTING_CASE(read_every_distribution),
        TESTING_CASE(what_is_one_value),
        TESTING_CASE(read_errors_of_arguments),
        TESTING_CASE(read_errors_of_order),
        TESTING_CASE(read_lists_of_values),
        TESTING_CASE(read_errors_of_lists),
        TESTING_CASE(read_truncation),
        TESTING_CASE(read_errors_of_truncation),
        TESTING_CASE(read_errors_of_form),
        TESTING_CASE(read_errors_of_bounds),
        TESTING_CASE(open_tails_are_cut_or_refused),
        TESTING_CASE(median_that_cannot_be_computed_is_refused),
        TESTING_CASE(beta_of_large_arguments_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
