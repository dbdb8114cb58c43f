// forecast.c: what is drawn, against closed forms: products of lognormals, sums of correlated normals, monotone maps,
// inputs that have one value. (Totals over trials: test_forecast_trials.c)
#include "forecasting.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "uncertainty/comparison.h"

static const enum design_kind designs[] = {DESIGN_RANDOM, DESIGN_LATIN, DESIGN_SOBOL};

enum { DESIGNS = sizeof designs / sizeof *designs };

// ---- products ----------------------------------------------------------------------------------

// Median, sigma and size of a lognormal sample, and how far a design may be off, in standard errors of random draws.
struct product {
    double median, sigma, samples;
    double mean_times, sd_times, quantile_times;
};

static void expect_lognormal(const struct ensemble_column *column, const struct product *product)
{
    double s2 = product->sigma * product->sigma, n = product->samples;
    double mean = product->median * exp(s2 / 2), sd = mean * sqrt(expm1(s2));
    double kurtosis = exp(4 * s2) + 2 * exp(3 * s2) + 3 * exp(2 * s2) - 3;
    FORECASTING_NEAR(column->mean, mean, sd / sqrt(n), product->mean_times);
    FORECASTING_NEAR(column->sd, sd, sd * sqrt((kurtosis - 1) / (4 * n)), product->sd_times);
    const double quantiles[] = {0.05, 0.5, 0.95};
    for (size_t i = 0; i < 3; i++) {
        double z = gsl_cdf_ugaussian_Pinv(quantiles[i]), q = product->median * exp(product->sigma * z);
        double density = gsl_ran_ugaussian_pdf(z) / (q * product->sigma);
        FORECASTING_NEAR(column->quantiles[i], q, sqrt(quantiles[i] * (1 - quantiles[i]) / n) / density,
                         product->quantile_times);
    }
}

static void products_of_lognormals_are_lognormal(void **state)
{
    struct testing *t = testing_of(state);
    const uint64_t n = 131072;
    // Of smooth things a design errs by a small part of what random draws err by; of quantiles, which cut, by less.
    const struct product bounds[DESIGNS] = {{.mean_times = 4, .sd_times = 4, .quantile_times = 4},
                                            {.mean_times = 1, .sd_times = 2, .quantile_times = 3},
                                            {.mean_times = 0.1, .sd_times = 0.25, .quantile_times = 1}};
    for (size_t i = 0; i < DESIGNS; i++) {
        const struct forecast *forecast =
            forecasting(t,
                        "inputs: {utilization: {lognormal: [0.1, 0.2]}, goodput: 0.5, power_device: {lognormal: [200 "
                        "W, 0.1]}, power_host: 0 W, pue: {lognormal: [2, 0.05]}, carbon_intensity: {lognormal: [400 "
                        "gCO2e/kWh, 0.15]}}\n",
                        &(struct forecast_options){.seed = 11, .design = designs[i]});
        struct product energy = bounds[i];
        energy.median = 2 * 10 * 200 * forecasting_time_s / (0.1 * 0.5);
        energy.sigma = sqrt(0.2 * 0.2 + 0.1 * 0.1 + 0.05 * 0.05);
        energy.samples = (double)n;
        struct ensemble_column column = forecasting_sum_up(forecast, METRIC_ENERGY_KWH, n);
        expect_lognormal(&column, &energy);
        struct product co2e = energy;
        co2e.median = energy.median * 400 / 3.6e6;
        co2e.sigma = hypot(energy.sigma, 0.15);
        column = forecasting_sum_up(forecast, METRIC_CO2E_KG, n);
        expect_lognormal(&column, &co2e);
        // The errors that the ensemble tells are of the size of those that it has.
        double random_error = column.sd / sqrt((double)n);
        if (designs[i] == DESIGN_RANDOM)
            TESTING_CLOSE(column.standard_error, random_error, 1e-12);
        else
            assert_true(column.standard_error < random_error * co2e.mean_times);
    }
}

// ---- sums --------------------------------------------------------------------------------------

