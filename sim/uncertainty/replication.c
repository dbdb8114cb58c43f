#include "uncertainty/replication.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "uncertainty/replication_programme.h"
#include "uncertainty/replication_row.h"

#define REPLICATION_FIELD(struct_name, member, field_type, ...)                                                        \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct struct_name, member), __VA_ARGS__                \
    }

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
        enum status status = replication_row_correct(reader, block, &inputs, &answers->correction);
        if (status != STATUS_OK)
            return status;
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
    enum status status = replication_row_block(reader, plan->published, &block);
    if (status == STATUS_OK)
        status = replication_answer(reader, plan, &block, corrected, &answers);
    const struct yaml_node *rows = yaml_tree_get(plan->published, "rows");
    for (size_t i = 0; status != STATUS_NO_MEMORY && i < block.rows.count; i++) {
        const struct replication_figure *figure = (const struct replication_figure *)block.rows.items + i;
        size_t quantity = replication_row_quantity(reader, figure, rows->items[i], false);
        enum status one = STATUS_BAD_INPUT;
        if (quantity < PROJECTION_QUANTITIES && (figure->work || figure->stage))
            one = field_error(reader, rows->items[i], "a plan has no work items and no stages");
        else if (quantity < PROJECTION_QUANTITIES)
            one = replication_row_add(reader, &block, (double)plan->devices, figure, rows->items[i], quantity, &answers,
                                      replication);
        status = one == STATUS_OK ? status : one;
    }
    field_leave(reader, length);
    return status;
}

// A plan or a programme of a study.
static enum status replication_plan(struct reader *reader, struct catalog *catalog, const struct yaml_node *reference,
                                    bool corrected, struct replication *replication)
{
    const struct yaml_node *node = NULL;
    struct plan plan;
    struct programme programme;
    const struct plan_options options = {0};
    bool is_name = reference->kind == YAML_SCALAR && !catalog_is_path(reference->text);
    enum status status = catalog_open(catalog, is_name ? CATALOG_PLAN : CATALOG_COUNT, reference, &node);
    if (status != STATUS_OK)
        return status;
    if (!yaml_tree_get(node, "published"))
        return field_error(reader, reference, "this plan has no \"published\" block to compare with");
    if (catalog_kind_of(node) == CATALOG_PROGRAMME) {
        status = programme_read(reader, catalog, node, &options, &programme);
        return status == STATUS_OK ? replication_programme_add(reader, &programme, corrected, replication) : status;
    }
    status = plan_read(reader, catalog, node, &options, &plan);
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
        struct replication_row *added = replication_row_new(reader, replication);
        if (!added)
            return STATUS_NO_MEMORY;
        added->table = reference->table;
        added->model = reference->model;
        added->quantity = reference->quantity;
        added->label = strcmp(reference->quantity, "co2e_lb") == 0 ? "lb CO2e" : reference->quantity;
        added->published = reference->published;
        added->note = replication_row_note(list->items[i]);
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
        struct replication_row *row = replication_row_new(reader, replication);
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
            replication_row_check(row, 0);
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
