// training.c: recipes, their arithmetic, and a recipe read over another one.
#include "testing.h"

#include <math.h>

#include "workload/training.h"

static struct training read_training(struct testing *t, const char *text)
{
    struct training training = {.precision = PRECISION_FP32};
    assert_int_equal(training_read(&t->reader, testing_yaml(t, text), true, &training), STATUS_OK);
    TESTING_CLEAN(t);
    return training;
}

static void refuse(struct testing *t, const char *text, const char *message)
{
    struct training training = {.precision = PRECISION_FP32};
    assert_int_equal(training_read(&t->reader, testing_yaml(t, text), true, &training), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void a_batch_is_sequences_or_tokens(void **state)
{
    (void)state;
    const struct training_phase sequences = {.sequence = 128, .batch = 256, .children = 1};
    const struct training_phase tokens = {.sequence = 128, .batch_tokens = 25000, .children = 1};
    const struct training_phase neither = {.sequence = 1, .tokens = 1000, .children = 1};
    TESTING_EXACT(training_batch(&sequences), 256);
    TESTING_EXACT(training_batch(&tokens), 25000 / 128.0); // a fraction: the batch is what the tokens make of it
    assert_true(isnan(training_batch(&neither)));
}

static void steps_are_given_or_follow_from_tokens(void **state)
{
    (void)state;
    const struct training_phase given = {.sequence = 128, .batch = 256, .steps = 900, .children = 1};
    const struct training_phase follow = {.sequence = 128, .batch = 256, .tokens = 32768000, .children = 1};
    const struct training_phase by_tokens = {.sequence = 128, .batch_tokens = 512, .tokens = 5120, .children = 1};
    const struct training_phase unknown = {.sequence = 1, .tokens = 1000, .children = 1};
    TESTING_EXACT(training_steps(&given), 900);
    TESTING_EXACT(training_steps(&follow), 1000);
    TESTING_EXACT(training_steps(&by_tokens), 10);
    assert_true(isnan(training_steps(&unknown)));
    TESTING_EXACT(training_sequences(&given), 256 * 900);
    TESTING_EXACT(training_sequences(&follow), 256000);
    TESTING_EXACT(training_sequences(&by_tokens), 40);
    TESTING_EXACT(training_sequences(&unknown), 1000);
}

static void children_each_run_the_whole_phase(void **state)
{
    (void)state;
    const struct training_phase steps = {.sequence = 256, .batch_tokens = 4096, .steps = 60000, .children = 15000};
    const struct training_phase tokens = {.sequence = 256, .batch = 2, .tokens = 5120, .children = 3};
    TESTING_EXACT(training_steps(&steps), 9e8);
    TESTING_EXACT(training_sequences(&steps), 16 * 9e8);
    TESTING_EXACT(training_steps(&tokens), 3 * 10);
    TESTING_EXACT(training_sequences(&tokens), 3 * 20);
}

static void one_phase_may_stand_directly_in_the_recipe(void **state)
{
    struct testing *t = testing_of(state);
    struct training training = read_training(
        t,
        "{precision: bf16, optimizer: adam, sequence: 128, target: 64, predictions: 20, batch: 3 * 128, steps: 1e6}");
    assert_int_equal(training.precision, PRECISION_BF16);
    assert_true(training.precision_is_given);
    assert_int_equal(training.optimizer, OPTIMIZER_ADAM);
    assert_true(training.optimizer_is_given);
    assert_int_equal(training.phase_count, 1);
    assert_int_equal(training.phases[0].sequence, 128);
    assert_int_equal(training.phases[0].target, 64);
    assert_int_equal(training.phases[0].predictions, 20);
    assert_int_equal(training.phases[0].batch, 384);
    assert_int_equal(training.phases[0].steps, 1000000);
    assert_int_equal(training.phases[0].children, 1);
}

static void phases_are_read_in_order(void **state)
{
    struct testing *t = testing_of(state);
    struct training training = read_training(t, "precision: mixed\n"
                                                "phases:\n"
                                                "  - {name: short, sequence: 128, batch: 256, steps: 900000}\n"
                                                "  - {name: long, sequence: 512, batch: 256, steps: 100000}\n");
    assert_int_equal(training.precision, PRECISION_MIXED);
    assert_int_equal(training.phase_count, 2);
    assert_string_equal(training.phases[0].name, "short");
    assert_string_equal(training.phases[1].name, "long");
    TESTING_EXACT(training_steps(&training.phases[0]) + training_steps(&training.phases[1]), 1e6);
}

static void nothing_about_steps_leaves_no_phase(void **state)
{
    struct testing *t = testing_of(state);
    struct training training = read_training(t, "{precision: fp16, optimizer: sgd}");
    assert_int_equal(training.phase_count, 0);
    assert_int_equal(training.precision, PRECISION_FP16);
}

static void a_recipe_that_says_a_thing_twice_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{sequence: 8, batch: 2, batch_tokens: 16, steps: 5}",
           "\"batch\" and \"batch_tokens\" say the same thing twice; keep one");
    refuse(t, "{sequence: 8, batch: 2, steps: 5, tokens: 80}",
           "\"steps\" and \"tokens\" say the same thing twice; keep one");
    refuse(t, "{sequence: 8, phases: [{sequence: 8, batch: 2, steps: 5}]}",
           "the keys of a phase stand either in \"phases\" or beside it, not both");
}

