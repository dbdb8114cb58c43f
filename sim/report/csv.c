// CSV (RFC 4180, lines end in LF): the rows of the primary table; a sheet without one gives its fields, a row each.
// With chapters, the rows of all of them in one table, the chapter's title before each.
#include <string.h>

#include "report/csv_text.h"
#include "report/number_text.h"
#include "report/report_kinds.h"

static void csv_cell(FILE *stream, const struct sheet_cell *cell)
{
    char text[NUMBER_TEXT_SIZE];
    if (cell->kind == SHEET_TEXT)
        csv_text_put(stream, cell->text);
    else if (cell->kind == SHEET_NUMBER) {
        number_text_exact(cell->number, text);
        fputs(text, stream);
    } else if (cell->kind == SHEET_FLAG)
        fputs(cell->number > 0 ? "true" : "false", stream);
}

static const struct sheet_table *csv_primary(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->table_count; i++)
        if (sheet->tables[i].is_primary)
            return &sheet->tables[i];
    return NULL;
}

static bool csv_is_shown(const struct sheet_column *column)
{
    return column->key && !column->is_inner;
}

static void csv_header(FILE *stream, const struct sheet_table *table, const char *separator)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (!csv_is_shown(&table->columns[i]))
            continue;
        fputs(separator, stream);
        csv_text_put(stream, table->columns[i].key);
        separator = ",";
    }
    fputc('\n', stream);
}

// The place of a column in a table, where its own place is `likely`; column_count: the table has none of that key.
static size_t csv_column(const struct sheet_table *table, const char *key, size_t likely)
{
    const struct sheet_column *columns = table->columns;
    if (likely < table->column_count && csv_is_shown(&columns[likely]) && strcmp(columns[likely].key, key) == 0)
        return likely;
    for (size_t i = 0; i < table->column_count; i++)
        if (csv_is_shown(&columns[i]) && strcmp(columns[i].key, key) == 0)
            return i;
    return table->column_count;
}

// Rows in the order of the columns that the header has; `chapter` NULL: no column for it.
static void csv_rows(FILE *stream, const struct sheet_table *header, const struct sheet_table *table,
                     const char *chapter)
{
    for (size_t row = 0; row < table->row_count; row++) {
        const char *separator = chapter ? "," : "";
        if (chapter)
            csv_text_put(stream, chapter);
        for (size_t i = 0; i < header->column_count; i++) {
            if (!csv_is_shown(&header->columns[i]))
                continue;
            size_t column = csv_column(table, header->columns[i].key, i);
            fputs(separator, stream);
            if (column < table->column_count)
                csv_cell(stream, &table->cells[row * table->column_count + column]);
            separator = ",";
        }
        fputc('\n', stream);
    }
}

// Whether any chapter has a primary table: then all of them are written.
static bool csv_chapters(const struct sheet *sheet, FILE *stream)
{
    const struct sheet_table *header = NULL;
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        const struct sheet_table *table = csv_primary(sheet->chapters[i]);
        if (!table)
            continue;
        if (!header) {
            fputs("programme", stream);
            csv_header(stream, table, ",");
            header = table;
        }
        csv_rows(stream, header, table, sheet->chapters[i]->title ? sheet->chapters[i]->title : "");
    }
    return header != NULL;
}

static void csv_fields(const struct sheet *sheet, FILE *stream)
{
    fputs("name,value\n", stream);
    for (size_t i = 0; i < sheet->field_count; i++) {
        if (!sheet->fields[i].key)
            continue;
        csv_text_put(stream, sheet->fields[i].key);
        fputc(',', stream);
        csv_cell(stream, &sheet->fields[i].cell);
        fputc('\n', stream);
    }
}

void csv_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    const struct sheet_table *table = csv_primary(sheet);
    if (csv_chapters(sheet, stream))
        return;
    if (!table) {
        csv_fields(sheet, stream);
        return;
    }
    csv_header(stream, table, "");
    csv_rows(stream, table, table, NULL);
}
