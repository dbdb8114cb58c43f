#include "search/search_rungs.h"

#include <math.h>
#include <string.h>

static const double search_rungs_rounding = 1e-12;

double search_rungs_floor(double x)
{
    return floor(x * (1 + search_rungs_rounding));
}

double search_rungs_ceil(double x)
{
    return ceil(x * (1 - search_rungs_rounding));
}

double search_rungs_power(double eta, int k)
{
    double power = 1;
    for (int i = 0; i < k; i++)
        power *= eta;
    return power;
}

int search_rungs_logarithm(double eta, double ratio)
{
    int k = 0;
    for (double power = eta; power <= ratio * (1 + search_rungs_rounding) && k < SEARCH_GROUPS_MAX; power *= eta)
        k++;
    return k;
}

enum status search_rungs_check(const struct reader *reader, const struct yaml_node *node, double eta,
                               double min_resource, double max_resource)
{
    if (!(eta > 1))
        return field_error(reader, yaml_tree_get(node, "eta"),
                           "\"eta\" must be more than 1: one in eta trials goes on");
    if (max_resource < min_resource)
        return field_error(reader, yaml_tree_get(node, "max_resource"), "\"max_resource\" is below %s (%.6g)",
                           yaml_tree_get(node, "min_resource") ? "\"min_resource\"" : "the least resource",
                           min_resource);
    return STATUS_OK;
}

// ---- one ladder -----------------------------------------------------------------------------------

// Rungs until the first that reaches max_resource, or until the trials run out.
static int search_rungs_count(const struct search_rungs_keys *keys, double trials, bool *is_power, bool *is_reached)
{
    double ratio = keys->max_resource / keys->min_resource;
    int last = search_rungs_logarithm(keys->eta, ratio), left = search_rungs_logarithm(keys->eta, trials);
    *is_power = search_rungs_power(keys->eta, last) >= ratio * (1 - search_rungs_rounding);
    last += *is_power ? 0 : 1;
    *is_reached = left >= last;
    return 1 + (*is_reached ? last : left);
}

static const char *search_rungs_note(struct arena *arena, const char *note, bool is_known, bool is_power,
                                     bool is_reached)
{
    const char *text = arena_format(
        arena, "%s%s%s%s",
        is_known ? "" : "as the number of trials varies, what a rung passes on is not rounded down; ",
        is_reached && !is_power ? "the powers of eta miss max_resource: the last rung is cut off there; " : "",
        is_reached ? "" : "the trials run out before max_resource: none of them is a full run; ", note ? note : "");
    size_t length = text ? strlen(text) : 0;
    if (length > 2 && text[length - 2] == ';')
        text = arena_copy(arena, text, length - 2);
    return length ? text : NULL;
}

enum status search_rungs_read(struct reader *reader, const struct field *rows, const struct yaml_node *node,
                              const char *note, struct search *search)
{
    struct search_rungs_keys keys = {.resume = true};
    double trials = 0, before = 0;
    bool is_power = false, is_reached = false;
    enum status status = search_build_read(reader, rows, node, &keys);
    if (status == STATUS_OK)
        status = search_rungs_check(reader, node, keys.eta, keys.min_resource, keys.max_resource);
    if (status == STATUS_OK)
        status = search_build_trials(reader, rows, "trials", &keys, 1, &search->pool);
    if (status != STATUS_OK)
        return status;
    bool is_known = dist_is_constant(&search->pool, &trials);
    trials = dist_quantile(&search->pool, 0.5);
    int rungs = search_rungs_count(&keys, trials, &is_power, &is_reached);
    status = search_build_room(reader, node, rungs, search);
    for (int k = 0; k < rungs && status == STATUS_OK; k++) {
        double power = search_rungs_power(keys.eta, k);
        double reached = fmin(keys.min_resource * power, keys.max_resource) / keys.max_resource;
        struct dist fraction = search_build_constant(keys.resume ? reached - before : reached);
        struct dist passed = search_build_constant(search_rungs_floor(trials / power));
        const char *name = rungs == 1 ? "" : arena_format(reader->arena, "rung %d", k);
        if (is_known)
            search_build_add(search, name, &passed, &fraction);
        else
            search_build_add_part(search, name, 1 / power, &fraction);
        before = reached;
    }
    search->workers = keys.workers;
    search->summary = search_build_number(reader->arena, rungs, "rung", "rungs");
    search->note = search_rungs_note(reader->arena, note, is_known, is_power, is_reached);
    return status;
}
