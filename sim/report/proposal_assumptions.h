// What a proposal rests on: every input and structural figure of its plans, merged where plans share them, and every
// number of its work items, each with its value, range, source, file and line; the defaults that were used apart.
#ifndef FLOPCAST_REPORT_PROPOSAL_ASSUMPTIONS_H
#define FLOPCAST_REPORT_PROPOSAL_ASSUMPTIONS_H

#include "report/programme_sheet.h"

void proposal_assumptions(struct sheet *sheet, const struct programme_facts *facts);

#endif
