// model_lora.c: adapters for a whole model.
#include "counting.h"

static struct model_totals lora(struct testing *t, const char *name, const char *keys)
{
    struct model model;
    struct model_totals totals;
    const struct yaml_node *plan = testing_yaml(t, testing_text(t, "model: {base: %s, lora: %s}", name, keys)),
                           *node = NULL;
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, testing_at(plan, "model"), &node), STATUS_OK);
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    model_count(&model, &(struct model_shape){.batch = 1, .sequence = 128}, NULL, &totals);
    return totals;
}

// The adapters of published fine-tunings: rank x (in + out) for each matrix.
static void adapters_of_released_models(void **state)
{
    struct testing *t = testing_of(state);
    // Llama 7B, rank 8 on queries and values, the setting of alpaca-lora: 4,194,304 trainable parameters.
    struct count model = lora(t, "llama-7b", "{rank: 8, on: [query, value]}").model;
    TESTING_EXACT(model.trainable_parameters, 4194304);
    TESTING_EXACT(model.parameters, 6738415616 + 4194304);
    // GPT-3 175B, rank 4 on queries and values: 18.9 million (Hu et al. 2021, section 7.1: "18M").
    TESTING_EXACT(lora(t, "gpt3-175b", "{rank: 4, on: [query, value]}").model.trainable_parameters,
                  96 * 2 * 4 * 2 * 12288);
    // Rank 16 on all seven matrices of Llama 7B's blocks: 39,976,960.
    TESTING_EXACT(lora(t, "llama-7b", "{rank: 16}").model.trainable_parameters, 39976960);
}

// Forward of the frozen matrices, backward once through those that a gradient has to pass, nothing for their weights.
static void the_backward_pass_is_shorter(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "{layers: [{embedding: {vocabulary: 7, width: 4}}, {dense: {width: 4, bias: false}}, {mlp: {width: "
        "8, bias: false}}, {softmax: {vocabulary: 7}}], lora: {rank: 2, on: [up]}}";
    struct model model;
    struct model_totals totals;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    model_count(&model, &(struct model_shape){.batch = 1, .sequence = 3}, NULL, &totals);
    // dense 96, up 192 and its adapter 48 + 96, down 192, softmax 168
    TESTING_EXACT(totals.model.forward_flop, 96 + 192 + 48 + 96 + 192 + 168);
    // nothing before the adapter; of it both gradients of its second half, the weights alone of its first; then inputs
    TESTING_EXACT(totals.model.backward_flop, 48 + 2 * 96 + 192 + 168);
    TESTING_EXACT(totals.model.trainable_parameters, 2 * (4 + 8));
}

// A model of two parts, only one of them gated: the other has no gate to stand beside, and is none the worse for it.
static void a_gate_is_meant_where_there_is_one(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "{layers: [{embedding: {vocabulary: 7, width: 4}}, {mlp: {width: 8}}, {mlp: {width: 8, gated: "
                       "true}}, {moe: {width: 8, experts: 2, active: 1}}], lora: {rank: 2, on: [%s]}}";
    struct model_shape shape = {.batch = 1, .sequence = 3};
    for (size_t i = 1; i <= 3; i++) {
        const double pairs[] = {0, 1, 1, 2};
        double gate = i == 2 ? 1 : 0;
        TESTING_EXACT(count_at(t, testing_text(t, text, "gate"), i, shape).trainable_parameters, gate * 2 * (4 + 8));
        TESTING_EXACT(count_at(t, testing_text(t, text, "up, gate"), i, shape).trainable_parameters,
                      (pairs[i] + gate) * 2 * (4 + 8));
    }
}

static void errors(void **state)
{
    struct testing *t = testing_of(state);
#define LORA_MODEL(keys) "{layers: [{embedding: {vocabulary: 7, width: 4}}, {mlp: {width: 8}}], lora: " keys "}"
    refuse(t, LORA_MODEL("{on: [up]}"), "\"rank\" is missing");
    refuse(t, LORA_MODEL("{rank: 0}"), "\"rank\" must be at least 1, not 0");
    refuse(t, LORA_MODEL("8"), "a mapping of keys is needed here");
    refuse(t, LORA_MODEL("{rank: 8, on: up}"), "\"on\" needs a list of matrices");
    refuse(t, LORA_MODEL("{rank: 8, on: []}"), "\"on\" needs a list of matrices");
    refuse(t, LORA_MODEL("{rank: 8, on: [[up]]}"), "the name of a matrix is needed here");
    refuse(t, LORA_MODEL("{rank: 8, on: [up, uq]}"), "no layer has a matrix \"uq\"; did you mean \"up\"?");
    refuse(t, LORA_MODEL("{rank: 8, on: [up, gate]}"), "no layer has a matrix \"gate\"");
    refuse(t, LORA_MODEL("{rank: 8, on: [up, query]}"), "no layer has a matrix \"query\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(adapters_of_released_models),
        TESTING_CASE(the_backward_pass_is_shorter),
        TESTING_CASE(a_gate_is_meant_where_there_is_one),
        TESTING_CASE(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
