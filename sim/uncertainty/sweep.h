// A sweep: the same question at every point of a grid. Each point is a plan of its own, sampled with the same draws as
// all others (common random numbers), so that differences between points are those of the points.
//
// Points come one after another, the last axis fastest, and nothing of them is kept: memory does not grow with the
// grid.
#ifndef FLOPCAST_UNCERTAINTY_SWEEP_H
#define FLOPCAST_UNCERTAINTY_SWEEP_H

#include "uncertainty/design.h"
#include "uncertainty/ensemble.h"
#include "uncertainty/forecast_source.h"
#include "uncertainty/sweep_axis.h"

#define SWEEP_POINTS_MAX UINT64_C(100000000)

struct sweep {
    const char *data_folder, *plan; // as for plan_open
    struct plan_options options;    // what holds for every point
    const struct sweep_axis *axes;
    size_t axis_count;
    uint64_t samples; // of each point; 1: the point estimate alone; 0: as the plan says
    int64_t seed;     // -1: as the plan says
    enum design_kind design;
    int threads; // 0: pool_threads()
    const double *quantiles;
    size_t quantile_count;
};

// One point, while it is described.
struct sweep_row {
    const struct sweep *sweep;
    uint64_t point;
    const uint64_t *at; // [axis_count]: which value of each axis
    const struct plan *plan;
    const struct tally *tally;
    const struct forecast *forecast;      // its `point` holds the point estimates, in SI
    const struct forecast_source *source; // columns of the ensemble
    const struct ensemble *ensemble;      // NULL: nothing was sampled
};

struct sweep_sink {
    void *context;
    // A text of one's own (malloc) for a row. Called from several threads at once.
    enum status (*describe)(void *context, const struct sweep_row *row, char **text);
    // Takes the texts in the order of the points. Sets *stop when it has enough.
    enum status (*put)(void *context, uint64_t point, const char *text, bool *stop);
};

// Points of the grid, UINT64_MAX when there are more.
uint64_t sweep_points(const struct sweep_axis *axes, size_t axis_count);

// What is wrong with the axes together (the same one twice, too many points); located in the command line.
enum status sweep_check_axes(const struct reader *reader, const struct sweep_axis *axes,
                             size_t axis_count) STATUS_MUST_CHECK;

// Reads the plan at every combination of structural values, so that a mistake is found before any work is done: the
// mistakes of the first combination that has some are in the reader's diag.
enum status sweep_check(struct reader *reader, const struct sweep *sweep) STATUS_MUST_CHECK;

// *done: points that were put.
enum status sweep_run(const struct sweep *sweep, const struct sweep_sink *sink, uint64_t *done) STATUS_MUST_CHECK;

#endif
