#include "quantity/dist.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quantity/dist_range.h"
#include "quantity/dist_steps.h"
#include "quantity/dist_whole.h"

// Mass outside the bounds of an input: less than the first is as good as none, from the second on it is a mistake.
static const double dist_read_nothing = 1e-12, dist_read_too_much = 0.01, dist_read_least_mass = 1e-9;

// The parts of {normal: [1, 2], truncate: [0, 3]}.
struct dist_read_parts {
    const struct yaml_node *arguments, *truncate;
};

// ---- arguments ------------------------------------------------------------------------------------

// A row for one argument: anything that has the dimension.
static struct field dist_read_row(const struct field *row, bool pure)
{
    struct field argument = *row;
    argument.type = FIELD_QUANTITY;
    argument.offset = 0;
    argument.low = -DBL_MAX;
    argument.high = DBL_MAX;
    if (pure)
        argument.dimension = DIMENSION_NONE;
    return argument;
}

// What must hold between the arguments; NULL when it does.
static const char *dist_read_complaint(const struct dist *dist)
{
    const double *a = dist->argument;
    switch (dist->kind) {
    case DIST_UNIFORM:
        return a[0] <= a[1] ? NULL : "lo must not be above hi";
    case DIST_LOGUNIFORM:
        return a[0] > 0 && a[0] <= a[1] ? NULL : "lo must be more than 0 and not above hi";
    case DIST_INTERVAL90:
        return a[0] <= a[1] ? NULL : "p05 is above p95; the value below which 5 % lie comes first";
    case DIST_NORMAL:
        return a[1] >= 0 ? NULL : "sd must be at least 0";
    case DIST_LOGNORMAL:
        return a[0] > 0 && a[1] >= 0 ? NULL : "median must be more than 0, and sigma at least 0";
    case DIST_TRIANGULAR:
    case DIST_PERT:
        return a[0] <= a[1] && a[1] <= a[2] ? NULL : "min, mode and max must be in this order";
    case DIST_BETA:
        return fmin(a[0], a[1]) >= 0.01 && fmax(a[0], a[1]) <= 1e4 ? NULL : "a and b must be from 0.01 to 10,000";
    case DIST_GAMMA:
        return a[0] >= 0.01 && a[0] <= 1e6 && a[1] > 0 ? NULL : "shape must be from 0.01 to 1e6, and scale more than 0";
    case DIST_WEIBULL:
        return a[0] >= 0.01 && a[0] <= 1e4 && a[1] > 0 ? NULL
                                                       : "shape must be from 0.01 to 10,000, and scale more than 0";
    case DIST_POISSON:
        return a[0] >= 0 && a[0] <= 1e6 ? NULL : "mean must be from 0 to 1e6";
    case DIST_NEGATIVE_BINOMIAL:
        if (!(a[0] >= 0.01 && a[0] <= 1e6 && a[1] > 0 && a[1] <= 1))
            return "n must be from 0.01 to 1e6, and p more than 0 and at most 1";
        return a[0] * (1 - a[1]) <= 1e6 * a[1] ? NULL : "its mean, n (1 - p) / p, must be at most 1e6";
    default:
        return NULL;
    }
}

// Kinds that are plain numbers by their nature; NULL for the others.
static const char *dist_read_nature(enum dist_kind kind)
{
    if (kind == DIST_BETA)
        return "lies between 0 and 1";
    return kind == DIST_POISSON || kind == DIST_NEGATIVE_BINOMIAL ? "counts 0, 1, 2, ..." : NULL;
}

static enum status dist_read_arguments(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                       struct dist *dist)
{
    size_t wanted = dist_argument_count(dist->kind);
    bool bare = wanted == 1 && node->kind == YAML_SCALAR;
    if (!bare && (node->kind != YAML_SEQUENCE || node->count != wanted))
        return field_error(reader, node, "%s needs a list of %zu: [%s]", dist_name(dist->kind), wanted,
                           dist_arguments(dist->kind));
    enum status status = STATUS_OK;
    for (size_t i = 0; i < wanted; i++) {
        struct field argument = dist_read_row(row, dist_argument_is_pure(dist->kind, i));
        enum status one = field_read_value(reader, &argument, bare ? node : node->items[i], &dist->argument[i]);
        status = one == STATUS_OK ? status : one;
    }
    if (status != STATUS_OK)
        return status;
    const char *nature = dist_read_nature(dist->kind);
    if (nature && row->dimension != DIMENSION_NONE)
        return field_error(reader, node, "%s %s; \"%s\" needs a distribution of %s", dist_name(dist->kind), nature,
                           row->key, units_words(row->dimension));
    const char *complaint = dist_read_complaint(dist);
    return complaint ? field_error(reader, node, "%s: %s", dist_name(dist->kind), complaint) : STATUS_OK;
}

