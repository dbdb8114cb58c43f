// fit.c: what a plan leaves open of its layout, and the ladder of usual measures when it does not fit. By hand: the
// model has 3760 parameters of 18 bytes, 67,680 in all. Of a sequence of four, fused attention and no dropout, blocks
// keep 4 x 32 s h = 4096 bytes, the last norm and what the logits are made from 128, the logits 256: 4480. Everything
// recomputed, blocks keep 4 x 2 s h = 256 and 32 s h = 1024 of one block: 1664 with the rest.
#include <math.h>

#include "memory_setting.h"
#include "plan/fit.h"

#define FIT_PLAN                                                                                                       \
    "model: " MODEL "\ntraining: {precision: fp16, sequence: 4, batch: %d, steps: 1}\n"                                \
    "hardware: {device: {peak: {fp16: 1 TFLOP/s}, memory: {capacity: %d B}}, devices: %d}\n%s\n"

enum { STATES = 18 * 3760, KEPT = 4480, RECOMPUTED = 1664 };

static struct plan plan_of(struct testing *t, const char *text)
{
    static struct plan plan;
    static const struct plan_options nothing;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, &plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    testing_forget(t);
    return plan;
}

static struct fit fit_of(struct testing *t, const char *text)
{
    struct plan plan = plan_of(t, text);
    struct fit fit;
    fit_settle(&plan, &fit);
    return fit;
}

static struct fit fit_in(struct testing *t, int batch, int capacity, int devices, const char *parallel)
{
    return fit_of(t, testing_text(t, FIT_PLAN, batch, capacity, devices, parallel));
}

static void expect_layout(const struct fit *fit, int64_t micro_batch, int recompute, int64_t zero, double total)
{
    assert_true(fit->is_known);
    assert_int_equal(fit->layout.micro_batch, micro_batch);
    assert_int_equal(fit->layout.recompute, recompute);
    assert_int_equal(fit->layout.zero, zero);
    TESTING_EXACT(fit->memory.total, total);
}

static void what_is_open_is_data_parallel(void **state)
{
    struct testing *t = testing_of(state);
    struct fit fit = fit_in(t, 64, 10000000, 8, "parallel: {tensor: 2}");
    assert_int_equal(fit.layout.tensor, 2);
    assert_int_equal(fit.layout.pipeline, 1);
    assert_int_equal(fit.layout.context, 1);
    assert_int_equal(fit.layout.data, 4);
    assert_int_equal(fit.layout.interleave, 1);
    assert_int_equal(fit.layout.micro_batch, 16); // the whole share of 64
    assert_int_equal(fit.layout.zero, 0);
    assert_int_equal(fit.layout.recompute, RECOMPUTE_NONE);
    fit = fit_in(t, 64, 10000000, 8, "");
    assert_int_equal(fit.layout.data, 8);
    TESTING_EXACT(fit.memory.total, STATES + 8 * KEPT);
}

// One after another, each at the byte where the one before no longer fits.
static void the_ladder(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int capacity;
        int64_t micro_batch;
        int recompute;
        double total;
    } rows[] = {
        {STATES + 8 * KEPT, 8, RECOMPUTE_NONE, STATES + 8 * KEPT},
        {STATES + 8 * KEPT - 1, 4, RECOMPUTE_NONE, STATES + 4 * KEPT},
        {STATES + 4 * KEPT - 1, 2, RECOMPUTE_NONE, STATES + 2 * KEPT},
        {STATES + 2 * KEPT - 1, 1, RECOMPUTE_NONE, STATES + KEPT},
        {STATES + KEPT - 1, 2, RECOMPUTE_FULL, STATES + 2 * RECOMPUTED}, // two sequences then cost less than one before
        {STATES + 2 * RECOMPUTED - 1, 1, RECOMPUTE_FULL, STATES + RECOMPUTED},
        {STATES + RECOMPUTED - 1, 1, RECOMPUTE_FULL, STATES + RECOMPUTED}, // nothing is left to try on one device
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fit fit = fit_in(t, 8, rows[i].capacity, 1, "");
        expect_layout(&fit, rows[i].micro_batch, rows[i].recompute, 0, rows[i].total);
    }
}

