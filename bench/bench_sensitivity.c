// Sobol' indices: those of every metric of a plan with eighteen uncertain inputs, and those of the Ishigami function
// beside SALib's published time.
//
//   bench_sensitivity [THREADS]
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "quantity/input_text.h"
#include "uncertainty/forecast_factors.h"
#include "uncertainty/narrowing.h"
#include "uncertainty/pool.h"
#include "uncertainty/screening.h"
#include "uncertainty/sobol_indices.h"

static const double bench_pi = 3.14159265358979323846;

// What SALib takes for 2^18 base points: a published figure, not measured here.
static const double bench_salib_ms = 1700;

static double bench_best_ms(enum status (*run)(void *, int), void *context, int threads)
{
    double best = (double)INFINITY;
    for (int turn = 0; turn < 5; turn++) {
        double begin = omp_get_wtime();
        if (run(context, threads) != STATUS_OK) {
            fputs("bench_sensitivity: a run failed\n", stderr);
            exit(3);
        }
        double ms = 1e3 * (omp_get_wtime() - begin);
        best = ms < best ? ms : best;
    }
    return best;
}

// ---- a plan ----------------------------------------------------------------------------------

static const struct {
    enum input_id id;
    const char *text;
} bench_inputs[] = {
    {INPUT_UTILIZATION, "triangular(0.2, 0.3, 0.45)"},
    {INPUT_GOODPUT, "pert(0.8, 0.95, 1)"},
    {INPUT_POWER_DEVICE, "normal(250 W, 20 W)"},
    {INPUT_POWER_HOST, "uniform(300 W, 600 W)"},
    {INPUT_PUE, "triangular(1.1, 1.2, 1.6)"},
    {INPUT_CARBON_INTENSITY, "lognormal(400 gCO2e/kWh, 0.3)"},
    {INPUT_ELECTRICITY_PRICE, "uniform(0.08 USD/kWh, 0.2 USD/kWh)"},
    {INPUT_PRICE_DEVICE, "uniform(2 USD/h, 3 USD/h)"},
    {INPUT_PRICE_DEVICE_PREEMPTIBLE, "uniform(0.6 USD/h, 1 USD/h)"},
    {INPUT_TRIALS, "poisson(20)"},
    {INPUT_STEP_TIME_RESIDUAL, "lognormal(1, 0.1)"},
    {INPUT_WUE, "gamma(4, 0.4 L/kWh)"},
    {INPUT_WATER_INTENSITY, "lognormal(2 L/kWh, 0.5)"},
    {INPUT_EMBODIED_DEVICE, "lognormal(150 kgCO2e, 0.6)"},
    {INPUT_EMBODIED_HOST, "lognormal(1000 kgCO2e, 0.4)"},
    {INPUT_DEVICE_LIFETIME, "triangular(3 years, 5 years, 7 years)"},
    {INPUT_DEVICE_USE, "pert(0.5, 0.85, 1)"},
    {INPUT_CARBON_INTENSITY_MARKET, "weibull(2, 200 gCO2e/kWh)"},
};

struct bench_plan {
    struct arena arena;
    struct diag diag;
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_factors made;
    uint64_t points;
    double *shares;
};

static enum status bench_plan_init(struct bench_plan *bench)
{
    arena_init(&bench->arena);
    diag_init(&bench->diag);
    struct reader reader = {.arena = &bench->arena, .diag = &bench->diag};
    bench->tally = (struct tally){.parameters = 1e9,
                                  .training_flop = 1e21,
                                  .hardware_flop = 1e21,
                                  .tokens = 1e11,
                                  .steps = 1e6,
                                  .devices = 64,
                                  .nodes = 8,
                                  .peak_flop_per_s = 1e14,
                                  .memory_bytes = 1e10};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof bench_inputs / sizeof *bench_inputs && status == STATUS_OK; i++)
        status = input_read_text(&reader, bench_inputs[i].id, bench_inputs[i].text, &bench->plan.inputs);
    diag_print(&bench->diag, stderr);
    const struct forecast_options options = {.seed = 1};
    if (status == STATUS_OK)
        status = forecast_init(&bench->forecast, &bench->arena, &bench->plan, &bench->tally, &options);
    if (status == STATUS_OK)
        status = forecast_factors_init(&bench->made, &bench->arena, &bench->forecast, NULL, 0, 0);
    const struct factors *factors = &bench->made.factors;
    bench->shares = arena_array(&bench->arena, factors->output_count * factors->count + 1, sizeof *bench->shares);
    return bench->shares ? status : STATUS_NO_MEMORY;
}

