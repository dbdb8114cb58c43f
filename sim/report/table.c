// Tables for people: fields as aligned lines, the parts of the sheet in their order with its tables fitted to the
// terminal and a figure as its words, notes wrapped below; then the chapters.
#include <string.h>

#include "base/utf8.h"
#include "report/number_text.h"
#include "report/report_kinds.h"

enum { TABLE_COLUMNS_MAX = 32, TABLE_GAP = 2, TABLE_WRAP_MIN = 24, TABLE_CUT_MIN = 20 };

static size_t table_width(const char *text)
{
    return utf8_columns(text, strlen(text));
}

static const char *table_cell(const struct sheet_cell *cell, enum sheet_style style, const char *unit,
                              char buffer[NUMBER_TEXT_SIZE])
{
    if (cell->kind == SHEET_TEXT)
        return cell->text;
    if (cell->kind == SHEET_FLAG)
        return cell->number > 0 ? "yes" : "no";
    if (cell->kind == SHEET_NONE)
        return "-";
    number_text_styled(cell->number, style, unit, buffer);
    return buffer;
}

static void table_pad(FILE *stream, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fputc(' ', stream);
}

// Bytes of the word that a text begins with; a percent sign stays with its number.
static size_t table_word(const char *text)
{
    size_t bytes = strcspn(text, " ");
    return strncmp(text + bytes, " %", 2) == 0 ? bytes + 1 + strcspn(text + bytes + 1, " ") : bytes;
}

// Writes `length` bytes of text, broken at spaces to fit; lines after the first are indented.
static void table_wrapped(FILE *stream, const char *text, size_t length, size_t indent, size_t width)
{
    size_t used = 0;
    for (const char *end = text + length; text < end;) {
        size_t bytes = table_word(text);
        bytes = bytes < (size_t)(end - text) ? bytes : (size_t)(end - text);
        size_t word = utf8_columns(text, bytes);
        if (used && used + 1 + word > width) {
            fputc('\n', stream);
            table_pad(stream, indent);
            used = 0;
        }
        if (used) {
            fputc(' ', stream);
            used++;
        }
        utf8_put(stream, text, bytes);
        used += word;
        text += bytes;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

static void table_fields(const struct sheet *sheet, FILE *stream, int columns)
{
    size_t label_width = 0;
    char buffer[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < sheet->field_count; i++)
        if (sheet->fields[i].label && table_width(sheet->fields[i].label) > label_width)
            label_width = table_width(sheet->fields[i].label);
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!field->label || field->cell.kind == SHEET_NONE)
            continue;
        size_t indent = 2 + label_width + TABLE_GAP;
        fprintf(stream, "  %s", field->label); // our own words, not a file's
        table_pad(stream, label_width - table_width(field->label) + TABLE_GAP);
        const char *text = table_cell(&field->cell, field->style, field->unit, buffer);
        table_wrapped(stream, text, strlen(text), indent,
                      (size_t)columns > indent + TABLE_WRAP_MIN ? (size_t)columns - indent : TABLE_WRAP_MIN);
    }
}

static bool table_is_numeric(const struct sheet_table *table, size_t column)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (table->cells[row * table->column_count + column].kind == SHEET_TEXT ||
            table->cells[row * table->column_count + column].kind == SHEET_FLAG)
            return false;
    return true;
}

struct table_layout {
    size_t width[TABLE_COLUMNS_MAX];
    bool shown[TABLE_COLUMNS_MAX], numeric[TABLE_COLUMNS_MAX];
};

// Widths of all columns as their cells need them.
static void table_measure(const struct sheet_table *table, struct table_layout *layout)
{
    char buffer[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        layout->numeric[i] = table_is_numeric(table, i);
        layout->width[i] = column->heading ? table_width(column->heading) : 0;
        for (size_t row = 0; row < table->row_count; row++) {
            size_t width = table_width(
                table_cell(&table->cells[row * table->column_count + i], column->style, column->unit, buffer));
            if (width > layout->width[i])
                layout->width[i] = width;
        }
    }
}

