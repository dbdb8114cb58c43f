// What the total of a programme does when one thing that nobody knows is at its 5 % or its 95 %, and all else at the
// median. An input that several plans state, each in its own way, is at the same quantile in all of them; a fact of a
// work item (its fraction, its number of trials, the price of a store) stands by itself. What is luck of each trial
// (where it is stopped, the residual of its step time) moves as the sum over the trials of a group does: the more there
// are, the less.
#ifndef FLOPCAST_UNCERTAINTY_PROJECTION_TORNADO_H
#define FLOPCAST_UNCERTAINTY_PROJECTION_TORNADO_H

#include "uncertainty/projection.h"

struct projection_tornado_bar {
    const char *name;    // of an input, or "ITEM: fraction"
    enum input_id input; // INPUT_COUNT: a fact of a work item
    size_t item;         // of such a fact
    double low, high;    // the total with it at its 5 % and at its 95 %, SI; high may be less
};

struct projection_tornado {
    size_t quantity;
    double base; // every input at its median, SI
    struct projection_tornado_bar *bars;
    size_t count; // at most as many as asked for, the widest first; those without any width are left out
};

// Bars and names live in the arena. Pure but for that: the projection is as it was.
enum status projection_tornado(const struct projection *projection, struct arena *arena, size_t quantity, size_t most,
                               struct projection_tornado *tornado) STATUS_MUST_CHECK;

#endif
