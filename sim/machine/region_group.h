// Groups of regions that people ask for by one word: the European Union, the United States. A group lists words; a word
// covers the region that it names and all whose names go on from it with a dash: `gcp-us` covers gcp-us-central1.
//
// Cloud regions belong to the country that their data centers stand in.
#ifndef FLOPCAST_MACHINE_REGION_GROUP_H
#define FLOPCAST_MACHINE_REGION_GROUP_H

#include <stdbool.h>
#include <stddef.h>

struct region_group {
    const char *name, *sentence, *source;
    const char *const *words; // ends in NULL
};

extern const struct region_group region_group_all[];
extern const size_t region_group_count;

// NULL when there is no such group.
const struct region_group *region_group_named(const char *name);

// Whether the region is `name` or goes on from it with a dash; nothing is looked up.
bool region_group_word_covers(const char *word, const char *region);

// Whether the region belongs to the group called `word`, or without such a group whether the word covers it.
bool region_group_covers(const char *word, const char *region);

#endif