// Shows the columns that ask for at most `limit`; returns the width of a line, a wrapped column counted at its least.
static size_t table_show(const struct sheet_table *table, int limit, struct table_layout *layout)
{
    size_t total = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        layout->shown[i] = column->heading && column->width_needed <= limit && !column->is_inner;
        if (layout->shown[i])
            total +=
                TABLE_GAP + (column->wrap && layout->width[i] > TABLE_WRAP_MIN ? TABLE_WRAP_MIN : layout->width[i]);
    }
    return total;
}

// Fits a table to the terminal: what asks for the most room goes first, until the rest has room or nothing more can go.
static void table_fit(const struct sheet_table *table, int columns, struct table_layout *layout)
{
    table_measure(table, layout);
    int limit = columns;
    size_t total = table_show(table, limit, layout);
    while (total > (size_t)columns) {
        int most = 0;
        for (size_t i = 0; i < table->column_count; i++)
            if (layout->shown[i] && table->columns[i].width_needed > most)
                most = table->columns[i].width_needed;
        if (most == 0)
            break;
        limit = most - 1;
        total = table_show(table, limit, layout);
    }
    for (size_t i = 0; i < table->column_count && total > (size_t)columns; i++)
        if (layout->shown[i] && table->columns[i].cut && layout->width[i] > TABLE_CUT_MIN) {
            size_t spare = layout->width[i] - TABLE_CUT_MIN, over = total - (size_t)columns;
            layout->width[i] -= over < spare ? over : spare;
            total -= over < spare ? over : spare;
        }
    // What is left over goes to the column that is wrapped.
    for (size_t i = 0; i < table->column_count; i++)
        if (layout->shown[i] && table->columns[i].wrap && layout->width[i] > TABLE_WRAP_MIN) {
            size_t left = TABLE_WRAP_MIN + ((size_t)columns > total ? (size_t)columns - total : 0);
            layout->width[i] = layout->width[i] < left ? layout->width[i] : left;
        }
}

static const char *table_text(const struct sheet_table *table, size_t row, size_t i, char buffer[NUMBER_TEXT_SIZE])
{
    const struct sheet_column *column = &table->columns[i];
    if (row == 0)
        return column->heading;
    const struct sheet_cell *cell = &table->cells[(row - 1) * table->column_count + i];
    return cell->kind == SHEET_NONE && column->blank_none ? "" : table_cell(cell, column->style, column->unit, buffer);
}

// Where a path goes on after what there is no room for: behind a dot or a slash where that leaves half of the room or
// more in use, never inside a character.
static const char *table_cut(const char *text, size_t width)
{
    const char *anywhere = NULL;
    for (const char *at = text + 1; *at; at++) {
        bool fits = table_width(at) + 2 <= width;
        if (fits && (at[-1] == '.' || at[-1] == '/') && 2 * (table_width(at) + 2) >= width)
            return at;
        if (fits && !anywhere && ((unsigned char)*at & 0xC0) != 0x80)
            anywhere = at;
    }
    return anywhere ? anywhere : "";
}

// One line; row 0 is the headings. Blanks are written only before a text, so that no line ends in them.
static void table_line(const struct sheet_table *table, const struct table_layout *layout, size_t row, FILE *stream)
{
    char buffer[NUMBER_TEXT_SIZE];
    size_t at = 2, written = 0; // where the column begins, and how far the line has come
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        if (!layout->shown[i])
            continue;
        const char *text = table_text(table, row, i, buffer);
        size_t width = table_width(text);
        bool cut = column->cut && width > layout->width[i];
        if (cut) {
            text = table_cut(text, layout->width[i]);
            width = table_width(text) + 2;
        }
        bool right = (layout->numeric[i] || column->align_right) && layout->width[i] > width;
        size_t start = at + (right ? layout->width[i] - width : 0);
        if (width) {
            table_pad(stream, start - written);
            if (row && column->wrap && width > layout->width[i]) {
                table_wrapped(stream, text, strlen(text), at, layout->width[i]);
                return;
            }
            fputs(cut ? ".." : "", stream);
            utf8_put(stream, text, strlen(text));
            written = start + width;
        }
        at += layout->width[i] + TABLE_GAP;
    }
    fputc('\n', stream);
}

