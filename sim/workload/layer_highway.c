// Highway layers, Srivastava, Greff and Schmidhuber 2015 (arXiv 1505.00387): y = g relu(x W + b) + (1 - g) x, where the
// gate g = sigmoid(x V + c); both products are one matrix of 2 x width.
#include "workload/layer.h"

struct highway {
    struct layer_common common;
    int64_t layers;
};

static const struct field highway_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(highway, layers, false),
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
    struct count one = {0};
    count_linear(&one, positions, width, 2 * width, true, place->gradient);
    one.forward_elementwise_flop += positions * width * 9; // relu 1, sigmoid 4, gated sum 4
    one.saved_elements = positions * width * 3;
    count_add(count, &one, (double)highway->layers);
    if (!place->gradient) // only the first of them is spared the gradient of its input
        count->backward_flop += (double)(highway->layers - 1) * one.forward_flop;
    place->gradient = true;
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
