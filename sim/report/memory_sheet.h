// The memory part of sheets: where the bytes of one device go, and the layout that they hold for.
#ifndef FLOPCAST_REPORT_MEMORY_SHEET_H
#define FLOPCAST_REPORT_MEMORY_SHEET_H

#include "plan/fit.h"
#include "report/sheet.h"

// For an estimate: a table of bytes for each device, notes on what the layout assumes, and whether it fits.
void memory_sheet(struct sheet *sheet, const struct plan *plan, const struct fit *fit);

// Why a training does not fit, and by how much; NULL when it does.
const char *memory_sheet_lack(struct arena *arena, const struct plan *plan, const struct fit *fit);

// For one step of a model on one device, whatever its size: a column for each way to recompute.
void memory_sheet_step(struct sheet *sheet, const struct plan *plan, const struct model_shape *shape);

#endif
