// The sheet of a comparison: an answer in words, the plans, and every metric that tells them apart: what each plan has
// of it, its ratio to the first plan, and how probable it is that the first has less.
#ifndef FLOPCAST_REPORT_COMPARISON_SHEET_H
#define FLOPCAST_REPORT_COMPARISON_SHEET_H

#include "report/sheet.h"
#include "uncertainty/comparison.h"

enum { COMPARISON_P05, COMPARISON_P50, COMPARISON_P95, COMPARISON_QUANTILES };

// The quantiles that the ensemble must have.
extern const double comparison_sheet_quantiles[COMPARISON_QUANTILES];

struct comparison_facts {
    const struct comparison *comparison;
    const struct ensemble *ensemble; // of comparison->source
    const char *const *names;        // of the plans, each different
    bool is_selection;               // the metrics were asked for by name
    uint64_t samples, seed;          // asked for; 1 sample: the points alone, nothing was drawn
    bool is_point;                   // inputs vary, but the points alone were asked for
    enum design_kind design;
};

// The sheet keeps pointers into the plans.
void comparison_sheet(struct sheet *sheet, const struct comparison_facts *facts);

double comparison_sheet_probability(const struct comparison_facts *facts, size_t plan, size_t metric);

// Whether the plan has as much of the metric as the first in every sample.
bool comparison_sheet_is_same(const struct comparison_facts *facts, size_t plan, size_t metric);

// "97 %", ">99.9 %": no probability that is not 0 or 1 is shown as such.
const char *comparison_sheet_percent(struct arena *arena, double probability);

// Three digits, as the ends of an interval have; "low..high", or "" where there is none to be seen.
const char *comparison_sheet_end(struct arena *arena, double value);
const char *comparison_sheet_interval(struct arena *arena, double low, double high);

#endif
