#include "uncertainty/ensemble.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/chunks.h"
#include "uncertainty/pool.h"
#include "uncertainty/refine.h"

struct ensemble_state {
    const struct ensemble_source *source;
    const struct ensemble_options *options;
    const struct kernel *kernel;
    size_t count; // columns
    struct kernel_lanes *totals;
    double *kept;                 // [count][samples], NULL: they do not fit
    struct histogram *histograms; // [count], NULL: not wanted
    struct ensemble *ensemble;    // what is made
};

static void ensemble_open(void *context, void *result)
{
    const struct ensemble_state *state = context;
    struct kernel_lanes *lanes = result;
    for (size_t i = 0; i < state->count; i++)
        kernel_lanes_init(&lanes[i]);
}

static enum status ensemble_begin(void *context, void **own)
{
    const struct ensemble_state *state = context;
    *own = state->histograms ? calloc(state->count, sizeof *state->histograms) : NULL;
    return !state->histograms || *own ? STATUS_OK : STATUS_NO_MEMORY;
}

static void ensemble_end(void *context, void *own)
{
    const struct ensemble_state *state = context;
    struct histogram *histograms = own;
    for (size_t i = 0; histograms && i < state->count; i++) {
        // A count that was lost to a lack of memory would be a wrong answer: the count tells, see ensemble_quantiles.
        if (histogram_settle(&histograms[i]) != STATUS_OK ||
            histogram_merge(&state->histograms[i], &histograms[i]) != STATUS_OK)
            state->histograms[i].count = UINT64_MAX;
        histogram_free(&histograms[i]);
    }
    free(histograms);
}

static enum status ensemble_block_done(void *context, void *own, uint64_t first, size_t n, double *const *columns,
                                       void *result)
{
    const struct ensemble_state *state = context;
    struct kernel_lanes *lanes = result;
    struct histogram *histograms = own;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < state->count; i++)
        state->kernel->add(n, (size_t)(first % KERNEL_LANES), columns[i], state->source->pivots[i], &lanes[i]);
    for (size_t i = 0; histograms && i < state->count && status == STATUS_OK; i++)
        status = histogram_add(&histograms[i], state->kernel, n, columns[i]);
    for (size_t i = 0; state->kept && i < state->count; i++)
        memcpy(state->kept + i * state->options->samples + first, columns[i], n * sizeof **columns);
    return status;
}

static enum status ensemble_chunk_done(void *context, uint64_t first, size_t n, double *const *columns)
{
    const struct ensemble_state *state = context;
    return state->options->keep(state->options->observer, first, n, (const double *const *)columns);
}

static enum status ensemble_take(void *context, const void *result, uint64_t done, bool *stop)
{
    const struct ensemble_state *state = context;
    const struct kernel_lanes *chunk = result;
    for (size_t i = 0; i < state->count; i++) {
        struct kernel_lanes *total = &state->totals[i];
        for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
            total->sum[lane] += chunk[i].sum[lane];
            total->squares[lane] += chunk[i].squares[lane];
            total->least[lane] = fmin(total->least[lane], chunk[i].least[lane]);
            total->most[lane] = fmax(total->most[lane], chunk[i].most[lane]);
            total->non_finite[lane] += chunk[i].non_finite[lane];
        }
    }
    if (state->options->tick && !state->options->tick(state->options->observer, done, state->options->samples))
        *stop = true;
    return STATUS_OK;
}

// Samples of one lane among the first `samples`.
static uint64_t ensemble_lane_count(uint64_t samples, size_t lane)
{
    return samples / KERNEL_LANES + (lane < samples % KERNEL_LANES ? 1 : 0);
}

// The lanes of latin and sobol are independent replicates: their means tell how far off the mean of all may be.
static double ensemble_replicate_error(const struct kernel_lanes *lanes, uint64_t samples, double mean)
{
    double squares = 0;
    for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
        double d = lanes->sum[lane] / (double)(ensemble_lane_count(samples, lane) - lanes->non_finite[lane]) - mean;
        squares += d * d;
    }
    return sqrt(squares / (KERNEL_LANES * (KERNEL_LANES - 1)));
}

