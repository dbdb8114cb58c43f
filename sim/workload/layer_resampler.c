// Flamingo's Perceiver resampler, Alayrac et al. 2022 (arXiv 2204.14198), section 2.1 and appendix A.1.1: learned
// queries look at the features and at themselves, layer after layer, and stand for them from here on.
//     x = x + attention(q = norm(x), kv = [norm(features), norm(x)])
//     x = x + mlp(norm(x))
// The features of `times` frames get a learned embedding each (0: none). The paper's pseudo code leaves norms and
// biases unsaid: as in its open reimplementations, every layer has norms of its own for features, queries and mlp, one
// more norm follows the last layer, all with scale and shift, and no matrix has a bias. The activation is a squared
// ReLU (the paper's table of hyperparameters). There is no dropout.
//
// Kept for the backward pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.1): the inputs of norms and
// matrices (the features before their norms once for all layers), Q, K, V, the softmax output, the hidden sums and
// outputs.
#include "workload/attention_span.h"
#include "workload/layer.h"
#include "workload/reuse.h"

struct resampler {
    struct layer_common common;
    int64_t queries, layers, heads, head_width, mlp_width, times;
};

static const struct field resampler_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(resampler, queries, true),
    LAYER_SIZE_FIELD(resampler, layers, true),
    LAYER_SIZE_FIELD(resampler, heads, true),
    LAYER_SIZE_FIELD(resampler, head_width, false),
    LAYER_SIZE_FIELD(resampler, mlp_width, true),
    LAYER_OPTION_FIELD(resampler, times),
};

static enum status resampler_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                  const struct yaml_node *node)
{
    struct resampler *resampler = layer;
    enum status status = layer_bind_input(&resampler->common, flow, reader, node);
    int64_t width = resampler->common.input;
    if (status == STATUS_OK)
        status = layer_bind_heads(width, resampler->heads, &resampler->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    if (resampler->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "a resampler reads every position");
    flow->width = width;
    flow->rows = flow->columns = 0;
    flow->is_image = false;
    return STATUS_OK;
}

// One layer over `each` features of a sequence. `stream` tells whether the queries need a gradient; a norm that is
// trained stands before every matrix, so that its input needs one then. Returns whether the queries that leave do.
static bool resampler_layer(const struct resampler *resampler, const struct place *place, double each, bool stream,
                            struct count *count)
{
    double width = (double)resampler->common.input, hidden = (double)resampler->mlp_width;
    double heads = (double)resampler->heads, inner = heads * (double)resampler->head_width;
    double queries = place->batch * (double)resampler->queries, read = place->batch * each;
    double keys_each = each + (double)resampler->queries, scores = queries * keys_each * heads;
    bool own = !place->frozen; // whether norms are trained
    bool normed = stream || own, keyed = place->gradient || own;
    bool query = count_linear(count, place, queries, width, inner, false, normed);
    bool key = count_linear(count, place, read, width, inner, false, keyed);
    bool value = count_linear(count, place, read, width, inner, false, keyed);
    key = reuse_linear(count, place, queries, width, inner, false, normed) || key;
    value = reuse_linear(count, place, queries, width, inner, false, normed) || value;
    bool sum = attention_span_scores(count, queries, keys_each, inner, inner, query, key, value);
    bool out = count_linear(count, place, queries, inner, width, false, sum);
    bool up = count_linear(count, place, queries, width, hidden, false, stream || out);
    bool down = count_linear(count, place, queries, hidden, width, false, up);

    count->parameters += 3 * 2 * width;
    // Norms of features, queries and mlp (8 an element, as layer_norm); softmax (scale, subtract the maximum,
    // exponential, sum, divide); maximum and square of the hidden sums; residuals.
    count->forward_elementwise_flop +=
        8 * (read + 2 * queries) * width + 5 * scores + 2 * queries * hidden + 2 * queries * width;
    count->kept_elements += (read + 4 * queries) * width; // normed features; queries before and after both norms
    count->kept_split_elements += 2 * queries * inner + 2 * (read + queries) * inner + 2 * queries * hidden;
    count->kept_scores_elements += scores;
    return stream || down;
}

static void resampler_count(const void *layer, struct place *place, struct count *count)
{
    const struct resampler *resampler = layer;
    double width = (double)resampler->common.input, queries = (double)resampler->queries;
    double times = (double)resampler->times, each = place->rows * place->columns;
    double elements = place->batch * each * width, outputs = place->batch * queries * width;
    bool own = !place->frozen;
    struct count later = {0};
    // Whether the queries need a gradient is settled by the first layer, and all later layers are alike.
    bool stream = resampler_layer(resampler, place, each, own, count);
    stream = resampler_layer(resampler, place, each, stream, &later);
    count_add(count, &later, (double)resampler->layers - 1);

    count->parameters += queries * width + times * width + 2 * width; // the queries, the times, the last norm
    count->forward_elementwise_flop += (times > 0 ? elements : 0) + 8 * outputs;
    count->kept_elements += elements + outputs;
    place->gradient = stream;
    place->rows = queries;
    place->columns = 1;
    place->is_image = false;
}

const struct layer_kind layer_resampler = {
    .name = "resampler",
    .sentence = "learned queries that look at the features and stand for them (Flamingo's Perceiver resampler)",
    .size = sizeof(struct resampler),
    .fields = resampler_fields,
    .field_count = sizeof resampler_fields / sizeof *resampler_fields,
    .bind = resampler_bind,
    .count = resampler_count,
};
