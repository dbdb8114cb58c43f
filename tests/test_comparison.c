// comparison.c: which draws plans share, what the ratios and probabilities then are, and which metrics are compared.
#include "forecasting.h"

#include <gsl/gsl_cdf.h>

#include "uncertainty/comparison.h"

enum { SAMPLES = 65536 };

struct setting {
    const char *inputs; // of each plan
    uint64_t item;
};

static struct comparison *compare(struct testing *t, const struct setting *plans, size_t count, enum design_kind design,
                                  uint64_t only)
{
    struct forecast *forecasts = arena_array(&t->arena, count, sizeof *forecasts);
    struct comparison *comparison = arena_alloc(&t->arena, sizeof *comparison);
    for (size_t i = 0; i < count; i++)
        forecasts[i] = *forecasting(t, plans[i].inputs,
                                    &(struct forecast_options){.seed = 8, .design = design, .item = plans[i].item});
    assert_int_equal(comparison_init(comparison, &t->arena, forecasts, count, only), STATUS_OK);
    return comparison;
}

static size_t metric_at(const struct comparison *comparison, enum metric_id id)
{
    size_t at = 0;
    while (at < comparison->metric_count && comparison->metrics[at] != id)
        at++;
    return at;
}

static bool takes(const struct comparison *comparison, enum metric_id id)
{
    return metric_at(comparison, id) < comparison->metric_count;
}

// All samples of all columns.
static double **samples_of(struct testing *t, const struct comparison *comparison)
{
    const struct ensemble_source *source = &comparison->source;
    double **columns = arena_array(&t->arena, source->column_count, sizeof *columns);
    double **at = arena_array(&t->arena, source->column_count, sizeof *at);
    void *scratch = NULL;
    for (size_t i = 0; i < source->column_count; i++)
        columns[i] = arena_array(&t->arena, SAMPLES, sizeof **columns);
    assert_int_equal(source->begin(source->context, 256, &scratch), STATUS_OK);
    for (size_t first = 0; first < SAMPLES; first += 256) {
        for (size_t i = 0; i < source->column_count; i++)
            at[i] = columns[i] + first;
        source->block(source->context, scratch, first, 256, at);
    }
    source->end(scratch);
    return columns;
}

static double mean_of(const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < SAMPLES; i++)
        sum += x[i];
    return sum / SAMPLES;
}

#define COST                                                                                                           \
    "utilization: {triangular: [0.2, 0.3, 0.45]}, power_device: {normal: [200 W, 20 W]}, power_host: {pert: [100 W, "  \
    "200 W, 500 W]}, carbon_intensity: {lognormal: [400 gCO2e/kWh, 0.3]}, pue: {uniform: [1.1, 1.6]}"

static void plans_that_differ_by_a_factor_have_one_ratio_in_every_sample(void **state)
{
    struct testing *t = testing_of(state);
    const struct setting plans[] = {{"inputs: {" COST ", goodput: 0.9}\n", 0},
                                    {"inputs: {" COST ", goodput: 0.3}\n", 1},
                                    {"inputs: {" COST ", goodput: 0.9}\n", 2}};
    for (int design = 0; design < DESIGN_COUNT; design++) {
        struct comparison *comparison = compare(t, plans, 3, (enum design_kind)design, 0);
        double **columns = samples_of(t, comparison);
        size_t co2e = metric_at(comparison, METRIC_CO2E_KG), mfu = metric_at(comparison, METRIC_MFU),
               power = metric_at(comparison, METRIC_POWER_W);
        for (size_t i = 0; i < SAMPLES; i++) {
            TESTING_CLOSE(columns[comparison_ratio(comparison, 1, co2e)][i], 3, 1e-12);
            TESTING_EXACT(columns[comparison_less(comparison, 1, co2e)][i], 1);
            TESTING_CLOSE(columns[comparison_ratio(comparison, 1, mfu)][i], 1.0 / 3, 1e-12);
            TESTING_EXACT(columns[comparison_less(comparison, 1, mfu)][i], 0);
            // What does not differ is the same to the last bit, and who is less is undecided.
            TESTING_EXACT(columns[comparison_ratio(comparison, 1, power)][i], 1);
            TESTING_EXACT(columns[comparison_less(comparison, 1, power)][i], 0.5);
            TESTING_EXACT(columns[comparison_ratio(comparison, 2, co2e)][i], 1);
            TESTING_EXACT(columns[comparison_less(comparison, 2, co2e)][i], 0.5);
        }
    }
}