// ---- lists of values ------------------------------------------------------------------------------

struct dist_read_value {
    double value, weight;
    size_t order;
    struct yaml_node node; // a scalar: an item, or a key as one
};

static int dist_read_compare(const void *a, const void *b)
{
    const struct dist_read_value *left = a, *right = b;
    if (left->value != right->value)
        return left->value < right->value ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static enum status dist_read_weighted(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                      bool weighs, struct dist_read_value *list)
{
    static const struct field weight = {.key = "weight", .type = FIELD_QUANTITY, .low = 0, .high = DBL_MAX};
    struct field value = dist_read_row(row, false);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        struct dist_read_value *item = &list[i];
        if (weighs)
            item->node = (struct yaml_node){
                .kind = YAML_SCALAR, .mark = node->pairs[i].key_mark, .text = node->pairs[i].key, .weight = 1};
        else
            item->node = *node->items[i];
        item->order = i;
        item->weight = 1;
        enum status one = field_read_value(reader, &value, &item->node, &item->value);
        status = one == STATUS_OK ? status : one;
        if (weighs)
            one = field_read_value(reader, &weight, node->pairs[i].value, &item->weight);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// Sorted values become columns: what weighs nothing is left out, equal values of a `values` list are one.
static enum status dist_read_columns(struct reader *reader, const struct dist_read_value *list, size_t count,
                                     struct dist *dist)
{
    double *values = arena_array(reader->arena, count, sizeof *values);
    double *weights = arena_array(reader->arena, count, sizeof *weights);
    double *below = arena_array(reader->arena, count, sizeof *below);
    if (!values || !weights || !below)
        return STATUS_NO_MEMORY;
    long double sum = 0, so_far = 0;
    for (size_t i = 0; i < count; i++)
        sum += list[i].weight;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].weight == 0)
            continue;
        bool again = used && values[used - 1] == list[i].value;
        used += !again;
        values[used - 1] = list[i].value;
        weights[used - 1] = (again ? weights[used - 1] : 0) + list[i].weight;
        so_far += list[i].weight;
        below[used - 1] = (double)(so_far / sum);
    }
    for (size_t i = 0; i < used; i++)
        weights[i] = (double)(weights[i] / sum);
    dist->values = values;
    dist->weights = weights;
    dist->below = below;
    dist->value_count = used;
    return STATUS_OK;
}

static enum status dist_read_discrete(struct reader *reader, const struct yaml_node *node,
                                      const struct dist_read_value *list)
{
    double sum = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        sum += list[i].weight;
        if (i && list[i - 1].value == list[i].value)
            status = field_error(reader, &list[i].node, "discrete: \"%s\" is the same value as \"%s\" on line %zu",
                                 list[i].node.text, list[i - 1].node.text, list[i - 1].node.mark.line);
    }
    if (status == STATUS_OK && !(fabs(sum - 1) <= 1e-9))
        return field_error(reader, node, "discrete: the weights sum to %.10g, not 1", sum);
    return status;
}

static enum status dist_read_list(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                  struct dist *dist)
{
    bool weighs = dist->kind == DIST_DISCRETE;
    if (node->kind != (weighs ? YAML_MAPPING : YAML_SEQUENCE) || node->count == 0)
        return field_error(reader, node, "%s",
                           weighs ? "discrete needs values and their weights: {value: weight, ...}"
                                  : "values needs a list: [value, ...]");
    if (node->count > DIST_VALUES_MAX)
        return field_error(reader, node, "%s: more than %d values", dist_name(dist->kind), DIST_VALUES_MAX);
    struct dist_read_value *list = arena_array(reader->arena, node->count, sizeof *list);
    if (!list)
        return STATUS_NO_MEMORY;
    enum status status = dist_read_weighted(reader, row, node, weighs, list);
    if (status != STATUS_OK)
        return status;
    qsort(list, node->count, sizeof *list, dist_read_compare);
    if (weighs)
        status = dist_read_discrete(reader, node, list);
    return status == STATUS_OK ? dist_read_columns(reader, list, node->count, dist) : status;
}

