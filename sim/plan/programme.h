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
//     - {name: synthetic data, energy: {interval90: [1 MWh, 3 MWh]}}       # of IT equipment, before PUE
//   final: final runs                             # whose single run the whole is compared with
//   contingency: 10 %
//   pay: cloud                                    # or preemptible, or electricity
//
// What an item itself says of a plan (model, training, hardware, region, inputs, ...) is laid over its plan; what the
// programme says of hardware and region is under plans that say nothing of it, its inputs under theirs.
//
// Of a work item with a plan, runs = sum over the groups of its search of trials x fraction, x seeds x folds x
// fraction; a full run is the plan's whole training. `fraction` is drawn once per sample (nobody knows it), the
// stopping fractions of a search once for each trial (luck).
#ifndef FLOPCAST_PLAN_PROGRAMME_H
#define FLOPCAST_PLAN_PROGRAMME_H

#include "plan/plan.h"
#include "plan/tally.h"
#include "plan/work.h"
#include "quantity/metric.h"

enum { PROGRAMME_WORK_MAX = 1000, PROGRAMME_PLANS_MAX = 2000 }; // a plan takes about 100 KiB of memory

// How devices are paid for: the budget is that, and what stores and direct costs add.
#define PROGRAMME_PAY_ROWS(ROW)                                                                                        \
    ROW(PROGRAMME_CLOUD, cloud, METRIC_CLOUD_USD, "the cloud's bill on demand")                                        \
    ROW(PROGRAMME_PREEMPTIBLE, preemptible, METRIC_CLOUD_PREEMPTIBLE_USD, "the cloud's bill of preemptible devices")   \
    ROW(PROGRAMME_ELECTRICITY, electricity, METRIC_ELECTRICITY_USD, "electricity, on devices that are there already")

enum programme_pay {
#define PROGRAMME_PAY_ENUM(id, word, metric, sentence) id,
    PROGRAMME_PAY_ROWS(PROGRAMME_PAY_ENUM)
#undef PROGRAMME_PAY_ENUM
        PROGRAMME_PAY_COUNT
};

struct programme {
    const char *name, *description;
    const struct yaml_node *node;
    struct plan *plans;    // each once
    struct tally *tallies; // [plan_count]
    size_t plan_count, plan_capacity;
    struct work *work; // in the order of the file
    size_t work_count;
    size_t *order;         // work so that what a share is of comes before it
    size_t final_item;     // whose single run the whole is compared with; work_count: none is run
    bool final_is_default; // nobody said: the last item that is run and searches nothing, else the last that is run
    double contingency;    // share of the total; 0 unless said
    enum programme_pay pay;
    int64_t samples, seed;             // samples 0: the programme does not say
    const struct yaml_node *published; // see replication.h
};

const char *programme_pay_sentence(enum programme_pay pay);
enum metric_id programme_pay_metric(enum programme_pay pay);

// Reads an opened programme (a mapping). What options say holds for every plan. Located errors: no work, two items of
// one name, an item that leads back to itself, an item that is of no kind or of two, a fraction of a name that is not
// there, contingency beyond 0..100 %, more work or plans than the limits above.
enum status programme_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                           const struct plan_options *options, struct programme *programme) STATUS_MUST_CHECK;

// The work item of a name; a located error, with the nearest name, where there is none.
enum status programme_find(struct reader *reader, const struct programme *programme, const struct yaml_node *name,
                           size_t *index) STATUS_MUST_CHECK;

// Opens a programme by path; a plan or a model is a programme of one item.
enum status programme_open(struct reader *reader, struct catalog *catalog, const char *text,
                           const struct plan_options *options, struct programme *programme) STATUS_MUST_CHECK;

#endif
