// All regions of the catalog, or those that some words ask for.
#ifndef FLOPCAST_MACHINE_REGION_LIST_H
#define FLOPCAST_MACHINE_REGION_LIST_H

#include "machine/region.h"

struct region_list {
    struct region *regions; // by name, each called what the catalog calls it; in the reader's arena
    size_t count;
};

// Reads every region of the catalog that one of the words covers (region_group.h); word_count 0: all of them. Errors: a
// word that covers none, a file that does not read; all of them are reported.
enum status region_list_read(struct reader *reader, struct catalog *catalog, const char *const *words,
                             size_t word_count, struct region_list *list) STATUS_MUST_CHECK;

#endif
