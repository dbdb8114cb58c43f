// Inspection: a file of any kind read as it would be used, each variant of a family by itself, with every mistake
// collected. What `flopcast check` runs.
#ifndef FLOPCAST_UNCERTAINTY_INSPECT_H
#define FLOPCAST_UNCERTAINTY_INSPECT_H

#include "uncertainty/replication.h"

struct inspect_result {
    enum catalog_kind kind; // CATALOG_COUNT: of no kind
    struct catalog_names variants;
};

// Reads a file. With `sources`, a number that nobody vouches for is a mistake too (plans and studies excepted).
enum status inspect_file(struct reader *reader, struct catalog *catalog, const char *path, bool sources,
                         struct inspect_result *result) STATUS_MUST_CHECK;

#endif
