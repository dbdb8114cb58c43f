#include "search/search_stopped.h"

struct search_bayesian_keys {
    const struct yaml_node *trials, *warm_up, *stopped;
};

static const struct field search_bayesian_fields[] = {
    SEARCH_BUILD_KEY(struct search_bayesian_keys, trials, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "trials that the model of the results proposes: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_bayesian_keys, warm_up, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help =
                         "random trials before them, all run in full: a number or a distribution; none unless said"),
    SEARCH_BUILD_KEY(struct search_bayesian_keys, stopped, FIELD_NODE,
                     .help = "{share: of the trials that is stopped early, at: which fraction of a full run}: each a "
                             "share or a distribution; none unless said"),
    {0},
};

static enum status search_bayesian_groups(struct reader *reader, const struct search_bayesian_keys *keys,
                                          struct search *search)
{
    struct dist warm_up, whole = search_build_constant(1);
    enum status status = search_build_trials(reader, search_bayesian_fields, "warm_up", keys, 0, &warm_up);
    if (status != STATUS_OK)
        return status;
    if (keys->warm_up)
        search_build_add(search, "warm-up", &warm_up, &whole);
    if (keys->stopped)
        return search_stopped_read(reader, keys->stopped, NULL, NULL, 0, search);
    search_build_add(search, keys->warm_up ? "proposed" : "", &search->pool, &whole);
    return STATUS_OK;
}

static enum status search_bayesian_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_bayesian_keys keys = {0};
    enum status status = search_build_read(reader, search_bayesian_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_bayesian_fields, "trials", &keys, 1, &search->pool);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 3, search);
    if (status == STATUS_OK)
        status = search_bayesian_groups(reader, &keys, search);
    search->note = "what the model of the results costs is left out";
    return status;
}

const struct search_kind search_bayesian = {
    .name = "bayesian",
    .sentence = "trials proposed by a model of the results so far, some of them stopped early",
    .source =
        "Snoek, Larochelle and Adams 2012 (NeurIPS 25, arXiv 1206.2944); stopping: Domhan, Springenberg and Hutter "
        "2015 (IJCAI)",
    .fields = search_bayesian_fields,
    .read = search_bayesian_read,
};
