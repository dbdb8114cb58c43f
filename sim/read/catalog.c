#include "read/catalog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/catalog_config.h"
#include "read/config.h"
#include "read/family.h"
#include "read/json_text.h"
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
    static const char *const counted[] = {"layers", "encoder", "decoder", "parameters", "training_flop",
                                          "sizes",  "base",    "image",   "model_type", "family"};
    static const char *const study[] = {"study"};
    static const char *const config[] = {"config"};
    static const char *const device[] = {"device", "peak"};
    static const char *const region[] = {"region", "carbon_intensity", "mix"};
    static const char *const factors[] = {"factors"};
    static const char *const model[] = {"model",      "layers",        "encoder", "decoder",
                                        "parameters", "training_flop", "sizes",   "base"};
#define CATALOG_HAS(keys) catalog_has_any(root, keys, sizeof keys / sizeof *keys)
    if (CATALOG_HAS(study))
        return CATALOG_STUDY;
    if (CATALOG_HAS(config))
        return CATALOG_CONFIG;
    if (config_is(root))
        return CATALOG_MODEL;
    // `model:` names a model, or says which one a plan is about: then nothing of a model's own stands beside it.
    bool asks = yaml_tree_get(root, "model") && (yaml_tree_get(root, "region") || yaml_tree_get(root, "training"));
    if (CATALOG_HAS(plan) || (asks && !CATALOG_HAS(counted)))
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
    // A family may leave everything that tells its kind to its variants.
    const struct yaml_node *variants = family_variants(root);
    bool told = variants && variants->count && variants->pairs[0].value->kind == YAML_MAPPING;
    return told && !family_variants(variants->pairs[0].value) ? catalog_kind_of(variants->pairs[0].value)
                                                              : CATALOG_COUNT;
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

// Reads a file once in a run: what asks for it again gets the same tree, so that a mistake in it is one mistake.
static enum status catalog_read(struct catalog *catalog, const char *path, struct mark from,
                                const struct yaml_node **root)
{
    for (size_t i = 0; i < catalog->file_count; i++)
        if (strcmp(catalog->files[i].path, path) == 0) {
            *root = catalog->files[i].root;
            return STATUS_OK;
        }
    enum status status = yaml_tree_read(catalog->arena, path, path, from, catalog->diag, root);
    if (status != STATUS_OK)
        return status;
    struct catalog_file *files = arena_grow(catalog->arena, catalog->files, catalog->file_count,
                                            catalog->file_count + 1, &catalog->file_capacity, sizeof *files);
    if (!files)
        return STATUS_NO_MEMORY;
    catalog->files = files;
    files[catalog->file_count++] = (struct catalog_file){.path = path, .root = *root};
    return STATUS_OK;
}

// The variant of what a file holds, once the file is known to hold the right kind. Errors stand where it was asked for.
static enum status catalog_pick(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *root,
                                struct mark from, const char *name, const struct yaml_node **node)
{
    struct mark mark = from.source ? from : root->mark;
    if (root->kind != YAML_MAPPING)
        return diag_error(catalog->diag, root->mark, NULL, "a file holds a mapping of keys");
    enum catalog_kind found = catalog_kind_of(root);
    bool is_config = found == CATALOG_COUNT || config_is(root);
    if (is_config && (kind == CATALOG_MODEL || kind == CATALOG_COUNT)) {
        enum status status = catalog_config_open(catalog, root, node);
        if (status != STATUS_OK || *node)
            return status;
    }
    if (found == CATALOG_COUNT)
        return diag_error(catalog->diag, root->mark, NULL,
                          "this is no plan, model, device or region: none of their first-level keys is here%s",
                          yaml_tree_get(root, "programme") ? " (a programme is not read yet)"
                          : root->mark.source && json_text_is_named(root->mark.source)
                              ? "; a config.json needs its \"model_type\""
                              : "");
    if (kind != CATALOG_COUNT && found != kind)
        return diag_error(catalog->diag, mark, NULL, "this file is a %s; a %s is wanted", catalog_key(found),
                          catalog_key(kind));
    return family_pick(catalog->arena, catalog->diag, root, catalog_key(found), name, mark, catalog->is_value, node);
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
    // Looking for a suggestion must not complain of files that nobody asked for.
    struct diag aside, *asked = catalog->diag;
    struct catalog_names names = {0};
    diag_init(&aside);
    size_t files = catalog->file_count;
    catalog->diag = &aside;
    enum status listed = catalog_list(catalog, kind, &names);
    catalog->diag = asked;
    catalog->file_count = files; // mistakes in those read aside are still to be told
    diag_free(&aside);
    if (listed == STATUS_NO_MEMORY)
        return listed;
    const char *nearest = diag_nearest(name, names.names, names.count);
    return diag_error(catalog->diag, mark, NULL, "there is no %s \"%s\" in %s%s%s%s", catalog_key(kind), name,
                      catalog_data_path(catalog, kind, ""), nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                      nearest ? "\"?" : "");
}

