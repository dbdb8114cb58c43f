// How many values fell where, for quantiles of more samples than memory holds. Every double has its place in an integer
// order; a bin is all doubles that share sign, exponent and the first ten bits of the mantissa, so it is 0.1 % wide
// wherever the values lie (below 2.2e-308 as wide as there). Counts are integers: histograms of parts add up to that of
// the whole, in any order, exactly.
#ifndef FLOPCAST_UNCERTAINTY_HISTOGRAM_H
#define FLOPCAST_UNCERTAINTY_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sampling/kernel.h"

enum {
    HISTOGRAM_BITS = 22,
    HISTOGRAM_PAGE = 1024, // bins of one octave
    HISTOGRAM_PAGES = 4096,
    HISTOGRAM_WINDOW = 16 * HISTOGRAM_PAGE,
};

// A page counts one octave; it is made when the first value falls into it. Most values fall near each other: a window
// of sixteen octaves about the first value counts them quickly, until its counts are moved to the pages.
struct histogram {
    uint64_t *pages[HISTOGRAM_PAGES];
    uint64_t count;
    uint32_t *window; // [HISTOGRAM_WINDOW + 1]: bins from `first` on, then those outside; NULL: no value yet
    uint32_t first;
    uint64_t in_window; // values counted there since they were moved
};

// The place of a double in the order of all doubles: x < y exactly when histogram_order(x) < histogram_order(y).
uint64_t histogram_order(double x);
double histogram_value(uint64_t order); // back

void histogram_init(struct histogram *histogram);
void histogram_free(struct histogram *histogram); // legal on a zeroed one

// Counts n values, at most KERNEL_BLOCK_MAX; those that are not finite are left out.
enum status histogram_add(struct histogram *histogram, const struct kernel *kernel, size_t n,
                          const double *x) STATUS_MUST_CHECK;

// Moves the window's counts to the pages: before the histogram is asked or merged.
enum status histogram_settle(struct histogram *histogram) STATUS_MUST_CHECK;

// Both settled.
enum status histogram_merge(struct histogram *into, const struct histogram *from) STATUS_MUST_CHECK;

// The bin that holds the value of a rank (0: the least), how many values lie before it and how many in it. The rank
// must be below the count.
uint64_t histogram_find(const struct histogram *histogram, uint64_t rank, uint64_t *before, uint64_t *within);

// Quantile p of what was counted, between two values as NumPy has it, each of them off by less than 0.1 % (0 where it
// is below 2.2e-308); NAN when nothing was counted.
double histogram_quantile(const struct histogram *histogram, double p);

#endif
