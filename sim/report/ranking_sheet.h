// The sheet of a ranking: an answer in words, the regions by one metric, the front of CO2e and money, when to run; and
// for machines every region with all that is known of it.
#ifndef FLOPCAST_REPORT_RANKING_SHEET_H
#define FLOPCAST_REPORT_RANKING_SHEET_H

#include "report/sheet.h"
#include "uncertainty/ranking.h"

struct ranking_facts {
    const struct ranking *ranking;
    const struct plan *plan;
    enum metric_id by;   // that the ranking knows
    const size_t *order; // [ranking->count], by that metric
    const size_t *ranks; // of the entries
    size_t top;          // rows from the top in the table for people
    size_t hours;        // of the window to run in; 0: not asked
    double time_h;       // of one training; NAN: not known
    uint64_t seed;
    enum design_kind design;
};

// The sheet keeps pointers into the ranking.
void ranking_sheet(struct sheet *sheet, const struct ranking_facts *facts);

// Those that are a choice: all but its own region where that is apart, which is the last one.
size_t ranking_sheet_count(const struct ranking *ranking);

// "Iceland (is)", or the name alone.
const char *ranking_sheet_place(struct arena *arena, const struct ranking_entry *entry);

// A quantile of a metric of one entry in the unit that it is printed in.
double ranking_sheet_value(const struct ranking_entry *entry, enum metric_id id, int which);

#endif
