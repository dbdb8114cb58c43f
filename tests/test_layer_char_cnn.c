// layer_char_cnn.c against counts by hand: 2 sequences of 3 tokens of at most 5 characters, each character 2 wide.
#include "counting.h"

// Every test here counts the same step.
static struct count count_step(struct testing *t, const char *text, size_t index)
{
    return count_at(t, text, index, (struct model_shape){.batch = 2, .sequence = 3});
}

static const char *model_text(struct testing *t, const char *kernels, const char *filters)
{
    return testing_text(t,
                        "layers: [{char_cnn: {characters: 10, character_width: 2, max_characters: 5, kernels: %s, "
                        "filters: %s}}, {dense: {width: 7}}]",
                        kernels, filters);
}

static void a_character_convolution_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = model_text(t, "[1, 3]", "[4, 6]");
    struct count count = count_step(t, text, 0);
    TESTING_EXACT(count.parameters, 10 * 2 + (1 * 2 * 4 + 4) + (3 * 2 * 6 + 6));
    // A kernel of 1 has 5 places in 5 characters, one of 3 has 3.
    double forward = 2 * (6 * 5) * (1 * 2) * 4 + 2 * (6 * 3) * (3 * 2) * 6;
    TESTING_EXACT(count.forward_flop, forward);
    TESTING_EXACT(count.backward_flop, 2 * forward); // the table of characters needs its gradient
    // Biases at every place; then the maximum over places, and an activation.
    TESTING_EXACT(count.forward_elementwise_flop, 30 * 4 + 18 * 6 + 6 * 4 * (5 + 1) + 6 * 6 * (3 + 1));
    TESTING_EXACT(count.kept_elements, 6 * 5 * 2 + 6 * 4 + 6 * 6);
    TESTING_EXACT(count.mask_bytes, 0);
    TESTING_EXACT(count.forward_recurrent_flop, 0);
    // All filters side by side flow on.
    TESTING_EXACT(count_step(t, text, 1).parameters, 10 * 7 + 7);
    TESTING_EXACT(count_step(t, text, 1).backward_flop, 2 * count_step(t, text, 1).forward_flop);
}

static void one_kernel_may_stand_without_a_list(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_step(t, model_text(t, "5", "4"), 0);
    TESTING_EXACT(count.parameters, 10 * 2 + (5 * 2 * 4 + 4));
    TESTING_EXACT(count.forward_flop, 2 * 6 * (5 * 2) * 4); // it fits once
}

static void shared_convolutions_hold_their_weights_once(void **state)
{
    struct testing *t = testing_of(state);
    const char *cnn = "{char_cnn: {characters: 10, character_width: 2, max_characters: 5, kernels: [1, 3], filters: "
                      "[4, 6], share: characters}}";
    const char *text = testing_text(t, "layers: [%s]\ntraining_layers: [%s]\n", cnn, cnn);
    TESTING_EXACT(count_step(t, text, 0).parameters, 74);
    TESTING_EXACT(count_step(t, text, 1).parameters, 0);
    TESTING_EXACT(count_step(t, text, 1).forward_flop, count_step(t, text, 0).forward_flop);
}

// Beside the filters alone: the table of characters is frozen then, and needs no gradient.
static void adapters_stand_beside_the_filters(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{char_cnn: {characters: 10, character_width: 2, max_characters: 5, kernels: 3, "
                       "filters: 6, %s}}]";
    double matrix = 2 * (6 * 3) * (3 * 2) * 6, down = 2 * (6 * 3) * (3 * 2) * 4, up = 2 * (6 * 3) * 4 * 6;
    struct count count = count_step(t, testing_text(t, text, "lora: 4"), 0);
    TESTING_EXACT(count.parameters, 10 * 2 + (3 * 2 * 6 + 6) + 4 * (3 * 2 + 6));
    TESTING_EXACT(count.trainable_parameters, 4 * (3 * 2 + 6));
    TESTING_EXACT(count.forward_flop, matrix + down + up);
    TESTING_EXACT(count.backward_flop, down + 2 * up);
    TESTING_EXACT(count_step(t, testing_text(t, text, "frozen: true"), 0).backward_flop, 0);
}

static void kernels_and_filters_must_match(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, model_text(t, "[1, 3]", "[4, 6, 8]"), "2 kernels but 3 numbers of filters");
    refuse(t, model_text(t, "[1, 3]", "4"), "2 kernels but 1 numbers of filters");
    refuse(t, model_text(t, "[1, 6]", "[4, 6]"), "a kernel of 6 does not fit 5 characters");
    refuse(t, model_text(t, "[]", "[]"), "\"kernels\" is an empty list");
    refuse(t, model_text(t, "[0]", "[4]"), "\"kernels\" must be at least 1, not 0");
    refuse(t, model_text(t, "[1]", "[0]"), "\"filters\" must be at least 1, not 0");
    refuse(t, "layers: [{char_cnn: {}}]", "\"max_characters\" is missing");
}

static void characters_are_read_from_ids_alone(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{%s}, {char_cnn: {characters: 10, character_width: 2, max_characters: 5, kernels: 1, "
                       "filters: 4}}]";
    refuse(t, testing_text(t, text, "dense: {width: 4, input: 3}"),
           "char_cnn reads characters; here a width of 4 flows in");
    // Its output would stand in place of the embedding's, which flows nowhere.
    refuse(t, testing_text(t, text, "embedding: {vocabulary: 7, width: 4}"),
           "char_cnn reads characters; here a width of 4 flows in");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_character_convolution_by_hand),
        TESTING_CASE(one_kernel_may_stand_without_a_list),
        TESTING_CASE(shared_convolutions_hold_their_weights_once),
        TESTING_CASE(adapters_stand_beside_the_filters),
        TESTING_CASE(kernels_and_filters_must_match),
        TESTING_CASE(characters_are_read_from_ids_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
