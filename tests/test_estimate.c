// estimate.c: what each metric reads, and the figures themselves. (How blocks of samples are computed:
// test_estimate_block.c)
#include "testing.h"

#include <math.h>
#include <string.h>

#include "estimate/estimate.h"

static const double unknown = (double)NAN;

static void expect_same(double a, double b)
{
    if (isnan(a) && isnan(b))
        return;
    assert_memory_equal(&a, &b, sizeof a);
}

static struct input_set all_inputs(double value)
{
    struct input_set set = {0};
    for (int id = 0; id < INPUT_COUNT; id++)
        input_put(&set, (enum input_id)id, value, INPUT_PLAN, (struct mark){0}, (struct citation){0});
    return set;
}

static uint64_t bit(enum input_id id)
{
    return UINT64_C(1) << id;
}

// The inputs that each metric rests on besides where things go wrong, if its time is computed.
static uint64_t wrong_by_hand(enum metric_id id)
{
    uint64_t wall = bit(INPUT_STRAGGLER_SLOWDOWN) | bit(INPUT_EVALUATION_SHARE) | bit(INPUT_FAILURE_RATE) |
                    bit(INPUT_CHECKPOINT_INTERVAL) | bit(INPUT_CHECKPOINT_TIME) | bit(INPUT_RESTART_TIME);
    switch (id) {
    case METRIC_STEP_TIME_S:
        return bit(INPUT_STRAGGLER_SLOWDOWN);
    case METRIC_INFERENCE_FLOP:
    case METRIC_OUTPUT_TOKENS:
    case METRIC_TIME_PER_TOKEN_S:
    case METRIC_POWER_W:
    case METRIC_PARAMETERS:
    case METRIC_TRAINING_FLOP:
    case METRIC_HARDWARE_FLOP:
    case METRIC_TOKENS:
    case METRIC_MEMORY_PER_DEVICE_GIB:
        return 0;
    case METRIC_CLOUD_PREEMPTIBLE_USD:
        return wall | bit(INPUT_PREEMPTION_RATE);
    default:
        return wall;
    }
}

// And what waits, also where the time is measured.
static uint64_t waits_by_hand(enum metric_id id)
{
    bool is_reserved = id == METRIC_DEVICE_H || id == METRIC_CLOUD_USD || id == METRIC_CLOUD_PREEMPTIBLE_USD ||
                       id == METRIC_EMBODIED_CO2E_KG;
    return is_reserved ? bit(INPUT_QUEUE_WASTE) : 0;
}

