// Layer normalization, Ba, Kiros and Hinton 2016 (arXiv 1607.06450): scale and shift per feature.
#include "workload/layer.h"

struct layer_norm {
    struct layer_common common;
};

static const struct field layer_norm_fields[] = {LAYER_COMMON_FIELDS};

static enum status layer_norm_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                   const struct yaml_node *node)
{
    struct layer_norm *norm = layer;
    enum status status = layer_bind_input(&norm->common, flow, reader, node);
    flow->width = norm->common.input;
    return status;
}

static void layer_norm_count(const void *layer, struct place *place, struct count *count)
{
    const struct layer_norm *norm = layer;
    double width = (double)norm->common.input, elements = layer_positions(&norm->common, place) * width;
    count->parameters = 2 * width;
    count->forward_elementwise_flop = 8 * elements; // mean 1, variance 3, normalize 2, scale and shift 2
    count->saved_elements = elements;
    place->gradient = true;
}

const struct layer_kind layer_layer_norm = {
    .name = "layer_norm",
    .sentence = "layer normalization with scale and shift",
    .size = sizeof(struct layer_norm),
    .fields = layer_norm_fields,
    .field_count = sizeof layer_norm_fields / sizeof *layer_norm_fields,
    .bind = layer_norm_bind,
    .count = layer_norm_count,
};
