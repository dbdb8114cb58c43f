// Highway layers, Srivastava, Greff and Schmidhuber 2015 (arXiv 1505.00387): y = g relu(x W + b) + (1 - g) x, where the
// gate g = sigmoid(x V + c); both products are one matrix of 2 x width.
#include "workload/layer.h"

struct highway {
    struct layer_common common;
    int64_t layers;
};

static const struct field highway_fields[] = {
    LAYER_COMMON_FIELDS,
    {.key = "layers", .type = FIELD_COUNT, .offset = offsetof(struct highway, layers), .low = 1, .high = 1000},
};

static void highway_defaults(void *layer)
{
    ((struct highway *)layer)->layers = 1;
}

static enum status highway_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                const struct yaml_node *node)
{
    struct highway *highway = layer;
    enum status status = layer_bind_input(&highway->common, flow, reader, node);
    flow->width = highway->common.input;
    return status;
}

static void highway_count(const void *layer, struct place *place, struct count *count)
{
    const struct highway *highway = layer;
    double positions = layer_positions(&highway->common, place), width = (double)highway->common.input;
    for (int64_t i = 0; i < highway->layers; i++)
        place->gradient = count_linear(count, place, positions, width, 2 * width, true, place->gradient);
    double elements = (double)highway->layers * positions * width;
    count->forward_elementwise_flop += elements * 9; // relu 1, sigmoid 4, gated sum 4
    count->kept_elements = elements * 3;
}

const struct layer_kind layer_highway = {
    .name = "highway",
    .sentence = "highway layers: a gate between a dense layer and its input",
    .size = sizeof(struct highway),
    .fields = highway_fields,
    .field_count = sizeof highway_fields / sizeof *highway_fields,
    .defaults = highway_defaults,
    .bind = highway_bind,
    .count = highway_count,
};
