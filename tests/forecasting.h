// What the tests of forecasts share: a plan of which everything is known in closed form, made ready for sampling; its
// samples, input by input and metric by metric; and bounds from standard errors.
//
// 1000 parameters, 100 tokens, ten devices of 10 TFLOP/s on three nodes: 6e5 FLOP, so that one training takes
// 6e-9 s / (utilization x goodput) x step_time_residual, and the power is 10 power_device + 3 power_host.
#ifndef FLOPCAST_TESTS_FORECASTING_H
#define FLOPCAST_TESTS_FORECASTING_H

#include <math.h>
#include <string.h>

#include "testing.h"
#include "uncertainty/forecast_source.h"

#define FORECASTING_PLAN                                                                                               \
    "model: {parameters: 1000, training: {sequence: 10, batch: 2, steps: 5}}\n"                                        \
    "hardware: {device: {peak: {fp32: 10 TFLOP/s}, node: {devices: 4}}, devices: 10}\n"

static const double forecasting_time_s = 6e-9; // at utilization and goodput 1

enum { FORECASTING_BLOCK = 256 };

struct forecasting {
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
};

// `rest`: what follows FORECASTING_PLAN, "inputs: {...}\n" and the like.
static inline const struct forecast *forecasting(struct testing *t, const char *rest,
                                                 const struct forecast_options *options)
{
    static const struct plan_options nothing;
    struct forecasting *made = arena_alloc(&t->arena, sizeof *made);
    const struct yaml_node *node = testing_yaml(t, testing_text(t, FORECASTING_PLAN "%s", rest));
    if (plan_read(&t->reader, &t->catalog, node, &nothing, &made->plan) != STATUS_OK)
        fail_msg("%s: %s", rest, t->diag.messages[0].text);
    TESTING_CLEAN(t);
    tally_compile(&made->plan, &made->tally);
    assert_int_equal(forecast_init(&made->forecast, &t->arena, &made->plan, &made->tally, options), STATUS_OK);
    return &made->forecast;
}

// Samples first..first+n, a column each; a constant input has its point in all of them.
struct forecasting_samples {
    double *inputs[INPUT_COUNT], *metrics[METRIC_COUNT];
};

static inline struct forecasting_samples forecasting_draw(struct testing *t, const struct forecast *forecast,
                                                          uint64_t first, size_t n, size_t block)
{
    struct forecasting_samples samples;
    struct forecast_scratch scratch;
    for (int id = 0; id < INPUT_COUNT; id++)
        samples.inputs[id] = arena_array(&t->arena, n, sizeof(double));
    for (int id = 0; id < METRIC_COUNT; id++)
        samples.metrics[id] = arena_array(&t->arena, n, sizeof(double));
    assert_int_equal(forecast_scratch_init(&scratch, forecast, block), STATUS_OK);
    for (size_t done = 0; done < n; done += block) {
        size_t count = n - done < block ? n - done : block;
        double *out[METRIC_COUNT];
        for (int id = 0; id < METRIC_COUNT; id++)
            out[id] = samples.metrics[id] + done;
        forecast_block(forecast, &scratch, first + done, count, out);
        for (int id = 0; id < INPUT_COUNT; id++)
            memcpy(samples.inputs[id] + done, scratch.in[id], count * sizeof(double));
    }
    forecast_scratch_free(&scratch);
    return samples;
}

// What an ensemble of `samples` says of one metric. Quantiles are at 0.05, 0.5, 0.95.
static inline struct ensemble_column forecasting_sum_up(const struct forecast *forecast, enum metric_id id,
                                                        uint64_t samples)
{
    static const double quantiles[] = {0.05, 0.5, 0.95};
    const struct ensemble_options options = {.samples = samples,
                                             .threads = 2,
                                             .is_replicated = forecast->options.design != DESIGN_RANDOM,
                                             .quantiles = quantiles,
                                             .quantile_count = 3};
    struct forecast_source source;
    struct ensemble ensemble;
    forecast_source_init(&source, forecast, false);
    assert_int_equal(ensemble_run(&source.source, &options, &ensemble), STATUS_OK);
    size_t at = 0;
    while (at < source.metric_count && source.metrics[at] != id)
        at++;
    assert_true(at < source.metric_count);
    struct ensemble_column column = ensemble.columns[at];
    assert_int_equal(column.count, samples);
    ensemble_free(&ensemble);
    return column;
}

// Within so many times the standard error of what is expected.
#define FORECASTING_NEAR(actual, expected, error, times)                                                               \
    forecasting_near((actual), (expected), (error), (times), #actual, __FILE__, __LINE__)

static inline void forecasting_near(double actual, double expected, double error, double times, const char *what,
                                    const char *file, int line)
{
    if (fabs(actual - expected) <= times * error)
        return;
    print_error("%s is %.17g, %.3f standard errors from %.17g; %.3f are allowed\n", what, actual,
                (actual - expected) / error, expected, times);
    _fail(file, line);
}

#endif
