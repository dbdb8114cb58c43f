#include "read/catalog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/config.h"
#include "read/family.h"

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
    static const char *const programme[] = {"programme", "work"};
    static const char *const study[] = {"study"};
    static const char *const config[] = {"config"};
    static const char *const device[] = {"device", "peak"};
    static const char *const region[] = {"region", "carbon_intensity", "mix"};
    static const char *const factors[] = {"factors"};
    static const char *const water[] = {"water_factors"};
    static const char *const model[] = {"model",      "layers",        "encoder", "decoder",
                                        "parameters", "training_flop", "sizes",   "base"};
#define CATALOG_HAS(keys) catalog_has_any(root, keys, sizeof keys / sizeof *keys)
    if (CATALOG_HAS(study))
        return CATALOG_STUDY;
    if (CATALOG_HAS(programme))
        return CATALOG_PROGRAMME;
    if (CATALOG_HAS(config))
        return CATALOG_CONFIG;
    if (config_is(root))
        return CATALOG_MODEL;
    // `model:` names a model, or says which one a plan is about: then nothing of a model's own stands beside it.
    bool asks = yaml_tree_get(root, "model") && (yaml_tree_get(root, "region") || yaml_tree_get(root, "training") ||
                                                 yaml_tree_get(root, "serving") || yaml_tree_get(root, "rollouts"));
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
    if (CATALOG_HAS(water))
        return CATALOG_WATER;
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

enum status catalog_read(struct catalog *catalog, const char *path, struct mark from, const struct yaml_node **root)
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

bool catalog_has_names(enum catalog_kind kind)
{
    return catalog_rows[kind].folder != NULL;
}

char *catalog_folder(struct catalog *catalog, enum catalog_kind kind)
{
    bool here = strcmp(catalog->data_folder, ".") == 0;
    return arena_format(catalog->arena, "%s%s%s", here ? "" : catalog->data_folder, here ? "" : "/",
                        catalog_rows[kind].folder);
}

char *catalog_name_path(struct catalog *catalog, enum catalog_kind kind, const char *name, size_t length)
{
    char *folder = catalog_folder(catalog, kind);
    return folder ? arena_format(catalog->arena, "%s/%s%.*s.yaml", folder, catalog_rows[kind].prefix, (int)length, name)
                  : NULL;
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

enum status catalog_variants(struct catalog *catalog, const char *path, const struct yaml_node **root,
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
    enum status status = catalog_variants(catalog, path, &root, names);
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
    char *folder = catalog_folder(catalog, kind);
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
