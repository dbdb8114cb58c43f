// JSON: an object of the sheet's fields and tables, numbers at full precision, indented by two spaces; a row of a table
// is one line.
#include "base/utf8.h"
#include "report/number_text.h"
#include "report/report_kinds.h"

static void json_cell(FILE *stream, const struct sheet_cell *cell)
{
    char text[NUMBER_TEXT_SIZE];
    if (cell->kind == SHEET_TEXT)
        utf8_put_quoted(stream, cell->text);
    else if (cell->kind == SHEET_NUMBER) {
        number_text_exact(cell->number, text);
        fputs(text, stream);
    } else if (cell->kind == SHEET_FLAG)
        fputs(cell->number > 0 ? "true" : "false", stream);
    else
        fputs("null", stream);
}

static void json_row(FILE *stream, const struct sheet_table *table, const struct sheet_cell *row)
{
    const char *separator = "";
    size_t first = table->is_object ? 1 : 0;
    fputc('{', stream);
    for (size_t i = first; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        if (!column->key || (column->omit_none && row[i].kind == SHEET_NONE))
            continue;
        fputs(separator, stream);
        utf8_put_quoted(stream, column->key);
        fputs(": ", stream);
        json_cell(stream, &row[i]);
        separator = ", ";
    }
    fputc('}', stream);
}

static void json_table(FILE *stream, const struct sheet_table *table)
{
    fputc(table->is_object ? '{' : '[', stream);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct sheet_cell *row = table->cells + i * table->column_count;
        fputs(i ? ",\n    " : "\n    ", stream);
        if (table->is_object) {
            utf8_put_quoted(stream, row[0].text ? row[0].text : "");
            fputs(": ", stream);
        }
        json_row(stream, table, row);
    }
    fputs(table->row_count ? "\n  " : "", stream);
    fputc(table->is_object ? '}' : ']', stream);
}

void json_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    const char *separator = "\n  ";
    fputc('{', stream);
    for (size_t i = 0; i < sheet->field_count; i++) {
        if (!sheet->fields[i].key)
            continue;
        fputs(separator, stream);
        utf8_put_quoted(stream, sheet->fields[i].key);
        fputs(": ", stream);
        json_cell(stream, &sheet->fields[i].cell);
        separator = ",\n  ";
    }
    for (size_t i = 0; i < sheet->table_count; i++) {
        if (!sheet->tables[i].key)
            continue;
        fputs(separator, stream);
        utf8_put_quoted(stream, sheet->tables[i].key);
        fputs(": ", stream);
        json_table(stream, &sheet->tables[i]);
        separator = ",\n  ";
    }
    if (sheet->notes_key) {
        fputs(separator, stream);
        utf8_put_quoted(stream, sheet->notes_key);
        fputs(": [", stream);
        for (size_t i = 0; i < sheet->note_count; i++) {
            fputs(i ? ",\n    " : "\n    ", stream);
            utf8_put_quoted(stream, sheet->notes[i]);
        }
        fputs(sheet->note_count ? "\n  ]" : "]", stream);
    }
    fputs("\n}\n", stream);
}
