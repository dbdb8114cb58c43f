#include "uncertainty/replication_row.h"

#include <math.h>
#include <string.h>

#define REPLICATION_ROW_FIELD(struct_name, member, field_type, ...)                                                    \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct struct_name, member), __VA_ARGS__                \
    }

static const struct field replication_row_figure_fields[] = {
    REPLICATION_ROW_FIELD(replication_figure, table, FIELD_COUNT, .required = true, .low = 0, .high = 100),
    REPLICATION_ROW_FIELD(replication_figure, metric, FIELD_TEXT, .required = true),
    REPLICATION_ROW_FIELD(replication_figure, value, FIELD_TEXT, .required = true),
    REPLICATION_ROW_FIELD(replication_figure, quantity, FIELD_TEXT, .required = false),
    REPLICATION_ROW_FIELD(replication_figure, model, FIELD_TEXT, .required = false),
    REPLICATION_ROW_FIELD(replication_figure, given, FIELD_FLAG, .required = false),
    REPLICATION_ROW_FIELD(replication_figure, stage, FIELD_TEXT, .required = false),
    REPLICATION_ROW_FIELD(replication_figure, work, FIELD_NODE, .required = false),
    REPLICATION_ROW_FIELD(replication_figure, rounded_to, FIELD_COUNT, .low = 1, .high = 1e9),
};

struct replication_correction {
    const struct yaml_node *inputs;
};

static const struct field replication_row_correction_fields[] = {
    REPLICATION_ROW_FIELD(replication_correction, inputs, FIELD_NODE, .required = true),
};

static const struct field replication_row_block_fields[] = {
    REPLICATION_ROW_FIELD(replication_block, model, FIELD_TEXT, .required = true),
    REPLICATION_ROW_FIELD(replication_block, hardware, FIELD_TEXT, .required = true),
    REPLICATION_ROW_FIELD(replication_block, unpredictable, FIELD_TEXT, .required = false),
    REPLICATION_ROW_FIELD(replication_block, corrected, FIELD_NODE, .required = false),
    REPLICATION_ROW_FIELD(replication_block, rows, FIELD_LIST, .required = true,
                          .fields = FIELD_ARRAY(replication_row_figure_fields),
                          .item_size = sizeof(struct replication_figure)),
};

struct replication_row *replication_row_new(struct reader *reader, struct replication *replication)
{
    struct replication_row *rows = arena_grow(reader->arena, replication->rows, replication->row_count,
                                              replication->row_count + 1, &replication->row_capacity, sizeof *rows);
    if (!rows)
        return NULL;
    replication->rows = rows;
    rows[replication->row_count] = (struct replication_row){
        .devices = (double)NAN, .published = (double)NAN, .computed = (double)NAN, .predicted = (double)NAN};
    return &rows[replication->row_count++];
}

const char *replication_row_note(const struct yaml_node *node)
{
    const struct yaml_node *note = yaml_tree_get(node, "note");
    return note && note->kind == YAML_SCALAR ? note->text : NULL;
}

static int replication_row_decimals(const char *value)
{
    const char *point = strchr(value, '.');
    return point ? (int)strspn(point + 1, "0123456789") : 0;
}

