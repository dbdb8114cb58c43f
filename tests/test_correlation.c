#include "quantity/correlation.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "testing.h"

static struct correlation_set accept(struct testing *t, const char *text)
{
    struct correlation_set set;
    assert_int_equal(correlation_read(&t->reader, testing_yaml(t, text), &set), STATUS_OK);
    TESTING_CLEAN(t);
    return set;
}

static void refuse(struct testing *t, const char *text, size_t line, size_t column, const char *why)
{
    struct correlation_set set;
    assert_int_equal(correlation_read(&t->reader, testing_yaml(t, text), &set), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR_AT(t, line, column, why);
    testing_forget(t);
}

static void read_pairs(void **state)
{
    struct testing *t = testing_of(state);
    struct correlation_set set =
        accept(t, "[utilization, power_device]: 0.5\n? - pue\n  - goodput\n: -30 %\nnote: why\n");
    assert_int_equal(set.count, 2);
    assert_int_equal(set.items[0].left, INPUT_UTILIZATION);
    assert_int_equal(set.items[0].right, INPUT_POWER_DEVICE);
    TESTING_EXACT(set.items[0].rank, 0.5);
    assert_int_equal(set.items[0].mark.line, 1);
    assert_int_equal(set.items[0].mark.column, 1);
    assert_int_equal(set.items[1].left, INPUT_PUE);
    TESTING_CLOSE(set.items[1].rank, -0.3, 1e-15);
    assert_int_equal(accept(t, "{}").count, 0);
    assert_int_equal(correlation_read(&t->reader, NULL, &set), STATUS_OK);
    assert_int_equal(set.count, 0);
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "3", 1, 1, "a mapping of pairs is needed here");
    refuse(t, "[[pue, goodput]]", 1, 1, "a mapping of pairs is needed here");
    refuse(t, "pue: 0.5", 1, 1, "\"pue\" is no pair; correlations are written as {[pue, utilization]: 0.5}");
    refuse(t, "[pue]: 0.5", 1, 1, "\"[pue]\" is no pair");
    refuse(t, "[pue, goodput, utilization]: 0.5", 1, 1, "is no pair");
    refuse(t, "'[pue, goodput]': 0.5", 1, 1, "is no pair");
    refuse(t, "[pue, utilisation]: 0.5", 1, 7, "there is no input \"utilisation\"; did you mean \"utilization\"?");
    refuse(t, "[elephants, pue]: 0.5", 1, 2, "there is no input \"elephants\" (`list inputs` shows them)");
    refuse(t, "[pue, step_time_residual]: 0.5", 1, 7,
           "step_time_residual is drawn anew for each training and cannot be correlated");
    refuse(t, "[pue, pue]: 0.5", 1, 1, "pue is given a correlation with itself");
    refuse(t, "[pue, goodput]: 0.5\n[goodput, pue]: 0.5", 2, 1,
           "the correlation of goodput and pue is given twice; first on line 1");
    refuse(t, "[pue, goodput]: 1.5", 1, 17, "a correlation must be from -1 to 1");
    refuse(t, "[pue, goodput]: -101 %", 1, 17, "a correlation must be from -1 to 1");
    refuse(t, "[pue, goodput]: 1", 1, 17, "a correlation of 1 would make one input of the two");
    refuse(t, "[pue, goodput]: -1", 1, 17, "a correlation of -1 would make one input of the two");
    refuse(t, "[pue, goodput]: much", 1, 17, "is not a number");
    refuse(t, "[pue, goodput]: {normal: [0, 1]}", 1, 17, "needs a plain number");
    refuse(t, "[pue, goodput]: ~", 1, 17, "not nothing");
}

