#include "report/xlsx_table.h"

#include <math.h>

#include "report/shown.h"
#include "report/text_walk.h"
#include "report/xlsx_formula.h"

enum { XLSX_TABLE_WIDTH_MIN = 9, XLSX_TABLE_WIDTH_MAX = 70, XLSX_TABLE_ROWS_MEASURED = 1000 };

// A cell whose text takes more than a line.
static void xlsx_table_text(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
                            const char *text, enum xlsx_book_look look)
{
    const char *clean = xlsx_book_text(book, text, XLSX_TABLE_WIDTH_MAX, NULL);
    if (clean && clean[0])
        worksheet_write_string(worksheet, row, column, clean, xlsx_book_format(book, look, ""));
}

void xlsx_table_cell(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
                     const struct sheet_cell *cell, enum sheet_style style, const char *unit)
{
    char format[XLSX_BOOK_FORMAT_SIZE];
    switch (cell->kind) {
    case SHEET_TEXT:
        xlsx_table_text(book, worksheet, row, column, cell->text, XLSX_BOOK_WRAPPED);
        return;
    case SHEET_FLAG:
        worksheet_write_boolean(worksheet, row, column, cell->number > 0, xlsx_book_format(book, XLSX_BOOK_PLAIN, ""));
        return;
    case SHEET_NUMBER:
        xlsx_book_number(cell->number, style, unit, format);
        worksheet_write_number(worksheet, row, column, cell->number, xlsx_book_format(book, XLSX_BOOK_NUMBER, format));
        return;
    case SHEET_NONE:
    case SHEET_ROWS:
        return;
    }
}

// A formula that does not come to the number that all other formats print is left out: nobody's spreadsheet is to
// change what it says when it is opened.
static bool xlsx_table_formula(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_col_t column,
                               const struct xlsx_formula_place *place, size_t row, const struct sheet_cell *cell,
                               const struct sheet_column *facts)
{
    char text[XLSX_FORMULA_SIZE], format[XLSX_BOOK_FORMAT_SIZE];
    double value = 0;
    if (!cell->formula || cell->kind != SHEET_NUMBER || !xlsx_formula(place, row, cell->formula, text, &value) ||
        !(fabs(value - cell->number) <= 1e-9 * fabs(cell->number)))
        return false;
    xlsx_book_number(cell->number, facts->style, facts->unit, format);
    worksheet_write_formula_num(worksheet, (lxw_row_t)(place->row + row), column, text,
                                xlsx_book_format(book, XLSX_BOOK_NUMBER, format), cell->number);
    return true;
}

static void xlsx_table_row(struct xlsx_book *book, lxw_worksheet *worksheet, const struct xlsx_formula_place *place,
                           size_t row)
{
    const struct sheet_table *table = place->table;
    lxw_col_t column = place->column;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *facts = &table->columns[i];
        const struct sheet_cell *cell = &table->cells[row * table->column_count + i];
        if (!shown_column(facts))
            continue;
        if (!xlsx_table_formula(book, worksheet, column, place, row, cell, facts))
            xlsx_table_cell(book, worksheet, (lxw_row_t)(place->row + row), column, cell, facts->style, facts->unit);
        column++;
    }
}

lxw_row_t xlsx_table_put(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row,
                         const struct sheet_table *table)
{
    lxw_col_t column = 0;
    for (size_t i = 0; i < table->column_count; i++)
        if (shown_column(&table->columns[i]))
            xlsx_table_text(book, worksheet, row, column++, table->columns[i].heading,
                            shown_right(table, i) ? XLSX_BOOK_HEADER_RIGHT : XLSX_BOOK_HEADER);
    struct xlsx_formula_place place = {.table = table, .row = row + 1};
    for (size_t i = 0; i < table->row_count; i++) {
        if (place.row + i >= LXW_ROW_MAX - 1) {
            xlsx_table_text(book, worksheet, LXW_ROW_MAX - 1, 0, "the rows behind this do not fit into a worksheet",
                            XLSX_BOOK_PLAIN);
            return LXW_ROW_MAX;
        }
        xlsx_table_row(book, worksheet, &place, i);
    }
    return (lxw_row_t)(place.row + table->row_count);
}

static double xlsx_table_width(const char *text)
{
    struct text_walk walk = text_walk(text, XLSX_TABLE_WIDTH_MAX);
    char character[TEXT_WALK_SIZE];
    double width = 2;
    while (text_walk_next(&walk, character))
        width++;
    return width;
}

void xlsx_table_widths(lxw_worksheet *worksheet, const struct sheet_table *table)
{
    char buffer[NUMBER_TEXT_SIZE];
    size_t rows = table->row_count < XLSX_TABLE_ROWS_MEASURED ? table->row_count : XLSX_TABLE_ROWS_MEASURED;
    lxw_col_t column = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!shown_column(&table->columns[i]))
            continue;
        double widest = fmax(XLSX_TABLE_WIDTH_MIN, 1.1 * xlsx_table_width(table->columns[i].heading));
        for (size_t row = 0; row < rows; row++)
            widest = fmax(widest, xlsx_table_width(shown_text(table, row, i, buffer)));
        worksheet_set_column(worksheet, column, column, fmin(widest, XLSX_TABLE_WIDTH_MAX), NULL);
        column++;
    }
}
