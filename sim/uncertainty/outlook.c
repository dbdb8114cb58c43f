#include "uncertainty/outlook.h"

#include <math.h>

enum { OUTLOOK_FIRST = 16384 };

static enum status outlook_sample(const struct forecast_source *source, const struct outlook_options *options,
                                  uint64_t samples, bool last, bool (*tick)(void *, uint64_t, uint64_t),
                                  struct ensemble *ensemble)
{
    const struct ensemble_options made = {.samples = samples,
                                          .threads = options->threads,
                                          .kernel = source->forecast->options.kernel,
                                          .is_replicated = source->forecast->options.design != DESIGN_RANDOM,
                                          .quantiles = last ? options->quantiles : NULL,
                                          .quantile_count = last ? options->quantile_count : 0,
                                          .exact = options->exact,
                                          .observer = options->observer,
                                          .tick = tick,
                                          .keep = last ? options->keep : NULL};
    return ensemble_run(&source->source, &made, ensemble);
}

// Largest error over the one to reach: 1 or less, and it is reached.
static double outlook_excess(const struct forecast_source *source, const struct outlook_options *options,
                             const struct ensemble *ensemble)
{
    double most = 0;
    for (size_t i = 0; i < source->metric_count; i++) {
        const struct ensemble_column *column = &ensemble->columns[i];
        double wanted = options->until_share > 0 ? options->until_share * fabs(column->mean) : options->until_si;
        if ((options->until == METRIC_COUNT || options->until == source->metrics[i]) && column->standard_error > 0)
            most = fmax(most, column->standard_error / wanted);
    }
    return most;
}

// How many samples bring the error down. What is computed here is the same on any number of threads, so the answer is.
static enum status outlook_search(const struct forecast_source *source, const struct outlook_options *options,
                                  struct outlook *outlook)
{
    uint64_t samples = OUTLOOK_FIRST;
    for (;;) {
        struct ensemble ensemble;
        enum status status = outlook_sample(source, options, samples, false, options->tick, &ensemble);
        double excess = status == STATUS_OK ? outlook_excess(source, options, &ensemble) : 0;
        outlook->requested = samples;
        outlook->is_partial = ensemble.is_partial;
        outlook->is_reached = excess <= 1;
        if (ensemble.is_partial)
            outlook->requested = ensemble.samples;
        ensemble_free(&ensemble);
        if (status != STATUS_OK || excess <= 1 || outlook->is_partial || samples >= OUTLOOK_SAMPLES_MAX)
            return status;
        // The error of random samples falls with the root of their number.
        double next = fmin(fmax(1.1 * excess * excess, 2), 64) * (double)samples;
        samples =
            next < (double)OUTLOOK_SAMPLES_MAX ? (uint64_t)next / ENSEMBLE_CHUNK * ENSEMBLE_CHUNK : OUTLOOK_SAMPLES_MAX;
    }
}

// What does not vary is its point, with no error.
static void outlook_constant(double point, const struct outlook_options *options, uint64_t samples,
                             struct ensemble_column *column)
{
    *column = (struct ensemble_column){.count = samples, .mean = point, .least = point, .most = point};
    for (size_t q = 0; q < options->quantile_count; q++)
        column->quantiles[q] = point;
}

enum status outlook_run(const struct forecast *forecast, const struct outlook_options *options, struct outlook *outlook)
{
    struct forecast_source source;
    struct ensemble ensemble = {.samples = 0};
    *outlook = (struct outlook){.requested = options->samples, .is_reached = true};
    forecast_source_init(&source, forecast, false);
    enum status status = STATUS_OK;
    if (!options->samples && !source.metric_count)
        outlook->requested = 1;
    else if (!options->samples)
        status = outlook_search(&source, options, outlook);
    bool stopped = outlook->is_partial;
    if (options->with_inputs)
        forecast_source_init(&source, forecast, true);
    if (status == STATUS_OK && options->open)
        status = options->open(options->observer, &source, outlook->requested);
    // Stopped in the search: what was found by then is made once more, unasked.
    if (status == STATUS_OK && source.source.column_count)
        status = outlook_sample(&source, options, outlook->requested, true, stopped ? NULL : options->tick, &ensemble);
    else
        ensemble.samples = outlook->requested;
    outlook->samples = ensemble.samples;
    outlook->is_partial = stopped || ensemble.is_partial;
    outlook->is_exact = ensemble.is_exact || !source.metric_count;
    for (int id = 0; id < METRIC_COUNT; id++) {
        outlook->point[id] = forecast->point[id];
        outlook_constant(forecast->point[id], options, ensemble.samples, &outlook->metrics[id]);
    }
    for (size_t i = 0; i < source.metric_count && status == STATUS_OK; i++) {
        outlook->metrics[source.metrics[i]] = ensemble.columns[i];
        outlook->varies[source.metrics[i]] = true;
    }
    ensemble_free(&ensemble);
    return status;
}
