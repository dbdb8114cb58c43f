#include "testing.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "quantity/input.h"

static const struct mark nowhere;

static enum status read_text(struct testing *t, enum input_id id, const char *text, struct input_set *set)
{
    return input_read_text(&t->reader, id, text, set);
}

// ---- the vocabulary -----------------------------------------------------------------------------

static void rows_are_complete(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < INPUT_COUNT; i++) {
        enum input_id id = (enum input_id)i;
        const struct field *row = input_row(id);
        assert_true(strlen(row->key) > 0);
        assert_true(strlen(row->help) > 0);
        assert_true(row->low < row->high);
        assert_true(row->low >= 0);
        char message[UNITS_MESSAGE_SIZE];
        double value = 0;
        if (!units_value(testing_text(t, "1 %s", input_unit(id)), row->dimension, &value, message))
            fail_msg("%s is printed in \"%s\": %s", row->key, input_unit(id), message);
        assert_non_null(input_default_source(id));
        if (isnan(input_default(id)))
            continue;
        // A default stands for something that nobody stated: it must be allowed, and cited.
        assert_true(input_default(id) >= row->low);
        assert_true(input_default(id) <= row->high);
        assert_true(strlen(input_default_source(id)) > 0);
    }
}

static void defaults_of_the_founding_paper(void **state)
{
    (void)state;
    TESTING_EXACT(input_default(INPUT_PUE), 1.58);
    TESTING_EXACT(input_default(INPUT_GOODPUT), 1);
    assert_true(isnan(input_default(INPUT_UTILIZATION)));
    assert_true(isnan(input_default(INPUT_CARBON_INTENSITY)));
}

// The number of a row is a dimension of the quasi-random samples: a row that moves changes every answer of a seed.
static void rows_stay_where_they_are(void **state)
{
    (void)state;
    static const char *const keys[] = {"utilization",
                                       "goodput",
                                       "power_device",
                                       "power_host",
                                       "pue",
                                       "carbon_intensity",
                                       "electricity_price",
                                       "price_device",
                                       "price_device_preemptible",
                                       "measured_time",
                                       "measured_power",
                                       "trials",
                                       "step_time_residual",
                                       "wue",
                                       "water_intensity",
                                       "embodied_device",
                                       "embodied_host",
                                       "device_lifetime",
                                       "device_use",
                                       "carbon_intensity_market"};
    assert_true(INPUT_COUNT >= sizeof keys / sizeof *keys);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_string_equal(input_row((enum input_id)i)->key, keys[i]);
}

static void sharing_of_draws(void **state)
{
    (void)state;
    for (int i = 0; i < INPUT_COUNT; i++)
        assert_int_equal(input_sharing((enum input_id)i),
                         i == INPUT_STEP_TIME_RESIDUAL ? INPUT_INDEPENDENT : INPUT_SHARED);
    assert_string_not_equal(input_sharing_words(INPUT_SHARED), input_sharing_words(INPUT_INDEPENDENT));
}

// A factor of 1 that nobody stated means nothing; a default that leaves something out, or guesses, does.
static void neutral_is_a_default_that_means_nothing(void **state)
{
    (void)state;
    struct input_set set = {0};
    for (int i = 0; i < INPUT_COUNT; i++)
        assert_false(input_is_neutral(&set, (enum input_id)i)); // not set at all
    input_fill_defaults(&set);
    bool is_neutral[INPUT_COUNT] = {[INPUT_TRIALS] = true,
                                    [INPUT_STEP_TIME_RESIDUAL] = true,
                                    [INPUT_FAILURE_RATE] = true,
                                    [INPUT_CHECKPOINT_TIME] = true,
                                    [INPUT_RESTART_TIME] = true,
                                    [INPUT_PREEMPTION_RATE] = true,
                                    [INPUT_STRAGGLER_SLOWDOWN] = true,
                                    [INPUT_EVALUATION_SHARE] = true,
                                    [INPUT_QUEUE_WASTE] = true};
    for (int i = 0; i < INPUT_COUNT; i++)
        assert_int_equal(input_is_neutral(&set, (enum input_id)i), is_neutral[i]);
    TESTING_EXACT(set.values[INPUT_TRIALS].point, 1);
    TESTING_EXACT(set.values[INPUT_STEP_TIME_RESIDUAL].point, 1);
    input_put(&set, INPUT_TRIALS, 1, INPUT_PLAN, nowhere, (struct citation){0});
    assert_false(input_is_neutral(&set, INPUT_TRIALS)); // somebody said so
}

