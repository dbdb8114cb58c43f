#include "estimate/replication.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct replication_figure {
    int64_t table;
    const char *metric, *value, *quantity, *model;
    bool given;         // an input was worked back from it
    int64_t rounded_to; // the printed figure is rounded to multiples of this; 0: to its last decimal
};

#define REPLICATION_FIELD(struct_name, member, field_type, ...)                                                        \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct struct_name, member), __VA_ARGS__                \
    }

static const struct field replication_figure_fields[] = {
    REPLICATION_FIELD(replication_figure, table, FIELD_COUNT, .required = true, .low = 0, .high = 100),
    REPLICATION_FIELD(replication_figure, metric, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_figure, value, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_figure, quantity, FIELD_TEXT, .required = false),
    REPLICATION_FIELD(replication_figure, model, FIELD_TEXT, .required = false),
    REPLICATION_FIELD(replication_figure, given, FIELD_FLAG, .required = false),
    REPLICATION_FIELD(replication_figure, rounded_to, FIELD_COUNT, .low = 1, .high = 1e9),
};

struct replication_correction {
    const struct yaml_node *inputs;
};

static const struct field replication_correction_fields[] = {
    REPLICATION_FIELD(replication_correction, inputs, FIELD_NODE, .required = true),
};

struct replication_block {
    const char *model, *hardware, *unpredictable;
    struct field_list rows;
    const struct yaml_node *corrected;
};

static const struct field replication_block_fields[] = {
    REPLICATION_FIELD(replication_block, model, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_block, hardware, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_block, unpredictable, FIELD_TEXT, .required = false),
    REPLICATION_FIELD(replication_block, corrected, FIELD_NODE, .required = false),
    REPLICATION_FIELD(replication_block, rows, FIELD_LIST, .required = true,
                      .fields = FIELD_ARRAY(replication_figure_fields), .item_size = sizeof(struct replication_figure)),
};

struct replication_reference {
    int64_t table;
    const char *model, *quantity;
    double published;
};

static const struct field replication_reference_fields[] = {
    REPLICATION_FIELD(replication_reference, table, FIELD_COUNT, .required = true, .low = 1, .high = 100),
    REPLICATION_FIELD(replication_reference, model, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_reference, quantity, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_reference, published, FIELD_QUANTITY, .required = true, .high = DBL_MAX),
};

struct replication_mix {
    int64_t table;
    const char *model;
    const struct yaml_node *region;
    double share[REGION_SOURCE_COUNT];
};

struct replication_study {
    const char *study, *description;
    const struct yaml_node *plans, *corrected_plans, *references, *mixes;
};

static const struct field replication_study_fields[] = {
    REPLICATION_FIELD(replication_study, study, FIELD_TEXT, .required = true),
    REPLICATION_FIELD(replication_study, description, FIELD_TEXT, .required = false),
    REPLICATION_FIELD(replication_study, plans, FIELD_NODE, .required = true),
    REPLICATION_FIELD(replication_study, corrected_plans, FIELD_NODE, .required = false),
    REPLICATION_FIELD(replication_study, references, FIELD_NODE, .required = false),
    REPLICATION_FIELD(replication_study, mixes, FIELD_NODE, .required = false),
};

static struct replication_row *replication_add(struct reader *reader, struct replication *replication)
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

static const char *replication_note(const struct yaml_node *node)
{
    const struct yaml_node *note = yaml_tree_get(node, "note");
    return note && note->kind == YAML_SCALAR ? note->text : NULL;
}

static int replication_decimals(const char *value)
{
    const char *point = strchr(value, '.');
    return point ? (int)strspn(point + 1, "0123456789") : 0;
}

