// The defaults that answers rest on: plans that rest on the same share a note.
#ifndef FLOPCAST_REPORT_DEFAULTS_WORDS_H
#define FLOPCAST_REPORT_DEFAULTS_WORDS_H

#include "plan/tally.h"
#include "report/sheet.h"

// plans[count], tallies[count], names[count]: what each plan is called.
void defaults_words_notes(struct sheet *sheet, const struct plan *plans, const struct tally *tallies,
                          const char *const *names, size_t count);

#endif
