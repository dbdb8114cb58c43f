// One block of samples of a projection: the columns of all its entries.
#ifndef FLOPCAST_UNCERTAINTY_PROJECTION_BLOCK_H
#define FLOPCAST_UNCERTAINTY_PROJECTION_BLOCK_H

#include "uncertainty/projection.h"

struct projection_block_scratch {
    struct forecast_scratch *forecasts; // [plan_count]
    size_t plan_count;
    double *memory;
    double *metrics;                        // [plan_count][METRIC_COUNT][n]: of one full run
    double *values;                         // [entry_count][PROJECTION_QUANTITIES][n]
    const struct projection_entry *entries; // of the projection; NULL at the point, before anything is known of them
    size_t stride;                          // doubles from one column to the next
    double *trials, *full, *effort;         // [n], of a group
    double *all_trials, *all_full, *all_effort; // [n], of all groups of one plan
    double *lost, *fact, *other;                // [n]
    double *longest, *elapsed; // [n]: of one trial, the most effort of a plan, the most time of the item
    struct run_draw_scratch run;
};

enum status projection_block_begin(struct projection_block_scratch *scratch, const struct projection *projection,
                                   size_t block) STATUS_MUST_CHECK;
void projection_block_end(struct projection_block_scratch *scratch);

// Samples first..first+n of every quantity of every entry, in the columns of the scratch; NAN what is not known or not
// told of its kind. is_point: every input at its median in place of any draw, n = 1.
void projection_block(const struct projection *projection, struct projection_block_scratch *scratch, bool is_point,
                      uint64_t first, size_t n);
double *projection_block_column(const struct projection_block_scratch *scratch, size_t entry, size_t quantity);

#endif