static void the_first_impossible_pair_is_named(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t,
           "[pue, goodput]: 0.6\n[goodput, utilization]: 0.6\n[power_device, pue]: 0.1\n"
           "[utilization, pue]: -0.6\n[power_device, power_host]: 0.1\n",
           4, 1, "with this pair the matrix is not positive definite");
    // On the way to the whole a pair may lack the one that makes it possible.
    (void)accept(t, "{[pue, goodput]: 0.9, [goodput, utilization]: 0.9, [pue, utilization]: 0.9}");
    refuse(t, "{[pue, goodput]: 0.9, [goodput, utilization]: 0.9}", 1, 23, "not positive definite");
    // At the brink: of three with correlation r each the matrix has the eigenvalue 1 + 2 r.
    double rank = 6 / M_PI * asin(-0.5 / 2);
    const char *format = "[pue, goodput]: %.17g\n[goodput, utilization]: %.17g\n[utilization, pue]: %.17g\n";
    const char *beyond = testing_text(t, format, rank, rank, rank * 1.0001);
    refuse(t, beyond, 3, 1, "not positive definite");
    (void)accept(t, testing_text(t, format, rank, rank, rank * 0.9999));
}

static void factor(void **state)
{
    struct testing *t = testing_of(state);
    struct correlation_set set = accept(t, "{[utilization, power_device]: 0.5, [pue, utilization]: -0.3}");
    static const enum input_id members[] = {INPUT_PUE, INPUT_UTILIZATION, INPUT_GOODPUT, INPUT_POWER_DEVICE};
    static const double ranks[4][4] = {{0, -0.3, 0, 0}, {-0.3, 0, 0, 0.5}, {0, 0, 0, 0}, {0, 0.5, 0, 0}};
    double l[4][4];
    assert_true(correlation_factor(&set, members, 4, &l[0][0]));
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) {
            double sum = 0;
            for (size_t k = 0; k < 4; k++)
                sum += l[i][k] * l[j][k];
            double expected = i == j ? 1 : 2 * sin(M_PI * ranks[i][j] / 6);
            assert_true(fabs(sum - expected) < 1e-15);
            if (j > i)
                TESTING_EXACT(l[i][j], 0);
        }
    // Two inputs: cos and sin of the angle between them
    double two[2][2];
    assert_true(
        correlation_factor(&set, (const enum input_id[]){INPUT_UTILIZATION, INPUT_POWER_DEVICE}, 2, &two[0][0]));
    TESTING_CLOSE(two[1][0], 2 * sin(M_PI / 12), 1e-15);
    TESTING_CLOSE(two[1][1], sqrt(1 - two[1][0] * two[1][0]), 1e-15);
    assert_true(correlation_factor(&set, members, 0, NULL));
    const struct correlation one[] = {{.left = INPUT_PUE, .right = INPUT_GOODPUT, .rank = 1}};
    const struct correlation_set bad = {.items = one, .count = 1};
    assert_false(correlation_factor(&bad, members, 4, &l[0][0]));
}

static void what_has_no_effect_is_told(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set inputs = {0};
    struct correlation_set set = accept(t, "{[utilization, pue]: 0.5, [goodput, utilization]: 0.2}");
    assert_int_equal(input_read_text(&t->reader, INPUT_UTILIZATION, "uniform(0.1, 0.4)", &inputs), STATUS_OK);
    assert_int_equal(input_read_text(&t->reader, INPUT_GOODPUT, "uniform(0.8, 0.9)", &inputs), STATUS_OK);
    assert_int_equal(input_read_text(&t->reader, INPUT_PUE, "uniform(1.1, 1.1)", &inputs), STATUS_OK);
    correlation_warn(&t->reader, &set, &inputs);
    assert_int_equal(t->diag.count, 1);
    TESTING_WARNING(t, "pue does not vary: its correlation has no effect");
    testing_forget(t);
    assert_int_equal(input_read_text(&t->reader, INPUT_PUE, "uniform(1.1, 1.2)", &inputs), STATUS_OK);
    correlation_warn(&t->reader, &set, &inputs);
    TESTING_CLEAN(t);
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(read_pairs),
        TESTING_CASE(read_errors),
        TESTING_CASE(the_first_impossible_pair_is_named),
        TESTING_CASE(factor),
        TESTING_CASE(what_has_no_effect_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