static void ensemble_sum_up(const struct kernel_lanes *lanes, double pivot, uint64_t samples, bool is_replicated,
                            struct ensemble_column *column)
{
    double sum = 0, squares = 0;
    *column = (struct ensemble_column){.least = (double)INFINITY, .most = -(double)INFINITY};
    for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
        sum += lanes->sum[lane];
        squares += lanes->squares[lane];
        column->least = fmin(column->least, lanes->least[lane]);
        column->most = fmax(column->most, lanes->most[lane]);
        column->non_finite += lanes->non_finite[lane];
    }
    column->count = samples - column->non_finite;
    double n = (double)column->count, mean = sum / n;
    column->mean = column->count ? pivot + mean : (double)NAN;
    double spread = isfinite(squares) ? fmax(squares - sum * mean, 0) : (double)INFINITY; // a square may overflow
    column->sd = column->count > 1 ? sqrt(spread / (n - 1)) : (double)NAN;
    column->standard_error = is_replicated ? ensemble_replicate_error(lanes, samples, mean) : column->sd / sqrt(n);
    if (!column->count)
        column->least = column->most = (double)NAN;
}

// The value at a place among values[count] in ascending order, between two of them where it is no whole number. Those
// that belong before `from` stand before it already, those that belong behind `to` behind it; so do afterwards those on
// either side of the place.
static double ensemble_select(double *values, size_t count, size_t from, size_t to, double place)
{
    double below = floor(place);
    size_t rank = (size_t)below;
    double low = gsl_stats_select(values + from, 1, to - from, rank - from), high = low;
    if (place > below && rank + 1 < count) {
        size_t end = rank + 1 < to ? to : count;
        high = values[rank + 1]; // what follows the selected one is not less: the least of it is next
        for (size_t i = rank + 2; i < end; i++)
            high = values[i] < high ? values[i] : high;
    }
    return low + (place - below) * (high - low);
}

// Quantiles as NumPy's default has them (type 7 of Hyndman and Fan 1996). From the middle one outwards, each has only
// what lies on its side of the one before to be found in.
static void ensemble_select_all(double *values, size_t count, const struct ensemble_options *options,
                                struct ensemble_column *column)
{
    const double *p = options->quantiles;
    const double last = (double)count - 1;
    const size_t half = (options->quantile_count + 1) / 2;
    if (!count || column->least >= column->most) {
        for (size_t i = 0; i < options->quantile_count; i++)
            column->quantiles[i] = column->least;
        return;
    }
    for (size_t i = half, to = count; i-- > 0;) {
        column->quantiles[i] = ensemble_select(values, count, 0, to, p[i] * last);
        to = (size_t)floor(p[i] * last) + 1;
    }
    for (size_t i = half; i < options->quantile_count; i++)
        column->quantiles[i] = ensemble_select(values, count, (size_t)floor(p[i - 1] * last), count, p[i] * last);
}

static enum status ensemble_select_task(void *context, void *scratch, uint64_t task, void *result)
{
    (void)scratch;
    (void)result;
    const struct ensemble_state *state = context;
    const struct ensemble *ensemble = state->ensemble;
    double *values = state->kept + task * state->options->samples;
    size_t finite = 0;
    for (size_t i = 0; i < ensemble->samples; i++) {
        values[finite] = values[i];
        finite += isfinite(values[i]) != 0;
    }
    ensemble_select_all(values, finite, state->options, &ensemble->columns[task]);
    return STATUS_OK;
}

static size_t ensemble_kept_bytes(const struct ensemble_options *options)
{
    return options->kept_bytes ? options->kept_bytes : (size_t)ENSEMBLE_KEPT_BYTES;
}

