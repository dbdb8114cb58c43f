// Rungs: many trials begin, the best part of them goes on, and so forth: what successive halving, Hyperband and ASHA
// have in common. With n trials at the start and eta between rungs, rung k has floor(n / eta^k) of them.
//
// Powers are multiplied, logarithms counted: floor(log(243) / log(3)) is 4 in doubles, and 5. Exact for whole numbers
// below 1e9; a number that is not whole may be off by a rounding, so what lies within 1e-12 of a whole number is one.
#ifndef FLOPCAST_SEARCH_SEARCH_RUNGS_H
#define FLOPCAST_SEARCH_SEARCH_RUNGS_H

#include "search/search_build.h"

#define SEARCH_RUNGS_RESOURCE_MAX 1e9

double search_rungs_floor(double x);
double search_rungs_ceil(double x);
double search_rungs_power(double eta, int k);

// The greatest k with eta^k <= ratio, of eta > 1, ratio >= 1; no more than SEARCH_GROUPS_MAX.
int search_rungs_logarithm(double eta, double ratio);

// eta must be more than 1, max_resource not below min_resource.
enum status search_rungs_check(const struct reader *reader, const struct yaml_node *node, double eta,
                               double min_resource, double max_resource) STATUS_MUST_CHECK;

// The keys of one ladder of rungs, from min_resource to max_resource.
struct search_rungs_keys {
    const struct yaml_node *trials;
    double eta, min_resource, max_resource;
    bool resume;
    int64_t workers;
};

#define SEARCH_RUNGS_ETA                                                                                               \
    .high = 1e6, .required = true, .help = "one in so many goes on to the next rung: more than 1, often 3 or 4"
#define SEARCH_RUNGS_RESOURCE .low = DBL_MIN, .high = SEARCH_RUNGS_RESOURCE_MAX, .required = true
#define SEARCH_RUNGS_RESUME   .help = "true (unless said): a rung goes on where the one before ended; false: from scratch"

#define SEARCH_RUNGS_FIELDS                                                                                            \
    SEARCH_BUILD_KEY(struct search_rungs_keys, trials, FIELD_NODE, SEARCH_BUILD_TRIALS, .required = true,              \
                     .help = "trials that begin: a number or a distribution"),                                         \
        SEARCH_BUILD_KEY(struct search_rungs_keys, eta, FIELD_QUANTITY, SEARCH_RUNGS_ETA),                             \
        SEARCH_BUILD_KEY(struct search_rungs_keys, min_resource, FIELD_QUANTITY, SEARCH_RUNGS_RESOURCE,                \
                         .help = "what the first rung gives a trial, in any unit (epochs, steps)"),                    \
        SEARCH_BUILD_KEY(struct search_rungs_keys, max_resource, FIELD_QUANTITY, SEARCH_RUNGS_RESOURCE,                \
                         .help = "a full run, in the same unit"),                                                      \
        SEARCH_BUILD_KEY(struct search_rungs_keys, resume, FIELD_FLAG, SEARCH_RUNGS_RESUME)

// Reads one ladder by rows of search_rungs_keys: rung k trains to min(min_resource eta^k, max_resource), up to the
// first that reaches max_resource or as long as a trial is left. Of a number of trials that is a distribution, rung k
// has trials / eta^k. `note`: what the kind has to say besides, or NULL.
enum status search_rungs_read(struct reader *reader, const struct field *rows, const struct yaml_node *node,
                              const char *note, struct search *search) STATUS_MUST_CHECK;

#endif
