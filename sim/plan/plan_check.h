// Whether the parts of a plan go together: the recipe with the model, the parallel layout with both.
#ifndef FLOPCAST_PLAN_PLAN_CHECK_H
#define FLOPCAST_PLAN_PLAN_CHECK_H

#include "plan/plan.h"

// `parallel` is the layout as it stands in the plan, NULL without one. STATUS_BAD_INPUT with a located message for a
// phase in which nothing reaches some layer, a length that the model does not have, or a layout that deals out more
// stages or sequences than there are; a warning where a sequence is longer than the model's table of positions.
enum status plan_check(struct reader *reader, const struct plan *plan,
                       const struct yaml_node *parallel) STATUS_MUST_CHECK;

#endif
