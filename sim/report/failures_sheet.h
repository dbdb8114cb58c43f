// What goes wrong, in the notes of an estimate: how often a training fails, when it is saved, what that costs and how
// far luck carries it; and which inputs say nothing or are stated twice.
#ifndef FLOPCAST_REPORT_FAILURES_SHEET_H
#define FLOPCAST_REPORT_FAILURES_SHEET_H

#include "plan/tally.h"
#include "report/sheet.h"

// Every input at its point.
void failures_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct tally *tally);

#endif
