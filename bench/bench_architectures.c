// How many different architectures a core reads and counts in a second: a grid of widths, depths and sequences over a
// family, each point with its sizes replaced, its layers bound and checked, and one step counted. Opening the file is
// not part of it. Then the time to expand and count the largest of the models once.
#include <omp.h>
#include <stdio.h>

#include "quantity/dist.h"
#include "read/catalog_open.h"
#include "workload/model.h"

enum { BENCH_WIDTHS = 50, BENCH_DEPTHS = 50, BENCH_SEQUENCES = 40, BENCH_REPEATS = 1000 };

enum { BENCH_POINTS = BENCH_WIDTHS * BENCH_DEPTHS * BENCH_SEQUENCES };

// FLOPs of one width and depth, summed over sequences first..last; negative when it cannot be read.
static double bench_point(const struct yaml_node *node, size_t i, size_t first, size_t last)
{
    struct arena arena;
    struct diag diag;
    struct model model;
    struct model_totals totals;
    char width[32], depth[32];
    const struct size_override overrides[] = {{.name = "width", .text = width}, {.name = "layers", .text = depth}};
    snprintf(width, sizeof width, "%zu", 1920 * (1 + i % BENCH_WIDTHS)); // a multiple of every number of heads
    snprintf(depth, sizeof depth, "%zu", 2 + 2 * (i / BENCH_WIDTHS));
    diag_init(&diag);
    arena_init(&arena);
    struct reader reader = {.arena = &arena, .diag = &diag};
    bool read = model_read(&reader, node, overrides, 2, &model) == STATUS_OK;
    double flop = read ? 0 : -1;
    for (size_t sequence = first; read && sequence <= last; sequence++) {
        const struct model_shape shape = {.batch = 1, .sequence = (double)(128 * (1 + sequence))};
        model_count(&model, &shape, NULL, &totals);
        flop += totals.model.forward_flop + totals.model.backward_flop;
    }
    diag_print(&diag, stderr);
    arena_free(&arena);
    diag_free(&diag);
    return flop;
}

// `together`: whether the sequences of one width and depth share a reading, as a sweep would have it; else each point
// of the grid is read anew.
static bool bench_sweep(const char *name, const struct yaml_node *node, bool together)
{
    const size_t readings = together ? BENCH_WIDTHS * BENCH_DEPTHS : BENCH_POINTS;
    for (int threads = 1; threads <= omp_get_max_threads(); threads *= 2) {
        double begin = omp_get_wtime(), sum = 0;
        int failed = 0;
#pragma omp parallel for num_threads(threads) schedule(static) reduction(+ : sum, failed)
        for (size_t i = 0; i < readings; i++) {
            double flop = together ? bench_point(node, i, 0, BENCH_SEQUENCES - 1)
                                   : bench_point(node, i / BENCH_SEQUENCES, i % BENCH_SEQUENCES, i % BENCH_SEQUENCES);
            failed += flop < 0;
            sum += flop;
        }
        double seconds = omp_get_wtime() - begin;
        if (failed)
            return false;
        printf("%-12s %6d architectures, %s, %d thread%s %10.3g/s, %.3g/s per core (mean %.6g FLOP a step)\n", name,
               BENCH_POINTS, together ? "a reading for each width and depth" : "each read anew", threads,
               threads > 1 ? "s:" : ": ", BENCH_POINTS / seconds, BENCH_POINTS / seconds / threads, sum / BENCH_POINTS);
    }
    return true;
}

static bool bench_largest(const char *name, const struct yaml_node *node)
{
    const struct model_shape shape = {.batch = 1, .sequence = 8192};
    struct model_totals totals = {0};
    double begin = omp_get_wtime();
    for (int i = 0; i < BENCH_REPEATS; i++) {
        struct arena arena;
        struct diag diag;
        struct model model;
        arena_init(&arena);
        diag_init(&diag);
        struct reader reader = {.arena = &arena, .diag = &diag};
        enum status status = model_read(&reader, node, NULL, 0, &model);
        if (status == STATUS_OK)
            model_count(&model, &shape, NULL, &totals);
        arena_free(&arena);
        diag_free(&diag);
        if (status != STATUS_OK)
            return false;
    }
    double seconds = (omp_get_wtime() - begin) / BENCH_REPEATS;
    printf("%-12s expanded and counted once in %.3g us (%.6g parameters)\n", name, seconds * 1e6,
           totals.model.parameters);
    return true;
}

int main(void)
{
    static const char *const swept[] = {"gpt3-175b", "megatron-22b", "llama3-8b"};
    static const char *const largest[] = {"llama3-405b", "deepseek-v3", "nasnet-a-large"};
    struct arena arena;
    struct diag diag;
    arena_init(&arena);
    diag_init(&diag);
    struct catalog catalog = {
        .arena = &arena, .diag = &diag, .data_folder = FLOPCAST_SOURCE_DIR, .is_value = dist_is_value};
    bool done = true;
    for (size_t i = 0; i < sizeof swept / sizeof *swept && done; i++) {
        const struct yaml_node *node = NULL;
        done = catalog_open_text(&catalog, CATALOG_MODEL, swept[i], &node) == STATUS_OK &&
               bench_sweep(swept[i], node, false) && bench_sweep(swept[i], node, true);
    }
    for (size_t i = 0; i < sizeof largest / sizeof *largest && done; i++) {
        const struct yaml_node *node = NULL;
        done = catalog_open_text(&catalog, CATALOG_MODEL, largest[i], &node) == STATUS_OK &&
               bench_largest(largest[i], node);
    }
    puts("others, as measured per core: Calculon about 600 architectures/s, llm-analysis about 1,300 to 4,600/s");
    diag_print(&diag, stderr);
    arena_free(&arena);
    diag_free(&diag);
    return done ? 0 : 1;
}
