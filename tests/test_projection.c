// projection.c, projection_block.c, projection_run.c, run_draw.c: programmes against closed forms: compound sums,
// shares that nobody knows, what is shared and what is luck; and that neither threads nor other items change a bit.
#include "projecting.h"

#include "sampling/failures.h"
#include "uncertainty/outlook.h"

static void expect_near(double actual, double expected, double error, double times)
{
    if (fabs(actual - expected) > times * error)
        fail_msg("%.17g is %.2f standard errors from %.17g", actual, (actual - expected) / error, expected);
}

static void points_are_runs_times_one_run(void **state)
{
    struct testing *t = testing_of(state);
    const struct projecting *made =
        projecting(t,
                   testing_text(t,
                                "programme: p\nwork:\n"
                                "  - {name: a, stage: early, runs: 3, " PROJECTING_PLAN "}\n"
                                "  - {name: b, stage: late, seeds: 2, folds: 5, at_once: 4, " PROJECTING_PLAN "}\n"
                                "  - {name: c, stage: early, fraction_of: [a, b], fraction: 25 %%}\n"
                                "  - {name: d, storage: {amount: 2 TB, duration: 12 months, price: 10 USD/TB/month, "
                                "power: 3 W/TB}}\n"
                                "  - {name: e, cost: 1000 USD}\n"
                                "pay: cloud\n",
                                "", ""),
                   1);
    const struct projection_entry *a = projecting_entry(made, PROJECTION_ITEM, "a"),
                                  *b = projecting_entry(made, PROJECTION_ITEM, "b"),
                                  *c = projecting_entry(made, PROJECTION_ITEM, "c"),
                                  *d = projecting_entry(made, PROJECTION_ITEM, "d"), *total = projecting_total(made),
                                  *early = projecting_entry(made, PROJECTION_STAGE, "early");
    TESTING_CLOSE(a->point[METRIC_DEVICE_H], 3 * 36000, 1e-15);
    TESTING_CLOSE(a->point[METRIC_ENERGY_KWH], 3 * 2 * 3.6e6, 1e-15);
    TESTING_CLOSE(a->point[METRIC_CO2E_KG], 3 * 1000, 1e-15);
    // Five folds of four fifths of the data, twice: ten trials, eight full runs; four at once.
    TESTING_CLOSE(b->point[PROJECTION_TRIALS], 10, 1e-15);
    TESTING_CLOSE(b->point[PROJECTION_RUNS], 8, 1e-15);
    TESTING_CLOSE(b->point[METRIC_CLOUD_USD], 8 * 30, 1e-14);
    TESTING_CLOSE(b->point[PROJECTION_ELAPSED], 2 * 36000, 1e-14);
    TESTING_CLOSE(c->point[METRIC_DEVICE_H], 0.25 * 11 * 36000, 1e-14);
    TESTING_CLOSE(c->point[PROJECTION_TRIALS], 0, 0);
    // 2 TB at 3 W/TB for a year, and 10 USD a month for each TB.
    TESTING_CLOSE(d->point[METRIC_IT_ENERGY_KWH], 6 * 31557600.0, 1e-14);
    TESTING_CLOSE(d->point[METRIC_CO2E_KG], 6 * 31557600.0 * 2 * 500 / 3.6e6, 1e-14);
    TESTING_CLOSE(d->point[PROJECTION_OTHER_USD], 240, 1e-14);
    TESTING_CLOSE(total->point[METRIC_DEVICE_H], 1.25 * 11 * 36000, 1e-14);
    TESTING_CLOSE(total->point[PROJECTION_BUDGET_USD], 1.25 * 11 * 30 + 240 + 1000, 1e-14);
    TESTING_CLOSE(total->point[PROJECTION_RATIO_DEVICE_H], 1.25 * 11, 1e-14);
    TESTING_CLOSE(early->point[METRIC_DEVICE_H], (3 + 0.25 * 11) * 36000, 1e-14);
    TESTING_CLOSE(early->point[PROJECTION_SHARE_DEVICE_H], (3 + 0.25 * 11) / (1.25 * 11), 1e-14);
    assert_true(made->programme.final_item == 1 && made->programme.final_is_default);
    for (size_t e = 0; e < made->projection.entry_count; e++)
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
            assert_false(made->projection.entries[e].varies[q] && q < METRIC_COUNT);
}

