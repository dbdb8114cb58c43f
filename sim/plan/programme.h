// A programme: a whole research project. Work items, each a plan and how often it is run; what is run is decided by a
// search, by seeds and folds, or stated; some items are a share of others, a store of data, or money.
//
//   programme: Sparse translation models, 2027-2029
//   hardware: {device: h100, devices: 8}          # of every plan below that states none; so region: and inputs:
//   work:
//     - {name: hyperparameter search, plan: small.yaml, search: {hyperband: {max_resource: 81, eta: 3}}, at_once: 4}
//     - {name: final runs, plan: large.yaml, seeds: 5}
//     - {name: failed runs, fraction_of: [hyperparameter search, final runs], fraction: {uniform: [0.1, 0.5]}}
//     - {name: corpus, storage: {amount: 40 TB, duration: 3 years, price: 20 USD/TB/month, power: 1.2 W/TB}}
//     - {name: annotation, cost: 12000 USD}
//   final: final runs                             # whose single run the whole is compared with
//   contingency: 10 %
//
// Of a work item with a plan, runs = sum over the groups of its search of trials x fraction, x seeds x folds x
// fraction; a full run is the plan's whole training. `fraction` is drawn once per sample (nobody knows it), the
// stopping fractions of a search once for each trial (luck).
#ifndef FLOPCAST_PLAN_PROGRAMME_H
#define FLOPCAST_PLAN_PROGRAMME_H

#include "plan/plan.h"
#include "search/search.h"

enum { PROGRAMME_WORK_MAX = 1000 };

enum work_kind { WORK_RUNS, WORK_FRACTION, WORK_STORAGE, WORK_COST };

struct work_item {
    const char *name; // unique in the programme
    const struct yaml_node *node;
    enum work_kind kind;
    // WORK_RUNS: for each group of the search the plan that its trials run, usually the same.
    struct search search;
    const size_t *plans;      // [search.group_count] into programme.plans
    struct dist seeds, folds; // how often each trial is run
    struct dist fraction;     // of a full run, or of the items in `of`
    int64_t at_once;          // runs side by side, each on the plan's devices
    const size_t *of;         // WORK_FRACTION: items, never itself nor one that leads back to it
    size_t of_count;
    struct dist amount_bytes, duration_s, price_usd_per_byte_s, power_w_per_byte; // WORK_STORAGE
    struct dist cost_usd;                                                         // WORK_COST
};

struct programme {
    const char *name, *description;
    const struct yaml_node *node;
    struct plan *plans; // each once
    size_t plan_count;
    struct work_item *work; // in the order of the file
    size_t work_count;
    const size_t *order;               // work so that what a fraction is of comes before it
    size_t final_item;                 // whose single run the whole is compared with; work_count: none
    bool final_is_default;             // nobody said `final:`
    double contingency;                // share of the total; 0 unless said
    int64_t samples, seed;             // samples 0: the programme does not say
    const struct yaml_node *published; // see replication.h
};

// Reads an opened programme (a mapping). What options say holds for every plan. Located errors: no work, two items of
// one name, an item that leads back to itself, an item that is of no kind or of two, a fraction of a name that is not
// there, contingency beyond 0..100 %.
enum status programme_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                           const struct plan_options *options, struct programme *programme) STATUS_MUST_CHECK;

// Opens a programme by path; a plan or a model is a programme of one item.
enum status programme_open(struct reader *reader, struct catalog *catalog, const char *text,
                           const struct plan_options *options, struct programme *programme) STATUS_MUST_CHECK;

#endif
