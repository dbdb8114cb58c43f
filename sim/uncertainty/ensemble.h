// An ensemble: columns of samples, and what they say together: mean, spread, standard error, quantiles.
//
// Samples are made in blocks (what a kernel works on), blocks fill chunks of 4,096 samples (what a thread takes),
// chunks are summed up in their order. The result is the same, bit for bit, for any number of threads and any size of
// block, and the first N of 2N samples are the same samples.
//
// Quantiles are exact where the samples fit into 32 MiB; beyond, they come from a histogram with 0.1 % bins, and are
// exact again on request, by making the samples anew and looking only at the bins that matter. Memory does not grow
// with the number of samples.
#ifndef FLOPCAST_UNCERTAINTY_ENSEMBLE_H
#define FLOPCAST_UNCERTAINTY_ENSEMBLE_H

#include "sampling/kernel.h"
#include "uncertainty/histogram.h"

enum {
    ENSEMBLE_BLOCK = 256,
    ENSEMBLE_CHUNK = 4096,
    ENSEMBLE_QUANTILES_MAX = 64,
    ENSEMBLE_KEPT_BYTES = 32 * 1024 * 1024,
};

// Where samples come from: a pure function from the number of a sample to a value of every column.
struct ensemble_source {
    const void *context;
    size_t column_count;
    const double *pivots; // [column_count], finite: sums are taken about them; the point estimate is a good one
    // What one thread needs for blocks of at most `block` samples.
    enum status (*begin)(const void *context, size_t block, void **scratch);
    void (*end)(void *scratch); // NULL too
    // Fills columns[column_count][n] with samples first..first+n.
    void (*block)(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns);
};

struct ensemble_options {
    uint64_t samples;
    int threads;                 // 0: pool_threads()
    size_t block;                // 0: ENSEMBLE_BLOCK; KERNEL_BLOCK_MAX at most, whatever stands here
    const struct kernel *kernel; // NULL: kernel_best()
    bool is_replicated;          // sample i belongs to replicate i mod 16 (latin, sobol): that is what errors come from
    const double *quantiles;     // fractions, ascending; NULL: none are wanted
    size_t quantile_count;       // at most ENSEMBLE_QUANTILES_MAX
    bool exact;                  // quantiles exact at any number of samples
    size_t kept_bytes;           // 0: ENSEMBLE_KEPT_BYTES

    void *observer;
    // Called in order with what is done; false: enough, sum up what there is. NULL: nobody looks.
    bool (*tick)(void *observer, uint64_t done, uint64_t total);
    // Every sample, from several threads at once, up to a chunk at a time. NULL: nobody keeps them.
    enum status (*keep)(void *observer, uint64_t first, size_t n, const double *const *columns);
};

struct ensemble_column {
    uint64_t count, non_finite; // the first are summed up here, the second left out
    double mean, sd;            // NAN without samples, sd also with one
    double standard_error;      // of the mean; NAN where it cannot be told
    double least, most;
    double quantiles[ENSEMBLE_QUANTILES_MAX]; // NAN without samples
};

struct ensemble {
    struct ensemble_column *columns;
    size_t column_count;
    uint64_t samples; // summed up: the first so many
    bool is_partial;  // fewer than asked for, because the observer had enough
    bool is_exact;    // quantiles
};

// Free is legal after a failed run.
enum status ensemble_run(const struct ensemble_source *source, const struct ensemble_options *options,
                         struct ensemble *ensemble) STATUS_MUST_CHECK;
void ensemble_free(struct ensemble *ensemble);

#endif
