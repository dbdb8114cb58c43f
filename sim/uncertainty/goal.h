// A goal: the question turned round. Not what a programme costs, but what it may be within limits of money, time,
// emissions and energy that all hold together with a probability p.
//
// Everything is answered from samples: a limit is met in a sample or it is not, so that "with 90 %" is the share of
// samples in which no limit is passed, never a sum of four separate quantiles. What is scaled (trials of the searches,
// FLOPs of the final runs) is in each sample a straight line between none of it and all of it, so the largest scale
// that a sample allows has a closed form, and the largest that a share p of the samples allows is one of those.
// With failures the line is an approximation: luck averages out over longer runs.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_H
#define FLOPCAST_UNCERTAINTY_GOAL_H

#include "uncertainty/projection.h"

// One row per limit: option, quantity of the whole that it bounds, dimension, unit, an example, in words.
#define GOAL_LIMIT_ROWS(ROW)                                                                                           \
    ROW(GOAL_BUDGET, budget, PROJECTION_BUDGET_USD, DIMENSION_MONEY, "USD", "50000 USD", "money")                      \
    ROW(GOAL_DEADLINE, deadline, PROJECTION_ELAPSED, DIMENSION_TIME, "h", "60 d", "time")                              \
    ROW(GOAL_CARBON, carbon, METRIC_CO2E_KG, DIMENSION_EMISSIONS, "kg", "2 t", "CO2e")                                 \
    ROW(GOAL_ENERGY, energy, METRIC_ENERGY_KWH, DIMENSION_ENERGY, "kWh", "10 MWh", "energy")

enum goal_limit {
#define GOAL_LIMIT_ENUM(id, ...) id,
    GOAL_LIMIT_ROWS(GOAL_LIMIT_ENUM)
#undef GOAL_LIMIT_ENUM
        GOAL_LIMITS
};

struct goal_limit_row {
    const char *name, *unit, *example, *words;
    size_t quantity; // of a projection
    enum dimension dimension;
};

const struct goal_limit_row *goal_limit_row(enum goal_limit limit);

struct goal {
    const struct programme *programme;
    uint64_t seed;
    size_t samples;
    double probability;       // of all limits together
    double most[GOAL_LIMITS]; // SI; INFINITY: no limit. Money: with the programme's contingency in it
    bool *searched, *trained; // [work_count]: the items whose trials, and whose model, are scaled
};

// Which items are which: those that search (without any, all that run), and the final one. The arrays are in the arena.
enum status goal_init(struct goal *goal, struct arena *arena, const struct programme *programme) STATUS_MUST_CHECK;

// Samples of the whole: of[GOAL_LIMITS][samples] in SI, money with the contingency.
struct goal_samples {
    double *of[GOAL_LIMITS];
};

// How many samples make a share of p: as few as are not less than it.
size_t goal_needed(const struct goal *goal);

// Share of the samples in which no limit is passed, rounding apart. What is not known passes every limit on it.
double goal_share(const struct goal *goal, const struct goal_samples *samples);

// The least value that a share p of the samples does not pass: x[n], reordered. NAN where any is not known.
double goal_quantile(size_t n, double p, double *x);

// The largest scale at which a share p of the samples passes no limit, where in each sample everything is `none` at
// scale 0 and `all` at scale 1 and lies on a straight line. room[samples]. 0: not even none of it; INFINITY: no limit
// is ever passed. *binds: the limit that most often decides (GOAL_LIMITS: none).
double goal_largest(const struct goal *goal, const struct goal_samples *none, const struct goal_samples *all,
                    double *room, enum goal_limit *binds);

#endif
