// The part of a ranking's sheet that tells when to run, for regions that state their carbon intensity by the hour.
#ifndef FLOPCAST_REPORT_RANKING_HOURS_H
#define FLOPCAST_REPORT_RANKING_HOURS_H

#include "report/ranking_sheet.h"

// A table for people and machines, and notes. Nothing where no window was asked for.
void ranking_hours(struct sheet *sheet, const struct ranking_facts *facts);

#endif