// Poisson many trials, each with luck of its own: cumulants of a compound Poisson sum are rate x E[X^k]. Twenty trials
// are drawn one by one, two hundred mostly by the central limit theorem.
static void compound_sums_have_their_moments(void **state)
{
    struct testing *t = testing_of(state);
    const double sigma = 0.5, n = 200000;
    const double rates[] = {3, 20, 200};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct projecting *made =
            projecting(t,
                       testing_text(t, "programme: p\nwork: [{name: a, runs: {poisson: %g}, " PROJECTING_PLAN "}]\n",
                                    rates[i], ", step_time_residual: {lognormal: [1, 0.5]}"),
                       7);
        projecting_run(made, (uint64_t)n, 2);
        const struct ensemble_column *hours = &projecting_total(made)->results[METRIC_DEVICE_H];
        double x1 = 36000 * exp(sigma * sigma / 2), x2 = 36000.0 * 36000 * exp(2 * sigma * sigma),
               x4 = pow(36000, 4) * exp(8 * sigma * sigma), variance = rates[i] * x2;
        expect_near(hours->mean, rates[i] * x1, sqrt(variance / n), 4);
        expect_near(hours->sd * hours->sd, variance, sqrt((rates[i] * x4 + 2 * variance * variance) / n), 4);
    }
}

// The skewness of a sum of many trials: that of one over the root of their number.
static void sums_of_many_trials_are_as_skewed_as_they_should_be(void **state)
{
    struct testing *t = testing_of(state);
    enum { SAMPLES = 400000 };
    struct projecting *made =
        projecting(t,
                   testing_text(t, "programme: p\nwork: [{name: a, runs: 60, " PROJECTING_PLAN "}]\n",
                                ", step_time_residual: {lognormal: [1, 0.5]}"),
                   3);
    double *samples = arena_array(&t->arena, SAMPLES, sizeof *samples);
    const struct projection_kept kept = {
        .entry = made->projection.total, .quantity = METRIC_DEVICE_H, .samples = samples};
    const struct projection_options options = {.samples = SAMPLES, .kept = &kept, .kept_count = 1, .only_total = true};
    uint64_t done = 0;
    assert_int_equal(projection_run(&made->projection, &options, &done), STATUS_OK);
    const struct ensemble_column *hours = &projecting_total(made)->results[METRIC_DEVICE_H];
    double third = 0, w = exp(0.25);
    for (size_t i = 0; i < SAMPLES; i++)
        third += pow((samples[i] - hours->mean) / hours->sd, 3) / SAMPLES;
    expect_near(third, (w + 2) * sqrt(w - 1) / sqrt(60), sqrt(6.0 / SAMPLES), 6);
    expect_near(hours->sd, 36000 * sqrt(60) * sqrt(w * (w - 1)), hours->sd / sqrt(2.0 * SAMPLES), 4);
}

static void luck_averages_out_and_ignorance_does_not(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made =
        projecting(t,
                   testing_text(t,
                                "programme: p\nwork:\n"
                                "  - {name: shared, runs: 20, fraction: {uniform: [0.2, 0.8]}, " PROJECTING_PLAN "}\n"
                                "  - {name: luck, runs: 20, " PROJECTING_PLAN "}\n",
                                "", ", step_time_residual: {uniform: [0.2, 0.8]}"),
                   5);
    projecting_run(made, 100000, 2);
    const double sd = 36000 * 0.6 / sqrt(12);
    expect_near(projecting_entry(made, PROJECTION_ITEM, "shared")->results[METRIC_DEVICE_H].sd, 20 * sd, sd, 0.1);
    expect_near(projecting_entry(made, PROJECTION_ITEM, "luck")->results[METRIC_DEVICE_H].sd, sqrt(20) * sd, sd, 0.03);
    // Independent of each other: variances add.
    expect_near(projecting_total(made)->results[METRIC_DEVICE_H].sd, sqrt(420) * sd, sd, 0.1);
}

// Rungs of a number of trials that nobody knows: one draw for all of them, so that their spread adds up linearly.
static void parts_of_a_pool_share_its_draw(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made =
        projecting(t,
                   testing_text(t,
                                "programme: p\nwork:\n  - {name: a, search: {successive_halving: {trials: {uniform: "
                                "[30, 60]}, eta: 3, min_resource: 1, max_resource: 9}}, " PROJECTING_PLAN "}\n",
                                ""),
                   11);
    projecting_run(made, 100000, 2);
    // A pool of n trials is n (1 + 2 / 3 + 6 / 9) / 9 full runs of 10 h.
    const struct ensemble_column *hours = &projecting_total(made)->results[METRIC_DEVICE_H];
    const double each = 36000 * (1 + 2.0 / 3 + 6.0 / 9) / 9, sd = 30 / sqrt(12);
    TESTING_CLOSE(projecting_total(made)->point[METRIC_DEVICE_H], 45 * each, 1e-12);
    expect_near(hours->mean, 45 * each, each * sd / sqrt(100000), 4);
    expect_near(hours->sd, each * sd, each * sd, 0.01);
}

