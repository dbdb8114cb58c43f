// tally.c: plans that generate, compiled. By hand, of 1000 parameters: 2000 FLOP and 2000 bytes for each position.
#include "testing.h"

#include <math.h>

#include "estimate/estimate.h"

static struct tally tally_of(struct testing *t, struct plan *plan, const char *text)
{
    static const struct plan_options nothing;
    struct tally tally;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, plan), STATUS_OK);
    TESTING_CLEAN(t);
    tally_compile(plan, &tally);
    return tally;
}

#define DEVICE                                                                                                         \
    "hardware: {device: {peak: {fp16: 1000 FLOP/s}, memory: {capacity: %d B, bandwidth: 100 B/s}, power: {tdp: 10 "    \
    "W}}, "                                                                                                            \
    "devices: 4}\ninputs: {utilization: 0.5, bandwidth_utilization: 0.8, power_host: 2 W, pue: 1.25}\n"

// 12 requests of 3 + 2 tokens, three at once: four batches. A prompt is 6000 FLOP, a response 4000; a batch reads 2000
// bytes for its prompts and 4000 for its responses.
static void serving_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    double metrics[METRIC_COUNT];
    struct tally tally = tally_of(
        t, &plan,
        testing_text(t,
                     "model: {parameters: 1000, training: {sequence: 10, batch: 2, steps: 5}}\nserving: {requests: 12, "
                     "prompt: 3, response: 2, batch: 3}\n" DEVICE,
                     1000));
    assert_true(tally.generates);
    assert_int_equal(tally.fit.replica.devices, 2);
    TESTING_EXACT(tally.prefill_flop, 12 * 6000);
    TESTING_EXACT(tally.decode_flop, 12 * 4000);
    TESTING_EXACT(tally.inference_flop, 12 * 10000);
    TESTING_EXACT(tally.prefill_bytes, 4 * 2000);
    TESTING_EXACT(tally.decode_bytes, 4 * 2 * 2000);
    TESTING_EXACT(tally.decode_steps, 4 * 2 / 2.0); // on two replicas
    TESTING_EXACT(tally.output_tokens, 24);
    TESTING_EXACT(tally.requests, 12);
    TESTING_EXACT(tally.tokens, 60);
    TESTING_EXACT(tally.parameters, 1000);
    TESTING_EXACT(tally.memory_bytes, 1000);
    assert_true(isnan(tally.training_flop) && isnan(tally.hardware_flop) && isnan(tally.steps));
    // 2000 FLOP/s and 320 B/s achieved: prompts take 36 s (25 s of traffic), responses 50 s (24 s of arithmetic).
    estimate_point(&tally, &plan.inputs, metrics);
    TESTING_CLOSE(metrics[METRIC_TIME_H], 86, 1e-15);
    TESTING_CLOSE(metrics[METRIC_TIME_PER_TOKEN_S], 12.5, 1e-15);
    TESTING_CLOSE(metrics[METRIC_TOKENS_PER_DEVICE_SECOND], 24 / (4 * 86.0), 1e-15);
    TESTING_CLOSE(metrics[METRIC_MFU], 120000 / (4000 * 86.0), 1e-15);
    double energy = 86 * (4 * 10 + 4 * 2) * 1.25;
    TESTING_CLOSE(metrics[METRIC_ENERGY_KWH], energy, 1e-15);
    TESTING_CLOSE(metrics[METRIC_ENERGY_PER_TOKEN_J], energy / 24, 1e-15);
    TESTING_CLOSE(metrics[METRIC_ENERGY_PER_REQUEST_WH], energy / 12, 1e-15);
}

// Doubling what is asked doubles what it takes; more at once takes less time, as long as memory is what is waited for.
static void more_at_once_waits_less(void **state)
{
    struct testing *t = testing_of(state);
    double before = INFINITY;
    for (int batch = 1; batch <= 64; batch *= 2) {
        struct plan plan;
        double one[METRIC_COUNT], two[METRIC_COUNT];
        const char *text = "model: {parameters: 1000}\nserving: {requests: %d, prompt: 3, response: 200, batch: "
                           "%d}\n" DEVICE;
        struct tally tally = tally_of(t, &plan, testing_text(t, text, 64, batch, 100000));
        estimate_point(&tally, &plan.inputs, one);
        tally = tally_of(t, &plan, testing_text(t, text, 128, batch, 100000));
        estimate_point(&tally, &plan.inputs, two);
        TESTING_CLOSE(two[METRIC_TIME_H], 2 * one[METRIC_TIME_H], 1e-15);
        TESTING_EXACT(two[METRIC_TIME_PER_TOKEN_S], one[METRIC_TIME_PER_TOKEN_S]);
        assert_true(one[METRIC_TIME_H] <= before);
        before = one[METRIC_TIME_H];
    }
    // In the end arithmetic is all: 64 x 203 x 2000 FLOP at 2000 FLOP/s.
    TESTING_CLOSE(before, 64 * 203, 1e-12);
}

