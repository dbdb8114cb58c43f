// The budget of a proposal: a line for each work item, contingency, what is requested, and how probable it is that this
// suffices; device-hours by kind of device.
#ifndef FLOPCAST_REPORT_PROPOSAL_BUDGET_H
#define FLOPCAST_REPORT_PROPOSAL_BUDGET_H

#include "report/proposal_sheet.h"

// Nothing where the budget is not known.
void proposal_budget(struct sheet *sheet, const struct proposal_facts *facts);

void proposal_budget_devices(struct sheet *sheet, const struct proposal_facts *facts);

#endif
