#include "searching.h"

// Totals by exact fractions: s_max by multiplying, n = ceil((s_max + 1) eta^s / (s + 1)), n_i = floor(n eta^-i),
// r_i = R eta^(i - s). Full runs as numerator / denominator, resumed and from scratch.
static const struct {
    const char *keys;
    int brackets;
    double configurations, trials, resumed[2], scratch[2];
} totals[] = {
    {"max_resource: 27, eta: 3", 4, 49, 69, {119, 9}, {47, 3}},
    {"max_resource: 81, eta: 3", 5, 143, 206, {527, 27}, {634, 27}},
    {"max_resource: 100, eta: 3", 5, 143, 206, {527, 27}, {634, 27}}, // R cancels: only s_max counts
    {"max_resource: 243, eta: 3", 6, 415, 611, {253, 9}, {2819, 81}}, // log(243) / log(3) is below 5 in doubles
    {"max_resource: 16, eta: 2", 5, 43, 72, {139, 8}, {93, 4}},
    {"max_resource: 1000, eta: 10", 4, 1158, 1285, {1491, 100}, {391, 25}}, // so is log(1000) / log(10) below 3
    {"max_resource: 4, eta: 2.5", 2, 5, 6, {19, 5}, {21, 5}},
    {"max_resource: 6.25, eta: 2.5", 3, 14, 18, {37, 5}, {213, 25}},
    {"max_resource: 1, eta: 3", 1, 1, 1, {1, 1}, {1, 1}},
};

static void totals_are_those_of_the_formula(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        for (int resume = 0; resume < 2; resume++) {
            struct search search =
                accept(t, testing_text(t, "hyperband: {%s, resume: %s}", totals[i].keys, resume ? "true" : "false"));
            const double *runs = resume ? totals[i].resumed : totals[i].scratch;
            TESTING_EXACT(search_mean_trials(&search), totals[i].trials);
            TESTING_CLOSE(search_mean_runs(&search), runs[0] / runs[1], 1e-14);
            TESTING_CONTAINS(search.summary, testing_text(t, "%d bracket", totals[i].brackets));
            TESTING_CONTAINS(search.summary, testing_text(t, "of %.0f configurations", totals[i].configurations));
            assert_int_equal(search.group_count, totals[i].brackets * (totals[i].brackets + 1) / 2);
        }
}

static void brackets_of_81(void **state)
{
    struct testing *t = testing_of(state);
    static const struct expected_group resumed[] = {
        {"bracket 4, rung 0", 81, 1.0 / 81}, {"bracket 4, rung 1", 27, 2.0 / 81}, {"bracket 4, rung 2", 9, 2.0 / 27},
        {"bracket 4, rung 3", 3, 2.0 / 9},   {"bracket 4, rung 4", 1, 2.0 / 3},   {"bracket 3, rung 0", 34, 1.0 / 27},
        {"bracket 3, rung 1", 11, 2.0 / 27}, {"bracket 3, rung 2", 3, 2.0 / 9},   {"bracket 3, rung 3", 1, 2.0 / 3},
        {"bracket 2, rung 0", 15, 1.0 / 9},  {"bracket 2, rung 1", 5, 2.0 / 9},   {"bracket 2, rung 2", 1, 2.0 / 3},
        {"bracket 1, rung 0", 8, 1.0 / 3},   {"bracket 1, rung 1", 2, 2.0 / 3},   {"bracket 0, rung 0", 5, 1},
    };
    struct search search = accept(t, "hyperband: {max_resource: 81, eta: 3}");
    check_groups(&search, resumed, sizeof resumed / sizeof *resumed);
    assert_string_equal(search.summary, "5 brackets of 143 configurations, 206 trials, 19.52 full runs");
    search = accept(t, "hyperband: {max_resource: 81, eta: 3, resume: false}");
    double fraction = 0;
    assert_true(dist_is_constant(&search.groups[4].fraction, &fraction));
    TESTING_EXACT(fraction, 1);
}

static void rounds_multiply(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "hyperband: {max_resource: 81, eta: 3, rounds: 2}");
    TESTING_EXACT(search_mean_trials(&search), 412);
    TESTING_CLOSE(search_mean_runs(&search), 2 * 527.0 / 27, 1e-14);
    TESTING_CONTAINS(search.summary, "in each round");
    search = accept(t, "hyperband: {max_resource: 81, eta: 3, rounds: {values: [1, 2, 6]}}");
    TESTING_CLOSE(search_mean_trials(&search), 618, 1e-14);
    assert_int_equal(search.groups[1].count, SEARCH_PART);
    TESTING_EXACT(search.groups[1].part, 27);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "hyperband: {max_resource: 81, eta: 1}", 36, "\"eta\" must be more than 1");
    refuse(t, "hyperband: {max_resource: 81, eta: 0.5}", 36, "\"eta\" must be more than 1");
    refuse(t, "hyperband: {max_resource: 0.5, eta: 3}", 27, "must be at least 1");
    refuse(t, "hyperband: {max_resource: 81}", 12, "\"eta\" is missing");
    refuse(t, "hyperband: {eta: 3, max_resource: 81, rounds: 0}", 47, "\"rounds\" must be at least 1");
    refuse(t, "hyperband: {eta: 3, max_resource: 81, rounds: 1.5}", 47, "needs a whole number, not 1.5");
    refuse(t, "hyperband: {max_resource: 1e9, eta: 1.01}", 12, "groups of trials are more than");
    refuse(t, "hyperband: {max_resource: 1e9, eta: 10, rounds: 2}", 12, "trials are more than");
    refuse(t, "hyperband: {max_resource: 2e9, eta: 10}", 27, "at most");
    refuse(t, "hyperband: 81", 12, "a mapping of keys is needed");
    refuse(t, "hyperband: {maxresource: 81, eta: 3}", 13, "did you mean \"max_resource\"?");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(totals_are_those_of_the_formula),
        TESTING_CASE(brackets_of_81),
        TESTING_CASE(rounds_multiply),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
