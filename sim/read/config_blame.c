#include "read/config_blame.h"

#include <string.h>

#include "read/overlay.h"

static const struct yaml_node *config_blame_size(const struct config_result *result, const char *name, size_t length)
{
    for (size_t i = 0; i < result->size_count; i++) {
        const struct yaml_pair *size = &result->sizes[i];
        if (strlen(size->key) == length && strncmp(size->key, name, length) == 0)
            return size->value->mark.source == result->root->mark.source ? size->value : NULL;
    }
    return NULL;
}

const struct yaml_node *config_blame(const struct config_result *result, const char *expression)
{
    const struct yaml_node *found = NULL;
    const char *at = expression;
    for (size_t length = scope_next_word(&at); length; length = scope_next_word(&at)) {
        const struct yaml_node *value = config_blame_size(result, at, length);
        found = value ? value : found;
        at += length;
    }
    return found;
}

static bool config_blame_pairs(const struct config_result *result, const struct yaml_node *tree, struct yaml_node *copy)
{
    struct yaml_pair *pairs = arena_array(result->reader->arena, tree->count + 1, sizeof *pairs);
    for (size_t i = 0; pairs && i < tree->count; i++) {
        pairs[i] = tree->pairs[i];
        pairs[i].value = config_blame_tree(result, tree->pairs[i].value);
        if (!pairs[i].value)
            return false;
    }
    copy->pairs = pairs;
    return pairs != NULL;
}

static bool config_blame_items(const struct config_result *result, const struct yaml_node *tree, struct yaml_node *copy)
{
    const struct yaml_node **items = arena_array(result->reader->arena, tree->count + 1, sizeof *items);
    for (size_t i = 0; items && i < tree->count; i++) {
        items[i] = config_blame_tree(result, tree->items[i]);
        if (!items[i])
            return false;
    }
    copy->items = items;
    return items != NULL;
}

const struct yaml_node *config_blame_tree(const struct config_result *result, const struct yaml_node *tree)
{
    // A template that is checked by itself has nobody else to blame.
    if (tree->mark.source == result->root->mark.source)
        return tree;
    struct yaml_node *copy = arena_alloc(result->reader->arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *tree;
    copy->mark = result->root->mark;
    if (tree->kind == YAML_MAPPING)
        return config_blame_pairs(result, tree, copy) ? copy : NULL;
    if (tree->kind == YAML_SEQUENCE)
        return config_blame_items(result, tree, copy) ? copy : NULL;
    const struct yaml_node *value = config_blame(result, tree->text);
    copy->mark = value ? value->mark : tree->mark;
    return copy;
}
