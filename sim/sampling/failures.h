// Failures: how long a training takes when it is drawn rather than expected. formulas.h has the expectation of the same
// process (Daly 2006, doi 10.1016/j.future.2004.11.016); here are its variance and its draws.
//
// The process, with all times in units of the mean time between failures: the useful time is N segments; an attempt at
// one takes a = (segment + checkpoint) and goes wrong with probability 1 - e^-a. Failed attempts before a success are
// geometric, their mean e^a - 1; each loses a time X, exponential and less than a, and then a restart, which is the
// same thing again: it takes b = restart, goes wrong with probability 1 - e^-b, loses a time less than b, and begins
// anew. One segment takes on average e^b (e^a - 1), with the variance
//
//     (e^2a - 1) e^2b - 2 e^b (b (e^a - 1) + a e^a),
//
// which follows from Var S = E[K] E[L^2] + E[K]^2 E[L]^2 for geometric K failures that lose L each, and N segments take
// N times both: they are independent. (A first run of length a without failure: e^2a - 1 - 2a e^a, the case b = 0.)
// N is a real number, as failures in N segments are negative binomial, which needs no whole N.
#ifndef FLOPCAST_SAMPLING_FAILURES_H
#define FLOPCAST_SAMPLING_FAILURES_H

#include <stddef.h>
#include <stdint.h>

#include "plan/tally.h"

// One training, in seconds.
struct failures {
    double useful_s; // training and evaluation, with stragglers, as if nothing failed and nothing was saved
    double segment_s, checkpoint_s, restart_s;
    double rate_per_s; // of all nodes together
};

// Of sample `i` of the inputs. `spot`: on preemptible capacity. Where time is measured or the plan states nothing that
// goes wrong, the rate is 0; a number that is not known is NaN.
struct failures failures_of(const struct tally *tally, const double *const in[INPUT_COUNT], size_t i, bool spot);

double failures_expected_s(const struct failures *failures); // wall clock
double failures_variance_s2(const struct failures *failures);

// ratio[n]: wall-clock time of runs[i] trainings (a part of one counts in proportion) drawn as sample first + i, over
// its expectation. 1 where nothing fails, and where the expectation is not finite. A pure function of (key, first + i)
// and the inputs, so the same bits for any block. in[INPUT_COUNT][n], runs[n], ratio[n] are columns.
//
// Failures are negative binomial. Of at most 32 expected, their number is drawn by inversion and each loses a time of
// its own: exact. Of more, a gamma variate is drawn exactly, and about it their number, which is then Poisson, and the
// time that they lose are normal: with the exact mean and variance.
void failures_ratio(const struct tally *tally, uint64_t key, uint64_t first, size_t n,
                    const double *const in[INPUT_COUNT], const double *runs, double *ratio);

#endif
