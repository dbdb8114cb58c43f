// A workbook for Excel and its like, by libxlsxwriter: the texts on a worksheet of their own, then one for each table;
// of a document of several, one for each chapter. The library writes to files alone, so the workbook is made in a
// private folder and copied from there.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/figure_table.h"
#include "report/report_kinds.h"
#include "report/shown.h"
#include "report/stream_fault.h"
#include "report/xlsx_table.h"

// Texts stand over so many columns, so wide.
enum { XLSX_SPAN = 8, XLSX_LABEL_WIDTH = 26, XLSX_COLUMN_WIDTH = 14, XLSX_LINE = XLSX_LABEL_WIDTH + 7 * 13 };
enum { XLSX_ROW_POINTS = 15, XLSX_ROW_POINTS_MAX = 409 };

// A worksheet that is filled from top to bottom.
struct xlsx {
    struct xlsx_book *book;
    lxw_worksheet *worksheet;
    lxw_row_t row;
    bool has_tables; // tables stand among the texts
};

static bool xlsx_is_full(const struct xlsx *it)
{
    return it->row >= LXW_ROW_MAX - 2;
}

static void xlsx_line(struct xlsx *it, const char *text, enum xlsx_book_look look)
{
    const char *clean = xlsx_book_text(it->book, text, XLSX_LINE, NULL);
    if (xlsx_is_full(it) || !clean || !clean[0])
        return;
    worksheet_write_string(it->worksheet, it->row++, 0, clean, xlsx_book_format(it->book, look, ""));
}

// A text over several columns, its row as high as it needs.
static void xlsx_block(struct xlsx *it, const char *text, enum xlsx_book_look look)
{
    size_t lines = 1;
    const char *clean = xlsx_book_text(it->book, text, look == XLSX_BOOK_PASTE ? XLSX_LINE * 3 / 4 : XLSX_LINE, &lines);
    if (xlsx_is_full(it) || !clean || !clean[0])
        return;
    double height = XLSX_ROW_POINTS * (double)lines;
    worksheet_set_row(it->worksheet, it->row, height < XLSX_ROW_POINTS_MAX ? height : XLSX_ROW_POINTS_MAX, NULL);
    worksheet_merge_range(it->worksheet, it->row, 0, it->row, XLSX_SPAN - 1, clean,
                          xlsx_book_format(it->book, look, ""));
    it->row++;
}

static void xlsx_fields(struct xlsx *it, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->field_count && !xlsx_is_full(it); i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!shown_field(field))
            continue;
        worksheet_write_string(it->worksheet, it->row, 0, field->label,
                               xlsx_book_format(it->book, XLSX_BOOK_PLAIN, ""));
        if (field->cell.kind == SHEET_TEXT) {
            const char *clean = xlsx_book_text(it->book, field->cell.text, XLSX_LINE, NULL);
            if (clean)
                worksheet_write_string(it->worksheet, it->row, 1, clean,
                                       xlsx_book_format(it->book, XLSX_BOOK_PLAIN, ""));
        } else
            xlsx_table_cell(it->book, it->worksheet, it->row, 1, &field->cell, field->style, field->unit);
        it->row++;
    }
}

static void xlsx_figure(struct xlsx *it, const struct figure *figure)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet_table *table = figure_table(&arena, figure);
    xlsx_line(it, shown_or_empty(figure->title), XLSX_BOOK_HEADING);
    xlsx_block(it, shown_or_empty(figure->alt), XLSX_BOOK_WRAPPED);
    if (table)
        it->row = xlsx_table_put(it->book, it->worksheet, it->row, table);
    arena_free(&arena);
}

static void xlsx_part(struct xlsx *it, const struct sheet *sheet, const struct sheet_part *part)
{
    const struct sheet_table *table = &sheet->tables[part->table]; // of a part that is one
    if (part->kind == SHEET_TABLE_PART && (!it->has_tables || !shown_table(table)))
        return;
    it->row++; // a blank line
    switch (part->kind) {
    case SHEET_HEADING:
        xlsx_line(it, part->title, XLSX_BOOK_HEADING);
        return;
    case SHEET_PARAGRAPH:
        xlsx_block(it, part->text, XLSX_BOOK_WRAPPED);
        return;
    case SHEET_PASTE:
        xlsx_line(it, part->title, XLSX_BOOK_HEADING);
        xlsx_block(it, part->text, XLSX_BOOK_PASTE);
        return;
    case SHEET_TABLE_PART:
        xlsx_line(it, table->title, XLSX_BOOK_HEADING);
        if (!xlsx_is_full(it))
            it->row = xlsx_table_put(it->book, it->worksheet, it->row, table);
        return;
    case SHEET_FIGURE:
        if (!xlsx_is_full(it))
            xlsx_figure(it, part->figure);
        return;
    }
}

