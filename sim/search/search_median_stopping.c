#include "search/search_stopped.h"

struct search_median_stopping_keys {
    const struct yaml_node *trials, *stopped;
    double grace;
};

static const struct field search_median_stopping_fields[] = {
    SEARCH_BUILD_KEY(struct search_median_stopping_keys, trials, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "trials that begin: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_median_stopping_keys, grace, FIELD_QUANTITY, SEARCH_BUILD_SHARE,
                     .help = "of a full run before which no trial is stopped: a share; 0 unless said"),
    SEARCH_BUILD_KEY(struct search_median_stopping_keys, stopped, FIELD_NODE,
                     .help =
                         "{share: of the trials that is stopped, at: which fraction of a full run}: each a share or "
                         "a distribution; triangular(30 %, 50 %, 70 %) and evenly from grace on unless said"),
    {0},
};

static const char *search_median_stopping_note(struct arena *arena, const struct yaml_node *stopped)
{
    bool share = stopped && yaml_tree_get(stopped, "share"), at = stopped && yaml_tree_get(stopped, "at");
    if (share && at)
        return NULL;
    return arena_format(arena, "assumed: %s%s%s",
                        share ? ""
                              : "half of the trials are stopped, between 30 % and 70 %, as half of alike trials lie "
                                "below their median",
                        share || at ? "" : "; ",
                        at ? "" : "each at a time of its own, evenly between grace and the end");
}

static enum status search_median_stopping_read(struct reader *reader, const struct yaml_node *node,
                                               struct search *search)
{
    static const struct dist half = {.kind = DIST_TRIANGULAR, .argument = {0.3, 0.5, 0.7}};
    struct search_median_stopping_keys keys = {0};
    enum status status = search_build_read(reader, search_median_stopping_fields, node, &keys);
    if (status == STATUS_OK && !(keys.grace < 1))
        status = field_error(reader, yaml_tree_get(node, "grace"), "\"grace\" must be less than 100 %%");
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_median_stopping_fields, "trials", &keys, 1, &search->pool);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 2, search);
    if (status != STATUS_OK)
        return status;
    const struct dist evenly = {.kind = DIST_UNIFORM, .argument = {keys.grace, 1}};
    search->note = search_median_stopping_note(reader->arena, keys.stopped);
    return search_stopped_read(reader, keys.stopped, &half, &evenly, keys.grace, search);
}

const struct search_kind search_median_stopping = {
    .name = "median_stopping",
    .sentence = "a trial is stopped when its best result so far is worse than the median of the others' averages",
    .source =
        "Golovin et al. 2017 (Google Vizier: A Service for Black-Box Optimization, KDD), the median stopping rule",
    .fields = search_median_stopping_fields,
    .read = search_median_stopping_read,
};
