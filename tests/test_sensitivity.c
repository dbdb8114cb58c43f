// sensitivity.c: which engines run, and what is left of a run that was stopped.
#include "testing.h"

#include <math.h>

#include "uncertainty/sensitivity.h"

struct made {
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_factors factors;
};

static void make(struct testing *t, struct made *made)
{
    const struct forecast_options options = {.seed = 1};
    *made = (struct made){.tally = {.training_flop = 1e21, .devices = 8, .nodes = 1, .peak_flop_per_s = 1e14}};
    const char *const texts[] = {"uniform(0.2, 0.4)", "1", "1", "normal(250 W, 20 W)", "400 W"};
    const enum input_id ids[] = {INPUT_UTILIZATION, INPUT_GOODPUT, INPUT_STEP_TIME_RESIDUAL, INPUT_POWER_DEVICE,
                                 INPUT_POWER_HOST};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_int_equal(input_read_text(&t->reader, ids[i], texts[i], &made->plan.inputs), STATUS_OK);
    assert_int_equal(forecast_init(&made->forecast, &t->arena, &made->plan, &made->tally, &options), STATUS_OK);
    assert_int_equal(forecast_factors_init(&made->factors, &t->arena, &made->forecast, NULL, 0, 0), STATUS_OK);
}

static struct sensitivity_options everything(void)
{
    return (struct sensitivity_options){.wants_indices = true,
                                        .wants_screening = true,
                                        .wants_tornado = true,
                                        .indices = {.points = 256, .shifts = 2, .seed = 1, .threads = 1},
                                        .paths = 4};
}

static void what_is_wanted_is_there(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    struct sensitivity found;
    make(t, &made);
    for (unsigned wanted = 0; wanted < 8; wanted++) {
        struct sensitivity_options options = everything();
        options.wants_indices = wanted & 1;
        options.wants_screening = wanted & 2;
        options.wants_tornado = wanted & 4;
        assert_int_equal(sensitivity_run(&made.factors, &options, &t->arena, &found), STATUS_OK);
        assert_int_equal(found.indices != NULL, wanted & 1);
        assert_int_equal(found.narrowing != NULL, wanted & 1);
        assert_int_equal(found.effects != NULL, (wanted & 2) != 0);
        assert_int_equal(found.bars != NULL && found.middle != NULL, (wanted & 4) != 0);
        assert_false(found.is_stopped);
    }
    // Of power_w, the device's draw alone matters: it is the second factor.
    size_t power = 0;
    while (made.factors.metrics[power] != METRIC_POWER_W)
        power++;
    TESTING_EXACT(found.narrowing[2 * power], 0);
    TESTING_CLOSE(found.narrowing[2 * power + 1], 1, 1e-12);
    TESTING_EXACT(found.indices->indices[2 * power].total, 0);
    assert_true(found.effects[2 * power + 1].mean > 0);
    assert_true(found.bars[2 * power + 1].low < found.middle[power]);
}

static bool at_once(void *observer, uint64_t done, uint64_t total)
{
    (void)observer, (void)done, (void)total;
    return false;
}

static void a_stopped_run_keeps_what_was_quick(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    struct sensitivity found;
    struct sensitivity_options options = everything();
    make(t, &made);
    options.indices.points = 1 << 20;
    options.indices.tick = at_once;
    assert_int_equal(sensitivity_run(&made.factors, &options, &t->arena, &found), STATUS_OK);
    assert_true(found.is_stopped);
    assert_null(found.indices);
    assert_null(found.narrowing);
    assert_non_null(found.effects);
    assert_non_null(found.bars);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(what_is_wanted_is_there),
        TESTING_CASE(a_stopped_run_keeps_what_was_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
