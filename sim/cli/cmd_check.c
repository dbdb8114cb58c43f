// flopcast check: reads files, each variant of a family by itself, and reports every mistake in them.
#include <string.h>

#include "cli/commands.h"
#include "estimate/replication.h"
#include "read/sources.h"

static const struct sheet_column cmd_check_columns[] = {
    {.key = "file", .heading = "file"},
    {.key = "kind", .heading = "kind"},
    {.key = "names", .heading = "holds", .wrap = true},
};

static enum status cmd_check_thing(struct session *session, enum catalog_kind kind, const struct yaml_node *node)
{
    struct reader *reader = &session->reader;
    struct plan plan;
    struct model model;
    struct device device;
    struct region region;
    struct replication replication;
    struct plan_options options = {0};
    double factors[REGION_SOURCE_COUNT];
    switch (kind) {
    case CATALOG_PLAN:
        return plan_read(reader, &session->catalog, node, &options, &plan);
    case CATALOG_MODEL:
        return model_read(reader, node, NULL, 0, &model);
    case CATALOG_DEVICE:
        return device_read(reader, node, &device);
    case CATALOG_REGION:
        return region_read(reader, &session->catalog, node, &region);
    case CATALOG_FACTORS:
        return region_read_factors(reader, node, factors);
    case CATALOG_STUDY:
        return replication_run(reader, &session->catalog, node, false, &replication);
    default:
        return STATUS_OK;
    }
}

static enum status cmd_check_file(struct session *session, const char *path, struct sheet_table *table)
{
    const struct yaml_node *root = NULL, *node = NULL;
    struct catalog_names variants = {0};
    enum status status = catalog_open_all(&session->catalog, path, &root, &variants);
    if (status != STATUS_OK)
        return status;
    enum catalog_kind kind = catalog_kind_of(root);
    const char *holds = "";
    for (size_t i = 0; i < (variants.count ? variants.count : 1); i++) {
        const char *reference = arena_format(&session->arena, "%s%s%s%s", catalog_is_path(path) ? "" : "./", path,
                                             variants.count ? "#" : "", variants.count ? variants.names[i] : "");
        if (!reference)
            return STATUS_NO_MEMORY;
        enum status one = catalog_open_text(&session->catalog, CATALOG_COUNT, reference, &node);
        if (one == STATUS_OK)
            one = cmd_check_thing(session, kind, node);
        status = one == STATUS_OK ? status : one;
        if (variants.count)
            holds = arena_format(&session->arena, "%s%s%s", holds, i ? ", " : "", variants.names[i]);
    }
    if (session->args.sources && kind != CATALOG_PLAN)
        sources_check(root, &session->diag);
    struct sheet_cell *row = sheet_row(&session->sheet, table);
    row[0] = sheet_text(path);
    row[1] = sheet_text(kind == CATALOG_COUNT ? NULL : catalog_key(kind));
    row[2] = sheet_text(holds);
    return status;
}

enum status cmd_check(struct session *session)
{
    struct sheet_table *table = sheet_table(&session->sheet, "files", "No mistakes found", cmd_check_columns,
                                            sizeof cmd_check_columns / sizeof *cmd_check_columns);
    table->is_primary = true;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->args.word_count; i++) {
        enum status one = cmd_check_file(session, session->args.words[i], table);
        if (one == STATUS_NO_MEMORY)
            return one;
        status = one == STATUS_OK ? status : one;
    }
    return status != STATUS_OK ? status : diag_status(&session->diag);
}
