#include "quantity/dist.h"

#include <math.h>
#include <string.h>

#include "quantity/dist_range.h"
#include "quantity/dist_steps.h"
#include "quantity/dist_whole.h"

static const struct {
    const char *name;
    size_t argument_count;
    const char *arguments;
    unsigned pure;
} dist_rows[DIST_COUNT] = {
#define DIST_ROW(kind, name_text, count, arguments_text, pure_bits)                                                    \
    [kind] = {.name = name_text, .argument_count = count, .arguments = arguments_text, .pure = pure_bits},
    DIST_ROWS(DIST_ROW)
#undef DIST_ROW
};

const char *dist_name(enum dist_kind kind)
{
    return dist_rows[kind].name;
}

const char *dist_arguments(enum dist_kind kind)
{
    return dist_rows[kind].arguments;
}

size_t dist_argument_count(enum dist_kind kind)
{
    return dist_rows[kind].argument_count;
}

bool dist_argument_is_pure(enum dist_kind kind, size_t i)
{
    return (dist_rows[kind].pure >> i) & 1u;
}

enum dist_kind dist_kind_named(const char *name)
{
    for (int kind = DIST_CONSTANT + 1; kind < DIST_COUNT; kind++)
        if (strcmp(name, dist_rows[kind].name) == 0)
            return (enum dist_kind)kind;
    return DIST_COUNT;
}

bool dist_is_value(const struct yaml_node *node)
{
    bool is_value = false;
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        const char *key = node->pairs[i].key;
        bool names = strcmp(key, "value") == 0 || dist_kind_named(key) != DIST_COUNT;
        if (!names && !field_is_common(key) && strcmp(key, "truncate") != 0)
            return false;
        is_value = is_value || names;
    }
    return is_value;
}

// ---- what it is -----------------------------------------------------------------------------------

bool dist_is_discrete(const struct dist *dist)
{
    return dist->kind == DIST_POISSON || dist->kind == DIST_NEGATIVE_BINOMIAL || dist->kind == DIST_DISCRETE ||
           dist->kind == DIST_VALUES;
}

bool dist_is_constant(const struct dist *dist, double *value)
{
    const double *a = dist->argument;
    double least = 0, most = 0;
    *value = a[0];
    switch (dist->kind) {
    case DIST_CONSTANT:
        return true;
    case DIST_UNIFORM:
    case DIST_LOGUNIFORM:
    case DIST_INTERVAL90:
        return a[0] == a[1];
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
        return a[1] == 0;
    case DIST_TRIANGULAR:
    case DIST_PERT:
        return a[0] == a[2];
    case DIST_BETA:
    case DIST_GAMMA:
    case DIST_WEIBULL:
        return false;
    case DIST_NEGATIVE_BINOMIAL:
    case DIST_POISSON:
        *value = 0;
        if (dist->kind == DIST_POISSON ? a[0] == 0 : a[1] == 1)
            return true;
        break;
    default:
        break;
    }
    struct dist_range range = dist_range_of(dist);
    dist_steps_within(dist, range.low, range.high, &least, &most);
    *value = least;
    return least == most;
}

// ---- quantile and cumulative functions of what truncation leaves ----------------------------------

// Rounding does not lead out of the range.
static double dist_clamp(const struct dist *dist, const struct dist_range *range, double x)
{
    double least = range->low, most = range->high;
    if (dist_is_discrete(dist))
        dist_steps_within(dist, range->low, range->high, &least, &most);
    return x < least ? least : x > most ? most : x;
}

// The value that parts p below from q above it, p + q = 1, whichever of them is the exact one.
static double dist_part(const struct dist *dist, double p, double q)
{
    double value = 0;
    if (dist_is_constant(dist, &value))
        return value;
    struct dist_range range = dist_range_of(dist);
    double mass = dist_range_mass(&range), below = range.below_low + p * mass, above = range.above_high + q * mass;
    double least = 0, most = 0;
    dist_whole_ends(dist, &least, &most);
    if (below <= 0 || above <= 0)
        return dist_clamp(dist, &range, below <= 0 ? least : most);
    value = dist_whole_quantile(dist, below <= above ? below : above, below > above);
    // The two halves are computed apart: they must not cross, by a rounding, at the median of the whole.
    if (below > above && above > 0.499999)
        value = fmax(value, dist_whole_quantile(dist, 0.5, false));
    return dist_clamp(dist, &range, value);
}

double dist_quantile(const struct dist *dist, double p)
{
    return dist_part(dist, p, 1 - p);
}

double dist_quantile_upper(const struct dist *dist, double q)
{
    return dist_part(dist, 1 - q, q);
}

// Fraction between the ends of the range and x: at or below, or above.
static double dist_tail(const struct dist *dist, double x, bool upper)
{
    double value = 0;
    if (dist_is_constant(dist, &value))
        return (x < value) == upper ? 1 : 0;
    struct dist_range range = dist_range_of(dist);
    if (x < range.low || x >= range.high)
        return (x < range.low) == upper ? 1 : 0;
    double below = dist_whole_tail(dist, x, false), above = dist_whole_tail(dist, x, true);
    double part = upper ? dist_range_between(below, above, range.below_high, range.above_high)
                        : dist_range_between(range.below_low, range.above_low, below, above);
    return fmin(fmax(part / dist_range_mass(&range), 0), 1);
}

double dist_below(const struct dist *dist, double x)
{
    return dist_tail(dist, x, false);
}

double dist_above(const struct dist *dist, double x)
{
    return dist_tail(dist, x, true);
}

bool dist_is_same(const struct dist *a, const struct dist *b)
{
    bool same = a->kind == b->kind && a->value_count == b->value_count && a->values == b->values &&
                a->weights == b->weights && a->range.low == b->range.low && a->range.high == b->range.high &&
                a->range.below_low == b->range.below_low && a->range.above_low == b->range.above_low &&
                a->range.below_high == b->range.below_high && a->range.above_high == b->range.above_high;
    for (size_t i = 0; i < DIST_ARGUMENTS_MAX && same; i++)
        same = a->argument[i] == b->argument[i];
    return same;
}

void dist_support(const struct dist *dist, double *least, double *most)
{
    *least = dist_quantile(dist, 1e-20);
    *most = dist_quantile_upper(dist, 1e-20);
}

double dist_mass(const struct dist *dist, double k)
{
    return dist_steps_mass(dist, k);
}
