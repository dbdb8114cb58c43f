// A quantity that is uncertain: a constant or a distribution, given by its quantile function. The point estimate of
// anything is its median, quantile(0.5).
//
// YAML: a scalar is a constant; {triangular: [0.20, 0.30, 0.45]} a distribution. Arguments carry the units of the
// quantity, except those that are pure numbers (lognormal's sigma).
#ifndef FLOPCAST_QUANTITY_DIST_H
#define FLOPCAST_QUANTITY_DIST_H

#include "read/field.h"

enum { DIST_ARGUMENTS_MAX = 3 };

//      kind             name          arguments in YAML order   which are pure numbers (bit i = argument i)
#define DIST_ROWS(ROW)                                                                                                 \
    ROW(DIST_CONSTANT, "constant", 1, "value", 0)                                                                      \
    ROW(DIST_UNIFORM, "uniform", 2, "lo, hi", 0)                                                                       \
    ROW(DIST_NORMAL, "normal", 2, "mean, sd", 0)                                                                       \
    ROW(DIST_LOGNORMAL, "lognormal", 2, "median, sigma", 2)                                                            \
    ROW(DIST_TRIANGULAR, "triangular", 3, "min, mode, max", 0)                                                         \
    ROW(DIST_PERT, "pert", 3, "min, mode, max", 0)                                                                     \
    ROW(DIST_BETA, "beta", 2, "a, b", 3)                                                                               \
    ROW(DIST_INTERVAL90, "interval90", 2, "p05, p95", 0)

enum dist_kind {
#define DIST_ENUM(kind, name, count, arguments, pure) kind,
    DIST_ROWS(DIST_ENUM)
#undef DIST_ENUM
        DIST_COUNT
};

struct dist {
    enum dist_kind kind;
    double argument[DIST_ARGUMENTS_MAX]; // SI base units
};

const char *dist_name(enum dist_kind kind);
const char *dist_arguments(enum dist_kind kind); // "min, mode, max"

// True for a mapping that is one value: {value: ...} or a distribution.
bool dist_is_value(const struct yaml_node *node);

// Reads a constant or a distribution of one dimension, its arguments in order and inside low..high: all
// of a bounded distribution, the median of an open-tailed one.
enum status dist_read(struct reader *reader, const struct field *row, const struct yaml_node *node,
                      struct dist *dist) STATUS_MUST_CHECK;

// Value below which a fraction p of the draws falls, 0 < p < 1.
double dist_quantile(const struct dist *dist, double p);

// "triangular(0.2, 0.3, 0.45)" in multiples of `unit`; "" for a constant. Arena text, NULL when memory ran out.
const char *dist_text(struct arena *arena, const struct dist *dist, const char *unit);

#endif
