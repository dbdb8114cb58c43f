#include "searching.h"

static void each_model_is_trained_with_each_ratio(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(
        t, "ladder: {models: [\"pythia:1b\", {base: gpt2, layers: 6}], tokens_per_parameter: [20, 40], trials: 2}");
    assert_int_equal(search.group_count, 4);
    static const struct expected_group groups[] = {{"pythia:1b, 20 tokens per parameter", 2, 1},
                                                   {"pythia:1b, 40 tokens per parameter", 2, 1},
                                                   {"model 2, 20 tokens per parameter", 2, 1},
                                                   {"model 2, 40 tokens per parameter", 2, 1}};
    check_groups(&search, groups, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_ptr_equal(search.groups[i].model,
                         testing_at(search.node, i < 2 ? "ladder.models[0]" : "ladder.models[1]"));
        TESTING_EXACT(search.groups[i].tokens_per_parameter, i % 2 ? 40 : 20);
    }
    TESTING_EXACT(search_mean_trials(&search), 8);
    assert_true(isnan(search_mean_runs(&search)) != 0);
    assert_string_equal(search.summary, "2 models, 8 trials");
}

static void models_may_keep_their_recipe(void **state)
{
    struct testing *t = testing_of(state);
    struct search search = accept(t, "ladder: {models: [gpt2, bert-base], trials: {uniform: [1, 3]}}");
    assert_string_equal(search.groups[0].name, "gpt2");
    TESTING_EXACT(search.groups[0].tokens_per_parameter, 0);
    TESTING_EXACT(search_mean_trials(&search), 4);
    search = accept(t, "ladder: {models: gpt2, tokens_per_parameter: 20}");
    assert_int_equal(search.group_count, 1);
    TESTING_EXACT(search.groups[0].tokens_per_parameter, 20);
}

static void mistakes_are_located(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "ladder: {tokens_per_parameter: 20}", 9, "\"models\" is missing");
    refuse(t, "ladder: {models: []}", 18, "\"models\" is an empty list");
    refuse(t, "ladder: {models: [a, ~]}", 22, "a model is a name, a path or a mapping");
    refuse(t, "ladder: {models: a, tokens_per_parameter: []}", 43, "is an empty list");
    refuse(t, "ladder: {models: a, tokens_per_parameter: [20, 0]}", 48, "must be more than 0");
    refuse(t, "ladder: {models: a, tokens_per_parameter: many}", 43, "");
    refuse(t, "ladder: {models: a, trials: 0}", 29, "\"trials\" must be at least 1");
    const char *models = testing_repeat(t, "m, ", 101), *ratios = testing_repeat(t, "2, ", 100);
    refuse(t, testing_text(t, "ladder: {models: [%s], tokens_per_parameter: [%s]}", models, ratios), 9,
           "10100 groups of trials are more than");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(each_model_is_trained_with_each_ratio),
        TESTING_CASE(models_may_keep_their_recipe),
        TESTING_CASE(mistakes_are_located),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
