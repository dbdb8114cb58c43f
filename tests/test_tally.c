// tally.c: a plan compiled into the numbers that an estimate needs.
#include "testing.h"

#include <math.h>

#include "plan/tally.h"

static struct tally tally_of(struct testing *t, const char *text)
{
    static struct plan plan;
    static const struct plan_options nothing;
    struct tally tally;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, &plan), STATUS_OK);
    TESTING_CLEAN(t);
    tally_compile(&plan, &tally);
    return tally;
}

static void one_phase_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally =
        tally_of(t, "model: {parameters: 1000, training: {sequence: 10, batch: 2, steps: 5}}\nhardware: "
                    "{device: {peak: {fp32: 10 TFLOP/s}, node: {devices: 4}}, devices: 10}\n");
    TESTING_EXACT(tally.parameters, 1000);
    TESTING_EXACT(tally.tokens, 100);
    TESTING_EXACT(tally.steps, 5);
    TESTING_EXACT(tally.training_flop, 6.0 * 1000 * 100);
    TESTING_EXACT(tally.devices, 10);
    TESTING_EXACT(tally.nodes, 3); // two whole nodes and a half
    TESTING_EXACT(tally.peak_flop_per_s, 1e13);
    assert_false(tally.time_is_measured || tally.power_is_measured);
}

static void phases_are_summed_each_at_its_own_length(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally =
        tally_of(t, "model:\n"
                    "  layers: [{embedding: {vocabulary: 9, width: 8}}, {attention: {heads: 2, bias: false}}]\n"
                    "  training:\n"
                    "    phases:\n"
                    "      - {sequence: 4, batch: 3, steps: 10}\n"
                    "      - {sequence: 16, batch_tokens: 32, steps: 5, children: 7}\n");
    // Of a sequence of s: four projections of 2 x s x 64 and scores of 2 x 2 x s x s x 8, three times.
    double four = 3 * (4 * 2 * 4 * 64 + 4 * 4 * 4 * 8), sixteen = 3 * (4 * 2 * 16 * 64 + 4 * 16 * 16 * 8);
    TESTING_EXACT(tally.training_flop, 30 * four + 70 * sixteen);
    TESTING_EXACT(tally.tokens, 30 * 4 + 70 * 16);
    assert_true(isnan(tally.steps)); // seven models beside each other have no common step
    TESTING_EXACT(tally.parameters, 72 + 256);
    tally = tally_of(
        t, "model:\n"
           "  layers: [{embedding: {vocabulary: 9, width: 8}}]\n"
           "  training: {phases: [{sequence: 4, batch: 3, steps: 10}, {sequence: 8, batch: 2, tokens: 160}]}\n");
    TESTING_EXACT(tally.steps, 10 + 10);
}

static void the_target_and_the_predictions_reach_the_count(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "model: {encoder: [{embedding: {vocabulary: 9, width: 8}}, {dense: {width: 8}}], decoder: "
                       "[{embedding: {vocabulary: 9, width: 8}}, {softmax: {vocabulary: 9, at: predictions}}]}\n"
                       "training: {sequence: 5, batch: 1, steps: 1%s}\n";
    double source = 6 * 5 * 64;
    TESTING_EXACT(tally_of(t, testing_text(t, text, "")).training_flop, source + 6 * 5 * 72);
    TESTING_EXACT(tally_of(t, testing_text(t, text, ", target: 3")).training_flop, source + 6 * 3 * 72);
    TESTING_EXACT(tally_of(t, testing_text(t, text, ", target: 3, predictions: 2")).training_flop, source + 6 * 2 * 72);
    TESTING_EXACT(tally_of(t, testing_text(t, text, ", target: 3")).tokens, 5); // of the source side
}

static void layers_for_training_work_but_are_not_parameters(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "model: {layers: [{embedding: {vocabulary: 9, width: 8}}], training_layers: "
                                     "[{softmax: {vocabulary: 9}}]}\n"
                                     "training: {sequence: 5, batch: 2, steps: 1}\n");
    TESTING_EXACT(tally.parameters, 72);
    TESTING_EXACT(tally.training_flop, 6 * 10 * 72);
}

static void what_nobody_says_is_not_a_number(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "model: {parameters: 9}");
    TESTING_EXACT(tally.parameters, 9);
    assert_true(isnan(tally.training_flop) && isnan(tally.tokens) && isnan(tally.steps));
    assert_true(isnan(tally.peak_flop_per_s));
    tally = tally_of(t, "model: {parameters: 9, training: {tokens: 1e6}}");
    TESTING_EXACT(tally.training_flop, 54e6);
    TESTING_EXACT(tally.tokens, 1e6);
    assert_true(isnan(tally.steps));
    tally = tally_of(t, "plan: clock\ninputs: {measured_time: 5 h}");
    assert_true(isnan(tally.parameters) && isnan(tally.training_flop) && isnan(tally.tokens));
}

