#include "searching.h"

#include "search/search_rungs.h"

static void logarithms_are_counted(void **state)
{
    (void)state;
    static const int bases[] = {2, 3, 5, 7, 10};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        int64_t power = 1;
        for (int k = 0; power <= 1000000000; k++, power *= bases[i]) {
            assert_int_equal(search_rungs_logarithm(bases[i], (double)power), k);
            assert_int_equal(search_rungs_logarithm(bases[i], (double)power + 0.5), k);
            if (k > 0)
                assert_int_equal(search_rungs_logarithm(bases[i], (double)power - 1), k - 1);
            TESTING_EXACT(search_rungs_power(bases[i], k), (double)power);
        }
    }
    assert_int_equal(search_rungs_logarithm(1.1, 1.1 * 1.1 * 1.1), 3); // 1.331, as a person would write it
    assert_int_equal(search_rungs_logarithm(1.1, 1.331), 3);
    assert_int_equal(search_rungs_logarithm(1.1, 1.3309999), 2);
    assert_int_equal(search_rungs_logarithm(1 + 1e-9, 1e9), SEARCH_GROUPS_MAX);
    TESTING_EXACT(search_rungs_floor(999999999.0 / 3), 333333333);
    TESTING_EXACT(search_rungs_floor(999999998.0 / 3), 333333332);
    TESTING_EXACT(search_rungs_ceil(999999999.0 / 3), 333333333);
    TESTING_EXACT(search_rungs_ceil(1000000000.0 / 3), 333333334);
}

static void rungs_of_successive_halving(void **state)
{
    struct testing *t = testing_of(state);
    static const struct expected_group resumed[] = {
        {"rung 0", 64, 1.0 / 64}, {"rung 1", 16, 3.0 / 64}, {"rung 2", 4, 12.0 / 64}, {"rung 3", 1, 48.0 / 64}};
    static const struct expected_group scratch[] = {
        {"rung 0", 64, 1.0 / 64}, {"rung 1", 16, 4.0 / 64}, {"rung 2", 4, 16.0 / 64}, {"rung 3", 1, 1}};
    struct search search = accept(t, "successive_halving: {trials: 64, eta: 4, min_resource: 1, max_resource: 64}");
    check_groups(&search, resumed, 4);
    assert_null(search.note);
    assert_string_equal(search.summary, "4 rungs, 85 trials, 3.25 full runs");
    search = accept(t, "successive_halving: {trials: 64, eta: 4, min_resource: 1, max_resource: 64, resume: false}");
    check_groups(&search, scratch, 4);
    TESTING_EXACT(search_mean_runs(&search), 4);
}

static void powers_may_miss_the_end(void **state)
{
    struct testing *t = testing_of(state);
    // 2, 6, 18, then 50 instead of 54; floor(100 / 3), floor(100 / 9), floor(100 / 27)
    static const struct expected_group cut[] = {
        {"rung 0", 100, 0.04}, {"rung 1", 33, 0.12}, {"rung 2", 11, 0.36}, {"rung 3", 3, 1}};
    struct search search =
        accept(t, "successive_halving: {trials: 100, eta: 3, min_resource: 2, max_resource: 50, resume: false}");
    check_groups(&search, cut, 4);
    TESTING_CONTAINS(search.note, "cut off there");
    // The trials run out at the second rung: 5, 1.
    static const struct expected_group out[] = {{"rung 0", 5, 0.01}, {"rung 1", 1, 0.02}};
    search = accept(t, "successive_halving: {trials: 5, eta: 3, min_resource: 1, max_resource: 100}");
    check_groups(&search, out, 2);
    TESTING_CONTAINS(search.note, "none of them is a full run");
    static const struct expected_group one[] = {{"", 9, 1}};
    search = accept(t, "successive_halving: {trials: 9, eta: 3, min_resource: 7, max_resource: 7}");
    check_groups(&search, one, 1);
}

static void trials_may_vary(void **state)
{
    struct testing *t = testing_of(state);
    struct search search =
        accept(t, "successive_halving: {trials: {uniform: [30, 60]}, eta: 3, min_resource: 1, max_resource: 9}");
    assert_int_equal(search.group_count, 3);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(search.groups[k].count, SEARCH_PART);
        TESTING_CLOSE(search.groups[k].part, pow(3, -(double)k), 1e-15);
    }
    TESTING_CLOSE(search_mean_trials(&search), 65, 1e-14);
    TESTING_CLOSE(search_mean_runs(&search), 45 * (1 + 2.0 / 3 + 6.0 / 9) / 9, 1e-14);
    TESTING_CONTAINS(search.note, "not rounded down");
}

static void asha_has_workers(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "asha: {trials: 256, eta: 4, min_resource: 1, max_resource: 256, workers: 25}");
    assert_int_equal(search.workers, 25);
    static const struct expected_group rungs[] = {{"rung 0", 256, 1.0 / 256},
                                                  {"rung 1", 64, 3.0 / 256},
                                                  {"rung 2", 16, 12.0 / 256},
                                                  {"rung 3", 4, 48.0 / 256},
                                                  {"rung 4", 1, 192.0 / 256}};
    check_groups(&search, rungs, 5);
    TESTING_CONTAINS(search.note, "too early");
    search = accept(t, "asha: {trials: 256, eta: 4, min_resource: 1, max_resource: 256}");
    assert_int_equal(search.workers, 0);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "asha: {trials: 9, eta: 1, min_resource: 1, max_resource: 9}", 24, "\"eta\" must be more than 1");
    refuse(t, "asha: {trials: 9, eta: 3, min_resource: 10, max_resource: 9}", 59, "is below \"min_resource\" (10)");
    refuse(t, "asha: {trials: 9, eta: 3, min_resource: 0, max_resource: 9}", 41, "must be more than 0");
    refuse(t, "asha: {trials: 0, eta: 3, min_resource: 1, max_resource: 9}", 16, "must be at least 1");
    refuse(t, "asha: {trials: 9, eta: 3, min_resource: 1, max_resource: 9, workers: 0}", 70, "must be at least 1");
    refuse(t, "asha: {trials: 9, eta: 3, max_resource: 9}", 7, "\"min_resource\" is missing");
    refuse(t, "successive_halving: {trials: 9, eta: 3, min_resource: 1, max_resource: 9, workers: 2}", 75,
           "unknown key \"workers\"");
    refuse(t, "successive_halving: {trials: 9, eta: 3, min_resource: 1, max_resource: 9, resume: 2}", 83,
           "must be true or false");
    refuse(t, "successive_halving: {trials: 1e9, eta: 1.0001, min_resource: 1, max_resource: 9}", 21,
           "groups of trials are more than");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(logarithms_are_counted),  TESTING_CASE(rungs_of_successive_halving),
        TESTING_CASE(powers_may_miss_the_end), TESTING_CASE(trials_may_vary),
        TESTING_CASE(asha_has_workers),        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