// 5 steps of 12 rollouts, trained on twice: 3 x 2000 FLOP for each of 5 positions; a reference pass of 10000.
static void rollouts_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    double metrics[METRIC_COUNT];
    struct tally tally = tally_of(
        t, &plan,
        testing_text(t,
                     "model: {parameters: 1000}\nrollouts: {prompts: 3, samples: 4, steps: 5, prompt: 3, response: 2, "
                     "batch: 3, epochs: 2, reference: true}\n" DEVICE,
                     1000000));
    TESTING_EXACT(tally.training_flop, 60.0 * 2 * 5 * 6000);
    TESTING_EXACT(tally.prefill_flop, 60 * (6000 + 10000));
    TESTING_EXACT(tally.decode_flop, 60 * 4000);
    TESTING_EXACT(tally.tokens, 600);
    TESTING_EXACT(tally.steps, 10);
    TESTING_EXACT(tally.output_tokens, 120);
    assert_true(isnan(tally.requests));
    estimate_point(&tally, &plan.inputs, metrics);
    // 20 batches: 40 steps of 2000 bytes at 320 B/s.
    double generated = 60 * 16000 / 2000.0 + 40 * 2000 / 320.0, trained = 3600000 / 2000.0;
    TESTING_CLOSE(metrics[METRIC_TIME_H], generated + trained, 1e-15);
    TESTING_CLOSE(metrics[METRIC_STEP_TIME_S], (generated + trained) / 10, 1e-15);
    TESTING_CLOSE(metrics[METRIC_MFU], (3600000 + 60 * 20000) / (4000 * (generated + trained)), 1e-15);
    assert_true(isnan(metrics[METRIC_ENERGY_PER_REQUEST_WH]));
    // A reward model of the same size passes once more.
    struct tally more = tally_of(
        t, &plan,
        testing_text(t,
                     "model: {parameters: 1000}\nrollouts: {prompts: 3, samples: 4, steps: 5, prompt: 3, response: 2, "
                     "batch: 3, epochs: 2, reference: true, reward: true}\n" DEVICE,
                     1000000));
    TESTING_EXACT(more.prefill_flop - tally.prefill_flop, 60 * 10000);
}

static void a_request_without_a_response_has_no_tokens(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    double metrics[METRIC_COUNT];
    struct tally tally = tally_of(t, &plan,
                                  testing_text(t,
                                               "model: {image: [4, 4, 3], layers: [{flatten: {}}, {dense: {width: 5, "
                                               "bias: false}}]}\nserving: {requests: 12, batch: 3}\n" DEVICE,
                                               1000));
    estimate_point(&tally, &plan.inputs, metrics);
    TESTING_EXACT(tally.inference_flop, 12 * 480);
    TESTING_EXACT(tally.prefill_bytes, 4 * 480);
    TESTING_CLOSE(metrics[METRIC_TIME_H], 4 * 480 / 320.0, 1e-15); // its weights, read once for three
    assert_true(isnan(metrics[METRIC_OUTPUT_TOKENS]) && isnan(metrics[METRIC_TIME_PER_TOKEN_S]));
    assert_true(isnan(metrics[METRIC_ENERGY_PER_TOKEN_J]) && isnan(metrics[METRIC_TOKENS_PER_DEVICE_SECOND]));
    assert_true(isfinite(metrics[METRIC_ENERGY_PER_REQUEST_WH]));
}

static void without_a_bandwidth_no_time_is_known(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    double metrics[METRIC_COUNT];
    struct tally tally = tally_of(t, &plan,
                                  "model: {parameters: 1000}\nserving: {requests: 12, prompt: 3, response: 2, batch: "
                                  "3}\nhardware: {device: {peak: {fp16: 1000 FLOP/s}}}\ninputs: {utilization: 0.5}\n");
    estimate_point(&tally, &plan.inputs, metrics);
    assert_true(isnan(metrics[METRIC_TIME_H]) && isnan(metrics[METRIC_TIME_PER_TOKEN_S]));
    TESTING_EXACT(metrics[METRIC_INFERENCE_FLOP], 120000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(serving_by_hand),
        TESTING_CASE(more_at_once_waits_less),
        TESTING_CASE(rollouts_by_hand),
        TESTING_CASE(a_request_without_a_response_has_no_tokens),
        TESTING_CASE(without_a_bandwidth_no_time_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
