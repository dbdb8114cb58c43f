// Gated recurrent unit, Cho et al. 2014 (arXiv 1406.1078), section 2.3: a reset gate, an update gate and a candidate,
// each from the input and from the recurrent state of the step before. PyTorch has a second bias, on the recurrent
// sums.
//
// The state before the first step is a constant: nothing needs its gradient, so backward is twice forward less one
// product with the recurrent weights per sequence and direction.
// Kept for the backward pass: the input, the three gates, the recurrent part of the candidate, the state.
#include "workload/layer.h"

struct gru {
    struct layer_common common;
    int64_t cells, biases;
    bool bidirectional;
};

static const struct field gru_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(gru, cells, true),
    LAYER_FLAG_FIELD(gru, bidirectional),
    {.key = "biases", .type = FIELD_COUNT, .offset = offsetof(struct gru, biases), .low = 0, .high = 2},
};

static void gru_defaults(void *layer)
{
    ((struct gru *)layer)->biases = 1;
}

static enum status gru_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct gru *gru = layer;
    enum status status = layer_bind_input(&gru->common, flow, reader, node);
    if (status == STATUS_OK && gru->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "a GRU computes at every position");
    flow->width = gru->cells * (gru->bidirectional ? 2 : 1);
    return status;
}

static void gru_count(const void *layer, struct place *place, struct count *count)
{
    const struct gru *gru = layer;
    double positions = layer_positions(&gru->common, place);
    double in = (double)gru->common.input, cells = (double)gru->cells, gates = 3 * cells;
    struct count one = {0};
    bool gradient = count_linear(&one, place, positions, in, gates, false, place->gradient);
    (void)count_linear(&one, place, positions, cells, gates, false, gradient);
    if (gradient) // of the first state, through the matrix and through the first half of its adapters
        one.backward_flop -= 2 * place->batch * cells * (gates + place->lora);
    one.forward_recurrent_flop = one.forward_flop;
    one.parameters += (double)gru->biases * gates;
    one.factored_elements += (double)gru->biases * gates;
    // Biases, two sigmoids and a tanh (4 each), the reset state, and (1 - z) times old plus z times new.
    one.forward_elementwise_flop += positions * ((double)gru->biases * gates + 17 * cells);
    one.kept_elements = positions * (in + gates + 2 * cells);
    if (!gru->bidirectional) {
        one.cache_elements = place->batch * cells;
        one.cache_moved_elements = 2 * positions * cells;
    }
    count_add(count, &one, gru->bidirectional ? 2 : 1);
    place->gradient = gradient;
}

const struct layer_kind layer_gru = {
    .name = "gru",
    .sentence = "gated recurrent unit, in one or both directions",
    .size = sizeof(struct gru),
    .fields = gru_fields,
    .field_count = sizeof gru_fields / sizeof *gru_fields,
    .defaults = gru_defaults,
    .bind = gru_bind,
    .count = gru_count,
};
