// Table of relative position biases, Raffel et al. 2020 (T5, arXiv 1910.10683), section 2.1: one number for each bucket
// of distances and each head, added to the scores of every attention layer that shares it. It multiplies nothing, and
// the addition takes the place of the scaling of scores, which T5 leaves out. What flows in flows out.
#include "workload/layer.h"

struct position_bias {
    struct layer_common common;
    int64_t buckets, heads;
};

static const struct field position_bias_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(position_bias, buckets, true),
    LAYER_SIZE_FIELD(position_bias, heads, true),
};

static enum status position_bias_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                      const struct yaml_node *node)
{
    const struct position_bias *bias = layer;
    (void)flow;
    if (bias->common.lora)
        return field_error(reader, node,
                           "a table of biases has no matrix beside which adapters could stand; say \"frozen: true\"");
    return STATUS_OK;
}

static void position_bias_count(const void *layer, struct place *place, struct count *count)
{
    const struct position_bias *bias = layer;
    count->parameters = (double)bias->buckets * (double)bias->heads;
    place->gradient = place->gradient || count_trains(place);
}

const struct layer_kind layer_position_bias = {
    .name = "position_bias",
    .sentence = "table of relative position biases, added to the scores of attention (T5)",
    .size = sizeof(struct position_bias),
    .fields = position_bias_fields,
    .field_count = sizeof position_bias_fields / sizeof *position_bias_fields,
    .bind = position_bias_bind,
    .count = position_bias_count,
};
