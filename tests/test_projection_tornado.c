// projection_tornado.c: bars against programmes in which the one thing is stated as its quantile; luck against samples.
#include "projecting.h"

#include "uncertainty/projection_tornado.h"

// What nobody knows, as stated.
struct stated {
    const char *pue, *other_pue, *utilization, *price, *runs, *fraction, *amount, *cost;
};

static const struct stated stated_all = {.pue = "{uniform: [1.1, 2.1]}",
                                         .other_pue = "{triangular: [1, 1.2, 1.6]}",
                                         .utilization = "{uniform: [0.2, 0.6]}",
                                         .price = "{lognormal: [2 USD/h, 0.3]}",
                                         .runs = "{uniform: [10, 50]}",
                                         .fraction = "{uniform: [0.1, 0.5]}",
                                         .amount = "{uniform: [1 TB, 9 TB]}",
                                         .cost = "{normal: [1000 USD, 100 USD]}"};

static struct projecting *programme_of(struct testing *t, const struct stated *stated)
{
    return projecting(
        t,
        testing_text(t,
                     "programme: p\n"
                     "hardware: {device: {peak: {fp32: 10 TFLOP/s}}, devices: 2}\n"
                     "region: {carbon_intensity: 500 gCO2e/kWh}\n"
                     "inputs: {power_device: 100 W, power_host: 0 W, price_device: %s}\n"
                     "work:\n"
                     "  - {name: a, runs: %s, inputs: {pue: %s, utilization: %s}, model: {parameters: 1e9, training: "
                     "{sequence: 1000, batch: 10, steps: 1000}}}\n"
                     "  - {name: b, inputs: {pue: %s, measured_time: 10 h, measured_power: 1 kW}, model: {parameters: "
                     "1e9}}\n"
                     "  - {name: c, fraction_of: [a, b], fraction: %s}\n"
                     "  - {name: d, storage: {amount: %s, duration: 1 years, price: 10 USD/TB/month, power: 2 W/TB}}\n"
                     "  - {name: e, cost: %s}\n"
                     "final: b\n",
                     stated->price, stated->runs, stated->pue, stated->utilization, stated->other_pue, stated->fraction,
                     stated->amount, stated->cost),
        1);
}

// The total with one thing as it is said, and all else at its median: what the tornado must find.
static double total_with(struct testing *t, struct stated stated, size_t quantity)
{
    return projecting_total(programme_of(t, &stated))->point[quantity];
}

static const struct projection_tornado_bar *bar_of(const struct projection_tornado *tornado, const char *name)
{
    for (size_t i = 0; i < tornado->count; i++)
        if (strcmp(tornado->bars[i].name, name) == 0)
            return &tornado->bars[i];
    return NULL;
}

static void expect_bar(struct testing *t, const struct projection_tornado *tornado, const char *name, struct stated low,
                       struct stated high)
{
    const struct projection_tornado_bar *bar = bar_of(tornado, name);
    double at_low = total_with(t, low, tornado->quantity), at_high = total_with(t, high, tornado->quantity);
    if (fabs(at_high - at_low) <= 1e-9 * fabs(at_low)) {
        assert_null(bar);
        return;
    }
    assert_non_null(bar);
    TESTING_CLOSE(bar->low, at_low, 1e-12);
    TESTING_CLOSE(bar->high, at_high, 1e-12);
}

static void bars_are_those_of_stated_quantiles(void **state)
{
    static const size_t quantities[] = {PROJECTION_BUDGET_USD, METRIC_ENERGY_KWH, METRIC_DEVICE_H};
    struct testing *t = testing_of(state);
    const struct projecting *made = programme_of(t, &stated_all);
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
        struct projection_tornado tornado;
        assert_int_equal(projection_tornado(&made->projection, &t->arena, quantities[i], 100, &tornado), STATUS_OK);
        TESTING_CLOSE(tornado.base, projecting_total(made)->point[quantities[i]], 1e-15);
        struct stated low = stated_all, high = stated_all;
        // One name, each plan at its own quantile. Triangular by hand: (x - 1)^2 / (0.6 x 0.2) = 0.05 and from above.
        low.pue = "1.15", high.pue = "2.05";
        low.other_pue = testing_text(t, "%.17g", 1 + sqrt(0.05 * 0.6 * 0.2));
        high.other_pue = testing_text(t, "%.17g", 1.6 - sqrt(0.05 * 0.6 * 0.4));
        expect_bar(t, &tornado, "pue", low, high);
        low = high = stated_all;
        low.utilization = "0.22", high.utilization = "0.58";
        expect_bar(t, &tornado, "utilization", low, high);
        low = high = stated_all;
        low.price = testing_text(t, "%.17g USD/h", 2 * exp(-0.3 * 1.6448536269514722));
        high.price = testing_text(t, "%.17g USD/h", 2 * exp(0.3 * 1.6448536269514722));
        expect_bar(t, &tornado, "price_device", low, high);
        low = high = stated_all;
        low.runs = "12", high.runs = "48";
        expect_bar(t, &tornado, "a: trials", low, high);
        low = high = stated_all;
        low.fraction = "0.12", high.fraction = "0.48";
        expect_bar(t, &tornado, "c: fraction", low, high);
        low = high = stated_all;
        low.amount = "1.4 TB", high.amount = "8.6 TB";
        expect_bar(t, &tornado, "d: amount", low, high);
        low = high = stated_all;
        low.cost = testing_text(t, "%.17g USD", 1000 - 164.48536269514722);
        high.cost = testing_text(t, "%.17g USD", 1000 + 164.48536269514722);
        expect_bar(t, &tornado, "e: cost", low, high);
    }
}

