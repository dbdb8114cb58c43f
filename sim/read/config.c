#include "read/config.h"

#include <string.h>

#include "read/config_blame.h"
#include "read/overlay.h"

enum { CONFIG_NAMES_MAX = 600, CONFIG_PREFIX_MAX = 200 };

struct config_template {
    const char *name, *library;
    const struct yaml_node *keys, *ignored, *told_by, *sizes;
};

// Keys of a template that are not the model's.
static const char *const config_own_keys[] = {"config", "library", "told_by", "keys", "ignored", "sizes", "source"};

bool config_is(const struct yaml_node *root)
{
    return yaml_tree_get(root, "model_type") && !yaml_tree_get(root, "config");
}

static bool config_is_own(const char *key)
{
    for (size_t i = 0; i < sizeof config_own_keys / sizeof *config_own_keys; i++)
        if (strcmp(key, config_own_keys[i]) == 0)
            return true;
    return false;
}

static bool config_is_text(const struct yaml_node *node)
{
    return node && node->kind == YAML_SCALAR && !yaml_tree_is_null(node);
}

static bool config_lists(const struct yaml_node *list, const char *word)
{
    for (size_t i = 0; list && list->kind == YAML_SEQUENCE && i < list->count; i++)
        if (list->items[i]->kind == YAML_SCALAR && strcmp(list->items[i]->text, word) == 0)
            return true;
    return false;
}

static struct config_template config_template_of(const struct yaml_node *node)
{
    const struct yaml_node *name = yaml_tree_get(node, "config"), *library = yaml_tree_get(node, "library");
    return (struct config_template){.name = config_is_text(name) ? name->text : "",
                                    .library = config_is_text(library) ? library->text : "the library",
                                    .keys = yaml_tree_get(node, "keys"),
                                    .ignored = yaml_tree_get(node, "ignored"),
                                    .told_by = yaml_tree_get(node, "told_by"),
                                    .sizes = yaml_tree_get(node, "sizes")};
}

// Whether a key, or a mapping around or under it, is known to a template: 2 for the key itself (or all of what it lies
// in), 1 for a mapping that holds known keys.
static int config_knows(const struct config_template *template, const char *key)
{
    size_t length = strlen(key);
    int knows = 0;
    if (yaml_tree_pair(template->keys, key) || config_lists(template->ignored, key))
        return 2;
    for (size_t i = 0; template->keys && i < template->keys->count; i++)
        if (strncmp(template->keys->pairs[i].key, key, length) == 0 && template->keys->pairs[i].key[length] == '.')
            knows = 1;
    for (size_t i = 0; template->ignored && i < template->ignored->count; i++) {
        const struct yaml_node *item = template->ignored->items[i];
        if (item->kind == YAML_SCALAR && strncmp(item->text, key, length) == 0 && item->text[length] == '.')
            knows = 1;
    }
    return knows;
}

static size_t config_known_names(const struct config_template *templates, const char **names)
{
    size_t count = 0;
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; templates[t].keys && i < templates[t].keys->count && count < CONFIG_NAMES_MAX; i++)
            names[count++] = templates[t].keys->pairs[i].key;
        for (size_t i = 0; templates[t].ignored && i < templates[t].ignored->count && count < CONFIG_NAMES_MAX; i++)
            if (templates[t].ignored->items[i]->kind == YAML_SCALAR)
                names[count++] = templates[t].ignored->items[i]->text;
    }
    return count;
}

