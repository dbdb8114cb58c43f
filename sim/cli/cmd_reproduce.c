// flopcast reproduce: a published study beside what is computed from its stated hours and watts, and beside what is
// predicted from the architectures alone.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "estimate/replication.h"
#include "report/number_text.h"

static const struct sheet_column cmd_reproduce_columns[] = {
    {.key = "table", .heading = "T", .style = SHEET_EXACT},
    {.key = "model", .heading = "model"},
    {.key = "hardware", .heading = "hardware", .width_needed = 110},
    {.key = "devices", .heading = NULL},
    {.key = "quantity", .heading = "quantity"},
    {.key = "published", .heading = NULL},
    {.key = NULL, .heading = "printed"},
    {.key = "computed", .heading = NULL},
    {.key = NULL, .heading = "computed"},
    {.key = "ratio", .heading = "ratio", .style = SHEET_RATIO},
    {.key = "predicted", .heading = NULL},
    {.key = NULL, .heading = "predicted", .style = SHEET_PLAIN},
    {.key = "predicted_ratio", .heading = "ratio", .style = SHEET_RATIO},
    {.key = NULL, .heading = ""},
    {.key = "note", .heading = NULL},
};

// A number with as many decimals as the publication printed.
static struct sheet_cell cmd_reproduce_cell(struct arena *arena, double value, int decimals)
{
    if (!isfinite(value))
        return sheet_number(value);
    char text[NUMBER_TEXT_SIZE];
    if (decimals == 0) {
        number_text_styled(round(value), SHEET_EXACT, NULL, text);
        return sheet_text(arena_copy(arena, text, strlen(text)));
    }
    return sheet_text(arena_format(arena, "%.*f", decimals, value));
}

// The same words are said once, at the end, under a number.
static size_t cmd_reproduce_note(struct session *session, const char *note)
{
    struct sheet *sheet = &session->sheet;
    if (!note)
        return 0;
    for (size_t i = 0; i < sheet->note_count; i++) {
        const char *text = strchr(sheet->notes[i], ' ');
        if (text && strcmp(text + 1, note) == 0)
            return i + 1;
    }
    sheet_note(sheet, "[%zu] %s", sheet->note_count + 1, note);
    return sheet->note_count;
}

static int cmd_reproduce_compare(const void *a, const void *b)
{
    const struct replication_row *const *left = a, *const *right = b;
    if ((*left)->table != (*right)->table)
        return (*left)->table < (*right)->table ? -1 : 1;
    return *left < *right ? -1 : *left > *right;
}

static void cmd_reproduce_row(struct session *session, struct sheet_table *table, const struct replication_row *from)
{
    struct arena *arena = &session->arena;
    struct sheet_cell *row = sheet_row(&session->sheet, table);
    size_t note = cmd_reproduce_note(session, from->note);
    const char *verdict = !from->is_checked ? "" : from->closes ? "" : "open";
    row[0] = sheet_number((double)from->table);
    row[1] = sheet_text(from->model);
    row[2] = sheet_text(from->hardware);
    row[3] = sheet_number(from->devices);
    row[4] = sheet_text(from->quantity);
    row[5] = sheet_number(from->published);
    row[6] = cmd_reproduce_cell(arena, from->published, from->decimals);
    row[7] = sheet_number(from->computed);
    row[8] = cmd_reproduce_cell(arena, from->computed, from->decimals);
    row[9] = sheet_number(from->computed / from->published);
    row[10] = row[11] = sheet_number(from->predicted);
    row[12] = sheet_number(from->predicted / from->published);
    const char *mark = note ? arena_format(arena, "[%zu]%s%s", note, verdict[0] ? " " : "", verdict) : verdict;
    row[13] = sheet_text(mark && mark[0] ? mark : " ");
    row[14] = sheet_text(from->note);
}

enum status cmd_reproduce(struct session *session)
{
    const struct yaml_node *node = NULL;
    struct replication replication;
    enum status status = catalog_open_text(&session->catalog, CATALOG_STUDY, session->args.words[0], &node);
    if (status == STATUS_OK)
        status = replication_run(&session->reader, &session->catalog, node, session->args.corrected, &replication);
    if (status != STATUS_OK)
        return status;
    const struct replication_row **sorted = arena_array(&session->arena, replication.row_count + 1, sizeof *sorted);
    if (!sorted)
        return STATUS_NO_MEMORY;
    size_t checked = 0, closed = 0;
    for (size_t i = 0; i < replication.row_count; i++) {
        sorted[i] = &replication.rows[i];
        checked += replication.rows[i].is_checked;
        closed += replication.rows[i].closes;
    }
    qsort(sorted, replication.row_count, sizeof *sorted, cmd_reproduce_compare);
    struct sheet *sheet = &session->sheet;
    sheet->title = replication.description;
    sheet_field(sheet, "study", NULL, SHEET_PLAIN, NULL, sheet_text(replication.name));
    sheet_field(sheet, "corrected", NULL, SHEET_PLAIN, NULL, sheet_text(session->args.corrected ? "yes" : "no"));
    sheet_field(sheet, "rows_checked", "printed figures recomputed", SHEET_EXACT, NULL, sheet_number((double)checked));
    sheet_field(sheet, "rows_closed", "agree to the printed digit", SHEET_EXACT, NULL, sheet_number((double)closed));
    struct sheet_table *table = sheet_table(
        sheet, "rows",
        session->args.corrected ? "Printed beside computed, known errors corrected" : "Printed beside computed",
        cmd_reproduce_columns, sizeof cmd_reproduce_columns / sizeof *cmd_reproduce_columns);
    table->is_primary = true;
    for (size_t i = 0; i < replication.row_count; i++)
        cmd_reproduce_row(session, table, sorted[i]);
    return STATUS_OK;
}
