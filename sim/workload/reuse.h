// A matrix that is used more than once in a layer: each use costs FLOPs, only the first one has parameters.
#ifndef FLOPCAST_WORKLOAD_REUSE_H
#define FLOPCAST_WORKLOAD_REUSE_H

#include "workload/count.h"

// count_linear at further positions, with weights that are counted already.
bool reuse_linear(struct count *count, const struct place *place, double positions, double in, double out, bool bias,
                  bool gradient);

#endif
