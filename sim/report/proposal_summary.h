// A proposal in one paragraph, and its fields.
#ifndef FLOPCAST_REPORT_PROPOSAL_SUMMARY_H
#define FLOPCAST_REPORT_PROPOSAL_SUMMARY_H

#include "report/proposal_sheet.h"

// What is done, how much it takes with its interval, where, beside one final run, and what the most of it is.
void proposal_summary(struct sheet *sheet, const struct proposal_facts *facts);

// "8 x v100", "8 x v100 and 64 x h100": what the items run on. "" without devices.
const char *proposal_summary_hardware(struct arena *arena, const struct programme *programme);

// "United States, average of 2018 (us-2018)", each region once. "" where none is named.
const char *proposal_summary_places(struct arena *arena, const struct programme *programme);

#endif
