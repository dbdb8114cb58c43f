// Attention with relative positions: Transformer-XL, Dai et al. 2019 (arXiv 1901.02860), section 3.3, and XLNet, Yang
// et al. 2019 (arXiv 1906.08237), sections 2.3 to 2.5. Matrices for Q, K, V, the output and the relative positions, all
// without bias; a score is (q + u) k + (q + v) r, and u and v are learned, one vector a head.
//   memory      positions of the segment before, looked at too; no gradient flows back into them
//   causal      Transformer-XL: as many relative positions as keys. Otherwise those after a query have positions too:
//               2 S of them for S positions
//   segments    XLNet's relative segments: a third learned vector a head, and one for each of same and other segment.
//               Their two products for each query and head are counted as elementwise work
//   two_stream  XLNet's pretraining: a query stream beside the content stream, through the same matrices. It computes
//               at the positions to be predicted, queries and output; keys and values are the content's
// Relative positions are sinusoids: their projection needs no input gradient. Libraries project them for each sequence
// of the batch though they are the same for all, and multiply every query by all of them before shifting; both is
// counted so, as it stands in the released code. In the last layer of two streams nothing reads the content stream,
// which is counted nevertheless. The feed-forward block of the query stream is a layer of its own, shared with the
// content's.
//
// Kept for the backward pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.1): the input and the positions,
// both biased copies of Q, K, V and the projected positions, the softmax output and its dropped copy, the projection's
// input; one mask byte per score and per output.
#include "workload/attention_span.h"
#include "workload/layer.h"
#include "workload/reuse.h"

struct relative_attention {
    struct layer_common common;
    int64_t heads, head_width, memory;
    bool causal, segments, two_stream;
};

static const struct field relative_attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(relative_attention, heads, true),
    LAYER_SIZE_FIELD(relative_attention, head_width, false),
    LAYER_OPTION_FIELD(relative_attention, memory),
    LAYER_FLAG_FIELD(relative_attention, causal),
    LAYER_FLAG_FIELD(relative_attention, segments),
    LAYER_FLAG_FIELD(relative_attention, two_stream),
};

static enum status relative_attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                           const struct yaml_node *node)
{
    struct relative_attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    int64_t width = attention->common.input;
    if (status == STATUS_OK)
        status = layer_bind_heads(width, attention->heads, &attention->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    if (attention->two_stream && attention->causal)
        return field_error(reader, node,
                           "two streams predict in any order; a causal mask has one order and one stream");
    if (attention->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "attention with relative positions computes at every position");
    flow->width = width;
    return STATUS_OK;
}

// What every stream looks at.
struct relative_attention_step {
    double width, heads, inner;
    double own, memory;        // positions of a sequence and of the segment before
    double keys, positions;    // of a sequence: own and memory; relative positions
    bool key, value, relative; // which of them need a gradient
};

// Two products for the scores, softmax, sum of the values. Returns whether the sum needs a gradient.
static bool relative_attention_scores(const struct relative_attention *attention,
                                      const struct relative_attention_step *step, double queries, bool query,
                                      struct count *count)
{
    double scores = queries * step->keys * step->heads, inner = step->inner;
    bool position = count_product(count, queries, 1, step->positions, inner, query, step->relative);
    count->forward_scores_flop += 2.0 * queries * step->positions * inner;
    // The position scores are added to the content scores, so that both have a gradient when one needs it.
    bool sum =
        attention_span_scores(count, queries, step->keys, inner, inner, query, step->key, step->value) || position;

    // Both biases of the query; the shifted position scores added; softmax and dropout as in attention; the segments'
    // two products of each query and head, and the choice between them added to each score.
    count->forward_elementwise_flop += 2 * queries * inner + scores + 6 * scores;
    if (attention->segments)
        count->forward_elementwise_flop += queries * inner + 4 * queries * inner + scores;
    count->kept_split_elements += 3 * queries * inner; // both copies of Q, and what the projection reads
    count->kept_scores_elements += 2 * scores;
    count->mask_scores_bytes += scores;
    return sum;
}

static void relative_attention_output(const struct relative_attention_step *step, double queries, struct count *count)
{
    count->forward_elementwise_flop += 2 * queries * step->width; // dropout and residual
    count->kept_elements += queries * step->width;
    count->mask_bytes += queries * step->width;
}

// The query stream: its own Q, scores and output, through weights that the content stream has counted.
static bool relative_attention_query_stream(const struct relative_attention *attention, const struct place *place,
                                            const struct relative_attention_step *step, struct count *count)
{
    double each = place->predictions > 0 && place->predictions < step->own ? place->predictions : step->own;
    double queries = place->batch * each;
    bool query = reuse_linear(count, place, queries, step->width, step->inner, false, place->gradient);
    bool sum = relative_attention_scores(attention, step, queries, query, count);
    relative_attention_output(step, queries, count);
    return reuse_linear(count, place, queries, step->inner, step->width, false, sum);
}

static void relative_attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct relative_attention *attention = layer;
    double heads = (double)attention->heads, inner = heads * (double)attention->head_width;
    double width = (double)attention->common.input, own = place->rows * place->columns;
    double batch = place->batch, queries = batch * own, memory = batch * (double)attention->memory;
    struct relative_attention_step step = {
        .width = width, .heads = heads, .inner = inner, .own = own, .memory = (double)attention->memory};
    step.keys = own + step.memory;
    step.positions = attention->causal ? step.keys : step.keys + own;

    bool query = count_linear(count, place, queries, width, inner, false, place->gradient);
    step.key = count_linear(count, place, queries, width, inner, false, place->gradient);
    step.value = count_linear(count, place, queries, width, inner, false, place->gradient);
    reuse_linear(count, place, memory, width, inner, false, false); // keys and values of the memory
    reuse_linear(count, place, memory, width, inner, false, false);
    step.relative = count_linear(count, place, batch * step.positions, width, inner, false, false);
    count->parameters += (attention->segments ? 5 : 2) * inner;
    count->kept_elements += (memory + batch * step.positions) * width;
    count->kept_split_elements += batch * (2 * step.keys + step.positions) * inner;

    bool sum = relative_attention_scores(attention, &step, queries, query, count);
    // A causal mask leaves half of what lies between own positions; the memory is seen in full.
    if (attention->causal) {
        attention_span_causal(count, batch, queries, own, 2 * inner, inner, query, step.key, step.value);
        attention_span_cache(count, batch, queries, own, 2 * inner);
        count->cache_elements += 2 * memory * inner;
        count->cache_moved_elements += 2 * queries * step.memory * inner;
    }
    relative_attention_output(&step, queries, count);
    bool content = count_linear(count, place, queries, inner, width, false, sum);
    bool stream = attention->two_stream && relative_attention_query_stream(attention, place, &step, count);
    place->gradient = content || stream;
}

const struct layer_kind layer_relative_attention = {
    .name = "relative_attention",
    .sentence = "attention with relative positions, with or without a query stream (Transformer-XL, XLNet)",
    .size = sizeof(struct relative_attention),
    .fields = relative_attention_fields,
    .field_count = sizeof relative_attention_fields / sizeof *relative_attention_fields,
    .bind = relative_attention_bind,
    .count = relative_attention_count,
};
