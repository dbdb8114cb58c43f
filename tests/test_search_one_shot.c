#include "searching.h"

static void weights_are_trained_once(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "one_shot: {supernet: 2.5, candidates: 20000, evaluation: 0.01 %}");
    check_groups(
        &search,
        (const struct expected_group[]){{"supernet", 1, 2.5}, {"candidates", 20000, 1e-4}, {"retraining", 1, 1}}, 3);
    TESTING_CLOSE(search_mean_runs(&search), 5.5, 1e-15);
    search = accept(t, "one_shot: {supernet: {uniform: [1, 3]}, candidates: {uniform: [10, 30]}, evaluation: {uniform: "
                       "[0, 0.1]}, retrain: 0}");
    TESTING_CLOSE(search_mean_runs(&search), 2 + 20 * 0.05, 1e-14);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "one_shot: {candidates: 9, evaluation: 1 %}", 11, "\"supernet\" is missing");
    refuse(t, "one_shot: {supernet: 0, candidates: 9, evaluation: 1 %}", 22, "\"supernet\" must be more than 0");
    refuse(t, "one_shot: {supernet: 1, candidates: 0, evaluation: 1 %}", 37, "\"candidates\" must be at least 1");
    refuse(t, "one_shot: {supernet: 1, candidates: 9, evaluation: 101 %}", 52, "at most 100 %");
    refuse(t, "one_shot: {supernet: 1, candidates: 9, evaluation: 1 %, retrain: -1}", 66, "at least 0");
    refuse(t, "one_shot: 3", 11, "a mapping of keys is needed");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(weights_are_trained_once),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
