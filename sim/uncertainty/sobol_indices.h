// Sobol' indices: the share of an output's variance that a factor explains by itself (first) and together with others
// (total). A and B are the columns of one Sobol' sequence under a random digital shift; each of several shifts gives
// the indices once. Their pooled sums are the estimate, how far they differ gives the intervals.
//
// First order: the mean of (f(B) - f0) (f(AB) - f(A)) over the variance, Saltelli et al. 2010 (Comput. Phys. Commun.
// 181, 259-270), table 2 (b), with f0 the mean of all f(A) and f(B). Total: Jansen 1999, table 2 (f). One shift of 2^18
// points errs by less than 3e-6 in either, on the Ishigami function and on Sobol's g function of eight inputs. Tried
// beside them: Janon and Monod's and Jansen's first order err as much for large indices and more for small ones; Owen's
// errs less by a third for twice the evaluations; a random linear scramble (Matousek 1998) of the sequence makes all of
// them four to ten times worse, by a few bad scrambles. A power of two of points is best by far.
#ifndef FLOPCAST_UNCERTAINTY_SOBOL_INDICES_H
#define FLOPCAST_UNCERTAINTY_SOBOL_INDICES_H

#include <stdbool.h>

#include "base/arena.h"
#include "sampling/kernel.h"
#include "uncertainty/factors.h"

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
    double *mean, *variance;     // [output_count]; of a constant output the variance is 0
    bool is_partial;             // stopped by the observer: nothing was computed
};

// Results live in the arena. The same bits for any number of threads and any kernel.
enum status sobol_indices_run(const struct factors *factors, const struct sobol_indices_options *options,
                              struct arena *arena, struct sobol_indices *indices) STATUS_MUST_CHECK;

#endif
