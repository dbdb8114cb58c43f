// A quantity that is uncertain: a constant or a distribution, given by its quantile function. The point estimate of
// anything is its median, quantile(0.5).
//
// YAML: a scalar is a constant; {triangular: [0.20, 0.30, 0.45]} a distribution; each may add truncate: [lo, hi].
// {discrete: {1: 30 %, 2: 70 %}} gives values their weights, {values: [3, 4, 4, 7]} gives each of them the same.
// Arguments carry the units of the quantity, except those that are pure numbers (lognormal's sigma, gamma's shape).
#ifndef FLOPCAST_QUANTITY_DIST_H
#define FLOPCAST_QUANTITY_DIST_H

#include "read/field.h"

enum { DIST_ARGUMENTS_MAX = 3, DIST_VALUES_MAX = 10000 };

//      kind             name          arguments in YAML order   which are pure numbers (bit i = argument i)
#define DIST_ROWS(ROW)                                                                                                 \
    ROW(DIST_CONSTANT, "constant", 1, "value", 0)                                                                      \
    ROW(DIST_UNIFORM, "uniform", 2, "lo, hi", 0)                                                                       \
    ROW(DIST_LOGUNIFORM, "loguniform", 2, "lo, hi", 0)                                                                 \
    ROW(DIST_NORMAL, "normal", 2, "mean, sd", 0)                                                                       \
    ROW(DIST_LOGNORMAL, "lognormal", 2, "median, sigma", 2)                                                            \
    ROW(DIST_INTERVAL90, "interval90", 2, "p05, p95", 0)                                                               \
    ROW(DIST_TRIANGULAR, "triangular", 3, "min, mode, max", 0)                                                         \
    ROW(DIST_PERT, "pert", 3, "min, mode, max", 0)                                                                     \
    ROW(DIST_BETA, "beta", 2, "a, b", 3)                                                                               \
    ROW(DIST_GAMMA, "gamma", 2, "shape, scale", 1)                                                                     \
    ROW(DIST_WEIBULL, "weibull", 2, "shape, scale", 1)                                                                 \
    ROW(DIST_POISSON, "poisson", 1, "mean", 1)                                                                         \
    ROW(DIST_NEGATIVE_BINOMIAL, "negative_binomial", 2, "n, p", 3)                                                     \
    ROW(DIST_DISCRETE, "discrete", 0, "value: weight, ...", 0)                                                         \
    ROW(DIST_VALUES, "values", 0, "value, ...", 0)

enum dist_kind {
#define DIST_ENUM(kind, name, count, arguments, pure) kind,
    DIST_ROWS(DIST_ENUM)
#undef DIST_ENUM
        DIST_COUNT
};

// What is left of a distribution after truncation to low..high, both included, with the mass of the whole on either
// side of both ends: below_low + above_low = 1 and below_high + above_high = 1, each kept because one of them is exact
// where the other rounds to 1. Nothing truncated: {-INFINITY, INFINITY, 0, 1, 1, 0}; all 0, in a dist put by hand, says
// the same.
struct dist_range {
    double low, high;
    double below_low, above_low, below_high, above_high;
};

struct dist {
    enum dist_kind kind;
    double argument[DIST_ARGUMENTS_MAX]; // SI base units
    struct dist_range range;
    bool is_truncated;              // somebody wrote `truncate:`
    double cut;                     // mass that the bounds of the input cut off, on top of `truncate:`; 0: none
    const double *values, *weights; // discrete, values: ascending, each once, weights sum to 1; in the arena
    const double *below;            // P(X <= value), of the whole; NULL: summed from the weights each time
    size_t value_count;
};

const char *dist_name(enum dist_kind kind);
const char *dist_arguments(enum dist_kind kind); // "min, mode, max"
size_t dist_argument_count(enum dist_kind kind);
bool dist_argument_is_pure(enum dist_kind kind, size_t i); // a pure number, whatever the quantity
enum dist_kind dist_kind_named(const char *name);          // DIST_COUNT: no distribution is called so

// True for a mapping that is one value: {value: ...} or a distribution.
bool dist_is_value(const struct yaml_node *node);

// Reads a constant or a distribution of one dimension. Errors, each located: arguments out of order, weights that do
// not sum to 1, a bounded distribution that leaves low..high, an open-tailed one with 1 % or more of its mass outside
// (less is cut off, see `cut`), a truncation that leaves less than 1e-9 of the mass.
enum status dist_read(struct reader *reader, const struct field *row, const struct yaml_node *node,
                      struct dist *dist) STATUS_MUST_CHECK;

// The one value that a constant or a degenerate distribution has ({normal: [3, 0]}, {values: [3]}); false: it varies.
bool dist_is_constant(const struct dist *dist, double *value);

// Whether two are one distribution, as they were read: the same numbers, values in the same place.
bool dist_is_same(const struct dist *a, const struct dist *b);

// Whether the values lie apart (poisson, negative_binomial, discrete, values): the quantile function has steps.
bool dist_is_discrete(const struct dist *dist);

// Value below which a fraction p of the draws falls, 0 < p < 1, truncation included. For steps: the least value x with
// P(X <= x) >= p.
double dist_quantile(const struct dist *dist, double p);

// The same told from above: the value above which a fraction q falls. Exact where p = 1 - q would round.
double dist_quantile_upper(const struct dist *dist, double q);

// Fraction at or below x, and above x, truncation included.
double dist_below(const struct dist *dist, double x);
double dist_above(const struct dist *dist, double x);

// The values k >= 0 that a poisson or negative binomial can have with any weight that a double can tell, after
// truncation: less than 1e-20 lies on either side of least..most.
void dist_support(const struct dist *dist, double *least, double *most);

// P(X = k) of a poisson or negative binomial before truncation: the sum over dist_support is what truncation leaves.
double dist_mass(const struct dist *dist, double k);

// "triangular(0.2, 0.3, 0.45)" in multiples of `unit`, with " truncate(lo, hi)" behind; "" for a constant. Of more than
// ten values the first and the last. Arena text, NULL when memory ran out.
const char *dist_text(struct arena *arena, const struct dist *dist, const char *unit);

#endif