static void defaults_of_making_and_water(void **state)
{
    (void)state;
    TESTING_EXACT(input_default(INPUT_WATER_INTENSITY), 0);
    TESTING_EXACT(input_default(INPUT_EMBODIED_HOST), 0);
    TESTING_EXACT(input_default(INPUT_DEVICE_LIFETIME), 6 * 365.25 * 86400);
    TESTING_EXACT(input_default(INPUT_DEVICE_USE), 0.85);
    TESTING_CONTAINS(input_default_source(INPUT_DEVICE_LIFETIME), "2211.02001");
    TESTING_CONTAINS(input_default_source(INPUT_WATER_INTENSITY), "left out");
    assert_true(isnan(input_default(INPUT_WUE)) && isnan(input_default(INPUT_EMBODIED_DEVICE)));
    assert_true(isnan(input_default(INPUT_CARBON_INTENSITY_MARKET)));
}

static void named(void **state)
{
    (void)state;
    for (int i = 0; i < INPUT_COUNT; i++)
        assert_int_equal(input_named(input_row((enum input_id)i)->key), i);
    assert_int_equal(input_named("pue"), INPUT_PUE);
    assert_int_equal(input_named("power_host"), INPUT_POWER_HOST);
}

static void named_errors(void **state)
{
    (void)state;
    assert_int_equal(input_named("PUE"), INPUT_COUNT);
    assert_int_equal(input_named(""), INPUT_COUNT);
    assert_int_equal(input_named("utilisation"), INPUT_COUNT);
}

static void origins_in_the_order_of_precedence(void **state)
{
    (void)state;
    assert_int_equal(INPUT_UNSET, 0);
    assert_true(INPUT_DEFAULT < INPUT_HARDWARE && INPUT_HARDWARE < INPUT_REGION);
    assert_true(INPUT_REGION < INPUT_PLAN && INPUT_PLAN < INPUT_COMMAND_LINE);
    assert_string_equal(input_origin_words(INPUT_UNSET), "not set");
    assert_string_equal(input_origin_words(INPUT_DEFAULT), "default");
    assert_string_equal(input_origin_words(INPUT_COMMAND_LINE), "--set");
}

// ---- reading ------------------------------------------------------------------------------------

static void read_one(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    const struct yaml_node *root = testing_yaml(t, "a: {triangular: [100 W, 200 W, 300 W], source: book}\n");
    enum status status = input_read(&t->reader, INPUT_POWER_DEVICE, testing_at(root, "a"), INPUT_HARDWARE, &set);
    assert_int_equal(status, STATUS_OK);
    const struct input *input = &set.values[INPUT_POWER_DEVICE];
    assert_int_equal(input->dist.kind, DIST_TRIANGULAR);
    TESTING_CLOSE(input->point, 200, 1e-15); // the median
    assert_int_equal(input->origin, INPUT_HARDWARE);
    assert_int_equal(input->mark.line, 1);
    assert_int_equal(input->mark.column, 4);
    assert_string_equal(input->citation.text, "book");
    for (int i = 0; i < INPUT_COUNT; i++)
        if (i != INPUT_POWER_DEVICE)
            assert_int_equal(set.values[i].origin, INPUT_UNSET);
}

static void read_one_errors(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    const struct yaml_node *node = testing_yaml(t, "0.9");
    assert_int_equal(input_read(&t->reader, INPUT_PUE, node, INPUT_PLAN, &set), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 1, "\"pue\" must be at least 1");
    // A refused value leaves what was there.
    assert_int_equal(set.values[INPUT_PUE].origin, INPUT_UNSET);
    assert_int_equal(input_read(&t->reader, INPUT_POWER_DEVICE, node, INPUT_PLAN, &set), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "this needs a power");
}

static void bounds_of_every_row_are_kept(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < INPUT_COUNT; i++) {
        enum input_id id = (enum input_id)i;
        const struct field *row = input_row(id);
        struct input_set set = {0};
        const char *unit = input_unit(id);
        double high = units_from_si(row->high, unit);
        assert_int_equal(read_text(t, id, testing_text(t, "%.17g %s", high * 0.999, unit), &set), STATUS_OK);
        assert_int_equal(set.values[id].origin, INPUT_COMMAND_LINE);
        TESTING_CLEAN(t);
        assert_int_equal(read_text(t, id, testing_text(t, "%.17g %s", high * 1.001, unit), &set), STATUS_BAD_INPUT);
        TESTING_ERROR(t, testing_text(t, "\"%s\" must be at most", row->key));
        assert_int_equal(read_text(t, id, testing_text(t, "-1 %s", unit), &set), STATUS_BAD_INPUT);
        TESTING_ERROR(t, testing_text(t, "\"%s\" must be ", row->key));
        testing_forget(t);
    }
}

