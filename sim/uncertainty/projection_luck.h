// How often items are run, kept from one projection of a programme to the next: it is the same on any devices and in
// any region, and takes longer to draw than all the rest.
#ifndef FLOPCAST_UNCERTAINTY_PROJECTION_LUCK_H
#define FLOPCAST_UNCERTAINTY_PROJECTION_LUCK_H

#include "uncertainty/projection_block.h"

enum { PROJECTION_LUCK_ITEMS = 64 }; // programmes of more items draw theirs anew

struct projection_luck_item {
    uint64_t kept; // samples 0..kept are
    double scale;  // of its runs when they were drawn
};

struct projection_luck {
    uint64_t samples;
    size_t item_count;
    struct projection_luck_item *items; // [item_count]
    double *columns;                    // [item_count][4][samples]: trials, runs, effort, the longest of them
};

// Keeps nothing where there are too many items. Free is legal after a failed init.
enum status projection_luck_init(struct projection_luck *luck, const struct programme *programme,
                                 uint64_t samples) STATUS_MUST_CHECK;
void projection_luck_free(struct projection_luck *luck);

// Fills the scratch's sums over all groups of an item with what was kept; false: nothing of these samples was. All
// groups of the item run one plan; its runs may be scaled.
bool projection_luck_take(const struct projection_luck *luck, const struct work *work, size_t item, uint64_t first,
                          size_t n, struct projection_block_scratch *scratch);

// Keeps them, block after block from the first sample on.
void projection_luck_keep(struct projection_luck *luck, const struct work *work, size_t item, uint64_t first, size_t n,
                          const struct projection_block_scratch *scratch);

#endif