static void columns_hold_what_the_plans_have_by_themselves(void **state)
{
    struct testing *t = testing_of(state);
    const struct setting plans[] = {{"inputs: {" COST "}\n", 0}, {"inputs: {" COST ", trials: {poisson: 3}}\n", 0}};
    struct comparison *comparison = compare(t, plans, 2, DESIGN_RANDOM, 0);
    double **columns = samples_of(t, comparison);
    for (size_t plan = 0; plan < 2; plan++) {
        struct forecasting_samples own = forecasting_draw(t, &comparison->forecasts[plan], 0, SAMPLES, 1024);
        for (size_t m = 0; m < comparison->metric_count; m++)
            assert_memory_equal(columns[comparison_value(comparison, plan, m)], own.metrics[comparison->metrics[m]],
                                SAMPLES * sizeof(double));
    }
}

// Shared inputs are paired by their names at the same quantile, also where their distributions differ.
static void inputs_of_one_name_move_together(void **state)
{
    struct testing *t = testing_of(state);
    const struct setting plans[] = {{"inputs: {utilization: {lognormal: [0.2, 0.1]}}\n", 0},
                                    {"inputs: {utilization: {lognormal: [0.3, 0.15]}}\n", 1}};
    struct comparison *comparison = compare(t, plans, 2, DESIGN_RANDOM, 0);
    double **columns = samples_of(t, comparison);
    size_t time = metric_at(comparison, METRIC_TIME_H);
    for (size_t i = 0; i < SAMPLES; i++) {
        double z = log(forecasting_time_s / 0.2 / columns[comparison_value(comparison, 0, time)][i]) / 0.1;
        TESTING_CLOSE(columns[comparison_ratio(comparison, 1, time)][i], 0.2 / 0.3 * exp(-0.05 * z), 1e-12);
    }
    // The second is slower where 0.05 z < log(2/3): z so far below that it almost never is.
    double less = mean_of(columns[comparison_less(comparison, 1, time)]);
    assert_true(less <= gsl_cdf_ugaussian_P(log(2.0 / 3) / 0.05) + 1e-9);
}

// Time falls with utilization and mfu rises with it: against a plan that was measured.
static void antitone_metrics_have_complementary_probabilities(void **state)
{
    struct testing *t = testing_of(state);
    const double utilization = 0.33;
    const struct setting plans[] = {
        {"inputs: {utilization: {normal: [0.3, 0.05]}}\n", 0},
        {testing_text(t, "inputs: {measured_time: %.17g s}\n", forecasting_time_s / utilization), 1}};
    const double faster = gsl_cdf_ugaussian_Q((utilization - 0.3) / 0.05);
    for (int design = 0; design < DESIGN_COUNT; design++) {
        struct comparison *comparison = compare(t, plans, 2, (enum design_kind)design, 0);
        double **columns = samples_of(t, comparison);
        double time = mean_of(columns[comparison_less(comparison, 1, metric_at(comparison, METRIC_TIME_H))]);
        double mfu = mean_of(columns[comparison_less(comparison, 1, metric_at(comparison, METRIC_MFU))]);
        TESTING_CLOSE(time + mfu, 1, 1e-15);
        // One input alone: Latin hypercubes of 256 strata and Sobol' points know it far better than random draws.
        FORECASTING_NEAR(time, faster, sqrt(faster * (1 - faster) / SAMPLES), design == DESIGN_RANDOM ? 4 : 0.2);
    }
}

static void independent_inputs_are_not_shared_between_items(void **state)
{
    struct testing *t = testing_of(state);
    const char *first = "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, step_time_residual: {lognormal: [1, "
                        "0.2]}}\n";
    const char *second = "inputs: {utilization: {triangular: [0.2, 0.3, 0.45]}, step_time_residual: {lognormal: [1.1, "
                         "0.3]}}\n";
    const struct setting apart[] = {{first, 0}, {second, 1}}, together[] = {{first, 0}, {first, 0}};
    const double spread = hypot(0.2, 0.3), less = gsl_cdf_ugaussian_P(log(1.1) / spread);
    for (int design = 0; design < DESIGN_COUNT; design++) {
        struct comparison *comparison = compare(t, apart, 2, (enum design_kind)design, 0);
        double **columns = samples_of(t, comparison);
        size_t time = metric_at(comparison, METRIC_TIME_H);
        double *ratio = columns[comparison_ratio(comparison, 1, time)], squares = 0;
        for (size_t i = 0; i < SAMPLES; i++)
            squares += pow(log(ratio[i] / 1.1), 2);
        FORECASTING_NEAR(squares / SAMPLES, spread * spread, spread * spread * sqrt(2.0 / SAMPLES), 4);
        FORECASTING_NEAR(mean_of(columns[comparison_less(comparison, 1, time)]), less,
                         sqrt(less * (1 - less) / SAMPLES), 4);
        comparison = compare(t, together, 2, (enum design_kind)design, 0);
        columns = samples_of(t, comparison);
        for (size_t i = 0; i < SAMPLES; i++)
            TESTING_EXACT(columns[comparison_ratio(comparison, 1, time)][i], 1);
    }
}

