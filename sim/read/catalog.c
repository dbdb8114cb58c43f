#include "read/catalog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/overlay.h"

enum { CATALOG_BASES_MAX = 8 };

static const struct {
    const char *key, *folder, *prefix;
} catalog_rows[CATALOG_COUNT] = {
#define CATALOG_ROW(kind, key_text, folder_text, prefix_text)                                                          \
    [kind] = {.key = key_text, .folder = folder_text, .prefix = prefix_text},
    CATALOG_ROWS(CATALOG_ROW)
#undef CATALOG_ROW
};

const char *catalog_key(enum catalog_kind kind)
{
    return catalog_rows[kind].key;
}

static bool catalog_has_any(const struct yaml_node *root, const char *const keys[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (yaml_tree_get(root, keys[i]))
            return true;
    return false;
}

enum catalog_kind catalog_kind_of(const struct yaml_node *root)
{
    static const char *const plan[] = {"plan", "hardware", "inputs"};
    static const char *const study[] = {"study"};
    static const char *const device[] = {"device", "peak"};
    static const char *const region[] = {"region", "carbon_intensity", "mix"};
    static const char *const factors[] = {"factors"};
    static const char *const model[] = {"model",      "layers",        "encoder", "decoder",
                                        "parameters", "training_flop", "sizes",   "base"};
#define CATALOG_HAS(keys) catalog_has_any(root, keys, sizeof keys / sizeof *keys)
    if (CATALOG_HAS(study))
        return CATALOG_STUDY;
    if (CATALOG_HAS(plan) || (yaml_tree_get(root, "model") && yaml_tree_get(root, "region")))
        return CATALOG_PLAN;
    if (CATALOG_HAS(device))
        return CATALOG_DEVICE;
    if (CATALOG_HAS(region))
        return CATALOG_REGION;
    if (CATALOG_HAS(model))
        return CATALOG_MODEL;
    if (CATALOG_HAS(factors))
        return CATALOG_FACTORS;
#undef CATALOG_HAS
    return CATALOG_COUNT;
}

bool catalog_is_path(const char *text)
{
    size_t length = strcspn(text, "#");
    static const char *const endings[] = {".yaml", ".yml", ".json"};
    if (memchr(text, '/', length))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strncmp(text + length - ending, endings[i], ending) == 0)
            return true;
    }
    return false;
}

// A name becomes part of a file name, so it is kept to what a file name may hold: never "..", never a separator.
static bool catalog_is_name(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    return length > 0 && length < 128 && text[length] == '\0' && text[0] != '.';
}

// A variant's own source is the source of what it says, not of the whole family: it moves into the mappings it cites.
static const struct yaml_node *catalog_push_citation(struct arena *arena, const struct yaml_node *variant)
{
    static const char *const keys[] = {"source", "assumed"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct yaml_pair *citation = yaml_tree_pair(variant, keys[k]);
        if (!citation)
            continue;
        const struct yaml_node *pushed = overlay_without(arena, variant, keys[k]);
        for (size_t i = 0; pushed && i < variant->count; i++) {
            struct yaml_pair pair = variant->pairs[i];
            if (pair.value->kind != YAML_MAPPING || yaml_tree_get(pair.value, "source") ||
                yaml_tree_get(pair.value, "assumed"))
                continue;
            pair.value = overlay_with(arena, pair.value, citation);
            pushed = pair.value ? overlay_with(arena, pushed, &pair) : NULL;
        }
        if (!pushed)
            return NULL;
        variant = pushed;
    }
    return variant;
}

static enum status catalog_variant_missing(struct catalog *catalog, struct mark mark, const struct yaml_node *family,
                                           const char *name)
{
    char known[400] = "";
    for (size_t i = 0; i < family->count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", family->pairs[i].key);
    }
    if (name)
        return diag_error(catalog->diag, mark, NULL, "the family has no variant \"%s\"; it has %s", name, known);
    return diag_error(catalog->diag, mark, NULL, "this is a family: say which of %s is meant", known);
}