// Over four devices with a share of two sequences each: sharding comes before recomputation.
static void the_ladder_of_many_devices(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int capacity;
        int64_t micro_batch;
        int recompute, zero;
        double total;
    } rows[] = {
        {STATES + 2 * KEPT, 2, RECOMPUTE_NONE, 0, STATES + 2 * KEPT},
        {STATES + 2 * KEPT - 1, 1, RECOMPUTE_NONE, 0, STATES + KEPT},
        {STATES + KEPT - 1, 2, RECOMPUTE_NONE, 3, STATES / 4 + 2 * KEPT},
        {STATES / 4 + 2 * KEPT - 1, 1, RECOMPUTE_NONE, 3, STATES / 4 + KEPT},
        {STATES / 4 + KEPT - 1, 2, RECOMPUTE_FULL, 3, STATES / 4 + 2 * RECOMPUTED},
        {STATES / 4 + 2 * RECOMPUTED - 1, 1, RECOMPUTE_FULL, 3, STATES / 4 + RECOMPUTED},
        {1, 1, RECOMPUTE_FULL, 3, STATES / 4 + RECOMPUTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fit fit = fit_in(t, 8, rows[i].capacity, 4, "");
        expect_layout(&fit, rows[i].micro_batch, rows[i].recompute, rows[i].zero, rows[i].total);
    }
}

static void what_is_stated_stays(void **state)
{
    struct testing *t = testing_of(state);
    struct fit fit = fit_in(t, 8, STATES, 1, "parallel: {micro_batch: 4}");
    expect_layout(&fit, 4, RECOMPUTE_FULL, 0, STATES + 4 * RECOMPUTED);
    fit = fit_in(t, 8, STATES, 1, "parallel: {recompute: none}");
    expect_layout(&fit, 1, RECOMPUTE_NONE, 0, STATES + KEPT);
    fit = fit_in(t, 8, STATES, 4, "parallel: {zero: 0}");
    expect_layout(&fit, 1, RECOMPUTE_FULL, 0, STATES + RECOMPUTED);
    fit = fit_in(t, 8, STATES, 4, "parallel: {recompute: none, micro_batch: 2}");
    expect_layout(&fit, 2, RECOMPUTE_NONE, 3, STATES / 4 + 2 * KEPT);
    // ZeRO-1 of Adam: 6 bytes stay whole, 12 are sharded.
    fit = fit_in(t, 8, STATES, 4, "parallel: {zero: 1}");
    expect_layout(&fit, 2, RECOMPUTE_NONE, 1, 9 * 3760 + 2 * KEPT);
    // States are not sharded over tensor parallel devices: there is no data parallelism to do it.
    fit = fit_in(t, 8, 1000, 4, "parallel: {tensor: 4}");
    assert_int_equal(fit.layout.zero, 0);
}

// "mixed" is fp32 where a device has nothing less, and then its weights and activations are in 4 bytes: 16 bytes to a
// parameter, twice the activations, logits in fp32 as before.
static void what_mixed_means_there(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const peaks[] = {"fp32: 1 TFLOP/s", "fp32: 1 TFLOP/s, fp16: 2 TFLOP/s"};
    const double totals[] = {16 * 3760 + 2 * 4224 + 256, STATES + KEPT};
    for (size_t i = 0; i < 2; i++) {
        struct fit fit = fit_of(t, testing_text(t,
                                                "model: " MODEL "\ntraining: {precision: mixed, sequence: 4, batch: 1, "
                                                "steps: 1}\nhardware: {device: {peak: {%s}}}\n",
                                                peaks[i]));
        TESTING_EXACT(fit.memory.total, totals[i]);
    }
}

static void what_lacks(void **state)
{
    struct testing *t = testing_of(state);
    struct fit fit;
    struct plan plan = plan_of(t, testing_text(t, FIT_PLAN, 8, STATES + RECOMPUTED - 5, 1, ""));
    fit_settle(&plan, &fit);
    TESTING_EXACT(fit_lacks(&plan, &fit), 5);
    plan = plan_of(t, testing_text(t, FIT_PLAN, 8, STATES + RECOMPUTED, 1, ""));
    fit_settle(&plan, &fit);
    TESTING_EXACT(fit_lacks(&plan, &fit), 0);
    // Without a device, or one whose memory nobody states, everything fits.
    static const char *const texts[] = {"", "\nhardware: {peak: {fp16: 1 TFLOP/s}}"};
    for (size_t i = 0; i < 2; i++) {
        plan =
            plan_of(t, testing_text(t, "model: " MODEL "\ntraining: {sequence: 4, batch: 1e6, steps: 1}%s", texts[i]));
        fit_settle(&plan, &fit);
        expect_layout(&fit, 1000000, RECOMPUTE_NONE, 0, STATES + 1e6 * KEPT);
        TESTING_EXACT(fit_lacks(&plan, &fit), 0);
    }
}

