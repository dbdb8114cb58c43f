// What of a sheet documents for people show, and how: which tables and columns, and the text of a cell.
#ifndef FLOPCAST_REPORT_SHOWN_H
#define FLOPCAST_REPORT_SHOWN_H

#include "report/number_text.h"

// A table for people that has rows.
bool shown_table(const struct sheet_table *table);

// A field for people that has a value.
bool shown_field(const struct sheet_field *field);

bool shown_column(const struct sheet_column *column);

// Any column has a heading that is not empty.
bool shown_headings(const struct sheet_table *table);

// Columns of numbers stand right.
bool shown_right(const struct sheet_table *table, size_t column);

// The text of a cell, in the buffer unless it is its own; an en dash where there is none.
const char *shown_cell(const struct sheet_cell *cell, enum sheet_style style, const char *unit,
                       char buffer[NUMBER_TEXT_SIZE]);

// The same in its column; "" where that leaves out what is not there.
const char *shown_text(const struct sheet_table *table, size_t row, size_t column, char buffer[NUMBER_TEXT_SIZE]);

// A text or "" for NULL.
const char *shown_or_empty(const char *text);

#endif