// The variant `name` of a family, laid over what the family shares; the root itself when it is no family.
static enum status catalog_pick(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *root,
                                struct mark mark, const char *name, const struct yaml_node **node)
{
    const struct yaml_node *variants = yaml_tree_get(root, "variants");
    *node = root;
    if (!variants)
        return STATUS_OK;
    if (variants->kind != YAML_MAPPING || variants->count == 0)
        return diag_error(catalog->diag, variants->mark, "variants", "variants must map names to what differs");
    const struct yaml_pair *variant = name ? yaml_tree_pair(variants, name) : NULL;
    if (!variant)
        return catalog_variant_missing(catalog, mark, variants, name);
    if (variant->value->kind != YAML_MAPPING)
        return diag_error(catalog->diag, variant->value->mark, "variants",
                          "a variant must be a mapping of what differs");
    struct yaml_node *title = arena_alloc(catalog->arena, sizeof *title);
    if (!title)
        return STATUS_NO_MEMORY;
    *title = (struct yaml_node){.kind = YAML_SCALAR, .mark = variant->key_mark, .text = variant->key, .weight = 1};
    struct yaml_pair pair = {.key = catalog_key(kind), .key_mark = variant->key_mark, .value = title};
    const struct yaml_node *shared = overlay_without(catalog->arena, root, "variants");
    shared = shared ? overlay_without(catalog->arena, shared, "family") : NULL;
    shared = shared ? overlay_with(catalog->arena, shared, &pair) : NULL;
    const struct yaml_node *over = catalog_push_citation(catalog->arena, variant->value);
    *node = shared && over ? overlay_merge(catalog->arena, shared, over, catalog->is_value) : NULL;
    return *node ? STATUS_OK : STATUS_NO_MEMORY;
}

static char *catalog_relative(struct arena *arena, const struct mark *from, const char *path)
{
    const char *slash = from->source && path[0] != '/' ? strrchr(from->source->name, '/') : NULL;
    int folder = slash ? (int)(slash - from->source->name) + 1 : 0;
    return arena_format(arena, "%.*s%.*s", folder, slash ? from->source->name : "", (int)strcspn(path, "#"), path);
}

// A path in the data folder, as a person would write it: without a leading "./".
static char *catalog_data_path(struct catalog *catalog, enum catalog_kind kind, const char *file)
{
    bool here = strcmp(catalog->data_folder, ".") == 0;
    return arena_format(catalog->arena, "%s%s%s%s%s", here ? "" : catalog->data_folder, here ? "" : "/",
                        catalog_rows[kind].folder, file[0] ? "/" : "", file);
}

static enum status catalog_name_missing(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
                                        const char *name)
{
    struct catalog_names names = {0};
    if (catalog_list(catalog, kind, &names) == STATUS_NO_MEMORY)
        return STATUS_NO_MEMORY;
    const char *nearest = diag_nearest(name, names.names, names.count);
    return diag_error(catalog->diag, mark, NULL, "there is no %s \"%s\" in %s%s%s%s", catalog_key(kind), name,
                      catalog_data_path(catalog, kind, ""), nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                      nearest ? "\"?" : "");
}

static enum status catalog_open_name(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
                                     const char *name, const struct yaml_node **node)
{
    if (!catalog_rows[kind].folder)
        return diag_error(catalog->diag, mark, NULL, "\"%s\" is no path: a %s is given by its file", name,
                          catalog_key(kind));
    if (!catalog_is_name(name))
        return diag_error(catalog->diag, mark, NULL, "\"%.80s\" is not a name of a %s", name, catalog_key(kind));
    for (size_t length = strlen(name); length > 0; length--) {
        if (name[length] != '\0' && name[length] != '-')
            continue;
        char *file = arena_format(catalog->arena, "%s%.*s.yaml", catalog_rows[kind].prefix, (int)length, name);
        char *path = file ? catalog_data_path(catalog, kind, file) : NULL;
        if (!path)
            return STATUS_NO_MEMORY;
        if (access(path, F_OK) != 0)
            continue;
        const struct yaml_node *root = NULL;
        enum status status = yaml_tree_read(catalog->arena, path, path, catalog->diag, &root);
        if (status != STATUS_OK)
            return status;
        if (yaml_tree_get(root, "variants"))
            return catalog_pick(catalog, kind, root, mark, name, node);
        if (name[length] == '\0') {
            *node = root;
            return STATUS_OK;
        }
    }
    return catalog_name_missing(catalog, kind, mark, name);
}

