// Random search of a fixed number of trials, or of as many as make it likely that one is among the best: each trial is,
// with probability p, among the best share p, so that n trials all miss it with (1 - p)^n.
#include <math.h>

#include "search/search_rungs.h"

struct search_random_keys {
    const struct yaml_node *trials, *fraction;
    double best, confidence;
};

static const struct field search_random_fields[] = {
    SEARCH_BUILD_KEY(struct search_random_keys, trials, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "how many: a number or a distribution; or else best and confidence"),
    SEARCH_BUILD_KEY(struct search_random_keys, best, FIELD_QUANTITY, SEARCH_BUILD_FRACTION,
                     .help = "share of the space that is good enough, such as 5 %"),
    SEARCH_BUILD_KEY(struct search_random_keys, confidence, FIELD_QUANTITY, SEARCH_BUILD_FRACTION,
                     .help = "probability that one trial is that good, such as 95 %"),
    SEARCH_BUILD_KEY(struct search_random_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help = "of a full run that each trial is: a share or a distribution; 100 % unless said"),
    {0},
};

// n = ceil(log(1 - confidence) / log(1 - best)) as the only number of trials.
static enum status search_random_until(struct reader *reader, const struct yaml_node *node,
                                       const struct search_random_keys *keys, struct dist *trials)
{
    static const char *const names[] = {"best", "confidence"};
    const double shares[] = {keys->best, keys->confidence};
    for (size_t i = 0; i < 2; i++) {
        const struct yaml_node *share = yaml_tree_get(node, names[i]);
        if (!share)
            return field_error(reader, node,
                               "\"best\" and \"confidence\" belong together: until one of the best 5 %% "
                               "is found with 95 %%");
        if (!(shares[i] < 1))
            return field_error(reader, share, "\"%s\" must be less than 100 %%", names[i]);
    }
    *trials = search_build_constant(fmax(search_rungs_ceil(log1p(-keys->confidence) / log1p(-keys->best)), 1));
    return STATUS_OK;
}

static enum status search_random_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_random_keys keys = {0};
    struct dist trials, fraction, whole = search_build_constant(1);
    enum status status = search_build_read(reader, search_random_fields, node, &keys);
    if (status != STATUS_OK)
        return status;
    bool until = keys.best > 0 || keys.confidence > 0;
    if (until && keys.trials)
        return field_error(reader, node, "either \"trials\", or \"best\" and \"confidence\"");
    if (!until && !keys.trials)
        return field_error(reader, node, "how many \"trials\"? Or else \"best\" and \"confidence\"");
    status = until ? search_random_until(reader, node, &keys, &trials)
                   : search_build_trials(reader, search_random_fields, "trials", &keys, 1, &trials);
    if (status == STATUS_OK)
        status = search_build_dist(reader, search_random_fields, "fraction", &keys, &whole, &fraction);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 1, search);
    if (status != STATUS_OK)
        return status;
    search_build_add(search, "", &trials, &fraction);
    if (until)
        search->summary = arena_format(reader->arena, "until one of the best %.6g %% is found with %.6g %%",
                                       100 * keys.best, 100 * keys.confidence);
    return STATUS_OK;
}

const struct search_kind search_random = {
    .name = "random",
    .sentence = "hyperparameters drawn at random, so many times or until the best few percent are likely among them",
    .source = "Bergstra and Bengio 2012 (JMLR 13): n = ceil(log(1 - confidence) / log(1 - best)), 59 for 5 % with 95 %",
    .fields = search_random_fields,
    .read = search_random_read,
};
