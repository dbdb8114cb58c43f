// Sensitivity in words: where the variance of a metric comes from, and what knowing an input would be worth.
#ifndef FLOPCAST_REPORT_SENSITIVITY_WORDS_H
#define FLOPCAST_REPORT_SENSITIVITY_WORDS_H

#include "base/arena.h"
#include "uncertainty/sensitivity.h"

// "78 % of the variance comes from carbon_intensity, 15 % from utilization; knowing carbon_intensity would narrow the
// 5..95 % interval by 52 %, knowing utilization by 12 %." Of output m, which has indices; arena text, NULL when memory
// ran out.
const char *sensitivity_words(struct arena *arena, const struct sensitivity *found, size_t m);

#endif
