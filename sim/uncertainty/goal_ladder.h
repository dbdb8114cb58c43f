// The models that a programme's final runs may train: those that are named, or the family of the one that they do.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_LADDER_H
#define FLOPCAST_UNCERTAINTY_GOAL_LADDER_H

#include "plan/programme.h"
#include "uncertainty/goal_model.h"

struct goal_ladder {
    struct goal_model *models; // the least FLOPs first
    size_t count;
    const char *left_out; // names of models that could not be read or have no recipe; "" for none
};

// The models of a ladder: those that are named, or else all of the family that the final plan's model is of. ratio 0:
// each with the recipe of the final plan, or its own. Errors: a named model that does not read.
enum status goal_ladder_read(struct reader *reader, struct catalog *catalog, const struct programme *programme,
                             const char *const *words, size_t word_count, double ratio,
                             struct goal_ladder *ladder) STATUS_MUST_CHECK;

#endif