static enum status catalog_find_name(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
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
        enum status status = catalog_read(catalog, path, mark, &root);
        if (status != STATUS_OK)
            return status;
        // A file of a shorter name answers only when it is the family that the name is a variant of.
        if (name[length] == '\0' || family_variants(root))
            return catalog_pick(catalog, kind, root, mark, name, node);
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
    enum status status = catalog_read(catalog, path, mark, &root);
    if (status != STATUS_OK)
        return status;
    if (variant && root->kind == YAML_MAPPING && !family_variants(root))
        return diag_error(catalog->diag, mark.source ? mark : root->mark, NULL,
                          "%s is no family, so it has no variant \"%.80s\"", path, variant + 1);
    // A family in a file of its own name stands for its variant of that name.
    const char *stem = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    char *own = arena_copy(catalog->arena, stem, strcspn(stem, "."));
    if (!own)
        return STATUS_NO_MEMORY;
    bool has_own = yaml_tree_get(family_variants(root), own) != NULL;
    return catalog_pick(catalog, kind, root, mark, variant ? variant + 1 : has_own ? own : NULL, node);
}

static enum status catalog_open_any(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *reference,
                                    const struct yaml_node **node)
{
    *node = NULL;
    if (reference->kind == YAML_MAPPING && kind == CATALOG_MODEL && config_is(reference))
        return catalog_config_open(catalog, reference, node);
    if (reference->kind == YAML_MAPPING) {
        *node = reference;
        return STATUS_OK;
    }
    if (reference->kind != YAML_SCALAR || yaml_tree_is_null(reference))
        return diag_error(catalog->diag, reference->mark, catalog_key(kind), "a name, a path or an inline %s is needed",
                          catalog_key(kind));
    if (catalog_is_path(reference->text))
        return catalog_open_path(catalog, kind, reference->mark, reference->text, node);
    return catalog_find_name(catalog, kind, reference->mark, reference->text, node);
}

// Whether two opened things are one: of one place in one file, and of one name where that holds a family.
static bool catalog_is_same(const struct yaml_node *a, const struct yaml_node *b, enum catalog_kind kind)
{
    const struct yaml_node *name = yaml_tree_get(a, catalog_key(kind)), *other = yaml_tree_get(b, catalog_key(kind));
    if (a->mark.source != b->mark.source || a->mark.line != b->mark.line || a->mark.column != b->mark.column)
        return false;
    return (!name && !other) || (name && other && strcmp(name->text, other->text) == 0);
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
        kind = kind == CATALOG_COUNT ? catalog_kind_of(found) : kind;
        // The same thing twice is a cycle, however its name was spelled.
        for (size_t i = 0; i < count; i++)
            if (catalog_is_same(layers[i], found, kind))
                return diag_error(catalog->diag, reference->mark, "base", "the chain of bases comes back to itself");
        if (count == CATALOG_BASES_MAX)
            return diag_error(catalog->diag, reference->mark, "base", "more than %d bases, one on another",
                              CATALOG_BASES_MAX);
        layers[count++] = found;
        reference = kind == CATALOG_MODEL || kind == CATALOG_CONFIG ? yaml_tree_get(found, "base") : NULL;
    }
    const struct yaml_node *merged = layers[count - 1];
    for (size_t i = count - 1; i-- > 0 && merged;) {
        const struct yaml_node *over = overlay_without(catalog->arena, layers[i], "base");
        // What the authors of the base say of it does not hold for something else.
        merged = overlay_without(catalog->arena, merged, "published_parameters");
        merged = merged ? overlay_without(catalog->arena, merged, "description") : NULL;
        if (!merged)
            return STATUS_NO_MEMORY;
        merged = over ? overlay_merge(catalog->arena, merged, over, catalog->is_value) : NULL;
    }
    *node = merged;
    return merged ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status catalog_open_name(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *name,
                              const struct yaml_node **node)
{
    // What looks like a path is refused as the name that it is not.
    return catalog_is_path(name->text) ? catalog_find_name(catalog, kind, name->mark, name->text, node)
                                       : catalog_open(catalog, kind, name, node);
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
    enum status status = catalog_read(catalog, path, (struct mark){0}, root);
    const struct yaml_node *family = status == STATUS_OK ? family_variants(*root) : NULL;
    for (size_t i = 0; family && status == STATUS_OK && i < family->count; i++)
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