// "co2e" and "lb" give "co2e_lb".
static const char *replication_row_name(struct arena *arena, const char *stem, const char *unit)
{
    char *name = arena_format(arena, "%s%s%s", stem, unit[0] ? "_" : "", unit);
    for (char *at = name; at && *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    return name;
}

void replication_row_check(struct replication_row *row, double rounded_to)
{
    double half = 0.5 * (rounded_to > 0 ? rounded_to : pow(10, -row->decimals));
    bool both = isfinite(row->published) && isfinite(row->computed);
    row->is_given = row->is_given && both;
    row->is_checked = both && !row->is_given;
    row->closes = both && fabs(row->computed - row->published) <= half * (1 + 1e-9);
}

// What the column of a printed table is called: the unit, and what it is of where that is not plain.
static const char *replication_row_label(struct arena *arena, size_t quantity, const char *unit)
{
    switch (quantity) {
    case METRIC_CO2E_KG:
    case METRIC_CO2E_MARKET_KG:
    case METRIC_EMBODIED_CO2E_KG:
        return arena_format(arena, "%s CO2e", unit);
    case METRIC_CLOUD_PREEMPTIBLE_USD:
        return "USD low";
    case METRIC_CLOUD_USD:
        return "USD high";
    case METRIC_ELECTRICITY_USD:
        return "USD power";
    default:
        return unit[0] ? unit : projection_name(quantity);
    }
}

size_t replication_row_quantity(struct reader *reader, const struct replication_figure *figure,
                                const struct yaml_node *node, bool of_programme)
{
    const char *names[PROJECTION_QUANTITIES];
    const size_t count = of_programme ? PROJECTION_QUANTITIES : METRIC_COUNT;
    if (!figure->metric || !figure->value)
        return PROJECTION_QUANTITIES; // already told
    for (size_t i = 0; i < count; i++) {
        names[i] = projection_name(i);
        if (strcmp(names[i], figure->metric) == 0)
            return i;
    }
    const char *nearest = diag_nearest(figure->metric, names, count);
    (void)field_error(reader, yaml_tree_get(node, "metric"), "there is no metric \"%s\"%s%s%s", figure->metric,
                      nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return PROJECTION_QUANTITIES;
}

// "energy" of "energy_kwh".
static const char *replication_row_stem(struct arena *arena, size_t quantity)
{
    const char *name = projection_name(quantity);
    const char *unit = projection_unit(quantity)[0] ? strrchr(name, '_') : NULL;
    if (quantity < METRIC_COUNT)
        return metric_row((enum metric_id)quantity)->stem;
    name = unit ? arena_copy(arena, name, (size_t)(unit - name)) : name;
    return name ? name : "";
}

enum status replication_row_add(struct reader *reader, const struct replication_block *block, double devices,
                                const struct replication_figure *figure, const struct yaml_node *node, size_t id,
                                const struct replication_answers *answers, struct replication *replication)
{
    char message[UNITS_MESSAGE_SIZE];
    struct quantity quantity;
    const struct yaml_node *value = yaml_tree_get(node, "value");
    if (!units_read(figure->value, &quantity, message))
        return field_error(reader, value, "%s", message);
    if (!units_has_dimension(&quantity, projection_dimension(id)))
        return field_error(reader, value, "%s is %s, not \"%s\"", figure->metric, units_words(projection_dimension(id)),
                           figure->value);
    struct replication_row *row = replication_row_new(reader, replication);
    if (!row)
        return STATUS_NO_MEMORY;
    const char *own = replication_row_note(node);
    bool changed = answers->correction && answers->computed[id] != answers->plain[id];
    row->table = figure->table;
    row->model = figure->model ? figure->model : block->model;
    row->hardware = block->hardware;
    row->devices = devices;
    row->quantity = figure->quantity
                        ? figure->quantity
                        : replication_row_name(reader->arena, replication_row_stem(reader->arena, id), quantity.unit);
    row->label = replication_row_label(reader->arena, id, quantity.unit);
    row->published = quantity.number;
    row->decimals = replication_row_decimals(figure->value);
    row->computed = answers->is_stated ? units_from_si(answers->computed[id], quantity.unit) : (double)NAN;
    row->predicted = answers->is_predictable ? units_from_si(answers->predicted[id], quantity.unit) : (double)NAN;
    const char *correction = changed ? answers->correction : NULL;
    row->note = own && correction ? arena_format(reader->arena, "%s; %s", own, correction) : own ? own : correction;
    if (!row->note && id == METRIC_TIME_H && block->unpredictable)
        row->note = block->unpredictable;
    row->is_given = figure->given || answers->is_given[id];
    replication_row_check(row, (double)figure->rounded_to);
    row->is_corrected = changed;
    if (row->is_checked && !row->closes && !row->is_corrected && block->corrected &&
        replication_row_note(block->corrected))
        row->note = arena_format(reader->arena, "%s%sopen as printed: %s", row->note ? row->note : "",
                                 row->note ? "; " : "", replication_row_note(block->corrected));
    return row->quantity && row->label ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status replication_row_block(struct reader *reader, const struct yaml_node *node, struct replication_block *block)
{
    return field_read(reader, FIELD_ARRAY(replication_row_block_fields), node, block);
}

enum status replication_row_correct(struct reader *reader, const struct replication_block *block,
                                    struct input_set *inputs, const char **why)
{
    struct replication_correction correction = {0};
    size_t length = field_enter(reader, "corrected");
    enum status status = field_read(reader, replication_row_correction_fields, 1, block->corrected, &correction);
    if (status == STATUS_OK)
        status = input_read_all(reader, correction.inputs, INPUT_PLAN, inputs);
    field_leave(reader, length);
    *why = replication_row_note(block->corrected);
    return status;
}
