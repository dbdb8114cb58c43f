// Variants of one training, each run with some seeds: told by their number or by a list.
#ifndef FLOPCAST_SEARCH_SEARCH_VARIANTS_H
#define FLOPCAST_SEARCH_SEARCH_VARIANTS_H

#include "search/search_build.h"

struct search_variants_keys {
    const struct yaml_node *variants, *seeds, *fraction;
};

#define SEARCH_VARIANTS_SEEDS                                                                                          \
    SEARCH_BUILD_KEY(struct search_variants_keys, seeds, FIELD_NODE, SEARCH_BUILD_TRIALS,                              \
                     .help = "runs of each: a number or a distribution; 1 unless said")

// Reads by rows of search_variants_keys, the variants first: one group, or one for each item of a list. `numbers`: the
// items must be numbers more than 0.
enum status search_variants_read(struct reader *reader, const struct field *rows, const struct yaml_node *node,
                                 bool numbers, struct search *search) STATUS_MUST_CHECK;

#endif
