#include "quantity/dist.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

#define DIST_KNOWN "uniform, normal, lognormal, triangular, pert, beta and interval90"

const char *dist_name(enum dist_kind kind)
{
    return dist_rows[kind].name;
}

const char *dist_arguments(enum dist_kind kind)
{
    return dist_rows[kind].arguments;
}

static enum dist_kind dist_kind_named(const char *name)
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
        if (!names && !field_is_common(key))
            return false;
        is_value = is_value || names;
    }
    return is_value;
}

// What must hold between the arguments; NULL when it does.
static const char *dist_complaint(const struct dist *dist)
{
    const double *a = dist->argument;
    switch (dist->kind) {
    case DIST_UNIFORM:
    case DIST_INTERVAL90:
        return a[0] < a[1] ? NULL : "the first argument must be below the second";
    case DIST_NORMAL:
        return a[1] > 0 ? NULL : "sd must be more than 0";
    case DIST_LOGNORMAL:
        return a[0] > 0 && a[1] > 0 ? NULL : "median and sigma must be more than 0";
    case DIST_TRIANGULAR:
    case DIST_PERT:
        return a[0] <= a[1] && a[1] <= a[2] && a[0] < a[2] ? NULL : "min, mode and max must be in this order";
    case DIST_BETA:
        return fmin(a[0], a[1]) >= 0.01 && fmax(a[0], a[1]) <= 1e4 ? NULL : "a and b must be from 0.01 to 10,000";
    default:
        return NULL;
    }
}

static enum status dist_read_arguments(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                       struct dist *dist)
{
    size_t wanted = dist_rows[dist->kind].argument_count;
    if (node->kind != YAML_SEQUENCE || node->count != wanted)
        return field_error(reader, node, "%s needs a list of %zu: [%s]", dist_name(dist->kind), wanted,
                           dist_arguments(dist->kind));
    enum status status = STATUS_OK;
    for (size_t i = 0; i < wanted; i++) {
        bool pure = (dist_rows[dist->kind].pure >> i) & 1u;
        struct field argument = *row;
        argument.type = FIELD_QUANTITY;
        argument.offset = 0;
        argument.low = -DBL_MAX;
        argument.high = DBL_MAX;
        if (pure)
            argument.dimension = DIMENSION_NONE;
        enum status one = field_read_value(reader, &argument, node->items[i], &dist->argument[i]);
        status = one == STATUS_OK ? status : one;
    }
    if (status != STATUS_OK)
        return status;
    if (dist->kind == DIST_BETA && row->dimension != DIMENSION_NONE)
        return field_error(reader, node, "beta lies between 0 and 1; \"%s\" needs a distribution of %s", row->key,
                           units_words(row->dimension));
    const char *complaint = dist_complaint(dist);
    return complaint ? field_error(reader, node, "%s: %s", dist_name(dist->kind), complaint) : STATUS_OK;
}

static enum status dist_check_bounds(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     const struct dist *dist)
{
    double median = dist_quantile(dist, 0.5);
    if (!isfinite(median))
        return field_error(reader, node, "%s: the median is beyond the range of numbers", dist_name(dist->kind));
    bool bounded = dist->kind == DIST_UNIFORM || dist->kind == DIST_TRIANGULAR || dist->kind == DIST_PERT;
    double least = bounded ? dist->argument[0] : median;
    double most = bounded ? dist->argument[dist_rows[dist->kind].argument_count - 1] : median;
    return field_check_bounds(reader, row, node, least, most);
}

