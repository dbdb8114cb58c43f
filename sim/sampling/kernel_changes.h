// What sensitivity analysis sums over base points, in sixteen lanes like kernel_sums.h.
#ifndef FLOPCAST_SAMPLING_KERNEL_CHANGES_H
#define FLOPCAST_SAMPLING_KERNEL_CHANGES_H

#include <math.h>
#include <string.h>

#include "sampling/kernel.h"

static inline void kernel_changes(size_t n, const double *restrict before, const double *restrict after,
                                  const double *restrict other, double pivot, struct kernel_changes *restrict lanes)
{
    double change[KERNEL_LANES], squares[KERNEL_LANES], products[KERNEL_LANES];
    memcpy(change, lanes->change, sizeof change);
    memcpy(squares, lanes->squares, sizeof squares);
    memcpy(products, lanes->products, sizeof products);
    size_t i = 0;
    for (; i + KERNEL_LANES <= n; i += KERNEL_LANES)
        for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
            double d = after[i + lane] - before[i + lane];
            change[lane] += d;
            squares[lane] = fma(d, d, squares[lane]);
            products[lane] = fma(other[i + lane] - pivot, d, products[lane]);
        }
    for (size_t lane = 0; i < n; i++, lane++) {
        double d = after[i] - before[i];
        change[lane] += d;
        squares[lane] = fma(d, d, squares[lane]);
        products[lane] = fma(other[i] - pivot, d, products[lane]);
    }
    memcpy(lanes->change, change, sizeof change);
    memcpy(lanes->squares, squares, sizeof squares);
    memcpy(lanes->products, products, sizeof products);
}

#endif
