// Character convolution of ELMo, Peters et al. 2018 (arXiv 1802.05365) after Jozefowicz et al. 2016: each token is a
// row of characters; filters of several widths slide over it (no padding), and each keeps its maximum. Adapters stand
// beside the filters; the table of characters has none, and is frozen beside them.
#include "workload/layer.h"

struct char_cnn {
    struct layer_common common;
    int64_t characters, character_width, max_characters;
    struct field_counts kernels, filters; // one number of filters for each kernel width
};

static const struct field char_cnn_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(char_cnn, characters, true),
    LAYER_SIZE_FIELD(char_cnn, character_width, true),
    LAYER_SIZE_FIELD(char_cnn, max_characters, true),
    {.key = "kernels",
     .type = FIELD_COUNTS,
     .offset = offsetof(struct char_cnn, kernels),
     .required = true,
     .low = 1,
     .high = 1e6},
    {.key = "filters",
     .type = FIELD_COUNTS,
     .offset = offsetof(struct char_cnn, filters),
     .required = true,
     .low = 1,
     .high = 1e6},
};

static enum status char_cnn_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                 const struct yaml_node *node)
{
    const struct char_cnn *cnn = layer;
    if (!flow->is_looked_up || (flow->width && !flow->restarts))
        return field_error(reader, node, "char_cnn reads characters; here a width of %lld flows in",
                           (long long)flow->width);
    if (cnn->kernels.count != cnn->filters.count)
        return field_error(reader, node, "%zu kernels but %zu numbers of filters", cnn->kernels.count,
                           cnn->filters.count);
    flow->width = 0;
    for (size_t i = 0; i < cnn->filters.count; i++) {
        flow->width += cnn->filters.values[i];
        if (cnn->kernels.values[i] > cnn->max_characters)
            return field_error(reader, node, "a kernel of %lld does not fit %lld characters",
                               (long long)cnn->kernels.values[i], (long long)cnn->max_characters);
    }
    return STATUS_OK;
}

static void char_cnn_count(const void *layer, struct place *place, struct count *count)
{
    const struct char_cnn *cnn = layer;
    double tokens = layer_positions(&cnn->common, place), in = (double)cnn->character_width;
    count->parameters = (double)cnn->characters * in;
    count->kept_elements = tokens * (double)cnn->max_characters * in;
    for (size_t i = 0; i < cnn->kernels.count; i++) {
        double kernel = (double)cnn->kernels.values[i], filters = (double)cnn->filters.values[i];
        double places = (double)cnn->max_characters - kernel + 1;
        (void)count_linear(count, place, tokens * places, kernel * in, filters, true, !place->frozen);
        count->forward_elementwise_flop += tokens * filters * (places + 1); // maximum, activation
        count->kept_elements += tokens * filters;
    }
    place->gradient = count_trains(place);
}

const struct layer_kind layer_char_cnn = {
    .name = "char_cnn",
    .sentence = "convolution over the characters of each token, with max-pooling",
    .size = sizeof(struct char_cnn),
    .fields = char_cnn_fields,
    .field_count = sizeof char_cnn_fields / sizeof *char_cnn_fields,
    .bind = char_cnn_bind,
    .count = char_cnn_count,
};
