// The kernels for what every machine can run.
#include "sampling/kernel_table.h"

const struct kernel kernel_baseline = KERNEL_TABLE("baseline");
