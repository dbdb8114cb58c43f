// goal_model.c: how large a model an amount of FLOPs is, what memory holds, and which of a family there are.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "uncertainty/goal_ladder.h"

#define CARD                                                                                                           \
    "{device: card, peak: {fp16: 100 TFLOP/s}, memory: {capacity: 90 GB}, power: {tdp: 300 W}, utilization: 0.4}"

static struct programme *read_programme(struct testing *t, const char *text)
{
    static const struct plan_options nothing;
    struct programme *programme = arena_alloc(&t->arena, sizeof *programme);
    assert_int_equal(programme_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, programme), STATUS_OK);
    TESTING_CLEAN(t);
    return programme;
}

// Chinchilla itself: 70 billion parameters, 1.4 trillion tokens, 5.76e23 FLOP (Hoffmann et al. 2022, section 4).
static void chinchilla_is_twenty_tokens_to_a_parameter(void **state)
{
    (void)state;
    TESTING_CLOSE(goal_model_parameters(5.76e23, GOAL_MODEL_TOKENS_PER_PARAMETER), 70e9, 0.02);
    TESTING_CLOSE(goal_model_flop(70e9, 20), 5.88e23, 1e-12);
    for (int power = 15; power < 27; power++)
        TESTING_CLOSE(goal_model_flop(goal_model_parameters(pow(10, power), 37), 37), pow(10, power), 1e-12);
}

// 18 bytes for each parameter of Adam in half precision: on one card of 90 GB five billion, on eight forty.
static void memory_holds_eighteen_bytes_for_each_parameter(void **state)
{
    struct testing *t = testing_of(state);
    for (int devices = 1; devices <= 8; devices *= 8) {
        struct programme *programme = read_programme(
            t, testing_text(t,
                            "programme: p\nwork: [{name: a, model: {parameters: 1e6, training: {precision: fp16, "
                            "optimizer: adam, sequence: 100, batch: 8, steps: 1}}, hardware: {device: " CARD
                            ", devices: %d}}]\n",
                            devices));
        double room = goal_model_room(&programme->plans[0]);
        TESTING_CLOSE(room, 5e9 * devices, 2e-4);
        struct goal_model model = {.model = programme->plans[0].model, .training = programme->plans[0].training};
        model.model.given_parameters = (int64_t)room;
        assert_true(goal_model_fits(&programme->plans[0], &model));
        model.model.given_parameters = (int64_t)(room * 1.001);
        assert_false(goal_model_fits(&programme->plans[0], &model));
    }
    struct programme *nowhere = read_programme(t, "programme: p\nwork: [{name: a, model: {parameters: 1e6, training: "
                                                  "{sequence: 100, batch: 8, steps: 1}}}]\n");
    assert_true(isinf(goal_model_room(&nowhere->plans[0])));
}

// The sizes of Pythia, each on twenty tokens to a parameter, or on what its recipe says.
static void a_ladder_is_the_family_of_the_final_model(void **state)
{
    struct testing *t = testing_of(state);
    struct goal_ladder ladder;
    struct programme *programme =
        read_programme(t, "programme: p\nwork:\n  - {name: s, model: bert-base, search: {random: {trials: 2}}}\n"
                          "  - {name: f, model: pythia-160m}\n");
    assert_int_equal(programme->final_item, 1);
    assert_int_equal(goal_ladder_read(&t->reader, &t->catalog, programme, NULL, 0, 20, &ladder), STATUS_OK);
    TESTING_CLEAN(t);
    assert_true(ladder.count > 5);
    assert_string_equal(ladder.left_out, "");
    bool found = false;
    for (size_t i = 0; i < ladder.count; i++) {
        const struct goal_model *model = &ladder.models[i];
        assert_true(strncmp(model->name, "pythia-", 7) == 0);
        assert_true(!i || model->flop >= ladder.models[i - 1].flop);
        TESTING_CLOSE(model->tokens, 20 * model->parameters, 1e-12);
        // Embeddings are looked up for nothing, attention costs beyond parameters: about 6 N D all the same.
        TESTING_CLOSE(model->flop, goal_model_flop(model->parameters, 20), 0.6);
        TESTING_CLOSE(model->scale, model->flop / programme->tallies[programme->work[1].plans[0]].training_flop, 1e-12);
        found = found || strcmp(model->name, "pythia-160m") == 0;
    }
    assert_true(found);
    assert_int_equal(goal_ladder_read(&t->reader, &t->catalog, programme, NULL, 0, 0, &ladder), STATUS_OK);
    for (size_t i = 0; i < ladder.count; i++)
        if (strcmp(ladder.models[i].name, "pythia-160m") == 0)
            TESTING_CLOSE(ladder.models[i].scale, 1, 1e-12);
}

static void named_models_are_a_ladder_and_mistakes_are_told(void **state)
{
    struct testing *t = testing_of(state);
    struct goal_ladder ladder;
    const char *const names[] = {"pythia-1b", "gpt2", "pythia-1bb"};
    struct programme *programme = read_programme(t, "programme: p\nwork: [{name: f, model: pythia-160m}]\n");
    assert_int_equal(goal_ladder_read(&t->reader, &t->catalog, programme, names, 2, 20, &ladder), STATUS_OK);
    assert_int_equal(ladder.count, 2);
    assert_string_equal(ladder.models[0].name, "gpt2"); // the least first
    testing_forget(t);
    assert_int_equal(goal_ladder_read(&t->reader, &t->catalog, programme, names, 3, 20, &ladder), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "there is no model \"pythia-1bb\"");
}

// A model of which nobody knows the training is no mistake in a family; nor is one that stands inline.
static void what_has_no_family_has_no_ladder(void **state)
{
    struct testing *t = testing_of(state);
    struct goal_ladder ladder;
    struct programme *programme =
        read_programme(t, "programme: p\nwork: [{name: f, model: {parameters: 1e6, training: {sequence: 9, batch: 8, "
                          "steps: 1}}}]\n");
    assert_int_equal(goal_ladder_read(&t->reader, &t->catalog, programme, NULL, 0, 20, &ladder), STATUS_OK);
    assert_int_equal(ladder.count, 0);
    assert_true(goal_model_has_tokens(&programme->plans[0]));
    TESTING_CLEAN(t);
    programme = read_programme(t, "programme: p\nwork: [{name: f, model: resnet-50}]\n");
    assert_false(goal_model_has_tokens(&programme->plans[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(chinchilla_is_twenty_tokens_to_a_parameter),
        TESTING_CASE(memory_holds_eighteen_bytes_for_each_parameter),
        TESTING_CASE(a_ladder_is_the_family_of_the_final_model),
        TESTING_CASE(named_models_are_a_ladder_and_mistakes_are_told),
        TESTING_CASE(what_has_no_family_has_no_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
