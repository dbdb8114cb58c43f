#include <gsl/gsl_errno.h>
#include <string.h>

#include "quantity/input.h"
#include "testing.h"

static const struct input *read_input(struct testing *t, enum input_id id, const char *text, struct input_set *set)
{
    if (input_read_text(&t->reader, id, text, set) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.messages[0].text);
    TESTING_CLEAN(t);
    return &set->values[id];
}

static void calls(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    const struct input *pue = read_input(t, INPUT_PUE, "  triangular( 1.1 , 1.2, 1.6 ) ", &set);
    assert_int_equal(pue->dist.kind, DIST_TRIANGULAR);
    TESTING_EXACT(pue->dist.argument[2], 1.6);
    pue = read_input(t, INPUT_PUE, "poisson(2) truncate(1, 9)", &set);
    assert_int_equal(pue->dist.kind, DIST_POISSON);
    assert_true(pue->dist.is_truncated);
    TESTING_EXACT(pue->dist.range.high, 9);
    pue = read_input(t, INPUT_PUE, "values(1, 2, 2)", &set);
    assert_int_equal(pue->dist.value_count, 2);
    pue = read_input(t, INPUT_PUE, "discrete(1: 30 %, 2: 70 %)", &set);
    TESTING_CLOSE(pue->dist.weights[1], 0.7, 1e-15);
    pue = read_input(t, INPUT_PUE, "discrete(1: 0.3,2: 0.7)truncate(1,1.5)", &set);
    TESTING_EXACT(pue->point, 1);
    pue = read_input(t, INPUT_PUE, "{normal: [1.5, 0.1], truncate: [1, 3]}", &set);
    assert_true(pue->dist.is_truncated);
    const struct input *power = read_input(t, INPUT_POWER_DEVICE, "normal(0.2 kW, 30 W) truncate(0 W, 250 W)", &set);
    TESTING_EXACT(power->dist.argument[0], 200);
    TESTING_EXACT(power->dist.range.high, 250);
    TESTING_EXACT(read_input(t, INPUT_POWER_DEVICE, "250 W", &set)->point, 250);
}

static void mistake_at(struct testing *t, const char *text, size_t column, const char *why)
{
    struct input_set set = {0};
    assert_int_equal(input_read_text(&t->reader, INPUT_PUE, text, &set), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, column, why);
    const struct source *source = t->diag.messages[0].mark.source;
    assert_string_equal(source->name, "--set pue");
    assert_string_equal(source->text, text); // as it was typed
    assert_int_equal(source->length, strlen(text));
    testing_forget(t);
}

static void mistakes_name_the_option(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    assert_int_equal(input_read_option(&t->reader, "--over", INPUT_PUE, "0.9", &set), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 1, "\"pue\" must be at least 1");
    assert_string_equal(t->diag.messages[0].mark.source->name, "--over pue");
}

static void mistakes_are_shown_where_they_were_typed(void **state)
{
    struct testing *t = testing_of(state);
    mistake_at(t, "foo(1, 2)", 1, "unknown distribution \"foo\"");
    mistake_at(t, "triangulr(1, 2, 3)", 1, "did you mean \"triangular\"?");
    mistake_at(t, "triangular(1, x, 3)", 15, "\"x\" is not a number");
    mistake_at(t, "normal(2, 1)", 7, "lies below 1");
    mistake_at(t, "uniform(1, 2) truncate(1, y)", 27, "\"y\" is not a number");
    mistake_at(t, "uniform(1, 2) truncate(3, 4)", 23, "truncate leaves nothing of this uniform");
    mistake_at(t, "uniform(1, 2) trunkate(1, 2)", 15, "did you mean \"truncate\"?");
    mistake_at(t, "uniform(1, 2) normal(1, 2)", 15, "two distributions for one value");
    mistake_at(t, "truncate(1, 2)", 1, "a number or a distribution");
    mistake_at(t, "discrete(1: 30 %, 2: 60 %)", 9, "the weights sum to 0.9, not 1");
    mistake_at(t, "discrete(1: 30 %, 1.0: 70 %)", 19, "is the same value as");
    mistake_at(t, "values()", 7, "values needs a list");
    mistake_at(t, "d(1: 1)", 1, "unknown distribution \"d\"");
    mistake_at(t, "uniform(1, 2) truncate(1, 2) truncate(1, 2)", 1, "is not a number");
    mistake_at(t, "uniform(1, 2))", 1, "is not a number");
    mistake_at(t, "uniform(1, 2)x", 1, "is not a number");
    mistake_at(t, "{normal: [1.5, 0.1], trunc: [1, 2]}", 22, "unknown distribution \"trunc\"");
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(calls),
        TESTING_CASE(mistakes_name_the_option),
        TESTING_CASE(mistakes_are_shown_where_they_were_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
