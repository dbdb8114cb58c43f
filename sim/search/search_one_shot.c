#include "search/search_build.h"

struct search_one_shot_keys {
    const struct yaml_node *supernet, *candidates, *evaluation, *retrain;
};

static const struct field search_one_shot_fields[] = {
    SEARCH_BUILD_KEY(struct search_one_shot_keys, supernet, FIELD_NODE, .low = DBL_MIN, .high = 1e6, .required = true,
                     .help = "training of the weights that all share, in full runs of one model: a number or a "
                             "distribution"),
    SEARCH_BUILD_KEY(struct search_one_shot_keys, candidates, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "models that are evaluated with these weights: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_one_shot_keys, evaluation, FIELD_NODE, SEARCH_BUILD_SHARE, .required = true,
                     .help = "what evaluating one costs, of a full run: a share or a distribution"),
    SEARCH_BUILD_KEY(struct search_one_shot_keys, retrain, FIELD_NODE, .low = 0, .high = SEARCH_TRIALS_MAX,
                     .help = "models that are then trained in full: a number or a distribution; 1 unless said"),
    {0},
};

static enum status search_one_shot_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_one_shot_keys keys = {0};
    struct dist supernet, candidates, evaluation, retrain, one = search_build_constant(1);
    const struct field *rows = search_one_shot_fields;
    enum status status = search_build_read(reader, rows, node, &keys);
    if (status == STATUS_OK)
        status = search_build_dist(reader, rows, "supernet", &keys, &one, &supernet);
    if (status == STATUS_OK)
        status = search_build_trials(reader, rows, "candidates", &keys, 1, &candidates);
    if (status == STATUS_OK)
        status = search_build_dist(reader, rows, "evaluation", &keys, &one, &evaluation);
    if (status == STATUS_OK)
        status = search_build_trials(reader, rows, "retrain", &keys, 1, &retrain);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 3, search);
    if (status != STATUS_OK)
        return status;
    search_build_add(search, "supernet", &one, &supernet);
    search_build_add(search, "candidates", &candidates, &evaluation);
    search_build_add(search, "retraining", &retrain, &one);
    return STATUS_OK;
}

const struct search_kind search_one_shot = {
    .name = "one_shot",
    .sentence = "one large model is trained whose weights all candidates share; the best of them are trained anew",
    .source = "Bender et al. 2018 (Understanding and Simplifying One-Shot Architecture Search, ICML); Pham et al. 2018 "
              "(ENAS, arXiv 1802.03268)",
    .fields = search_one_shot_fields,
    .read = search_one_shot_read,
};
