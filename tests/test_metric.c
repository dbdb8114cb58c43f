#include "testing.h"

#include <math.h>
#include <string.h>

#include "quantity/metric.h"

static void rows_are_complete(void **state)
{
    (void)state;
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric *metric = metric_row((enum metric_id)i);
        assert_true(strlen(metric->name) > 0);
        assert_true(strlen(metric->sentence) > 0);
        assert_true(strlen(metric->brief) > 0);
        assert_true(strlen(metric->formula) > 0);
        assert_true(strlen(metric->source) > 0);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(metric->name, metric_row((enum metric_id)j)->name);
    }
}

static void unit_has_the_dimension(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric *metric = metric_row((enum metric_id)i);
        char message[UNITS_MESSAGE_SIZE];
        double value = 0;
        if (!units_value(testing_text(t, "1 %s", metric->unit), metric->dimension, &value, message))
            fail_msg("%s: %s", metric->name, message);
    }
}

static void name_is_the_stem_and_the_unit(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric *metric = metric_row((enum metric_id)i);
        char *unit = arena_copy(&t->arena, metric->unit, strlen(metric->unit));
        for (char *at = unit; *at; at++)
            *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        assert_string_equal(metric->name, testing_text(t, "%s%s%s", metric->stem, unit[0] ? "_" : "", unit));
    }
}

static void totals_sum_over_trials(void **state)
{
    (void)state;
    for (int i = 0; i < METRIC_COUNT; i++) {
        const struct metric *metric = metric_row((enum metric_id)i);
        // A time, a rate or a size is that of one training, what each token takes that of a token; an amount of energy,
        // emissions, money or water adds up.
        bool is_amount = metric->dimension == DIMENSION_ENERGY || metric->dimension == DIMENSION_EMISSIONS ||
                         metric->dimension == DIMENSION_MONEY || metric->dimension == DIMENSION_WATER;
        bool is_of_each = i == METRIC_ENERGY_PER_TOKEN_J || i == METRIC_ENERGY_PER_REQUEST_WH;
        assert_int_equal(metric->sums, (is_amount && !is_of_each) || i == METRIC_DEVICE_H);
        if (metric->sums && strchr(metric->formula, 'x') && !strstr(metric->formula, "trials"))
            assert_true(strstr(metric->formula, "energy") || strstr(metric->formula, "device hours"));
    }
}

static void optional_metrics(void **state)
{
    (void)state;
    for (int i = 0; i < METRIC_COUNT; i++)
        assert_int_equal(metric_row((enum metric_id)i)->is_optional,
                         i == METRIC_EMBODIED_CO2E_KG || i == METRIC_WATER_L || i == METRIC_CO2E_MARKET_KG ||
                             i == METRIC_INFERENCE_FLOP || i == METRIC_OUTPUT_TOKENS || i == METRIC_TIME_PER_TOKEN_S ||
                             i == METRIC_TOKENS_PER_DEVICE_SECOND || i == METRIC_ENERGY_PER_TOKEN_J ||
                             i == METRIC_ENERGY_PER_REQUEST_WH);
}

static void named(void **state)
{
    (void)state;
    for (int i = 0; i < METRIC_COUNT; i++)
        assert_int_equal(metric_named(metric_row((enum metric_id)i)->name), i);
    assert_int_equal(metric_named("time_h"), METRIC_TIME_H);
}

static void named_errors(void **state)
{
    (void)state;
    assert_int_equal(metric_named("time"), METRIC_COUNT);
    assert_int_equal(metric_named(""), METRIC_COUNT);
    assert_int_equal(metric_named("TIME_H"), METRIC_COUNT);
}

static void from_si(void **state)
{
    (void)state;
    TESTING_EXACT(metric_from_si(METRIC_TIME_H, 7200), 2);
    TESTING_EXACT(metric_from_si(METRIC_ENERGY_KWH, 3.6e6), 1);
    TESTING_EXACT(metric_from_si(METRIC_CO2E_KG, 1500), 1.5);
    TESTING_EXACT(metric_from_si(METRIC_TRAINING_FLOP, 1e20), 1e20);
    TESTING_EXACT(metric_from_si(METRIC_MFU, 0.35), 0.35);
    TESTING_EXACT(metric_from_si(METRIC_POWER_W, 300), 300);
    TESTING_EXACT(metric_from_si(METRIC_WATER_L, 40), 40);
    TESTING_EXACT(metric_from_si(METRIC_EMBODIED_CO2E_KG, 2500), 2.5);
    assert_true(isnan(metric_from_si(METRIC_TIME_H, (double)NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(rows_are_complete),
        TESTING_CASE(unit_has_the_dimension),
        TESTING_CASE(name_is_the_stem_and_the_unit),
        TESTING_CASE(totals_sum_over_trials),
        TESTING_CASE(optional_metrics),
        TESTING_CASE(named),
        TESTING_CASE(named_errors),
        TESTING_CASE(from_si),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
