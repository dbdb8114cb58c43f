#include "searching.h"

static void members_are_trained_in_full(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "population: {population: 32}");
    check_groups(&search, (const struct expected_group[]){{"", 32, 1}}, 1);
    assert_int_equal(search.workers, 0);
    TESTING_CONTAINS(search.note, "cost nothing");
    search = accept(t, "population: {population: 32, evaluation: 5 %, workers: 16}");
    check_groups(&search, (const struct expected_group[]){{"", 32, 1.05}}, 1);
    assert_int_equal(search.workers, 16);
    search = accept(t, "population: {population: {values: [20, 40, 60]}}");
    TESTING_CLOSE(search_mean_runs(&search), 40, 1e-15);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "population: {}", 13, "\"population\" is missing");
    refuse(t, "population: {population: 0}", 26, "must be at least 1");
    refuse(t, "population: {population: 9, evaluation: 300 %}", 41, "\"evaluation\" must be at most 100 %");
    refuse(t, "population: {population: 9, workers: 0}", 38, "\"workers\" must be at least 1");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(members_are_trained_in_full),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