static enum status dist_read_mapping(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     struct dist *dist)
{
    const struct yaml_node *arguments = NULL;
    const char *names[DIST_COUNT] = {0};
    for (int kind = DIST_CONSTANT + 1; kind < DIST_COUNT; kind++)
        names[kind - 1] = dist_rows[kind].name;
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->pairs[i].key;
        enum dist_kind kind = dist_kind_named(key);
        if (field_is_common(key))
            continue;
        if (kind == DIST_COUNT) {
            const char *nearest = diag_nearest(key, names, DIST_COUNT - 1);
            return diag_error(reader->diag, node->pairs[i].key_mark, reader->path,
                              "unknown distribution \"%.60s\"%s%s%s", key,
                              nearest ? "; did you mean \"" : "; this version knows ", nearest ? nearest : DIST_KNOWN,
                              nearest ? "\"?" : "");
        }
        if (arguments)
            return diag_error(reader->diag, node->pairs[i].key_mark, reader->path, "two distributions for one value");
        dist->kind = kind;
        arguments = node->pairs[i].value;
    }
    if (!arguments)
        return field_error(reader, node, "a number or a distribution such as {triangular: [min, mode, max]} is needed");
    enum status status = dist_read_arguments(reader, row, arguments, dist);
    return status == STATUS_OK ? dist_check_bounds(reader, row, arguments, dist) : status;
}

enum status dist_read(struct reader *reader, const struct field *row, const struct yaml_node *node, struct dist *dist)
{
    *dist = (struct dist){.kind = DIST_CONSTANT};
    const struct yaml_node *inner = field_unwrap(reader, node);
    if (inner->kind == YAML_MAPPING)
        return dist_read_mapping(reader, row, inner, dist);
    struct field constant = *row;
    constant.type = FIELD_QUANTITY;
    constant.offset = 0;
    return field_read_value(reader, &constant, inner, &dist->argument[0]);
}

// Johnson 1997: the PERT distribution is a beta distribution scaled to min..max whose mode counts four times.
static double dist_pert_quantile(const double *a, double p)
{
    double range = a[2] - a[0];
    double alpha = 1.0 + 4.0 * (a[1] - a[0]) / range, beta = 1.0 + 4.0 * (a[2] - a[1]) / range;
    return a[0] + range * gsl_cdf_beta_Pinv(p, alpha, beta);
}

static double dist_triangular_quantile(const double *a, double p)
{
    double range = a[2] - a[0], split = (a[1] - a[0]) / range;
    if (p < split)
        return a[0] + sqrt(p * range * (a[1] - a[0]));
    return a[2] - sqrt((1.0 - p) * range * (a[2] - a[1]));
}

// Lognormal through its 5 % and 95 % points when both are positive, normal otherwise.
static double dist_interval90_quantile(const double *a, double p)
{
    double z = gsl_cdf_ugaussian_Pinv(p) / gsl_cdf_ugaussian_Pinv(0.95);
    if (a[0] > 0)
        return sqrt(a[0] * a[1]) * exp(0.5 * z * log(a[1] / a[0]));
    return 0.5 * (a[0] + a[1]) + 0.5 * z * (a[1] - a[0]);
}

double dist_quantile(const struct dist *dist, double p)
{
    const double *a = dist->argument;
    switch (dist->kind) {
    case DIST_UNIFORM:
        return a[0] + p * (a[1] - a[0]);
    case DIST_NORMAL:
        return a[0] + a[1] * gsl_cdf_ugaussian_Pinv(p);
    case DIST_LOGNORMAL:
        return a[0] * exp(a[1] * gsl_cdf_ugaussian_Pinv(p));
    case DIST_TRIANGULAR:
        return dist_triangular_quantile(a, p);
    case DIST_PERT:
        return dist_pert_quantile(a, p);
    case DIST_BETA:
        return gsl_cdf_beta_Pinv(p, a[0], a[1]);
    case DIST_INTERVAL90:
        return dist_interval90_quantile(a, p);
    default:
        return a[0];
    }
}

const char *dist_text(struct arena *arena, const struct dist *dist, const char *unit)
{
    if (dist->kind == DIST_CONSTANT)
        return "";
    const char *text = dist_name(dist->kind);
    for (size_t i = 0; i < dist_rows[dist->kind].argument_count && text; i++) {
        bool pure = (dist_rows[dist->kind].pure >> i) & 1u;
        text =
            arena_format(arena, "%s%s%.6g", text, i ? ", " : "(", units_from_si(dist->argument[i], pure ? "" : unit));
    }
    return text ? arena_format(arena, "%s)", text) : NULL;
}
