#include "search/search_variants.h"

// One item of a list: its name.
static enum status search_variants_item(struct reader *reader, const char *key, const struct yaml_node *item,
                                        bool numbers, size_t i, const char **name)
{
    double value = 0;
    const struct field row = {.key = key, .type = FIELD_QUANTITY, .low = DBL_MIN, .high = DBL_MAX};
    const struct yaml_node *inner = field_unwrap(reader, item);
    *name = inner->kind == YAML_SCALAR ? inner->text : arena_format(reader->arena, "%zu", i + 1);
    if (numbers)
        return field_read_value(reader, &row, item, &value);
    if (inner->kind == YAML_SEQUENCE || (inner->kind == YAML_SCALAR && yaml_tree_is_null(inner)))
        return field_error(reader, item, "a variant needs a name");
    return STATUS_OK;
}

static enum status search_variants_list(struct reader *reader, const char *key, const struct yaml_node *list,
                                        bool numbers, const struct dist *seeds, const struct dist *fraction,
                                        struct search *search)
{
    if (list->count == 0)
        return field_error(reader, list, "\"%s\" is an empty list", key);
    enum status status = search_build_room(reader, list, (double)list->count, search);
    bool has_room = status == STATUS_OK;
    for (size_t i = 0; i < list->count && has_room; i++) {
        const char *name = "";
        size_t length = field_enter_item(reader, i);
        enum status one = search_variants_item(reader, key, list->items[i], numbers, i, &name);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
        search_build_add(search, list->count == 1 ? "" : name, seeds, fraction);
    }
    return status;
}

// Variants x seeds, of which one may vary.
static enum status search_variants_product(struct reader *reader, const struct field *rows,
                                           const struct search_variants_keys *keys, const struct dist *seeds,
                                           const struct dist *fraction, struct search *search)
{
    struct dist variants;
    double part = 0;
    enum status status = search_build_trials(reader, rows, rows->key, keys, 1, &variants);
    if (status == STATUS_OK)
        status = search_build_room(reader, keys->variants, 1, search);
    if (status != STATUS_OK)
        return status;
    if (dist_is_constant(&variants, &part))
        search->pool = *seeds;
    else if (dist_is_constant(seeds, &part))
        search->pool = variants;
    else
        return field_error(reader, keys->seeds, "\"seeds\" and \"%s\" cannot both be distributions", rows->key);
    search_build_add_part(search, "", part, fraction);
    return STATUS_OK;
}

enum status search_variants_read(struct reader *reader, const struct field *rows, const struct yaml_node *node,
                                 bool numbers, struct search *search)
{
    struct search_variants_keys keys = {0};
    struct dist seeds, fraction, whole = search_build_constant(1);
    enum status status = search_build_read(reader, rows, node, &keys);
    if (status == STATUS_OK)
        status = search_build_trials(reader, rows, "seeds", &keys, 1, &seeds);
    if (status == STATUS_OK)
        status = search_build_dist(reader, rows, "fraction", &keys, &whole, &fraction);
    if (status != STATUS_OK)
        return status;
    const struct yaml_node *list = field_unwrap(reader, keys.variants);
    if (list->kind != YAML_SEQUENCE)
        return search_variants_product(reader, rows, &keys, &seeds, &fraction, search);
    size_t length = field_enter(reader, rows->key);
    status = search_variants_list(reader, rows->key, list, numbers, &seeds, &fraction, search);
    field_leave(reader, length);
    search->summary =
        arena_format(reader->arena, "%zu %s", list->count, list->count == 1 && !numbers ? "variant" : rows->key);
    return status;
}
