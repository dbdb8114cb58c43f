// Running sums of columns, in sixteen lanes that depend on the sample alone, so that the order of every addition is the
// same whatever the block and the instruction set.
#ifndef FLOPCAST_SAMPLING_KERNEL_SUMS_H
#define FLOPCAST_SAMPLING_KERNEL_SUMS_H

#include <math.h>
#include <string.h>

#include "base/kernel_math.h"
#include "sampling/kernel.h"

static inline void kernel_sums_one(double x, double pivot, size_t lane, struct kernel_lanes *lanes)
{
    double d = x - pivot;
    if (!isfinite(x)) {
        lanes->non_finite[lane]++;
        return;
    }
    lanes->sum[lane] += d;
    lanes->squares[lane] = fma(d, d, lanes->squares[lane]);
    lanes->least[lane] = x < lanes->least[lane] ? x : lanes->least[lane];
    lanes->most[lane] = x > lanes->most[lane] ? x : lanes->most[lane];
}

// Whole groups of KERNEL_LANES values, the first in lane 0; assumes that all are finite.
static inline void kernel_sums_groups(size_t groups, const double *restrict x, double pivot, struct kernel_lanes *lanes)
{
    double sum[KERNEL_LANES], squares[KERNEL_LANES], least[KERNEL_LANES], most[KERNEL_LANES];
    memcpy(sum, lanes->sum, sizeof sum);
    memcpy(squares, lanes->squares, sizeof squares);
    memcpy(least, lanes->least, sizeof least);
    memcpy(most, lanes->most, sizeof most);
    for (size_t group = 0; group < groups; group++, x += KERNEL_LANES)
        for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
            double d = x[lane] - pivot;
            sum[lane] += d;
            squares[lane] = fma(d, d, squares[lane]);
            least[lane] = x[lane] < least[lane] ? x[lane] : least[lane];
            most[lane] = x[lane] > most[lane] ? x[lane] : most[lane];
        }
    memcpy(lanes->sum, sum, sizeof sum);
    memcpy(lanes->squares, squares, sizeof squares);
    memcpy(lanes->least, least, sizeof least);
    memcpy(lanes->most, most, sizeof most);
}

static inline void kernel_add(size_t n, size_t lane, const double *x, double pivot, struct kernel_lanes *lanes)
{
    size_t i = 0;
    for (; i < n && (lane + i) % KERNEL_LANES; i++)
        kernel_sums_one(x[i], pivot, (lane + i) % KERNEL_LANES, lanes);
    size_t groups = (n - i) / KERNEL_LANES;
    struct kernel_lanes before = *lanes;
    kernel_sums_groups(groups, x + i, pivot, lanes);
    double total = 0;
    for (size_t at = 0; at < KERNEL_LANES; at++)
        total += lanes->sum[at] + lanes->squares[at];
    if (!isfinite(total)) { // something was not finite: once more, looking at each
        *lanes = before;
        for (size_t at = 0; at < groups * KERNEL_LANES; at++)
            kernel_sums_one(x[i + at], pivot, at % KERNEL_LANES, lanes);
    }
    for (i += groups * KERNEL_LANES; i < n; i++)
        kernel_sums_one(x[i], pivot, (lane + i) % KERNEL_LANES, lanes);
}

static inline void kernel_bins(size_t n, const double *restrict x, uint32_t first, uint32_t limit,
                               uint32_t *restrict offset)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t from = (uint32_t)(kernel_math_order(x[i]) >> 42) - first;
        offset[i] = from < limit ? from : limit;
    }
}

static inline void kernel_accumulate(size_t n, double w, const double *restrict x, double *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = fma(w, x[i], y[i]);
}

#endif
