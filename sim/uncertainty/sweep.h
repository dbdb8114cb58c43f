// A sweep: the same question at every point of a grid. Each point is a plan of its own, sampled with the same draws as
// all others (common random numbers), so that differences between points are those of the points.
//
// Points come one after another, the last axis fastest, and nothing of them is kept: memory does not grow with the
// grid.
#ifndef FLOPCAST_UNCERTAINTY_SWEEP_H
#define FLOPCAST_UNCERTAINTY_SWEEP_H

#include "sampling/design.h"
#include "uncertainty/ensemble.h"
#include "uncertainty/forecast_source.h"
#include "uncertainty/sweep_axis.h"

// What `values` (structural: each has the plan read anew) and all axes together may make at most.
#define SWEEP_POINTS_MAX   UINT64_C(100000000)
#define SWEEP_READINGS_MAX UINT64_C(100000)

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
    uint64_t metrics; // that are sampled, a bit each; 0: all
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

// What a row becomes.
struct sweep_text {
    char *text; // malloc
    size_t length;
    bool lacks_memory;   // it does not fit on its devices
    uint64_t non_finite; // results that were left out
};

struct sweep_sink {
    void *context;
    // Called from several threads at once. After a failure text->text is NULL or freed by the sweep.
    enum status (*describe)(void *context, const struct sweep_row *row, struct sweep_text *text);
    // Takes the texts in the order of the points; the sweep frees them. Sets *stop when it has enough.
    enum status (*put)(void *context, uint64_t point, const struct sweep_text *text, bool *stop);
    // Asked between the samples of a point, from several threads at once: false ends the sweep before that point. NULL:
    // always true.
    bool (*goes_on)(void *context);
};

// Points of the grid, UINT64_MAX when there are more.
uint64_t sweep_points(const struct sweep_axis *axes, size_t axis_count);

// How often the plan is read: the points of the structural axes alone. UINT64_MAX when there are more.
uint64_t sweep_readings(const struct sweep_axis *axes, size_t axis_count);

// Samples of each point; 1: the point estimate alone.
uint64_t sweep_samples(const struct sweep *sweep, const struct plan *plan);

// *done: points that were put. Axes and plans are those that sweep_check found good.
enum status sweep_run(const struct sweep *sweep, const struct sweep_sink *sink, uint64_t *done) STATUS_MUST_CHECK;

#endif
