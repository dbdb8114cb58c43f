#include "machine/region_list.h"

#include "machine/region_group.h"

static bool region_list_takes(const char *const *words, size_t word_count, const char *name)
{
    for (size_t i = 0; i < word_count; i++)
        if (region_group_covers(words[i], name))
            return true;
    return !word_count;
}

// What the user may have meant: a group, or the first word of a name or the whole of it.
static const char *region_list_nearest(struct arena *arena, const char *word, const struct catalog_names *names)
{
    const char **known = arena_array(arena, names->count + region_group_count, sizeof *known);
    size_t count = 0;
    for (size_t i = 0; known && i < region_group_count; i++)
        known[count++] = region_group_all[i].name;
    for (size_t i = 0; known && i < names->count; i++)
        known[count++] = names->names[i];
    return known ? diag_nearest(word, known, count) : NULL;
}

static enum status region_list_check(const struct catalog *catalog, const struct catalog_names *names,
                                     const char *const *words, size_t word_count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < word_count; i++) {
        bool covers = false;
        for (size_t j = 0; j < names->count && !covers; j++)
            covers = region_group_covers(words[i], names->names[j]);
        if (covers)
            continue;
        const char *nearest = region_list_nearest(catalog->arena, words[i], names);
        status =
            diag_error(catalog->diag, (struct mark){0}, NULL,
                       "no region is called \"%.60s\" or begins with it, nor is that a group%s%s%s (`list regions`)",
                       words[i], nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return status;
}

enum status region_list_read(struct reader *reader, struct catalog *catalog, const char *const *words,
                             size_t word_count, struct region_list *list)
{
    struct catalog_names names = {0};
    *list = (struct region_list){0};
    enum status status = catalog_list(catalog, CATALOG_REGION, &names);
    if (status != STATUS_OK)
        return status;
    if (!names.count)
        return diag_error(reader->diag, (struct mark){0}, NULL, "%s: holds no region",
                          catalog_folder(catalog, CATALOG_REGION));
    status = region_list_check(catalog, &names, words, word_count);
    list->regions = arena_array(reader->arena, names.count, sizeof *list->regions);
    if (!list->regions)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < names.count && status != STATUS_NO_MEMORY; i++) {
        const struct yaml_node *node = NULL;
        struct region *region = &list->regions[list->count];
        if (!region_list_takes(words, word_count, names.names[i]))
            continue;
        enum status one = catalog_open_text(catalog, CATALOG_REGION, names.names[i], &node);
        if (one == STATUS_OK)
            one = region_read(reader, catalog, node, region);
        region->name = names.names[i];
        list->count += one == STATUS_OK;
        status = one == STATUS_OK ? status : one;
    }
    // A file that could not even be listed has said so.
    return status == STATUS_OK ? diag_status(reader->diag) : status;
}
