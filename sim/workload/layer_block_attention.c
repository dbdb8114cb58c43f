// Block-sparse attention of BigBird, Zaheer et al. 2020 (arXiv 2007.14062), section 2 and appendix D. Positions stand
// in blocks. A query sees the blocks of a window around its own, some blocks drawn at random and the global blocks;
// the queries of the global blocks see every key. A sequence of no more than that is attended to in full.
//
// Counted is each of these products once. Libraries fall back to full attention for sequences a little longer still,
// and multiply the blocks at both ends apart.
//
// Kept for the backward pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.1): the input, Q, K, V, the scores
// that are computed before and after dropout, the projection's input; one mask byte per score and per output.
#include "workload/attention_span.h"
#include "workload/layer.h"

struct block_attention {
    struct layer_common common;
    int64_t heads, head_width;
    int64_t block; // positions of one
    int64_t window_blocks, random_blocks, global_blocks;
    bool bias, qkv_bias, output_bias;
};

static const struct field block_attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(block_attention, heads, true),
    LAYER_SIZE_FIELD(block_attention, head_width, false),
    LAYER_SIZE_FIELD(block_attention, block, true),
    LAYER_SIZE_FIELD(block_attention, window_blocks, false),
    LAYER_OPTION_FIELD(block_attention, random_blocks),
    LAYER_OPTION_FIELD(block_attention, global_blocks),
    LAYER_FLAG_FIELD(block_attention, bias),
    LAYER_FLAG_FIELD(block_attention, qkv_bias),
    LAYER_FLAG_FIELD(block_attention, output_bias),
};

static void block_attention_defaults(void *layer)
{
    struct block_attention *attention = layer;
    attention->bias = true;
    attention->window_blocks = attention->random_blocks = 3; // as the base model of the paper
    attention->global_blocks = 2;
}

static enum status block_attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                        const struct yaml_node *node)
{
    struct block_attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    int64_t width = attention->common.input;
    if (status == STATUS_OK)
        status = layer_bind_heads(width, attention->heads, &attention->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    if (attention->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "block-sparse attention computes at every position");
    layer_bind_flag(node, "qkv_bias", attention->bias, &attention->qkv_bias);
    layer_bind_flag(node, "output_bias", attention->bias, &attention->output_bias);
    flow->width = width;
    return STATUS_OK;
}

static struct attention_span block_attention_span(const struct block_attention *attention)
{
    double block = (double)attention->block;
    return (struct attention_span){.window = block * (double)(attention->window_blocks + attention->random_blocks),
                                   .globals = block * (double)attention->global_blocks};
}

static void block_attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct block_attention *attention = layer;
    double width = (double)attention->common.input, heads = (double)attention->heads;
    double inner = heads * (double)attention->head_width, batch = place->batch;
    double each = place->rows * place->columns, positions = batch * each;
    struct attention_span_reach one = attention_span_reach(block_attention_span(attention), each, each);
    double scores = batch * (one.ordinary * one.seen + one.globals * one.keys) * heads;

    bool query = count_linear(count, place, positions, width, inner, attention->qkv_bias, place->gradient);
    bool key = count_linear(count, place, positions, width, inner, attention->qkv_bias, place->gradient);
    bool value = count_linear(count, place, positions, width, inner, attention->qkv_bias, place->gradient);
    bool sum = attention_span_scores(count, batch * one.ordinary, one.seen, inner, inner, query, key, value);
    attention_span_scores(count, batch * one.globals, one.keys, inner, inner, query, key, value);
    place->gradient = count_linear(count, place, positions, inner, width, attention->output_bias, sum);

    // Softmax and dropout of each score, dropout and residual of each output, as in attention.
    count->forward_elementwise_flop += 6 * scores + 2 * positions * width;
    count->kept_elements += positions * width;
    count->kept_split_elements += 4 * positions * inner;
    count->kept_scores_elements += 2 * scores;
    count->mask_bytes += positions * width;
    count->mask_scores_bytes += scores;
}

const struct layer_kind layer_block_attention = {
    .name = "block_attention",
    .sentence = "block-sparse attention: a window, random blocks and global blocks (BigBird)",
    .size = sizeof(struct block_attention),
    .fields = block_attention_fields,
    .field_count = sizeof block_attention_fields / sizeof *block_attention_fields,
    .defaults = block_attention_defaults,
    .bind = block_attention_bind,
    .count = block_attention_count,
};