static void a_recipe_that_lacks_a_thing_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{sequence: 8, batch: 2}", "a phase needs \"steps\" or \"tokens\"");
    refuse(t, "{sequence: 8, steps: 2}", "a phase with \"steps\" needs \"batch\" or \"batch_tokens\"");
    refuse(t, "{batch: 8, steps: 2}", "a phase needs \"sequence\": the positions of one sequence");
    refuse(t, "{batch_tokens: 8, steps: 2}", "a phase needs \"sequence\": the positions of one sequence");
    refuse(t, "{batch_tokens: 8, tokens: 80}", "a phase needs \"sequence\": the positions of one sequence");
    refuse(t, "{phases: []}", "\"phases\" is an empty list");
    refuse(t, "{phases: {sequence: 8, batch: 2, steps: 5}}", "\"phases\" needs a list, not a mapping");
}

static void numbers_of_a_recipe_are_whole_and_positive(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{sequence: 8, batch: 0, steps: 5}", "\"batch\" must be at least 1, not 0");
    refuse(t, "{sequence: 8, batch: 2, steps: -5}", "steps");
    refuse(t, "{sequence: 8, batch: 2.5, steps: 5}", "is not a whole number");
    refuse(t, "{sequence: 8, batch: 2, steps: 1e16}", "is larger than any count can be");
    refuse(t, "{sequence: 8, batch: 2, steps: 5, children: 0}", "\"children\" must be at least 1, not 0");
    refuse(t, "{sequence: 8, batch: 2, step: 5}", "did you mean \"steps\"?");
    refuse(t, "{precision: fp31}", "did you mean \"fp32\"?");
    refuse(t, "[8]", "a mapping of keys is needed here, not a list");
}

static void predictions_lie_in_the_sequence_that_is_predicted(void **state)
{
    struct testing *t = testing_of(state);
    (void)read_training(t, "{sequence: 8, batch: 2, steps: 5, predictions: 8}");
    (void)read_training(t, "{sequence: 8, target: 12, batch: 2, steps: 5, predictions: 12}");
    refuse(t, "{sequence: 8, batch: 2, steps: 5, predictions: 9}", "9 predictions in a sequence of 8");
    refuse(t, "{sequence: 8, target: 4, batch: 2, steps: 5, predictions: 5}", "5 predictions in a sequence of 4");
}

static void every_bad_phase_is_told_with_its_path(void **state)
{
    struct testing *t = testing_of(state);
    struct training training = {0};
    const struct yaml_node *node = testing_yaml(t, "phases:\n"
                                                   "  - {sequence: 8, batch: 2, steps: 5}\n"
                                                   "  - {sequence: 8, batch: 2}\n"
                                                   "  - {sequence: 8, steps: 2}\n");
    assert_int_equal(training_read(&t->reader, node, true, &training), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 2);
    TESTING_ERROR_PATH(t, "phases[1]", "a phase needs \"steps\" or \"tokens\"");
    TESTING_ERROR_PATH(t, "phases[2]", "a phase with \"steps\" needs");
    assert_string_equal(t->reader.path, "");
}

static void without_a_need_a_sequence_is_one_position(void **state)
{
    struct testing *t = testing_of(state);
    struct training training = {0};
    assert_int_equal(training_read(&t->reader, testing_yaml(t, "{tokens: 640}"), false, &training), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(training.phases[0].sequence, 1);
    TESTING_EXACT(training_sequences(&training.phases[0]), 640);
    assert_int_equal(training_read(&t->reader, testing_yaml(t, "{tokens: 640}"), true, &training), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "a phase needs \"sequence\"");
}

static void a_recipe_read_over_another_replaces_only_what_it_says(void **state)
{
    struct testing *t = testing_of(state);
    struct training training =
        read_training(t, "{precision: fp16, optimizer: adam, sequence: 8, batch: 2, steps: 5, source: the authors}");
    assert_int_equal(training_read(&t->reader, testing_yaml(t, "{optimizer: lamb}"), true, &training), STATUS_OK);
    assert_int_equal(training.optimizer, OPTIMIZER_LAMB);
    assert_int_equal(training.precision, PRECISION_FP16);
    assert_true(training.precision_is_given);
    assert_int_equal(training.phase_count, 1);
    assert_int_equal(training.phases[0].steps, 5);
    // A phase is replaced whole: a length of one recipe means nothing in another.
    assert_int_equal(
        training_read(&t->reader, testing_yaml(t, "{sequence: 16, batch: 4, tokens: 640}"), true, &training),
        STATUS_OK);
    assert_int_equal(training.phase_count, 1);
    assert_int_equal(training.phases[0].steps, 0);
    TESTING_EXACT(training_steps(&training.phases[0]), 10);
    TESTING_CLEAN(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_batch_is_sequences_or_tokens),
        TESTING_CASE(steps_are_given_or_follow_from_tokens),
        TESTING_CASE(children_each_run_the_whole_phase),
        TESTING_CASE(one_phase_may_stand_directly_in_the_recipe),
        TESTING_CASE(phases_are_read_in_order),
        TESTING_CASE(nothing_about_steps_leaves_no_phase),
        TESTING_CASE(a_recipe_that_says_a_thing_twice_is_refused),
        TESTING_CASE(a_recipe_that_lacks_a_thing_is_refused),
        TESTING_CASE(numbers_of_a_recipe_are_whole_and_positive),
        TESTING_CASE(predictions_lie_in_the_sequence_that_is_predicted),
        TESTING_CASE(every_bad_phase_is_told_with_its_path),
        TESTING_CASE(without_a_need_a_sequence_is_one_position),
        TESTING_CASE(a_recipe_read_over_another_replaces_only_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
