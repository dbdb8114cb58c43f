// A table in a worksheet: headings, then its rows, numbers as numbers in the look of their style, formulas alive.
#ifndef FLOPCAST_REPORT_XLSX_TABLE_H
#define FLOPCAST_REPORT_XLSX_TABLE_H

#include "report/xlsx_book.h"

// Puts it with its headings at `row`, in the first columns; returns the row behind it. What does not fit into the
// worksheet is cut off, which its last row says.
lxw_row_t xlsx_table_put(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row,
                         const struct sheet_table *table);

// Makes the columns as wide as their cells.
void xlsx_table_widths(lxw_worksheet *worksheet, const struct sheet_table *table);

// One cell; the format's style and unit are those of a column or a field.
void xlsx_table_cell(struct xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
                     const struct sheet_cell *cell, enum sheet_style style, const char *unit);

#endif
