// The sheet of an estimate: the question, every metric that could be computed, every input that the answer rests on
// with where it came from, and in the notes every default that was used and what is missing.
#ifndef FLOPCAST_REPORT_ESTIMATE_SHEET_H
#define FLOPCAST_REPORT_ESTIMATE_SHEET_H

#include "estimate/estimate.h"
#include "report/sheet.h"

// metrics are in SI, NaN where nothing could be computed. The sheet keeps pointers into the plan.
void estimate_sheet(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                    const double metrics[METRIC_COUNT]);

#endif
