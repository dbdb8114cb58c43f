// The overview of several programmes: a line for each, and their sum.
#ifndef FLOPCAST_REPORT_PROPOSAL_OVERVIEW_H
#define FLOPCAST_REPORT_PROPOSAL_OVERVIEW_H

#include "report/proposal_sheet.h"

enum { PROPOSAL_OVERVIEW_QUANTITIES = 4 }; // device-hours, energy, emissions, budget

struct proposal_overview_row {
    const char *name, *file; // file: of its report; NULL: it is a chapter
    size_t work_count;
    // SI: every input at its median, and the interval of the samples; NaN: not known.
    double point[PROPOSAL_OVERVIEW_QUANTITIES], low[PROPOSAL_OVERVIEW_QUANTITIES], high[PROPOSAL_OVERVIEW_QUANTITIES];
    double requested_usd;
};

// Names and files are copied into the arena; file may be NULL.
enum status proposal_overview_fill(struct proposal_overview_row *row, struct arena *arena,
                                   const struct programme_facts *facts, const char *file) STATUS_MUST_CHECK;

// The sheet keeps pointers into the rows.
void proposal_overview(struct sheet *sheet, const struct proposal_overview_row *rows, size_t count,
                       const char *command_line);

#endif
