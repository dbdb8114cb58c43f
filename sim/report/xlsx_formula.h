// The formula of a cell in a spreadsheet's words: "{device_h} * {price_usd}" becomes "=C5*D5" (see sheet_cell.formula).
#ifndef FLOPCAST_REPORT_XLSX_FORMULA_H
#define FLOPCAST_REPORT_XLSX_FORMULA_H

#include <stdint.h>

#include "report/sheet.h"

enum { XLSX_FORMULA_SIZE = 1000 };

// Where a table stands in its worksheet: the cell of its first row and first shown column, from 0.
struct xlsx_formula_place {
    const struct sheet_table *table;
    uint32_t row;
    uint16_t column;
};

// The worksheet's column of a shown column of the table.
uint16_t xlsx_formula_column(const struct xlsx_formula_place *place, size_t column);

// The formula of a cell in row `row` of the table, and what it comes to with the numbers that the cells have now; an
// empty cell is 0. False when it is no formula, or names a column or a row that the table does not show.
bool xlsx_formula(const struct xlsx_formula_place *place, size_t row, const char *formula, char text[XLSX_FORMULA_SIZE],
                  double *value);

#endif