static enum status catalog_open_path(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
                                     const char *text, const struct yaml_node **node)
{
    char *path = catalog_relative(catalog->arena, &mark, text);
    const char *variant = strchr(text, '#');
    const struct yaml_node *root = NULL;
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = yaml_tree_read(catalog->arena, path, path, catalog->diag, &root);
    if (status != STATUS_OK)
        return status;
    if (root->kind != YAML_MAPPING)
        return diag_error(catalog->diag, root->mark, NULL, "a file holds a mapping of keys");
    enum catalog_kind found = catalog_kind_of(root);
    if (found == CATALOG_COUNT)
        return diag_error(catalog->diag, root->mark, NULL,
                          "this is no plan, model, device or region: none of their first-level keys is here%s",
                          yaml_tree_get(root, "model_type") ? " (a Hugging Face config.json is not read yet)" : "");
    if (kind != CATALOG_COUNT && found != kind)
        return diag_error(catalog->diag, root->mark, NULL, "this file is a %s; a %s is wanted", catalog_key(found),
                          catalog_key(kind));
    // A family in a file of its own name stands for its variant of that name.
    const char *stem = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    char *own = arena_copy(catalog->arena, stem, strcspn(stem, "."));
    if (!own)
        return STATUS_NO_MEMORY;
    bool has_own = yaml_tree_get(yaml_tree_get(root, "variants"), own) != NULL;
    return catalog_pick(catalog, found, root, root->mark, variant ? variant + 1 : has_own ? own : NULL, node);
}

static enum status catalog_open_any(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *reference,
                                    const struct yaml_node **node)
{
    *node = NULL;
    if (reference->kind == YAML_MAPPING) {
        *node = reference;
        return STATUS_OK;
    }
    if (reference->kind != YAML_SCALAR || yaml_tree_is_null(reference))
        return diag_error(catalog->diag, reference->mark, catalog_key(kind), "a name, a path or an inline %s is needed",
                          catalog_key(kind));
    if (catalog_is_path(reference->text))
        return catalog_open_path(catalog, kind, reference->mark, reference->text, node);
    return catalog_open_name(catalog, kind, reference->mark, reference->text, node);
}

