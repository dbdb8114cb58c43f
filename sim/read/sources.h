// The rule of the data folders: every number stands under a `source:` or an `assumed:`, its own or an enclosing one.
#ifndef FLOPCAST_READ_SOURCES_H
#define FLOPCAST_READ_SOURCES_H

#include "read/yaml_tree.h"

// Adds an error for every number in the tree that nobody vouches for.
void sources_check(const struct yaml_node *root, struct diag *diag);

#endif
