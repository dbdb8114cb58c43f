// A comparison in words: which plan costs less, emits less, is done sooner, and how probable that is.
#ifndef FLOPCAST_REPORT_COMPARISON_WORDS_H
#define FLOPCAST_REPORT_COMPARISON_WORDS_H

#include "report/comparison_sheet.h"

// The first plan beside another one, in a sentence without its full stop. In the arena; NULL when that is full.
const char *comparison_words(struct arena *arena, const struct comparison_facts *facts, size_t plan);

#endif