// Nothing is known about a model that is not there: its FLOPs are unknown, not 0.
static void without_a_model_there_are_no_flop(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "plan: clock\ntraining: {sequence: 10, batch: 2, steps: 5}\n"
                                     "inputs: {measured_time: 5 h}\n");
    TESTING_EXACT(tally.tokens, 100);
    TESTING_EXACT(tally.steps, 5);
    assert_true(isnan(tally.training_flop));
    assert_true(isnan(tally.parameters));
}

static void a_given_total_wins_over_what_would_be_counted(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "model: {training_flop: 3.14e23}");
    TESTING_EXACT(tally.training_flop, 3.14e23);
    assert_true(isnan(tally.parameters) && isnan(tally.tokens));
    tally = tally_of(t, "model: {training_flop: 3.14e23, parameters: 175e9, training: {tokens: 300e9}}");
    TESTING_EXACT(tally.training_flop, 3.14e23);
    TESTING_EXACT(tally.parameters, 175e9);
    TESTING_EXACT(tally.tokens, 300e9);
}

static void measured_time_and_power_are_noted(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "model: {parameters: 9}\ninputs: {measured_time: 5 h}");
    assert_true(tally.time_is_measured && !tally.power_is_measured);
    tally = tally_of(t, "model: {parameters: 9}\ninputs: {measured_power: 5 W}");
    assert_true(!tally.time_is_measured && tally.power_is_measured);
}

static void nodes_are_rounded_up(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int devices, each, nodes;
    } rows[] = {{1, 8, 1}, {8, 8, 1}, {9, 8, 2}, {16, 8, 2}, {64, 1, 64}, {5, 3, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = testing_text(t,
                                        "model: {parameters: 9}\nhardware: {device: {peak: {fp32: 1 TFLOP/s}}, "
                                        "devices: %d, devices_per_node: %d}\n",
                                        rows[i].devices, rows[i].each);
        TESTING_EXACT(tally_of(t, text).nodes, rows[i].nodes);
    }
}

// BERT base by hand: 900,000 steps at length 128 with 20 predictions and 100,000 at length 512 with 77.
static void a_recipe_of_the_catalog_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct tally tally = tally_of(t, "model: bert-base");
    double flop = 0;
    static const double phases[2][3] = {{128, 20, 900000}, {512, 77, 100000}};
    for (size_t i = 0; i < 2; i++) {
        double s = phases[i][0], predicted = phases[i][1];
        double block = 2 * s * (4.0 * 768 * 768 + 2.0 * 768 * 3072) + 4 * s * s * 768;
        double heads = 2 * (768.0 * 768 + 768 * 2) + 2 * predicted * (768.0 * 768 + 768.0 * 30522);
        flop += 256 * phases[i][2] * 3 * (12 * block + heads);
    }
    TESTING_CLOSE(tally.training_flop, flop, 1e-15);
    TESTING_EXACT(tally.tokens, 256.0 * 128 * 900000 + 256.0 * 512 * 100000);
    TESTING_EXACT(tally.steps, 1e6);
}

// What is stated to go wrong, at whatever value: a sweep may begin where nothing does.
static void what_goes_wrong_is_what_is_stated(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *inputs;
        bool has_losses, is_preempted, interval_is_stated, waits;
    } rows[] = {
        {"pue: 1.2", false, false, false, false},
        {"failure_rate: 0/d", true, false, false, false},
        {"straggler_slowdown: 1.1", true, false, false, false},
        {"evaluation_share: 5 %", true, false, false, false},
        {"restart_time: 5 min", true, false, false, false},
        {"checkpoint_time: 5 s", true, false, false, false},
        {"checkpoint_interval: 5 min", true, false, true, false},
        {"preemption_rate: 1/d", true, true, false, false},
        {"queue_waste: 10 %", false, false, false, true},
        {"measured_time: 5 h, failure_rate: 1/d, preemption_rate: 1/d, checkpoint_interval: 5 min, queue_waste: 1",
         false, false, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tally tally =
            tally_of(t, testing_text(t,
                                     "model: {parameters: 1000, training: {sequence: 10, batch: 2, steps: 5}}\n"
                                     "hardware: {device: {peak: {fp32: 10 TFLOP/s}}, devices: 10}\ninputs: {%s}\n",
                                     rows[i].inputs));
        assert_int_equal(tally.has_losses, rows[i].has_losses);
        assert_int_equal(tally.is_preempted, rows[i].is_preempted);
        assert_int_equal(tally.interval_is_stated, rows[i].interval_is_stated);
        assert_int_equal(tally.waits, rows[i].waits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(one_phase_by_hand),
        TESTING_CASE(what_goes_wrong_is_what_is_stated),
        TESTING_CASE(phases_are_summed_each_at_its_own_length),
        TESTING_CASE(the_target_and_the_predictions_reach_the_count),
        TESTING_CASE(layers_for_training_work_but_are_not_parameters),
        TESTING_CASE(what_nobody_says_is_not_a_number),
        TESTING_CASE(without_a_model_there_are_no_flop),
        TESTING_CASE(a_given_total_wins_over_what_would_be_counted),
        TESTING_CASE(measured_time_and_power_are_noted),
        TESTING_CASE(nodes_are_rounded_up),
        TESTING_CASE(a_recipe_of_the_catalog_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
