#include "searching.h"

static void bayesian_trials_are_stopped(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "bayesian: {trials: 60, warm_up: 10, stopped: {share: 40 %, at: 20 %}}");
    assert_int_equal(search.group_count, 3);
    assert_string_equal(search.groups[0].name, "warm-up");
    assert_int_equal(search.groups[0].count, SEARCH_COUNTED);
    assert_int_equal(search.groups[1].count, SEARCH_SHARE);
    assert_int_equal(search.groups[2].count, SEARCH_REST);
    TESTING_CLOSE(search_mean_trials(&search), 70, 1e-15);
    TESTING_CLOSE(search_mean_runs(&search), 10 + 24 * 0.2 + 36, 1e-15);
    assert_string_equal(search.summary, "70 trials, 50.8 full runs");
    search = accept(t, "bayesian: {trials: {uniform: [40, 80]}, stopped: {share: {uniform: [0.2, 0.6]}, at: {beta: [1, "
                       "3]}}}");
    TESTING_CLOSE(search_mean_trials(&search), 60, 1e-14);
    TESTING_CLOSE(search_mean_runs(&search), 24 * 0.25 + 36, 1e-14);
}

static void bayesian_without_stopping(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "bayesian: {trials: 60}");
    check_groups(&search, (const struct expected_group[]){{"", 60, 1}}, 1);
    search = accept(t, "bayesian: {trials: 60, warm_up: 5}");
    check_groups(&search, (const struct expected_group[]){{"warm-up", 5, 1}, {"proposed", 60, 1}}, 2);
}

static void median_stopping_assumes_a_half(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "median_stopping: {trials: 100, grace: 20 %}");
    assert_int_equal(search.group_count, 2);
    TESTING_CLOSE(search_mean_trials(&search), 100, 1e-14);
    TESTING_CLOSE(search_mean_runs(&search), 50 * 0.6 + 50, 1e-14);
    TESTING_CONTAINS(search.note, "assumed: half of the trials are stopped, between 30 % and 70 %");
    TESTING_CONTAINS(search.note, "evenly between grace and the end");
    TESTING_CLOSE(dist_quantile(&search.groups[0].fraction, 0.5), 0.6, 1e-15);
    TESTING_CLOSE(dist_quantile(&search.share, 0.5), 0.5, 1e-15);
    search = accept(t, "median_stopping: {trials: 100, grace: 20 %, stopped: {share: 80 %}}");
    TESTING_CLOSE(search_mean_runs(&search), 80 * 0.6 + 20, 1e-14);
    assert_null(strstr(search.note, "half"));
    search = accept(t, "median_stopping: {trials: 100, grace: 20 %, stopped: {at: 20 %}}");
    TESTING_CLOSE(search_mean_runs(&search), 50 * 0.2 + 50, 1e-14);
    assert_null(strstr(search.note, "evenly"));
    search = accept(t, "median_stopping: {trials: 100, stopped: {share: 10 %, at: 50 %}}");
    assert_null(search.note);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "bayesian: {trials: 60, stopped: {share: 40 %}}", 33, "\"at\" is missing");
    refuse(t, "bayesian: {trials: 60, stopped: {at: 40 %}}", 33, "\"share\" is missing");
    refuse(t, "bayesian: {trials: 60, stopped: {share: 140 %, at: 10 %}}", 41, "\"share\" must be at most 100 %");
    refuse(t, "bayesian: {trials: 60, stopped: {share: {uniform: [0.5, 1.5]}, at: 10 %}}", 51, "at most 100 %");
    refuse(t, "bayesian: {trials: 60, stopped: {share: 10 %, at: 0}}", 51, "\"at\" must be more than 0");
    refuse(t, "bayesian: {trials: 60, stopped: 10 %}", 33, "a mapping of keys is needed");
    refuse(t, "bayesian: {trials: 60, stoped: {}}", 24, "did you mean \"stopped\"?");
    refuse(t, "bayesian: {warm_up: 6}", 11, "\"trials\" is missing");
    refuse(t, "bayesian: {trials: 60, warm_up: 0.5}", 33, "at least 1");
    refuse(t, "median_stopping: {trials: 60, grace: 100 %}", 38, "\"grace\" must be less than 100 %");
    refuse(t, "median_stopping: {trials: 60, grace: 40 %, stopped: {at: 30 %}}", 58, "less than \"grace\", 40 %");
    refuse(t, "median_stopping: {trials: 60, grace: 40 %, stopped: {at: {uniform: [0.3, 1]}}}", 58,
           "less than \"grace\"");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(bayesian_trials_are_stopped),
        TESTING_CASE(bayesian_without_stopping),
        TESTING_CASE(median_stopping_assumes_a_half),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
