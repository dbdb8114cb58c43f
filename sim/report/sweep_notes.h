// What the sheet of a sweep says in words: before the rows what all points share, after them what they left out.
#ifndef FLOPCAST_REPORT_SWEEP_NOTES_H
#define FLOPCAST_REPORT_SWEEP_NOTES_H

#include "report/sweep_sheet.h"

// The fields: model, hardware, region as far as they are not swept; points and samples.
void sweep_notes_fields(struct sweep_sheet *sheet);

// Once all rows are put: what was left out, what was drawn.
void sweep_notes_end(struct sweep_sheet *sheet);

#endif
