// Sensitivity for machines: in JSON an array of metrics, each with its indices, effects and tornado; in CSV a row for
// each metric and input.
#ifndef FLOPCAST_REPORT_SENSITIVITY_ROWS_H
#define FLOPCAST_REPORT_SENSITIVITY_ROWS_H

#include "report/sheet.h"
#include "uncertainty/sensitivity.h"

void sensitivity_rows(struct sheet *sheet, const struct sensitivity *found);

#endif
