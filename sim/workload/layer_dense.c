// Fully connected layer: output = activation(input W + b).
#include "workload/layer.h"

struct dense {
    struct layer_common common;
    int64_t width; // of the output
    bool bias;
};

static const struct field dense_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(dense, width, true),
    LAYER_FLAG_FIELD(dense, bias),
};

static void dense_defaults(void *layer)
{
    ((struct dense *)layer)->bias = true;
}

static enum status dense_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct dense *dense = layer;
    enum status status = layer_bind_input(&dense->common, flow, reader, node);
    // What was meant is usually a flattened image, which would be counted once for each of its places.
    if (status == STATUS_OK && flow->is_image && flow->width && dense->common.input != flow->width)
        return field_error(reader, node,
                           "on an image a dense layer reads the %lld channels of each place, not %lld inputs; "
                           "pool to one place (pooling: {global: true}) or flatten first",
                           (long long)flow->width, (long long)dense->common.input);
    flow->width = dense->width;
    return status;
}

static void dense_count(const void *layer, struct place *place, struct count *count)
{
    const struct dense *dense = layer;
    double positions = layer_positions(&dense->common, place);
    double width = (double)dense->common.input;
    place->gradient = count_linear(count, place, positions, width, (double)dense->width, dense->bias, place->gradient);
    count->forward_elementwise_flop += positions * (double)dense->width; // its activation
    count->kept_elements += positions * width;
}

const struct layer_kind layer_dense = {
    .name = "dense",
    .sentence = "fully connected layer",
    .size = sizeof(struct dense),
    .fields = dense_fields,
    .field_count = sizeof dense_fields / sizeof *dense_fields,
    .defaults = dense_defaults,
    .bind = dense_bind,
    .count = dense_count,
};
