#include "searching.h"

static void trials_are_the_product(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "grid: {space: {learning_rate: 3, width: [256, 512], dropout: 4}}");
    check_groups(&search, (const struct expected_group[]){{"", 24, 1}}, 1);
    assert_string_equal(search.summary, "grid of 3 x 2 x 4, 24 trials, 24 full runs");
    search = accept(t, "grid: {space: {seed: [1]}, fraction: 10 %}");
    check_groups(&search, (const struct expected_group[]){{"", 1, 0.1}}, 1);
    assert_string_equal(search.summary, "grid of 1, 1 trial, 0.1 full runs");
    search = accept(t, "grid: {space: {a: {value: 5, source: said}, note: two of them, b: 2}}");
    TESTING_EXACT(search_mean_trials(&search), 10);
    search = accept(t, "grid: {space: {a: 1000, b: 1000, c: 1000}}");
    TESTING_EXACT(search_mean_trials(&search), 1e9);
}

static void fractions_may_vary(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "grid: {space: {a: 8}, fraction: {uniform: [0.2, 0.6]}}");
    TESTING_CLOSE(search_mean_runs(&search), 3.2, 1e-15);
    assert_int_equal(search.groups[0].fraction.kind, DIST_UNIFORM);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "grid: {}", 7, "\"space\" is missing");
    refuse(t, "grid: 12", 7, "a name for each hyperparameter");
    refuse(t, "grid: {space: [3, 4]}", 15, "a name for each hyperparameter");
    refuse(t, "grid: {space: {}}", 15, "names no hyperparameter");
    refuse(t, "grid: {space: {a: 0}}", 19, "\"a\" must be at least 1");
    refuse(t, "grid: {space: {a: []}}", 19, "\"a\" is an empty list");
    refuse(t, "grid: {space: {a: {value: 3, sorce: x}}}", 30, "unknown key \"sorce\" beside \"value\"");
    refuse(t, "grid: {space: {a: 2.5}}", 19, "");
    refuse(t, "grid: {space: {a: {b: 2}}}", 19, "\"a\" needs a whole number");
    refuse(t, "grid: {space: {a: 1000, b: 1000, c: 1001}}", 7, "trials are more than a search may have");
    refuse(t, "grid: {space: {a: 3}, fraction: 101 %}", 33, "\"fraction\" must be at most 100 %");
    refuse(t, "grid: {space: {a: 3}, fraction: 0}", 33, "\"fraction\" must be more than 0");
    refuse(t, "grid: {space: {a: 3}, fraction: {normal: [0.5, 0.3]}}", 42, "add truncate");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(trials_are_the_product),
        TESTING_CASE(fractions_may_vary),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
