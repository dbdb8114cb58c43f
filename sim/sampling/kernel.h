// The column kernels of Monte Carlo: compiled once for each instruction set, chosen at run time, the same bits from all
// of them. They stand on explicit fma(): where the machine has no such instruction the C library computes it exactly,
// slowly, and the bits stay the same.
//
// Columns hold up to KERNEL_BLOCK_MAX doubles and never overlap. Kernels are pure, do not allocate and cannot fail.
#ifndef FLOPCAST_SAMPLING_KERNEL_H
#define FLOPCAST_SAMPLING_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "estimate/estimate.h"
#include "sampling/draw.h"

enum {
    KERNEL_BLOCK_MAX = 1024,
    KERNEL_LANES = 16, // sample i is summed in lane i mod 16, whatever the blocks
};

// Running sums of one column about a pivot, lane by lane.
struct kernel_lanes {
    double sum[KERNEL_LANES];     // of x - pivot, over finite x
    double squares[KERNEL_LANES]; // of (x - pivot)^2
    double least[KERNEL_LANES], most[KERNEL_LANES];
    uint64_t non_finite[KERNEL_LANES]; // left out of all sums
};

// Running sums of what swapping one factor does to an output (sobol_indices.h); NaN once something is not finite.
struct kernel_changes {
    double change[KERNEL_LANES], squares[KERNEL_LANES]; // of after - before
    double products[KERNEL_LANES];                      // of (other - pivot) (after - before)
};

struct kernel {
    const char *name;

    // u[n] of samples first..first+n of the stream `key`: the random design (see base/random.h).
    void (*random)(uint64_t key, uint64_t first, size_t n, double *u);

    // v = 1 - u, exact for the uniforms of base/random.h.
    void (*complement)(size_t n, const double *u, double *v);

    // z[n]: normal quantiles of p, q = 1 - p given beside it so that both tails are exact. Relative error 1e-15.
    void (*normal_scores)(size_t n, const double *p, const double *q, double *z);

    // p[n], q[n]: fraction of the normal distribution below and above z.
    void (*normal_fractions)(size_t n, const double *z, double *p, double *q);

    // x[n]: quantiles of a compiled distribution at u, v = 1 - u.
    void (*draw)(const struct draw *draw, size_t n, const double *u, const double *v, double *x);

    // estimate_block.
    void (*estimate)(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                     const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT]);

    // Adds n values to the lanes, the first to lane `lane`.
    void (*add)(size_t n, size_t lane, const double *x, double pivot, struct kernel_lanes *lanes);

    // offset[n]: the bin of x (see histogram.h: the first 22 bits of its order) counted from bin `first`, or `limit`
    // where it is not one of the `limit` bins from there on.
    void (*bins)(size_t n, const double *x, uint32_t first, uint32_t limit, uint32_t *offset);

    // Adds n values to the lanes, the first to lane 0.
    void (*changes)(size_t n, const double *before, const double *after, const double *other, double pivot,
                    struct kernel_changes *lanes);

    // y += w * x
    void (*accumulate)(size_t n, double w, const double *x, double *y);
};

void kernel_lanes_init(struct kernel_lanes *lanes);

// Every kernel that this machine can run, the slowest first; NULL past the last.
const struct kernel *kernel_runnable(size_t index);
const struct kernel *kernel_best(void);

#endif
