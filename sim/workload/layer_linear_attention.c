// Attention in time linear in the length: Performer's FAVOR+, Choromanski et al. 2021 (arXiv 2009.14794), sections 2.2
// to 2.4. Queries and keys are mapped to r random features, Q' = phi(Q W) and K' = phi(K W), and the softmax over all
// keys is replaced by
//     Q' (K'^T V) / (Q' (K'^T 1)).
// W (head width x r) is drawn, not trained: it is no parameter and has no gradient. Products for S positions and each
// head of width d: 2 S d r for each feature map, 2 S r d for K'^T V, 2 S r d for Q' (K'^T V), and 2 S r for the
// normaliser Q' (K'^T 1), a product with a vector; the sum K'^T 1 itself is elementwise work. A causal mask turns the
// two sums over keys into prefix sums (the paper's appendix), with as many products.
//
// What stands in place of the scores is reported as scores, but nothing of the size length x length is kept. Kept for
// the backward pass: the input, Q, K, V, Q', K', K'^T V and K'^T 1, the projection's input; one mask byte per output.
#include "workload/layer.h"

struct linear_attention {
    struct layer_common common;
    int64_t heads, head_width, features;
    bool causal, bias, qkv_bias, output_bias;
};

static const struct field linear_attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(linear_attention, heads, true),
    LAYER_SIZE_FIELD(linear_attention, head_width, false),
    LAYER_SIZE_FIELD(linear_attention, features, true),
    LAYER_FLAG_FIELD(linear_attention, causal),
    LAYER_FLAG_FIELD(linear_attention, bias),
    LAYER_FLAG_FIELD(linear_attention, qkv_bias),
    LAYER_FLAG_FIELD(linear_attention, output_bias),
};

static void linear_attention_defaults(void *layer)
{
    ((struct linear_attention *)layer)->bias = true;
}

static enum status linear_attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                         const struct yaml_node *node)
{
    struct linear_attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    int64_t width = attention->common.input;
    if (status == STATUS_OK)
        status = layer_bind_heads(width, attention->heads, &attention->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    layer_bind_flag(node, "qkv_bias", attention->bias, &attention->qkv_bias);
    layer_bind_flag(node, "output_bias", attention->bias, &attention->output_bias);
    flow->width = width;
    return STATUS_OK;
}

// The map of one side to its features: X W, then exp(x w - |x|^2 / 2 - max) + epsilon, scaled.
static bool linear_attention_map(const struct linear_attention *attention, double positions, bool gradient,
                                 struct count *count)
{
    double heads = (double)attention->heads, head_width = (double)attention->head_width;
    double features = (double)attention->features;
    count->forward_elementwise_flop += positions * heads * (2 * head_width + 5 * features);
    return count_product(count, positions * heads, 1, features, head_width, gradient, false);
}

static void linear_attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct linear_attention *attention = layer;
    double width = (double)attention->common.input, heads = (double)attention->heads;
    double head_width = (double)attention->head_width, features = (double)attention->features;
    double inner = heads * head_width, instances = place->batch * heads;
    double queries = layer_positions(&attention->common, place), queries_each = queries / place->batch;
    double keys_each = place->rows * place->columns, keys = place->batch * keys_each;

    bool query = count_linear(count, place, queries, width, inner, attention->qkv_bias, place->gradient);
    bool key = count_linear(count, place, keys, width, inner, attention->qkv_bias, place->gradient);
    bool value = count_linear(count, place, keys, width, inner, attention->qkv_bias, place->gradient);
    query = linear_attention_map(attention, queries, query, count);
    key = linear_attention_map(attention, keys, key, count);

    count->forward_scores_flop += 2.0 * instances * features * ((queries_each + keys_each) * head_width + queries_each);
    bool context = count_product(count, instances, features, head_width, keys_each, key, value);
    bool sum = count_product(count, instances, queries_each, head_width, features, query, context);
    bool normaliser = count_product(count, instances, queries_each, 1, features, query, key);
    place->gradient = count_linear(count, place, queries, inner, width, attention->output_bias, sum || normaliser);

    if (attention->causal) { // generation keeps both sums over the keys
        count->cache_elements += instances * features * (head_width + 1);
        count->cache_moved_elements += 2 * queries * heads * features * (head_width + 1);
    }
    // K'^T 1; the division by the normaliser; dropout and residual of each output.
    count->forward_elementwise_flop += keys * heads * features + queries * inner + 2 * queries * width;
    count->kept_elements += keys * width;
    count->kept_split_elements += 2 * queries * inner + 2 * keys * inner + (queries + keys) * heads * features +
                                  instances * features * (head_width + 1);
    count->mask_bytes += queries * width;
}

const struct layer_kind layer_linear_attention = {
    .name = "linear_attention",
    .sentence = "attention through random features, linear in the length (Performer)",
    .size = sizeof(struct linear_attention),
    .fields = linear_attention_fields,
    .field_count = sizeof linear_attention_fields / sizeof *linear_attention_fields,
    .defaults = linear_attention_defaults,
    .bind = linear_attention_bind,
    .count = linear_attention_count,
};
