#include "read/overlay.h"

#include <stdint.h>
#include <string.h>

// A writable copy of a mapping with room for `extra` more pairs, the first `shift` slots left free.
static struct yaml_node *overlay_copy(struct arena *arena, const struct yaml_node *mapping, size_t extra,
                                      struct yaml_pair **pairs, size_t shift)
{
    struct yaml_node *copy = arena_alloc(arena, sizeof *copy);
    *pairs = arena_array(arena, mapping->count + extra, sizeof **pairs);
    if (!copy || !*pairs)
        return NULL;
    *copy = *mapping;
    if (mapping->count)
        memcpy(*pairs + shift, mapping->pairs, mapping->count * sizeof **pairs);
    copy->pairs = *pairs;
    return copy;
}

static uint32_t overlay_hash(const char *key)
{
    uint32_t hash = 2166136261U; // FNV-1a
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    return hash;
}

const struct yaml_node *overlay_merge(struct arena *arena, const struct yaml_node *base, const struct yaml_node *over,
                                      bool (*is_value)(const struct yaml_node *node))
{
    if (base->kind != YAML_MAPPING || over->kind != YAML_MAPPING || is_value(base) || is_value(over))
        return over;
    struct yaml_pair *pairs = NULL;
    struct yaml_node *merged = overlay_copy(arena, base, over->count, &pairs, 0);
    uint32_t *hashes = arena_array(arena, base->count + over->count + 1, sizeof *hashes);
    if (!merged || !hashes)
        return NULL;
    for (size_t i = 0; i < base->count; i++)
        hashes[i] = overlay_hash(pairs[i].key);
    for (size_t i = 0; i < over->count; i++) {
        size_t at = 0;
        uint32_t hash = overlay_hash(over->pairs[i].key);
        while (at < merged->count && (hashes[at] != hash || strcmp(pairs[at].key, over->pairs[i].key) != 0))
            at++;
        hashes[at] = hash;
        const struct yaml_node *value = over->pairs[i].value;
        if (at < base->count)
            value = overlay_merge(arena, pairs[at].value, value, is_value);
        if (!value)
            return NULL;
        pairs[at] = over->pairs[i];
        pairs[at].value = value;
        merged->count += at == merged->count;
    }
    return merged;
}

const struct yaml_node *overlay_without(struct arena *arena, const struct yaml_node *mapping, const char *key)
{
    struct yaml_pair *pairs = NULL;
    struct yaml_node *copy = overlay_copy(arena, mapping, 0, &pairs, 0);
    if (!copy)
        return NULL;
    copy->count = 0;
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key, key) != 0)
            pairs[copy->count++] = mapping->pairs[i];
    return copy;
}

const struct yaml_node *overlay_with(struct arena *arena, const struct yaml_node *mapping, const struct yaml_pair *pair)
{
    struct yaml_pair *pairs = NULL;
    struct yaml_node *copy = overlay_copy(arena, mapping, 1, &pairs, 1);
    if (!copy)
        return NULL;
    for (size_t i = 1; i <= mapping->count; i++)
        if (strcmp(pairs[i].key, pair->key) == 0) {
            pairs[i] = *pair;
            copy->pairs = pairs + 1;
            return copy;
        }
    pairs[0] = *pair;
    copy->count = mapping->count + 1;
    return copy;
}

struct yaml_node *overlay_scalar(struct arena *arena, struct mark mark, const char *text)
{
    struct yaml_node *node = arena_alloc(arena, sizeof *node);
    if (node)
        *node = (struct yaml_node){.kind = YAML_SCALAR, .mark = mark, .text = text, .weight = 1};
    return node;
}

struct yaml_node *overlay_mapping(struct arena *arena, struct mark mark, const struct yaml_pair *pairs, size_t count)
{
    struct yaml_node *node = arena_alloc(arena, sizeof *node);
    if (node)
        *node = (struct yaml_node){
            .kind = YAML_MAPPING, .mark = mark, .text = "", .count = count, .pairs = pairs, .weight = count + 1};
    return node;
}
