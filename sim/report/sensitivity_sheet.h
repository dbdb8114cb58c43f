// The sheet of `flopcast sensitivity`: which uncertain input matters most, metric by metric. For people an answer in
// words, then a table for each set of metrics with the same shares; for machines see sensitivity_rows.h.
#ifndef FLOPCAST_REPORT_SENSITIVITY_SHEET_H
#define FLOPCAST_REPORT_SENSITIVITY_SHEET_H

#include "report/sheet.h"
#include "uncertainty/sensitivity.h"

// `metrics`: a bit for each that somebody asked for by name; 0: nobody did.
void sensitivity_sheet(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics);

#endif
