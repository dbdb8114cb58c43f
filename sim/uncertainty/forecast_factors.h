// The factors of a forecast, for sensitivity analysis: each input that varies by itself, those that are correlated
// together, and those that somebody groups.
#ifndef FLOPCAST_UNCERTAINTY_FORECAST_FACTORS_H
#define FLOPCAST_UNCERTAINTY_FORECAST_FACTORS_H

#include "uncertainty/factors.h"
#include "uncertainty/forecast.h"

// Inputs that count as one.
struct forecast_group {
    const char *name;
    uint64_t inputs; // bit i: input i
};

struct forecast_factors {
    struct factors factors;
    const struct forecast *forecast;
    const char **names;                   // [factors.count]: the input's, the group's, or "a + b"
    size_t *first;                        // factors.first
    size_t *which;                        // [factors.input_count]: inputs of the forecast, factor by factor
    enum metric_id metrics[METRIC_COUNT]; // [factors.output_count]: those that vary
    double pivots[METRIC_COUNT];
    bool *matters, *follows; // as in factors
};

// Groups must not share inputs; inputs of theirs that do not vary count for nothing. Where an input of a group is
// correlated with one outside of it, that one joins. Everything lives in the arena; the struct must stay where it is.
// `metrics`: a bit for each that is asked for, of those that vary; 0: all of them.
enum status forecast_factors_init(struct forecast_factors *made, struct arena *arena, const struct forecast *forecast,
                                  const struct forecast_group *groups, size_t group_count,
                                  uint64_t metrics) STATUS_MUST_CHECK;

#endif
