// Sobol' indices: the share of an output's variance that a factor explains by itself (first) and together with others
// (total). Estimators of Saltelli et al. 2010 (Comput. Phys. Commun. 181, 259-270), table 2 (b) for first order, and
// Jansen 1999 (f) for total, over matrices A and B that are the columns of one Sobol' sequence. Each of several random
// digital shifts of the sequence gives the indices once; how far they differ gives the intervals.
#ifndef FLOPCAST_UNCERTAINTY_SOBOL_INDICES_H
#define FLOPCAST_UNCERTAINTY_SOBOL_INDICES_H

#include <stdbool.h>

#include "base/arena.h"
#include "uncertainty/factors.h"
#include "uncertainty/kernel.h"

enum { SOBOL_INDICES_SHIFTS_MAX = 256 };

struct sobol_index {
    double first, first_low, first_high; // 95 % confidence, Student's t over the shifts
    double total, total_low, total_high;
};

struct sobol_indices_options {
    uint64_t points; // base points of each shift; a power of two is best
    size_t shifts;   // 2..SOBOL_INDICES_SHIFTS_MAX
    uint64_t seed;
    int threads;                 // 0: pool_threads()
    const struct kernel *kernel; // NULL: kernel_best()
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total); // false: enough
};

struct sobol_indices {
    struct sobol_index *indices; // [output_count][count]; NAN where the output does not vary or is not finite
    double *mean, *variance;     // [output_count]
    bool is_partial;             // stopped by the observer: nothing was computed
};

// Results live in the arena. Inputs of all factors: at most SOBOL_DIMENSIONS / 2.
enum status sobol_indices_run(const struct factors *factors, const struct sobol_indices_options *options,
                              struct arena *arena, struct sobol_indices *indices) STATUS_MUST_CHECK;

#endif
