// Mamba-2, Dao and Gu 2024 (arXiv 2405.21060). Parameters as in its section 7 and the reference implementation: one
// projection to gate, inputs x, matrices B and C of each group, and a step of each head (width -> 2 inner + 2 groups
// state + heads); a depthwise causal convolution over x, B and C; step bias, A and D of each head; a gated RMSNorm of
// the inner width; the projection back.
//
// The scan is the chunked algorithm of section 6, whose products over chunks of Q positions are
//     C B^T            Q x Q from state      for each group
//     (L * C B^T) X    Q x head_width from Q for each head: the outputs within a chunk
//     B^T X            state x head_width from Q, the state that each chunk adds
//     C H              Q x head_width from state, what the state before a chunk gives to it
// all of them in every chunk, the first and the last too. The recurrence from chunk to chunk is elementwise. A last
// chunk that is not full counts its own positions alone: nothing is padded.
//
// Kept for the backward pass: the input, what the projection gives, the convolution's outputs, the states of the
// chunks, the outputs before and after the norm. The products within a chunk are computed again.
#include "workload/layer.h"

#include <math.h>

struct state_space {
    struct layer_common common;
    int64_t inner, state, head_width, groups, kernel, chunk;
    bool conv_bias, bias;
};

static const struct field state_space_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(state_space, inner, true),
    LAYER_SIZE_FIELD(state_space, state, true),
    LAYER_SIZE_FIELD(state_space, head_width, true),
    LAYER_SIZE_FIELD(state_space, groups, false),
    LAYER_SIZE_FIELD(state_space, kernel, false),
    LAYER_SIZE_FIELD(state_space, chunk, false),
    LAYER_FLAG_FIELD(state_space, conv_bias),
    LAYER_FLAG_FIELD(state_space, bias),
};

static void state_space_defaults(void *layer)
{
    struct state_space *space = layer;
    space->groups = 1;
    space->kernel = 4;
    space->chunk = 256;
    space->conv_bias = true;
}

static enum status state_space_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                    const struct yaml_node *node)
{
    struct state_space *space = layer;
    enum status status = layer_bind_input(&space->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (space->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "a state space runs over every position");
    if (space->inner % space->head_width != 0)
        return field_error(reader, node, "heads of %lld do not divide the inner width %lld",
                           (long long)space->head_width, (long long)space->inner);
    if ((space->inner / space->head_width) % space->groups != 0)
        return field_error(reader, node, "%lld groups do not divide %lld heads", (long long)space->groups,
                           (long long)(space->inner / space->head_width));
    flow->width = space->common.input;
    return STATUS_OK;
}

// The scan. `gradient`: whether x, B, C and the steps need one, which all come from the same product.
static void state_space_count_scan(const struct state_space *space, const struct place *place, bool gradient,
                                   struct count *count)
{
    double inner = (double)space->inner, state = (double)space->state, groups = (double)space->groups;
    double width = (double)space->head_width, heads = inner / width, chunk = (double)space->chunk;
    double length = place->rows * place->columns, positions = place->batch * length;
    double full = floor(length / chunk), rest = length - full * chunk;
    double pairs = place->batch * (full * chunk * chunk + rest * rest); // of positions of one chunk
    double chunks = place->batch * ceil(length / chunk);
    (void)count_product(count, pairs * groups, 1, 1, state, gradient, gradient);
    (void)count_product(count, pairs * heads, 1, width, 1, gradient, gradient);
    (void)count_product(count, positions * heads, state, width, 1, gradient, gradient);
    (void)count_product(count, positions * heads, 1, width, state, gradient, gradient);
    // Generation goes from state to state: there are no pairs.
    count->stepwise_extra_flop -= 2 * pairs * (groups * state + inner);
    // Decay of each pair: subtract, exponential, multiply. From chunk to chunk: decay and add.
    count->forward_elementwise_flop += 3 * pairs * heads + 2 * chunks * inner * state;
    count->kept_split_elements += chunks * inner * state;
}

static void state_space_count(const void *layer, struct place *place, struct count *count)
{
    const struct state_space *space = layer;
    double positions = layer_positions(&space->common, place), width = (double)space->common.input;
    double inner = (double)space->inner, heads = inner / (double)space->head_width, kernel = (double)space->kernel;
    double convolved = inner + 2 * (double)space->groups * (double)space->state;
    double projected = inner + convolved + heads;
    struct place bare = *place; // what is no matrix has no adapters, and is frozen beside them
    bare.frozen = bare.frozen || bare.lora > 0;
    bare.lora = 0;
    bool gradient = count_linear(count, place, positions, width, projected, space->bias, place->gradient);
    struct count conv = {0};
    gradient = count_linear(&conv, &bare, positions * convolved, kernel, 1, false, gradient);
    conv.parameters = convolved * (kernel + (space->conv_bias ? 1 : 0));
    conv.factored_elements = convolved + kernel + (space->conv_bias ? convolved : 0);
    conv.forward_elementwise_flop = positions * convolved * (space->conv_bias ? 6 : 5); // bias, swish 5
    count_add(count, &conv, 1);
    state_space_count_scan(space, place, gradient, count);
    count->parameters += 3 * heads + inner;
    count->factored_elements += 3 * heads + inner;
    // Steps: bias and softplus 4, times A, cumulative sum, two exponentials. Of the inner width: times step, decay to
    // the chunk's end, decay from its start, sum of both outputs, D x added 2, swish gate 6, RMSNorm 4. Residual.
    count->forward_elementwise_flop += positions * (8 * heads + 16 * inner + width);
    place->gradient = count_linear(count, place, positions, inner, width, space->bias, gradient);
    double kept = inner * (double)space->state + (kernel - 1) * convolved;
    count->cache_elements += place->batch * kept;
    count->cache_moved_elements += 2 * positions * kept;
    count->kept_elements += positions * width;
    count->kept_split_elements += positions * (projected + convolved + 2 * inner);
}

const struct layer_kind layer_state_space = {
    .name = "state_space",
    .sentence = "Mamba-2: a selective state space, scanned in chunks",
    .size = sizeof(struct state_space),
    .fields = state_space_fields,
    .field_count = sizeof state_space_fields / sizeof *state_space_fields,
    .defaults = state_space_defaults,
    .bind = state_space_bind,
    .count = state_space_count,
};
