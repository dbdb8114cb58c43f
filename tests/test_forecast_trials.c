// forecast.c: totals over trials, each with its own luck, against the moments of compound sums.
#include "forecasting.h"

#include <gsl/gsl_cdf.h>

static const double residual_sigma = 0.3;
static const double device_time_s = 10 * 6e-9 / 0.5; // ten devices, utilization 0.5

// E[X^k] of the device-hours of one trial with a lognormal residual of median 1.
static double trial_moment(int k)
{
    return pow(device_time_s, k) * exp(k * k * residual_sigma * residual_sigma / 2);
}

static const struct forecast *of_trials(struct testing *t, const char *trials, enum design_kind design, uint64_t item)
{
    return forecasting(t,
                       testing_text(t,
                                    "inputs: {utilization: 0.5, power_device: 200 W, power_host: 0 W, pue: 1.5, "
                                    "step_time_residual: {lognormal: [1, 0.3]}, trials: %s}\n",
                                    trials),
                       &(struct forecast_options){.seed = 21, .design = design, .item = item});
}

static void totals_of_poisson_trials_have_the_moments_of_a_compound_sum(void **state)
{
    struct testing *t = testing_of(state);
    const uint64_t n = 50000;
    const double rate = 20;
    const double x1 = trial_moment(1), x2 = trial_moment(2), x4 = trial_moment(4);
    // Cumulants of a compound Poisson sum: rate x E[X^k]. The second is E[N] Var[X] + Var[N] E[X]^2 too.
    const double variance = rate * x2;
    TESTING_CLOSE(variance, rate * (x2 - x1 * x1) + rate * x1 * x1, 1e-14);
    for (int design = 0; design < DESIGN_COUNT; design++) {
        const struct forecast *forecast = of_trials(t, "{poisson: 20}", (enum design_kind)design, 0);
        assert_true(forecast->sums_trials);
        struct ensemble_column total = forecasting_sum_up(forecast, METRIC_DEVICE_H, n);
        FORECASTING_NEAR(total.mean, rate * x1, sqrt(variance / (double)n), 4);
        double error = sqrt((rate * x4 + 2 * variance * variance) / (double)n);
        FORECASTING_NEAR(total.sd * total.sd, variance, error, 4);
        // Whatever is in proportion to the time of a trial.
        struct ensemble_column energy = forecasting_sum_up(forecast, METRIC_ENERGY_KWH, n);
        TESTING_CLOSE(energy.mean, total.mean * 200 * 1.5, 1e-12);
        TESTING_CLOSE(energy.sd, total.sd * 200 * 1.5, 1e-9);
        // The time is that of one training.
        struct ensemble_column time = forecasting_sum_up(forecast, METRIC_TIME_H, n);
        FORECASTING_NEAR(time.mean, x1 / 10, sqrt((x2 - x1 * x1) / (double)n) / 10, 4);
    }
}

// N of mean m and variance v, whatever its distribution.
static void expect_compound(struct testing *t, const char *trials, double m, double v)
{
    const uint64_t n = 50000;
    const double x1 = trial_moment(1), x2 = trial_moment(2), variance = m * (x2 - x1 * x1) + v * x1 * x1;
    struct ensemble_column total = forecasting_sum_up(of_trials(t, trials, DESIGN_RANDOM, 0), METRIC_DEVICE_H, n);
    FORECASTING_NEAR(total.mean, m * x1, sqrt(variance / (double)n), 4);
    TESTING_CLOSE(total.sd, sqrt(variance), 0.02);
}

static void totals_have_the_variance_of_the_trials_and_of_their_number(void **state)
{
    struct testing *t = testing_of(state);
    expect_compound(t, "1", 1, 0);
    expect_compound(t, "6", 6, 0);
    expect_compound(t, "{values: [3, 5, 10]}", 6, 26.0 / 3);
    expect_compound(t, "{discrete: {0: 0.5, 8: 0.5}}", 4, 16);
    // Of the last trial a quarter: a quarter of its cost, and of its variance a sixteenth.
    const double x1 = trial_moment(1), x2 = trial_moment(2);
    struct ensemble_column part = forecasting_sum_up(of_trials(t, "2.25", DESIGN_RANDOM, 0), METRIC_DEVICE_H, 50000);
    TESTING_CLOSE(part.mean, 2.25 * x1, 0.01);
    TESTING_CLOSE(part.sd, sqrt((2 + 1.0 / 16) * (x2 - x1 * x1)), 0.02);
}

