#include "search/search.h"

#include <math.h>
#include <string.h>

#include "quantity/dist_moments.h"
#include "search/search_build.h"

const struct search_kind *const search_kinds[] = {
#define SEARCH_ADDRESS(word) &search_##word,
    SEARCH_KIND_ROWS(SEARCH_ADDRESS)
#undef SEARCH_ADDRESS
};

const size_t search_kinds_count = sizeof search_kinds / sizeof *search_kinds;

const struct search_kind *search_kind_named(const char *name)
{
    for (size_t i = 0; i < search_kinds_count; i++)
        if (strcmp(search_kinds[i]->name, name) == 0)
            return search_kinds[i];
    return NULL;
}

// ---- expectations ---------------------------------------------------------------------------------

static double search_mean(const struct dist *dist)
{
    double moments[3];
    dist_moments(dist, moments);
    return moments[0];
}

// Means that many groups have in common, found once.
struct search_means {
    double pool, share;
};

static struct search_means search_means(const struct search *search)
{
    return (struct search_means){search_mean(&search->pool), search_mean(&search->share)};
}

static double search_group_trials(const struct search_group *group, const struct search_means *means)
{
    switch (group->count) {
    case SEARCH_SHARE:
        return means->pool * means->share;
    case SEARCH_REST:
        return means->pool * (1 - means->share);
    case SEARCH_PART:
        return means->pool * group->part;
    default:
        return search_mean(&group->trials);
    }
}

double search_mean_trials(const struct search *search)
{
    double trials = 0;
    const struct search_means means = search_means(search);
    for (size_t i = 0; i < search->group_count; i++)
        trials += search_group_trials(&search->groups[i], &means);
    return trials;
}

double search_mean_runs(const struct search *search)
{
    double runs = 0;
    const struct search_means means = search_means(search);
    for (size_t i = 0; i < search->group_count; i++) {
        const struct search_group *group = &search->groups[i];
        runs += group->model ? (double)NAN : search_group_trials(group, &means) * search_mean(&group->fraction);
    }
    return runs;
}

// ---- reading --------------------------------------------------------------------------------------

// "5 brackets of 143 configurations, 206 trials, 18.47 full runs"
static const char *search_summary(struct arena *arena, const struct search *search)
{
    double trials = search_mean_trials(search), runs = search_mean_runs(search);
    const char *many = search_build_number(arena, trials, "trial", "trials"), *begin = search->summary;
    if (!many)
        return NULL;
    if (begin)
        many = arena_format(arena, "%s, %s", begin, many);
    if (!many || isnan(runs))
        return many;
    return arena_format(arena, "%s, %.4g full %s", many, runs, runs == 1 ? "run" : "runs");
}

static enum status search_unknown(const struct reader *reader, const struct yaml_pair *pair)
{
    const char *names[sizeof search_kinds / sizeof *search_kinds], *known = "";
    for (size_t i = 0; i < search_kinds_count; i++) {
        names[i] = search_kinds[i]->name;
        known = known ? arena_format(reader->arena, "%s%s%s", known, i ? ", " : "", names[i]) : NULL;
    }
    const char *nearest = diag_nearest(pair->key, names, search_kinds_count);
    return diag_error(reader->diag, pair->key_mark, reader->path, "unknown search \"%.60s\"; %s%s%s", pair->key,
                      nearest ? "did you mean \"" : "this version knows ",
                      nearest ? nearest
                      : known ? known
                              : "",
                      nearest ? "\"?" : "");
}

// The one kind that is named; NULL after an error.
static const struct yaml_pair *search_find(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_pair *found = NULL;
    if (node->kind != YAML_MAPPING) {
        field_error(reader, node, "a search is a strategy with its keys, such as {random: {trials: 40}}");
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        if (field_is_common(pair->key))
            continue;
        if (!search_kind_named(pair->key)) {
            search_unknown(reader, pair);
            return NULL;
        }
        if (found) {
            diag_error(reader->diag, pair->key_mark, reader->path,
                       "two strategies in one search, \"%s\" and \"%s\"; make two work items of them", found->key,
                       pair->key);
            return NULL;
        }
        found = pair;
    }
    if (!found)
        field_error(reader, node, "no strategy is named here; {random: {trials: 40}} is one");
    return found;
}

enum status search_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    *search = (struct search){.node = node};
    size_t errors = reader->diag->errors;
    const struct yaml_pair *pair = search_find(reader, node);
    if (!pair)
        return STATUS_BAD_INPUT;
    search->kind = search_kind_named(pair->key);
    search->pool = search->share = search_build_constant(0);
    size_t length = field_enter(reader, pair->key);
    enum status status = search->kind->read(reader, pair->value, search);
    if (status == STATUS_OK && search_mean_trials(search) > SEARCH_TRIALS_MAX)
        status = field_error(reader, pair->value, "%.4g trials are more than a search may have (%g)",
                             search_mean_trials(search), SEARCH_TRIALS_MAX);
    field_leave(reader, length);
    // A mistake beside a value, {value: 3, sorce: x}, leaves the value readable.
    if (status == STATUS_OK && reader->diag->errors > errors)
        status = STATUS_BAD_INPUT;
    if (status != STATUS_OK)
        return status;
    search->summary = search_summary(reader->arena, search);
    return reader->arena->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status search_none(struct arena *arena, struct search *search)
{
    const struct dist one = search_build_constant(1);
    *search = (struct search){.summary = "1 full run", .pool = one, .share = one};
    search->groups = arena_array(arena, 1, sizeof *search->groups);
    if (!search->groups)
        return STATUS_NO_MEMORY;
    search_build_add(search, "", &one, &one);
    return STATUS_OK;
}
