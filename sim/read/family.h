// A family: one file that holds several named variants of one thing. Each variant says only what differs and is laid
// over the rest of the file; the result reads as if it stood in a file of its own.
#ifndef FLOPCAST_READ_FAMILY_H
#define FLOPCAST_READ_FAMILY_H

#include "read/yaml_tree.h"

// The variant `name` of a family, its name under `key`; `root` itself when it is no family. Errors about the choice
// stand at `mark`, where it was made. name NULL: nothing was chosen, which is an error for a family.
enum status family_pick(struct arena *arena, struct diag *diag, const struct yaml_node *root, const char *key,
                        const char *name, struct mark mark, bool (*is_value)(const struct yaml_node *node),
                        const struct yaml_node **node) STATUS_MUST_CHECK;

// The mapping of variants, NULL when root is no family.
const struct yaml_node *family_variants(const struct yaml_node *root);

#endif
