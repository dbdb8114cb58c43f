#include "searching.h"

static void each_fold_leaves_one_part_out(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "folds: {folds: 10, repeats: 3}");
    check_groups(&search, (const struct expected_group[]){{"", 30, 0.9}}, 1);
    search = accept(t, "folds: 5");
    check_groups(&search, (const struct expected_group[]){{"", 5, 0.8}}, 1);
    assert_string_equal(search.summary, "5 trials, 4 full runs");
    search = accept(t, "folds: {folds: 5, repeats: {uniform: [1, 3]}}");
    TESTING_CLOSE(search_mean_runs(&search), 8, 1e-15);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "folds: 1", 8, "\"folds\" must be at least 2");
    refuse(t, "folds: {repeats: 2}", 8, "\"folds\" is missing");
    refuse(t, "folds: {folds: 5, repeats: 0}", 28, "\"repeats\" must be at least 1");
    refuse(t, "folds: {uniform: [2, 4]}", 8, "\"folds\" needs a whole number");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(each_fold_leaves_one_part_out),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
