// The arithmetic of a proposal, line by line at the point: runs x FLOPs / (devices x rate), stores, energy and
// emissions. Every product has its formula, so that it closes and is live in a spreadsheet.
#ifndef FLOPCAST_REPORT_PROPOSAL_WORK_H
#define FLOPCAST_REPORT_PROPOSAL_WORK_H

#include "report/proposal_sheet.h"

// Device-hours: runs x steps x FLOPs a step / (devices x peak x utilization x goodput) x devices.
void proposal_work_hours(struct sheet *sheet, const struct proposal_facts *facts);

// Stores, where there are any: amount x time x price.
void proposal_work_stores(struct sheet *sheet, const struct proposal_facts *facts);

// Hours x power x PUE x carbon intensity; location-based, market-based and embodied emissions each in a column of
// their own.
void proposal_work_energy(struct sheet *sheet, const struct proposal_facts *facts);

#endif