// ---- truncation and the bounds of the input ---------------------------------------------------------

static enum status dist_read_truncate(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                      struct dist *dist)
{
    double ends[2] = {0}, constant = 0;
    struct field end = dist_read_row(row, false);
    if (node->kind != YAML_SEQUENCE || node->count != 2)
        return field_error(reader, node, "truncate needs a list of 2: [lo, hi]");
    for (size_t i = 0; i < 2; i++) {
        enum status status = field_read_value(reader, &end, node->items[i], &ends[i]);
        if (status != STATUS_OK)
            return status;
    }
    if (!(ends[0] < ends[1]))
        return field_error(reader, node, "truncate: lo must be below hi");
    // An input that must be more than 0 never is 0 where its values lie close; [0, 1] is how people write it.
    if (ends[0] == 0 && row->low == DBL_MIN && ends[1] > DBL_MIN)
        ends[0] = DBL_MIN;
    double mass = 0;
    if (dist_is_constant(dist, &constant))
        mass = constant >= ends[0] && constant <= ends[1] ? 1 : 0;
    else {
        dist->range = dist_range_cut(dist, ends[0], ends[1]);
        mass = dist_range_mass(&dist->range);
        dist->is_truncated = true;
    }
    if (!(mass >= dist_read_least_mass))
        return field_error(reader, node, "truncate leaves %s of this %s", mass > 0 ? "less than 1e-9" : "nothing",
                           dist_name(dist->kind));
    return STATUS_OK;
}

// An end of a proposed truncation, in the unit of the row: the bound that is passed, or else a round number far out.
static const char *dist_read_proposal(struct reader *reader, const struct field *row, const struct dist *dist,
                                      bool passed, bool upper)
{
    const char *unit = row->unit ? row->unit : "";
    double bound = upper ? row->high : row->low == DBL_MIN ? 0 : row->low;
    double tail = upper ? dist_quantile_upper(dist, 1e-3) : dist_quantile(dist, 1e-3);
    bool use_bound = passed || (upper ? tail > bound : tail < bound);
    const char *text = use_bound ? arena_format(reader->arena, "%.10g", units_from_si(bound, unit))
                                 : arena_format(reader->arena, "%.3g", units_from_si(tail, unit));
    return text ? arena_format(reader->arena, "%s%s%s", text, unit[0] ? " " : "", unit) : NULL;
}

static enum status dist_read_too_wide(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                      const struct dist *dist, double below, double above)
{
    const char *low = dist_read_proposal(reader, row, dist, below > 0, false);
    const char *high = dist_read_proposal(reader, row, dist, above > 0, true);
    bool under = below >= dist_read_nothing, over = above >= dist_read_nothing;
    if (!low || !high)
        return STATUS_NO_MEMORY;
    return field_error(reader, node,
                       "%.3g %% of this %s lies %s %s%s%s, where \"%s\" cannot be; add truncate: [%s, %s]",
                       100 * (below + above), dist_name(dist->kind), under ? "below" : "above", under ? low : high,
                       under && over ? " or above " : "", under && over ? high : "", row->key, low, high);
}

// Open tails: what lies outside is ignored, cut off, or too much.
static enum status dist_read_tails(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                   struct dist *dist)
{
    bool steps = dist_is_discrete(dist);
    double below = dist_below(dist, steps ? nextafter(row->low, -INFINITY) : row->low);
    double above = dist_above(dist, row->high);
    if (below + above < dist_read_nothing)
        return STATUS_OK;
    if (!(below + above < dist_read_too_much))
        return dist_read_too_wide(reader, row, node, dist, below, above);
    struct dist_range range = dist_range_of(dist);
    dist->range = dist_range_cut(dist, below > 0 ? fmax(range.low, row->low) : range.low,
                                 above > 0 ? fmin(range.high, row->high) : range.high);
    dist->cut = below + above;
    return STATUS_OK;
}

