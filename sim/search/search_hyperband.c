// Hyperband: s_max = floor(log_eta R), B = (s_max + 1) R; for s = s_max .. 0 a bracket of successive halving with
// n = ceil((B / R) eta^s / (s + 1)) configurations, rung i of which has floor(n eta^-i) of them and trains to R
// eta^(i-s).
#include "search/search_rungs.h"

struct search_hyperband_keys {
    double max_resource, eta;
    bool resume;
    const struct yaml_node *rounds;
};

static const struct field search_hyperband_fields[] = {
    SEARCH_BUILD_KEY(struct search_hyperband_keys, max_resource, FIELD_QUANTITY, .low = 1,
                     .high = SEARCH_RUNGS_RESOURCE_MAX, .required = true,
                     .help = "a full run (R), in units of the least that a trial can get"),
    SEARCH_BUILD_KEY(struct search_hyperband_keys, eta, FIELD_QUANTITY, SEARCH_RUNGS_ETA),
    SEARCH_BUILD_KEY(struct search_hyperband_keys, resume, FIELD_FLAG, SEARCH_RUNGS_RESUME),
    SEARCH_BUILD_KEY(struct search_hyperband_keys, rounds, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "how often all brackets are run: a number or a distribution; 1 unless said"),
    {0},
};

// One bracket; returns its configurations.
static double search_hyperband_bracket(struct arena *arena, const struct search_hyperband_keys *keys, int s_max, int s,
                                       struct search *search)
{
    double n = search_rungs_ceil((s_max + 1) * search_rungs_power(keys->eta, s) / (s + 1)), before = 0;
    for (int i = 0; i <= s; i++) {
        double reached = 1 / search_rungs_power(keys->eta, s - i);
        struct dist fraction = search_build_constant(keys->resume ? reached - before : reached);
        search_build_add_part(search, arena_format(arena, "bracket %d, rung %d", s, i),
                              search_rungs_floor(n / search_rungs_power(keys->eta, i)), &fraction);
        before = reached;
    }
    return n;
}

static enum status search_hyperband_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_hyperband_keys keys = {.resume = true};
    double configurations = 0, rounds = 0;
    enum status status = search_build_read(reader, search_hyperband_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_rungs_check(reader, node, keys.eta, 1, keys.max_resource);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_hyperband_fields, "rounds", &keys, 1, &search->pool);
    if (status != STATUS_OK)
        return status;
    int s_max = search_rungs_logarithm(keys.eta, keys.max_resource);
    status = search_build_room(reader, node, 0.5 * (s_max + 1.0) * (s_max + 2.0), search);
    for (int s = s_max; s >= 0 && status == STATUS_OK; s--)
        configurations += search_hyperband_bracket(reader->arena, &keys, s_max, s, search);
    if (status != STATUS_OK)
        return status;
    search->note = "by the formula of the paper; programs that round (s_max + 1) / (s + 1) before they multiply have "
                   "other numbers of configurations";
    bool once = dist_is_constant(&search->pool, &rounds) && rounds == 1;
    search->summary = arena_format(reader->arena, "%d %s of %.10g configurations%s", s_max + 1,
                                   s_max ? "brackets" : "bracket", configurations, once ? "" : " in each round");
    return STATUS_OK;
}

const struct search_kind search_hyperband = {
    .name = "hyperband",
    .sentence = "brackets of successive halving, from many trials stopped early to a few that are all run in full",
    .source = "Li et al. 2018 (JMLR 18, arXiv 1603.06560), algorithm 1: s_max = floor(log_eta R), "
              "n = ceil((s_max + 1) eta^s / (s + 1))",
    .fields = search_hyperband_fields,
    .read = search_hyperband_read,
};
