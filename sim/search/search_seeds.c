#include "search/search_build.h"

struct search_seeds_keys {
    const struct yaml_node *seeds, *fraction;
};

static const struct field search_seeds_fields[] = {
    SEARCH_BUILD_KEY(struct search_seeds_keys, seeds, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,
                     .help = "how many: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_seeds_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help = "of a full run that each is: a share or a distribution; 100 % unless said"),
    {0},
};

static enum status search_seeds_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_seeds_keys keys = {0};
    struct dist seeds, fraction, whole = search_build_constant(1);
    enum status status = search_build_read(reader, search_seeds_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_seeds_fields, "seeds", &keys, 1, &seeds);
    if (status == STATUS_OK)
        status = search_build_dist(reader, search_seeds_fields, "fraction", &keys, &whole, &fraction);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 1, search);
    if (status == STATUS_OK)
        search_build_add(search, "", &seeds, &fraction);
    return status;
}

const struct search_kind search_seeds = {
    .name = "seeds",
    .sentence = "the same training from several random seeds, to tell how far results vary",
    .source =
        "Bouthillier et al. 2021 (Accounting for Variance in Machine Learning Benchmarks, MLSys, arXiv 2103.03098)",
    .fields = search_seeds_fields,
    .read = search_seeds_read,
};
