#include "searching.h"

static void seeds_are_runs(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "seeds: 5");
    check_groups(&search, (const struct expected_group[]){{"", 5, 1}}, 1);
    search = accept(t, "seeds: {seeds: {uniform: [3, 9]}, fraction: 50 %}");
    TESTING_CLOSE(search_mean_runs(&search), 3, 1e-15);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "seeds: 0", 8, "\"seeds\" must be at least 1");
    refuse(t, "seeds: ~", 8, "a mapping of keys is needed here, not nothing");
    refuse(t, "seeds: [1, 2]", 8, "\"seeds\" needs");
    refuse(t, "seeds: {seeds: 3, fraction: 2}", 29, "\"fraction\" must be at most 100 %");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(seeds_are_runs),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
