// A forecast: a plan made ready for sampling. Which inputs vary and how each is drawn, which of them are correlated,
// and from a block of samples of all of them a block of every metric.
//
// A shared input (most are: nobody knows the true PUE, but it is one) is drawn once per sample and holds for all trials
// of the plan and for all items of a programme. An independent one is drawn anew for each trial and item: luck. With
// independent inputs that vary, totals are sums over trials of different cost; a part of a trial counts in proportion.
#ifndef FLOPCAST_UNCERTAINTY_FORECAST_H
#define FLOPCAST_UNCERTAINTY_FORECAST_H

#include "estimate/estimate.h"
#include "sampling/design.h"
#include "sampling/kernel.h"

struct forecast_input {
    enum input_id id;
    bool is_independent;
    enum design_kind design;
    struct draw draw;
    struct design_stream stream;
    size_t member; // its row in the factor of correlations; SIZE_MAX: correlated with none
};

struct forecast_options {
    uint64_t seed;
    enum design_kind design;
    const struct kernel *kernel; // NULL: kernel_best()
    uint64_t item;               // of a programme; 0 for a plan by itself
    const struct forecast *like; // a forecast that outlives this one; what it draws alike is not compiled anew; or NULL
};

struct forecast {
    struct forecast_options options;
    const struct plan *plan;
    const struct tally *tally;
    struct forecast_input *inputs; // those that vary
    size_t input_count, member_count, independent_count;
    const double *factor; // [member_count][member_count], lower triangle
    double point[METRIC_COUNT];
    bool varies[METRIC_COUNT];
    bool sums_trials; // totals are sums over trials that differ
};

// Everything lives in the arena, and points to the plan and the tally.
enum status forecast_init(struct forecast *forecast, struct arena *arena, const struct plan *plan,
                          const struct tally *tally, const struct forecast_options *options) STATUS_MUST_CHECK;

// After a constant of the plan became another constant: the point estimates anew, and whether trials differ.
void forecast_repoint(struct forecast *forecast);

// What one thread needs for blocks of at most `block` samples.
struct forecast_scratch {
    double *memory;
    double *in[INPUT_COUNT]; // columns: drawn, or constant
    double *u, *v, *mixed, *trials;
    double **scores;            // [member_count]
    double *sums[METRIC_COUNT]; // of trials so far; NULL where not wanted
    double *luck[INPUT_COUNT];  // of the first trial, while the others have theirs: the independent inputs
    struct estimate_scratch estimate;
};

enum status forecast_scratch_init(struct forecast_scratch *scratch, const struct forecast *forecast,
                                  size_t block) STATUS_MUST_CHECK;
void forecast_scratch_free(struct forecast_scratch *scratch);

// Values of the inputs which[count] (indices into forecast->inputs) at given uniforms: u[count][n] -> x[count][n],
// which may be the same columns. Inputs that are correlated with each other come together.
void forecast_place(const struct forecast *forecast, struct forecast_scratch *scratch, const size_t *which,
                    size_t count, size_t n, const double *const *u, double *const *x);

// Samples first..first+n: of the inputs in scratch->in (of the first trial those that each trial has its own of), of
// the metrics in out[METRIC_COUNT], NULL for those not wanted.
void forecast_block(const struct forecast *forecast, struct forecast_scratch *scratch, uint64_t first, size_t n,
                    double *const out[METRIC_COUNT]);

#endif
