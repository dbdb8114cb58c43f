#include "plan/memory.h"

#include <math.h>

// Bytes of an element. Below 32 bits: weights and activations in 2, gradients summed up in fp32, master weights in fp32
// (the 18 bytes for each parameter of Adam in Korthikanti et al. 2022; in fp32 it is 16).
struct memory_bytes {
    double activation, weight, gradient, master, state, logit;
};

// Micro-batches whose activations a device keeps: of its blocks, and of its layers before or after them.
struct memory_flight {
    double blocks, others;
};

struct memory_share {
    double tensor, sequence, pipeline, shard; // what each divides
    double sequences;                         // of a micro-batch
    struct memory_flight flight;
};

double memory_element_bytes(const struct training *training)
{
    return training->precision == PRECISION_FP32 || training->precision == PRECISION_TF32 ? 4 : 2;
}

static struct memory_bytes memory_bytes_of(const struct training *training)
{
    double element = memory_element_bytes(training);
    return (struct memory_bytes){
        .activation = element, .weight = element, .gradient = 4, .master = element < 4 ? 4 : 0, .state = 4, .logit = 4};
}

// What layers keep of one sequence, on one of the devices that split a layer.
static double memory_kept(const struct count *count, const struct memory_bytes *bytes, const struct memory_share *share,
                          const struct layout *layout, bool dropout, bool scores)
{
    double whole = count->kept_elements / share->sequence, split = count->kept_split_elements / share->tensor;
    // Context parallelism shortens the sequence of the queries, not that of the keys.
    double squares = (double)layout->context / share->tensor;
    double kept = bytes->activation * (whole + split);
    if (scores) // the softmax and, where scores are dropped, what is left of it
        kept += bytes->activation * count->kept_scores_elements * squares / (dropout ? 1 : 2);
    if (dropout)
        kept += count->mask_bytes / share->sequence + (scores ? count->mask_scores_bytes * squares : 0);
    return kept;
}

double memory_kept_bytes(const struct count *count, const struct training *training)
{
    static const struct memory_share whole = {.tensor = 1, .sequence = 1};
    static const struct layout alone = {.context = 1};
    struct memory_bytes bytes = memory_bytes_of(training);
    return memory_kept(count, &bytes, &whole, &alone, training->dropout, true) +
           bytes.logit * count->kept_logits_elements;
}

static void memory_states(const struct count *blocks, const struct count *others, const struct memory_bytes *bytes,
                          const struct memory_share *share, const struct layout *layout,
                          const struct training *training, struct memory *memory)
{
    const struct count *counts[] = {blocks, others};
    for (size_t i = 0; i < 2; i++) {
        const struct count *count = counts[i];
        double split = share->tensor * (i == 0 ? share->pipeline : 1);
        double states = optimizer_elements((enum optimizer)training->optimizer, count);
        double weights = bytes->weight * count->parameters / split / (layout->zero >= 3 ? share->shard : 1);
        double gradients =
            bytes->gradient * count->trainable_parameters / split / (layout->zero >= 2 ? share->shard : 1);
        double optimizer = (bytes->master * count->trainable_parameters + bytes->state * states) / split /
                           (layout->zero >= 1 ? share->shard : 1);
        memory->weights += weights;
        memory->gradients += gradients;
        memory->optimizer += optimizer;
        if (i == 0)
            memory->block_states = weights + gradients + optimizer;
    }
}

