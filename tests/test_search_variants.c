#include "searching.h"

static void variants_are_counted_or_listed(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "ablation: {variants: 6, seeds: 3}");
    check_groups(&search, (const struct expected_group[]){{"", 18, 1}}, 1);
    search = accept(t, "ablation: {variants: [no dropout, no pretraining, {value: small, note: half}], seeds: 3, "
                       "fraction: 50 %}");
    check_groups(&search,
                 (const struct expected_group[]){{"no dropout", 3, 0.5}, {"no pretraining", 3, 0.5}, {"small", 3, 0.5}},
                 3);
    assert_string_equal(search.summary, "3 variants, 9 trials, 4.5 full runs");
    search = accept(t, "ablation: [only one]");
    check_groups(&search, (const struct expected_group[]){{"", 1, 1}}, 1);
    assert_string_equal(search.summary, "1 variant, 1 trial, 1 full run");
    search = accept(t, "ablation: {variants: {uniform: [4, 8]}, seeds: 3}");
    TESTING_CLOSE(search_mean_runs(&search), 18, 1e-15);
    search = accept(t, "ablation: {variants: 6, seeds: {uniform: [1, 3]}}");
    TESTING_CLOSE(search_mean_runs(&search), 12, 1e-15);
    search = accept(t, "ablation: {variants: [a, b], seeds: {uniform: [1, 3]}}");
    TESTING_CLOSE(search_mean_runs(&search), 4, 1e-15);
}

static void learning_rates_are_numbers(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "learning_rate: {values: [1e-4, 3e-4, 1e-3], fraction: 10 %}");
    check_groups(&search, (const struct expected_group[]){{"1e-4", 1, 0.1}, {"3e-4", 1, 0.1}, {"1e-3", 1, 0.1}}, 3);
    assert_string_equal(search.summary, "3 values, 3 trials, 0.3 full runs");
    search = accept(t, "learning_rate: {values: 8, fraction: {uniform: [0.05, 0.15]}, seeds: 2}");
    TESTING_CLOSE(search_mean_runs(&search), 1.6, 1e-14);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "ablation: {variants: 0}", 22, "\"variants\" must be at least 1");
    refuse(t, "ablation: {variants: []}", 22, "\"variants\" is an empty list");
    refuse(t, "ablation: {variants: [a, ~]}", 26, "a variant needs a name");
    refuse(t, "ablation: {variants: {uniform: [4, 8]}, seeds: {uniform: [1, 3]}}", 48, "cannot both be distributions");
    refuse(t, "ablation: {seeds: 3}", 11, "\"variants\" is missing");
    refuse(t, "ablation: {variants: 3, seeds: 0}", 32, "\"seeds\" must be at least 1");
    refuse(t, "learning_rate: {values: 8}", 16, "\"fraction\" is missing");
    refuse(t, "learning_rate: {values: [0.1, high], fraction: 10 %}", 31, "");
    refuse(t, "learning_rate: {values: [0.1, 0], fraction: 10 %}", 31, "must be more than 0");
    refuse(t, "learning_rate: {values: 8, fraction: 110 %}", 38, "at most 100 %");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(variants_are_counted_or_listed),
        TESTING_CASE(learning_rates_are_numbers),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
