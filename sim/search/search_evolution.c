// Evolution of architectures. Aging evolution trains as many children as there are cycles, the first population among
// them. With progressive dynamic hurdles every child is trained up to the first hurdle, those that pass it up to the
// next, and those that pass the last one to the end.
//
//   {children: 15000, full_steps: 240000, total_steps: 979e6,
//    hurdles: [{steps: 60000, children: 1100}, {steps: 120000, children: 180}, {steps: 180000, children: 37}]}
#include "search/search_build.h"

enum { SEARCH_EVOLUTION_HURDLES_MAX = 1000 };

struct search_evolution_hurdle {
    double at, passing;
    int64_t steps;
    const struct yaml_node *children;
};

struct search_evolution_keys {
    int64_t population, full_steps;
    double total_steps;
    const struct yaml_node *cycles, *children, *fraction;
    struct field_list hurdles;
};

static const struct field search_evolution_hurdle_fields[] = {
    SEARCH_BUILD_KEY(struct search_evolution_hurdle, at, FIELD_QUANTITY, SEARCH_BUILD_FRACTION,
                     .help = "of a full run after which a child is judged"),
    SEARCH_BUILD_KEY(struct search_evolution_hurdle, steps, FIELD_COUNT, .low = 1, .high = 1e15,
                     .help = "the same, in steps"),
    SEARCH_BUILD_KEY(struct search_evolution_hurdle, passing, FIELD_QUANTITY, SEARCH_BUILD_FRACTION,
                     .help = "share of those who come so far that passes"),
    SEARCH_BUILD_KEY(struct search_evolution_hurdle, children, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "the same, as a number or a distribution"),
};

static const struct field search_evolution_fields[] = {
    SEARCH_BUILD_KEY(struct search_evolution_keys, population, FIELD_COUNT, .low = 1, .high = SEARCH_TRIALS_MAX,
                     .help = "models at the start, among the cycles: a whole number"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, cycles, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "models trained in all, as aging evolution calls them: a number or a distribution"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, children, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "the same, as So et al. call them"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help =
                         "of a full run that each is, without hurdles: a share or a distribution; 100 % unless said"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, hurdles, FIELD_LIST, .fields = search_evolution_hurdle_fields,
                     .field_count = sizeof search_evolution_hurdle_fields / sizeof *search_evolution_hurdle_fields,
                     .item_size = sizeof(struct search_evolution_hurdle),
                     .help = "a list of {at: share of a full run | steps: so many, passing: share | children: how "
                             "many}; half passes unless said"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, full_steps, FIELD_COUNT, .low = 1, .high = 1e15,
                     .help = "steps of a full run, where others are told in steps: a whole number"),
    SEARCH_BUILD_KEY(struct search_evolution_keys, total_steps, FIELD_QUANTITY, .low = 1, .high = 1e24,
                     .help = "steps of all children together, where they are known: those past the last hurdle get "
                             "what is left"),
    {0},
};

// Children that train up to a hurdle, or past the last: a number or distribution of their own, or a part of the pool.
struct search_evolution_stage {
    struct dist trials;
    bool is_part;
    double part;
};

// ---- hurdles --------------------------------------------------------------------------------------

// Where each hurdle stands, as a fraction of a full run.
static enum status search_evolution_place(const struct reader *reader, const struct yaml_node *node,
                                          const struct search_evolution_keys *keys, size_t i)
{
    struct search_evolution_hurdle *hurdle = (struct search_evolution_hurdle *)keys->hurdles.items + i;
    if ((hurdle->at > 0) == (hurdle->steps > 0))
        return field_error(reader, node,
                           "a hurdle stands either \"at\" a share of a full run or after so many \"steps\"");
    if (hurdle->passing > 0 && hurdle->children)
        return field_error(reader, node, "\"passing\" and \"children\" say the same thing twice; keep one");
    if (hurdle->steps && !keys->full_steps)
        return field_error(reader, node, "\"steps\" of a hurdle need \"full_steps\", those of a full run");
    if (hurdle->steps)
        hurdle->at = (double)hurdle->steps / (double)keys->full_steps;
    if (!(hurdle->at < 1))
        return field_error(reader, node, "a hurdle stands before the end of a full run");
    if (i > 0 && !(hurdle->at > hurdle[-1].at))
        return field_error(reader, node, "a hurdle stands behind the one before it");
    return STATUS_OK;
}

