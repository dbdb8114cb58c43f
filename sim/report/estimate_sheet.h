// The sheet of an estimate: the question, every metric that could be computed, every input that the answer rests on
// with where it came from, and in the notes every default that was used and what is missing.
#ifndef FLOPCAST_REPORT_ESTIMATE_SHEET_H
#define FLOPCAST_REPORT_ESTIMATE_SHEET_H

#include "report/sheet.h"
#include "uncertainty/outlook.h"

// What sampling adds to the point estimate.
struct estimate_sheet_samples {
    const struct forecast *forecast;
    struct outlook outlook;
    double quantiles[ENSEMBLE_QUANTILES_MAX]; // ascending, 0.05, 0.5 and 0.95 among them
    size_t quantile_count;
};

// metrics are in SI, NaN where nothing could be computed; samples NULL: the point alone. The sheet keeps pointers into
// the plan.
void estimate_sheet(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                    const double metrics[METRIC_COUNT], const struct estimate_sheet_samples *samples);

#endif
