#include "search/search_build.h"

#include <math.h>
#include <string.h>

// ---- keys -----------------------------------------------------------------------------------------

static size_t search_build_count(const struct field *rows)
{
    size_t count = 0;
    while (rows[count].key)
        count++;
    return count;
}

enum status search_build_read(struct reader *reader, const struct field *rows, const struct yaml_node *node, void *out)
{
    bool is_null = node->kind == YAML_SCALAR && yaml_tree_is_null(node);
    if (is_null || (node->kind == YAML_MAPPING && !dist_is_value(node)))
        return field_read(reader, rows, search_build_count(rows), node, out);
    for (size_t i = 1; rows[i].key; i++)
        if (rows[i].required)
            return field_read(reader, rows, search_build_count(rows), node, out);
    return field_read_value(reader, rows, node, out);
}

enum status search_build_dist(struct reader *reader, const struct field *rows, const char *key, const void *keys,
                              const struct dist *otherwise, struct dist *dist)
{
    while (strcmp(rows->key, key) != 0)
        rows++;
    const struct yaml_node *node = *(const struct yaml_node *const *)((const char *)keys + rows->offset);
    *dist = *otherwise;
    if (!node)
        return STATUS_OK;
    // What must be more than 0 may come as near to it as {uniform: [0, 1]} does.
    struct field row = *rows;
    double value = 0;
    row.low = row.low == DBL_MIN ? 0 : row.low;
    size_t length = field_enter(reader, key);
    enum status status = dist_read(reader, &row, node, dist);
    if (status == STATUS_OK && dist_is_constant(dist, &value))
        status = field_check_bounds(reader, rows, field_unwrap(reader, node), value, value);
    field_leave(reader, length);
    return status;
}

enum status search_build_trials(struct reader *reader, const struct field *rows, const char *key, const void *keys,
                                double otherwise, struct dist *dist)
{
    struct dist constant = search_build_constant(otherwise);
    enum status status = search_build_dist(reader, rows, key, keys, &constant, dist);
    double value = 0;
    if (status != STATUS_OK || !dist_is_constant(dist, &value) || value == floor(value))
        return status;
    while (strcmp(rows->key, key) != 0)
        rows++;
    const struct yaml_node *node = *(const struct yaml_node *const *)((const char *)keys + rows->offset);
    return field_error(reader, field_unwrap(reader, node), "\"%s\" needs a whole number, not %.6g", key, value);
}

struct dist search_build_constant(double value)
{
    return (struct dist){.kind = DIST_CONSTANT, .argument = {value}};
}

// ---- groups ---------------------------------------------------------------------------------------

enum status search_build_room(struct reader *reader, const struct yaml_node *node, double groups, struct search *search)
{
    if (groups > SEARCH_GROUPS_MAX)
        return field_error(reader, node, "%.10g groups of trials are more than a search may have (%d)", groups,
                           SEARCH_GROUPS_MAX);
    search->groups = arena_array(reader->arena, (size_t)groups, sizeof *search->groups);
    return search->groups ? STATUS_OK : STATUS_NO_MEMORY;
}

struct search_group *search_build_add(struct search *search, const char *name, const struct dist *trials,
                                      const struct dist *fraction)
{
    struct search_group *group = &search->groups[search->group_count++];
    *group = (struct search_group){
        .name = name, .count = SEARCH_COUNTED, .trials = *trials, .part = 1, .fraction = *fraction};
    return group;
}

void search_build_add_share(struct search *search, const char *name, enum search_count count,
                            const struct dist *fraction)
{
    const struct dist none = search_build_constant(0);
    search_build_add(search, name, &none, fraction)->count = count;
}

void search_build_add_part(struct search *search, const char *name, double part, const struct dist *fraction)
{
    double pool = 0;
    struct dist trials = search_build_constant(0);
    bool is_known = dist_is_constant(&search->pool, &pool);
    if (is_known)
        trials = search_build_constant(pool * part);
    struct search_group *group = search_build_add(search, name, &trials, fraction);
    group->count = is_known ? SEARCH_COUNTED : SEARCH_PART;
    group->part = is_known ? 1 : part;
}

const char *search_build_number(struct arena *arena, double number, const char *one, const char *many)
{
    bool is_whole = number == floor(number);
    return arena_format(arena, is_whole ? "%.0f %s" : "%.4g %s", number, number == 1 ? one : many);
}