static enum status bench_plan_indices(void *context, int threads)
{
    const struct bench_plan *bench = context;
    const struct sobol_indices_options options = {.points = bench->points, .shifts = 8, .seed = 1, .threads = threads};
    struct sobol_indices indices;
    struct arena arena;
    arena_init(&arena);
    enum status status = sobol_indices_run(&bench->made.factors, &options, &arena, &indices);
    arena_free(&arena);
    return status;
}

static enum status bench_plan_narrowing(void *context, int threads)
{
    const struct bench_plan *bench = context;
    return narrowing_run(&bench->made.factors, 1, threads, bench->shares);
}

// ---- Ishigami --------------------------------------------------------------------------------

static void bench_place(const void *context, void *scratch, size_t factor, size_t n, const double *const *u,
                        double *const *x)
{
    (void)context, (void)scratch, (void)factor;
    for (size_t i = 0; i < n; i++)
        x[0][i] = bench_pi * (2 * u[0][i] - 1);
}

// Within 1e-13 of the sine from -pi to pi: Taylor's polynomial, folded at a quarter turn. The C library's sine would
// take most of the time, and it is not what is measured.
static double bench_sine(double x)
{
    double y = fabs(x) > bench_pi / 2 ? copysign(bench_pi, x) - x : x, z = y * y, sum = 1.0 / 355687428096000;
    static const double terms[] = {-1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880,
                                   -1.0 / 5040,          1.0 / 120,        -1.0 / 6,        1};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        sum = sum * z + terms[i];
    return y * sum;
}

static void bench_ishigami(const void *context, void *scratch, size_t n, const double *const *x, double *const *out)
{
    (void)context, (void)scratch;
    for (size_t i = 0; i < n; i++) {
        double second = bench_sine(x[1][i]), third = x[2][i] * x[2][i];
        out[0][i] = (1 + 0.1 * third * third) * bench_sine(x[0][i]) + 7 * second * second;
    }
}

static const size_t bench_first[] = {0, 1, 2, 3};
static const double bench_pivot[] = {3.5};
static const struct factors bench_function = {.count = 3,
                                              .input_count = 3,
                                              .first = bench_first,
                                              .output_count = 1,
                                              .pivots = bench_pivot,
                                              .place = bench_place,
                                              .evaluate = bench_ishigami};

// 2^18 base points in all, as SALib has them: eight shifts of 2^15, whose intervals stand where it resamples.
static enum status bench_function_indices(void *context, int threads)
{
    (void)context;
    const struct sobol_indices_options options = {.points = 1 << 15, .shifts = 8, .seed = 1, .threads = threads};
    struct sobol_indices indices;
    struct arena arena;
    arena_init(&arena);
    enum status status = sobol_indices_run(&bench_function, &options, &arena, &indices);
    arena_free(&arena);
    return status;
}

int main(int argc, char **argv)
{
    int threads = argc > 1 ? atoi(argv[1]) : pool_threads();
    struct bench_plan bench = {.points = 1 << 16};
    if (bench_plan_init(&bench) != STATUS_OK)
        return 3;
    const struct factors *factors = &bench.made.factors;
    double indices_ms = bench_best_ms(bench_plan_indices, &bench, threads);
    double narrowing_ms = bench_best_ms(bench_plan_narrowing, &bench, threads);
    printf("indices of %zu metrics of %zu inputs, 8 shifts of 2^16 base points: %.0f ms on %d threads (limit 2000)\n",
           factors->output_count, factors->count, indices_ms, threads);
    printf("by how much knowing each input would narrow each metric: %.0f ms\n", narrowing_ms);
    double function_ms = bench_best_ms(bench_function_indices, NULL, threads);
    double single_ms = bench_best_ms(bench_function_indices, NULL, 1);
    printf("Ishigami at 2^18 base points: %.1f ms on %d threads, %.1f ms on one; SALib (published) %.0f ms, 1/50 of it "
           "%.0f ms: %.0f times and %.0f times faster\n",
           function_ms, threads, single_ms, bench_salib_ms, bench_salib_ms / 50, bench_salib_ms / function_ms,
           bench_salib_ms / single_ms);
    arena_free(&bench.arena);
    diag_free(&bench.diag);
    return 0;
}
