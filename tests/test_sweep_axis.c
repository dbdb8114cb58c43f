// sweep_axis.c: what --over says.
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "testing.h"
#include "uncertainty/sweep_axis.h"

static struct sweep_axis read_axis(struct testing *t, const char *text)
{
    struct sweep_axis axis;
    if (sweep_axis_read(&t->reader, text, 1000000, &axis) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.messages[0].text);
    TESTING_CLEAN(t);
    return axis;
}

static void a_range_holds_both_ends(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, "utilization=0.2:0.6:9");
    assert_int_equal(axis.kind, SWEEP_INPUT);
    assert_int_equal(axis.input, INPUT_UTILIZATION);
    assert_int_equal(axis.count, 9);
    assert_false(axis.is_drawn);
    const double values[] = {0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6};
    for (uint64_t at = 0; at < axis.count; at++) {
        TESTING_EXACT(sweep_axis_number(&axis, at), values[at]); // the doubles that a person would type
        struct input input = sweep_axis_input(&axis, at);
        TESTING_EXACT(input.point, values[at]);
        assert_int_equal(input.dist.kind, DIST_CONSTANT);
        TESTING_EXACT(input.dist.argument[0], values[at]);
        assert_int_equal(input.origin, INPUT_COMMAND_LINE);
    }
    assert_string_equal(sweep_axis_text(&axis, 5, &t->arena), "0.2"); // its first value alone
}

static void a_range_may_fall(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, " pue = 2 : 1 : 3 ");
    assert_string_equal(axis.name, "pue");
    TESTING_EXACT(sweep_axis_number(&axis, 0), 2);
    TESTING_EXACT(sweep_axis_number(&axis, 1), 1.5);
    TESTING_EXACT(sweep_axis_number(&axis, 2), 1);
}

// Steps are even, and short, in the unit that is printed; the ends are what was stated, in whatever unit.
static void a_range_has_units(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, "carbon_intensity=0.1 kgCO2e/kWh:0.954 lb/kWh:4");
    TESTING_EXACT(sweep_axis_number(&axis, 0), 100 / 3.6e6);
    struct sweep_axis list = read_axis(t, "carbon_intensity=0.954 lb/kWh,100 gCO2e/kWh");
    TESTING_EXACT(sweep_axis_number(&axis, 3), sweep_axis_number(&list, 0));
    struct sweep_axis power = read_axis(t, "power_device=0.1 kW:0.4kW:4");
    TESTING_EXACT(sweep_axis_number(&power, 1), 200);
    struct sweep_axis price = read_axis(t, "electricity_price=0.1 USD/kWh:0.2 USD/kWh:11");
    struct sweep_axis typed = read_axis(t, "electricity_price=0.13 USD/kWh,0.17 USD/kWh");
    TESTING_EXACT(sweep_axis_number(&price, 3), sweep_axis_number(&typed, 0));
    TESTING_EXACT(sweep_axis_number(&price, 7), sweep_axis_number(&typed, 1));
}

static void a_long_range_rises_at_every_step(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, "utilization=0.1:0.9:1000000");
    for (uint64_t at = 1; at < axis.count; at++)
        if (!(sweep_axis_number(&axis, at) > sweep_axis_number(&axis, at - 1)))
            fail_msg("value %llu", (unsigned long long)at);
}

static void a_list_keeps_what_was_typed(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, "utilization= 0.2 , triangular(0.1, 0.2, 0.4),{uniform: [0.1, 0.2]}, 30 %");
    assert_int_equal(axis.count, 4);
    assert_true(axis.is_drawn);
    TESTING_EXACT(sweep_axis_number(&axis, 0), 0.2);
    assert_true(isnan(sweep_axis_number(&axis, 1)));
    assert_int_equal(sweep_axis_input(&axis, 1).dist.kind, DIST_TRIANGULAR);
    assert_int_equal(sweep_axis_input(&axis, 2).dist.kind, DIST_UNIFORM);
    TESTING_EXACT(sweep_axis_number(&axis, 3), 0.3);
    assert_string_equal(sweep_axis_text(&axis, 1, &t->arena), "triangular(0.1, 0.2, 0.4)");
    axis = read_axis(t, "pue=discrete(1.1: 30 %, 1.2: 70 %), 1.5"); // a colon in brackets is no range
    assert_int_equal(axis.count, 2);
    assert_int_equal(sweep_axis_input(&axis, 0).dist.kind, DIST_DISCRETE);
    axis = read_axis(t, "pue=uniform(1.2, 1.2)"); // one value is a list too; this one does not vary
    assert_int_equal(axis.count, 1);
    assert_false(axis.is_drawn);
}