static enum status dist_read_bounds(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                    struct dist *dist)
{
    double least = 0, most = 0, median = dist_quantile(dist, 0.5);
    if (!isfinite(median))
        return field_error(reader, node, "%s: the median is beyond the range of numbers", dist_name(dist->kind));
    enum status status = field_check_bounds(reader, row, node, median, median);
    if (status != STATUS_OK || dist_is_constant(dist, &median))
        return status;
    struct dist_range range = dist_range_of(dist);
    dist_whole_ends(dist, &least, &most);
    if (dist->kind == DIST_BETA && row->low == DBL_MIN)
        least = DBL_MIN; // 0 itself has no mass
    bool bounded = isfinite(least) && isfinite(most);
    if (dist->kind == DIST_DISCRETE || dist->kind == DIST_VALUES)
        dist_steps_within(dist, range.low, range.high, &least, &most);
    if (bounded)
        status = field_check_bounds(reader, row, node, fmax(least, range.low), fmin(most, range.high));
    return status == STATUS_OK && (!bounded || dist->kind == DIST_BETA) ? dist_read_tails(reader, row, node, dist)
                                                                        : status;
}

// ---- the mapping ------------------------------------------------------------------------------------

// "uniform, normal, ... and values"
static const char *dist_read_known(struct arena *arena)
{
    const char *known = dist_name(DIST_CONSTANT + 1);
    for (int kind = DIST_CONSTANT + 2; kind < DIST_COUNT && known; kind++)
        known = arena_format(arena, "%s%s%s", known, kind + 1 < DIST_COUNT ? ", " : " and ",
                             dist_name((enum dist_kind)kind));
    return known ? known : "";
}

static enum status dist_read_unknown(struct reader *reader, const struct yaml_pair *pair)
{
    const char *names[DIST_COUNT] = {0};
    for (int kind = DIST_CONSTANT + 1; kind < DIST_COUNT; kind++)
        names[kind - 1] = dist_name((enum dist_kind)kind);
    names[DIST_COUNT - 1] = "truncate";
    const char *nearest = diag_nearest(pair->key, names, DIST_COUNT);
    return diag_error(reader->diag, pair->key_mark, reader->path, "unknown distribution \"%.60s\"%s%s%s", pair->key,
                      nearest ? "; did you mean \"" : "; this version knows ",
                      nearest ? nearest : dist_read_known(reader->arena), nearest ? "\"?" : "");
}

static enum status dist_read_keys(struct reader *reader, const struct yaml_node *node, struct dist *dist,
                                  struct dist_read_parts *parts)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        enum dist_kind kind = dist_kind_named(pair->key);
        if (strcmp(pair->key, "truncate") == 0)
            parts->truncate = pair->value;
        else if (kind == DIST_COUNT && !field_is_common(pair->key))
            return dist_read_unknown(reader, pair);
        else if (kind != DIST_COUNT && parts->arguments)
            return diag_error(reader->diag, pair->key_mark, reader->path, "two distributions for one value");
        else if (kind != DIST_COUNT) {
            dist->kind = kind;
            parts->arguments = pair->value;
        }
    }
    return STATUS_OK;
}

static enum status dist_read_mapping(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     struct dist *dist)
{
    struct dist_read_parts parts = {0};
    enum status status = dist_read_keys(reader, node, dist, &parts);
    if (status != STATUS_OK)
        return status;
    if (!parts.arguments)
        return field_error(reader, node, "a number or a distribution such as {triangular: [min, mode, max]} is needed");
    bool list = dist->kind == DIST_DISCRETE || dist->kind == DIST_VALUES;
    dist->range = (struct dist_range){-INFINITY, INFINITY, 0, 1, 1, 0};
    status = list ? dist_read_list(reader, row, parts.arguments, dist)
                  : dist_read_arguments(reader, row, parts.arguments, dist);
    if (status == STATUS_OK && parts.truncate)
        status = dist_read_truncate(reader, row, parts.truncate, dist);
    return status == STATUS_OK ? dist_read_bounds(reader, row, parts.arguments, dist) : status;
}

enum status dist_read(struct reader *reader, const struct field *row, const struct yaml_node *node, struct dist *dist)
{
    *dist = (struct dist){.kind = DIST_CONSTANT};
    size_t errors = reader->diag->errors;
    const struct yaml_node *inner = field_unwrap(reader, node);
    if (reader->diag->errors > errors)
        return STATUS_BAD_INPUT;
    if (inner->kind == YAML_MAPPING)
        return dist_read_mapping(reader, row, inner, dist);
    struct field constant = *row;
    constant.type = FIELD_QUANTITY;
    constant.offset = 0;
    return field_read_value(reader, &constant, inner, &dist->argument[0]);
}
