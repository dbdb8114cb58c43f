// plan_equip: a plan on other devices is the plan that is read with them; what holds for its own devices alone, and
// what stands in the way.
#include "testing.h"

#include <math.h>

#include "plan/plan.h"
#include "plan/tally.h"

#define CARD                                                                                                           \
    "{device: card, peak: {fp32: 10 TFLOP/s}, node: {devices: 4}, power: {tdp: 300 W}, price: [{vendor: v, date: "     \
    "2020-01, on_demand: 2 USD/h}], utilization: {fp32: 0.5}}"
#define FAST                                                                                                           \
    "{device: fast, peak: {fp32: 40 TFLOP/s, bf16: 80 TFLOP/s}, node: {devices: 8}, power: {tdp: 500 W}, "             \
    "price: [{vendor: v, date: 2020-01, on_demand: 9 USD/h}], utilization: {fp32: 0.4}}"
#define MODEL "model: {parameters: 1000, training: {precision: %s, sequence: 10, batch: 64, steps: 5}}\n"

static struct plan *read_plan(struct testing *t, const char *precision, const char *more,
                              const struct plan_options *options)
{
    struct plan *plan = arena_alloc(&t->arena, sizeof *plan);
    const char *text = testing_text(t, MODEL "%s", precision, more);
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), options, plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    return plan;
}

static struct device *read_device(struct testing *t, const char *text)
{
    struct device *device = arena_alloc(&t->arena, sizeof *device);
    assert_int_equal(device_read(&t->reader, testing_yaml(t, text), device), STATUS_OK);
    return device;
}

static const struct plan_options nothing;

static void expect_same(const struct plan *got, const struct plan *wanted)
{
    struct tally a, b;
    assert_int_equal(got->devices, wanted->devices);
    assert_int_equal(got->devices_per_node, wanted->devices_per_node);
    assert_int_equal(got->precision, wanted->precision);
    for (int id = 0; id < INPUT_COUNT; id++) {
        assert_int_equal(got->inputs.values[id].origin, wanted->inputs.values[id].origin);
        if (wanted->inputs.values[id].origin != INPUT_UNSET)
            TESTING_EXACT(got->inputs.values[id].point, wanted->inputs.values[id].point);
    }
    tally_compile(got, &a);
    tally_compile(wanted, &b);
    TESTING_EXACT(a.training_flop, b.training_flop);
    TESTING_EXACT(a.nodes, b.nodes);
    TESTING_EXACT(a.peak_flop_per_s, b.peak_flop_per_s);
}

static void equipping_is_reading_with_the_devices(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const from[] = {"", "hardware: {device: " CARD ", devices: 3}\n",
                                       "hardware: {device: " FAST ", devices: 64, devices_per_node: 2}\n"};
    const struct device *fast = read_device(t, FAST);
    const struct plan *wanted = read_plan(t, "fp32", "hardware: {device: " FAST ", devices: 16}\n", &nothing);
    for (size_t i = 0; i < 2; i++) {
        struct plan equipped;
        assert_int_equal(plan_equip(read_plan(t, "fp32", from[i], &nothing), fast, 16, &equipped), PLAN_NO_OBSTACLE);
        expect_same(&equipped, wanted);
    }
    // On its own devices, more or fewer of them, its nodes stay what the plan says they are.
    struct plan own;
    assert_int_equal(plan_equip(read_plan(t, "fp32", from[2], &nothing), fast, 16, &own), PLAN_NO_OBSTACLE);
    assert_int_equal(own.devices_per_node, 2);
    assert_int_equal(plan_equip(read_plan(t, "fp32", from[1], &nothing), NULL, 16, &own), PLAN_NO_OBSTACLE);
    assert_string_equal(own.device.name, "card");
    assert_int_equal(own.devices, 16);
}

static void what_a_plan_says_of_its_devices_stays_with_them(void **state)
{
    struct testing *t = testing_of(state);
    const struct plan_setting setting = {.name = "pue", .value = "1.3"};
    const struct plan_options options = {.settings = &setting, .setting_count = 1};
    const struct plan *plan =
        read_plan(t, "fp32",
                  "hardware: {device: " CARD ", devices: 3}\ninputs: {utilization: 0.1, price_device: 7 USD/h, "
                  "goodput: 0.8}\n",
                  &options);
    const struct device *card = read_device(t, CARD), *fast = read_device(t, FAST);
    struct plan on_card, on_fast;
    assert_int_equal(plan_equip(plan, card, 6, &on_card), PLAN_NO_OBSTACLE);
    assert_int_equal(plan_equip(plan, fast, 6, &on_fast), PLAN_NO_OBSTACLE);
    TESTING_CLOSE(on_card.inputs.values[INPUT_UTILIZATION].point, 0.1, 0);
    TESTING_CLOSE(on_fast.inputs.values[INPUT_UTILIZATION].point, 0.4, 0);
    TESTING_CLOSE(on_card.inputs.values[INPUT_PRICE_DEVICE].point, 7 / 3600.0, 1e-15);
    TESTING_CLOSE(on_fast.inputs.values[INPUT_PRICE_DEVICE].point, 9 / 3600.0, 1e-15);
    TESTING_CLOSE(on_fast.inputs.values[INPUT_GOODPUT].point, 0.8, 0);
    TESTING_CLOSE(on_fast.inputs.values[INPUT_PUE].point, 1.3, 0);
}

static void obstacles_are_told(void **state)
{
    struct testing *t = testing_of(state);
    const struct device *fast = read_device(t, FAST), *card = read_device(t, CARD);
    struct plan out;
    assert_int_equal(plan_equip(read_plan(t, "bf16", "", &nothing), card, 1, &out), PLAN_LACKS_PEAK);
    assert_int_equal(plan_equip(read_plan(t, "bf16", "", &nothing), fast, 1, &out), PLAN_LACKS_UTILIZATION);
    assert_int_equal(plan_equip(read_plan(t, "fp32", "", &nothing), fast, 64, &out), PLAN_NO_OBSTACLE);
    assert_int_equal(plan_equip(read_plan(t, "fp32", "", &nothing), fast, 65, &out), PLAN_IS_SMALL);
    assert_int_equal(plan_equip(read_plan(t, "fp32", "", &nothing), NULL, 2, &out), PLAN_LACKS_PEAK);
    assert_int_equal(plan_equip(read_plan(t, "fp32", "inputs: {measured_time: 2 h}\n", &nothing), fast, 1, &out),
                     PLAN_IS_MEASURED);
    const struct plan *split =
        read_plan(t, "fp32", "hardware: {device: " CARD ", devices: 8}\nparallel: {tensor: 4, data: 2}\n", &nothing);
    assert_int_equal(plan_equip(split, card, 6, &out), PLAN_DOES_NOT_DIVIDE);
    assert_int_equal(plan_equip(split, card, 128, &out), PLAN_NO_OBSTACLE);
    assert_int_equal(out.layout.data, 32);
    assert_int_equal(plan_equip(split, card, 512, &out), PLAN_IS_SMALL);
    for (int obstacle = 0; obstacle < PLAN_OBSTACLE_COUNT; obstacle++)
        assert_true(plan_obstacle_words((enum plan_obstacle)obstacle)[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(equipping_is_reading_with_the_devices),
                                       TESTING_CASE(what_a_plan_says_of_its_devices_stays_with_them),
                                       TESTING_CASE(obstacles_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
