// YAML (and JSON, which is YAML) as a marked tree: every node knows its file, line and column. libyaml's events are the
// only source; yaml_tree.c is the only file that knows libyaml.
//
// Hostile input costs bounded memory and time: a cap on bytes, depth, nodes, and on what aliases expand to. Anchors and
// aliases share nodes. A key is a scalar or a list of scalars: {[pue, goodput]: 0.5}. Refused, each with its place: a
// second document in one file, duplicate keys, other composite keys, explicit tags, an alias inside its own anchor, NUL
// and invalid UTF-8. Nodes live in the caller's arena.
//
// STATUS_OK means that there is a tree to go on with, so that one run can show every mistake; duplicate keys are
// already in the diag then, so ask diag_status before trusting what was read.
#ifndef FLOPCAST_READ_YAML_TREE_H
#define FLOPCAST_READ_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"

enum {
    YAML_TREE_BYTES_MAX = 8 * 1024 * 1024,
    YAML_TREE_DEPTH_MAX = 64,
    YAML_TREE_NODES_MAX = 200 * 1000, // after expansion of aliases
    YAML_TREE_ANCHORS_MAX = 1000,
    YAML_TREE_KEYS_MAX = 25 * 1000, // of one mapping: ImageNet-22k's labels in a config.json are 21,843
};

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_pair {
    const char *key; // of a list of scalars "[a, b]"
    struct mark key_mark;
    const struct yaml_node *value;
    const struct yaml_node *key_items; // the list that is the key; NULL when it is a scalar
};

struct yaml_node {
    enum yaml_kind kind;
    struct mark mark;
    const char *text; // scalar: NUL-terminated; "" for an empty value
    bool quoted;      // scalar in quotes or a block: text, never a number or null
    size_t count;     // items or pairs
    const struct yaml_node **items;
    const struct yaml_pair *pairs;
    size_t weight;                  // nodes in this subtree, aliases expanded
    const struct yaml_node *parent; // around it in the text; of a node that aliases share, where it was written
};

// Reads a whole file. On failure *root is NULL and diag says why; STATUS_IO is for errors of the machine, a file that
// is missing, unreadable, a directory, too large or malformed is STATUS_BAD_INPUT. `name` is what messages call
// it, `from` where it is asked for (all zero: on a command line).
enum status yaml_tree_read(struct arena *arena, const char *path, const char *name, struct mark from, struct diag *diag,
                           const struct yaml_node **root) STATUS_MUST_CHECK;

// Parses a text; `source` and its text must outlive the arena's nodes.
enum status yaml_tree_parse(struct arena *arena, const struct source *source, struct diag *diag,
                            const struct yaml_node **root) STATUS_MUST_CHECK;

// The value of a key, NULL when the node is no mapping or has no such key.
const struct yaml_node *yaml_tree_get(const struct yaml_node *node, const char *key);
const struct yaml_pair *yaml_tree_pair(const struct yaml_node *node, const char *key);

// True for an empty plain scalar, `~` or `null`.
bool yaml_tree_is_null(const struct yaml_node *node);

#endif
