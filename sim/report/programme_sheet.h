// The sheet of a programme: every work item with its trials and what they cost, one final run beside the whole, and the
// totals with their intervals.
#ifndef FLOPCAST_REPORT_PROGRAMME_SHEET_H
#define FLOPCAST_REPORT_PROGRAMME_SHEET_H

#include "report/programme_facts.h"

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
