// A search: how many trainings a strategy runs, and which part of a full one each of them is. What a training costs is
// none of its business: {space, budget} become groups of trials, and whoever owns the plan multiplies.
//
//   search: {hyperband: {max_resource: 81, eta: 3}}
//   search: {random: {trials: {uniform: [40, 80]}}}
//
// One row of SEARCH_KIND_ROWS and one file search_<kind>.c for each strategy.
#ifndef FLOPCAST_SEARCH_SEARCH_H
#define FLOPCAST_SEARCH_SEARCH_H

#include "quantity/dist.h"

enum { SEARCH_GROUPS_MAX = 10000 };
#define SEARCH_TRIALS_MAX 1e9

// How the number of trials in a group is known.
enum search_count {
    SEARCH_COUNTED, // `trials` of the group
    SEARCH_SHARE,   // the search's `pool` x its `share`
    SEARCH_REST,    // the search's `pool` x (1 - its `share`)
    SEARCH_PART,    // the search's `pool` x `part` of the group
};

// Trials that are alike. Their number is drawn once per sample; the fraction is drawn for each trial anew, where it
// varies.
struct search_group {
    const char *name; // for people: "bracket 4, rung 1"; "" where there is one group alone
    enum search_count count;
    struct dist trials;
    double part;
    // Of a full run: of its steps, so of its FLOPs, time, energy and bill. Of a trial that is resumed, what this group
    // adds.
    struct dist fraction;
    // Of a scaling ladder: another model, as it would stand under a plan's `model:`, trained on so many tokens for each
    // of its parameters (0: on its plan's own recipe). NULL: the plan's model.
    const struct yaml_node *model;
    double tokens_per_parameter;
};

struct search {
    const struct search_kind *kind; // NULL: none, one full run
    const struct yaml_node *node;
    struct search_group *groups;
    size_t group_count;
    struct dist pool, share; // see search_count
    int64_t workers;         // trials side by side; 0: not said
    const char *summary;     // one line for people: "5 brackets, 206 trials, 9.4 full runs"
    const char *note;        // what the strategy was taken to do where its authors leave it open; NULL: nothing
};

struct search_kind {
    const char *name, *sentence, *source;
    // Rows of the keys, for `explain`; zero-terminated by a NULL key. `help` says what may stand there.
    const struct field *fields;
    // Reads what stands under the kind's word. As summary it leaves what is to be said before the totals, or NULL.
    enum status (*read)(struct reader *reader, const struct yaml_node *node, struct search *search);
};

#define SEARCH_KIND_ROWS(ROW)                                                                                          \
    ROW(grid)                                                                                                          \
    ROW(random)                                                                                                        \
    ROW(successive_halving)                                                                                            \
    ROW(hyperband)                                                                                                     \
    ROW(asha)                                                                                                          \
    ROW(bayesian)                                                                                                      \
    ROW(median_stopping)                                                                                               \
    ROW(population)                                                                                                    \
    ROW(evolution)                                                                                                     \
    ROW(one_shot)                                                                                                      \
    ROW(folds)                                                                                                         \
    ROW(seeds)                                                                                                         \
    ROW(ablation)                                                                                                      \
    ROW(learning_rate)                                                                                                 \
    ROW(ladder)

#define SEARCH_KIND_DECLARE(word) extern const struct search_kind search_##word;
SEARCH_KIND_ROWS(SEARCH_KIND_DECLARE)
#undef SEARCH_KIND_DECLARE

extern const struct search_kind *const search_kinds[];
extern const size_t search_kinds_count;

const struct search_kind *search_kind_named(const char *name); // NULL when there is none

// Reads {KIND: {...}}. Located errors: no such kind (with the nearest), more than one, counts out of range, more than
// SEARCH_GROUPS_MAX groups or SEARCH_TRIALS_MAX trials.
enum status search_read(struct reader *reader, const struct yaml_node *node, struct search *search) STATUS_MUST_CHECK;

// One full run: what stands where nothing is searched.
enum status search_none(struct arena *arena, struct search *search) STATUS_MUST_CHECK;

// Expected trials and expected full runs (sum over groups of E[trials] E[fraction]); of ladders the runs are NaN.
double search_mean_trials(const struct search *search);
double search_mean_runs(const struct search *search);

#endif
