// The layers that work on each position by itself: layer_dense.c, layer_mlp.c, layer_glu.c, layer_highway.c and
// layer_layer_norm.c, each against counts by hand.
//
// Where nothing else is said, 2 sequences of 3 positions of width 4: 6 positions, 24 elements.
#include "counting.h"

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
                          .saved_elements = 6 * 4});
    expect(count_after(t, "dense: {width: 5, bias: false}"), (struct count){.parameters = 4 * 5,
                                                                            .forward_flop = 240,
                                                                            .backward_flop = 480,
                                                                            .forward_elementwise_flop = 6 * 5,
                                                                            .saved_elements = 24});
}

static void a_dense_layer_that_stands_first_has_no_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_first(t, "dense: {width: 5, input: 4}"), (struct count){.parameters = 25,
                                                                         .forward_flop = 240,
                                                                         .backward_flop = 240,
                                                                         .forward_elementwise_flop = 60,
                                                                         .saved_elements = 24});
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
    refuse(t, "layers: [{dense: }]", "no layer before this one gives a width; say \"input\"");
}

static void an_mlp_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = (4 * 8 + 8) + (8 * 4 + 4),
                             .forward_flop = 2 * (2 * 6 * 4 * 8),
                             .backward_flop = 2 * (4 * 6 * 4 * 8),
                             // biases of both, a comparison for each hidden unit, dropout and residual of each output
                             .forward_elementwise_flop = 6 * 8 + 6 * 4 + 6 * 8 + 2 * 6 * 4,
                             .saved_elements = 6 * (4 + 8 + 8),
                             .mask_bytes = 6 * 4};
    expect(count_after(t, "mlp: {width: 8}"), expected);
    expect(count_after(t, "mlp: {width: 8, activation: relu}"), expected);
    expected.forward_elementwise_flop = 6 * 8 + 6 * 4 + 12 * (6 * 8) + 2 * 6 * 4;
    expect(count_after(t, "mlp: {width: 8, activation: gelu}"), expected);
    expected.forward_elementwise_flop = 6 * 8 + 6 * 4 + 5 * (6 * 8) + 2 * 6 * 4;
    expect(count_after(t, "mlp: {width: 8, activation: swish}"), expected);
    expected.forward_elementwise_flop = 5 * (6 * 8) + 2 * 6 * 4;
    expected.parameters = 64;
    expect(count_after(t, "mlp: {width: 8, activation: swish, bias: false}"), expected);
}

static void an_mlp_that_stands_first_saves_one_product_of_four(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_first(t, "mlp: {width: 8, input: 4}");
    TESTING_EXACT(count.forward_flop, 768);
    TESTING_EXACT(count.backward_flop, 384 + 768);
}

static void an_mlp_gives_back_its_width(void **state)
{
    struct testing *t = testing_of(state);
    struct count next = count_step(t, "layers: [{mlp: {width: 8, input: 4}}, {dense: {width: 3}}]", 1);
    TESTING_EXACT(next.parameters, 4 * 3 + 3);
    refuse(t, "layers: [{mlp: {width: 8}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{mlp: {input: 8}}]", "\"width\" is missing");
    refuse(t, "layers: [{mlp: {width: 8, input: 4, activation: gleu}}]", "did you mean \"gelu\"?");
}

static void a_glu_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "glu: "), (struct count){.parameters = 2 * (4 * 4 + 4),
                                                   .forward_flop = 2 * (2 * 6 * 4 * 4),
                                                   .backward_flop = 2 * (4 * 6 * 4 * 4),
                                                   // two biases; a sigmoid of 4 and a product for each output
                                                   .forward_elementwise_flop = 2 * 24 + 5 * 24,
                                                   .saved_elements = 6 * (4 + 4 + 4)});
    expect(count_after(t, "glu: {width: 3, bias: false}"), (struct count){.parameters = 2 * (4 * 3),
                                                                          .forward_flop = 2 * (2 * 6 * 4 * 3),
                                                                          .backward_flop = 2 * (4 * 6 * 4 * 3),
                                                                          .forward_elementwise_flop = 5 * 18,
                                                                          .saved_elements = 6 * (4 + 3 + 3)});
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
                        .saved_elements = 3 * 24};
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

static void a_layer_norm_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "layer_norm: "),
           (struct count){.parameters = 8, .forward_elementwise_flop = 8 * 24, .saved_elements = 24});
    expect(count_first(t, "layer_norm: {input: 4}"),
           (struct count){.parameters = 8, .forward_elementwise_flop = 8 * 24, .saved_elements = 24});
    expect(count_after(t, "layer_norm: {at: first}"),
           (struct count){.parameters = 8, .forward_elementwise_flop = 8 * 8, .saved_elements = 8});
    // Its scale and shift are trained, so what comes after it needs a gradient.
    struct count next = count_step(t, "layers: [{layer_norm: {input: 4}}, {dense: {width: 3}}]", 1);
    TESTING_EXACT(next.backward_flop, 2 * next.forward_flop);
    refuse(t, "layers: [{layer_norm: }]", "no layer before this one gives a width; say \"input\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_dense_layer_by_hand),
        TESTING_CASE(a_dense_layer_that_stands_first_has_no_input_gradient),
        TESTING_CASE(a_dense_layer_gives_its_width),
        TESTING_CASE(an_mlp_by_hand),
        TESTING_CASE(an_mlp_that_stands_first_saves_one_product_of_four),
        TESTING_CASE(an_mlp_gives_back_its_width),
        TESTING_CASE(a_glu_by_hand),
        TESTING_CASE(highway_layers_by_hand),
        TESTING_CASE(a_layer_norm_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
