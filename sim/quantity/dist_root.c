#include "quantity/dist_root.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { DIST_ROOT_STEPS_MAX = 200 };

double dist_root(dist_root_function *function, const void *context, double low, double high, double start)
{
    double slope = 0, at_low = function(low, context, &slope), at_high = function(high, context, &slope);
    if (at_low == 0 || (at_low > 0) == (at_high > 0))
        return fabs(at_low) <= fabs(at_high) ? low : high;
    bool rises = at_low < 0;
    double t = start > low && start < high ? start : 0.5 * (low + high), last = high - low;
    for (int i = 0; i < DIST_ROOT_STEPS_MAX; i++) {
        double value = function(t, context, &slope);
        if (value == 0)
            return t;
        if ((value < 0) == rises)
            low = t;
        else
            high = t;
        double next = t - value / slope;
        // Also false when the step is not a number. A step that is not much shorter than the last one gains too little.
        if (!(next > low && next < high && fabs(next - t) < 0.75 * last))
            next = 0.5 * (low + high);
        last = fabs(next - t);
        t = next;
        if (last <= 0.5 * DBL_EPSILON * fmax(fabs(t), DBL_MIN))
            break;
    }
    return t;
}
