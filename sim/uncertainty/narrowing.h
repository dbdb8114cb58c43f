// What knowing a factor would be worth: by how much the 5 %..95 % interval of each output is expected to narrow if the
// factor's true value were known. The factor is held at values spread over its distribution, the others are sampled,
// and the widths that remain are averaged. Of a linear model with normal inputs, a factor with a share s of the
// variance narrows by 1 - sqrt(1 - s). A factor may widen an interval too (a mixture is narrower than a part of it at
// times): then its share is negative.
#ifndef FLOPCAST_UNCERTAINTY_NARROWING_H
#define FLOPCAST_UNCERTAINTY_NARROWING_H

#include "uncertainty/factors.h"

enum { NARROWING_HELD = 32, NARROWING_POINTS = 2048 };

// shares[output_count][count]: 0.12 where the interval would narrow by 12 %; NAN where there is no interval.
enum status narrowing_run(const struct factors *factors, uint64_t seed, int threads, double *shares) STATUS_MUST_CHECK;

#endif
