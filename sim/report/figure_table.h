// The numbers of a figure as a small table, for formats that cannot draw it and for readers who cannot see it.
#ifndef FLOPCAST_REPORT_FIGURE_TABLE_H
#define FLOPCAST_REPORT_FIGURE_TABLE_H

#include "report/sheet.h"

// A row for each of the figure's; of a histogram one with its interval. In the arena, titled as the figure; it keeps
// pointers into the figure. NULL: no row, or out of memory.
const struct sheet_table *figure_table(struct arena *arena, const struct figure *figure);

#endif
