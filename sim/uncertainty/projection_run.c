#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/projection_block.h"

// A histogram of a column takes 64 KiB and more, so many columns are sampled in several passes, each of which makes the
// same samples.
enum { PROJECTION_RUN_COLUMNS = 2048 };

struct projection_run_column {
    size_t entry, quantity;
};

// One pass: some of the columns.
struct projection_run {
    const struct projection *projection;
    const struct projection_run_column *columns;
    size_t column_count;
    const struct projection_options *options;
};

static enum status projection_run_begin(const void *context, size_t block, void **scratch)
{
    const struct projection_run *run = context;
    struct projection_block_scratch *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    return mine ? projection_block_begin(mine, run->projection, block) : STATUS_NO_MEMORY;
}

static void projection_run_end(void *scratch)
{
    if (scratch)
        projection_block_end(scratch);
    free(scratch);
}

static void projection_run_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct projection_run *run = context;
    struct projection_block_scratch *mine = scratch;
    projection_block(run->projection, mine, false, first, n);
    for (size_t i = 0; i < run->column_count; i++)
        memcpy(columns[i], projection_block_column(mine, run->columns[i].entry, run->columns[i].quantity),
               n * sizeof **columns);
}

static enum status projection_run_keep(void *observer, uint64_t first, size_t n, const double *const *columns)
{
    const struct projection_run *run = observer;
    for (size_t k = 0; k < run->options->kept_count; k++)
        for (size_t i = 0; i < run->column_count; i++)
            if (run->columns[i].entry == run->options->kept[k].entry &&
                run->columns[i].quantity == run->options->kept[k].quantity)
                memcpy(run->options->kept[k].samples + first, columns[i], n * sizeof **columns);
    return STATUS_OK;
}

static bool projection_run_tick(void *observer, uint64_t done, uint64_t total)
{
    const struct projection_run *run = observer;
    return !run->options->tick || run->options->tick(run->options->observer, done, total);
}

static enum status projection_run_pass(struct projection *projection, struct projection_run *run, double *pivots,
                                       uint64_t *samples)
{
    for (size_t i = 0; i < run->column_count; i++)
        pivots[i] = projection->entries[run->columns[i].entry].point[run->columns[i].quantity];
    const struct ensemble_source source = {.context = run,
                                           .column_count = run->column_count,
                                           .pivots = pivots,
                                           .begin = projection_run_begin,
                                           .end = projection_run_end,
                                           .block = projection_run_block};
    const struct ensemble_options options = {.samples = *samples,
                                             .threads = run->options->threads,
                                             .kernel = projection->kernel,
                                             .quantiles = run->options->quantiles,
                                             .quantile_count = run->options->quantile_count,
                                             .observer = run,
                                             .tick = projection_run_tick,
                                             .keep = run->options->kept_count ? projection_run_keep : NULL};
    struct ensemble ensemble = {0};
    enum status status = ensemble_run(&source, &options, &ensemble);
    for (size_t i = 0; i < run->column_count && status == STATUS_OK; i++)
        projection->entries[run->columns[i].entry].results[run->columns[i].quantity] = ensemble.columns[i];
    *samples = ensemble.samples;
    ensemble_free(&ensemble);
    return status;
}

// What does not vary is its point, with no error.
static void projection_run_constant(double point, const struct projection_options *options,
                                    struct ensemble_column *column)
{
    *column = (struct ensemble_column){.count = options->samples, .mean = point, .least = point, .most = point};
    for (size_t q = 0; q < options->quantile_count; q++)
        column->quantiles[q] = point;
}

// Room for the results, and which columns have to be sampled for them: those of the whole first.
static size_t projection_run_columns(struct projection *projection, const struct projection_options *options,
                                     struct projection_run_column *columns)
{
    size_t count = 0;
    for (size_t i = projection->entry_count; i-- > 0;) {
        struct projection_entry *entry = &projection->entries[i];
        bool wanted = !options->only_total || i == projection->total || i == projection->final;
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
            projection_run_constant(entry->point[q], options, &entry->results[q]);
            if (wanted && entry->varies[q] && isfinite(entry->point[q]))
                columns[count++] = (struct projection_run_column){.entry = i, .quantity = q};
        }
    }
    for (size_t k = 0; k < options->kept_count; k++)
        for (uint64_t i = 0; i < options->samples; i++)
            options->kept[k].samples[i] = projection->entries[options->kept[k].entry].point[options->kept[k].quantity];
    return count;
}

enum status projection_run(struct projection *projection, const struct projection_options *options, uint64_t *samples)
{
    struct arena *arena = projection->arena;
    size_t room = projection->entry_count * PROJECTION_QUANTITIES;
    struct projection_run_column *columns = arena_array(arena, room + 1, sizeof *columns);
    double *pivots = arena_array(arena, PROJECTION_RUN_COLUMNS, sizeof *pivots);
    if (!columns || !pivots)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < projection->entry_count; i++) {
        struct projection_entry *entry = &projection->entries[i];
        if (!entry->results)
            entry->results = arena_array(arena, PROJECTION_QUANTITIES, sizeof *entry->results);
        if (!entry->results)
            return STATUS_NO_MEMORY;
    }
    size_t count = projection_run_columns(projection, options, columns);
    *samples = options->samples;
    enum status status = STATUS_OK;
    for (size_t at = 0; at < count && status == STATUS_OK && *samples; at += PROJECTION_RUN_COLUMNS) {
        struct projection_run run = {.projection = projection, .columns = columns + at, .options = options};
        run.column_count = count - at < PROJECTION_RUN_COLUMNS ? count - at : PROJECTION_RUN_COLUMNS;
        status = projection_run_pass(projection, &run, pivots, samples);
    }
    return status;
}
