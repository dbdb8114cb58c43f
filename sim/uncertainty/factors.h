// A model seen from its uncertain inputs: what sensitivity analysis asks. A factor is one input, or a group of inputs
// that move together because they are correlated or because somebody wants them counted as one.
#ifndef FLOPCAST_UNCERTAINTY_FACTORS_H
#define FLOPCAST_UNCERTAINTY_FACTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { FACTORS_BLOCK = 256, FACTORS_INPUTS_MAX = 256, FACTORS_OUTPUTS_MAX = 256 };

struct factors {
    const void *context;
    size_t count;         // factors
    size_t input_count;   // inputs of all factors, at most FACTORS_INPUTS_MAX
    const size_t *first;  // [count + 1]: the inputs of factor f are first[f]..first[f + 1]
    size_t output_count;  // at most FACTORS_OUTPUTS_MAX
    const double *pivots; // [output_count], finite, near the means
    // [output_count][count]: whether the output depends on the factor at all; NULL: each on every one. What is known
    // not to matter is not evaluated.
    const bool *matters;
    // [input_count]: inputs that stay at their medians when a factor is moved along a line, since they are correlated
    // with one of the factor's inputs before them and so follow it; NULL: none.
    const bool *follows;
    // What one thread needs for blocks of at most FACTORS_BLOCK points; either may be NULL.
    enum status (*begin)(const void *context, void **scratch);
    void (*end)(void *scratch); // NULL too
    // Values of the inputs of one factor at n points: u[inputs of the factor][n], strictly between 0 and 1, become
    // x[inputs of the factor][n] through the quantile functions. Both may be the same columns.
    void (*place)(const void *context, void *scratch, size_t factor, size_t n, const double *const *u,
                  double *const *x);
    // out[output_count][n] of x[input_count][n]; an output that is NULL is not wanted.
    void (*evaluate)(const void *context, void *scratch, size_t n, const double *const *x, double *const *out);
};

// Whether output m depends on the factor.
static inline bool factors_matter(const struct factors *factors, size_t m, size_t factor)
{
    return !factors->matters || factors->matters[m * factors->count + factor];
}

// One thread's columns of a model: blocks of uniforms, inputs and outputs.
struct factors_room {
    void *scratch;
    double *memory;
    double **columns; // [count], each of FACTORS_BLOCK
};

// A room of `count` columns.
enum status factors_room_init(struct factors_room *room, const struct factors *factors, size_t count) STATUS_MUST_CHECK;
void factors_room_free(struct factors_room *room, const struct factors *factors);

// All inputs at n points, factor by factor: u[input_count][n] -> x[input_count][n].
void factors_place(const struct factors *factors, void *scratch, size_t n, const double *const *u, double *const *x);

#endif