static void read_all(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    const struct yaml_node *node =
        testing_yaml(t, "source: book\nutilization: 35 %\npue: {value: 1.1, assumed: modern}\nnote: n\n");
    assert_int_equal(input_read_all(&t->reader, node, INPUT_PLAN, &set), STATUS_OK);
    TESTING_CLEAN(t);
    TESTING_EXACT(set.values[INPUT_UTILIZATION].point, 0.35);
    assert_string_equal(set.values[INPUT_UTILIZATION].citation.text, "book");
    assert_int_equal(set.values[INPUT_UTILIZATION].origin, INPUT_PLAN);
    TESTING_EXACT(set.values[INPUT_PUE].point, 1.1);
    assert_string_equal(set.values[INPUT_PUE].citation.text, "modern");
    assert_true(set.values[INPUT_PUE].citation.assumed);
    assert_string_equal(t->reader.path, "");
}

static void read_all_errors(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    size_t length = field_enter(&t->reader, "inputs");
    const struct yaml_node *node = testing_yaml(
        t, "utilisation: 0.3\npue: 0.5\ngoodput: {triangular: [1, 2]}\npower_host: 3\nmeasured_time: 2 h\n");
    assert_int_equal(input_read_all(&t->reader, node, INPUT_PLAN, &set), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 4);
    TESTING_ERROR_AT(t, 1, 1, "unknown key \"utilisation\"; did you mean \"utilization\"?");
    TESTING_ERROR_PATH(t, "inputs.pue", "must be at least 1");
    TESTING_ERROR_PATH(t, "inputs.goodput", "triangular needs a list of 3");
    TESTING_ERROR_PATH(t, "inputs.power_host", "this needs a power");
    // What is right is read all the same.
    TESTING_EXACT(set.values[INPUT_MEASURED_TIME].point, 7200);
    field_leave(&t->reader, length);
    testing_forget(t);
    assert_int_equal(input_read_all(&t->reader, testing_yaml(t, "[1]"), INPUT_PLAN, &set), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "a mapping of keys is needed here");
}

static void read_command_line(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    assert_int_equal(read_text(t, INPUT_PUE, "triangular(1.1, 1.2, 1.6)", &set), STATUS_OK);
    const struct input *pue = &set.values[INPUT_PUE];
    assert_int_equal(pue->dist.kind, DIST_TRIANGULAR);
    TESTING_EXACT(pue->dist.argument[0], 1.1);
    TESTING_EXACT(pue->dist.argument[1], 1.2);
    TESTING_EXACT(pue->dist.argument[2], 1.6);
    TESTING_CLOSE(pue->point, 1.6 - sqrt(0.5 * 0.5 * 0.4), 1e-15);
    assert_int_equal(pue->origin, INPUT_COMMAND_LINE);
    assert_string_equal(pue->mark.source->name, "--set pue");
    assert_int_equal(read_text(t, INPUT_UTILIZATION, "0.35", &set), STATUS_OK);
    TESTING_EXACT(set.values[INPUT_UTILIZATION].point, 0.35);
    assert_int_equal(read_text(t, INPUT_UTILIZATION, "35%", &set), STATUS_OK);
    TESTING_EXACT(set.values[INPUT_UTILIZATION].point, 0.35);
    assert_int_equal(read_text(t, INPUT_POWER_DEVICE, "250 W", &set), STATUS_OK);
    TESTING_EXACT(set.values[INPUT_POWER_DEVICE].point, 250);
    assert_int_equal(read_text(t, INPUT_POWER_DEVICE, "uniform( 100 W , 200 W )", &set), STATUS_OK);
    TESTING_EXACT(set.values[INPUT_POWER_DEVICE].point, 150);
    assert_int_equal(read_text(t, INPUT_CARBON_INTENSITY, "lognormal(400 gCO2e/kWh, 0.2)", &set), STATUS_OK);
    TESTING_CLOSE(set.values[INPUT_CARBON_INTENSITY].point, 400 / 3.6e6, 1e-15);
    // The YAML spelling works too.
    assert_int_equal(read_text(t, INPUT_PUE, "{uniform: [1.1, 1.3]}", &set), STATUS_OK);
    TESTING_CLOSE(set.values[INPUT_PUE].point, 1.2, 1e-15);
    TESTING_CLEAN(t);
}

static void read_command_line_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"",
                                        " ",
                                        "0.9",
                                        "much",
                                        "'1.2'",
                                        "\"1.2\"",
                                        "[1.2]",
                                        "1.2 W",
                                        "nan",
                                        "inf",
                                        "1e400",
                                        "0x2",
                                        "~",
                                        "null",
                                        "triangular",
                                        "triangular(",
                                        "triangular()",
                                        "triangular(1.1)",
                                        "triangular(1.1, 1.2, 1.3",
                                        "(1.1, 1.2)",
                                        "foo(1, 2)",
                                        "value(1.2)",
                                        "uniform(2, 1)",
                                        "{triangular: 3}",
                                        "1.2)",
                                        "1.2\n---\n1",
                                        "*x",
                                        "!!str 1.2",
                                        "&a",
                                        "{",
                                        "uniform(1.1, 1.2))",
                                        "a: 1.2",
                                        "1.2, 1.3",
                                        "\xFF",
                                        "uniform(1.1], normal: [1.2, 1.3)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct input_set set = {0};
        if (read_text(t, INPUT_PUE, texts[i], &set) != STATUS_BAD_INPUT)
            fail_msg("\"%s\" was taken as %g", texts[i], set.values[INPUT_PUE].point);
        assert_true(t->diag.errors > 0);
        assert_int_equal(set.values[INPUT_PUE].origin, INPUT_UNSET);
        assert_string_equal(t->diag.messages[0].mark.source->name, "--set pue");
        testing_forget(t);
    }
}