static enum status ensemble_quantiles(struct ensemble_state *state, struct chunks_pass *pass)
{
    const struct ensemble_options *options = state->options;
    struct ensemble *ensemble = state->ensemble;
    uint64_t done = 0;
    ensemble->is_exact = state->kept || options->exact;
    if (state->kept) {
        const struct pool_job job = {.context = state, .task_count = state->count, .work = ensemble_select_task};
        return pool_run(&job, pass->threads, &done);
    }
    for (size_t i = 0; i < state->count; i++) {
        struct ensemble_column *column = &ensemble->columns[i];
        if (state->histograms[i].count != column->count)
            return STATUS_NO_MEMORY;
        for (size_t q = 0; q < options->quantile_count; q++) {
            double x = histogram_quantile(&state->histograms[i], options->quantiles[q]);
            column->quantiles[q] = x < column->least ? column->least : x > column->most ? column->most : x;
        }
    }
    pass->samples = ensemble->samples;
    return options->exact ? refine_run(pass, state->histograms, ensemble_kept_bytes(options) / 2 / sizeof(double),
                                       options, ensemble)
                          : STATUS_OK;
}

static enum status ensemble_prepare(struct ensemble_state *state)
{
    const struct ensemble_options *options = state->options;
    size_t count = state->count;
    state->totals = calloc(count + 1, sizeof *state->totals);
    state->ensemble->columns = calloc(count + 1, sizeof *state->ensemble->columns);
    if (!state->totals || !state->ensemble->columns)
        return STATUS_NO_MEMORY;
    state->ensemble->column_count = count;
    for (size_t i = 0; i < count; i++)
        kernel_lanes_init(&state->totals[i]);
    if (!options->quantiles || !count)
        return STATUS_OK;
    if (options->samples <= ensemble_kept_bytes(options) / sizeof(double) / count)
        state->kept = malloc(count * (size_t)options->samples * sizeof *state->kept + 1);
    else
        state->histograms = calloc(count, sizeof *state->histograms);
    return state->kept || state->histograms ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status ensemble_run(const struct ensemble_source *source, const struct ensemble_options *options,
                         struct ensemble *ensemble)
{
    struct ensemble_state state = {.source = source,
                                   .options = options,
                                   .kernel = options->kernel ? options->kernel : kernel_best(),
                                   .count = source->column_count,
                                   .ensemble = ensemble};
    struct chunks_pass pass = {.source = source,
                               .samples = options->samples,
                               .threads = options->threads ? options->threads : pool_threads(),
                               .block = !options->block                     ? ENSEMBLE_BLOCK
                                        : options->block > KERNEL_BLOCK_MAX ? KERNEL_BLOCK_MAX
                                                                            : options->block,
                               .context = &state,
                               .result_size = source->column_count * sizeof(struct kernel_lanes),
                               .begin = ensemble_begin,
                               .end = ensemble_end,
                               .open = ensemble_open,
                               .block_done = ensemble_block_done,
                               .chunk_done = options->keep ? ensemble_chunk_done : NULL,
                               .take = ensemble_take};
    *ensemble = (struct ensemble){.samples = 0};
    enum status status = ensemble_prepare(&state);
    if (status == STATUS_OK)
        status = chunks_run(&pass, &ensemble->samples);
    ensemble->is_partial = ensemble->samples < options->samples;
    for (size_t i = 0; i < state.count && status == STATUS_OK; i++)
        ensemble_sum_up(&state.totals[i], source->pivots[i], ensemble->samples, options->is_replicated,
                        &ensemble->columns[i]);
    if (status == STATUS_OK && options->quantiles && state.count)
        status = ensemble_quantiles(&state, &pass);
    for (size_t i = 0; state.histograms && i < state.count; i++)
        histogram_free(&state.histograms[i]);
    free(state.histograms);
    free(state.kept);
    free(state.totals);
    return status;
}

void ensemble_free(struct ensemble *ensemble)
{
    free(ensemble->columns);
    *ensemble = (struct ensemble){.samples = 0};
}
