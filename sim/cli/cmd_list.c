// flopcast list: what is there, by name.
#include <math.h>
#include <string.h>

#include "cli/commands.h"
#include "quantity/metric.h"
#include "search/search.h"

static const struct sheet_column cmd_list_columns[] = {
    {.key = "name", .heading = "name"},
    {.key = "value", .heading = "is", .style = SHEET_EXACT},
    {.key = "description", .heading = "description", .wrap = true},
};

enum { CMD_LIST_COLUMNS = sizeof cmd_list_columns / sizeof *cmd_list_columns };

static void cmd_list_row(struct session *session, struct sheet_table *table, const char *name, struct sheet_cell value,
                         const char *description)
{
    struct sheet_cell *row = sheet_row(&session->sheet, table);
    row[0] = sheet_text(name);
    row[1] = value;
    row[2] = sheet_text(description);
}

static enum status cmd_list_model(struct session *session, struct sheet_table *table, const char *name,
                                  const struct yaml_node *node)
{
    struct model model;
    struct model_totals totals;
    struct model_shape one = {.batch = 1, .sequence = 1};
    enum status status = model_read(&session->reader, node, NULL, 0, &model);
    if (status != STATUS_OK)
        return status;
    model_count(&model, &one, NULL, &totals);
    cmd_list_row(session, table, name,
                 sheet_number(totals.model.parameters > 0 ? totals.model.parameters : (double)NAN), model.description);
    return STATUS_OK;
}

static enum status cmd_list_device(struct session *session, struct sheet_table *table, const char *name,
                                   const struct yaml_node *node)
{
    struct device device;
    enum status status = device_read(&session->reader, node, &device);
    if (status != STATUS_OK)
        return status;
    const char *peaks = "";
    for (size_t i = 0; i < PRECISION_COUNT && peaks; i++)
        if (device.peak_flop_per_s[i] > 0)
            peaks = arena_format(&session->arena, "%s%s%s %.4g TFLOP/s", peaks, peaks[0] ? ", " : "",
                                 precision_names[i], device.peak_flop_per_s[i] / 1e12);
    cmd_list_row(session, table, name, sheet_text(peaks), device.description);
    return STATUS_OK;
}

static enum status cmd_list_region(struct session *session, struct sheet_table *table, const char *name,
                                   const struct yaml_node *node)
{
    struct region region;
    enum status status = region_read(&session->reader, &session->catalog, node, &region);
    if (status != STATUS_OK)
        return status;
    double intensity = units_from_si(region.inputs.values[INPUT_CARBON_INTENSITY].point, "gCO2e/kWh");
    cmd_list_row(session, table, name, sheet_text(arena_format(&session->arena, "%.4g gCO2e/kWh", intensity)),
                 region.description);
    return STATUS_OK;
}

// A model_type, and the library whose config.json it is.
static void cmd_list_config(struct session *session, struct sheet_table *table, const char *name,
                            const struct yaml_node *node)
{
    const struct yaml_node *library = yaml_tree_get(node, "library");
    if (library && library->kind == YAML_SCALAR) // what all types share has none
        cmd_list_row(session, table, name, sheet_text(NULL), library->text);
}

static enum status cmd_list_files(struct session *session, enum catalog_kind kind, struct sheet_table *table)
{
    struct catalog_names names = {0};
    enum status status = catalog_list(&session->catalog, kind, &names);
    for (size_t i = 0; i < names.count && status != STATUS_NO_MEMORY; i++) {
        const struct yaml_node *node = NULL;
        enum status one = catalog_open_text(&session->catalog, kind, names.names[i], &node);
        if (one == STATUS_OK && kind == CATALOG_MODEL)
            one = cmd_list_model(session, table, names.names[i], node);
        else if (one == STATUS_OK && kind == CATALOG_DEVICE)
            one = cmd_list_device(session, table, names.names[i], node);
        else if (one == STATUS_OK && kind == CATALOG_CONFIG)
            cmd_list_config(session, table, names.names[i], node);
        else if (one == STATUS_OK)
            one = cmd_list_region(session, table, names.names[i], node);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static void cmd_list_vocabulary(struct session *session, const char *what, struct sheet_table *table)
{
    if (strcmp(what, "inputs") == 0)
        for (int id = 0; id < INPUT_COUNT; id++)
            cmd_list_row(session, table, input_row((enum input_id)id)->key, sheet_text(input_unit((enum input_id)id)),
                         input_row((enum input_id)id)->help);
    else if (strcmp(what, "metrics") == 0)
        for (int id = 0; id < METRIC_COUNT; id++)
            cmd_list_row(session, table, metric_row((enum metric_id)id)->name,
                         sheet_text(metric_row((enum metric_id)id)->unit), metric_row((enum metric_id)id)->sentence);
    else if (strcmp(what, "searches") == 0)
        for (size_t i = 0; i < search_kinds_count; i++)
            cmd_list_row(session, table, search_kinds[i]->name, sheet_text(NULL), search_kinds[i]->sentence);
    else
        for (size_t i = 0; i < layer_kind_count; i++)
            cmd_list_row(session, table, layer_kinds[i]->name, sheet_text(NULL), layer_kinds[i]->sentence);
}

enum status cmd_list(struct session *session)
{
    // What can be listed, where it comes from (CATALOG_COUNT: built in), and what its second column is called.
    static const struct {
        const char *what;
        enum catalog_kind kind;
        const char *heading, *key;
    } lists[] = {{"models", CATALOG_MODEL, "parameters", "parameters"},
                 {"configs", CATALOG_CONFIG, NULL, NULL},
                 {"hardware", CATALOG_DEVICE, "dense peaks", "peaks"},
                 {"regions", CATALOG_REGION, "carbon intensity", "carbon_intensity"},
                 {"inputs", CATALOG_COUNT, "unit", "unit"},
                 {"metrics", CATALOG_COUNT, "unit", "unit"},
                 {"kinds", CATALOG_COUNT, NULL, NULL},
                 {"searches", CATALOG_COUNT, NULL, NULL}};
    const char *what = session->args.words[0], *names[sizeof lists / sizeof *lists];
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        names[i] = lists[i].what;
        if (strcmp(what, lists[i].what) != 0)
            continue;
        struct sheet_column *columns = arena_array(&session->arena, CMD_LIST_COLUMNS, sizeof *columns);
        if (!columns)
            return STATUS_NO_MEMORY;
        memcpy(columns, cmd_list_columns, sizeof cmd_list_columns);
        columns[1].heading = lists[i].heading;
        columns[1].key = lists[i].key;
        struct sheet_table *table =
            sheet_table(&session->sheet, lists[i].what, lists[i].what, columns, CMD_LIST_COLUMNS);
        table->is_primary = true;
        if (lists[i].kind != CATALOG_COUNT)
            return cmd_list_files(session, lists[i].kind, table);
        cmd_list_vocabulary(session, what, table);
        return STATUS_OK;
    }
    const char *nearest = diag_nearest(what, names, sizeof names / sizeof *names);
    return diag_error(
        &session->diag, (struct mark){0}, NULL,
        "\"%s\" cannot be listed%s%s%s (models, configs, hardware, regions, inputs, metrics, kinds, searches can)",
        what, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}
