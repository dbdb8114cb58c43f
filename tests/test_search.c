#include "searching.h"

static void kinds_are_complete(void **state)
{
    (void)state;
    assert_int_equal(search_kinds_count, 15);
    for (size_t i = 0; i < search_kinds_count; i++) {
        const struct search_kind *kind = search_kinds[i];
        assert_true(strlen(kind->name) > 0 && strlen(kind->sentence) > 20 && strlen(kind->source) > 10);
        assert_non_null(kind->read);
        assert_ptr_equal(search_kind_named(kind->name), kind);
        assert_non_null(kind->fields[0].key);
        for (const struct field *row = kind->fields; row->key; row++)
            assert_true(row->help && strlen(row->help) > 5); // what explain shows
    }
    assert_null(search_kind_named("gird"));
    assert_null(search_kind_named(""));
}

static void nothing_is_one_full_run(void **state)
{
    struct testing *t = testing_of(state);
    struct search search;
    assert_int_equal(search_none(&t->arena, &search), STATUS_OK);
    check_groups(&search, (const struct expected_group[]){{"", 1, 1}}, 1);
    assert_null(search.kind);
    assert_string_equal(search.summary, "1 full run");
    TESTING_EXACT(search_mean_trials(&search), 1);
    TESTING_EXACT(search_mean_runs(&search), 1);
}

static void a_search_is_one_kind(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "{source: said, random: 40, note: as always}");
    assert_ptr_equal(search.kind, &search_random);
    assert_string_equal(search.node->pairs[1].key, "random");
    refuse(t, "{hyperbnd: {eta: 3}}", 2, "unknown search \"hyperbnd\"; did you mean \"hyperband\"?");
    refuse(t, "{simulated_annealing: 3}", 2, "this version knows grid, random, successive_halving, hyperband");
    refuse(t, "{random: 40, seeds: 5}", 14, "two strategies in one search, \"random\" and \"seeds\"");
    refuse(t, "{random: 40, sead: 5}", 14, "unknown search \"sead\"; did you mean \"seeds\"?");
    refuse(t, "{}", 1, "no strategy is named here");
    refuse(t, "{source: said}", 1, "no strategy is named here");
    refuse(t, "random", 1, "a search is a strategy with its keys");
    refuse(t, "[random]", 1, "a search is a strategy with its keys");
    refuse(t, "random: {trials: 4, trails: 4}", 21, "did you mean \"trials\"?");
}

static void paths_lead_to_the_key(void **state)
{
    struct testing *t = testing_of(state);
    struct search search;
    static const char *const texts[][2] = {
        {"random: {trials: 0}", "random.trials"},
        {"random: {trials: {uniform: [0, 2]}}", "random.trials"},
        {"bayesian: {trials: 4, stopped: {share: 2, at: 0.5}}", "bayesian.stopped.share"},
        {"grid: {space: {width: 0}}", "grid.space.width"},
        {"evolution: {children: 3, hurdles: [{at: 2}]}", "evolution.hurdles[0].at"},
        {"ablation: {variants: [a, ~]}", "ablation.variants[1]"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(search_read(&t->reader, testing_yaml(t, texts[i][0]), &search), STATUS_BAD_INPUT);
        TESTING_ERROR_PATH(t, texts[i][1], "");
        assert_string_equal(t->reader.path, "");
        testing_forget(t);
    }
}

// The expectation is that of a simulation: numbers drawn once, fractions for each trial anew.
static void means_are_those_of_drawing(void **state)
{
    struct testing *t = testing_of(state);
    struct search search =
        accept(t, "bayesian: {trials: {values: [10, 30]}, warm_up: 2, stopped: {share: {values: [0, 0.5, "
                  "1]}, at: {values: [0.1, 0.3, 0.8]}}}");
    static const double trials[] = {10, 30}, shares[] = {0, 0.5, 1}, ats[] = {0.1, 0.3, 0.8};
    double total = 0, runs = 0;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            for (int m = 0; m < 3; m++) {
                total += (2 + trials[i]) / 18;
                runs += (2 + trials[i] * (shares[k] * ats[m] + 1 - shares[k])) / 18;
            }
    TESTING_CLOSE(search_mean_trials(&search), total, 1e-14);
    TESTING_CLOSE(search_mean_runs(&search), runs, 1e-14);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(kinds_are_complete),         TESTING_CASE(nothing_is_one_full_run),
        TESTING_CASE(a_search_is_one_kind),       TESTING_CASE(paths_lead_to_the_key),
        TESTING_CASE(means_are_those_of_drawing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
