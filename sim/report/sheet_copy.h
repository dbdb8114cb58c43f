// A copy of a sheet that needs nothing of what the sheet was made from.
#ifndef FLOPCAST_REPORT_SHEET_COPY_H
#define FLOPCAST_REPORT_SHEET_COPY_H

#include "report/sheet.h"

// Everything but its chapters, texts too, into the arena; sheet_status of the copy tells whether that had room.
void sheet_copy(struct sheet *copy, struct arena *arena, const struct sheet *from);

#endif
