#include "searching.h"

static void trials_are_counted_or_drawn(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "random: {trials: 40, fraction: 25 %}");
    check_groups(&search, (const struct expected_group[]){{"", 40, 0.25}}, 1);
    assert_string_equal(search.summary, "40 trials, 10 full runs");
    search = accept(t, "random: 40");
    check_groups(&search, (const struct expected_group[]){{"", 40, 1}}, 1);
    search = accept(t, "random: {trials: {uniform: [40, 80]}}");
    TESTING_EXACT(search_mean_trials(&search), 60);
    search = accept(t, "random: {uniform: [40, 80]}");
    TESTING_EXACT(search_mean_trials(&search), 60);
    // Skewed: 2 x 2 expected full runs, where the medians are 1.7 x 1.7.
    search = accept(t, "random: {trials: {triangular: [1, 1, 4]}, fraction: {triangular: [0, 0, 1]}}");
    TESTING_CLOSE(search_mean_trials(&search), 2, 1e-15);
    TESTING_CLOSE(search_mean_runs(&search), 2.0 / 3, 1e-15);
}

// The least n with 1 - (1 - best)^n >= confidence, found by multiplying.
static void until_the_best_are_found(void **state)
{
    struct testing *t = testing_of(state);
    static const double cases[][2] = {{5, 95}, {1, 99}, {50, 75}, {50, 75.0000001}, {10, 90}, {90, 1}, {0.1, 99.9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double missed = 1, n = 0;
        while (missed > (1 - cases[i][1] / 100) * (1 + 1e-13)) {
            missed *= 1 - cases[i][0] / 100;
            n++;
        }
        struct search search =
            accept(t, testing_text(t, "random: {best: %.10g %%, confidence: %.10g %%}", cases[i][0], cases[i][1]));
        TESTING_EXACT(search_mean_trials(&search), n);
    }
    struct search search = accept(t, "random: {best: 5 %, confidence: 95 %}");
    TESTING_EXACT(search_mean_trials(&search), 59);
    assert_string_equal(search.summary, "until one of the best 5 % is found with 95 %, 59 trials, 59 full runs");
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "random: {}", 9, "how many \"trials\"?");
    refuse(t, "random: {trials: 0}", 18, "\"trials\" must be at least 1");
    refuse(t, "random: {trials: 2.5}", 18, "needs a whole number, not 2.5");
    refuse(t, "random: 2.5", 9, "needs a whole number, not 2.5");
    refuse(t, "random: {trials: 1.1e9}", 18, "\"trials\" must be at most 1e+09");
    refuse(t, "random: {trials: {uniform: [0, 9]}}", 28, "\"trials\" must be at least 1");
    refuse(t, "random: {trials: {poisson: 3}}", 28, "add truncate");
    refuse(t, "random: {trials: nan}", 18, "");
    refuse(t, "random: {trials: 3, best: 5 %, confidence: 95 %}", 9, "either \"trials\", or \"best\"");
    refuse(t, "random: {best: 5 %}", 9, "belong together");
    refuse(t, "random: {confidence: 5 %}", 9, "belong together");
    refuse(t, "random: {best: 100 %, confidence: 95 %}", 16, "\"best\" must be less than 100 %");
    refuse(t, "random: {best: 5 %, confidence: 100 %}", 33, "\"confidence\" must be less than 100 %");
    refuse(t, "random: {best: 105 %, confidence: 95 %}", 16, "\"best\" must be at most 100 %");
    refuse(t, "random: {best: 0, confidence: 95 %}", 16, "\"best\" must be more than 0");
    refuse(t, "random: {best: 1e-12, confidence: 95 %}", 9, "trials are more than a search may have");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(trials_are_counted_or_drawn),
        TESTING_CASE(until_the_best_are_found),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