// The inputs that each metric rests on, in one of the ways of a plan in which nothing goes wrong.
static uint64_t reads_by_hand(enum metric_id id, bool computed, bool measured, bool generates)
{
    uint64_t bandwidth = generates ? bit(INPUT_BANDWIDTH_UTILIZATION) : 0;
    uint64_t time = (computed ? bandwidth : 0) |
                    (computed ? bit(INPUT_UTILIZATION) | bit(INPUT_GOODPUT) | bit(INPUT_STEP_TIME_RESIDUAL) : 0) |
                    (measured ? bit(INPUT_MEASURED_TIME) : 0);
    uint64_t power =
        (computed ? bit(INPUT_POWER_DEVICE) | bit(INPUT_POWER_HOST) : 0) | (measured ? bit(INPUT_MEASURED_POWER) : 0);
    uint64_t trials = bit(INPUT_TRIALS), energy = time | power | bit(INPUT_PUE) | trials;
    switch (id) {
    case METRIC_TIME_PER_TOKEN_S:
        return generates ? bandwidth | bit(INPUT_UTILIZATION) | bit(INPUT_STEP_TIME_RESIDUAL) : 0;
    case METRIC_TOKENS_PER_DEVICE_SECOND:
        return generates ? time : 0;
    case METRIC_ENERGY_PER_TOKEN_J:
    case METRIC_ENERGY_PER_REQUEST_WH:
        return generates ? energy & ~trials : 0;
    case METRIC_STEP_TIME_S:
        return time | bit(INPUT_GOODPUT);
    case METRIC_TIME_H:
    case METRIC_MFU:
        return time;
    case METRIC_DEVICE_H:
        return time | trials;
    case METRIC_POWER_W:
        return power;
    case METRIC_IT_ENERGY_KWH:
        return time | power | trials;
    case METRIC_ENERGY_KWH:
        return energy;
    case METRIC_CO2E_KG:
        return energy | bit(INPUT_CARBON_INTENSITY);
    case METRIC_ELECTRICITY_USD:
        return energy | bit(INPUT_ELECTRICITY_PRICE);
    case METRIC_CLOUD_USD:
        return time | trials | bit(INPUT_PRICE_DEVICE);
    case METRIC_CLOUD_PREEMPTIBLE_USD:
        return time | trials | bit(INPUT_PRICE_DEVICE_PREEMPTIBLE);
    case METRIC_EMBODIED_CO2E_KG:
        return time | trials | bit(INPUT_EMBODIED_DEVICE) | bit(INPUT_EMBODIED_HOST) | bit(INPUT_DEVICE_LIFETIME) |
               bit(INPUT_DEVICE_USE);
    case METRIC_WATER_L:
        return energy | bit(INPUT_WUE) | bit(INPUT_WATER_INTENSITY);
    case METRIC_CO2E_MARKET_KG:
        return energy | bit(INPUT_CARBON_INTENSITY_MARKET);
    case METRIC_PARAMETERS:
    case METRIC_TRAINING_FLOP:
    case METRIC_HARDWARE_FLOP:
    case METRIC_TOKENS:
    case METRIC_MEMORY_PER_DEVICE_GIB:
    case METRIC_INFERENCE_FLOP:
    case METRIC_OUTPUT_TOKENS:
    case METRIC_COUNT:
        break;
    }
    return 0;
}

// Every count another number; time and power are measured or not, something is generated or not.
static struct tally prime_tally(bool is_measured, bool generates)
{
    return (struct tally){.parameters = 2,
                          .trainable_parameters = 2,
                          .training_flop = 3,
                          .hardware_flop = 4,
                          .tokens = 5,
                          .steps = 7,
                          .devices = 11,
                          .nodes = 13,
                          .peak_flop_per_s = 17,
                          .memory_bytes = 19,
                          .time_is_measured = is_measured,
                          .power_is_measured = is_measured,
                          .generates = generates,
                          .prefill_flop = 23,
                          .prefill_bytes = 29,
                          .decode_flop = 31,
                          .decode_bytes = 37,
                          .decode_steps = 41,
                          .bytes_per_s = 43,
                          .inference_flop = 47,
                          .output_tokens = 53,
                          .requests = 59};
}

static bool is_of_generation(int id)
{
    return id == METRIC_INFERENCE_FLOP || id == METRIC_OUTPUT_TOKENS || id == METRIC_TIME_PER_TOKEN_S ||
           id == METRIC_TOKENS_PER_DEVICE_SECOND || id == METRIC_ENERGY_PER_TOKEN_J ||
           id == METRIC_ENERGY_PER_REQUEST_WH;
}

static void each_metric_reads_what_its_formula_says(void **state)
{
    (void)state;
    for (int id = 0; id < METRIC_COUNT; id++)
        assert_int_equal(estimate_reads_ever((enum metric_id)id), reads_by_hand((enum metric_id)id, true, true, true) |
                                                                      wrong_by_hand((enum metric_id)id) |
                                                                      waits_by_hand((enum metric_id)id));
    for (int way = 0; way < 4; way++) {
        const bool measured = way & 1, generates = way & 2;
        const struct tally tally = prime_tally(measured, generates);
        for (int id = 0; id < METRIC_COUNT; id++)
            assert_int_equal(estimate_reads(&tally, (enum metric_id)id),
                             reads_by_hand((enum metric_id)id, !measured, measured, generates));
    }
}

