// The kernels for AVX2 and FMA (x86-64-v3).
#include "sampling/kernel_table.h"

const struct kernel kernel_avx2 = KERNEL_TABLE("avx2");
