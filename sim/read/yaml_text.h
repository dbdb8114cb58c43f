// A tree as text again: YAML as a person would write it, or JSON.
#ifndef FLOPCAST_READ_YAML_TEXT_H
#define FLOPCAST_READ_YAML_TEXT_H

#include <stdio.h>

#include "read/yaml_tree.h"

enum { YAML_TEXT_WIDTH = 100 }; // a mapping or list that fits stands on one line

// Comments and the layout of the original are not kept; what is read back is the same tree.
void yaml_text_write(const struct yaml_node *node, FILE *stream);

// Numbers, true, false and null are themselves, every other scalar is a string.
void yaml_text_write_json(const struct yaml_node *node, FILE *stream);

#endif
