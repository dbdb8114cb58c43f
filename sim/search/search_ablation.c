#include "search/search_variants.h"

static const struct field search_ablation_fields[] = {
    SEARCH_BUILD_KEY(struct search_variants_keys, variants, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "models with a part changed or left out: their number, a distribution of it, or a list of "
                             "their names"),
    SEARCH_VARIANTS_SEEDS,
    SEARCH_BUILD_KEY(struct search_variants_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help = "of a full run that each trial is: a share or a distribution; 100 % unless said"),
    {0},
};

static enum status search_ablation_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    search->note = "the whole model is not among the variants; a variant is taken to cost as much as it does";
    return search_variants_read(reader, search_ablation_fields, node, false, search);
}

const struct search_kind search_ablation = {
    .name = "ablation",
    .sentence = "a table of variants of one model, each with a part changed or left out",
    .source = "Meyes et al. 2019 (Ablation Studies in Artificial Neural Networks, arXiv 1901.08644)",
    .fields = search_ablation_fields,
    .read = search_ablation_read,
};