static void the_widest_come_first_and_the_rest_is_left_out(void **state)
{
    struct testing *t = testing_of(state);
    const struct projecting *made = programme_of(t, &stated_all);
    struct projection_tornado all, few;
    assert_int_equal(projection_tornado(&made->projection, &t->arena, PROJECTION_BUDGET_USD, 100, &all), STATUS_OK);
    assert_int_equal(projection_tornado(&made->projection, &t->arena, PROJECTION_BUDGET_USD, 2, &few), STATUS_OK);
    assert_int_equal(all.count, 6); // the budget rests on no PUE
    for (size_t i = 1; i < all.count; i++)
        assert_true(fabs(all.bars[i - 1].high - all.bars[i - 1].low) >= fabs(all.bars[i].high - all.bars[i].low));
    assert_int_equal(few.count, 2);
    for (size_t i = 0; i < few.count; i++) {
        assert_string_equal(few.bars[i].name, all.bars[i].name);
        TESTING_CLOSE(few.bars[i].low, all.bars[i].low, 0);
    }
}

static void what_is_certain_has_no_bars(void **state)
{
    struct testing *t = testing_of(state);
    const struct projecting *made =
        projecting(t, testing_text(t, "programme: p\nwork: [{name: a, runs: 3, " PROJECTING_PLAN "}]\n", ""), 1);
    struct projection_tornado tornado;
    assert_int_equal(projection_tornado(&made->projection, &t->arena, METRIC_ENERGY_KWH, 12, &tornado), STATUS_OK);
    assert_int_equal(tornado.count, 0);
    TESTING_CLOSE(tornado.base, 3 * 2 * 3.6e6, 1e-15);
}

// Luck alone: the bar spans what the samples do. One trial by its own quantiles, many by the moments of their sum.
static void luck_moves_as_sums_of_trials_do(void **state)
{
    struct testing *t = testing_of(state);
    static const int runs[] = {1, 8, 100};
    double before = INFINITY;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct projecting *made =
            projecting(t,
                       testing_text(t, "programme: p\nwork: [{name: a, runs: %d, " PROJECTING_PLAN "}]\n", runs[i],
                                    ", step_time_residual: {lognormal: [1, 0.4]}"),
                       3);
        struct projection_tornado tornado;
        projecting_run(made, 100000, 2);
        assert_int_equal(projection_tornado(&made->projection, &t->arena, METRIC_DEVICE_H, 12, &tornado), STATUS_OK);
        assert_int_equal(tornado.count, 1);
        assert_string_equal(tornado.bars[0].name, "a: luck of each trial");
        const struct ensemble_column *hours = &projecting_total(made)->results[METRIC_DEVICE_H];
        double width = tornado.bars[0].high - tornado.bars[0].low, sampled = hours->quantiles[2] - hours->quantiles[0];
        TESTING_CLOSE(width, sampled, 0.03);
        assert_true(width / runs[i] < before);
        before = width / runs[i];
        if (i == 0)
            TESTING_CLOSE(tornado.bars[0].high, 36000 * exp(0.4 * 1.6448536269514722), 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(bars_are_those_of_stated_quantiles), TESTING_CASE(the_widest_come_first_and_the_rest_is_left_out),
        TESTING_CASE(what_is_certain_has_no_bars), TESTING_CASE(luck_moves_as_sums_of_trials_do)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
