// A table in LaTeX, broken over pages with its headings repeated, as wide as the page at most.
#ifndef FLOPCAST_REPORT_TEX_TABLE_H
#define FLOPCAST_REPORT_TEX_TABLE_H

#include <stdio.h>

#include "report/sheet.h"

// Width of the text, upright and on a page turned by a quarter.
enum { TEX_TABLE_WIDTH_MM = 170, TEX_TABLE_TURNED_MM = 257 };

// Takes the packages array, longtable and lscape. The title, in bold, stays with the head of the table.
void tex_table_put(FILE *stream, const char *title, const struct sheet_table *table);

#endif
