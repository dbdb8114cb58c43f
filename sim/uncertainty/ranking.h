// The same plan in many regions, on the same draws: in each sample the run is the same run, and what is not known of
// the grids is at the same quantile in all of them, as in a comparison of plans (comparison.h). What the plan states
// itself is so in every region. Each region says what `estimate --region` says of it, bit for bit.
#ifndef FLOPCAST_UNCERTAINTY_RANKING_H
#define FLOPCAST_UNCERTAINTY_RANKING_H

#include "uncertainty/ensemble.h"
#include "uncertainty/forecast.h"

#define RANKING_SAMPLES_MAX UINT64_C(1000000)

enum { RANKING_P05, RANKING_P50, RANKING_P95, RANKING_QUANTILES };

struct ranking_options {
    uint64_t samples; // at most RANKING_SAMPLES_MAX; 1: the points alone
    uint64_t seed;
    enum design_kind design;
    int threads;       // 0: pool_threads()
    bool own_is_apart; // where the plan's own region is not among those given, it is not ranked with them
    uint64_t metrics;  // beyond those that follow a region, a bit each
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total); // regions; false: enough. NULL: nobody looks
};

// In SI; NAN: not known. Of a point alone all quantiles are the point, and mean and sd are not known.
struct ranking_figure {
    double point, mean, sd, quantiles[RANKING_QUANTILES];
};

struct ranking_entry {
    struct region region;
    struct ranking_figure metrics[METRIC_COUNT]; // of those that were asked for or follow a region
    struct ranking_figure ratio;                 // of its co2e_kg to that of the plan where it stands
    double probability_less;    // that it emits less than the plan where it stands, ties half; NAN: of a point alone
    double inputs[INPUT_COUNT]; // points; NAN: not set
    bool is_own;                // where the plan stands
    bool is_apart;              // has no rank, and is no choice: its own region where it was not asked for
    bool is_on_front;           // no other has less CO2e and no more money, or less money and no more CO2e
};

struct ranking {
    struct ranking_entry *entries; // [count], as the regions were given
    size_t count, own;             // own: where the plan stands; SIZE_MAX: in no region
    uint64_t metrics;              // those that are known in some region, a bit each
    enum metric_id money;          // of the front: cloud_usd where it differs between regions, else electricity_usd;
                                   // METRIC_COUNT: neither is known anywhere
    uint64_t samples;
    bool is_partial; // the observer had enough: nothing here is to be used
};

// The plan's own region is added at the end where it is not among them. Everything lives in the arena; regions are
// copied, what they point to is not.
enum status ranking_run(struct arena *arena, const struct plan *plan, const struct region *regions, size_t count,
                        const struct ranking_options *options, struct ranking *ranking) STATUS_MUST_CHECK;

#endif
