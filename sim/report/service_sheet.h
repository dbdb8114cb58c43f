// What people are told of a plan in which a model generates: what is asked, on how many devices a copy of it stands,
// and what the answer leaves out.
#ifndef FLOPCAST_REPORT_SERVICE_SHEET_H
#define FLOPCAST_REPORT_SERVICE_SHEET_H

#include "plan/tally.h"
#include "quantity/metric.h"
#include "report/sheet.h"

// "serving" or "rollouts".
const char *service_sheet_name(const struct service *service);

// "1,000,000,000 requests of 500 + 300 tokens", "1,000 steps of 512 x 8 rollouts of 300 + 8,000 tokens".
const char *service_sheet_words(struct arena *arena, const struct plan *plan);

void service_sheet_fields(struct sheet *sheet, const struct plan *plan, const struct replica *replica);

// `metrics` are those of the point.
void service_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                         const double metrics[METRIC_COUNT]);
void service_sheet_memory_notes(struct sheet *sheet, const struct plan *plan, const struct fit *fit);

// How much memory is lacking, of a replica that does not fit.
const char *service_sheet_lack(struct arena *arena, const struct plan *plan, const struct replica *replica);

#endif
