// The sheet of a programme: every work item with its trials and what they cost, one final run beside the whole, and the
// totals with their intervals.
#ifndef FLOPCAST_REPORT_PROGRAMME_SHEET_H
#define FLOPCAST_REPORT_PROGRAMME_SHEET_H

#include "report/sheet.h"
#include "uncertainty/projection.h"
#include "uncertainty/replication_programme.h"

enum { PROGRAMME_QUANTILES = 3 };
extern const double programme_sheet_quantiles[PROGRAMME_QUANTILES]; // 5 %, 50 %, 95 %: what projections are run with

struct programme_facts {
    const struct projection *projection; // after projection_run
    uint64_t samples;                    // summed up; 1: the point alone
    bool is_partial;
    const struct replication_programme_figure *figures; // printed by a publication
    size_t figure_count;
};

// Median of the samples, or the point where there are none; 5 % and 95 %. SI.
double programme_sheet_median(const struct programme_facts *facts, size_t entry, size_t quantity);
double programme_sheet_low(const struct programme_facts *facts, size_t entry, size_t quantity);
double programme_sheet_high(const struct programme_facts *facts, size_t entry, size_t quantity);

// A text of at most so many columns, to leave room for numbers beside it.
const char *programme_sheet_cut(struct sheet *sheet, const char *text, size_t most);

// A name that leaves room for numbers; arena text.
const char *programme_sheet_name(struct sheet *sheet, const char *name);

// Name, samples, seed, and how devices are paid for.
void programme_sheet_fields(struct sheet *sheet, const struct programme_facts *facts);

// JSON's `work`, `stages`, `final` and `total`, and for people the table of work items.
void programme_sheet_work(struct sheet *sheet, const struct programme_facts *facts);

// Metric, median and interval of the whole and of one final run.
void programme_sheet_totals(struct sheet *sheet, const struct programme_facts *facts);

// Figures that a publication printed beside the interval; nothing without them.
void programme_sheet_published(struct sheet *sheet, const struct programme_facts *facts);

// All of it: what `search` prints.
void programme_sheet(struct sheet *sheet, const struct programme_facts *facts);

#endif