// "co2e" and "lb" give "co2e_lb".
static const char *replication_quantity(struct arena *arena, const char *stem, const char *unit)
{
    char *name = arena_format(arena, "%s%s%s", stem, unit[0] ? "_" : "", unit);
    for (char *at = name; at && *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    return name;
}

static void replication_check(struct replication_row *row, double rounded_to)
{
    double half = 0.5 * (rounded_to > 0 ? rounded_to : pow(10, -row->decimals));
    bool both = isfinite(row->published) && isfinite(row->computed);
    row->is_given = row->is_given && both;
    row->is_checked = both && !row->is_given;
    row->closes = both && fabs(row->computed - row->published) <= half * (1 + 1e-9);
}

// What the column of a printed table is called: the unit, and what it is of where that is not plain.
static const char *replication_label(struct arena *arena, enum metric_id id, const char *unit)
{
    switch (id) {
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
        return unit[0] ? unit : metric_row(id)->name;
    }
}

struct replication_answers {
    double computed[METRIC_COUNT], plain[METRIC_COUNT], predicted[METRIC_COUNT];
    bool is_given[METRIC_COUNT]; // stated by the plan
    bool is_stated;              // hours or watts are, so that there is something to compute from them
    bool is_predictable;
    const char *correction;
};

static enum status replication_no_metric(struct reader *reader, const struct yaml_node *node)
{
    const char *names[METRIC_COUNT];
    for (int id = 0; id < METRIC_COUNT; id++)
        names[id] = metric_row((enum metric_id)id)->name;
    const char *nearest = diag_nearest(node->text, names, METRIC_COUNT);
    return field_error(reader, node, "there is no metric \"%s\"%s%s%s", node->text, nearest ? "; did you mean \"" : "",
                       nearest ? nearest : "", nearest ? "\"?" : "");
}

static enum status replication_figure(struct reader *reader, const struct plan *plan,
                                      const struct replication_block *block, const struct replication_figure *figure,
                                      const struct yaml_node *node, const struct replication_answers *answers,
                                      struct replication *replication)
{
    char message[UNITS_MESSAGE_SIZE];
    struct quantity quantity;
    enum metric_id id = figure->metric ? metric_named(figure->metric) : METRIC_COUNT;
    const struct yaml_node *value = yaml_tree_get(node, "value");
    if (!figure->metric || !figure->value)
        return STATUS_BAD_INPUT; // already told
    if (id == METRIC_COUNT)
        return replication_no_metric(reader, yaml_tree_get(node, "metric"));
    if (!units_read(figure->value, &quantity, message))
        return field_error(reader, value, "%s", message);
    if (!units_has_dimension(&quantity, metric_row(id)->dimension))
        return field_error(reader, value, "%s is %s, not \"%s\"", figure->metric,
                           units_words(metric_row(id)->dimension), figure->value);
    struct replication_row *row = replication_add(reader, replication);
    if (!row)
        return STATUS_NO_MEMORY;
    const char *own = replication_note(node);
    bool changed = answers->correction && answers->computed[id] != answers->plain[id];
    row->table = figure->table;
    row->model = figure->model ? figure->model : block->model;
    row->hardware = block->hardware;
    row->devices = (double)plan->devices;
    row->quantity =
        figure->quantity ? figure->quantity : replication_quantity(reader->arena, metric_row(id)->stem, quantity.unit);
    row->label = replication_label(reader->arena, id, quantity.unit);
    row->published = quantity.number;
    row->decimals = replication_decimals(figure->value);
    row->computed = answers->is_stated ? units_from_si(answers->computed[id], quantity.unit) : (double)NAN;
    row->predicted = answers->is_predictable ? units_from_si(answers->predicted[id], quantity.unit) : (double)NAN;
    const char *correction = changed ? answers->correction : NULL;
    row->note = own && correction ? arena_format(reader->arena, "%s; %s", own, correction) : own ? own : correction;
    if (!row->note && id == METRIC_TIME_H && block->unpredictable)
        row->note = block->unpredictable;
    row->is_given = figure->given || answers->is_given[id];
    replication_check(row, (double)figure->rounded_to);
    row->is_corrected = changed;
    if (row->is_checked && !row->closes && !row->is_corrected && block->corrected && replication_note(block->corrected))
        row->note = arena_format(reader->arena, "%s%sopen as printed: %s", row->note ? row->note : "",
                                 row->note ? "; " : "", replication_note(block->corrected));
    return row->quantity && row->label ? STATUS_OK : STATUS_NO_MEMORY;
}

// Three answers: as the publication states its inputs, with the corrections, and from the architecture alone.
static enum status replication_answer(struct reader *reader, const struct plan *plan,
                                      const struct replication_block *block, bool corrected,
                                      struct replication_answers *answers)
{
    struct tally tally;
    struct input_set inputs = plan->inputs;
    tally_compile(plan, &tally);
    estimate_point(&tally, &inputs, answers->plain);
    if (corrected && block->corrected) {
        struct replication_correction correction = {0};
        size_t length = field_enter(reader, "corrected");
        enum status status = field_read(reader, replication_correction_fields, 1, block->corrected, &correction);
        if (status == STATUS_OK)
            status = input_read_all(reader, correction.inputs, INPUT_PLAN, &inputs);
        field_leave(reader, length);
        if (status != STATUS_OK)
            return status;
        answers->correction = replication_note(block->corrected);
    }
    tally.time_is_measured = inputs.values[INPUT_MEASURED_TIME].origin != INPUT_UNSET;
    tally.power_is_measured = inputs.values[INPUT_MEASURED_POWER].origin != INPUT_UNSET;
    answers->is_given[METRIC_TIME_H] = tally.time_is_measured;
    answers->is_given[METRIC_POWER_W] = tally.power_is_measured;
    answers->is_stated = tally.time_is_measured || tally.power_is_measured;
    estimate_point(&tally, &inputs, answers->computed);
    inputs.values[INPUT_MEASURED_TIME].origin = INPUT_UNSET;
    inputs.values[INPUT_MEASURED_POWER].origin = INPUT_UNSET;
    tally.time_is_measured = tally.power_is_measured = false;
    estimate_point(&tally, &inputs, answers->predicted);
    answers->is_predictable = !block->unpredictable;
    return STATUS_OK;
}

enum status replication_add_plan(struct reader *reader, const struct plan *plan, bool corrected,
                                 struct replication *replication)
{
    struct replication_block block = {0};
    struct replication_answers answers = {0};
    size_t length = field_enter(reader, "published");
    enum status status =
        field_read(reader, replication_block_fields, sizeof replication_block_fields / sizeof *replication_block_fields,
                   plan->published, &block);
    if (status == STATUS_OK)
        status = replication_answer(reader, plan, &block, corrected, &answers);
    const struct yaml_node *rows = yaml_tree_get(plan->published, "rows");
    for (size_t i = 0; status != STATUS_NO_MEMORY && i < block.rows.count; i++) {
        enum status one =
            replication_figure(reader, plan, &block, (const struct replication_figure *)block.rows.items + i,
                               rows->items[i], &answers, replication);
        status = one == STATUS_OK ? status : one;
    }
    field_leave(reader, length);
    return status;
}

static enum status replication_plan(struct reader *reader, struct catalog *catalog, const struct yaml_node *reference,
                                    bool corrected, struct replication *replication)
{
    const struct yaml_node *node = NULL;
    struct plan plan;
    struct plan_options options = {0};
    enum status status = catalog_open(catalog, CATALOG_PLAN, reference, &node);
    if (status == STATUS_OK)
        status = plan_read(reader, catalog, node, &options, &plan);
    if (status == STATUS_OK && !plan.published)
        status = field_error(reader, reference, "this plan has no \"published\" block to compare with");
    return status == STATUS_OK ? replication_add_plan(reader, &plan, corrected, replication) : status;
}

static enum status replication_references(struct reader *reader, const struct yaml_node *list,
                                          struct replication *replication)
{
    static const struct field row = {.key = "references",
                                     .type = FIELD_LIST,
                                     .fields = FIELD_ARRAY(replication_reference_fields),
                                     .item_size = sizeof(struct replication_reference)};
    struct field_list references = {0};
    enum status status = field_read_value(reader, &row, list, &references);
    for (size_t i = 0; status == STATUS_OK && i < references.count; i++) {
        const struct replication_reference *reference = (const struct replication_reference *)references.items + i;
        struct replication_row *added = replication_add(reader, replication);
        if (!added)
            return STATUS_NO_MEMORY;
        added->table = reference->table;
        added->model = reference->model;
        added->quantity = reference->quantity;
        added->label = strcmp(reference->quantity, "co2e_lb") == 0 ? "lb CO2e" : reference->quantity;
        added->published = reference->published;
        added->note = replication_note(list->items[i]);
    }
    return status;
}

// The printed energy mix of one consumer beside the shares in its region file, and the intensity that follows.
static enum status replication_read_mix(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                                        struct replication *replication)
{
    struct replication_mix mix = {0};
    struct field rows[REGION_SOURCE_COUNT + 3] = {
        REPLICATION_FIELD(replication_mix, table, FIELD_COUNT, .required = true, .low = 1, .high = 100),
        REPLICATION_FIELD(replication_mix, model, FIELD_TEXT, .required = true),
        REPLICATION_FIELD(replication_mix, region, FIELD_NODE, .required = true),
    };
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++)
        rows[3 + i] = (struct field){.key = region_source_names[i],
                                     .type = FIELD_QUANTITY,
                                     .offset = offsetof(struct replication_mix, share) + i * sizeof(double),
                                     .low = 0,
                                     .high = 1};
    enum status status = field_read(reader, rows, REGION_SOURCE_COUNT + 3, node, &mix);
    const struct yaml_node *region_node = NULL;
    struct region region;
    if (status == STATUS_OK)
        status = catalog_open(catalog, CATALOG_REGION, mix.region, &region_node);
    if (status == STATUS_OK)
        status = region_read(reader, catalog, region_node, &region);
    for (size_t i = 0; status == STATUS_OK && i <= REGION_SOURCE_COUNT; i++) {
        if (i < REGION_SOURCE_COUNT && mix.share[i] <= 0 && region.share[i] <= 0)
            continue;
        struct replication_row *row = replication_add(reader, replication);
        if (!row)
            return STATUS_NO_MEMORY;
        row->table = mix.table;
        row->model = mix.model;
        if (i < REGION_SOURCE_COUNT) {
            row->quantity = arena_format(reader->arena, "%s_pct", region_source_names[i]);
            row->label = arena_format(reader->arena, "%% %s", region_source_names[i]);
            row->published = units_from_si(mix.share[i], "%");
            row->computed = units_from_si(region.share[i], "%");
            row->is_given = true;
            replication_check(row, 0);
        } else {
            row->quantity = "carbon_intensity_g_per_kwh";
            row->label = "g/kWh";
            row->computed = units_from_si(region.mix_intensity_g_per_j, "gCO2e/kWh");
            row->note = "not printed: mix x emission factors of the sources, over the printed shares";
        }
        if (!row->quantity)
            return STATUS_NO_MEMORY;
    }
    return status;
}

