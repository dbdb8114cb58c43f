// Multi-head attention, Vaswani et al. 2017 (arXiv 1706.03762), section 3.2.2. Queries come from the layer's own
// positions; keys and values too (self), or from the encoder's output (cross).
//
// Activations kept for the backward pass follow Korthikanti et al. 2022 (arXiv 2205.05198), section 4.1: the input, Q,
// K, V, the softmax output and its dropped copy, the projection's input; one mask byte per score and per output.
#include "workload/layer.h"

enum { ATTENTION_SELF, ATTENTION_CROSS, ATTENTION_KINDS };

static const char *const attention_kinds[ATTENTION_KINDS] = {[ATTENTION_SELF] = "self", [ATTENTION_CROSS] = "cross"};

struct attention {
    struct layer_common common;
    int kind;
    bool causal, bias;
    int64_t heads, head_width;
    int64_t memory_width; // of what keys and values are projected from
};

static const struct field attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(attention, heads, true),
    LAYER_SIZE_FIELD(attention, head_width, false),
    LAYER_FLAG_FIELD(attention, causal),
    LAYER_FLAG_FIELD(attention, bias),
    {.key = "kind",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct attention, kind),
     .choices = attention_kinds,
     .choice_count = ATTENTION_KINDS},
};

static void attention_defaults(void *layer)
{
    ((struct attention *)layer)->bias = true;
}

static enum status attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                  const struct yaml_node *node)
{
    struct attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    int64_t width = attention->common.input;
    if (!attention->head_width && attention->heads && width % attention->heads != 0)
        return field_error(reader, node, "%lld heads do not divide the width %lld; say \"head_width\" if that is meant",
                           (long long)attention->heads, (long long)width);
    if (!attention->head_width && attention->heads)
        attention->head_width = width / attention->heads;
    attention->memory_width = attention->kind == ATTENTION_CROSS ? flow->memory_width : width;
    if (!attention->memory_width)
        return field_error(reader, node, "cross attention needs an encoder to look at; this model has none before it");
    if (attention->kind == ATTENTION_CROSS && attention->causal)
        return field_error(reader, node, "cross attention has no causal mask");
    flow->width = width;
    return STATUS_OK;
}

static void attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct attention *attention = layer;
    bool cross = attention->kind == ATTENTION_CROSS;
    double width = (double)attention->common.input, memory_width = (double)attention->memory_width;
    double heads = (double)attention->heads, inner = heads * (double)attention->head_width;
    double queries = layer_positions(&attention->common, place);
    double keys_each = cross ? place->memory : place->rows * place->columns, keys = place->batch * keys_each;
    double scores = queries * keys_each * heads;
    bool key_gradient = cross || place->gradient;

    count_linear(count, queries, width, inner, attention->bias, place->gradient);
    count_linear(count, keys, memory_width, inner, attention->bias, key_gradient);
    count_linear(count, keys, memory_width, inner, attention->bias, key_gradient);
    count_linear(count, queries, inner, width, attention->bias, true);

    double before = count->forward_flop;
    count_product(count, queries, 1, keys_each, inner); // Q K^T, all heads
    count_product(count, queries, 1, inner, keys_each); // scores V
    count->forward_scores_flop += count->forward_flop - before;
    if (attention->causal)
        count->causal_saving_flop += (count->forward_flop - before) / 2;

    // Softmax: scale, subtract the maximum, exponential, sum, divide; dropout of the scores. Then dropout and residual.
    count->forward_elementwise_flop += 6 * scores + 2 * queries * width;
    count->saved_elements += (cross ? queries * width + keys * memory_width : keys * width) + 2 * queries * inner +
                             2 * keys * inner + 2 * scores;
    count->mask_bytes += scores + queries * width;
    place->gradient = true;
}

const struct layer_kind layer_attention = {
    .name = "attention",
    .sentence = "multi-head attention: self or cross, causal or not",
    .size = sizeof(struct attention),
    .fields = attention_fields,
    .field_count = sizeof attention_fields / sizeof *attention_fields,
    .defaults = attention_defaults,
    .bind = attention_bind,
    .count = attention_count,
};
