#include "estimate/estimate.h"

#include <math.h>

#include "estimate/estimate_columns.h"

_Static_assert(INPUT_COUNT <= 64, "estimate_reads keeps one bit for each input");

void estimate_block(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                    const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    estimate_columns(tally, scratch, n, in, out);
}

void estimate_point(const struct tally *tally, const struct input_set *inputs, double metrics[METRIC_COUNT])
{
    struct estimate_scratch scratch;
    double values[INPUT_COUNT];
    const double *in[INPUT_COUNT];
    double *out[METRIC_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++) {
        values[i] = inputs->values[i].origin == INPUT_UNSET ? (double)NAN : inputs->values[i].point;
        in[i] = &values[i];
    }
    for (int i = 0; i < METRIC_COUNT; i++)
        out[i] = &metrics[i];
    estimate_block(tally, &scratch, 1, in, out);
}

bool estimate_uses(const struct tally *tally, const struct input_set *inputs, enum input_id id)
{
    double with[METRIC_COUNT], without[METRIC_COUNT];
    struct input_set lacking = *inputs;
    lacking.values[id].origin = INPUT_UNSET;
    estimate_point(tally, inputs, with);
    estimate_point(tally, &lacking, without);
    bool uses = false;
    for (int metric = 0; metric < METRIC_COUNT; metric++)
        uses = uses || isnan(with[metric]) != isnan(without[metric]);
    return uses;
}

// The inputs that each metric reads: those without which it becomes NaN where everything else is 1.
static void estimate_reads_all(const struct tally *tally, uint64_t reads[METRIC_COUNT])
{
    const struct tally ones = {.parameters = 1,
                               .training_flop = 1,
                               .hardware_flop = 1,
                               .tokens = 1,
                               .steps = 1,
                               .devices = 1,
                               .nodes = 1,
                               .peak_flop_per_s = 1,
                               .memory_bytes = 1,
                               .time_is_measured = tally->time_is_measured,
                               .power_is_measured = tally->power_is_measured,
                               .has_losses = tally->has_losses,
                               .is_preempted = tally->is_preempted,
                               .interval_is_stated = tally->interval_is_stated,
                               .waits = tally->waits,
                               .generates = tally->generates,
                               .prefill_flop = 1,
                               .prefill_bytes = 1,
                               .decode_flop = 1,
                               .decode_bytes = 1,
                               .decode_steps = 1,
                               .bytes_per_s = 1,
                               .inference_flop = 1,
                               .output_tokens = 1,
                               .requests = isnan(tally->requests) ? (double)NAN : 1};
    double whole[METRIC_COUNT];
    struct input_set inputs = {0};
    for (int input = 0; input < INPUT_COUNT; input++)
        input_put(&inputs, (enum input_id)input, 1, INPUT_PLAN, (struct mark){0}, (struct citation){0});
    estimate_point(&ones, &inputs, whole);
    for (int id = 0; id < METRIC_COUNT; id++)
        reads[id] = 0;
    for (int input = 0; input < INPUT_COUNT; input++) {
        double metrics[METRIC_COUNT];
        inputs.values[input].origin = INPUT_UNSET;
        estimate_point(&ones, &inputs, metrics);
        inputs.values[input].origin = INPUT_PLAN;
        for (int id = 0; id < METRIC_COUNT; id++)
            reads[id] |= (uint64_t)(isnan(metrics[id]) && !isnan(whole[id])) << input;
    }
}

uint64_t estimate_reads(const struct tally *tally, enum metric_id id)
{
    uint64_t reads[METRIC_COUNT];
    estimate_reads_all(tally, reads);
    return reads[id];
}

void estimate_varies(const struct tally *tally, uint64_t varying_inputs, bool varies[METRIC_COUNT])
{
    uint64_t reads[METRIC_COUNT];
    estimate_reads_all(tally, reads);
    for (int id = 0; id < METRIC_COUNT; id++)
        varies[id] = reads[id] & varying_inputs;
}

uint64_t estimate_reads_ever(enum metric_id id)
{
    uint64_t reads = 0;
    // What is not measured goes wrong in every way there is.
    for (int way = 0; way < 16; way++) {
        struct tally tally = {.time_is_measured = way & 1,
                              .power_is_measured = way & 2,
                              .has_losses = !(way & 1),
                              .is_preempted = !(way & 1),
                              .interval_is_stated = way & 4,
                              .waits = true,
                              .generates = way & 8};
        reads |= estimate_reads(&tally, id);
    }
    return reads;
}