// A replica's share is rounded up, and is one sequence where nobody says how large a batch is.
static void the_share_of_a_batch(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(fit_in(t, 9, 10000000, 4, "").layout.micro_batch, 3);
    assert_int_equal(fit_in(t, 2, 10000000, 4, "").layout.micro_batch, 1);
    assert_int_equal(fit_in(t, 5, STATES + 3 * KEPT, 1, "").layout.micro_batch, 2); // half of five
    assert_int_equal(fit_of(t, "model: " MODEL "\ntraining: {sequence: 4, tokens: 1000}").layout.micro_batch, 1);
    struct fit fit = fit_of(t, "model: " MODEL "\ntraining: {sequence: 4, batch_tokens: 10, steps: 3}");
    assert_int_equal(fit.layout.micro_batch, 3); // two sequences and a half
}

static void the_hungriest_phase_counts(void **state)
{
    struct testing *t = testing_of(state);
    struct fit fit = fit_of(t, "model: " MODEL "\ntraining: {precision: fp16, phases: [{sequence: 4, batch: 10, steps: "
                               "1}, {sequence: 64, batch: 1, steps: 1}, {sequence: 4, batch: 3, steps: 9}]}");
    assert_int_equal(fit.phase, 1);
    assert_int_equal(fit.layout.micro_batch, 1);
    TESTING_EXACT(fit.memory.total, STATES + 16 * KEPT);
    fit = fit_of(t, "model: " MODEL "\ntraining: {precision: fp16, phases: [{sequence: 4, batch: 10, steps: "
                    "1}, {sequence: 8, batch: 1, steps: 1}]}");
    assert_int_equal(fit.phase, 0);
    TESTING_EXACT(fit.memory.total, STATES + 10 * KEPT);
}

// No more micro-batches are in flight than a step has; the last may be a smaller one.
static void micro_batches_fill_the_pipeline(void **state)
{
    struct testing *t = testing_of(state);
    struct fit fit = fit_in(t, 8, 10000000, 2, "parallel: {pipeline: 2, micro_batch: 1}");
    TESTING_EXACT(fit.memory.block_activations, 4096); // two micro-batches of half of the blocks
    fit = fit_in(t, 1, 10000000, 2, "parallel: {pipeline: 2, micro_batch: 1}");
    TESTING_EXACT(fit.memory.block_activations, 4096 / 2);
    fit = fit_in(t, 5, 10000000, 4, "parallel: {pipeline: 4, micro_batch: 2}");
    TESTING_EXACT(fit.memory.block_activations, 3 * 2 * 4096 / 4);
}

static void what_is_not_known(void **state)
{
    struct testing *t = testing_of(state);
    assert_false(fit_of(t, "model: " MODEL).is_known); // no recipe
    assert_false(fit_of(t, "plan: clock\ntraining: {sequence: 10, batch: 2, steps: 5}\ninputs: {measured_time: 5 h}")
                     .is_known); // no model
    struct fit fit = fit_of(t, "model: {parameters: 1000, training: {precision: fp16, tokens: 5}}");
    assert_true(fit.is_known); // states alone
    TESTING_EXACT(fit.memory.total, 18000);
}

// With more memory the same measure or a cheaper one, and of the same one no smaller micro-batch.
static void more_memory_is_never_worse(void **state)
{
    struct testing *t = testing_of(state);
    int64_t micro_batch = 0;
    int measure = 2 * RECOMPUTE_FULL + 1;
    for (int capacity = STATES / 4; capacity < STATES + 20 * KEPT; capacity += 997) {
        struct fit fit = fit_in(t, 64, capacity, 4, "");
        int now = 2 * fit.layout.recompute + (fit.layout.zero > 0);
        assert_true(now < measure || (now == measure && fit.layout.micro_batch >= micro_batch));
        micro_batch = fit.layout.micro_batch;
        measure = now;
    }
    assert_int_equal(micro_batch, 16);
    assert_int_equal(measure, 2 * RECOMPUTE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(what_is_open_is_data_parallel),
        TESTING_CASE(the_ladder),
        TESTING_CASE(the_ladder_of_many_devices),
        TESTING_CASE(what_is_stated_stays),
        TESTING_CASE(what_mixed_means_there),
        TESTING_CASE(what_lacks),
        TESTING_CASE(the_share_of_a_batch),
        TESTING_CASE(the_hungriest_phase_counts),
        TESTING_CASE(micro_batches_fill_the_pipeline),
        TESTING_CASE(what_is_not_known),
        TESTING_CASE(more_memory_is_never_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
