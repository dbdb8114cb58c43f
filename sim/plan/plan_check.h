// Whether the parts of a plan go together: the recipe with the model, the parallel layout with both.
#ifndef FLOPCAST_PLAN_PLAN_CHECK_H
#define FLOPCAST_PLAN_PLAN_CHECK_H

#include "plan/plan.h"

// `parallel` is the layout as it stands in the plan, NULL without one. STATUS_BAD_INPUT with a located message for a
// phase in which nothing reaches some layer, a length that the model does not have, or a layout that deals out more
// stages or sequences than there are; a warning where a sequence is longer than the model's table of positions.
enum status plan_check(struct reader *reader, const struct plan *plan,
                       const struct yaml_node *parallel) STATUS_MUST_CHECK;

enum { PLAN_CHECK_TRIALS_MAX = 100000 };

// Of inputs with precedence applied: trials that draw their luck one by one are no more than anyone can wait for.
enum status plan_check_trials(struct reader *reader, const struct input_set *inputs) STATUS_MUST_CHECK;

// Of a plan with its inputs settled: a training that fails can still finish. STATUS_BAD_INPUT where a restart or a
// checkpoint takes so much longer than the time between failures that it hardly ever succeeds; a warning where
// hardly any stretch between two checkpoints passes without a failure.
enum status plan_check_failures(struct reader *reader, const struct plan *plan) STATUS_MUST_CHECK;

#endif
