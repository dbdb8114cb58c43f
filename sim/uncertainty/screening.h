// Two cheap looks at sensitivity: Morris' elementary effects, averaged over paths through the inputs' ranges, and the
// tornado, one factor at a time from its 5 % to its 95 % point with all others at their medians.
#ifndef FLOPCAST_UNCERTAINTY_SCREENING_H
#define FLOPCAST_UNCERTAINTY_SCREENING_H

#include "base/arena.h"
#include "uncertainty/factors.h"

enum { SCREENING_PATHS_MAX = 100000 };

// Morris 1991 (Technometrics 33, 161-174), with mu* of Campolongo et al. 2007: change of the output over the whole of
// the factor's 5 %..95 % range, as steps of two thirds of it tell. A factor of several inputs moves all of them at
// once, but those that follow others.
struct screening_effect {
    double mean, mean_absolute, sd; // mu, mu*, sigma, in the unit of the output
};

// effects[output_count][count], count < FACTORS_BLOCK. `paths` paths, at least two, of count + 1 points on four levels,
// drawn under the seed.
enum status screening_morris(const struct factors *factors, uint64_t seed, size_t paths,
                             struct screening_effect *effects) STATUS_MUST_CHECK;

struct screening_bar {
    double low, high; // output with the factor at its 5 % and its 95 % point
};

// bars[output_count][count], and in middle[output_count] the output with everything at its median.
enum status screening_tornado(const struct factors *factors, struct screening_bar *bars,
                              double *middle) STATUS_MUST_CHECK;

#endif