// The grid of one region is one grid: in the sum its spread adds up linearly.
static void what_is_shared_between_items_adds_up_in_each_sample(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made =
        projecting(t,
                   "programme: p\n"
                   "hardware: {device: {peak: {fp32: 1 TFLOP/s}}, devices: 1}\n"
                   "region: {carbon_intensity: {lognormal: [400 gCO2e/kWh, 0.2]}}\n"
                   "inputs: {measured_time: 10 h, measured_power: 100 W, pue: {uniform: [1.1, 1.5]}}\n"
                   "work: [{name: a, runs: 3, region: {carbon_intensity: {lognormal: [400 gCO2e/kWh, 0.2]}}}, "
                   "{name: b, runs: 4, inputs: {measured_power: 50 W}}]\n",
                   9);
    projecting_run(made, 50000, 2);
    const struct ensemble_column *a = &projecting_entry(made, PROJECTION_ITEM, "a")->results[METRIC_CO2E_KG],
                                 *b = &projecting_entry(made, PROJECTION_ITEM, "b")->results[METRIC_CO2E_KG],
                                 *total = &projecting_total(made)->results[METRIC_CO2E_KG];
    TESTING_CLOSE(total->sd, a->sd + b->sd, 1e-9);
    TESTING_CLOSE(total->mean, a->mean + b->mean, 1e-12);
    TESTING_CLOSE(total->quantiles[2], a->quantiles[2] + b->quantiles[2], 1e-9);
    TESTING_CLOSE(a->sd / b->sd, 1.5, 1e-9);
}

static void one_run_of_a_plan_is_its_estimate(void **state)
{
    struct testing *t = testing_of(state);
    const char *plan = "model: gpt2\nhardware: {device: v100, devices: 8}\nregion: fr\ntraining: {sequence: 1024, "
                       "batch: 512, tokens: 1e9, precision: mixed}\n";
    const struct plan_options nothing = {0};
    struct plan read;
    struct tally tally;
    struct forecast forecast;
    struct outlook outlook;
    static const double quantiles[] = {0.05, 0.5, 0.95};
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, plan), &nothing, &read), STATUS_OK);
    tally_compile(&read, &tally);
    assert_int_equal(
        forecast_init(&forecast, &t->arena, &read, &tally, &(struct forecast_options){.seed = 4, .item = 0}),
        STATUS_OK);
    const struct outlook_options options = {.samples = 5000, .quantiles = quantiles, .quantile_count = 3};
    assert_int_equal(outlook_run(&forecast, &options, &outlook), STATUS_OK);
    struct projecting *made = projecting(
        t,
        "programme: p\nwork: [{name: one, plan: {model: gpt2, hardware: {device: v100, devices: 8}, region: fr, "
        "training: {sequence: 1024, batch: 512, tokens: 1e9, precision: mixed}}}]\n",
        4);
    projecting_run(made, 5000, 2);
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        if (isnan(outlook.point[id]))
            continue;
        const struct ensemble_column *column = &made->projection.entries[0].results[id];
        assert_true(made->projection.entries[0].point[id] == outlook.point[id]);
        assert_true(column->mean == outlook.metrics[id].mean);
        for (size_t q = 0; q < 3; q++)
            assert_true(column->quantiles[q] == outlook.metrics[id].quantiles[q]);
    }
}

// Ten devices on three nodes, about 40 failures in a run: the expectation is that of the plan's time, the spread that
// of the process, and runs are independent of each other.
static void failures_spread_runs_as_the_process_does(void **state)
{
    struct testing *t = testing_of(state);
    const double n = 100000;
    struct projecting *made = projecting(
        t,
        "programme: p\nwork:\n  - {name: a, runs: 4, model: {parameters: 1000, training: {sequence: 10, batch: 2, "
        "steps: 5e12}}, hardware: {device: {peak: {fp32: 10 TFLOP/s}, node: {devices: 4}}, devices: 10}, "
        "inputs: {utilization: 0.5, failure_rate: 100 1/d, checkpoint_interval: 10 min, checkpoint_time: 1 min, "
        "restart_time: 5 min}}\n",
        3);
    projecting_run(made, (uint64_t)n, 2);
    const struct ensemble_column *hours = &projecting_total(made)->results[METRIC_DEVICE_H];
    double values[INPUT_COUNT];
    const double *in[INPUT_COUNT];
    for (int id = 0; id < INPUT_COUNT; id++) {
        values[id] = made->programme.plans[0].inputs.values[id].point;
        in[id] = &values[id];
    }
    const struct failures one = failures_of(&made->programme.tallies[0], in, 0, false);
    double mean = 10 * 4 * failures_expected_s(&one), sd = 10 * sqrt(4 * failures_variance_s2(&one));
    assert_true(one.rate_per_s * failures_expected_s(&one) > 10);
    TESTING_CLOSE(projecting_total(made)->point[METRIC_DEVICE_H], mean, 1e-12);
    expect_near(hours->mean, mean, sd / sqrt(n), 4);
    expect_near(hours->sd, sd, sd / sqrt(n), 4);
}

