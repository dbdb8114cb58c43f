// The part of an estimate's sheet that samples make: the metrics with their intervals, and what has to be said of them.
#ifndef FLOPCAST_REPORT_OUTLOOK_SHEET_H
#define FLOPCAST_REPORT_OUTLOOK_SHEET_H

#include "report/estimate_sheet.h"

// How many samples, how they were drawn.
void outlook_sheet_fields(struct sheet *sheet, const struct estimate_sheet_samples *samples);

// The table of metrics; points alone without samples. metrics are in SI.
void outlook_sheet_metrics(struct sheet *sheet, const double metrics[METRIC_COUNT],
                           const struct estimate_sheet_samples *samples);

// Partial or not finite results, distributions that were cut, quantiles that are not exact.
void outlook_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct estimate_sheet_samples *samples);

#endif
