// The sheet of a proposal: a programme as one hands it to a funder. A summary in words; work packages, energy and the
// budget with their arithmetic; figures; what the answer rests on; statements to paste; how to compute it again.
//
// Arithmetic is shown at the point, every input at its median, where products close; beside it stands what the samples
// say, whose medians are those of the whole and need not be sums.
#ifndef FLOPCAST_REPORT_PROPOSAL_SHEET_H
#define FLOPCAST_REPORT_PROPOSAL_SHEET_H

#include "report/programme_sheet.h"
#include "report/proposal_lines.h"
#include "uncertainty/projection_devices.h"
#include "uncertainty/projection_tornado.h"
#include "uncertainty/ranking.h"

enum { PROPOSAL_SHEET_NAME = 40 }; // columns of a name in a table or on an axis

struct proposal_facts {
    const struct programme_facts *programme;
    size_t lead;           // what the histogram and the tornado are of, budget, energy or device-hours
    const double *samples; // [programme->samples] of the whole's lead; NULL: it is the same in all
    const struct projection_tornado *tornado; // of the lead
    const struct projection_devices *devices;
    const struct ranking *ranking; // of the final run; NULL: no regions were compared
    const struct proposal_lines *lines;
    const char *command_line;
};

// What is requested: the budget at the point and the contingency; NaN: not known.
double proposal_sheet_requested(const struct projection *projection);

// Share of the samples of the budget that what is requested suffices for; NaN: not known, or nothing varies.
double proposal_sheet_suffices(const struct proposal_facts *facts);

// "97 %", ">99.9 %": a share of samples is never certain.
const char *proposal_sheet_percent(struct arena *arena, double share);

// Leaves out for people the columns of a table that have nothing in any row.
void proposal_sheet_trim(struct sheet *sheet, struct sheet_table *table);

// The sheet keeps pointers into the facts.
void proposal_sheet(struct sheet *sheet, const struct proposal_facts *facts);

#endif