// The children that pass a hurdle, of those at it.
static enum status search_evolution_pass(struct reader *reader, const struct yaml_node *node,
                                         const struct search_evolution_hurdle *hurdle,
                                         const struct search_evolution_stage *before,
                                         struct search_evolution_stage *stage)
{
    double passing = hurdle->passing > 0 ? hurdle->passing : 0.5, there = 0, pass = 0;
    bool is_known = !before->is_part && dist_is_constant(&before->trials, &there);
    *stage = (struct search_evolution_stage){.is_part = before->is_part, .part = before->part * passing};
    if (!hurdle->children) {
        stage->trials = search_build_constant(there * passing);
        if (!is_known && !before->is_part)
            return field_error(reader, node, "\"children\" are needed here, as those at the hurdle before vary");
        return STATUS_OK;
    }
    stage->is_part = false;
    enum status status =
        search_build_trials(reader, search_evolution_hurdle_fields, "children", hurdle, 1, &stage->trials);
    if (status == STATUS_OK && is_known && dist_is_constant(&stage->trials, &pass) && pass > there)
        return field_error(reader, hurdle->children, "%.10g children pass a hurdle that %.10g reach", pass, there);
    return status;
}

static void search_evolution_add(struct search *search, const char *name, const struct search_evolution_stage *stage,
                                 double fraction)
{
    struct dist part = search_build_constant(fraction);
    if (stage->is_part)
        search_build_add_part(search, name, stage->part, &part);
    else
        search_build_add(search, name, &stage->trials, &part);
}

// All steps that are known to have been made, less those up to the last hurdle: what each child past it trains on.
static enum status search_evolution_rest(const struct reader *reader, const struct yaml_node *node,
                                         const struct search_evolution_keys *keys, const struct search *search,
                                         const struct search_evolution_stage *last, double most, double *fraction)
{
    double children = 0, before = search_mean_runs(search), full = (double)keys->full_steps, trials = 0;
    const struct yaml_node *total = yaml_tree_get(node, "total_steps");
    bool is_known = !last->is_part && dist_is_constant(&last->trials, &children);
    for (size_t i = 0; i < search->group_count; i++)
        is_known = is_known && search->groups[i].count == SEARCH_COUNTED &&
                   dist_is_constant(&search->groups[i].trials, &trials);
    if (keys->fraction || !keys->full_steps)
        return field_error(reader, total, "\"total_steps\" stands with \"full_steps\" and without \"fraction\"");
    if (!is_known)
        return field_error(reader, total, "\"total_steps\" needs numbers of children that do not vary");
    double left = keys->total_steps - before * full;
    *fraction = left / (children * full);
    if (left <= 0)
        return field_error(reader, total, "the hurdles alone take %.10g steps", before * full);
    if (*fraction > most * (1 + 1e-12))
        return field_error(reader, total, "%.10g steps are left for %.10g children: more than a full run of %.10g each",
                           left, children, full);
    return STATUS_OK;
}

static enum status search_evolution_hurdles(struct reader *reader, const struct yaml_node *node,
                                            const struct search_evolution_keys *keys, struct search *search)
{
    const struct search_evolution_hurdle *hurdles = keys->hurdles.items;
    const struct yaml_node *list = yaml_tree_get(node, "hurdles");
    double reached = 0, rest = 0;
    struct search_evolution_stage stage = {
        .trials = search->pool, .is_part = !dist_is_constant(&search->pool, &rest), .part = 1};
    for (size_t i = 0; i < keys->hurdles.count; i++) {
        enum status status = search_evolution_place(reader, list->items[i], keys, i);
        if (status != STATUS_OK)
            return status;
        search_evolution_add(search, arena_format(reader->arena, "to hurdle %zu", i + 1), &stage,
                             hurdles[i].at - reached);
        reached = hurdles[i].at;
        struct search_evolution_stage before = stage;
        status = search_evolution_pass(reader, list->items[i], &hurdles[i], &before, &stage);
        if (status != STATUS_OK)
            return status;
    }
    rest = 1 - reached;
    if (keys->total_steps > 0) {
        enum status status = search_evolution_rest(reader, node, keys, search, &stage, 1 - reached, &rest);
        if (status != STATUS_OK)
            return status;
    }
    search_evolution_add(search, keys->hurdles.count ? "past the last hurdle" : "", &stage, rest);
    return STATUS_OK;
}

