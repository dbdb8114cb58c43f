// forecast_factors.c: which inputs of a forecast make a factor, and indices of a plan.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "uncertainty/forecast_factors.h"
#include "uncertainty/screening.h"
#include "uncertainty/sobol_indices.h"

struct made {
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_factors factors;
};

static const struct {
    enum input_id id;
    const char *text;
} stated[] = {
    {INPUT_UTILIZATION, "uniform(0.2, 0.4)"},
    {INPUT_GOODPUT, "0.9"},
    {INPUT_POWER_DEVICE, "normal(250 W, 20 W)"},
    {INPUT_POWER_HOST, "uniform(300 W, 600 W)"},
    {INPUT_PUE, "uniform(1.1, 1.5)"},
    {INPUT_CARBON_INTENSITY, "lognormal(400 gCO2e/kWh, 0.3)"},
    {INPUT_TRIALS, "1"},
    {INPUT_STEP_TIME_RESIDUAL, "1"},
};

static void make(struct testing *t, struct made *made, const char *correlations, const struct forecast_group *groups,
                 size_t group_count, uint64_t metrics)
{
    const struct forecast_options options = {.seed = 1};
    *made = (struct made){
        .tally = {.training_flop = 1e21, .steps = 1e6, .devices = 48, .nodes = 6, .peak_flop_per_s = 1e14}};
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
        assert_int_equal(input_read_text(&t->reader, stated[i].id, stated[i].text, &made->plan.inputs), STATUS_OK);
    if (correlations)
        assert_int_equal(correlation_read(&t->reader, testing_yaml(t, correlations), &made->plan.correlations),
                         STATUS_OK);
    assert_int_equal(forecast_init(&made->forecast, &t->arena, &made->plan, &made->tally, &options), STATUS_OK);
    assert_int_equal(forecast_factors_init(&made->factors, &t->arena, &made->forecast, groups, group_count, metrics),
                     STATUS_OK);
}

static uint64_t bit(enum input_id id)
{
    return UINT64_C(1) << id;
}

static size_t output_of(const struct made *made, enum metric_id id)
{
    size_t at = 0;
    while (at < made->factors.factors.output_count && made->factors.metrics[at] != id)
        at++;
    assert_true(at < made->factors.factors.output_count);
    return at;
}

static void each_input_that_varies_is_a_factor(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, NULL, NULL, 0, 0);
    const struct factors *factors = &made.factors.factors;
    const char *const names[] = {"utilization", "power_device", "power_host", "pue", "carbon_intensity"};
    assert_int_equal(factors->count, 5);
    assert_int_equal(factors->input_count, 5);
    for (size_t f = 0; f < 5; f++) {
        assert_string_equal(made.factors.names[f], names[f]);
        assert_int_equal(factors->first[f], f);
        assert_false(factors->follows[f]);
    }
    // What varies, and what depends on what.
    size_t time = output_of(&made, METRIC_TIME_H), power = output_of(&made, METRIC_POWER_W),
           co2e = output_of(&made, METRIC_CO2E_KG);
    const bool of_time[] = {true, false, false, false, false}, of_power[] = {false, true, true, false, false};
    for (size_t f = 0; f < 5; f++) {
        assert_int_equal(factors_matter(factors, time, f), of_time[f]);
        assert_int_equal(factors_matter(factors, power, f), of_power[f]);
        assert_true(factors_matter(factors, co2e, f));
    }
    TESTING_EXACT(factors->pivots[time], made.forecast.point[METRIC_TIME_H]);
}

static void metrics_can_be_chosen(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, NULL, NULL, 0, UINT64_C(1) << METRIC_POWER_W | UINT64_C(1) << METRIC_PARAMETERS);
    assert_int_equal(made.factors.factors.output_count, 1); // parameters do not vary
    assert_int_equal(made.factors.metrics[0], METRIC_POWER_W);
}

static void correlated_inputs_are_one_factor(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, "{[utilization, pue]: 0.5, [pue, carbon_intensity]: -0.3}", NULL, 0, 0);
    const struct factors *factors = &made.factors.factors;
    assert_int_equal(factors->count, 3);
    assert_string_equal(made.factors.names[0], "utilization + pue + carbon_intensity");
    assert_string_equal(made.factors.names[1], "power_device");
    assert_string_equal(made.factors.names[2], "power_host");
    assert_int_equal(factors->first[1], 3);
    assert_false(factors->follows[0]);
    assert_true(factors->follows[1] && factors->follows[2]);
    assert_false(factors->follows[3] || factors->follows[4]);
}

// goodput is a constant here: what is correlated with it is not correlated through it.
static void a_constant_joins_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, "{[utilization, goodput]: 0.5, [goodput, pue]: 0.5}", NULL, 0, 0);
    assert_int_equal(made.factors.factors.count, 5);
}

