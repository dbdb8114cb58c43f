// The sheet of a goal: the answer in words, the best of every device, the regions, and for machines every candidate.
#ifndef FLOPCAST_REPORT_GOAL_SHEET_H
#define FLOPCAST_REPORT_GOAL_SHEET_H

#include "report/goal_words.h"

void goal_sheet(struct sheet *sheet, const struct goal_facts *facts);

#endif
