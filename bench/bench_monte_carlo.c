// Six uncertain inputs, four costs: how many samples a second, beside the straightforward loop over GSL's generators.
//
// Utilization truncated normal, power of a device normal, PUE triangular, carbon intensity lognormal, price uniform,
// trials Poisson; device-hours, kWh, kgCO2e and USD with mean, sd, least, most and quantiles. All in one run on one
// machine; the best of several rounds, taken in turn.
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "uncertainty/forecast_source.h"
#include "uncertainty/pool.h"

enum { ROUNDS = 7, COSTS = 4 };

// Sum of the stages' own limits with AVX-512 (numbers, quantile functions, formulas, sums), as estimated beforehand.
static const double stage_limit_per_s = 160e6;

static const char *const settings[][2] = {{"utilization", "normal(0.35, 0.08) truncate(0.1, 0.6)"},
                                          {"power_device", "normal(300, 30)"},
                                          {"pue", "triangular(1.1, 1.2, 1.6)"},
                                          {"carbon_intensity", "lognormal(400 gCO2e/kWh, 0.3)"},
                                          {"price_device", "uniform(1.5 USD/h, 3 USD/h)"},
                                          {"trials", "poisson(20)"}};

// Of the wall clock, or the time that the processor spent on us: what one thread takes is told by the latter, which
// other work on the machine disturbs less.
static double now_s(int threads)
{
    struct timespec time;
    clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct bench {
    struct arena arena;
    struct diag diag;
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_source source;
};

static int bench_open(struct bench *bench, const struct kernel *kernel)
{
    arena_init(&bench->arena);
    diag_init(&bench->diag);
    struct catalog catalog = {
        .arena = &bench->arena, .diag = &bench->diag, .data_folder = FLOPCAST_SOURCE_DIR, .is_value = dist_is_value};
    struct reader reader = {.arena = &bench->arena, .diag = &bench->diag};
    struct plan_setting set[6];
    for (size_t i = 0; i < 6; i++)
        set[i] = (struct plan_setting){.name = settings[i][0], .value = settings[i][1]};
    set[1].value = "normal(300 W, 30 W)";
    const struct plan_options options = {
        .hardware = "v100", .region = "us-2018", .devices = 64, .settings = set, .setting_count = 6};
    if (plan_open(&reader, &catalog, "bert-base", &options, &bench->plan) != STATUS_OK) {
        diag_print(&bench->diag, stderr);
        return 1;
    }
    // The power of the hosts has a range of its own: here it stays at its point.
    struct input *host = &bench->plan.inputs.values[INPUT_POWER_HOST];
    host->dist = (struct dist){.kind = DIST_CONSTANT, .argument = {host->point}};
    tally_compile(&bench->plan, &bench->tally);
    const struct forecast_options made = {.seed = 1, .kernel = kernel};
    if (forecast_init(&bench->forecast, &bench->arena, &bench->plan, &bench->tally, &made) != STATUS_OK)
        return 1;
    const enum metric_id wanted[COSTS] = {METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, METRIC_CLOUD_USD};
    for (int id = 0; id < METRIC_COUNT; id++) {
        bool is_wanted = false;
        for (size_t i = 0; i < COSTS; i++)
            is_wanted = is_wanted || wanted[i] == (enum metric_id)id;
        bench->forecast.varies[id] = bench->forecast.varies[id] && is_wanted;
    }
    forecast_source_init(&bench->source, &bench->forecast, false);
    return bench->source.source.column_count != COSTS;
}

static double bench_ours(const struct bench *bench, uint64_t samples, int threads, bool quantiles,
                         const struct kernel *kernel, struct ensemble *ensemble)
{
    static const double wanted[] = {0.05, 0.5, 0.95};
    const struct ensemble_options options = {.samples = samples,
                                             .threads = threads,
                                             .kernel = kernel,
                                             .quantiles = quantiles ? wanted : NULL,
                                             .quantile_count = quantiles ? 3 : 0};
    double start = now_s(threads);
    if (ensemble_run(&bench->source.source, &options, ensemble) != STATUS_OK)
        exit(1);
    return now_s(threads) - start;
}

// What anybody writes first: a loop, mt19937, gsl_ran_*; mean, sd, least and most, but no quantiles.
static double bench_naive(const struct bench *bench, uint64_t samples, double means[COSTS])
{
    const struct tally *tally = &bench->tally;
    const struct input *inputs = bench->plan.inputs.values;
    double host_w = inputs[INPUT_POWER_HOST].point, goodput = inputs[INPUT_GOODPUT].point;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double sum[COSTS] = {0}, squares[COSTS] = {0}, least[COSTS], most[COSTS];
    for (int i = 0; i < COSTS; i++) {
        least[i] = INFINITY;
        most[i] = -INFINITY;
    }
    gsl_rng_set(rng, 1);
    double start = now_s(1);
    for (uint64_t n = 0; n < samples; n++) {
        double utilization = 0;
        do
            utilization = 0.35 + gsl_ran_gaussian(rng, 0.08);
        while (utilization < 0.1 || utilization > 0.6);
        double power_w = 300 + gsl_ran_gaussian(rng, 30);
        double u = gsl_rng_uniform(rng);
        double pue = u < 0.2 ? 1.1 + sqrt(u * 0.5 * 0.1) : 1.6 - sqrt((1 - u) * 0.5 * 0.4);
        double intensity = gsl_ran_lognormal(rng, log(400 / 3.6e6), 0.3);
        double price = gsl_ran_flat(rng, 1.5 / 3600, 3.0 / 3600);
        double trials = gsl_ran_poisson(rng, 20);
        double time_s =
            tally->training_flop / (tally->devices * tally->peak_flop_per_s * utilization * goodput) * trials;
        double energy_j = pue * (tally->devices * power_w + tally->nodes * host_w) * time_s;
        const double costs[COSTS] = {tally->devices * time_s, energy_j, energy_j * intensity,
                                     tally->devices * time_s * price};
        for (int i = 0; i < COSTS; i++) {
            sum[i] += costs[i];
            squares[i] += costs[i] * costs[i];
            least[i] = costs[i] < least[i] ? costs[i] : least[i];
            most[i] = costs[i] > most[i] ? costs[i] : most[i];
        }
    }
    double elapsed = now_s(1) - start;
    gsl_rng_free(rng);
    for (int i = 0; i < COSTS; i++)
        means[i] = sum[i] / (double)samples + 0 * (squares[i] + least[i] + most[i]);
    return elapsed;
}

static double least_of(double a, double b)
{
    return a < b ? a : b;
}

static int bench_run(const struct bench *bench)
{
    const uint64_t ours = 20000000, theirs = 2000000;
    double naive = INFINITY, bare = INFINITY, full = INFINITY, two = INFINITY, means[COSTS];
    struct ensemble ensemble = {0};
    for (int round = 0; round < ROUNDS; round++) {
        naive = least_of(naive, bench_naive(bench, theirs, means) / (double)theirs);
        bare = least_of(bare, bench_ours(bench, ours, 1, false, NULL, &ensemble) / (double)ours);
        ensemble_free(&ensemble);
        two = least_of(two, bench_ours(bench, ours, 2, true, NULL, &ensemble) / (double)ours);
        ensemble_free(&ensemble);
        full = least_of(full, bench_ours(bench, ours, 1, true, NULL, &ensemble) / (double)ours);
        if (round + 1 < ROUNDS)
            ensemble_free(&ensemble);
    }
    printf("%-44s %8.2f M samples/s\n", "naive GSL, no quantiles", 1e-6 / naive);
    printf("%-44s %8.2f M samples/s  %5.1f times naive\n", "flopcast, 1 thread, no quantiles", 1e-6 / bare,
           naive / bare);
    printf("%-44s %8.2f M samples/s  %5.1f times naive\n", "flopcast, 1 thread, quantiles", 1e-6 / full, naive / full);
    printf("%-44s %8.2f M samples/s  %5.2f times one thread\n", "flopcast, 2 threads, quantiles", 1e-6 / two,
           full / two);
    printf("%-44s %8.1f %%\n", "quantiles cost", 100 * (full / bare - 1));
    printf("%-44s %8.1f %%\n", "of the stages' own limit, 160 M samples/s", 100 / full / stage_limit_per_s);
    for (size_t i = 0; i < COSTS; i++) {
        const struct ensemble_column *column = &ensemble.columns[i];
        printf("%-20s mean %.6g sd %.4g least %.4g most %.4g p05 %.6g p95 %.6g; naive mean %+.3f %%\n",
               metric_row(bench->source.metrics[i])->name, metric_from_si(bench->source.metrics[i], column->mean),
               metric_from_si(bench->source.metrics[i], column->sd),
               metric_from_si(bench->source.metrics[i], column->least),
               metric_from_si(bench->source.metrics[i], column->most),
               metric_from_si(bench->source.metrics[i], column->quantiles[0]),
               metric_from_si(bench->source.metrics[i], column->quantiles[2]), 100 * (means[i] / column->mean - 1));
    }
    ensemble_free(&ensemble);
    return 0;
}

static void bench_free(struct bench *bench)
{
    arena_free(&bench->arena);
    diag_free(&bench->diag);
}

static int bench_kernel(const struct kernel *kernel)
{
    const uint64_t samples = 2000000;
    struct bench bench;
    struct ensemble ensemble;
    double best = INFINITY;
    int failed = bench_open(&bench, kernel);
    for (int round = 0; round < 3 && !failed; round++) {
        best = least_of(best, bench_ours(&bench, samples, 1, true, kernel, &ensemble) / (double)samples);
        ensemble_free(&ensemble);
    }
    printf("kernel %-37s %8.2f M samples/s\n", kernel->name, 1e-6 / best);
    bench_free(&bench);
    return failed;
}

int main(void)
{
    struct bench bench;
    gsl_set_error_handler_off();
    int failed = bench_open(&bench, NULL);
    if (!failed)
        failed = bench_run(&bench);
    bench_free(&bench);
    for (size_t i = 0; kernel_runnable(i) && !failed; i++)
        failed = bench_kernel(kernel_runnable(i));
    return failed;
}
