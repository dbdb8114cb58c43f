// A mistake in a config that shows only in the template's words ("repeat" too large, a width that does not divide): the
// value of the config that it comes from, so that a person is led to the file that is theirs.
#ifndef FLOPCAST_READ_CONFIG_BLAME_H
#define FLOPCAST_READ_CONFIG_BLAME_H

#include "read/config_row.h"

// The last size named in an expression whose value stands in the config; NULL when all are defaults.
const struct yaml_node *config_blame(const struct config_result *result, const char *expression);

// A tree of the template with each scalar that names a size of the config marked where the config gives it, and its
// lists and mappings marked as the config as a whole; NULL when memory runs out.
const struct yaml_node *config_blame_tree(const struct config_result *result, const struct yaml_node *tree);

#endif
