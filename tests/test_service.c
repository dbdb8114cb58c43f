// service.c: what is asked of a model that generates, as read. (What is refused: tests/bad/serving-*, rollouts-*)
#include "testing.h"

#include "plan/plan.h"

#define DECODER                                                                                                        \
    "model: {layers: [{embedding: {vocabulary: 9, width: 8}}, {embedding: {vocabulary: 6, width: 8, positions: "       \
    "true}}, {attention: {heads: 2, causal: true}}, {softmax: {vocabulary: 9}}], training: {precision: fp32, "         \
    "optimizer: sgd, sequence: 4, batch: 2, steps: 7}}\n"

static struct plan plan_of(struct testing *t, const char *text)
{
    static const struct plan_options nothing;
    struct plan plan;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, &plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    return plan;
}

static void requests_are_stated_one_way_of_three(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        double requests, tokens, life;
    } rows[] = {{"requests: 1e9", 1e9, 0, 0},
                {"tokens: 40", 10, 40, 0},
                {"requests_per_day: 0.5, life: 2 years", 365.25, 0, 2 * 31557600.0},
                {"requests: 100, life: 1 day", 100, 0, 86400}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan plan =
            plan_of(t, testing_text(t, DECODER "serving: {%s, prompt: 3, response: 1, batch: 5}\n", rows[i].text));
        assert_int_equal(plan.service.kind, SERVICE_REQUESTS);
        TESTING_CLOSE(plan.service.requests, rows[i].requests, 1e-15);
        TESTING_EXACT(plan.service.tokens, rows[i].tokens);
        TESTING_EXACT(plan.service.life_s, rows[i].life);
        assert_int_equal(plan.service.prompt, 3);
        assert_int_equal(plan.service.response, 1);
        assert_int_equal(plan.service.batch, 5);
    }
}

// The recipe says how the model was trained, which serving is not.
static void serving_forgets_the_recipe(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = plan_of(t, DECODER "serving: {requests: 1, prompt: 3, batch: 1}\n");
    assert_int_equal(plan.training.phase_count, 0);
    assert_int_equal(plan.training.precision, PRECISION_MIXED);
    assert_false(plan.training.precision_is_given);
    plan = plan_of(t, DECODER "serving: {requests: 1, prompt: 3, batch: 1, precision: fp8, weight_bits: 4, "
                              "cache_bits: 16}\n");
    assert_int_equal(plan.training.precision, PRECISION_FP8);
    assert_true(plan.training.precision_is_given);
    assert_int_equal(plan.service.weight_bits, 4);
    assert_int_equal(plan.service.cache_bits, 16);
}

static void rollouts_are_trained_on(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = plan_of(t, DECODER "rollouts: {prompts: 3, samples: 4, steps: 5, prompt: 2, response: 3, batch: "
                                          "6, epochs: 2, reference: true}\n");
    assert_int_equal(plan.service.kind, SERVICE_ROLLOUTS);
    TESTING_EXACT(plan.service.requests, 60);
    assert_true(plan.service.reference);
    assert_false(plan.service.reward);
    assert_int_equal(plan.training.phase_count, 1);
    const struct training_phase *phase = &plan.training.phases[0];
    assert_int_equal(phase->sequence, 5);
    assert_int_equal(phase->batch, 12);
    assert_int_equal(phase->steps, 10);
    TESTING_EXACT(training_sequences(phase), 120);
    // Precision and optimizer as the recipe says them, or the plan over it.
    assert_int_equal(plan.training.precision, PRECISION_FP32);
    assert_int_equal(plan.training.optimizer, OPTIMIZER_SGD);
    plan = plan_of(t, DECODER "training: {optimizer: adam}\nrollouts: {prompts: 3, samples: 4, steps: 5, prompt: 2, "
                              "response: 3, batch: 6}\n");
    assert_int_equal(plan.training.optimizer, OPTIMIZER_ADAM);
    assert_int_equal(plan.training.phases[0].steps, 5);
}

static void prompt_and_response_may_have_sides_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = plan_of(t, "model: {encoder: [{embedding: {vocabulary: 9, width: 8}}, {dense: {width: 8}}], "
                                  "decoder: [{embedding: {vocabulary: 9, width: 8}}, {softmax: {vocabulary: 9}}]}\n"
                                  "rollouts: {prompts: 3, samples: 4, steps: 5, prompt: 2, response: 3, batch: 6}\n");
    assert_int_equal(plan.training.phases[0].sequence, 2);
    assert_int_equal(plan.training.phases[0].target, 3);
}

static void a_request_beyond_the_positions_warns(void **state)
{
    struct testing *t = testing_of(state);
    (void)plan_of(t, DECODER "serving: {requests: 1, prompt: 3, response: 3, batch: 1}\n");
    TESTING_CLEAN(t);
    (void)plan_of(t, DECODER "serving: {requests: 1, prompt: 3, response: 4, batch: 1}\n");
    TESTING_WARNING(t, "a request of 3 + 4 is longer than the 6 positions that the model has");
}

static void a_plan_is_told_by_what_it_asks(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(catalog_kind_of(testing_yaml(t, "model: gpt2\nserving: {requests: 1}\n")), CATALOG_PLAN);
    assert_int_equal(catalog_kind_of(testing_yaml(t, "model: gpt2\nrollouts: {steps: 1}\n")), CATALOG_PLAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(requests_are_stated_one_way_of_three),
        TESTING_CASE(serving_forgets_the_recipe),
        TESTING_CASE(rollouts_are_trained_on),
        TESTING_CASE(prompt_and_response_may_have_sides_of_their_own),
        TESTING_CASE(a_request_beyond_the_positions_warns),
        TESTING_CASE(a_plan_is_told_by_what_it_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
