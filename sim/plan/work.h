// A work item of a programme, as read: a plan and how often it is run, a share of other items, a store of data, or
// what is known as an amount of energy or money alone. Programmes open the plans and find the items that a share is of
// (programme.h).
#ifndef FLOPCAST_PLAN_WORK_H
#define FLOPCAST_PLAN_WORK_H

#include "search/search.h"

enum work_kind { WORK_RUNS, WORK_FRACTION, WORK_STORAGE, WORK_ENERGY, WORK_COST };

struct work {
    const char *name;  // unique in the programme
    const char *stage; // "development": items of one stage have a total of their own; NULL: none
    const struct yaml_node *node;
    enum work_kind kind;

    // WORK_RUNS. runs = sum over the search's groups of trials x fraction, x seeds x folds x `fraction`.
    struct search search; // one group of `runs:` trials where nothing is searched
    struct dist seeds;    // how often each trial is run
    int64_t folds;        // k trainings, each on (k - 1) / k of the data; 1: on all of it
    int64_t at_once;      // runs side by side, each on devices of its own; the longest has to end
    const size_t *plans;  // [search.group_count] into the programme's plans: what the trials of each group run
    const double *scales; // [search.group_count]: full runs of that plan in a fraction of 1; 1 but in ladders

    // Of a full run, or of the sum of other items: drawn once per sample. A multiple for WORK_FRACTION alone.
    struct dist fraction;
    const struct yaml_node *of_node;
    const size_t *of; // into the programme's work, never one that leads back here
    size_t of_count;

    struct dist amount_bytes, duration_s, price_usd_per_byte_s, power_w_per_byte; // WORK_STORAGE
    struct dist energy_j; // WORK_ENERGY: of IT equipment, before PUE
    struct dist cost_usd; // WORK_COST
};

// Reads an item: everything but `plans`, `scales` and `of`. *plan_node: the plan of a WORK_RUNS item (a reference or a
// mapping, NULL without one), *over: what stands in the item itself of a plan's keys (NULL: nothing).
enum status work_read(struct reader *reader, const struct yaml_node *node, struct work *work,
                      const struct yaml_node **plan_node, const struct yaml_node **over) STATUS_MUST_CHECK;

#endif
