// An outlook: what a forecast says after sampling, metric by metric. What does not vary has its point for everything.
#ifndef FLOPCAST_UNCERTAINTY_OUTLOOK_H
#define FLOPCAST_UNCERTAINTY_OUTLOOK_H

#include "uncertainty/forecast_source.h"

#define OUTLOOK_SAMPLES_MAX UINT64_C(10000000000) // that `auto` goes to

struct outlook_options {
    uint64_t samples; // 0: until the error is small
    // For samples 0: the standard error of the mean of `until` (METRIC_COUNT: of all that vary) to reach, as a share of
    // the mean, or, when that is 0, in SI.
    enum metric_id until;
    double until_share, until_si;
    int threads;
    const double *quantiles;
    size_t quantile_count;
    bool exact;
    bool with_inputs; // `keep` gets the inputs that were drawn too
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total);
    // Begins a run whose samples are kept: how many there will be. NULL: none are.
    enum status (*open)(void *observer, const struct forecast_source *source, uint64_t samples);
    enum status (*keep)(void *observer, uint64_t first, size_t n, const double *const *columns);
};

struct outlook {
    double point[METRIC_COUNT];                   // SI, as all below; NAN: not known
    struct ensemble_column metrics[METRIC_COUNT]; // of those that are known
    bool varies[METRIC_COUNT];
    uint64_t samples, requested; // the first `samples` are summed up
    bool is_partial, is_exact;
    bool is_reached; // the error asked for, where it was
};

enum status outlook_run(const struct forecast *forecast, const struct outlook_options *options,
                        struct outlook *outlook) STATUS_MUST_CHECK;

#endif
