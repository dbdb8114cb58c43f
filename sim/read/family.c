#include "read/family.h"

#include <stdio.h>
#include <string.h>

#include "read/displace.h"
#include "read/overlay.h"

const struct yaml_node *family_variants(const struct yaml_node *root)
{
    const struct yaml_node *variants = yaml_tree_get(root, "variants");
    return variants && variants->kind == YAML_MAPPING ? variants : NULL;
}

// A variant's own source is the source of what it says, not of the whole family: it stays behind, around its values.
static const struct yaml_node *family_without_citation(struct arena *arena, const struct yaml_node *variant)
{
    const struct yaml_node *bare = overlay_without(arena, variant, "source");
    return bare ? overlay_without(arena, bare, "assumed") : NULL;
}

static enum status family_no_such(struct diag *diag, struct mark mark, const struct yaml_node *variants,
                                  const char *name)
{
    char known[400] = "";
    for (size_t i = 0; i < variants->count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", variants->pairs[i].key);
    }
    if (name)
        return diag_error(diag, mark, NULL, "the family has no variant \"%.80s\"; it has %s", name, known);
    return diag_error(diag, mark, NULL, "this is a family: say which of %s is meant, as a name or as FILE#NAME", known);
}

enum status family_pick(struct arena *arena, struct diag *diag, const struct yaml_node *root, const char *key,
                        const char *name, struct mark mark, bool (*is_value)(const struct yaml_node *node),
                        const struct yaml_node **node)
{
    const struct yaml_node *stated = yaml_tree_get(root, "variants"), *variants = family_variants(root);
    const struct yaml_pair *family = yaml_tree_pair(root, "family");
    *node = root;
    if (!stated && !family)
        return STATUS_OK;
    if (!stated)
        return diag_error(diag, family->key_mark, NULL, "a family needs \"variants\": names, and what differs in each");
    if (!variants || variants->count == 0)
        return diag_error(diag, stated->mark, "variants", "variants must map names to what differs");
    const struct yaml_pair *variant = name ? yaml_tree_pair(variants, name) : NULL;
    if (!variant)
        return family_no_such(diag, mark, variants, name);
    if (variant->value->kind != YAML_MAPPING)
        return diag_error(diag, variant->value->mark, "variants", "a variant must be a mapping of what differs");
    struct yaml_node *title = arena_alloc(arena, sizeof *title);
    if (!title)
        return STATUS_NO_MEMORY;
    *title = (struct yaml_node){.kind = YAML_SCALAR, .mark = variant->key_mark, .text = variant->key, .weight = 1};
    struct yaml_pair pair = {.key = key, .key_mark = variant->key_mark, .value = title};
    const struct yaml_node *shared = overlay_without(arena, root, "variants");
    shared = shared ? overlay_without(arena, shared, "family") : NULL;
    shared = shared ? overlay_with(arena, shared, &pair) : NULL;
    const struct yaml_node *over = family_without_citation(arena, variant->value);
    shared = shared && over ? displace_training(arena, shared, over) : NULL;
    *node = shared ? overlay_merge(arena, shared, over, is_value) : NULL;
    return *node ? STATUS_OK : STATUS_NO_MEMORY;
}