static void expect_power_variance(struct testing *t, const char *correlations, double pearson, double pearson_pue)
{
    const size_t n = 100000;
    const char *inputs = "inputs: {power_device: {normal: [200 W, 10 W]}, power_host: {normal: [300 W, 40 W]}, pue: "
                         "{normal: [3, 0.1]}, utilization: 0.3}\n";
    for (size_t i = 0; i < DESIGNS; i++) {
        const struct forecast *forecast = forecasting(t, testing_text(t, "%s%s", inputs, correlations),
                                                      &(struct forecast_options){.seed = 3, .design = designs[i]});
        struct ensemble_column power = forecasting_sum_up(forecast, METRIC_POWER_W, n);
        double variance = 100.0 * 100 + 120.0 * 120 + 2 * 100 * 120 * pearson;
        FORECASTING_NEAR(power.mean, 2900, sqrt(variance / (double)n), 4);
        FORECASTING_NEAR(power.sd * power.sd, variance, variance * sqrt(2.0 / (double)n), 4);
        struct forecasting_samples drawn = forecasting_draw(t, forecast, 0, n, FORECASTING_BLOCK);
        const double *device = drawn.inputs[INPUT_POWER_DEVICE], *host = drawn.inputs[INPUT_POWER_HOST],
                     *pue = drawn.inputs[INPUT_PUE];
        const double error = 1 / sqrt((double)n);
        FORECASTING_NEAR(gsl_stats_correlation(device, 1, host, 1, n), pearson, error, 4);
        FORECASTING_NEAR(gsl_stats_correlation(host, 1, pue, 1, n), pearson_pue, error, 4);
        FORECASTING_NEAR(gsl_stats_correlation(device, 1, pue, 1, n), 0, error, 4);
    }
}

static double pearson_of(double rank)
{
    return 2 * sin(acos(-1.0) * rank / 6);
}

static void sums_of_normals_have_the_variance_that_their_correlations_say(void **state)
{
    struct testing *t = testing_of(state);
    expect_power_variance(t, "", 0, 0);
    expect_power_variance(t, "correlations: {[power_device, power_host]: 0.6}\n", pearson_of(0.6), 0);
    expect_power_variance(t, "correlations: {[power_host, power_device]: -0.9}\n", pearson_of(-0.9), 0);
    expect_power_variance(t, "correlations: {[power_device, power_host]: 0.5, [pue, power_host]: -0.7}\n",
                          pearson_of(0.5), pearson_of(-0.7));
}

