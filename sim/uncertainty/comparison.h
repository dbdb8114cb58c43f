// Plans side by side on the same draws: what they share (the grid, the price of a device, the luck of nobody) is the
// same number for all of them in each sample, so that differences are those of the plans.
#ifndef FLOPCAST_UNCERTAINTY_COMPARISON_H
#define FLOPCAST_UNCERTAINTY_COMPARISON_H

#include "uncertainty/ensemble.h"
#include "uncertainty/forecast.h"

enum { COMPARISON_PLANS_MAX = 16 };

// Columns of an ensemble: value of every metric for every plan, then, for every plan but the first, its ratio to the
// first, and 1 where the first is less (1/2 where both are the same), so that the mean is a probability. Values that
// agree to twelve digits are the same: which rounding came out lower is no answer.
struct comparison {
    struct ensemble_source source;
    const struct forecast *forecasts; // [plan_count]
    size_t plan_count, metric_count;
    enum metric_id metrics[METRIC_COUNT]; // known for all plans
    double *pivots;
};

// Which metrics are compared: those of `only` (a bit each) that all plans know; 0: of all, those that vary or differ.
// Inputs of one name are paired where the forecasts have one seed; the independent ones of different items are not.
// The struct must stay where it is, and the forecasts outlive it; the pivots are in the arena.
enum status comparison_init(struct comparison *comparison, struct arena *arena, const struct forecast *forecasts,
                            size_t plan_count, uint64_t only) STATUS_MUST_CHECK;

// To twelve digits: which of two rounding made the lower is no answer.
bool comparison_agree(double a, double b);

size_t comparison_value(const struct comparison *comparison, size_t plan, size_t metric);
size_t comparison_ratio(const struct comparison *comparison, size_t plan, size_t metric); // plan >= 1: over the first
size_t comparison_less(const struct comparison *comparison, size_t plan, size_t metric); // plan >= 1: the first is less

#endif
