// A projection: a programme made ready for sampling, and what its samples say of every work item, every stage, one
// final run, and the whole.
//
// In each sample the cost of one full run of each plan is drawn once (forecast.h: what is shared between items is the
// same number for all of them), and how often each item is run (run_draw.h); their product is the item's, sums of items
// are those of stages and of the whole. So intervals of the whole are those of the sum, not sums of intervals.
#ifndef FLOPCAST_UNCERTAINTY_PROJECTION_H
#define FLOPCAST_UNCERTAINTY_PROJECTION_H

#include "plan/programme.h"
#include "uncertainty/ensemble.h"
#include "uncertainty/forecast.h"
#include "uncertainty/run_draw.h"

// Metrics (METRIC_ENERGY_KWH, ...) come first; of those that sum, totals; of the others, of one run.
enum projection_quantity {
    PROJECTION_BEFORE = METRIC_COUNT - 1,
#define PROJECTION(id, ...) PROJECTION_##id,
#include "uncertainty/projection.def"
#undef PROJECTION
    PROJECTION_QUANTITIES
};

const char *projection_name(size_t quantity); // with its unit: "energy_kwh", "elapsed_h"
size_t projection_named(const char *name);    // PROJECTION_QUANTITIES when there is no such quantity
const char *projection_unit(size_t quantity);
enum dimension projection_dimension(size_t quantity);
const char *projection_sentence(size_t quantity);
double projection_from_si(size_t quantity, double value);

#define PROJECTION_NO_STAGE SIZE_MAX

enum projection_kind { PROJECTION_ITEM, PROJECTION_STAGE, PROJECTION_FINAL, PROJECTION_TOTAL };

struct projection_entry {
    enum projection_kind kind;
    const char *name;
    size_t item;                         // of an item and of the final run: its place in the programme's work
    double point[PROJECTION_QUANTITIES]; // SI, every input at its median; NAN: not known, or not told of this kind
    bool varies[PROJECTION_QUANTITIES];  // else every sample is the point
    struct ensemble_column *results;     // [PROJECTION_QUANTITIES] after projection_run, SI
};

// The plan at whose place (PUE, grid, prices) energy is used that items state: that of the final run. plan_count:
// nothing is run.
size_t projection_place(const struct programme *programme);

struct projection {
    const struct programme *programme;
    struct arena *arena;
    uint64_t seed;
    const struct kernel *kernel;
    struct forecast *forecasts; // [plan_count], of one full run each
    struct run_draw *runs;      // [work_count], of items that are run
    struct projection_facts {   // [work_count], of the others
        struct run_draw_fact fraction, amount, duration, price, power, energy, cost;
    } * facts;
    size_t *stages;                   // [work_count], into entries, or PROJECTION_NO_STAGE
    struct projection_entry *entries; // items in their order, stages, the final run (where there is one), the whole
    size_t entry_count, stage_count;
    struct projection_luck *luck; // kept from one projection to the next (projection_luck.h); NULL: drawn anew
    size_t final, total;          // places in entries; entry_count: there is no final run
};

// Everything lives in the arena; the programme must outlive it.
enum status projection_init(struct projection *projection, struct arena *arena, const struct programme *programme,
                            uint64_t seed) STATUS_MUST_CHECK;

// A column whose samples are wanted themselves, not what they say together.
struct projection_kept {
    size_t entry, quantity;
    double *samples; // [samples of the run], SI
};

struct projection_options {
    uint64_t samples;
    int threads; // 0: as many as there are
    const double *quantiles;
    size_t quantile_count;
    bool only_total; // and the final run: no results of items and stages
    const struct projection_kept *kept;
    size_t kept_count;
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total); // as ensemble's; false: enough
};

// *samples: how many were summed up, fewer than asked for when the observer had enough.
enum status projection_run(struct projection *projection, const struct projection_options *options,
                           uint64_t *samples) STATUS_MUST_CHECK;

#endif
