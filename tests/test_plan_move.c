// plan_move: a plan that is moved to a region is the plan that is read with it, input by input.
#include "testing.h"

#include "plan/plan.h"
#include "plan/tally.h"

#define DEVICE                                                                                                         \
    "{device: card, peak: {fp32: 10 TFLOP/s}, node: {devices: 4}, power: {tdp: 300 W, device: 200 W, host: {cpu: 60 "  \
    "W, dram: 40 W}}, utilization: {fp32: 0.5, recurrent: {fp32: 0.25}}}"
#define HERE  "{region: here, carbon_intensity: 360 gCO2e/kWh, pue: 1.2, electricity_price: 0.1 USD/kWh}"
#define THERE "{region: there, carbon_intensity: 720 gCO2e/kWh, wue: 2 L/kWh}"
#define MODEL "{parameters: 1000, training: {precision: fp32, sequence: 10, batch: 2, steps: 5}}"

static struct plan *read_plan(struct testing *t, const char *text, const char *region,
                              const struct plan_options *options)
{
    struct plan *plan = arena_alloc(&t->arena, sizeof *plan);
    const char *whole = testing_text(t, "%s%s%s\n", text, region ? "region: " : "", region ? region : "");
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, whole), options, plan), STATUS_OK);
    TESTING_CLEAN(t);
    return plan;
}

static const char *const texts[] = {
    "model: " MODEL "\n",
    "model: " MODEL "\nhardware: {device: " DEVICE ", devices: 10}\n",
    "model: " MODEL "\nhardware: {device: " DEVICE ", devices: 10}\ninputs: {pue: 1.3, utilization: 0.4}\n",
    "model: " MODEL "\ninputs: {electricity_price: 0.3 USD/kWh, measured_time: 5 h, measured_power: 2 kW}\n",
};

static void moving_is_reading_with_the_region(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const from[] = {NULL, HERE, THERE};
    const struct plan_setting setting = {.name = "carbon_intensity", .value = "36 g/kWh"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t j = 0; j < sizeof from / sizeof *from; j++)
            for (size_t settings = 0; settings < 2; settings++) {
                const struct plan_options options = {.settings = &setting, .setting_count = settings};
                const struct plan *plan = read_plan(t, texts[i], from[j], &options),
                                  *wanted = read_plan(t, texts[i], THERE, &options);
                struct plan *moved = arena_alloc(&t->arena, sizeof *moved);
                struct tally tally, of_wanted;
                plan_move(plan, &wanted->region, moved);
                assert_true(moved->has_region);
                assert_string_equal(moved->region.name, "there");
                for (int id = 0; id < INPUT_COUNT; id++) {
                    const struct input *got = &moved->inputs.values[id], *want = &wanted->inputs.values[id];
                    assert_int_equal(got->origin, want->origin);
                    if (want->origin != INPUT_UNSET)
                        TESTING_EXACT(got->point, want->point);
                }
                tally_compile(plan, &tally);
                tally_compile(wanted, &of_wanted);
                TESTING_EXACT(tally.training_flop, of_wanted.training_flop);
            }
}

static void the_plan_stays_as_it_was(void **state)
{
    struct testing *t = testing_of(state);
    static const struct plan_options nothing;
    const struct plan *plan = read_plan(t, texts[1], HERE, &nothing), *other = read_plan(t, texts[1], THERE, &nothing);
    struct plan *moved = arena_alloc(&t->arena, sizeof *moved);
    plan_move(plan, &other->region, moved);
    assert_string_equal(plan->region.name, "here");
    TESTING_CLOSE(plan->inputs.values[INPUT_CARBON_INTENSITY].point, 1e-4, 1e-15);
    TESTING_CLOSE(moved->inputs.values[INPUT_CARBON_INTENSITY].point, 2e-4, 1e-15);
    TESTING_CLOSE(moved->inputs.values[INPUT_PUE].point, 1.58, 1e-15);
    assert_int_equal(moved->inputs.values[INPUT_ELECTRICITY_PRICE].origin, INPUT_UNSET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(moving_is_reading_with_the_region),
                                       TESTING_CASE(the_plan_stays_as_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
