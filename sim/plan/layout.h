// How a model is laid over devices: which share of it each one holds, and what it keeps for the backward pass.
//
//   parallel: {tensor: 8, pipeline: 4, data: 2, context: 1, micro_batch: 1, interleave: 1, sequence_parallel: true,
//              zero: 1, recompute: selective, fused_attention: true}
//
// The time model does not use it: utilization stands for the losses of a layout.
#ifndef FLOPCAST_PLAN_LAYOUT_H
#define FLOPCAST_PLAN_LAYOUT_H

#include "read/field.h"

enum recompute { RECOMPUTE_NONE, RECOMPUTE_SELECTIVE, RECOMPUTE_FULL, RECOMPUTE_COUNT };

extern const char *const layout_recompute_names[RECOMPUTE_COUNT];

// What was not stated is 0 after reading (-1 for zero and recompute) until fit_settle decides.
struct layout {
    int64_t tensor, pipeline, data, context; // devices along each; their product is all devices
    int64_t micro_batch;                     // sequences that a replica works on at once
    int64_t interleave;                      // stages of the pipeline on each device, in turn
    int64_t zero;           // what data parallelism shards: 1 optimizer states, 2 gradients too, 3 weights too
    int recompute;          // enum recompute: nothing; attention scores; all but what flows into a block
    bool sequence_parallel; // what tensor parallelism does not split is split along the sequence
    bool fused_attention;   // scores are never stored
    bool is_stated;         // the plan says something of it
};

// The layout with its gaps filled: data parallelism over the devices that are left, 1 for everything else that was not
// stated, nothing sharded, nothing recomputed. The micro-batch stays open.
struct layout layout_filled(const struct layout *stated, int64_t devices);

// Reads `parallel:`; tensor x pipeline x data x context must be `devices`, or divide them where one is left out.
enum status layout_read(struct reader *reader, const struct yaml_node *node, int64_t devices,
                        struct layout *layout) STATUS_MUST_CHECK;

#endif
