// The final run of a programme in other regions than its own.
#ifndef FLOPCAST_CLI_PROPOSING_REGIONS_H
#define FLOPCAST_CLI_PROPOSING_REGIONS_H

#include "cli/proposing.h"

// `only`: regions and groups of them, apart by commas; NULL: a few countries from clean to dirty grids, those that the
// catalogue has; "none": no region. *ranking stays NULL where nothing can be told. In the arena.
enum status proposing_regions(struct proposing *proposing, const char *only, const struct proposing_options *options,
                              const struct ranking **ranking) STATUS_MUST_CHECK;

#endif
