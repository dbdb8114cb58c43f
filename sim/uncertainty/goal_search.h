// Where a programme meets a goal: every device, every number of them, every region; and of each how many more trials,
// or how much larger a model, it leaves room for.
//
// Regions are put in order where the programme stands (or on the first device that runs it), and everything else is
// asked in the best of them: energy is a factor of all emissions and of none of the prices, so another device has the
// same best region.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_SEARCH_H
#define FLOPCAST_UNCERTAINTY_GOAL_SEARCH_H

#include "uncertainty/goal_figures.h"
#include "uncertainty/goal_ladder.h"
#include "uncertainty/goal_station.h"

enum { GOAL_CHEAPEST = 1, GOAL_TRIALS = 2, GOAL_MODEL = 4 }; // what is asked, a bit each

enum { GOAL_SEARCH_WHY = 100, GOAL_SEARCH_COUNTS_MAX = 1000 };

struct goal_search_options {
    const struct goal *goal;
    unsigned asked;
    const struct device *devices;
    size_t device_count;
    const int64_t *counts; // of devices, ascending
    size_t count_count;
    bool with_own; // also as the programme says
    const struct region *regions;
    size_t region_count; // 0: as the programme says
    double ratio;        // tokens for each parameter; 0: the recipe as it is
    const struct goal_ladder *ladder;
    int threads;
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total);
};

struct goal_candidate {
    size_t device; // of the options'; SIZE_MAX: as the programme says
    int64_t devices;
    char why_not[GOAL_SEARCH_WHY]; // "" where it can run there
    struct goal_figures figures;   // of the programme as it is
    double trials_scale;           // times its searches; NAN: not asked
    enum goal_limit trials_by;     // what decides
    double model_scale;            // times the FLOPs of a final run
    double parameters;             // of a model with so many; NAN: tokens mean nothing
    enum goal_limit model_by;
    bool by_memory; // memory decides
    size_t model;   // the largest of the ladder; SIZE_MAX: none
};

struct goal_answer {
    size_t candidate; // SIZE_MAX: nothing meets the goal
    double scale;
    struct goal_figures figures; // at that scale
};

struct goal_search {
    struct goal_candidate *candidates; // own first, devices in their order, counts ascending
    size_t candidate_count;
    struct goal_figures *regions; // [region_count] where they were put in order; share NAN: not drawn
    size_t *region_order;         // the best first
    size_t reference;             // the candidate where they were; SIZE_MAX: nothing runs anywhere
    struct goal_answer cheapest, trials, model, named;
    size_t nearest; // the candidate whose figures miss the limits least; SIZE_MAX: nothing runs anywhere
    bool is_partial;
};

// Everything lives in the arena.
enum status goal_search_run(struct arena *arena, const struct goal_search_options *options,
                            struct goal_search *search) STATUS_MUST_CHECK;

// Whether a candidate answers better: it meets the goal; less money, then less CO2e, then fewer devices; of two that do
// not, the one that misses it less.
bool goal_search_is_better(const struct goal *goal, const struct goal_candidate *a, const struct goal_candidate *b);

// The spot of a candidate, in the best region.
struct goal_spot goal_search_spot(const struct goal_search_options *options, const struct goal_search *search,
                                  size_t candidate);

#endif
