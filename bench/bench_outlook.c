// A whole estimate of a plan with every input uncertain: ten million samples of all metrics and their quantiles, by the
// clock on the wall. A plan has seventeen inputs that can vary at once; for thirty, thirteen of another are drawn
// beside them. And twenty trials that draw their luck one by one.
//
//   bench_outlook [THREADS]
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "quantity/input_text.h"
#include "uncertainty/outlook.h"
#include "uncertainty/pool.h"

static const char *const settings[][2] = {{"utilization", "normal(0.35, 0.08) truncate(0.1, 0.6)"},
                                          {"goodput", "beta(18, 2)"},
                                          {"power_device", "normal(250 W, 25 W)"},
                                          {"power_host", "triangular(150 W, 280 W, 500 W)"},
                                          {"pue", "pert(1.1, 1.2, 1.6)"},
                                          {"carbon_intensity", "lognormal(400 gCO2e/kWh, 0.3)"},
                                          {"carbon_intensity_market", "gamma(4, 80 gCO2e/kWh)"},
                                          {"electricity_price", "uniform(0.06 USD/kWh, 0.18 USD/kWh)"},
                                          {"price_device", "uniform(1.5 USD/h, 3 USD/h)"},
                                          {"price_device_preemptible", "loguniform(0.4 USD/h, 1.2 USD/h)"},
                                          {"step_time_residual", "lognormal(1, 0.1)"},
                                          {"wue", "weibull(2, 1.8 L/kWh)"},
                                          {"water_intensity", "interval90(1 L/kWh, 4 L/kWh)"},
                                          {"embodied_device", "interval90(50 kgCO2e, 400 kgCO2e)"},
                                          {"embodied_host", "values(1000 kgCO2e, 2500 kgCO2e, 3300 kgCO2e)"},
                                          {"device_lifetime", "triangular(3 y, 5 y, 7 y)"},
                                          {"device_use", "beta(8, 2)"},
                                          {"trials", "1"}};

enum { SETTINGS = sizeof settings / sizeof *settings, ROUNDS = 3 };

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct bench {
    struct arena arena;
    struct diag diag;
    struct plan plan;
    struct tally tally;
    struct forecast forecasts[2];
};

static enum status bench_open(struct bench *bench, const char *trials)
{
    struct plan_setting set[SETTINGS];
    arena_init(&bench->arena);
    diag_init(&bench->diag);
    for (size_t i = 0; i < SETTINGS; i++)
        set[i] = (struct plan_setting){.name = settings[i][0], .value = settings[i][1]};
    set[SETTINGS - 1].value = trials;
    struct catalog catalog = {
        .arena = &bench->arena, .diag = &bench->diag, .data_folder = FLOPCAST_SOURCE_DIR, .is_value = dist_is_value};
    struct reader reader = {.arena = &bench->arena, .diag = &bench->diag};
    const struct plan_options options = {
        .hardware = "v100", .region = "us-2018", .devices = 64, .settings = set, .setting_count = SETTINGS};
    enum status status = plan_open(&reader, &catalog, "bert-base", &options, &bench->plan);
    if (status != STATUS_OK)
        return status;
    tally_compile(&bench->plan, &bench->tally);
    for (uint64_t item = 0; item < 2 && status == STATUS_OK; item++) {
        const struct forecast_options made = {.seed = 1, .item = item};
        status = forecast_init(&bench->forecasts[item], &bench->arena, &bench->plan, &bench->tally, &made);
    }
    return status;
}

static void bench_free(struct bench *bench)
{
    diag_print(&bench->diag, stderr);
    arena_free(&bench->arena);
    diag_free(&bench->diag);
}

static const double bench_quantiles[] = {0.05, 0.5, 0.95};

