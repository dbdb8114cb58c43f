// replica.c: on how many devices a copy of a model stands that generates. By hand: 1000 parameters, known by their
// number alone, or a decoder of 416 that keeps 16 numbers of each position.
#include "testing.h"

#include "plan/fit.h"

#define DECODER                                                                                                        \
    "{layers: [{embedding: {vocabulary: 10, width: 8}}, {attention: {heads: 2, causal: true, bias: false}}, "          \
    "{softmax: "                                                                                                       \
    "{vocabulary: 10}}]}"

static struct fit fit_of(struct testing *t, struct plan *plan, const char *text)
{
    static const struct plan_options nothing;
    struct fit fit;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    testing_forget(t);
    fit_settle(plan, &fit);
    return fit;
}

static struct fit fit_in(struct testing *t, struct plan *plan, int capacity, int devices, const char *more)
{
    return fit_of(t, plan,
                  testing_text(t,
                               "model: " DECODER "\n"
                               "hardware: {device: {peak: {fp16: 1 TFLOP/s, fp8: 2 TFLOP/s, fp32: 1 TFLOP/s}, memory: "
                               "{capacity: %d B}}, devices: %d}\n%s",
                               capacity, devices, more));
}

// 416 weights and 3 x 5 positions of 16 numbers, in two bytes: 832 + 480 = 1312 bytes.
static void the_smallest_share_that_holds_it(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int capacity, devices;
        int64_t replica;
        double lacks;
    } rows[] = {{1312, 12, 1, 0}, {1311, 12, 2, 0}, {656, 12, 2, 0},
                {655, 12, 3, 0},  {400, 12, 4, 0},  {328, 12, 4, 0},
                {327, 12, 6, 0},  {120, 12, 12, 0}, {100, 12, 12, 1312 / 12.0 - 100},
                {655, 7, 7, 0},   {1312, 1, 1, 0},  {1000, 1, 1, 312},
                {328, 16, 4, 0},  {300, 16, 8, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan plan;
        struct fit fit = fit_in(t, &plan, rows[i].capacity, rows[i].devices,
                                "serving: {requests: 9, prompt: 3, response: 2, batch: 3}\n");
        assert_int_equal(fit.replica.devices, rows[i].replica);
        TESTING_CLOSE(fit_lacks(&plan, &fit), rows[i].lacks, 1e-12);
        TESTING_EXACT(fit.replica.weight_bytes, 832);
        TESTING_EXACT(fit.replica.cache_bytes, 480);
        TESTING_CLOSE(fit.memory.total, 1312.0 / (double)rows[i].replica, 1e-15);
        assert_int_equal(fit.layout.data, rows[i].devices / rows[i].replica);
        assert_true(fit.is_known);
    }
}

static void a_layout_that_is_stated_stays(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    struct fit fit = fit_in(t, &plan, 2000, 8,
                            "parallel: {tensor: 2}\nserving: {requests: 9, prompt: 3, response: 2, batch: "
                            "3}\n");
    assert_int_equal(fit.replica.devices, 2);
    TESTING_EXACT(fit.replica.least, 1);
    fit = fit_in(t, &plan, 500, 8, "parallel: {data: 8}\nserving: {requests: 9, prompt: 3, response: 2, batch: 3}\n");
    assert_int_equal(fit.replica.devices, 1);
    TESTING_EXACT(fit.replica.least, 3);
    TESTING_EXACT(fit_lacks(&plan, &fit), 812);
}

static void bytes_follow_the_precision_unless_bits_are_said(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        double weight, cache;
    } rows[] = {{"", 2, 2},
                {", precision: fp32", 4, 4},
                {", precision: fp8", 1, 1},
                {", precision: fp8, cache_bits: 16", 1, 2},
                {", weight_bits: 4", 0.5, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan plan;
        struct fit fit =
            fit_in(t, &plan, 10000, 1,
                   testing_text(t, "serving: {requests: 9, prompt: 3, response: 2, batch: 3%s}\n", rows[i].text));
        TESTING_EXACT(fit.replica.weight_bytes, 416 * rows[i].weight);
        TESTING_EXACT(fit.replica.cache_bytes, 240 * rows[i].cache);
    }
}

static void without_a_memory_one_device_is_enough(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    struct fit fit = fit_of(t, &plan,
                            "model: {parameters: 1000}\nhardware: {device: {peak: {fp16: 1 TFLOP/s}}, devices: 8}\n"
                            "serving: {requests: 9, prompt: 3, response: 2, batch: 3}\n");
    assert_int_equal(fit.replica.devices, 1);
    TESTING_EXACT(fit.replica.least, 0);
    TESTING_EXACT(fit.replica.weight_bytes, 2000);
    TESTING_EXACT(fit_lacks(&plan, &fit), 0);
}

// Rollouts must fit while they are generated and while they are trained on.
static void rollouts_fit_both_ways(void **state)
{
    struct testing *t = testing_of(state);
    const char *rollouts = "rollouts: {prompts: 8, samples: 1, steps: 1, prompt: 3, response: 2, batch: %d}\n";
    struct plan plan;
    struct fit fit = fit_in(t, &plan, 100000, 1, testing_text(t, rollouts, 3));
    TESTING_EXACT(fit_lacks(&plan, &fit), 0);
    assert_true(fit.memory.optimizer > 0);
    assert_true(fit.memory.cache <= 0);
    double trained = fit.memory.total;
    // A thousand at once need a cache of 160 bytes each.
    fit = fit_in(t, &plan, 100000, 1, testing_text(t, rollouts, 1000));
    TESTING_EXACT(fit_lacks(&plan, &fit), 160000 + 832 - 100000);
    // Too little to train with, though enough to generate.
    fit = fit_in(t, &plan, 2000, 1, testing_text(t, rollouts, 3));
    assert_true(fit.replica.lacks <= 0 && trained > 2000);
    TESTING_EXACT(fit_lacks(&plan, &fit), fit.memory.total - 2000);
}

static void a_training_has_none(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    struct fit fit = fit_in(t, &plan, 2000, 1, "training: {sequence: 4, batch: 1, steps: 1}\n");
    assert_false(fit.replica.is_known);
    TESTING_EXACT(fit.replica.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_smallest_share_that_holds_it),
        TESTING_CASE(a_layout_that_is_stated_stays),
        TESTING_CASE(bytes_follow_the_precision_unless_bits_are_said),
        TESTING_CASE(without_a_memory_one_device_is_enough),
        TESTING_CASE(rollouts_fit_both_ways),
        TESTING_CASE(a_training_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
