#include "sampling/kernel.h"

#include <math.h>

extern const struct kernel kernel_baseline;
#if defined __x86_64__
extern const struct kernel kernel_avx2, kernel_avx512;
#endif

void kernel_lanes_init(struct kernel_lanes *lanes)
{
    *lanes = (struct kernel_lanes){.sum = {0}};
    for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
        lanes->least[lane] = (double)INFINITY;
        lanes->most[lane] = -(double)INFINITY;
    }
}

const struct kernel *kernel_runnable(size_t index)
{
    const struct kernel *runnable[4] = {&kernel_baseline};
    size_t count = 1;
#if defined __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        runnable[count++] = &kernel_avx2;
    if (count == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        runnable[count++] = &kernel_avx512;
#endif
    return index < count ? runnable[index] : NULL;
}

const struct kernel *kernel_best(void)
{
    size_t last = 0;
    while (kernel_runnable(last + 1))
        last++;
    return kernel_runnable(last);
}
