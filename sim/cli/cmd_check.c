// flopcast check: reads files, each variant of a family by itself, and reports every mistake in them.
#include "cli/commands.h"
#include "uncertainty/inspect.h"

static const struct sheet_column cmd_check_columns[] = {
    {.key = "file", .heading = "file"},
    {.key = "kind", .heading = "kind"},
    {.key = "names", .heading = "holds", .wrap = true, .blank_none = true},
};

static enum status cmd_check_file(struct session *session, const char *path, struct sheet_table *table)
{
    struct inspect_result result;
    enum status status = inspect_file(&session->reader, &session->catalog, path, session->args.sources, &result);
    const char *holds = "";
    for (size_t i = 0; i < result.variants.count && holds; i++)
        holds = arena_format(&session->arena, "%s%s%s", holds, i ? ", " : "", result.variants.names[i]);
    struct sheet_cell *row = sheet_row(&session->sheet, table);
    row[0] = sheet_text(path);
    row[1] = sheet_text(result.kind == CATALOG_COUNT ? NULL : catalog_key(result.kind));
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