static void where_things_go_wrong_more_is_read(void **state)
{
    (void)state;
    for (int way = 0; way < 16; way++) {
        struct tally tally = {
            .has_losses = true, .time_is_measured = way & 1, .is_preempted = way & 2, .interval_is_stated = way & 4};
        tally.waits = way & 8;
        for (int id = 0; id < METRIC_COUNT; id++) {
            if (is_of_generation(id))
                continue;
            uint64_t reads = reads_by_hand((enum metric_id)id, true, tally.time_is_measured, false);
            if (tally.time_is_measured)
                reads &= ~(bit(INPUT_UTILIZATION) | bit(INPUT_STEP_TIME_RESIDUAL) | bit(INPUT_MEASURED_POWER) |
                           (id == METRIC_STEP_TIME_S ? 0 : bit(INPUT_GOODPUT)));
            reads |= tally.time_is_measured ? 0 : wrong_by_hand((enum metric_id)id);
            reads &= tally.is_preempted ? UINT64_MAX : ~bit(INPUT_PREEMPTION_RATE);
            reads &= tally.interval_is_stated ? UINT64_MAX : ~bit(INPUT_CHECKPOINT_INTERVAL);
            reads |= tally.waits ? waits_by_hand((enum metric_id)id) : 0;
            if (id == METRIC_POWER_W || reads & bit(INPUT_POWER_DEVICE))
                reads &= ~bit(INPUT_MEASURED_POWER);
            assert_int_equal(estimate_reads(&tally, (enum metric_id)id), reads);
        }
    }
}

static void what_varies_is_what_reads_something_that_does(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        const bool measured = way & 1, generates = way & 2;
        const struct tally tally = prime_tally(measured, generates);
        bool varies[METRIC_COUNT];
        for (int input = 0; input < INPUT_COUNT; input++) {
            estimate_varies(&tally, bit((enum input_id)input), varies);
            for (int id = 0; id < METRIC_COUNT; id++)
                assert_int_equal(varies[id],
                                 (reads_by_hand((enum metric_id)id, !measured, measured, generates) >> input) & 1);
        }
        estimate_varies(&tally, 0, varies);
        for (int id = 0; id < METRIC_COUNT; id++)
            assert_false(varies[id]);
        estimate_varies(&tally, bit(INPUT_WUE) | bit(INPUT_PRICE_DEVICE), varies);
        for (int id = 0; id < METRIC_COUNT; id++)
            assert_int_equal(varies[id], id == METRIC_WATER_L || id == METRIC_CLOUD_USD);
    }
}

static void an_unknown_input_leaves_out_only_what_depends_on_it(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        const bool measured = way & 1, generates = way & 2;
        const struct tally tally = prime_tally(measured, generates);
        double whole[METRIC_COUNT];
        struct input_set set = all_inputs(0.5);
        estimate_point(&tally, &set, whole);
        for (int id = 0; id < METRIC_COUNT; id++)
            assert_int_equal(isfinite(whole[id]) != 0, generates || !is_of_generation(id));
        for (int input = 0; input < INPUT_COUNT; input++) {
            struct input_set lacking = set;
            double metrics[METRIC_COUNT];
            bool any = false;
            lacking.values[input].origin = INPUT_UNSET;
            estimate_point(&tally, &lacking, metrics);
            for (int id = 0; id < METRIC_COUNT; id++) {
                bool reads =
                    reads_by_hand((enum metric_id)id, !measured, measured, generates) & bit((enum input_id)input);
                assert_int_equal(isnan(metrics[id]) != 0, reads || isnan(whole[id]));
                any = any || reads;
                if (!reads)
                    expect_same(metrics[id], whole[id]);
            }
            assert_int_equal(estimate_uses(&tally, &set, (enum input_id)input), any);
        }
    }
}

static void without_a_device_only_counts_are_known(void **state)
{
    (void)state;
    const struct tally tally = {.parameters = 9,
                                .training_flop = 1e9,
                                .tokens = 5,
                                .devices = 1,
                                .peak_flop_per_s = unknown,
                                .memory_bytes = 6,
                                .hardware_flop = 2e9};
    struct input_set set = all_inputs(0.5);
    double metrics[METRIC_COUNT];
    set.values[INPUT_POWER_DEVICE].origin = INPUT_UNSET;
    estimate_point(&tally, &set, metrics);
    for (int id = 0; id < METRIC_COUNT; id++)
        assert_int_equal(!isnan(metrics[id]), id == METRIC_PARAMETERS || id == METRIC_TRAINING_FLOP ||
                                                  id == METRIC_TOKENS || id == METRIC_HARDWARE_FLOP ||
                                                  id == METRIC_MEMORY_PER_DEVICE_GIB);
}

