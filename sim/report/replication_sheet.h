// The sheet of a replication: every row for machines, and for people one table for each table of the publication,
// printed beside computed beside predicted, what does not close marked and every correction explained.
#ifndef FLOPCAST_REPORT_REPLICATION_SHEET_H
#define FLOPCAST_REPORT_REPLICATION_SHEET_H

#include "report/sheet.h"
#include "uncertainty/replication.h"

void replication_sheet(struct sheet *sheet, const struct replication *replication, bool corrected);

#endif
