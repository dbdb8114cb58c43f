#include "report/sheet_copy.h"

#include <string.h>

static const char *sheet_copy_text(struct sheet *copy, const char *text)
{
    const char *made = text ? arena_copy(copy->arena, text, strlen(text)) : NULL;
    copy->no_memory = copy->no_memory || (text && !made);
    return made;
}

// A block of `count` items, the same bytes; NULL without memory, which is noted.
static void *sheet_copy_array(struct sheet *copy, const void *items, size_t count, size_t size)
{
    void *made = arena_array(copy->arena, count + 1, size);
    if (made && count)
        memcpy(made, items, count * size);
    copy->no_memory = copy->no_memory || !made;
    return made;
}

static void sheet_copy_table(struct sheet *copy, struct sheet_table *table);

static void sheet_copy_cell(struct sheet *copy, struct sheet_cell *cell)
{
    cell->text = sheet_copy_text(copy, cell->text);
    cell->formula = sheet_copy_text(copy, cell->formula);
    if (cell->kind != SHEET_ROWS || !cell->rows)
        return;
    struct sheet_table *rows = sheet_copy_array(copy, cell->rows, 1, sizeof *rows);
    if (rows)
        sheet_copy_table(copy, rows);
    cell->rows = rows;
}

// What the table, whose bytes were copied, still shares with the other one.
static void sheet_copy_table(struct sheet *copy, struct sheet_table *table)
{
    struct sheet_column *columns = sheet_copy_array(copy, table->columns, table->column_count, sizeof *table->columns);
    table->cells = sheet_copy_array(copy, table->cells, table->row_count * table->column_count, sizeof *table->cells);
    if (!columns || !table->cells) {
        table->row_count = table->column_count = 0;
        return;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        columns[i].key = sheet_copy_text(copy, columns[i].key);
        columns[i].heading = sheet_copy_text(copy, columns[i].heading);
        columns[i].unit = sheet_copy_text(copy, columns[i].unit);
    }
    table->columns = columns;
    table->key = sheet_copy_text(copy, table->key);
    table->title = sheet_copy_text(copy, table->title);
    table->row_capacity = table->row_count;
    for (size_t i = 0; i < table->row_count * table->column_count; i++)
        sheet_copy_cell(copy, &table->cells[i]);
}

static const struct figure *sheet_copy_figure(struct sheet *copy, const struct figure *from)
{
    struct figure *figure = sheet_copy_array(copy, from, 1, sizeof *figure);
    struct figure_row *rows = sheet_copy_array(copy, from->rows, from->row_count, sizeof *rows);
    if (!figure || !rows)
        return from; // no_memory tells that the copy is of no use
    const char **const texts[] = {&figure->key, &figure->title, &figure->alt, &figure->x_label, &figure->y_label};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = sheet_copy_text(copy, *texts[i]);
    for (size_t i = 0; i < figure->row_count; i++) {
        rows[i].label = sheet_copy_text(copy, rows[i].label);
        rows[i].text = sheet_copy_text(copy, rows[i].text);
    }
    figure->rows = rows;
    if (figure->bin_count) {
        figure->edges = sheet_copy_array(copy, from->edges, from->bin_count + 1, sizeof *from->edges);
        figure->counts = sheet_copy_array(copy, from->counts, from->bin_count, sizeof *from->counts);
    }
    return figure;
}

static void sheet_copy_parts(struct sheet *copy)
{
    for (size_t i = 0; i < copy->part_count; i++) {
        struct sheet_part *part = &copy->parts[i];
        part->key = sheet_copy_text(copy, part->key);
        part->title = sheet_copy_text(copy, part->title);
        part->text = sheet_copy_text(copy, part->text);
        if (part->figure)
            part->figure = sheet_copy_figure(copy, part->figure);
    }
}

void sheet_copy(struct sheet *copy, struct arena *arena, const struct sheet *from)
{
    *copy = *from;
    copy->arena = arena;
    copy->chapters = NULL;
    copy->chapter_count = 0;
    copy->title = sheet_copy_text(copy, from->title);
    copy->verbatim = sheet_copy_text(copy, from->verbatim);
    copy->folder = sheet_copy_text(copy, from->folder);
    copy->notes_key = sheet_copy_text(copy, from->notes_key);
    copy->fields = sheet_copy_array(copy, from->fields, from->field_count, sizeof *from->fields);
    copy->tables = sheet_copy_array(copy, from->tables, from->table_count, sizeof *from->tables);
    copy->parts = sheet_copy_array(copy, from->parts, from->part_count, sizeof *from->parts);
    copy->notes = sheet_copy_array(copy, from->notes, from->note_count, sizeof *from->notes);
    copy->field_capacity = from->field_count;
    copy->table_capacity = from->table_count;
    copy->part_capacity = from->part_count;
    copy->note_capacity = from->note_count;
    if (!copy->fields || !copy->tables || !copy->parts || !copy->notes)
        return;
    for (size_t i = 0; i < copy->field_count; i++) {
        struct sheet_field *field = &copy->fields[i];
        field->key = sheet_copy_text(copy, field->key);
        field->label = sheet_copy_text(copy, field->label);
        field->unit = sheet_copy_text(copy, field->unit);
        sheet_copy_cell(copy, &field->cell);
    }
    for (size_t i = 0; i < copy->table_count; i++)
        sheet_copy_table(copy, &copy->tables[i]);
    sheet_copy_parts(copy);
    for (size_t i = 0; i < copy->note_count; i++)
        copy->notes[i] = sheet_copy_text(copy, copy->notes[i]);
}