// Everything but, unless it has_tables, the tables.
static void xlsx_texts(struct xlsx_book *book, const struct sheet *sheet, const char *name, bool has_tables)
{
    struct xlsx it = {.book = book, .worksheet = xlsx_book_worksheet(book, name), .has_tables = has_tables};
    if (!it.worksheet)
        return;
    worksheet_set_column(it.worksheet, 0, 0, XLSX_LABEL_WIDTH, NULL);
    worksheet_set_column(it.worksheet, 1, XLSX_SPAN - 1, XLSX_COLUMN_WIDTH, NULL);
    worksheet_fit_to_pages(it.worksheet, 1, 0);
    worksheet_set_paper(it.worksheet, 9); // A4
    xlsx_line(&it, shown_or_empty(sheet->title), XLSX_BOOK_TITLE);
    xlsx_fields(&it, sheet);
    for (size_t i = 0; i < sheet->part_count; i++)
        xlsx_part(&it, sheet, &sheet->parts[i]);
    it.row++;
    if (sheet->note_count)
        xlsx_line(&it, "Notes", XLSX_BOOK_HEADING);
    for (size_t i = 0; i < sheet->note_count; i++)
        xlsx_block(&it, sheet->notes[i], XLSX_BOOK_WRAPPED);
}

// A worksheet of its own: headings stay in sight, and are printed on every page.
static void xlsx_table(struct xlsx_book *book, const struct sheet_table *table)
{
    lxw_worksheet *worksheet = xlsx_book_worksheet(book, table->title);
    if (!worksheet)
        return;
    xlsx_table_widths(worksheet, table);
    xlsx_table_put(book, worksheet, 0, table);
    worksheet_freeze_panes(worksheet, 1, 0);
    worksheet_repeat_rows(worksheet, 0, 0);
    worksheet_set_landscape(worksheet);
    worksheet_set_paper(worksheet, 9);
    worksheet_fit_to_pages(worksheet, 1, 0);
}

static void xlsx_sheet(struct xlsx_book *book, const struct sheet *sheet)
{
    xlsx_texts(book, sheet, sheet->chapter_count ? "Overview" : "Summary", false);
    for (size_t i = 0; i < sheet->table_count; i++)
        if (shown_table(&sheet->tables[i]))
            xlsx_table(book, &sheet->tables[i]);
    for (size_t i = 0; i < sheet->chapter_count; i++)
        xlsx_texts(book, sheet->chapters[i], shown_or_empty(sheet->chapters[i]->title), true);
}

static bool xlsx_copy(const char *path, FILE *stream)
{
    char bytes[8192];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
        fwrite(bytes, 1, count, stream);
    bool is_whole = !ferror(file);
    return fclose(file) == 0 && is_whole;
}

void xlsx_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    struct arena arena;
    struct xlsx_book book = {.workbook = NULL};
    const char *parent = getenv("TMPDIR");
    bool is_done = false;
    arena_init(&arena);
    char *folder = arena_format(&arena, "%s/flopcast-XXXXXX", parent && parent[0] ? parent : "/tmp");
    if (folder && !mkdtemp(folder))
        folder = NULL;
    const char *path = folder ? arena_format(&arena, "%s/report.xlsx", folder) : NULL;
    if (path && xlsx_book_init(&book, path, folder, shown_or_empty(sheet->title))) {
        xlsx_sheet(&book, sheet);
        is_done = xlsx_book_close(&book) && xlsx_copy(path, stream);
    }
    xlsx_book_free(&book);
    if (path)
        (void)unlink(path);
    if (folder)
        (void)rmdir(folder);
    arena_free(&arena);
    if (!is_done)
        stream_fault(stream);
}
