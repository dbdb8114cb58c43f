// JSON: an object of the sheet's fields and tables, numbers at full precision, indented by two spaces; a row of a table
// is one line, but that each row of a table inside it has a line too.
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

static void json_row(FILE *stream, const struct sheet_table *table, const struct sheet_cell *row, int indent);

// Rows at `indent` blanks, the bracket behind them two blanks less.
static void json_rows(FILE *stream, const struct sheet_table *table, int indent)
{
    fputc(table->is_object ? '{' : '[', stream);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct sheet_cell *row = table->cells + i * table->column_count;
        fprintf(stream, "%s\n%*s", i ? "," : "", indent, "");
        if (table->is_object) {
            utf8_put_quoted(stream, row[0].text ? row[0].text : "");
            fputs(": ", stream);
        }
        json_row(stream, table, row, indent);
    }
    if (table->row_count)
        fprintf(stream, "\n%*s", indent - 2, "");
    fputc(table->is_object ? '}' : ']', stream);
}

static void json_row(FILE *stream, const struct sheet_table *table, const struct sheet_cell *row, int indent)
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
        if (row[i].kind == SHEET_ROWS)
            json_rows(stream, row[i].rows, indent + 2);
        else
            json_cell(stream, &row[i]);
        separator = ", ";
    }
    fputc('}', stream);
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
        json_rows(stream, &sheet->tables[i], 4);
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