static void metrics_by_hand(void **state)
{
    (void)state;
    const struct tally tally = {.parameters = 9,
                                .training_flop = 8e18,
                                .tokens = 5,
                                .steps = 1000,
                                .devices = 16,
                                .nodes = 2,
                                .peak_flop_per_s = 1e14};
    struct input_set set = all_inputs(0);
    const double values[INPUT_COUNT] = {[INPUT_UTILIZATION] = 0.5,
                                        [INPUT_GOODPUT] = 0.5,
                                        [INPUT_POWER_DEVICE] = 250,
                                        [INPUT_POWER_HOST] = 500,
                                        [INPUT_PUE] = 1.5,
                                        [INPUT_CARBON_INTENSITY] = 1e-4,
                                        [INPUT_ELECTRICITY_PRICE] = 1e-7,
                                        [INPUT_PRICE_DEVICE] = 0.001,
                                        [INPUT_PRICE_DEVICE_PREEMPTIBLE] = 0.0005,
                                        [INPUT_TRIALS] = 1,
                                        [INPUT_STEP_TIME_RESIDUAL] = 1,
                                        [INPUT_WUE] = 5e-7,
                                        [INPUT_WATER_INTENSITY] = 1e-6,
                                        [INPUT_EMBODIED_DEVICE] = 150e3,
                                        [INPUT_EMBODIED_HOST] = 800e3,
                                        [INPUT_DEVICE_LIFETIME] = 1e8,
                                        [INPUT_DEVICE_USE] = 0.8,
                                        [INPUT_CARBON_INTENSITY_MARKET] = 2e-5};
    double metrics[METRIC_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++)
        set.values[i].point = values[i];
    estimate_point(&tally, &set, metrics);
    TESTING_EXACT(metrics[METRIC_TIME_H], 20000); // 8e18 / (16 x 1e14 x 0.25), in seconds
    TESTING_EXACT(metrics[METRIC_STEP_TIME_S], 10);
    TESTING_EXACT(metrics[METRIC_DEVICE_H], 320000);
    TESTING_EXACT(metrics[METRIC_POWER_W], 5000);
    TESTING_EXACT(metrics[METRIC_IT_ENERGY_KWH], 1e8);
    TESTING_EXACT(metrics[METRIC_ENERGY_KWH], 1.5e8);
    TESTING_CLOSE(metrics[METRIC_CO2E_KG], 1.5e4, 1e-15);
    TESTING_CLOSE(metrics[METRIC_CLOUD_USD], 320, 1e-15);
    TESTING_CLOSE(metrics[METRIC_CLOUD_PREEMPTIBLE_USD], 160, 1e-15);
    TESTING_CLOSE(metrics[METRIC_ELECTRICITY_USD], 15, 1e-15);
    TESTING_EXACT(metrics[METRIC_MFU], 0.25);
    TESTING_CLOSE(metrics[METRIC_EMBODIED_CO2E_KG], 1000, 1e-15); // (16 x 150 + 2 x 800) kg x 20000 s / 8e7 s
    TESTING_CLOSE(metrics[METRIC_WATER_L], 200, 1e-15);           // 1e8 J x (5e-7 + 1.5 x 1e-6)
    TESTING_CLOSE(metrics[METRIC_CO2E_MARKET_KG], 3000, 1e-15);
}

