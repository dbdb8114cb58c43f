#include "uncertainty/goal_figures.h"

#include <math.h>
#include <string.h>

// Amounts that differ by rounding alone are the same.
static const double goal_figures_rounding = 1e-9;

void goal_figures_of(const struct goal *goal, const struct goal_samples *samples, double *room,
                     struct goal_figures *figures)
{
    *figures = (struct goal_figures){.share = goal_share(goal, samples), .tightest = GOAL_LIMITS};
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
        memcpy(room, samples->of[limit], goal->samples * sizeof *room);
        figures->median[limit] = goal_quantile(goal->samples, 0.5, room);
        memcpy(room, samples->of[limit], goal->samples * sizeof *room);
        figures->needs[limit] = goal_quantile(goal->samples, goal->probability, room);
        if (isinf(goal->most[limit]))
            continue;
        double use = figures->needs[limit] / goal->most[limit];
        if (isnan(use))
            use = (double)INFINITY;
        if (figures->tightest == GOAL_LIMITS || use > figures->use) {
            figures->use = use;
            figures->tightest = (enum goal_limit)limit;
        }
    }
}

bool goal_figures_meet(const struct goal *goal, const struct goal_figures *figures)
{
    return figures->share * (double)goal->samples >= (double)goal_needed(goal);
}

// -1, 0, 1; what is not known is last.
static int goal_figures_order(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) != 0) - (isnan(b) != 0);
    double size = fmax(fabs(a), fabs(b));
    return fabs(a - b) <= goal_figures_rounding * size ? 0 : a < b ? -1 : 1;
}

int goal_figures_compare(const struct goal *goal, const struct goal_figures *a, const struct goal_figures *b)
{
    bool meets = goal_figures_meet(goal, a), other_meets = goal_figures_meet(goal, b);
    if (meets != other_meets)
        return meets ? -1 : 1;
    int order = meets ? 0 : goal_figures_order(a->use, b->use);
    if (!order)
        order = goal_figures_order(a->needs[GOAL_BUDGET], b->needs[GOAL_BUDGET]);
    return order ? order : goal_figures_order(a->needs[GOAL_CARBON], b->needs[GOAL_CARBON]);
}
