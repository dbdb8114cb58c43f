// All devices of the catalog, or those that are named.
#ifndef FLOPCAST_MACHINE_DEVICE_LIST_H
#define FLOPCAST_MACHINE_DEVICE_LIST_H

#include "machine/device.h"
#include "read/catalog_open.h"

struct device_list {
    struct device *devices; // in the order in which they were named, else by name; in the reader's arena
    size_t count;
};

// Reads the devices that the words name (names or paths); word_count 0: all of the catalog, of those that are the same
// card under two names the first. Errors: a device that is not there or does not read; all of them are reported.
enum status device_list_read(struct reader *reader, struct catalog *catalog, const char *const *words,
                             size_t word_count, struct device_list *list) STATUS_MUST_CHECK;

#endif
