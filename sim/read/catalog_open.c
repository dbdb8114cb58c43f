#include "read/catalog_open.h"

#include <string.h>
#include <unistd.h>

#include "read/config.h"
#include "read/displace.h"
#include "read/family.h"
#include "read/json_text.h"
#include "read/overlay.h"

enum { CATALOG_BASES_MAX = 8 };

// A name becomes part of a file name, so it is kept to what a file name may hold: never "..", never a separator.
static bool catalog_is_name(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    return length > 0 && length < 128 && text[length] == '\0' && text[0] != '.';
}

static char *catalog_relative(struct arena *arena, const struct mark *from, const char *path)
{
    const char *slash = from->source && path[0] != '/' ? strrchr(from->source->name, '/') : NULL;
    int folder = slash ? (int)(slash - from->source->name) + 1 : 0;
    return arena_format(arena, "%.*s%.*s", folder, slash ? from->source->name : "", (int)strcspn(path, "#"), path);
}

// While the catalog looks through files that nobody asked for, what is wrong with them is not told.
struct catalog_aside {
    struct diag told, *asked;
    size_t file_count;
};

static void catalog_step_aside(struct catalog *catalog, struct catalog_aside *aside)
{
    *aside = (struct catalog_aside){.asked = catalog->diag, .file_count = catalog->file_count};
    diag_init(&aside->told);
    catalog->diag = &aside->told;
}

static void catalog_step_back(struct catalog *catalog, struct catalog_aside *aside)
{
    catalog->diag = aside->asked;
    catalog->file_count = aside->file_count; // mistakes in those read aside are still to be told
    diag_free(&aside->told);
}

static enum status catalog_nearest(struct catalog *catalog, enum catalog_kind kind, const char *name,
                                   const char **nearest)
{
    struct catalog_aside aside;
    struct catalog_names names = {0};
    catalog_step_aside(catalog, &aside);
    enum status listed = catalog_list(catalog, kind, &names);
    catalog_step_back(catalog, &aside);
    *nearest = diag_nearest(name, names.names, names.count);
    return listed == STATUS_NO_MEMORY ? listed : STATUS_OK;
}

static enum status catalog_translate(struct catalog *catalog, const struct yaml_node *root,
                                     const struct yaml_node *template_node, const struct yaml_node **model)
{
    const struct yaml_node *common = NULL;
    enum status status = catalog_open_text(catalog, CATALOG_CONFIG, CONFIG_COMMON, &common);
    return status == STATUS_OK ? config_translate(catalog->arena, catalog->diag, root, template_node, common, model)
                               : status;
}