static enum status bench_estimate(const char *trials, uint64_t samples, int threads)
{
    const struct outlook_options wanted = {
        .samples = samples, .threads = threads, .quantiles = bench_quantiles, .quantile_count = 3};
    struct bench bench;
    struct outlook outlook;
    double best = 1e300;
    enum status status = STATUS_OK;
    for (int round = 0; round < ROUNDS && status == STATUS_OK; round++) {
        double start = now_s();
        status = bench_open(&bench, trials);
        if (status == STATUS_OK)
            status = outlook_run(&bench.forecasts[0], &wanted, &outlook);
        best = now_s() - start < best ? now_s() - start : best;
        if (status == STATUS_OK && round + 1 == ROUNDS)
            printf("%zu inputs, %s trials, all metrics, %.0f samples, %d threads: %.2f s, %.2f M samples/s\n",
                   bench.forecasts[0].input_count, trials, (double)samples, threads, best,
                   1e-6 * (double)samples / best);
        bench_free(&bench);
    }
    return status;
}

// Samples of a plan, and thirteen inputs of another drawn beside it: thirty draws, all metrics once.
struct bench_thirty {
    const struct bench *bench;
    struct forecast_source source;
    struct forecast beside;
};

struct bench_thirty_scratch {
    void *source;
    struct forecast_scratch beside;
};

static enum status bench_thirty_begin(const void *context, size_t block, void **scratch)
{
    const struct bench_thirty *thirty = context;
    struct bench_thirty_scratch *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    enum status status = mine ? thirty->source.source.begin(&thirty->source, block, &mine->source) : STATUS_NO_MEMORY;
    return status == STATUS_OK ? forecast_scratch_init(&mine->beside, &thirty->beside, block) : status;
}

static void bench_thirty_end(void *scratch)
{
    free(scratch); // the rest goes with the process
}

static void bench_thirty_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct bench_thirty *thirty = context;
    struct bench_thirty_scratch *mine = scratch;
    double *none[METRIC_COUNT] = {0};
    thirty->source.source.block(&thirty->source, mine->source, first, n, columns);
    forecast_block(&thirty->beside, &mine->beside, first, n, none);
}

static enum status bench_thirty_inputs(uint64_t samples, int threads)
{
    const struct ensemble_options wanted = {
        .samples = samples, .threads = threads, .quantiles = bench_quantiles, .quantile_count = 3};
    struct bench bench;
    struct bench_thirty thirty = {.bench = &bench};
    double best = 1e300;
    enum status status = bench_open(&bench, "1");
    if (status != STATUS_OK)
        return status;
    forecast_source_init(&thirty.source, &bench.forecasts[0], false);
    thirty.beside = bench.forecasts[1];
    thirty.beside.input_count = 30 - bench.forecasts[0].input_count;
    struct ensemble_source source = thirty.source.source;
    source.context = &thirty;
    source.begin = bench_thirty_begin;
    source.end = bench_thirty_end;
    source.block = bench_thirty_block;
    for (int round = 0; round < ROUNDS && status == STATUS_OK; round++) {
        struct ensemble ensemble;
        double start = now_s();
        status = ensemble_run(&source, &wanted, &ensemble);
        best = now_s() - start < best ? now_s() - start : best;
        ensemble_free(&ensemble);
    }
    printf("30 inputs drawn, all metrics, %.0f samples, %d threads: %.2f s\n", (double)samples, threads, best);
    bench_free(&bench);
    return status;
}

int main(int argc, char **argv)
{
    int threads = argc > 1 ? atoi(argv[1]) : pool_threads();
    struct rusage usage;
    gsl_set_error_handler_off();
    enum status status = bench_estimate("1", 10000000, threads);
    if (status == STATUS_OK)
        status = bench_thirty_inputs(10000000, threads);
    if (status == STATUS_OK)
        status = bench_estimate("20", 1000000, threads);
    getrusage(RUSAGE_SELF, &usage);
    printf("memory at most %.1f MB\n", (double)usage.ru_maxrss / 1024);
    return status_exit_code(status);
}
