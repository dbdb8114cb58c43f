// How many samples of every metric a core estimates in a second, from columns of 256, the blocks of an ensemble; and
// what the energy alone costs.
#include <omp.h>
#include <stdio.h>

#include "estimate/estimate.h"

enum { BENCH_SAMPLES = 256, BENCH_BLOCKS = 400000 };

// Columns with no value twice in a row; what is in them does not matter to the speed, as long as it is a number.
static void bench_fill(double in[INPUT_COUNT][BENCH_SAMPLES])
{
    for (size_t id = 0; id < INPUT_COUNT; id++)
        for (size_t i = 0; i < BENCH_SAMPLES; i++)
            in[id][i] = 0.5 + (double)((i * 7919 + id * 104729) % 1009) / 1009;
}

int main(void)
{
    static double columns[INPUT_COUNT][BENCH_SAMPLES], answers[METRIC_COUNT][BENCH_SAMPLES];
    static struct estimate_scratch scratch;
    const struct tally tally = {.parameters = 1e9,
                                .training_flop = 1e21,
                                .hardware_flop = 1e21,
                                .tokens = 1e11,
                                .steps = 1e6,
                                .devices = 64,
                                .nodes = 8,
                                .peak_flop_per_s = 1e14,
                                .memory_bytes = 1e10};
    const double *in[INPUT_COUNT];
    bench_fill(columns);
    for (size_t id = 0; id < INPUT_COUNT; id++)
        in[id] = columns[id];
    for (int alone = 0; alone < 2; alone++) {
        double *out[METRIC_COUNT] = {0}, sum = 0;
        for (size_t id = 0; id < METRIC_COUNT; id++)
            out[id] = alone && id != METRIC_ENERGY_KWH ? NULL : answers[id];
        double begin = omp_get_wtime();
        for (size_t block = 0; block < BENCH_BLOCKS; block++) {
            columns[INPUT_PUE][block % BENCH_SAMPLES] += 1e-6; // no two blocks alike
            estimate_block(&tally, &scratch, BENCH_SAMPLES, in, out);
            sum += answers[METRIC_ENERGY_KWH][block % BENCH_SAMPLES];
        }
        double seconds = omp_get_wtime() - begin, samples = (double)BENCH_SAMPLES * BENCH_BLOCKS;
        printf("%s: %.3g samples/s, %.3g ns each (mean energy %.6g kWh)\n", alone ? "energy alone" : "every metric",
               samples / seconds, seconds / samples * 1e9, sum / BENCH_BLOCKS / 3.6e6);
    }
    return 0;
}
