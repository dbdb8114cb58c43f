#include "search/search_rungs.h"

static const struct field search_asha_fields[] = {
    SEARCH_RUNGS_FIELDS,
    SEARCH_BUILD_KEY(struct search_rungs_keys, workers, FIELD_COUNT, .low = 1, .high = SEARCH_TRIALS_MAX,
                     .help = "trials side by side: a whole number"),
    {0},
};

static enum status search_asha_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    // 0.3 to 0.5 square roots of the trials of a rung, when trials that come in any order are simulated.
    return search_rungs_read(reader, search_asha_fields, node,
                             "each rung is taken to pass on one in eta, as it does in the end; what is promoted too "
                             "early comes on top: of n alike trials about 0.4 sqrt(n)",
                             search);
}

const struct search_kind search_asha = {
    .name = "asha",
    .sentence = "successive halving without waiting: a trial goes on as soon as it is in the best one in eta so far",
    .source = "Li et al. 2020 (A System for Massively Parallel Hyperparameter Tuning, arXiv 1810.05934)",
    .fields = search_asha_fields,
    .read = search_asha_read,
};
