// Everything that can be wrong with a sweep, found before any work is done.
#ifndef FLOPCAST_UNCERTAINTY_SWEEP_CHECK_H
#define FLOPCAST_UNCERTAINTY_SWEEP_CHECK_H

#include "uncertainty/sweep.h"

// What the grid holds, as far as it is known without working through it: from the point estimates at the corners of the
// inputs' axes, at every combination of structural values.
struct sweep_survey {
    bool has_value[METRIC_COUNT];                   // somewhere
    double least[METRIC_COUNT], most[METRIC_COUNT]; // of point estimates, without sign, in SI
};

// What is wrong with the axes together, and with the other options: the same axis twice, an axis that another option
// fixes, too many points.
enum status sweep_check_axes(const struct reader *reader, const struct sweep *sweep) STATUS_MUST_CHECK;

// Reads the plan at every combination of structural values. The mistakes of the first combination that has some are
// in the reader's diag; where there is none, the warnings of the first combination, whose plan it gives.
enum status sweep_check(struct reader *reader, const struct sweep *sweep, struct plan *plan,
                        struct sweep_survey *survey) STATUS_MUST_CHECK;

#endif