// The template whose `told_by` keys are all there.
static enum status catalog_tell(struct catalog *catalog, const struct yaml_node *root,
                                const struct yaml_node **template_node)
{
    struct catalog_names names = {0};
    struct catalog_aside aside;
    *template_node = NULL;
    catalog_step_aside(catalog, &aside);
    enum status status = root->kind == YAML_MAPPING ? catalog_list(catalog, CATALOG_CONFIG, &names) : STATUS_OK;
    for (size_t i = 0; i < names.count && status != STATUS_NO_MEMORY && !*template_node; i++) {
        const struct yaml_node *node = NULL;
        status = catalog_open_text(catalog, CATALOG_CONFIG, names.names[i], &node);
        if (status == STATUS_OK && config_is_told_by(node, root))
            *template_node = node;
    }
    catalog_step_back(catalog, &aside);
    return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

// The model that a config becomes (config.h); *model is NULL when no template is told by its keys.
static enum status catalog_open_config(struct catalog *catalog, const struct yaml_node *root,
                                       const struct yaml_node **model)
{
    const struct yaml_node *type = yaml_tree_get(root, "model_type"), *template_node = NULL;
    *model = NULL;
    if (!type) {
        enum status status = catalog_tell(catalog, root, &template_node);
        return status == STATUS_OK && template_node ? catalog_translate(catalog, root, template_node, model) : status;
    }
    if (type->kind != YAML_SCALAR || yaml_tree_is_null(type) || strcmp(type->text, CONFIG_COMMON) == 0)
        return diag_error(catalog->diag, type->mark, NULL, "\"model_type\" needs the name of an architecture");
    if (catalog_is_path(type->text)) // a file of somebody else opens none of ours but by its name
        return diag_error(catalog->diag, type->mark, NULL, "\"%.80s\" is not a name of a config", type->text);
    struct yaml_node *reference = overlay_scalar(catalog->arena, type->mark, type->text);
    if (!reference)
        return STATUS_NO_MEMORY;
    enum status status = catalog_open(catalog, CATALOG_CONFIG, reference, &template_node);
    return status == STATUS_OK ? catalog_translate(catalog, root, template_node, model) : status;
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
        enum status status = catalog_open_config(catalog, root, node);
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

// No file of a name, and no variant: what is nearest, or what the family that it seems to mean has.
static enum status catalog_refuse_name(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
                                       const char *name, const struct yaml_node *family, const struct yaml_node **node)
{
    const char *nearest = NULL;
    enum status status = catalog_nearest(catalog, kind, name, &nearest);
    if (status != STATUS_OK)
        return status;
    if (!nearest && family)
        return catalog_pick(catalog, kind, family, mark, name, node);
    const char *folder = catalog_folder(catalog, kind);
    return diag_error(catalog->diag, mark, NULL, "there is no %s \"%s\" in %s%s%s%s", catalog_key(kind), name,
                      folder ? folder : "", nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                      nearest ? "\"?" : "");
}

static enum status catalog_find_name(struct catalog *catalog, enum catalog_kind kind, struct mark mark,
                                     const char *name, const struct yaml_node **node)
{
    if (!catalog_has_names(kind))
        return diag_error(catalog->diag, mark, NULL, "\"%s\" is no path: a %s is given by its file", name,
                          catalog_key(kind));
    if (!catalog_is_name(name))
        return diag_error(catalog->diag, mark, NULL, "\"%.80s\" is not a name of a %s", name, catalog_key(kind));
    const struct yaml_node *family = NULL;
    for (size_t length = strlen(name); length > 0; length--) {
        if (name[length] != '\0' && name[length] != '-')
            continue;
        char *path = catalog_name_path(catalog, kind, name, length);
        if (!path)
            return STATUS_NO_MEMORY;
        if (access(path, F_OK) != 0)
            continue;
        const struct yaml_node *root = NULL;
        enum status status = catalog_read(catalog, path, mark, &root);
        if (status != STATUS_OK)
            return status;
        // A file of a shorter name answers only when it is the family that the name is a variant of.
        if (name[length] == '\0' || yaml_tree_get(family_variants(root), name))
            return catalog_pick(catalog, kind, root, mark, name, node);
        family = family || !family_variants(root) ? family : root;
    }
    return catalog_refuse_name(catalog, kind, mark, name, family, node);
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
        return catalog_open_config(catalog, reference, node);
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
        bool has_bases = kind == CATALOG_MODEL || kind == CATALOG_CONFIG || kind == CATALOG_REGION;
        reference = has_bases ? yaml_tree_get(found, "base") : NULL;
    }
    const struct yaml_node *merged = layers[count - 1];
    for (size_t i = count - 1; i-- > 0 && merged;) {
        const struct yaml_node *over = overlay_without(catalog->arena, layers[i], "base");
        // What the authors of the base say of it does not hold for something else.
        merged = overlay_without(catalog->arena, merged, "published_parameters");
        merged = merged ? overlay_without(catalog->arena, merged, "description") : NULL;
        merged = merged && over ? displace_training(catalog->arena, merged, over) : NULL;
        merged = merged ? overlay_merge(catalog->arena, merged, over, catalog->is_value) : NULL;
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

enum status catalog_open_defaults(struct catalog *catalog, const struct yaml_node *template_node,
                                  const struct yaml_node **model)
{
    *model = NULL;
    if (!config_has_defaults(template_node))
        return STATUS_OK;
    struct yaml_node *empty = overlay_mapping(catalog->arena, template_node->mark, NULL, 0);
    return empty ? catalog_translate(catalog, empty, template_node, model) : STATUS_NO_MEMORY;
}
