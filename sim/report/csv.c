// CSV (RFC 4180, lines end in LF): the rows of the primary table; a sheet without one gives its fields, a row each.
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

static void csv_table(FILE *stream, const struct sheet_table *table)
{
    for (size_t row = 0; row <= table->row_count; row++) {
        const char *separator = "";
        for (size_t i = 0; i < table->column_count; i++) {
            if (!table->columns[i].key || table->columns[i].is_inner)
                continue;
            fputs(separator, stream);
            if (row == 0)
                csv_text_put(stream, table->columns[i].key);
            else
                csv_cell(stream, &table->cells[(row - 1) * table->column_count + i]);
            separator = ",";
        }
        fputc('\n', stream);
    }
}

void csv_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    for (size_t i = 0; i < sheet->table_count; i++)
        if (sheet->tables[i].is_primary) {
            csv_table(stream, &sheet->tables[i]);
            return;
        }
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
