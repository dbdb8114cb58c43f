// All kernels as one table: what each kernel_<set>.c compiles for its instruction set.
#ifndef FLOPCAST_SAMPLING_KERNEL_TABLE_H
#define FLOPCAST_SAMPLING_KERNEL_TABLE_H

#include "estimate/estimate_columns.h"
#include "sampling/kernel_changes.h"
#include "sampling/kernel_draw.h"
#include "sampling/kernel_random.h"
#include "sampling/kernel_sums.h"

#define KERNEL_TABLE(set)                                                                                              \
    {                                                                                                                  \
        .name = (set), .random = kernel_random, .complement = kernel_complement,                                       \
        .normal_scores = kernel_normal_scores, .normal_fractions = kernel_normal_fractions, .draw = kernel_draw,       \
        .estimate = estimate_columns, .add = kernel_add, .bins = kernel_bins, .changes = kernel_changes,               \
        .accumulate = kernel_accumulate                                                                                \
    }

#endif