// Ranks say nothing of the distributions: a Spearman's rho of any two is the one that was asked for.
static void rank_correlations_come_out_as_they_were_asked_for(void **state)
{
    struct testing *t = testing_of(state);
    const size_t n = 40000;
    double *work = arena_array(&t->arena, 2 * n, sizeof *work);
    const struct forecast *forecast =
        forecasting(t,
                    "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, pue: {lognormal: [1.5, 0.05]}, "
                    "power_device: {pert: [100 W, 120 W, 300 W]}, power_host: {gamma: [2, 100 W]}}\n"
                    "correlations: {[utilization, power_device]: 0.8, [pue, power_host]: -0.4}\n",
                    &(struct forecast_options){.seed = 5});
    struct forecasting_samples drawn = forecasting_draw(t, forecast, 0, n, FORECASTING_BLOCK);
    const struct {
        enum input_id left, right;
        double rank;
    } pairs[] = {{INPUT_UTILIZATION, INPUT_POWER_DEVICE, 0.8},
                 {INPUT_PUE, INPUT_POWER_HOST, -0.4},
                 {INPUT_UTILIZATION, INPUT_PUE, 0},
                 {INPUT_POWER_DEVICE, INPUT_POWER_HOST, 0}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        FORECASTING_NEAR(gsl_stats_spearman(drawn.inputs[pairs[i].left], 1, drawn.inputs[pairs[i].right], 1, n, work),
                         pairs[i].rank, 1 / sqrt((double)n), 4);
}

// ---- the antitone map --------------------------------------------------------------------------

static void time_falls_as_utilization_rises(void **state)
{
    struct testing *t = testing_of(state);
    const size_t count = 4001; // 0.05, 0.5 and 0.95 fall on samples, not between them
    const struct forecast *forecast = forecasting(t, "inputs: {utilization: {beta: [4, 6]}, pue: {uniform: [1, 2]}}\n",
                                                  &(struct forecast_options){.seed = 2});
    struct forecasting_samples drawn = forecasting_draw(t, forecast, 0, count, FORECASTING_BLOCK);
    double *u = drawn.inputs[INPUT_UTILIZATION], *time = drawn.metrics[METRIC_TIME_H];
    size_t *order = arena_array(&t->arena, count, sizeof *order);
    gsl_sort_index(order, u, 1, count);
    for (size_t i = 0; i + 1 < count; i++) {
        assert_true(u[order[i]] < u[order[i + 1]]);
        assert_true(time[order[i]] > time[order[i + 1]]);
    }
    struct ensemble_column summary = forecasting_sum_up(forecast, METRIC_TIME_H, count);
    const double quantiles[] = {0.05, 0.5, 0.95};
    for (size_t i = 0; i < 3; i++) {
        size_t rank = (size_t)lround((1 - quantiles[i]) * (double)(count - 1));
        TESTING_CLOSE(summary.quantiles[i], forecasting_time_s / u[order[rank]], 1e-15);
        // Against the quantile function itself: so many draws are on one side of it.
        double p = gsl_cdf_beta_P(forecasting_time_s / summary.quantiles[i], 4, 6);
        FORECASTING_NEAR(p, 1 - quantiles[i], sqrt(quantiles[i] * (1 - quantiles[i]) / (double)count), 4);
    }
    TESTING_EXACT(summary.least, time[order[count - 1]]);
    TESTING_EXACT(summary.most, time[order[0]]);
}

// ---- inputs of one value -----------------------------------------------------------------------

// The metrics of a plan as an ensemble says them, those that do not vary too.
static void expect_point(struct testing *t, const struct forecast *forecast, const double point[METRIC_COUNT])
{
    static const double quantiles[] = {0.001, 0.05, 0.5, 0.95};
    const struct ensemble_options options = {
        .samples = 10000, .threads = 2, .quantiles = quantiles, .quantile_count = 4};
    struct comparison comparison;
    struct ensemble ensemble;
    assert_int_equal(comparison_init(&comparison, &t->arena, forecast, 1, UINT64_MAX), STATUS_OK);
    assert_true(comparison.metric_count >= 14);
    assert_int_equal(ensemble_run(&comparison.source, &options, &ensemble), STATUS_OK);
    for (size_t i = 0; i < comparison.metric_count; i++) {
        const struct ensemble_column *column = &ensemble.columns[i];
        double wanted = point[comparison.metrics[i]];
        assert_false(forecast->varies[comparison.metrics[i]]);
        TESTING_EXACT(column->mean, wanted);
        TESTING_EXACT(column->sd, 0);
        TESTING_EXACT(column->standard_error, 0);
        TESTING_EXACT(column->least, wanted);
        TESTING_EXACT(column->most, wanted);
        for (size_t q = 0; q < options.quantile_count; q++)
            TESTING_EXACT(column->quantiles[q], wanted);
    }
    ensemble_free(&ensemble);
}

static void inputs_of_one_value_give_the_point_bit_for_bit(void **state)
{
    struct testing *t = testing_of(state);
    const struct forecast_options options = {.seed = 1};
    const char *inputs = "inputs: {utilization: %s, goodput: %s, power_device: %s, power_host: %s, pue: %s, "
                         "carbon_intensity: %s, electricity_price: %s, price_device: %s, step_time_residual: %s, "
                         "trials: %s}\n";
    const struct forecast *constant =
        forecasting(t,
                    testing_text(t, inputs, "0.37", "0.93", "217.3 W", "301.7 W", "1.13", "433 gCO2e/kWh",
                                 "0.11 USD/kWh", "2.47 USD/h", "1.07", "7"),
                    &options);
    const struct forecast *degenerate =
        forecasting(t,
                    testing_text(t, inputs, "{uniform: [0.37, 0.37]}", "{values: [0.93, 0.93]}",
                                 "{normal: [217.3 W, 0 W]}", "{lognormal: [301.7 W, 0]}", "{pert: [1.13, 1.13, 1.13]}",
                                 "{triangular: [433 gCO2e/kWh, 433 gCO2e/kWh, 433 gCO2e/kWh]}",
                                 "{interval90: [0.11 USD/kWh, 0.11 USD/kWh]}", "{discrete: {2.47 USD/h: 1}}",
                                 "{loguniform: [1.07, 1.07]}", "{uniform: [7, 7]}"),
                    &options);
    assert_int_equal(degenerate->input_count, 0);
    for (int id = 0; id < METRIC_COUNT; id++)
        if (!isnan(constant->point[id]))
            TESTING_EXACT(degenerate->point[id], constant->point[id]);
    assert_true(constant->point[METRIC_CLOUD_USD] > 0);
    expect_point(t, constant, constant->point);
    expect_point(t, degenerate, constant->point);
}

// ---- which draws depend on what ------------------------------------------------------------------

static void expect_same_draws(const double *a, const double *b, size_t n)
{
    assert_memory_equal(a, b, n * sizeof *a);
}

static void an_input_more_changes_no_draw_of_the_others(void **state)
{
    struct testing *t = testing_of(state);
    enum { COUNT = 3000 };
    for (size_t i = 0; i < DESIGNS; i++) {
        const struct forecast_options options = {.seed = 9, .design = designs[i]};
        const struct forecast_options other = {.seed = 10, .design = designs[i]};
        const char *one = "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, power_host: {normal: [300 W, 9 W]}, "
                          "power_device: 200 W}\n";
        const char *many = "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, power_host: {normal: [300 W, 9 W]}, "
                           "power_device: {uniform: [100 W, 300 W]}, pue: {pert: [1, 1.1, 2]}, goodput: {uniform: "
                           "[0.8, 0.9]}, step_time_residual: {lognormal: [1, 0.1]}}\n";
        struct forecasting_samples few = forecasting_draw(t, forecasting(t, one, &options), 0, COUNT, 256),
                                   all = forecasting_draw(t, forecasting(t, many, &options), 0, COUNT, 256),
                                   another = forecasting_draw(t, forecasting(t, many, &other), 0, COUNT, 256);
        expect_same_draws(few.inputs[INPUT_UTILIZATION], all.inputs[INPUT_UTILIZATION], COUNT);
        expect_same_draws(few.inputs[INPUT_POWER_HOST], all.inputs[INPUT_POWER_HOST], COUNT);
        size_t equal = 0;
        for (size_t sample = 0; sample < COUNT; sample++)
            equal += all.inputs[INPUT_PUE][sample] == another.inputs[INPUT_PUE][sample];
        assert_true(equal * 100 < COUNT);
    }
}

static void the_first_of_twice_as_many_are_the_same(void **state)
{
    struct testing *t = testing_of(state);
    enum { COUNT = 5000 };
    for (size_t i = 0; i < DESIGNS; i++) {
        const struct forecast *forecast =
            forecasting(t,
                        "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, power_device: {normal: [200 W, 9 W]}, "
                        "power_host: {pert: [100 W, 200 W, 600 W]}, pue: 1.2, trials: {poisson: 4}, "
                        "step_time_residual: {lognormal: [1, 0.2]}}\n"
                        "correlations: {[utilization, power_device]: 0.5}\n",
                        &(struct forecast_options){.seed = 4, .design = designs[i]});
        struct forecasting_samples whole = forecasting_draw(t, forecast, 0, 2 * COUNT, 256),
                                   half = forecasting_draw(t, forecast, 0, COUNT, 1024),
                                   rest = forecasting_draw(t, forecast, COUNT, COUNT, 77);
        const enum metric_id metrics[] = {METRIC_TIME_H, METRIC_POWER_W, METRIC_ENERGY_KWH, METRIC_DEVICE_H};
        for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
            expect_same_draws(half.metrics[metrics[m]], whole.metrics[metrics[m]], COUNT);
            expect_same_draws(rest.metrics[metrics[m]], whole.metrics[metrics[m]] + COUNT, COUNT);
        }
        for (int id = 0; id < INPUT_COUNT; id++)
            if (!isnan(whole.inputs[id][0])) {
                expect_same_draws(half.inputs[id], whole.inputs[id], COUNT);
                expect_same_draws(rest.inputs[id], whole.inputs[id] + COUNT, COUNT);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(products_of_lognormals_are_lognormal),
        TESTING_CASE(sums_of_normals_have_the_variance_that_their_correlations_say),
        TESTING_CASE(rank_correlations_come_out_as_they_were_asked_for),
        TESTING_CASE(time_falls_as_utilization_rises),
        TESTING_CASE(inputs_of_one_value_give_the_point_bit_for_bit),
        TESTING_CASE(an_input_more_changes_no_draw_of_the_others),
        TESTING_CASE(the_first_of_twice_as_many_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