// ---- the whole ------------------------------------------------------------------------------------

static const char *search_evolution_note(const struct search_evolution_keys *keys)
{
    const struct search_evolution_hurdle *hurdles = keys->hurdles.items;
    bool is_told = true;
    for (size_t i = 0; i < keys->hurdles.count; i++)
        is_told = is_told && (hurdles[i].passing > 0 || hurdles[i].children);
    if (keys->hurdles.count == 0)
        return keys->population ? "the first population is among the models trained" : NULL;
    return is_told ? "every hurdle is taken to stand from the first child on"
                   : "every hurdle is taken to stand from the first child on; where no share is told, half of the "
                     "children are assumed to pass it, as it is the mean fitness of those before";
}

static enum status search_evolution_pool(struct reader *reader, const struct yaml_node *node,
                                         const struct search_evolution_keys *keys, struct search *search)
{
    double children = 0;
    if (!keys->cycles == !keys->children)
        return field_error(reader, node, "how many models are trained in all: either \"cycles\" or \"children\"");
    enum status status = search_build_trials(reader, search_evolution_fields, keys->cycles ? "cycles" : "children",
                                             keys, 1, &search->pool);
    if (status == STATUS_OK && dist_is_constant(&search->pool, &children) && children < (double)keys->population)
        return field_error(reader, yaml_tree_get(node, "population"),
                           "the population of %lld is larger than the %.10g models trained in all",
                           (long long)keys->population, children);
    if (status == STATUS_OK && keys->fraction && keys->hurdles.count)
        return field_error(reader, keys->fraction, "\"fraction\" stands where there are no hurdles");
    if (status == STATUS_OK && keys->hurdles.count > SEARCH_EVOLUTION_HURDLES_MAX)
        return field_error(reader, yaml_tree_get(node, "hurdles"), "more than %d hurdles",
                           SEARCH_EVOLUTION_HURDLES_MAX);
    return status;
}

static enum status search_evolution_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_evolution_keys keys = {0};
    struct dist fraction, whole = search_build_constant(1);
    enum status status = search_build_read(reader, search_evolution_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_evolution_pool(reader, node, &keys, search);
    if (status == STATUS_OK)
        status = search_build_dist(reader, search_evolution_fields, "fraction", &keys, &whole, &fraction);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, (double)keys.hurdles.count + 1, search);
    if (status != STATUS_OK)
        return status;
    search->note = search_evolution_note(&keys);
    if (keys.hurdles.count)
        search->summary = arena_format(reader->arena, "%.10g children, %zu %s", dist_quantile(&search->pool, 0.5),
                                       keys.hurdles.count, keys.hurdles.count == 1 ? "hurdle" : "hurdles");
    if (keys.hurdles.count || keys.total_steps > 0)
        return search_evolution_hurdles(reader, node, &keys, search);
    search_build_add_part(search, "", 1, &fraction);
    return STATUS_OK;
}

const struct search_kind search_evolution = {
    .name = "evolution",
    .sentence = "models bred from the better of those before; with hurdles, only the promising are trained to the end",
    .source = "Real et al. 2019 (AAAI, arXiv 1802.01548), algorithm 1; hurdles: So, Liang and Le 2019 (ICML, arXiv "
              "1901.11117), progressive dynamic hurdles",
    .fields = search_evolution_fields,
    .read = search_evolution_read,
};
