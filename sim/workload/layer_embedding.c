// Table lookup: one row of `width` numbers for each id. It multiplies nothing; its gradient is a scatter-add. Adapters
// (Hu et al. 2021, arXiv 2106.09685) are a narrow table beside the frozen one and a matrix from its rank to the width.
#include "workload/layer.h"

struct embedding {
    struct layer_common common;
    int64_t vocabulary, width;
    int64_t reserved; // rows that no position uses (padding ids that come first in some libraries)
    bool positions;   // its ids are positions: no sequence can be longer than the table
};

static const struct field embedding_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(embedding, vocabulary, true),
    LAYER_SIZE_FIELD(embedding, width, true),
    LAYER_OPTION_FIELD(embedding, reserved),
    LAYER_FLAG_FIELD(embedding, positions),
};

static enum status embedding_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                  const struct yaml_node *node)
{
    const struct embedding *embedding = layer;
    if (!flow->is_looked_up)
        return field_error(reader, node, "an embedding looks up ids; here a width of %lld flows in",
                           (long long)flow->width);
    if (flow->width && !flow->restarts && flow->width != embedding->width)
        return field_error(reader, node, "embeddings are summed, so their widths must agree: %lld after %lld",
                           (long long)embedding->width, (long long)flow->width);
    if (embedding->reserved && (!embedding->positions || embedding->reserved >= embedding->vocabulary))
        return field_error(reader, node, "\"reserved\" rows are some of a table of positions");
    flow->width = embedding->width;
    return STATUS_OK;
}

static void embedding_count(const void *layer, struct place *place, struct count *count)
{
    const struct embedding *embedding = layer;
    double positions = layer_positions(&embedding->common, place);
    double vocabulary = (double)embedding->vocabulary, width = (double)embedding->width;
    count->parameters = vocabulary * width;
    count->shareable = count->parameters;
    count->unread_parameters = (vocabulary > positions ? vocabulary - positions : 0) * width;
    count->factored_elements = vocabulary + width;
    count->forward_elementwise_flop = positions * width; // the sum
    if (place->lora > 0) {
        struct place adapter = {.frozen = false};
        (void)count_linear(count, &adapter, positions, place->lora, width, false, true);
        count->adapter_parameters = place->lora * (vocabulary + width);
        count->parameters = count->shareable + count->adapter_parameters;
        count->factored_elements += vocabulary + place->lora;
        count->kept_elements = positions * place->lora;
    }
    place->gradient = place->gradient || count_trains(place);
}

static double embedding_longest(const void *layer)
{
    const struct embedding *embedding = layer;
    return embedding->positions ? (double)(embedding->vocabulary - embedding->reserved) : 0;
}

const struct layer_kind layer_embedding = {
    .name = "embedding",
    .sentence = "table lookup of tokens, positions or segments; several in a row are summed",
    .size = sizeof(struct embedding),
    .fields = embedding_fields,
    .field_count = sizeof embedding_fields / sizeof *embedding_fields,
    .bind = embedding_bind,
    .count = embedding_count,
    .longest = embedding_longest,
};