static void memory_activations(const struct model_totals *totals, const struct count *others,
                               const struct memory_bytes *bytes, const struct memory_share *share,
                               const struct layout *layout, bool dropout, struct memory *memory)
{
    bool scores = !layout->fused_attention && layout->recompute == RECOMPUTE_NONE;
    double blocks = memory_kept(&totals->turns, bytes, share, layout, dropout, scores);
    if (layout->recompute == RECOMPUTE_FULL) {
        blocks = bytes->activation * totals->turn_inputs / share->sequence;
        memory->recompute = share->sequences *
                            memory_kept(&totals->largest_turn, bytes, share, layout, dropout, !layout->fused_attention);
    }
    memory->block_activations = share->sequences * blocks / share->pipeline * share->flight.blocks;
    memory->other_activations =
        share->sequences * memory_kept(others, bytes, share, layout, dropout, scores) * share->flight.others;
    double logits = others->kept_logits_elements + totals->turns.kept_logits_elements / share->pipeline;
    memory->logits = bytes->logit * share->sequences * logits / share->tensor;
}

// One end of the pipeline, or the whole of it where there is none.
static void memory_stage(const struct model_totals *one, const struct count *others, double sequences,
                         struct memory_flight flight, const struct training *training, const struct layout *layout,
                         struct memory *memory)
{
    struct memory_bytes bytes = memory_bytes_of(training);
    struct memory_share share = {.tensor = (double)layout->tensor,
                                 .sequence = layout->sequence_parallel ? (double)layout->tensor : 1,
                                 .pipeline = (double)layout->pipeline,
                                 .shard = (double)layout->data * (double)layout->context,
                                 .sequences = sequences,
                                 .flight = flight};
    *memory = (struct memory){0};
    memory_states(&one->turns, others, &bytes, &share, layout, training, memory);
    memory_activations(one, others, &bytes, &share, layout, training->dropout, memory);
    memory->total = memory->weights + memory->gradients + memory->optimizer + memory->block_activations +
                    memory->other_activations + memory->logits + memory->recompute;
}

void memory_count(const struct model *model, const struct model_shape *shape, int64_t context,
                  struct model_totals *totals)
{
    struct model_shape local = {.batch = 1,
                                .sequence = shape->sequence / (double)context,
                                .target = shape->target / (double)context,
                                .predictions = shape->predictions / (double)context};
    model_count(model, &local, NULL, totals);
    if (!model->layer_count) // a total alone is dealt out like blocks
        totals->turns = totals->model;
}

void memory_of(const struct model_totals *one, double sequences, double micro_batches, const struct training *training,
               const struct layout *layout, struct memory *memory)
{
    struct count before = one->before, after = one->model;
    count_add(&after, &one->training_only, 1);
    count_add(&after, &one->turns, -1);
    if (layout->pipeline <= 1) {
        memory_stage(one, &after, sequences, (struct memory_flight){1, 1}, training, layout, memory);
        return;
    }
    // A matrix that the head shares with the embedding stands on both ends.
    count_add(&after, &before, -1);
    after.parameters += one->tied_parameters;
    after.trainable_parameters += one->tied_parameters;
    // With v interleaved stages to a device, the first one runs 2 (p - 1) + (v - 1) p + 1 of them before it gives one
    // back, 2 p - 1 of these its very first stage, and the last device (v - 1) p + 1; never more than a step has
    // (Korthikanti et al. 2022, section 4.2.3; Megatron-LM megatron/core/pipeline_parallel/schedules.py).
    double p = (double)layout->pipeline, v = (double)layout->interleave;
    struct memory_flight first_flight = {fmin(v > 1 ? p + (p - 1) / v : p, micro_batches),
                                         fmin(v > 1 ? 2 * p - 1 : p, micro_batches)};
    struct memory_flight last_flight = {fmin(((v - 1) * p + 1) / v, micro_batches), 1};
    struct memory last;
    memory_stage(one, &before, sequences, first_flight, training, layout, memory);
    memory_stage(one, &after, sequences, last_flight, training, layout, &last);
    if (last.total > memory->total)
        *memory = last;
}

double memory_recompute_flop(const struct model_totals *totals, enum recompute recompute)
{
    if (recompute == RECOMPUTE_SELECTIVE)
        return totals->model.forward_scores_flop + totals->training_only.forward_scores_flop;
    return recompute == RECOMPUTE_FULL ? totals->turns.forward_flop : 0;
}
