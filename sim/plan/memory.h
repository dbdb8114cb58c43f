// Memory of one device while it trains: a share of parameters, gradients and optimizer states, and the activations of
// the micro-batches in flight. After Korthikanti et al. 2022 (arXiv 2205.05198), section 4 and equations 1 to 6, with
// each layer's own count of what it keeps in place of the transformer's, ZeRO's sharding (Rajbhandari et al. 2019,
// arXiv 1910.02054) and context parallelism. Fragmentation, communication buffers and the framework itself are not in
// it.
#ifndef FLOPCAST_PLAN_MEMORY_H
#define FLOPCAST_PLAN_MEMORY_H

#include "plan/layout.h"
#include "workload/model.h"

// Bytes on the device that needs most: the first stage of a pipeline, which has most micro-batches in flight, or the
// last, which has the logits.
struct memory {
    double cache;                         // of a model that generates: what it keeps of the sequences at work
    double weights, gradients, optimizer; // optimizer: its states and the fp32 master weights
    double block_states;                  // part of these three: of the layers in stacks that repeat
    double block_activations;             // kept by those layers, all micro-batches in flight
    double other_activations;             // kept by the layers before and after them
    double logits;                        // in fp32, with their gradient's place reused
    double recompute;                     // what one block keeps while it is computed once more
    double total;
};

// What a device counts of one sequence of `shape` (its batch is left out): all lengths over `context` devices.
void memory_count(const struct model *model, const struct model_shape *shape, int64_t context,
                  struct model_totals *totals);

// Micro-batches of `sequences` like the one counted, `micro_batches` of them to a step (INFINITY: more than the
// pipeline has stages). The layout is settled, and its context is that of the count. Counts are linear in the batch, so
// one count serves every micro-batch.
void memory_of(const struct model_totals *one, double sequences, double micro_batches, const struct training *training,
               const struct layout *layout, struct memory *memory);

// Bytes in which weights and activations are kept: 4 in fp32 and tf32, 2 below.
double memory_element_bytes(const struct training *training);

// Bytes that layers keep for the backward pass where one device keeps everything: scores and masks too, logits in fp32.
double memory_kept_bytes(const struct count *count, const struct training *training);

// FLOPs of a step that are computed a second time for the backward pass.
double memory_recompute_flop(const struct model_totals *totals, enum recompute recompute);

#endif
