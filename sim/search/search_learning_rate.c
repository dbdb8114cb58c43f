#include "search/search_variants.h"

static const struct field search_learning_rate_fields[] = {
    {.key = "values",
     .type = FIELD_NODE,
     .offset = offsetof(struct search_variants_keys, variants),
     SEARCH_BUILD_TRIALS,
     .required = true,
     .help = "learning rates: their number, a distribution of it, or a list of them"},
    SEARCH_BUILD_KEY(struct search_variants_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION, .required = true,
                     .help = "of the data that each is trained on: a share or a distribution"),
    SEARCH_VARIANTS_SEEDS,
    {0},
};

static enum status search_learning_rate_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    return search_variants_read(reader, search_learning_rate_fields, node, true, search);
}

const struct search_kind search_learning_rate = {
    .name = "learning_rate",
    .sentence = "a sweep of the learning rate, each value trained on a fraction of the data",
    .source = "Bengio 2012 (Practical Recommendations for Gradient-Based Training of Deep Architectures, arXiv "
              "1206.5533)",
    .fields = search_learning_rate_fields,
    .read = search_learning_rate_read,
};
