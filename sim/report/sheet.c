#include "report/sheet.h"

#include <math.h>
#include <stdarg.h>

void sheet_init(struct sheet *sheet, struct arena *arena, const char *title)
{
    *sheet = (struct sheet){.arena = arena, .title = title};
}

enum status sheet_status(const struct sheet *sheet)
{
    return sheet->no_memory || sheet->arena->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

struct sheet_cell sheet_number(double number)
{
    return (struct sheet_cell){.kind = isfinite(number) ? SHEET_NUMBER : SHEET_NONE, .number = number};
}

struct sheet_cell sheet_flag(bool flag)
{
    return (struct sheet_cell){.kind = SHEET_FLAG, .number = flag};
}

struct sheet_cell sheet_text(const char *text)
{
    return (struct sheet_cell){.kind = text && text[0] ? SHEET_TEXT : SHEET_NONE, .text = text};
}

struct sheet_cell sheet_rows(const struct sheet_table *rows)
{
    return (struct sheet_cell){.kind = SHEET_ROWS, .rows = rows};
}

void sheet_field(struct sheet *sheet, const char *key, const char *label, enum sheet_style style, const char *unit,
                 struct sheet_cell cell)
{
    struct sheet_field *fields = arena_grow(sheet->arena, sheet->fields, sheet->field_count, sheet->field_count + 1,
                                            &sheet->field_capacity, sizeof *fields);
    if (!fields) {
        sheet->no_memory = true;
        return;
    }
    sheet->fields = fields;
    fields[sheet->field_count++] =
        (struct sheet_field){.key = key, .label = label, .style = style, .unit = unit, .cell = cell};
}

static void sheet_part(struct sheet *sheet, struct sheet_part part)
{
    struct sheet_part *parts = arena_grow(sheet->arena, sheet->parts, sheet->part_count, sheet->part_count + 1,
                                          &sheet->part_capacity, sizeof *parts);
    if (!parts) {
        sheet->no_memory = true;
        return;
    }
    sheet->parts = parts;
    parts[sheet->part_count++] = part;
}

void sheet_heading(struct sheet *sheet, const char *title)
{
    sheet_part(sheet, (struct sheet_part){.kind = SHEET_HEADING, .title = title ? title : ""});
}

void sheet_paragraph(struct sheet *sheet, const char *key, const char *text)
{
    sheet_part(sheet, (struct sheet_part){.kind = SHEET_PARAGRAPH, .key = key, .text = text ? text : ""});
}

void sheet_paste(struct sheet *sheet, const char *key, const char *title, const char *text)
{
    sheet_part(sheet, (struct sheet_part){
                          .kind = SHEET_PASTE, .key = key, .title = title ? title : "", .text = text ? text : ""});
}

void sheet_figure(struct sheet *sheet, const struct figure *figure)
{
    sheet_part(sheet, (struct sheet_part){.kind = SHEET_FIGURE, .key = figure->key, .figure = figure});
}

struct sheet_table *sheet_table(struct sheet *sheet, const char *key, const char *title,
                                const struct sheet_column *columns, size_t column_count)
{
    struct sheet_table *tables = arena_grow(sheet->arena, sheet->tables, sheet->table_count, sheet->table_count + 1,
                                            &sheet->table_capacity, sizeof *tables);
    if (!tables) {
        sheet->no_memory = true;
        return &sheet->spare_table;
    }
    sheet->tables = tables;
    tables[sheet->table_count] =
        (struct sheet_table){.key = key, .title = title, .columns = columns, .column_count = column_count};
    sheet_part(sheet, (struct sheet_part){.kind = SHEET_TABLE_PART, .table = sheet->table_count});
    return &tables[sheet->table_count++];
}

struct sheet_table *sheet_inner_table(struct sheet *sheet, const struct sheet_column *columns, size_t column_count)
{
    struct sheet_table *table = arena_alloc(sheet->arena, sizeof *table);
    if (!table) {
        sheet->no_memory = true;
        return &sheet->spare_table;
    }
    *table = (struct sheet_table){.columns = columns, .column_count = column_count};
    return table;
}

struct sheet_cell *sheet_row(struct sheet *sheet, struct sheet_table *table)
{
    if (table == &sheet->spare_table)
        return sheet->spare_row;
    size_t width = table->column_count;
    struct sheet_cell *cells = arena_grow(sheet->arena, table->cells, table->row_count, table->row_count + 1,
                                          &table->row_capacity, width * sizeof *cells);
    if (!cells) {
        sheet->no_memory = true;
        return sheet->spare_row;
    }
    table->cells = cells;
    return cells + width * table->row_count++;
}

void sheet_note(struct sheet *sheet, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *text = arena_vformat(sheet->arena, format, list);
    va_end(list);
    const char **notes = arena_grow(sheet->arena, sheet->notes, sheet->note_count, sheet->note_count + 1,
                                    &sheet->note_capacity, sizeof *notes);
    if (!notes || !text) {
        sheet->no_memory = true;
        return;
    }
    sheet->notes = notes;
    notes[sheet->note_count++] = text;
}