static void groups_are_factors_and_take_what_is_correlated_with_them(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    const struct forecast_group groups[] = {
        {.name = "power", .inputs = bit(INPUT_POWER_DEVICE) | bit(INPUT_POWER_HOST) | bit(INPUT_GOODPUT)},
        {.name = "nothing", .inputs = bit(INPUT_TRIALS)},
        {.name = "site", .inputs = bit(INPUT_PUE)},
    };
    make(t, &made, "{[utilization, pue]: 0.5}", groups, 3, 0);
    const struct factors *factors = &made.factors.factors;
    const char *const names[] = {"power", "site", "carbon_intensity"};
    const size_t first[] = {0, 2, 4, 5};
    assert_int_equal(factors->count, 3);
    assert_memory_equal(factors->first, first, sizeof first);
    for (size_t f = 0; f < 3; f++)
        assert_string_equal(made.factors.names[f], names[f]);
    assert_int_equal(made.forecast.inputs[made.factors.which[2]].id, INPUT_UTILIZATION);
    assert_int_equal(made.forecast.inputs[made.factors.which[3]].id, INPUT_PUE);
}

// Uniform inputs that add: power_w = 48 power_device + 6 power_host.
static void indices_of_power_are_those_of_a_sum(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, NULL, NULL, 0, 0);
    const struct sobol_indices_options options = {.points = 4096, .shifts = 4, .seed = 1};
    struct sobol_indices found;
    assert_int_equal(sobol_indices_run(&made.factors.factors, &options, &t->arena, &found), STATUS_OK);
    const struct sobol_index *row = found.indices + output_of(&made, METRIC_POWER_W) * 5;
    double device = 48.0 * 48 * 400, host = 36.0 * 300 * 300 / 12;
    const double shares[] = {0, device / (device + host), host / (device + host), 0, 0};
    for (size_t f = 0; f < 5; f++) {
        assert_true(fabs(row[f].first - shares[f]) < 1e-3);
        assert_true(fabs(row[f].total - shares[f]) < 1e-3);
    }
}

static void what_is_proportional_has_the_same_indices(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    make(t, &made, NULL, NULL, 0, 0);
    const struct sobol_indices_options options = {.points = 4096, .shifts = 3, .seed = 1};
    struct sobol_indices found;
    assert_int_equal(sobol_indices_run(&made.factors.factors, &options, &t->arena, &found), STATUS_OK);
    const struct sobol_index *time = found.indices + output_of(&made, METRIC_TIME_H) * 5;
    const struct sobol_index *devices = found.indices + output_of(&made, METRIC_DEVICE_H) * 5;
    for (size_t f = 0; f < 5; f++) {
        assert_true(fabs(time[f].first - devices[f].first) < 1e-12);
        assert_true(fabs(time[f].total - devices[f].total) < 1e-12);
    }
    TESTING_EXACT(time[1].first, 0);
    assert_true(fabs(time[0].total - 1) < 1e-3);
}

// A correlated pair is drawn as the plan says: with a rank correlation near 1 the variance of a sum is that of one
// input as large as both.
static void a_correlated_pair_varies_as_one(void **state)
{
    struct testing *t = testing_of(state);
    struct made alone, joined;
    make(t, &alone, NULL, NULL, 0, 0);
    make(t, &joined, "{[power_device, power_host]: 0.999999}", NULL, 0, 0);
    const struct sobol_indices_options options = {.points = 4096, .shifts = 4, .seed = 1};
    struct sobol_indices without, with;
    assert_int_equal(sobol_indices_run(&alone.factors.factors, &options, &t->arena, &without), STATUS_OK);
    assert_int_equal(sobol_indices_run(&joined.factors.factors, &options, &t->arena, &with), STATUS_OK);
    size_t power = output_of(&alone, METRIC_POWER_W);
    double device = 48.0 * 20, host = 6 * 300 / sqrt(12);
    TESTING_CLOSE(without.variance[power], device * device + host * host, 1e-3);
    // The correlation of a normal and a uniform of the same ranks is sqrt(3 / pi).
    double both = device * device + host * host + 2 * device * host * sqrt(3 / 3.14159265358979323846);
    TESTING_CLOSE(with.variance[power], both, 1e-3);
    assert_true(fabs(with.indices[power * 4 + 1].first - 1) < 1e-3);
}

static void the_tornado_of_time_is_antitone_in_utilization(void **state)
{
    struct testing *t = testing_of(state);
    struct made made;
    struct screening_bar bars[METRIC_COUNT * 5];
    double middle[METRIC_COUNT];
    make(t, &made, NULL, NULL, 0, 0);
    assert_int_equal(screening_tornado(&made.factors.factors, bars, middle), STATUS_OK);
    size_t time = output_of(&made, METRIC_TIME_H);
    TESTING_CLOSE(middle[time], made.forecast.point[METRIC_TIME_H], 1e-12);
    TESTING_CLOSE(bars[time * 5].low, middle[time] * 0.3 / 0.21, 1e-12);
    TESTING_CLOSE(bars[time * 5].high, middle[time] * 0.3 / 0.39, 1e-12);
    TESTING_EXACT(bars[time * 5 + 3].low, bars[time * 5 + 3].high); // of pue
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(each_input_that_varies_is_a_factor),
        TESTING_CASE(metrics_can_be_chosen),
        TESTING_CASE(correlated_inputs_are_one_factor),
        TESTING_CASE(a_constant_joins_nothing),
        TESTING_CASE(groups_are_factors_and_take_what_is_correlated_with_them),
        TESTING_CASE(indices_of_power_are_those_of_a_sum),
        TESTING_CASE(what_is_proportional_has_the_same_indices),
        TESTING_CASE(a_correlated_pair_varies_as_one),
        TESTING_CASE(the_tornado_of_time_is_antitone_in_utilization),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
