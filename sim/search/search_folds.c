#include "search/search_build.h"

struct search_folds_keys {
    int64_t folds;
    const struct yaml_node *repeats;
};

static const struct field search_folds_fields[] = {
    SEARCH_BUILD_KEY(struct search_folds_keys, folds, FIELD_COUNT, .low = 2, .high = SEARCH_TRIALS_MAX,
                     .required = true, .help = "parts of the data, k: a whole number, 2 or more"),
    SEARCH_BUILD_KEY(struct search_folds_keys, repeats, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "how often the data are parted anew: a number or a distribution; 1 unless said"),
    {0},
};

static enum status search_folds_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_folds_keys keys = {0};
    enum status status = search_build_read(reader, search_folds_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_folds_fields, "repeats", &keys, 1, &search->pool);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 1, search);
    if (status != STATUS_OK)
        return status;
    double k = (double)keys.folds;
    struct dist fraction = search_build_constant((k - 1) / k);
    search_build_add_part(search, "", k, &fraction);
    search->note = "a full run is one on all of the data; validation is left out";
    return STATUS_OK;
}

const struct search_kind search_folds = {
    .name = "folds",
    .sentence = "k-fold cross-validation: k trainings, each on all of the data but one part in k",
    .source = "Kohavi 1995 (A Study of Cross-Validation and Bootstrap for Accuracy Estimation, IJCAI)",
    .fields = search_folds_fields,
    .read = search_folds_read,
};
