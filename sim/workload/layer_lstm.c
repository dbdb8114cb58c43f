// Long short-term memory, Hochreiter and Schmidhuber 1997, with the optional projection of the output of Sak et al.
// 2014 (arXiv 1402.1128). Four gates, each from the input and from the recurrent state of the step before.
//
// The state before the first step is a constant: nothing needs its gradient, so backward is twice forward less one
// product with the recurrent weights per sequence and direction.
#include "workload/layer.h"

struct lstm {
    struct layer_common common;
    int64_t cells, projection, biases;
    bool bidirectional;
};

static const struct field lstm_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(lstm, cells, true),
    LAYER_SIZE_FIELD(lstm, projection, false),
    LAYER_FLAG_FIELD(lstm, bidirectional),
    {.key = "biases", .type = FIELD_COUNT, .offset = offsetof(struct lstm, biases), .low = 0, .high = 2},
};

static void lstm_defaults(void *layer)
{
    ((struct lstm *)layer)->biases = 1;
}

static enum status lstm_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct lstm *lstm = layer;
    enum status status = layer_bind_input(&lstm->common, flow, reader, node);
    if (lstm->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "an LSTM computes at every position");
    flow->width = (lstm->projection ? lstm->projection : lstm->cells) * (lstm->bidirectional ? 2 : 1);
    return status;
}

static void lstm_count(const void *layer, struct place *place, struct count *count)
{
    const struct lstm *lstm = layer;
    double positions = layer_positions(&lstm->common, place);
    double in = (double)lstm->common.input, gates = 4.0 * (double)lstm->cells, cells = (double)lstm->cells;
    double state = lstm->projection ? (double)lstm->projection : cells;
    struct count one = {0};
    bool gradient = count_linear(&one, place, positions, in, gates, false, place->gradient);
    (void)count_linear(&one, place, positions, state, gates, false, gradient);
    if (gradient) // of the first state, through the matrix and through the first half of its adapters
        one.backward_flop -= 2.0 * place->batch * state * (gates + place->lora);
    if (lstm->projection)
        gradient = count_linear(&one, place, positions, cells, state, false, gradient);
    one.forward_recurrent_flop = one.forward_flop;
    one.parameters += (double)lstm->biases * gates;
    one.factored_elements += (double)lstm->biases * gates;
    // Biases, three sigmoids and two tanh (4 each), three products and one sum of cells.
    one.forward_elementwise_flop += positions * ((double)lstm->biases * gates + 24 * cells);
    one.kept_elements = positions * (in + gates + 2 * cells + state);
    if (!lstm->bidirectional) {
        one.cache_elements = place->batch * (cells + state);
        one.cache_moved_elements = 2 * positions * (cells + state);
    }
    count_add(count, &one, lstm->bidirectional ? 2 : 1);
    place->gradient = gradient;
}

const struct layer_kind layer_lstm = {
    .name = "lstm",
    .sentence = "LSTM, with an optional projection of its output, in one or both directions",
    .size = sizeof(struct lstm),
    .fields = lstm_fields,
    .field_count = sizeof lstm_fields / sizeof *lstm_fields,
    .defaults = lstm_defaults,
    .bind = lstm_bind,
    .count = lstm_count,
};