static enum status replication_each(struct reader *reader, struct catalog *catalog, const struct yaml_node *list,
                                    bool plans, bool corrected, struct replication *replication)
{
    if (!list)
        return STATUS_OK;
    if (list->kind != YAML_SEQUENCE)
        return field_error(reader, list, "a list is needed here");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < list->count; i++) {
        enum status one = plans ? replication_plan(reader, catalog, list->items[i], corrected, replication)
                                : replication_read_mix(reader, catalog, list->items[i], replication);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status replication_run(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                            bool corrected, struct replication *replication)
{
    *replication = (struct replication){0};
    struct replication_study study = {.description = ""};
    enum status status = field_read(reader, replication_study_fields,
                                    sizeof replication_study_fields / sizeof *replication_study_fields, node, &study);
    if (status != STATUS_OK)
        return status;
    replication->name = study.study;
    replication->description = study.description;
    enum status parts[4] = {STATUS_OK};
    if (study.references)
        parts[0] = replication_references(reader, study.references, replication);
    parts[1] = replication_each(reader, catalog, study.mixes, false, corrected, replication);
    parts[2] = replication_each(reader, catalog, study.plans, true, corrected, replication);
    size_t as_stated = replication->row_count;
    if (corrected)
        parts[3] = replication_each(reader, catalog, study.corrected_plans, true, corrected, replication);
    // Such a plan is a correction as a whole; what it takes as given is still not computed.
    for (size_t i = as_stated; i < replication->row_count; i++)
        replication->rows[i].is_corrected = !replication->rows[i].is_given;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        status = parts[i] == STATUS_OK ? status : parts[i];
    return status == STATUS_OK ? diag_status(reader->diag) : status;
}
