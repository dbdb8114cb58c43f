// All that can be said about which input of a forecast matters: Sobol' indices and what knowing an input is worth,
// Morris' screening, and the tornado.
#ifndef FLOPCAST_UNCERTAINTY_SENSITIVITY_H
#define FLOPCAST_UNCERTAINTY_SENSITIVITY_H

#include "uncertainty/forecast_factors.h"
#include "uncertainty/screening.h"
#include "uncertainty/sobol_indices.h"

struct sensitivity_options {
    bool wants_indices, wants_screening, wants_tornado;
    struct sobol_indices_options indices; // its seed and threads are those of everything
    size_t paths;                         // of the screening
};

// Arrays are [output_count][count] of the factors, in SI; NULL: not asked for, or stopped.
struct sensitivity {
    const struct forecast_factors *made;
    struct sensitivity_options options;
    bool is_stopped; // by the observer, before there were indices
    const struct sobol_indices *indices;
    const double *narrowing; // with indices; see narrowing.h
    const struct screening_effect *effects;
    const struct screening_bar *bars;
    const double *middle; // [output_count], with bars
};

// Results live in the arena.
enum status sensitivity_run(const struct forecast_factors *made, const struct sensitivity_options *options,
                            struct arena *arena, struct sensitivity *found) STATUS_MUST_CHECK;

#endif
