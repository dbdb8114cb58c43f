// How wide the columns of a table become on a page: as wide as their cells where there is room, else what is left over
// goes to those that can use it.
#ifndef FLOPCAST_REPORT_PAGE_COLUMNS_H
#define FLOPCAST_REPORT_PAGE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

// Of one column: the width at which nothing is broken, the least at which no word is, and the result; any unit.
struct page_columns {
    double natural, least, width;
};

// Whether `available` takes all columns without breaking a word; if not, they are squeezed to it all the same.
bool page_columns_fit(struct page_columns *columns, size_t count, double available);

#endif
