// The layers that work on each position by itself: layer_dense.c, layer_glu.c and layer_highway.c, each against counts
// by hand.
//
// Where nothing else is said, 2 sequences of 3 positions of width 4: 6 positions, 24 elements.
#include "gradients.h"

// Every test here counts the same step.
static struct count count_step(struct testing *t, const char *text, size_t index)
{
    return count_at(t, text, index, (struct model_shape){.batch = 2, .sequence = 3});
}

// A layer behind an embedding: its input needs a gradient.
static struct count count_after(struct testing *t, const char *layer)
{
    return count_step(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {%s}]", layer), 1);
}

// A layer that stands first: nothing needs the gradient of its input.
static struct count count_first(struct testing *t, const char *layer)
{
    return count_step(t, testing_text(t, "layers: [{%s}]", layer), 0);
}

static void a_dense_layer_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "dense: {width: 5}"),
           (struct count){.parameters = 4 * 5 + 5,
                          .forward_flop = 2 * 6 * 4 * 5,
                          .backward_flop = 4 * 6 * 4 * 5,
                          .forward_elementwise_flop = 6 * 5 + 6 * 5, // bias, activation
                          .kept_elements = 6 * 4});
    expect(count_after(t, "dense: {width: 5, bias: false}"), (struct count){.parameters = 4 * 5,
                                                                            .forward_flop = 240,
                                                                            .backward_flop = 480,
                                                                            .forward_elementwise_flop = 6 * 5,
                                                                            .kept_elements = 24});
}

static void a_dense_layer_that_stands_first_has_no_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_first(t, "dense: {width: 5, input: 4}"), (struct count){.parameters = 25,
                                                                         .forward_flop = 240,
                                                                         .backward_flop = 240,
                                                                         .forward_elementwise_flop = 60,
                                                                         .kept_elements = 24});
}

static void a_dense_layer_gives_its_width(void **state)
{
    struct testing *t = testing_of(state);
    struct count second = count_step(t, "layers: [{dense: {width: 5, input: 4}}, {dense: {width: 3}}]", 1);
    TESTING_EXACT(second.parameters, 5 * 3 + 3);
    TESTING_EXACT(second.backward_flop, 2 * second.forward_flop); // the first one needs its gradient
    // `input` reads another width than the one that flows: a second head.
    struct count head = count_step(t, "layers: [{dense: {width: 5, input: 4}}, {dense: {width: 3, input: 4}}]", 1);
    TESTING_EXACT(head.parameters, 4 * 3 + 3);
    refuse(t, "layers: [{dense: {width: 5}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{dense: }]", "\"width\" is missing");
}

// Rank 2 beside 4 x 5: 2 * (4 + 5) weights more, and 2 FLOP for each of them at 6 positions.
static void a_dense_layer_frozen_and_with_adapters(void **state)
{
    struct testing *t = testing_of(state);
    expect_gradients(t, "", "dense", "width: 5");
    TESTING_EXACT(count_between(t, "", "dense: {width: 5, frozen: true}", true).backward_flop, 240);
    struct count lora = count_between(t, "", "dense: {width: 5, lora: 2}", true);
    TESTING_EXACT(lora.parameters, 25 + 18);
    TESTING_EXACT(lora.adapter_parameters, 18);
    TESTING_EXACT(lora.forward_flop, 240 + 96 + 120);
    TESTING_EXACT(lora.backward_flop, 240 + 2 * 96 + 2 * 120);
    // Nothing needs the input's gradient: neither through the matrix nor through the first half of the adapter.
    TESTING_EXACT(count_between(t, "", "dense: {width: 5, lora: 2}", false).backward_flop, 96 + 2 * 120);
    assert_true(gives_gradient(t, "", "dense: {width: 5, lora: 2}", false));
}

static void a_dense_layer_does_not_flatten(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "image: [3, 2, 4]\nlayers: [{dense: {width: 5, input: 24}}]",
           "on an image a dense layer reads the 4 channels of each place, not 24 inputs; pool to one place (pooling: "
           "{global: true}) or flatten first");
}

static void a_glu_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "glu: "), (struct count){.parameters = 2 * (4 * 4 + 4),
                                                   .forward_flop = 2 * (2 * 6 * 4 * 4),
                                                   .backward_flop = 2 * (4 * 6 * 4 * 4),
                                                   // two biases; a sigmoid of 4 and a product for each output
                                                   .forward_elementwise_flop = 2 * 24 + 5 * 24,
                                                   .kept_elements = 6 * (4 + 4 + 4)});
    expect(count_after(t, "glu: {width: 3, bias: false}"), (struct count){.parameters = 2 * (4 * 3),
                                                                          .forward_flop = 2 * (2 * 6 * 4 * 3),
                                                                          .backward_flop = 2 * (4 * 6 * 4 * 3),
                                                                          .forward_elementwise_flop = 5 * 18,
                                                                          .kept_elements = 6 * (4 + 3 + 3)});
    struct count first = count_first(t, "glu: {input: 4}");
    TESTING_EXACT(first.backward_flop, first.forward_flop); // both matrices read the input
    struct count next = count_step(t, "layers: [{glu: {input: 4, width: 6}}, {dense: {width: 3}}]", 1);
    TESTING_EXACT(next.parameters, 6 * 3 + 3);
    refuse(t, "layers: [{glu: {width: 8}}]", "no layer before this one gives a width; say \"input\"");
}

static void highway_layers_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count one = {.parameters = 4 * 8 + 8,
                        .forward_flop = 2 * 6 * 4 * 8,
                        .backward_flop = 4 * 6 * 4 * 8,
                        // biases; relu 1, sigmoid 4, gated sum 4
                        .forward_elementwise_flop = 6 * 8 + 9 * 24,
                        .kept_elements = 3 * 24};
    struct count three = {0};
    expect(count_after(t, "highway: "), one);
    count_add(&three, &one, 3);
    expect(count_after(t, "highway: {layers: 3}"), three);
    // Only the first of three is spared the gradient of its input.
    struct count first = count_first(t, "highway: {layers: 3, input: 4}");
    TESTING_EXACT(first.forward_flop, 3 * 384);
    TESTING_EXACT(first.backward_flop, 384 + 768 + 768);
    struct count next = count_step(t, "layers: [{highway: {layers: 2, input: 4}}, {dense: {width: 3}}]", 1);
    TESTING_EXACT(next.parameters, 4 * 3 + 3);
    refuse(t, "layers: [{highway: {layers: 2}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{highway: {layers: 0, input: 4}}]", "\"layers\" must be at least 1, not 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_dense_layer_by_hand),
        TESTING_CASE(a_dense_layer_that_stands_first_has_no_input_gradient),
        TESTING_CASE(a_dense_layer_gives_its_width),
        TESTING_CASE(a_dense_layer_frozen_and_with_adapters),
        TESTING_CASE(a_dense_layer_does_not_flatten),
        TESTING_CASE(a_glu_by_hand),
        TESTING_CASE(highway_layers_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