enum status catalog_open(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *reference,
                         const struct yaml_node **node)
{
    const struct yaml_node *layers[CATALOG_BASES_MAX];
    size_t count = 0;
    while (reference) {
        const struct yaml_node *found = NULL;
        enum status status = catalog_open_any(catalog, kind, reference, &found);
        if (status != STATUS_OK || !found)
            return status;
        // The same place twice is a cycle, however the names were spelled.
        for (size_t i = 0; i < count; i++)
            if (found->count && layers[i]->mark.source && found->mark.source &&
                found->mark.line == layers[i]->mark.line &&
                strcmp(layers[i]->mark.source->name, found->mark.source->name) == 0 &&
                strcmp(layers[i]->pairs->value->text, found->pairs->value->text) == 0)
                return diag_error(catalog->diag, reference->mark, "base", "the chain of bases comes back to itself");
        if (count == CATALOG_BASES_MAX)
            return diag_error(catalog->diag, reference->mark, "base", "more than %d bases, one on another",
                              CATALOG_BASES_MAX);
        layers[count++] = found;
        kind = kind == CATALOG_COUNT ? catalog_kind_of(found) : kind;
        reference = kind == CATALOG_MODEL ? yaml_tree_get(found, "base") : NULL;
    }
    const struct yaml_node *merged = layers[count - 1];
    for (size_t i = count - 1; i-- > 0 && merged;) {
        const struct yaml_node *over = overlay_without(catalog->arena, layers[i], "base");
        merged = over ? overlay_merge(catalog->arena, merged, over, catalog->is_value) : NULL;
    }
    *node = merged;
    return merged ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status catalog_open_text(struct catalog *catalog, enum catalog_kind kind, const char *text,
                              const struct yaml_node **node)
{
    struct yaml_node *reference = arena_alloc(catalog->arena, sizeof *reference);
    if (!reference)
        return STATUS_NO_MEMORY;
    *reference = (struct yaml_node){.kind = YAML_SCALAR, .text = text, .quoted = true, .weight = 1};
    if (kind == CATALOG_COUNT && !catalog_is_path(text))
        kind = CATALOG_MODEL;
    return catalog_open(catalog, kind, reference, node);
}

static int catalog_compare(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

static enum status catalog_add(struct catalog *catalog, struct catalog_names *names, const char *name, size_t length)
{
    const char **grown =
        arena_grow(catalog->arena, names->names, names->count, names->count + 1, &names->capacity, sizeof *grown);
    char *copy = arena_copy(catalog->arena, name, length);
    if (!grown || !copy)
        return STATUS_NO_MEMORY;
    names->names = grown;
    names->names[names->count++] = copy;
    return STATUS_OK;
}

enum status catalog_open_all(struct catalog *catalog, const char *path, const struct yaml_node **root,
                             struct catalog_names *variants)
{
    enum status status = yaml_tree_read(catalog->arena, path, path, catalog->diag, root);
    const struct yaml_node *family = status == STATUS_OK ? yaml_tree_get(*root, "variants") : NULL;
    for (size_t i = 0; family && family->kind == YAML_MAPPING && status == STATUS_OK && i < family->count; i++)
        status = catalog_add(catalog, variants, family->pairs[i].key, strlen(family->pairs[i].key));
    return status;
}

static enum status catalog_list_file(struct catalog *catalog, enum catalog_kind kind, const char *folder,
                                     const char *file, struct catalog_names *names)
{
    size_t length = strlen(file), prefix = strlen(catalog_rows[kind].prefix);
    if (file[0] == '.' || length <= 5 || strcmp(file + length - 5, ".yaml") != 0 ||
        strncmp(file, catalog_rows[kind].prefix, prefix) != 0)
        return STATUS_OK;
    char *path = arena_format(catalog->arena, "%s/%s", folder, file);
    const struct yaml_node *root = NULL;
    size_t before = names->count;
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = catalog_open_all(catalog, path, &root, names);
    if (status != STATUS_OK)
        return status;
    if (catalog_kind_of(root) != kind) {
        names->count = before;
        return STATUS_OK;
    }
    return names->count > before ? STATUS_OK : catalog_add(catalog, names, file + prefix, length - 5 - prefix);
}

enum status catalog_list(struct catalog *catalog, enum catalog_kind kind, struct catalog_names *names)
{
    char *folder = catalog_data_path(catalog, kind, "");
    if (!folder)
        return STATUS_NO_MEMORY;
    DIR *listing = opendir(folder);
    struct mark nowhere = {0};
    if (!listing)
        return diag_error(catalog->diag, nowhere, NULL, "%s: cannot be listed; does --data name the right folder?",
                          folder);
    enum status status = STATUS_OK;
    for (struct dirent *entry = readdir(listing); entry && status != STATUS_NO_MEMORY; entry = readdir(listing))
        status = catalog_list_file(catalog, kind, folder, entry->d_name, names);
    closedir(listing);
    if (names->count)
        qsort(names->names, names->count, sizeof *names->names, catalog_compare);
    return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}
