// What a programme needs somewhere, against the limits of a goal, and which of two needs is better.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_FIGURES_H
#define FLOPCAST_UNCERTAINTY_GOAL_FIGURES_H

#include "uncertainty/goal.h"

// What the whole needs somewhere, SI.
struct goal_figures {
    double share;               // of samples in which all limits hold; NAN: not drawn
    double median[GOAL_LIMITS]; // NAN: not known
    double needs[GOAL_LIMITS];  // what a share p of the samples does not pass
    enum goal_limit tightest;   // which limit is used up most, and
    double use;                 // how far: needs over the limit; beyond 1: too far
};

// From samples; room[samples].
void goal_figures_of(const struct goal *goal, const struct goal_samples *samples, double *room,
                     struct goal_figures *figures);

// Whether the share of samples in which all limits hold is that of the goal.
bool goal_figures_meet(const struct goal *goal, const struct goal_figures *figures);

// Below 0: a is better. What meets the goal; of what does not, what misses it less; then less money, then less CO2e.
// What is not known is worst.
int goal_figures_compare(const struct goal *goal, const struct goal_figures *a, const struct goal_figures *b);

#endif
