// Exact quantiles of samples that do not fit into memory: the samples are made anew, and only those are looked at that
// share the bin of a wanted one. What is left of a bin fits at last, or is told apart to the last bit.
#ifndef FLOPCAST_UNCERTAINTY_REFINE_H
#define FLOPCAST_UNCERTAINTY_REFINE_H

#include "uncertainty/chunks.h"

// Replaces the quantiles of the ensemble's columns by exact ones. `pass` names source, samples, threads and block;
// histograms[column_count] counted the same samples; `room` is how many values may be held at a time, beside 8 MiB of
// counters.
enum status refine_run(const struct chunks_pass *pass, const struct histogram *histograms, uint64_t room,
                       const struct ensemble_options *options, struct ensemble *ensemble) STATUS_MUST_CHECK;

#endif