// Totals are of all trainings, everything else is of one; a residual stretches the computed time and what follows.
static void trials_and_residuals(void **state)
{
    (void)state;
    const struct tally tally = prime_tally(false, true);
    struct input_set set = all_inputs(0.5);
    double one[METRIC_COUNT], many[METRIC_COUNT], slow[METRIC_COUNT];
    set.values[INPUT_TRIALS].point = set.values[INPUT_STEP_TIME_RESIDUAL].point = 1;
    estimate_point(&tally, &set, one);
    set.values[INPUT_TRIALS].point = 8;
    estimate_point(&tally, &set, many);
    for (int id = 0; id < METRIC_COUNT; id++)
        TESTING_EXACT(many[id], one[id] * (metric_row((enum metric_id)id)->sums ? 8 : 1));
    set.values[INPUT_TRIALS].point = 1;
    set.values[INPUT_STEP_TIME_RESIDUAL].point = 2;
    estimate_point(&tally, &set, slow);
    for (int id = 0; id < METRIC_COUNT; id++) {
        bool is_longer = reads_by_hand((enum metric_id)id, true, false, true) & bit(INPUT_STEP_TIME_RESIDUAL);
        bool is_rate = id == METRIC_MFU || id == METRIC_TOKENS_PER_DEVICE_SECOND;
        TESTING_EXACT(slow[id], one[id] * (is_rate ? 0.5 : is_longer ? 2 : 1));
    }
    // What was measured holds, whatever a model does not see.
    const struct tally measured = prime_tally(true, true);
    estimate_point(&measured, &set, slow);
    TESTING_EXACT(slow[METRIC_TIME_H], 0.5);
}

// Strubell et al. 2019 (arXiv 1906.02243), table 3: its equation is the case of a measured time and a measured power.
static void the_founding_paper_is_a_special_case(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *hardware, *inputs;
        double kwh, lb, usd_low, usd_high;
    } rows[] = {
        {"{device: p100, devices: 8}", "measured_time: 12 h, measured_power: 1415.78 W", 27, 26, 41, 140},
        {"{device: p100, devices: 8}", "measured_time: 84 h, measured_power: 1515.43 W", 201, 192, 289, 981},
        {"{device: p100, devices: 3}", "measured_time: 336 h, measured_power: 517.66 W", 275, 262, 433, 1472},
        {"{device: p100, devices: 8}", "measured_time: 274120 h, measured_power: 1515.43 W", 656347, 626155, 942973,
         3201722},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct plan plan;
        static const struct plan_options nothing;
        struct tally tally;
        double metrics[METRIC_COUNT];
        const char *text = testing_text(t, "plan: row\nhardware: %s\nregion: us-2018\ninputs: {%s}\n", rows[i].hardware,
                                        rows[i].inputs);
        assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, &plan), STATUS_OK);
        TESTING_CLEAN(t);
        tally_compile(&plan, &tally);
        estimate_point(&tally, &plan.inputs, metrics);
        TESTING_EXACT(round(metric_from_si(METRIC_ENERGY_KWH, metrics[METRIC_ENERGY_KWH])), rows[i].kwh);
        TESTING_EXACT(round(units_from_si(metrics[METRIC_CO2E_KG], "lb")), rows[i].lb);
        TESTING_EXACT(round(metrics[METRIC_CLOUD_PREEMPTIBLE_USD]), rows[i].usd_low);
        TESTING_EXACT(round(metrics[METRIC_CLOUD_USD]), rows[i].usd_high);
        assert_true(isnan(metrics[METRIC_MFU]) && isnan(metrics[METRIC_TRAINING_FLOP]));
        if (i == 1) { // one digit more than the table prints
            TESTING_CLOSE(metric_from_si(METRIC_ENERGY_KWH, metrics[METRIC_ENERGY_KWH]), 201.1, 0.05 / 201.1);
            TESTING_CLOSE(units_from_si(metrics[METRIC_CO2E_KG], "lb"), 191.9, 0.05 / 191.9);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(each_metric_reads_what_its_formula_says),
        TESTING_CASE(where_things_go_wrong_more_is_read),
        TESTING_CASE(what_varies_is_what_reads_something_that_does),
        TESTING_CASE(an_unknown_input_leaves_out_only_what_depends_on_it),
        TESTING_CASE(without_a_device_only_counts_are_known),
        TESTING_CASE(metrics_by_hand),
        TESTING_CASE(trials_and_residuals),
        TESTING_CASE(the_founding_paper_is_a_special_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
