// The search strategies of a proposal: what each runs, what it was taken to do where its authors leave it open, and who
// described it.
#ifndef FLOPCAST_REPORT_PROPOSAL_STRATEGIES_H
#define FLOPCAST_REPORT_PROPOSAL_STRATEGIES_H

#include "report/programme_sheet.h"

// Nothing where nothing is searched.
void proposal_strategies(struct sheet *sheet, const struct programme_facts *facts);

#endif
