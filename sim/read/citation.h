// Citations: who vouches for a number. In any mapping `source:` says who does, `assumed:` why, when nobody does; what
// holds for a value is the nearest one around it in the text that it was written in, wherever the value was laid since.
#ifndef FLOPCAST_READ_CITATION_H
#define FLOPCAST_READ_CITATION_H

#include "read/yaml_tree.h"

struct citation {
    const char *text; // NULL: nobody is cited
    bool assumed;     // an assumption, not a source
};

// The citation that holds for a node; for a mapping its own, if it has one.
struct citation citation_of(const struct yaml_node *node);

#endif
