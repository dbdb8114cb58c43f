// How often a work item of a programme is run: in each sample a number of trials, and what they add up to in full runs.
//
// What is one fact that nobody knows yet (how many trials, which share of them is stopped, the item's `fraction`) is
// drawn once per sample. What is luck (where each trial is stopped, the residual of its step time) is drawn for each
// trial anew: up to RUN_DRAW_TRIALS of them one by one, more of them as the sum that the central limit theorem makes of
// them, with its exact mean and variance and its skewness by Cornish and Fisher (1938), section 3. A part of a trial
// counts in proportion.
#ifndef FLOPCAST_UNCERTAINTY_RUN_DRAW_H
#define FLOPCAST_UNCERTAINTY_RUN_DRAW_H

#include "plan/work.h"
#include "quantity/input.h"
#include "sampling/kernel.h"

enum { RUN_DRAW_TRIALS = 16 };

// One number of an item, drawn once per sample from a stream of its own.
struct run_draw_fact {
    struct draw draw;
    uint64_t key;
    bool varies;
    double point;
};

struct run_draw_group {
    enum search_count count;
    struct run_draw_fact trials;
    double part;                   // of the pool, of SEARCH_PART
    struct run_draw_fact fraction; // of one trial
    const struct input *residual;  // of its plan
    struct draw residual_draw;
    bool residual_varies;
    double scale;               // full runs in a fraction of 1
    double mean;                // of what one trial is in full runs
    double moments[3];          // mean, variance, third central moment of the same times the residual: of its effort
    double point, point_effort; // both at the medians
};

struct run_draw {
    const char *name; // of the item, by which its streams are told from those of others
    uint64_t seed;
    struct run_draw_fact fraction, seeds, pool, share;
    double folds; // how often each trial is trained again, and
    double kept;  // on which share of the data
    struct run_draw_group *groups;
    size_t group_count;
    bool varies; // any of it
};

// Everything lives in the arena; the work, and the inputs of plans[group_count] (step_time_residual), must outlive it.
enum status run_draw_init(struct run_draw *run, struct arena *arena, const struct work *work,
                          const struct input_set *const *inputs, uint64_t seed) STATUS_MUST_CHECK;

// A fact of a work item by itself: `what` tells its stream from the item's others.
enum status run_draw_fact(struct run_draw_fact *fact, struct arena *arena, const struct dist *dist, uint64_t seed,
                          const char *name, const char *what, uint64_t item) STATUS_MUST_CHECK;
void run_draw_fact_block(const struct run_draw_fact *fact, const struct kernel *kernel, uint64_t first, size_t n,
                         double *u, double *v, double *x);

// Room of one thread, n <= KERNEL_BLOCK_MAX.
struct run_draw_scratch {
    double u[KERNEL_BLOCK_MAX], v[KERNEL_BLOCK_MAX], fraction[KERNEL_BLOCK_MAX], times[KERNEL_BLOCK_MAX],
        pool[KERNEL_BLOCK_MAX], share[KERNEL_BLOCK_MAX], one[KERNEL_BLOCK_MAX], effort[KERNEL_BLOCK_MAX];
};

// Samples first..first+n of one group: trials[n], full runs[n] (of steps and FLOPs; of many trials their mean), and
// effort[n]: runs times their residuals, which time, energy and bill are proportional to. A pure function of the seed,
// the item's name and the number of the sample. The facts of the whole item are drawn by run_draw_begin, for the same
// samples, before.
void run_draw_begin(const struct run_draw *run, const struct kernel *kernel, struct run_draw_scratch *scratch,
                    uint64_t first, size_t n);
void run_draw_group(const struct run_draw *run, size_t group, const struct kernel *kernel,
                    struct run_draw_scratch *scratch, uint64_t first, size_t n, double *trials, double *runs,
                    double *effort);

// Everything at its median.
void run_draw_point(const struct run_draw *run, size_t group, double *trials, double *runs, double *effort);

#endif
