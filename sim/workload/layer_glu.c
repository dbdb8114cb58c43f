// Gated linear unit, Dauphin et al. 2016 (arXiv 1612.08083): values = x W + b, gates = sigmoid(x V + c), their product.
#include "workload/layer.h"

struct glu {
    struct layer_common common;
    int64_t width; // of the output
    bool bias;
};

static const struct field glu_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(glu, width, false),
    LAYER_FLAG_FIELD(glu, bias),
};

static void glu_defaults(void *layer)
{
    ((struct glu *)layer)->bias = true;
}

static enum status glu_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct glu *glu = layer;
    enum status status = layer_bind_input(&glu->common, flow, reader, node);
    if (!glu->width)
        glu->width = glu->common.input;
    flow->width = glu->width;
    return status;
}

static void glu_count(const void *layer, struct place *place, struct count *count)
{
    const struct glu *glu = layer;
    double positions = layer_positions(&glu->common, place), width = (double)glu->width;
    double in = (double)glu->common.input;
    bool gradient = count_linear(count, place, positions, in, width, glu->bias, place->gradient);
    (void)count_linear(count, place, positions, in, width, glu->bias, place->gradient);
    count->forward_elementwise_flop += positions * width * 5; // sigmoid 4, product 1
    count->kept_elements = positions * (in + 2 * width);
    place->gradient = gradient;
}

const struct layer_kind layer_glu = {
    .name = "glu",
    .sentence = "gated linear unit",
    .size = sizeof(struct glu),
    .fields = glu_fields,
    .field_count = sizeof glu_fields / sizeof *glu_fields,
    .defaults = glu_defaults,
    .bind = glu_bind,
    .count = glu_count,
};