#define LUCKY_ITEM "{name: lucky, runs: {poisson: 50}, fraction: {uniform: [0.5, 1]}, " PROJECTING_PLAN "}"

static void threads_and_other_items_change_nothing(void **state)
{
    struct testing *t = testing_of(state);
    const char *luck = ", step_time_residual: {lognormal: [1, 0.3]}, carbon_intensity: {normal: [400 gCO2e/kWh, 20 "
                       "gCO2e/kWh]}";
    const char *alone = testing_text(t, "programme: p\nwork: [" LUCKY_ITEM "]\n", luck);
    const char *beside = testing_text(
        t, "programme: q\nwork: [{name: other, seeds: {values: [2, 5]}, " PROJECTING_PLAN "}, " LUCKY_ITEM "]\n", luck,
        luck);
    struct projecting *one = projecting(t, alone, 2);
    projecting_run(one, 20000, 1);
    for (int threads = 1; threads <= 7; threads += 3) {
        struct projecting *made = projecting(t, beside, 2);
        projecting_run(made, 20000, threads);
        const struct ensemble_column *expected = one->projection.entries[0].results,
                                     *actual = projecting_entry(made, PROJECTION_ITEM, "lucky")->results;
        for (size_t q = 0; q < PROJECTION_SHARE_DEVICE_H; q++)
            if (isfinite(one->projection.entries[0].point[q])) {
                assert_true(expected[q].mean == actual[q].mean);
                assert_true(expected[q].quantiles[2] == actual[q].quantiles[2]);
            }
    }
}

static void many_columns_are_sampled_in_passes(void **state)
{
    struct testing *t = testing_of(state);
    const char *items = "";
    for (int i = 0; i < 200; i++)
        items = testing_text(t, "%s  - {name: item %d, runs: {uniform: [1, 3]}, " PROJECTING_PLAN "}\n", items, i, "");
    struct projecting *made = projecting(t, testing_text(t, "programme: p\nwork:\n%s", items), 2);
    assert_int_equal(made->programme.plan_count, 200);
    projecting_run(made, 2000, 2);
    double sum = 0;
    for (size_t i = 0; i < 200; i++)
        sum += made->projection.entries[i].results[METRIC_DEVICE_H].mean;
    TESTING_CLOSE(projecting_total(made)->results[METRIC_DEVICE_H].mean, sum, 1e-12);
    expect_near(sum, 200 * 2 * 36000, 36000 * sqrt(200.0 / 3 / 2000), 4);
}

// What a store draws is certain, the PUE of the place is not: its energy is as uncertain as that is.
static void energy_of_stores_varies_with_their_place(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made = projecting(
        t,
        testing_text(t,
                     "programme: p\nwork:\n  - {name: a, hardware: {device: {peak: {fp32: 1 TFLOP/s}}, devices: 1}, "
                     "region: {carbon_intensity: 500 gCO2e/kWh}, inputs: {measured_time: 10 h, measured_power: 100 W, "
                     "pue: {uniform: [1, 2]}}}\n"
                     "  - {name: b, storage: {amount: 1 TB, duration: 1 years, power: 10 W/TB}}\n"
                     "  - {name: c, energy: 5 kWh}\n"),
        1);
    projecting_run(made, 50000, 2);
    const double it[] = {10 * 31557600.0, 5 * 3.6e6};
    const char *const names[] = {"b", "c"};
    for (size_t i = 0; i < 2; i++) {
        const struct projection_entry *entry = projecting_entry(made, PROJECTION_ITEM, names[i]);
        assert_false(entry->varies[METRIC_IT_ENERGY_KWH]);
        assert_true(entry->varies[METRIC_ENERGY_KWH] && entry->varies[METRIC_CO2E_KG]);
        for (size_t q = 0; q < 3; q++) {
            double p = q == 0 ? 0.05 : q == 1 ? 0.5 : 0.95;
            expect_near(entry->results[METRIC_ENERGY_KWH].quantiles[q] / it[i], 1 + p, sqrt(p * (1 - p) / 50000), 4);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(energy_of_stores_varies_with_their_place),
        TESTING_CASE(points_are_runs_times_one_run),
        TESTING_CASE(compound_sums_have_their_moments),
        TESTING_CASE(sums_of_many_trials_are_as_skewed_as_they_should_be),
        TESTING_CASE(luck_averages_out_and_ignorance_does_not),
        TESTING_CASE(parts_of_a_pool_share_its_draw),
        TESTING_CASE(what_is_shared_between_items_adds_up_in_each_sample),
        TESTING_CASE(one_run_of_a_plan_is_its_estimate),
        TESTING_CASE(failures_spread_runs_as_the_process_does),
        TESTING_CASE(threads_and_other_items_change_nothing),
        TESTING_CASE(many_columns_are_sampled_in_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
