#include "report/replication_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/number_text.h"

// For machines: every row of the study.
static const struct sheet_column replication_sheet_columns[] = {
    {.key = "table"},     {.key = "model"},    {.key = "hardware"}, {.key = "devices"},   {.key = "quantity"},
    {.key = "published"}, {.key = "computed"}, {.key = "ratio"},    {.key = "predicted"}, {.key = "predicted_ratio"},
    {.key = "given"},     {.key = "closes"},   {.key = "note"},
};

// For people: one table for each of the study's tables.
static const struct sheet_column replication_sheet_people_columns[] = {
    {.heading = "model"},
    {.heading = "of"},
    {.heading = "printed", .align_right = true},
    {.heading = "computed", .align_right = true},
    {.heading = "ratio", .style = SHEET_RATIO},
    {.heading = "predict", .blank_none = true, .width_needed = 70},
    {.heading = "ratio", .style = SHEET_RATIO, .blank_none = true, .width_needed = 70},
    {.heading = "", .blank_none = true},
};

// A number with as many decimals as the publication printed.
static struct sheet_cell replication_sheet_cell(struct arena *arena, double value, int decimals)
{
    if (!isfinite(value))
        return sheet_number(value);
    if (decimals == 0)
        return sheet_text(number_text_kept(arena, round(value), SHEET_EXACT));
    return sheet_text(arena_format(arena, "%.*f", decimals, value));
}

// The same words are said once, at the end, under a number.
static size_t replication_sheet_note(struct sheet *sheet, const char *note)
{
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

static int replication_sheet_compare(const void *a, const void *b)
{
    const struct replication_row *const *left = a, *const *right = b;
    if ((*left)->table != (*right)->table)
        return (*left)->table < (*right)->table ? -1 : 1;
    return *left < *right ? -1 : *left > *right;
}

static bool replication_sheet_is_echo(const struct replication_row *row)
{
    return row->is_given && !row->is_corrected;
}

static double replication_sheet_ratio(const struct replication_row *row)
{
    return replication_sheet_is_echo(row) ? (double)NAN : row->computed / row->published;
}

static void replication_sheet_row(struct sheet *sheet, struct sheet_table *table, const struct replication_row *from)
{
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_number((double)from->table);
    row[1] = sheet_text(from->model);
    row[2] = sheet_text(from->hardware);
    row[3] = sheet_number(from->devices);
    row[4] = sheet_text(from->quantity);
    row[5] = sheet_number(from->published);
    row[6] = sheet_number(from->computed);
    row[7] = sheet_number(replication_sheet_ratio(from));
    row[8] = sheet_number(from->predicted);
    row[9] = sheet_number(from->predicted / from->published);
    row[10] = sheet_flag(from->is_given);
    row[11] = from->is_checked ? sheet_flag(from->closes) : sheet_text(NULL);
    row[12] = sheet_text(from->note);
}

static bool replication_sheet_is_same_run(const struct replication_row *a, const struct replication_row *b)
{
    return a->table == b->table && strcmp(a->model, b->model) == 0 && a->hardware && b->hardware &&
           strcmp(a->hardware, b->hardware) == 0;
}

// A run is named in its first row and its hardware in the second, so that neither costs a column; both in one where
// there is but one.
static struct sheet_cell replication_sheet_name(struct sheet *sheet, const struct replication_row *const rows[],
                                                size_t count, size_t i)
{
    bool first = i == 0 || !replication_sheet_is_same_run(rows[i], rows[i - 1]);
    bool second = !first && (i == 1 || !replication_sheet_is_same_run(rows[i], rows[i - 2]));
    bool last = i + 1 == count || !replication_sheet_is_same_run(rows[i], rows[i + 1]);
    if (second)
        return sheet_text(arena_format(sheet->arena, "  %s", rows[i]->hardware));
    if (!first)
        return sheet_text(" ");
    if (last && rows[i]->hardware)
        return sheet_text(arena_format(sheet->arena, "%s, %s", rows[i]->model, rows[i]->hardware));
    return sheet_text(rows[i]->model);
}

static void replication_sheet_people_row(struct sheet *sheet, struct sheet_table *table,
                                         const struct replication_row *from, struct sheet_cell name)
{
    struct arena *arena = sheet->arena;
    struct sheet_cell *row = sheet_row(sheet, table);
    size_t note = replication_sheet_note(sheet, from->note);
    const char *open = from->is_checked && !from->closes && !from->is_corrected ? "*" : "";
    row[0] = name;
    row[1] = sheet_text(from->label);
    row[2] = replication_sheet_cell(arena, from->published, from->decimals);
    row[3] = replication_sheet_is_echo(from) ? sheet_text("given")
             : from->is_corrected            ? sheet_text(number_text_kept(arena, from->computed, SHEET_PLAIN))
                                             : replication_sheet_cell(arena, from->computed, from->decimals);
    row[4] = sheet_number(replication_sheet_ratio(from));
    row[5] = sheet_number(from->predicted);
    row[6] = sheet_number(from->predicted / from->published);
    row[7] = sheet_text(note ? arena_format(arena, "%s[%zu]", open, note) : open);
}

static void replication_sheet_people(struct sheet *sheet, const struct replication_row *const rows[], size_t count)
{
    struct sheet_table *table = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i]->table != rows[i - 1]->table) {
            const char *title = rows[i]->table ? arena_format(sheet->arena, "Table %lld", (long long)rows[i]->table)
                                               : "Published beside predicted";
            table = sheet_table(sheet, NULL, title, replication_sheet_people_columns,
                                sizeof replication_sheet_people_columns / sizeof *replication_sheet_people_columns);
        }
        replication_sheet_people_row(sheet, table, rows[i], replication_sheet_name(sheet, rows, count, i));
    }
}

