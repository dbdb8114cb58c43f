// The kernels for what every machine can run.
#include "estimate/estimate_columns.h"
#include "sampling/kernel_changes.h"
#include "sampling/kernel_draw.h"
#include "sampling/kernel_random.h"
#include "sampling/kernel_sums.h"

const struct kernel kernel_baseline = {
    .name = "baseline",
    .random = kernel_random,
    .complement = kernel_complement,
    .normal_scores = kernel_normal_scores,
    .normal_fractions = kernel_normal_fractions,
    .draw = kernel_draw,
    .estimate = estimate_columns,
    .add = kernel_add,
    .bins = kernel_bins,
    .changes = kernel_changes,
    .accumulate = kernel_accumulate,
};