static void table_rows(const struct sheet_table *table, FILE *stream, int columns)
{
    struct table_layout layout = {0};
    table_fit(table, columns, &layout);
    fputc('\n', stream);
    table_wrapped(stream, table->title, strlen(table->title), 2, (size_t)columns - 2);
    bool headed = false;
    for (size_t i = 0; i < table->column_count; i++)
        headed = headed || (layout.shown[i] && table->columns[i].heading[0]);
    for (size_t row = headed ? 0 : 1; row <= table->row_count; row++)
        table_line(table, &layout, row, stream);
}

// A text of several lines, each broken to fit.
static void table_paragraph(FILE *stream, const char *text, size_t indent, int columns)
{
    size_t width = (size_t)columns > indent + TABLE_WRAP_MIN ? (size_t)columns - indent : TABLE_WRAP_MIN;
    while (*text) {
        size_t line = strcspn(text, "\n");
        size_t rest = line + (text[line] == '\n');
        table_pad(stream, line ? indent : 0);
        table_wrapped(stream, text, line, indent, width);
        text += rest;
    }
}

// Lines as they are: they are there to be copied.
static void table_paste(FILE *stream, const char *text)
{
    while (*text) {
        size_t line = strcspn(text, "\n");
        table_pad(stream, line ? 4 : 0);
        utf8_put(stream, text, line);
        fputc('\n', stream);
        text += line + (text[line] == '\n');
    }
}

static void table_titled(FILE *stream, const char *title, int columns)
{
    fputc('\n', stream);
    if (title[0])
        table_wrapped(stream, title, strlen(title), 2, (size_t)columns - 2);
}

static void table_heading(FILE *stream, const char *title, int columns)
{
    size_t width = table_width(title), line = width < (size_t)columns ? width : (size_t)columns;
    table_titled(stream, title, columns);
    for (size_t i = 0; i < line; i++)
        fputc('-', stream);
    fputc('\n', stream);
}

static void table_part(const struct sheet *sheet, const struct sheet_part *part, FILE *stream, int columns)
{
    const struct sheet_table *table = part->kind == SHEET_TABLE_PART ? &sheet->tables[part->table] : NULL;
    switch (part->kind) {
    case SHEET_HEADING:
        table_heading(stream, part->title, columns);
        return;
    case SHEET_PARAGRAPH:
        fputc('\n', stream);
        table_paragraph(stream, part->text, 2, columns);
        return;
    case SHEET_PASTE:
        table_titled(stream, part->title, columns);
        table_paste(stream, part->text);
        return;
    case SHEET_TABLE_PART:
        if (table->title && table->row_count)
            table_rows(table, stream, columns);
        return;
    case SHEET_FIGURE:
        table_titled(stream, part->figure->title, columns);
        table_paragraph(stream, part->figure->alt, 2, columns);
        return;
    }
}

void table_write(const struct sheet *sheet, FILE *stream, int columns)
{
    if (sheet->title)
        table_wrapped(stream, sheet->title, strlen(sheet->title), 2, (size_t)columns - 2);
    table_fields(sheet, stream, columns);
    for (size_t i = 0; i < sheet->part_count; i++)
        table_part(sheet, &sheet->parts[i], stream, columns);
    if (sheet->note_count)
        fputs("\nNotes\n", stream);
    for (size_t i = 0; i < sheet->note_count; i++) {
        fputs("  - ", stream);
        table_wrapped(stream, sheet->notes[i], strlen(sheet->notes[i]), 4, columns > 8 ? (size_t)columns - 4 : 4);
    }
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        fputc('\n', stream);
        for (int at = 0; at < columns; at++)
            fputc('=', stream);
        fputc('\n', stream);
        table_write(sheet->chapters[i], stream, columns);
    }
}
