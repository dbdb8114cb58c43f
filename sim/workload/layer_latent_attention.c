// Multi-head latent attention, DeepSeek-V2 (arXiv 2405.04434), section 2.1 and appendix C. Keys and values are raised
// from one compressed vector of `kv_rank` per position, queries from one of `query_rank` (0: straight from the input).
// A head's queries and keys have `nope_width` numbers without and `rope_width` with a rotary position; the rotary part
// of the key is projected straight from the input and is the same for all heads. Values have `value_width`.
//
// Counted is training: keys and values of every head are raised and then attended to. While generating, the compressed
// vector is all that is kept: the raising matrices are folded into queries and outputs (as much work), and scores and
// sums are taken in the compressed width. `bias` is that of DeepSeek's library, attention_bias: of the two
// compressions and of the output projection, never of what raises nor of uncompressed queries. `norms` are the RMSNorms
// of both compressed vectors.
//
// Kept for the backward pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.1): the input, the compressed
// vectors before and after their norm, Q, K, V, the softmax output and its dropped copy, the projection's input; one
// mask byte per score and per output.
#include "workload/attention_span.h"
#include "workload/layer.h"

struct latent_attention {
    struct layer_common common;
    int64_t heads, query_rank, kv_rank;
    int64_t nope_width, rope_width, value_width; // of one head
    bool causal, bias, norms;
};

static const struct field latent_attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(latent_attention, heads, true),
    LAYER_OPTION_FIELD(latent_attention, query_rank),
    LAYER_SIZE_FIELD(latent_attention, kv_rank, true),
    LAYER_SIZE_FIELD(latent_attention, nope_width, true),
    LAYER_OPTION_FIELD(latent_attention, rope_width),
    LAYER_SIZE_FIELD(latent_attention, value_width, true),
    LAYER_FLAG_FIELD(latent_attention, causal),
    LAYER_FLAG_FIELD(latent_attention, bias),
    LAYER_FLAG_FIELD(latent_attention, norms),
};

static void latent_attention_defaults(void *layer)
{
    ((struct latent_attention *)layer)->norms = true;
}

static enum status latent_attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                         const struct yaml_node *node)
{
    struct latent_attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    flow->width = attention->common.input;
    return status;
}

// What is kept of a compressed vector, and the work of its norm: root mean square 2, normalize 1, scale 1.
static void latent_attention_compressed(const struct latent_attention *attention, double positions, double rank,
                                        struct count *count)
{
    count->kept_elements += positions * rank;
    if (attention->norms) {
        count->parameters += rank;
        count->forward_elementwise_flop += 4 * positions * rank;
        count->kept_elements += positions * rank;
    }
}

static bool latent_attention_queries(const struct latent_attention *attention, const struct place *place,
                                     double queries, double out, struct count *count)
{
    double width = (double)attention->common.input, rank = (double)attention->query_rank;
    if (!attention->query_rank)
        return count_linear(count, place, queries, width, out, false, place->gradient);
    bool down = count_linear(count, place, queries, width, rank, attention->bias, place->gradient);
    latent_attention_compressed(attention, queries, rank, count);
    return count_linear(count, place, queries, rank, out, false, down);
}

static void latent_attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct latent_attention *attention = layer;
    double width = (double)attention->common.input, heads = (double)attention->heads;
    double rank = (double)attention->kv_rank, nope = (double)attention->nope_width;
    double rope = (double)attention->rope_width, value_width = heads * (double)attention->value_width;
    double key_width = heads * (nope + rope);
    double queries = layer_positions(&attention->common, place);
    double keys_each = place->rows * place->columns, keys = place->batch * keys_each;
    double scores = queries * keys_each * heads;

    bool query = latent_attention_queries(attention, place, queries, key_width, count);
    bool down = count_linear(count, place, keys, width, rank + rope, attention->bias, place->gradient);
    latent_attention_compressed(attention, keys, rank, count);
    bool up = count_linear(count, place, keys, rank, heads * nope + value_width, false, down);
    bool sum = attention_span_scores(count, queries, keys_each, key_width, value_width, query, up, up);
    if (attention->causal) {
        attention_span_causal(count, place->batch, queries, keys_each, key_width, value_width, query, up, up);
        attention_span_cache(count, place->batch, queries, keys_each, rank + rope);
        // Half of the scores, at 2 FLOP each, now in the compressed width.
        count->stepwise_extra_flop += scores * (2 * rank - nope - (double)attention->value_width);
    }
    place->gradient = count_linear(count, place, queries, value_width, width, attention->bias, sum);

    // Rotary position of each head's query and of the one key: two products and a sum. Softmax and dropout of each
    // score, dropout and residual of each output, as in attention.
    count->forward_elementwise_flop += 3 * rope * (queries * heads + keys) + 6 * scores + 2 * queries * width;
    count->kept_elements += keys * width;
    count->kept_split_elements += queries * (key_width + value_width) + keys * (key_width + value_width);
    count->kept_scores_elements += 2 * scores;
    count->mask_bytes += queries * width;
    count->mask_scores_bytes += scores;
}

const struct layer_kind layer_latent_attention = {
    .name = "latent_attention",
    .sentence = "multi-head latent attention: keys and values from a compressed vector (DeepSeek)",
    .size = sizeof(struct latent_attention),
    .fields = latent_attention_fields,
    .field_count = sizeof latent_attention_fields / sizeof *latent_attention_fields,
    .defaults = latent_attention_defaults,
    .bind = latent_attention_bind,
    .count = latent_attention_count,
};