// ---- sets ---------------------------------------------------------------------------------------

static void put(void **state)
{
    struct testing *t = testing_of(state);
    struct input_set set = {0};
    const struct mark mark = {.source = testing_source(t, "x"), .line = 3, .column = 4, .width = 1};
    input_put(&set, INPUT_PRICE_DEVICE, 0.5, INPUT_HARDWARE, mark, (struct citation){.text = "book"});
    const struct input *input = &set.values[INPUT_PRICE_DEVICE];
    assert_int_equal(input->dist.kind, DIST_CONSTANT);
    TESTING_EXACT(input->dist.argument[0], 0.5);
    TESTING_EXACT(input->point, 0.5);
    assert_int_equal(input->origin, INPUT_HARDWARE);
    assert_int_equal(input->mark.line, 3);
    assert_string_equal(input->citation.text, "book");
}

static void overlay_takes_what_is_set(void **state)
{
    (void)state;
    const struct citation nobody = {0};
    struct input_set set = {0}, region = {0}, plan = {0};
    input_put(&set, INPUT_PUE, 1.5, INPUT_HARDWARE, nowhere, nobody);
    input_put(&set, INPUT_GOODPUT, 0.8, INPUT_HARDWARE, nowhere, nobody);
    input_put(&region, INPUT_PUE, 1.2, INPUT_REGION, nowhere, nobody);
    input_put(&plan, INPUT_PUE, 1.1, INPUT_PLAN, nowhere, nobody);
    input_put(&plan, INPUT_POWER_HOST, 0, INPUT_PLAN, nowhere, nobody); // zero is a value
    input_overlay(&set, &region);
    TESTING_EXACT(set.values[INPUT_PUE].point, 1.2);
    input_overlay(&set, &plan);
    TESTING_EXACT(set.values[INPUT_PUE].point, 1.1);
    assert_int_equal(set.values[INPUT_PUE].origin, INPUT_PLAN);
    TESTING_EXACT(set.values[INPUT_GOODPUT].point, 0.8);
    assert_int_equal(set.values[INPUT_GOODPUT].origin, INPUT_HARDWARE);
    assert_int_equal(set.values[INPUT_POWER_HOST].origin, INPUT_PLAN);
    assert_int_equal(set.values[INPUT_UTILIZATION].origin, INPUT_UNSET);
}

static void defaults_fill_what_is_unset(void **state)
{
    (void)state;
    struct input_set set = {0};
    input_put(&set, INPUT_PUE, 1.1, INPUT_PLAN, nowhere, (struct citation){0});
    input_fill_defaults(&set);
    TESTING_EXACT(set.values[INPUT_PUE].point, 1.1);
    assert_int_equal(set.values[INPUT_PUE].origin, INPUT_PLAN);
    for (int i = 0; i < INPUT_COUNT; i++) {
        enum input_id id = (enum input_id)i;
        if (id == INPUT_PUE)
            continue;
        bool has_default = !isnan(input_default(id));
        assert_int_equal(set.values[id].origin, has_default ? INPUT_DEFAULT : INPUT_UNSET);
        if (has_default) {
            TESTING_EXACT(set.values[id].point, input_default(id));
            assert_string_equal(set.values[id].citation.text, input_default_source(id));
        }
    }
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(rows_are_complete),
        TESTING_CASE(defaults_of_the_founding_paper),
        TESTING_CASE(rows_stay_where_they_are),
        TESTING_CASE(sharing_of_draws),
        TESTING_CASE(neutral_is_a_default_that_means_nothing),
        TESTING_CASE(defaults_of_making_and_water),
        TESTING_CASE(named),
        TESTING_CASE(named_errors),
        TESTING_CASE(origins_in_the_order_of_precedence),
        TESTING_CASE(read_one),
        TESTING_CASE(read_one_errors),
        TESTING_CASE(bounds_of_every_row_are_kept),
        TESTING_CASE(read_all),
        TESTING_CASE(read_all_errors),
        TESTING_CASE(read_command_line),
        TESTING_CASE(read_command_line_errors),
        TESTING_CASE(put),
        TESTING_CASE(overlay_takes_what_is_set),
        TESTING_CASE(defaults_fill_what_is_unset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
