#include "report/page_columns.h"

bool page_columns_fit(struct page_columns *columns, size_t count, double available)
{
    double natural = 0, least = 0;
    for (size_t i = 0; i < count; i++) {
        natural += columns[i].natural;
        least += columns[i].least;
    }
    bool fits = least <= available;
    for (size_t i = 0; i < count; i++) {
        struct page_columns *column = &columns[i];
        if (natural <= available)
            column->width = column->natural;
        else if (!fits)
            column->width = column->least * available / least;
        else
            column->width = column->least + (column->natural - column->least) * (available - least) / (natural - least);
    }
    return fits;
}