static void only_what_tells_plans_apart_is_compared(void **state)
{
    struct testing *t = testing_of(state);
    const struct setting plans[] = {
        {"inputs: {utilization: {uniform: [0.2, 0.4]}, power_device: 100 W, power_host: 300 W, pue: 1.2}\n", 0},
        {"inputs: {utilization: {uniform: [0.2, 0.4]}, power_device: 100 W, power_host: 200 W}\n", 1}};
    struct comparison *comparison = compare(t, plans, 2, DESIGN_RANDOM, 0);
    assert_true(takes(comparison, METRIC_TIME_H) && takes(comparison, METRIC_POWER_W));
    assert_false(takes(comparison, METRIC_PARAMETERS)); // equal constants
    assert_false(takes(comparison, METRIC_CO2E_KG));    // nobody knows
    double **columns = samples_of(t, comparison);
    size_t power = metric_at(comparison, METRIC_POWER_W);
    for (size_t i = 0; i < SAMPLES; i++) { // a constant that differs
        TESTING_EXACT(columns[comparison_value(comparison, 0, power)][i], 1900);
        TESTING_EXACT(columns[comparison_ratio(comparison, 1, power)][i], 1600.0 / 1900);
        TESTING_EXACT(columns[comparison_less(comparison, 1, power)][i], 0);
    }
    uint64_t only = UINT64_C(1) << METRIC_PARAMETERS | UINT64_C(1) << METRIC_CO2E_KG | UINT64_C(1) << METRIC_TIME_H;
    comparison = compare(t, plans, 2, DESIGN_RANDOM, only);
    assert_int_equal(comparison->metric_count, 2);
    assert_true(takes(comparison, METRIC_PARAMETERS) && takes(comparison, METRIC_TIME_H));
}

static void a_ratio_to_nothing_is_left_out(void **state)
{
    struct testing *t = testing_of(state);
    const struct setting plans[] = {{"inputs: {utilization: 0.3, trials: {discrete: {0: 0.25, 2: 0.75}}}\n", 0},
                                    {"inputs: {utilization: 0.3, trials: 3}\n", 1}};
    static const double median[] = {0.5};
    struct comparison *comparison = compare(t, plans, 2, DESIGN_RANDOM, 0);
    const struct ensemble_options options = {
        .samples = SAMPLES, .threads = 2, .quantiles = median, .quantile_count = 1};
    struct ensemble ensemble;
    assert_int_equal(ensemble_run(&comparison->source, &options, &ensemble), STATUS_OK);
    size_t hours = metric_at(comparison, METRIC_DEVICE_H);
    const struct ensemble_column *ratio = &ensemble.columns[comparison_ratio(comparison, 1, hours)];
    FORECASTING_NEAR((double)ratio->non_finite, 0.25 * SAMPLES, sqrt(SAMPLES * 0.25 * 0.75), 4);
    assert_int_equal(ratio->count + ratio->non_finite, SAMPLES);
    TESTING_CLOSE(ratio->mean, 1.5, 1e-15);
    TESTING_CLOSE(ratio->quantiles[0], 1.5, 1e-15);
    TESTING_EXACT(ensemble.columns[comparison_less(comparison, 1, hours)].mean, 1);
    ensemble_free(&ensemble);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(plans_that_differ_by_a_factor_have_one_ratio_in_every_sample),
        TESTING_CASE(columns_hold_what_the_plans_have_by_themselves),
        TESTING_CASE(inputs_of_one_name_move_together),
        TESTING_CASE(antitone_metrics_have_complementary_probabilities),
        TESTING_CASE(independent_inputs_are_not_shared_between_items),
        TESTING_CASE(only_what_tells_plans_apart_is_compared),
        TESTING_CASE(a_ratio_to_nothing_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
