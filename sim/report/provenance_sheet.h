// What an answer rests on: every input that it used and every structural figure of the machine and the recipe, each
// with where it was read and who vouches for it, the sources numbered and printed once.
#ifndef FLOPCAST_REPORT_PROVENANCE_SHEET_H
#define FLOPCAST_REPORT_PROVENANCE_SHEET_H

#include "estimate/estimate.h"
#include "report/sheet.h"

// Adds the tables. Paths inside sheet->folder are shown from there.
void provenance_sheet(struct sheet *sheet, const struct plan *plan, const struct tally *tally);

// "regions/us-2018.yaml:12"; "" where nothing was read from a file.
const char *provenance_sheet_place(const struct sheet *sheet, const struct mark *mark);

// "900,000 steps of 256 x 128", or "3e+11 tokens" when no more is known.
const char *provenance_sheet_phase(struct arena *arena, const struct training_phase *phase);

#endif
