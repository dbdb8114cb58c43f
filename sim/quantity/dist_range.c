#include "quantity/dist_range.h"

#include <math.h>

#include "quantity/dist_whole.h"

bool dist_range_is_whole(const struct dist *dist)
{
    const struct dist_range *range = &dist->range;
    return !(range->low < range->high) || (isinf(range->low) && isinf(range->high));
}

struct dist_range dist_range_of(const struct dist *dist)
{
    return dist_range_is_whole(dist) ? (struct dist_range){-INFINITY, INFINITY, 0, 1, 1, 0} : dist->range;
}

struct dist_range dist_range_cut(const struct dist *dist, double low, double high)
{
    // Where values lie apart, one that is the low end itself is left.
    double before = dist_is_discrete(dist) ? nextafter(low, -INFINITY) : low;
    return (struct dist_range){.low = low,
                               .high = high,
                               .below_low = dist_whole_tail(dist, before, false),
                               .above_low = dist_whole_tail(dist, before, true),
                               .below_high = dist_whole_tail(dist, high, false),
                               .above_high = dist_whole_tail(dist, high, true)};
}

double dist_range_between(double below_low, double above_low, double below_high, double above_high)
{
    if (below_high <= 0.5)
        return below_high - below_low;
    return above_low <= 0.5 ? above_low - above_high : 1 - below_low - above_high;
}

double dist_range_mass(const struct dist_range *range)
{
    return dist_range_between(range->below_low, range->above_low, range->below_high, range->above_high);
}
