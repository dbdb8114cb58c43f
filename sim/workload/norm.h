// What the normalizations share: a scale and a shift per feature, either of which may be absent.
#ifndef FLOPCAST_WORKLOAD_NORM_H
#define FLOPCAST_WORKLOAD_NORM_H

#include "workload/layer.h"

struct norm {
    struct layer_common common;
    bool scale, bias;
};

// Defaults: both.
void norm_defaults(void *layer);

// A bind of struct layer_kind.
enum status norm_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                      const struct yaml_node *node) STATUS_MUST_CHECK;

// Counts a norm that spends `flop` on each element before scale and shift. The input is kept for the backward pass.
void norm_count(const struct norm *norm, double flop, struct place *place, struct count *count);

#endif
