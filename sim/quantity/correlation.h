// Correlations of inputs: `correlations: {[utilization, power_device]: 0.5}` in a plan. Each is a rank correlation
// (Spearman's), which needs no word about the distributions: the inputs are joined by a Gaussian copula. Their normal
// scores, of which each value is the quantile, correlate with 2 sin(pi rank / 6) (Pearson 1907; Iman and Conover 1982
// use the ranks alike).
#ifndef FLOPCAST_QUANTITY_CORRELATION_H
#define FLOPCAST_QUANTITY_CORRELATION_H

#include "quantity/input.h"

struct correlation {
    enum input_id left, right;
    double rank; // between -1 and 1
    struct mark mark;
};

struct correlation_set {
    const struct correlation *items; // in the order of the file, in its arena
    size_t count;
};

// Reads the mapping; of NULL nothing. Errors, each located: an unknown input, an independent one (each training has its
// own draw), one with itself, a pair given twice in either order, a number outside -1..1 or at its ends, and the first
// pair with which no inputs can be so correlated.
enum status correlation_read(struct reader *reader, const struct yaml_node *node,
                             struct correlation_set *out) STATUS_MUST_CHECK;

// The lower Cholesky factor of the correlations of the members' normal scores, row by row: factor[count][count], zero
// above its diagonal. Independent normal scores times it are correlated ones. False when there is none.
bool correlation_factor(const struct correlation_set *set, const enum input_id *members, size_t count, double *factor);

// Warns of each correlation that has no effect, as one of its inputs has a single value or none.
void correlation_warn(const struct reader *reader, const struct correlation_set *set, const struct input_set *inputs);

#endif
