// One tree laid on another: how a variant of a family, or a model with a `base:`, says only what differs. Nodes are
// immutable, so every operation makes a new mapping in the arena and shares what did not change; marks keep pointing
// to the file that each value came from. All return NULL when memory runs out.
#ifndef FLOPCAST_READ_OVERLAY_H
#define FLOPCAST_READ_OVERLAY_H

#include "read/yaml_tree.h"

// `over` laid on `base`: mappings are merged key by key, keeping base's order and adding new keys at the end; anything
// else is replaced. A mapping that is one value (a distribution, or {value: ...}) is replaced whole: is_value tells.
const struct yaml_node *overlay_merge(struct arena *arena, const struct yaml_node *base, const struct yaml_node *over,
                                      bool (*is_value)(const struct yaml_node *node));

// A copy of a mapping without one key.
const struct yaml_node *overlay_without(struct arena *arena, const struct yaml_node *mapping, const char *key);

// A copy of a mapping with one pair set: replaced where it stood, or put first.
const struct yaml_node *overlay_with(struct arena *arena, const struct yaml_node *mapping,
                                     const struct yaml_pair *pair);

// A new scalar, plain, and a new mapping of pairs that live in the arena.
struct yaml_node *overlay_scalar(struct arena *arena, struct mark mark, const char *text);
struct yaml_node *overlay_mapping(struct arena *arena, struct mark mark, const struct yaml_pair *pairs, size_t count);

#endif
