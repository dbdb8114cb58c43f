// The sheet of a counted step: totals, by kind, and layer by layer, each the sum over its repeats.
#ifndef FLOPCAST_REPORT_LAYERS_SHEET_H
#define FLOPCAST_REPORT_LAYERS_SHEET_H

#include "plan/plan.h"
#include "report/sheet.h"

// per_layer[layer_count] and totals as model_count gave them for this shape. The sheet keeps pointers into the plan.
void layers_sheet(struct sheet *sheet, const struct plan *plan, const struct model_shape *shape,
                  const struct model_totals *totals, const struct count *per_layer);

// A field with the sizes that `--set model.NAME` replaced, if any.
void layers_sheet_sizes(struct sheet *sheet, const struct model *model);

#endif
