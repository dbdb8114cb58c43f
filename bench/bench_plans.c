// How many different plans a core compiles and estimates in a second: every model on every device in every region, with
// another batch, sequence and number of devices each time. Reading the files is not part of it.
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "estimate/estimate.h"

enum { BENCH_PLANS = 400000 };

struct bench {
    struct arena arena;
    struct diag diag;
    struct catalog catalog;
    struct reader reader;
    struct plan *plans; // one for each model and device
    struct region *regions;
    size_t plan_count, region_count;
};

static enum status bench_read_plans(struct bench *bench, const struct catalog_names *models,
                                    const struct catalog_names *devices)
{
    bench->plans = arena_array(&bench->arena, models->count * devices->count, sizeof *bench->plans);
    if (!bench->plans)
        return STATUS_NO_MEMORY;
    for (size_t m = 0; m < models->count; m++)
        for (size_t d = 0; d < devices->count; d++) {
            struct plan_options options = {.hardware = devices->names[d]};
            struct plan *plan = &bench->plans[bench->plan_count];
            // A recipe's precision may be none that the device has (fp32 on a TPU): such a pair is no plan.
            if (plan_open(&bench->reader, &bench->catalog, models->names[m], &options, plan) == STATUS_OK &&
                plan->training.phase_count)
                bench->plan_count++;
            diag_free(&bench->diag);
            diag_init(&bench->diag);
        }
    return STATUS_OK;
}

static enum status bench_read(struct bench *bench, const char *data_folder)
{
    struct catalog_names models = {0}, devices = {0}, regions = {0};
    arena_init(&bench->arena);
    diag_init(&bench->diag);
    bench->catalog = (struct catalog){
        .arena = &bench->arena, .diag = &bench->diag, .data_folder = data_folder, .is_value = dist_is_value};
    bench->reader = (struct reader){.arena = &bench->arena, .diag = &bench->diag};
    enum status status = catalog_list(&bench->catalog, CATALOG_MODEL, &models);
    if (status == STATUS_OK)
        status = catalog_list(&bench->catalog, CATALOG_DEVICE, &devices);
    if (status == STATUS_OK)
        status = catalog_list(&bench->catalog, CATALOG_REGION, &regions);
    if (status == STATUS_OK)
        status = bench_read_plans(bench, &models, &devices);
    bench->regions = status == STATUS_OK ? arena_array(&bench->arena, regions.count, sizeof *bench->regions) : NULL;
    for (size_t i = 0; bench->regions && status == STATUS_OK && i < regions.count; i++) {
        const struct yaml_node *node = NULL;
        status = catalog_open_text(&bench->catalog, CATALOG_REGION, regions.names[i], &node);
        if (status == STATUS_OK)
            status = region_read(&bench->reader, &bench->catalog, node, &bench->regions[bench->region_count++]);
    }
    return status;
}

// Plan i of a walk through the combinations; returns its energy, so that nothing can be left out.
static double bench_one(const struct bench *bench, size_t i)
{
    struct plan plan = bench->plans[i % bench->plan_count];
    struct training_phase phase = plan.training.phases[0];
    struct tally tally;
    double metrics[METRIC_COUNT];
    phase.sequence = 16 + (int64_t)(i % 1009);
    phase.predictions = 0;
    phase.batch_tokens = 0;
    phase.batch = 1 + (int64_t)(i % 257);
    plan.training.phases = &phase;
    plan.training.phase_count = 1;
    plan.devices = 1 + (int64_t)(i % 1021);
    input_overlay(&plan.inputs, &bench->regions[i % bench->region_count].inputs);
    tally_compile(&plan, &tally);
    estimate_point(&tally, &plan.inputs, metrics);
    return metrics[METRIC_ENERGY_KWH];
}

int main(void)
{
    struct bench bench = {0};
    enum status status = bench_read(&bench, FLOPCAST_SOURCE_DIR);
    if (status != STATUS_OK || !bench.plan_count || !bench.region_count) {
        diag_print(&bench.diag, stderr);
        return 1;
    }
    printf("%zu pairs of model and device, %zu regions, %d plans\n", bench.plan_count, bench.region_count, BENCH_PLANS);
    for (int threads = 1; threads <= omp_get_max_threads(); threads *= 2) {
        double begin = omp_get_wtime(), sum = 0;
#pragma omp parallel for num_threads(threads) schedule(static) reduction(+ : sum)
        for (size_t i = 0; i < BENCH_PLANS; i++)
            sum += bench_one(&bench, i);
        double seconds = omp_get_wtime() - begin;
        printf("%d thread%s: %.3g plans/s, %.3g per core (mean energy %.6g kWh)\n", threads, threads > 1 ? "s" : "",
               BENCH_PLANS / seconds, BENCH_PLANS / seconds / threads, sum / BENCH_PLANS / 3.6e6);
    }
    arena_free(&bench.arena);
    diag_free(&bench.diag);
    return 0;
}
