#include "search/search_build.h"

struct search_population_keys {
    const struct yaml_node *population;
    double evaluation;
    int64_t workers;
};

static const struct field search_population_fields[] = {
    SEARCH_BUILD_KEY(struct search_population_keys, population, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "members, each trained in full: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_population_keys, evaluation, FIELD_QUANTITY, SEARCH_BUILD_SHARE,
                     .help = "what comparing it with the others costs each member, of a full run: a share; 0 unless "
                             "said"),
    SEARCH_BUILD_KEY(struct search_population_keys, workers, FIELD_COUNT, .low = 1, .high = SEARCH_TRIALS_MAX,
                     .help = "members side by side: a whole number"),
    {0},
};

static enum status search_population_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_population_keys keys = {0};
    enum status status = search_build_read(reader, search_population_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_population_fields, "population", &keys, 1, &search->pool);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 1, search);
    if (status != STATUS_OK)
        return status;
    struct dist fraction = search_build_constant(1 + keys.evaluation);
    search_build_add_part(search, "", 1, &fraction);
    search->workers = keys.workers;
    search->note = "copying a better member's weights is taken to cost nothing";
    return STATUS_OK;
}

const struct search_kind search_population = {
    .name = "population",
    .sentence = "a population is trained at once; now and then the worse copy the better and change hyperparameters",
    .source = "Jaderberg et al. 2017 (Population Based Training of Neural Networks, arXiv 1711.09846)",
    .fields = search_population_fields,
    .read = search_population_read,
};