// The same distribution of the time of a trial, once as luck and once as what nobody knows.
static void shared_draws_spread_by_the_root_of_the_trials_more(void **state)
{
    struct testing *t = testing_of(state);
    const uint64_t n = 60000;
    const struct forecast_options options = {.seed = 6};
    const struct forecast *luck =
        forecasting(t, "inputs: {utilization: 0.3, step_time_residual: {lognormal: [1, 0.2]}, trials: 20}\n", &options);
    const struct forecast *shared =
        forecasting(t, "inputs: {utilization: {lognormal: [0.3, 0.2]}, trials: 20}\n", &options);
    struct ensemble_column one = forecasting_sum_up(luck, METRIC_DEVICE_H, n),
                           other = forecasting_sum_up(shared, METRIC_DEVICE_H, n);
    TESTING_CLOSE(other.sd / one.sd, sqrt(20), 0.02);
    FORECASTING_NEAR(one.mean, other.mean, other.sd / sqrt((double)n), 4);
    // Of one trial they are alike.
    one = forecasting_sum_up(luck, METRIC_TIME_H, n);
    other = forecasting_sum_up(shared, METRIC_TIME_H, n);
    TESTING_CLOSE(other.sd / one.sd, 1, 0.02);
}

// What stands among the inputs of a sample belongs to the metrics of one training beside it.
static void the_luck_that_is_told_is_that_of_the_first_trial(void **state)
{
    struct testing *t = testing_of(state);
    const size_t n = 600;
    struct forecasting_samples one = forecasting_draw(t, of_trials(t, "1", DESIGN_SOBOL, 0), 0, n, 256),
                               many = forecasting_draw(t, of_trials(t, "{poisson: 5}", DESIGN_SOBOL, 0), 0, n, 256);
    for (size_t i = 0; i < n; i++) {
        TESTING_CLOSE(many.metrics[METRIC_TIME_H][i], 6e-9 / 0.5 * many.inputs[INPUT_STEP_TIME_RESIDUAL][i], 1e-15);
        TESTING_EXACT(many.inputs[INPUT_STEP_TIME_RESIDUAL][i], one.inputs[INPUT_STEP_TIME_RESIDUAL][i]);
        TESTING_EXACT(many.inputs[INPUT_TRIALS][i], round(many.inputs[INPUT_TRIALS][i]));
    }
}

// Under every design: Sobol' dimensions that are shifted against each other would be far from independent.
static void items_have_each_their_own_luck(void **state)
{
    struct testing *t = testing_of(state);
    const uint64_t items[] = {0, 1, 2, 1000000};
    enum { ITEMS = 4, COUNT = 65536, CELLS = 8 };
    for (int design = 0; design < DESIGN_COUNT; design++) {
        const double *z[ITEMS];
        for (size_t i = 0; i < ITEMS; i++)
            z[i] = forecasting_draw(t, of_trials(t, "1", (enum design_kind)design, items[i]), 0, COUNT, 1024)
                       .inputs[INPUT_STEP_TIME_RESIDUAL];
        for (size_t pair = 0; pair < ITEMS * ITEMS; pair++) {
            size_t left = pair / ITEMS, right = pair % ITEMS, cells[CELLS * CELLS] = {0};
            if (left >= right)
                continue;
            for (size_t i = 0; i < COUNT; i++) {
                double a = gsl_cdf_ugaussian_P(log(z[left][i]) / residual_sigma),
                       b = gsl_cdf_ugaussian_P(log(z[right][i]) / residual_sigma);
                cells[(size_t)(a * CELLS) * CELLS + (size_t)(b * CELLS)]++;
            }
            double expected = (double)COUNT / (CELLS * CELLS), chi2 = 0;
            for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
                chi2 += ((double)cells[i] - expected) * ((double)cells[i] - expected) / expected;
            // 63 degrees of freedom; fewer where a design has evened out the margins.
            assert_true(gsl_cdf_chisq_Q(chi2, 63) > 1e-5);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(totals_of_poisson_trials_have_the_moments_of_a_compound_sum),
        TESTING_CASE(totals_have_the_variance_of_the_trials_and_of_their_number),
        TESTING_CASE(shared_draws_spread_by_the_root_of_the_trials_more),
        TESTING_CASE(the_luck_that_is_told_is_that_of_the_first_trial),
        TESTING_CASE(items_have_each_their_own_luck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