// Nothing is passed over in silence. templates[0] is the type's own, templates[1] what all share.
static enum status config_check_keys(struct reader *reader, const struct config_template *templates,
                                     const struct yaml_node *node, const char *prefix)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const char *names[CONFIG_NAMES_MAX];
        char *key = arena_format(reader->arena, "%s%s%s", prefix, prefix[0] ? "." : "", pair->key);
        if (!key)
            return STATUS_NO_MEMORY;
        // What every type has, a config within a config has too.
        int own = config_knows(&templates[0], key), shared = config_knows(&templates[1], key);
        int nested = prefix[0] && config_knows(&templates[1], pair->key) == 2 ? 2 : shared;
        shared = nested > shared ? nested : shared;
        int knows = own > shared ? own : shared;
        if (knows == 2 || (!prefix[0] && strcmp(key, "model_type") == 0))
            continue;
        enum status one = STATUS_OK;
        if (knows == 1 && pair->value->kind == YAML_MAPPING && strlen(key) < CONFIG_PREFIX_MAX)
            one = config_check_keys(reader, templates, pair->value, key);
        else if (knows == 1 && !yaml_tree_is_null(pair->value))
            one = field_error(reader, pair->value, "\"%.80s\" holds keys of its own here, not a %s", key,
                              pair->value->kind == YAML_SCALAR ? "value" : "list");
        else if (knows == 0) {
            // Of very many mistakes only the first are shown; the others need no suggestion.
            bool is_shown = reader->diag->count < DIAG_MESSAGES_MAX;
            const char *nearest = is_shown ? diag_nearest(key, names, config_known_names(templates, names)) : NULL;
            one = diag_error(reader->diag, pair->key_mark, NULL,
                             "a %s config has no key \"%.80s\" that is understood here%s%s%s", templates[0].name, key,
                             nearest ? "; did you mean \"" : "; it might change the count", nearest ? nearest : "",
                             nearest ? "\"?" : "");
        }
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static enum status config_apply(struct config_result *result, const struct yaml_node *keys,
                                const struct yaml_node *overridden)
{
    enum status status = STATUS_OK;
    if (keys && keys->kind != YAML_MAPPING)
        return field_error(result->reader, keys, "\"keys\" maps keys to rows");
    for (size_t i = 0; keys && i < keys->count; i++) {
        const struct yaml_pair *pair = &keys->pairs[i];
        struct config_row row;
        if (overridden && yaml_tree_pair(overridden, pair->key))
            continue;
        enum status one = config_row_read(result->reader, pair, &row);
        if (one == STATUS_OK)
            one = config_row_apply(result, &row);
        if (one == STATUS_NO_MEMORY)
            return one;
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// What stands after the last slash that is followed by something.
static char *config_last(struct arena *arena, const char *path)
{
    size_t end = strlen(path), begin = 0;
    while (end > 1 && path[end - 1] == '/')
        end--;
    for (size_t i = 0; i + 1 < end; i++)
        begin = path[i] == '/' ? i + 1 : begin;
    return arena_copy(arena, path + begin, end - begin);
}

static char *config_stem(struct arena *arena, const char *path)
{
    char *stem = config_last(arena, path), *dot = stem ? strrchr(stem, '.') : NULL;
    if (dot && dot > stem)
        *dot = '\0';
    return stem;
}

// "config.json" says nothing, and neither does the plan that a config stands in; the name that the library keeps does.
static const struct yaml_node *config_name(struct arena *arena, const struct yaml_node *root, const char *type)
{
    const struct yaml_node *path = yaml_tree_get(root, "_name_or_path");
    bool is_file = root->mark.source && !root->parent;
    char *stem = config_stem(arena, is_file ? root->mark.source->name : "config");
    if (!stem || strcmp(stem, "config") != 0)
        return stem ? overlay_scalar(arena, root->mark, stem) : NULL;
    bool is_kept = config_is_text(path) && path->text[0];
    const char *name = is_kept ? config_last(arena, path->text) : type;
    return name ? overlay_scalar(arena, is_kept ? path->mark : root->mark, name) : NULL;
}

// The template's further sizes become sizes of the config, so that what comes of them is blamed on the config too.
static enum status config_add_sizes(struct config_result *result, const struct yaml_node *extra)
{
    size_t count = extra && extra->kind == YAML_MAPPING ? extra->count : 0;
    struct yaml_pair *sizes = arena_grow(result->reader->arena, result->sizes, result->size_count,
                                         result->size_count + count + 1, &result->size_capacity, sizeof *sizes);
    if (!sizes)
        return STATUS_NO_MEMORY;
    result->sizes = sizes;
    for (size_t i = 0; i < count; i++) {
        struct yaml_pair size = extra->pairs[i];
        size.value = config_blame_tree(result, size.value);
        if (!size.value)
            return STATUS_NO_MEMORY;
        sizes[result->size_count++] = size;
    }
    return STATUS_OK;
}

// The template's layers over the config's sizes. With a base only the sizes are laid over it.
static enum status config_assemble(struct config_result *result, const struct yaml_node *template_node,
                                   const struct config_template *template, const struct yaml_node **model)
{
    struct arena *arena = result->reader->arena;
    size_t count = 0;
    struct yaml_pair *pairs = arena_array(arena, template_node->count + 4, sizeof *pairs);
    struct mark mark = result->root->mark;
    const struct yaml_node *name = config_name(arena, result->root, template->name);
    struct yaml_node *type = overlay_scalar(arena, mark, template->name);
    if (!pairs || !name || !type || config_add_sizes(result, template->sizes) != STATUS_OK)
        return STATUS_NO_MEMORY;
    struct yaml_node *all = overlay_mapping(arena, mark, result->sizes, result->size_count);
    pairs[count++] = (struct yaml_pair){.key = "model", .key_mark = mark, .value = name};
    pairs[count++] = (struct yaml_pair){.key = "config_type", .key_mark = mark, .value = type};
    if (result->base)
        pairs[count++] = (struct yaml_pair){.key = "base", .key_mark = mark, .value = result->base};
    pairs[count++] = (struct yaml_pair){.key = "sizes", .key_mark = mark, .value = all};
    for (size_t i = 0; i < template_node->count; i++)
        if (!config_is_own(template_node->pairs[i].key)) {
            pairs[count] = template_node->pairs[i];
            pairs[count].value = config_blame_tree(result, pairs[count].value);
            if (!pairs[count++].value)
                return STATUS_NO_MEMORY;
        }
    *model = overlay_mapping(arena, mark, pairs, count);
    return *model && all ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status config_translate(struct arena *arena, struct diag *diag, const struct yaml_node *root,
                             const struct yaml_node *template_node, const struct yaml_node *common,
                             const struct yaml_node **model)
{
    struct reader reader = {.arena = arena, .diag = diag};
    const struct config_template templates[] = {config_template_of(template_node), config_template_of(common)};
    struct config_result result = {.reader = &reader, .root = root, .library = templates[0].library};
    *model = NULL;
    enum status known = config_check_keys(&reader, templates, root, "");
    enum status shared =
        known == STATUS_NO_MEMORY ? known : config_apply(&result, templates[1].keys, templates[0].keys);
    enum status own = shared == STATUS_NO_MEMORY ? shared : config_apply(&result, templates[0].keys, NULL);
    enum status status = known != STATUS_OK ? known : shared != STATUS_OK ? shared : own;
    return status == STATUS_OK ? config_assemble(&result, template_node, &templates[0], model) : status;
}

bool config_is_told_by(const struct yaml_node *template_node, const struct yaml_node *root)
{
    const struct yaml_node *keys = yaml_tree_get(template_node, "told_by");
    bool told = keys && keys->kind == YAML_SEQUENCE && keys->count;
    for (size_t i = 0; told && i < keys->count; i++)
        told = keys->items[i]->kind == YAML_SCALAR && yaml_tree_pair(root, keys->items[i]->text);
    return told;
}

bool config_has_defaults(const struct yaml_node *template_node)
{
    const struct yaml_node *keys = yaml_tree_get(template_node, "keys");
    bool complete = strcmp(config_template_of(template_node).name, CONFIG_COMMON) != 0;
    for (size_t i = 0; keys && keys->kind == YAML_MAPPING && i < keys->count; i++) {
        const struct yaml_node *row = keys->pairs[i].value;
        complete = complete && !yaml_tree_get(row, "required") && !yaml_tree_get(row, "columns");
    }
    return complete;
}
