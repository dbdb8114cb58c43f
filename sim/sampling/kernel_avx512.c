// The kernels for AVX-512 (x86-64-v4).
#include "sampling/kernel_table.h"

const struct kernel kernel_avx512 = KERNEL_TABLE("avx512");