static void structure(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis = read_axis(t, "model=bert-base, my/net.yaml#small");
    assert_int_equal(axis.kind, SWEEP_MODEL);
    assert_string_equal(sweep_axis_text(&axis, 1, &t->arena), "my/net.yaml#small");
    assert_true(isnan(sweep_axis_number(&axis, 0)));
    assert_int_equal(read_axis(t, "hardware=v100").kind, SWEEP_HARDWARE);
    assert_int_equal(read_axis(t, "region=fr,pl").kind, SWEEP_REGION);
    axis = read_axis(t, "devices=8:64:8");
    assert_int_equal(axis.kind, SWEEP_DEVICES);
    for (uint64_t at = 0; at < axis.count; at++)
        TESTING_EXACT(sweep_axis_number(&axis, at), 8 + 8 * (double)at);
    assert_string_equal(sweep_axis_text(&axis, 3, &t->arena), "32");
    axis = read_axis(t, "model.width=512,2 * 512,4 * heads");
    assert_int_equal(axis.kind, SWEEP_SIZE);
    assert_string_equal(axis.name, "model.width");
    TESTING_EXACT(sweep_axis_number(&axis, 0), 512);
    TESTING_EXACT(sweep_axis_number(&axis, 1), 1024);
    assert_true(isnan(sweep_axis_number(&axis, 2)));
    axis = read_axis(t, "model.width=1000000000000000:1:2");
    assert_string_equal(sweep_axis_text(&axis, 0, &t->arena), "1000000000000000");
}

static void mistakes(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"utilization", "is not NAME=a,b,c or NAME=lo:hi:n"},
        {"=1", "is not NAME=a,b,c"},
        {"pue=", "is not NAME=a,b,c"},
        {"peu=1.2", "did you mean \"pue\"?"},
        {"hardwre=v100", "did you mean \"hardware\"?"},
        {"model.=3", "no input, nor model, model.SIZE"},
        {"pue=1.2,", "value 2 is empty"},
        {"pue= ,1.2", "value 1 is empty"},
        {"pue=1.2,0.9", "\"pue\" must be at least 1"},
        {"pue=0.9:1.2:3", "\"pue\" must be at least 1"},
        {"pue=1:2", "neither a list a,b,c nor a range lo:hi:n"},
        {"pue=1:2:3:4", "neither a list"},
        {"pue=1:2:3,4", "neither a list"},
        {"pue=1:2:1", "from 2 on, not \"1\""},
        {"pue=1:2:x", "not \"x\""},
        {"pue=1:2:-3", "from 2 on"},
        {"pue=1:2:1000001", "1000001 values; at most 1000000"},
        {"pue=1.5:1.5:3", "both ends of the range are the same"},
        {"pue=1:uniform(1, 2):3", "not a distribution"},
        {"pue=1.1,nan", "nan"},
        {"power_device=1:2:3", "a power"},
        {"region=fr:pl:3", "names have no range"},
        {"devices=0,1", "\"0\" is not a whole number from 1 to 100000000"},
        {"devices=1e9", "\"1e9\" is not a whole number"},
        {"devices=8:16:4", "the steps of the range are not whole"},
        {"model.width=1.5:2.5:2", "\"1.5\" is not a whole number"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sweep_axis axis;
        assert_int_equal(sweep_axis_read(&t->reader, rows[i].text, 1000000, &axis), STATUS_BAD_INPUT);
        TESTING_ERRORS(t, 1);
        TESTING_ERROR(t, rows[i].message);
        testing_forget(t);
    }
}

// A value is shown as it was typed, under the option that it was typed to.
static void mistakes_point_into_the_value(void **state)
{
    struct testing *t = testing_of(state);
    struct sweep_axis axis;
    assert_int_equal(sweep_axis_read(&t->reader, "pue=1.2, triangular(1, 1.1, x)", 10, &axis), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 20, "\"x\" is not a number");
    assert_string_equal(t->diag.messages[0].mark.source->name, "--over pue");
    assert_string_equal(t->diag.messages[0].mark.source->text, "triangular(1, 1.1, x)");
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_range_holds_both_ends),
        TESTING_CASE(a_range_may_fall),
        TESTING_CASE(a_range_has_units),
        TESTING_CASE(a_long_range_rises_at_every_step),
        TESTING_CASE(a_list_keeps_what_was_typed),
        TESTING_CASE(structure),
        TESTING_CASE(mistakes),
        TESTING_CASE(mistakes_point_into_the_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
