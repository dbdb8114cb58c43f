// Flamingo's gated cross-attention dense layer, Alayrac et al. 2022 (arXiv 2204.14198), section 2.2 and appendix A.1.2:
//     y = y + tanh(alpha) attention(q = norm(y), kv = x)
//     y = y + tanh(beta) mlp(norm(y))
// x is what the encoder gives; alpha and beta are one number each. The paper's pseudo code leaves norms and biases
// unsaid: as in its open reimplementations, both norms have scale and shift, what flows in from the encoder is not
// normalized again, and no matrix has a bias. The activation is GELU (the paper's table of hyperparameters). There is
// no dropout.
//
// A position of the text looks only at the image before it; the others are masked and counted, like the half under a
// causal mask.
//
// Kept for the backward pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.1): the inputs of both norms, of the
// matrices and of both gates, the encoder's output, Q, K, V, the softmax output, the hidden sums and outputs.
#include "workload/attention_span.h"
#include "workload/layer.h"

struct gated_cross_attention {
    struct layer_common common;
    int64_t heads, head_width, mlp_width;
    int64_t memory_width; // of what keys and values are projected from
};

static const struct field gated_cross_attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(gated_cross_attention, heads, true),
    LAYER_SIZE_FIELD(gated_cross_attention, head_width, false),
    LAYER_SIZE_FIELD(gated_cross_attention, mlp_width, true),
};

static enum status gated_cross_attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                              const struct yaml_node *node)
{
    struct gated_cross_attention *gated = layer;
    enum status status = layer_bind_input(&gated->common, flow, reader, node);
    int64_t width = gated->common.input;
    if (status == STATUS_OK)
        status = layer_bind_heads(width, gated->heads, &gated->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    gated->memory_width = flow->memory_width;
    if (!gated->memory_width)
        return field_error(reader, node, "cross attention needs an encoder to look at; this model has none before it");
    flow->width = width;
    return STATUS_OK;
}

// Norm, attention to the encoder's output, gate. Returns whether the sum with what flows past it needs a gradient.
static bool gated_cross_attention_look(const struct gated_cross_attention *gated, const struct place *place,
                                       double queries, bool own, struct count *count)
{
    double width = (double)gated->common.input, memory_width = (double)gated->memory_width;
    double heads = (double)gated->heads, inner = heads * (double)gated->head_width;
    double keys = place->batch * place->memory, scores = queries * place->memory * heads;
    bool read = place->memory_gradient;
    bool query = count_linear(count, place, queries, width, inner, false, place->gradient || own);
    bool key = count_linear(count, place, keys, memory_width, inner, false, read);
    bool value = count_linear(count, place, keys, memory_width, inner, false, read);
    bool sum = attention_span_scores(count, queries, place->memory, inner, inner, query, key, value);
    bool out = count_linear(count, place, queries, inner, width, false, sum);
    // Generation keeps keys and values, whose matrices have no more to do then.
    count->cache_elements += 2 * keys * inner;
    count->cache_moved_elements += 2 * queries * place->memory * inner;
    count->prefill_parameters += 2 * memory_width * inner;
    // Softmax: scale, subtract the maximum, exponential, sum, divide.
    count->forward_elementwise_flop += 5 * scores;
    count->kept_elements += keys * memory_width;
    count->kept_split_elements += 2 * queries * inner + 2 * keys * inner;
    count->kept_scores_elements += scores;
    return place->gradient || out;
}

static void gated_cross_attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct gated_cross_attention *gated = layer;
    double width = (double)gated->common.input, hidden = (double)gated->mlp_width;
    double positions = layer_positions(&gated->common, place), elements = positions * width;
    bool own = !place->frozen; // whether norms and gates are trained
    bool looked = gated_cross_attention_look(gated, place, positions, own, count);
    bool up = count_linear(count, place, positions, width, hidden, false, looked);
    bool down = count_linear(count, place, positions, hidden, width, false, up);
    place->gradient = looked || down;

    count->parameters += 2 * 2 * width + 2; // norms and gates
    // Norms (8 an element, as layer_norm), gates and residuals; GELU (12, as mlp).
    count->forward_elementwise_flop += 2 * (8 + 2) * elements + 12 * positions * hidden;
    count->kept_elements += 2 * 3 * elements; // of each half: what the norm, the first matrix and the gate read
    count->kept_split_elements += 2 * positions * hidden;
}

const struct layer_kind layer_gated_cross_attention = {
    .name = "gated_cross_attention",
    .sentence = "cross attention and feed-forward block behind tanh gates (Flamingo)",
    .size = sizeof(struct gated_cross_attention),
    .fields = gated_cross_attention_fields,
    .field_count = sizeof gated_cross_attention_fields / sizeof *gated_cross_attention_fields,
    .bind = gated_cross_attention_bind,
    .count = gated_cross_attention_count,
};