void replication_sheet(struct sheet *sheet, const struct replication *replication, bool corrected)
{
    const struct replication_row **sorted = arena_array(sheet->arena, replication->row_count + 1, sizeof *sorted);
    size_t given = 0, checked = 0, closed = 0, altered = 0;
    if (!sorted) {
        sheet->no_memory = true;
        return;
    }
    for (size_t i = 0; i < replication->row_count; i++) {
        sorted[i] = &replication->rows[i];
        checked += replication->rows[i].is_checked;
        closed += replication->rows[i].is_checked && replication->rows[i].closes;
        given += replication->rows[i].is_given;
        altered += replication->rows[i].is_checked && !replication->rows[i].closes && replication->rows[i].is_corrected;
    }
    qsort(sorted, replication->row_count, sizeof *sorted, replication_sheet_compare);
    sheet->title = replication->description;
    sheet_field(sheet, "study", NULL, SHEET_PLAIN, NULL, sheet_text(replication->name));
    sheet_field(sheet, "corrected", NULL, SHEET_PLAIN, NULL, sheet_flag(corrected));
    sheet_field(sheet, "rows_given", given ? "printed figures taken as given" : NULL, SHEET_EXACT, NULL,
                sheet_number((double)given));
    sheet_field(sheet, "rows_checked", checked ? "recomputed from those" : NULL, SHEET_EXACT, NULL,
                sheet_number((double)checked));
    sheet_field(sheet, "rows_closed", checked ? "agree to the printed digit" : NULL, SHEET_EXACT, NULL,
                sheet_number((double)closed));
    sheet_field(sheet, "rows_corrected", altered ? "corrected, so they differ" : NULL, SHEET_EXACT, NULL,
                sheet_number((double)altered));
    struct sheet_table *table = sheet_table(sheet, "rows", NULL, replication_sheet_columns,
                                            sizeof replication_sheet_columns / sizeof *replication_sheet_columns);
    table->is_primary = true;
    for (size_t i = 0; i < replication->row_count; i++)
        replication_sheet_row(sheet, table, sorted[i]);
    replication_sheet_people(sheet, sorted, replication->row_count);
    if (given)
        sheet_note(sheet, "given: an input that the others are computed from, or what one was worked back from");
    if (closed + altered < checked)
        sheet_note(sheet, "* does not agree to the printed digit%s",
                   corrected ? "" : "; --corrected applies the study's known errors");
}
