// layer_mlp.c and feed_forward.c against counts by hand.
//
// Where nothing else is said, 2 sequences of 3 positions of width 4: 6 positions. A product of 4 x 8 is 2 * 6 * 4 * 8 =
// 384 FLOP.
#include "gradients.h"

static struct count count_after(struct testing *t, const char *sizes)
{
    return count_between(t, "", testing_text(t, "mlp: {%s}", sizes), true);
}

static void an_mlp_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = (4 * 8 + 8) + (8 * 4 + 4),
                             .forward_flop = 2 * 384,
                             .backward_flop = 4 * 384,
                             // biases of both, a comparison for each hidden unit, dropout and residual of each output
                             .forward_elementwise_flop = 6 * 8 + 6 * 4 + 6 * 8 + 2 * 6 * 4,
                             .kept_elements = 6 * 4,
                             .kept_split_elements = 6 * (8 + 8),
                             .mask_bytes = 6 * 4};
    expect(count_after(t, "width: 8"), expected);
    expect(count_after(t, "width: 8, activation: relu, gated: false"), expected);
    expected.forward_elementwise_flop = 5 * (6 * 8) + 2 * 6 * 4;
    expected.parameters = 64;
    expect(count_after(t, "width: 8, activation: swish, bias: false"), expected);
}

// SwiGLU: a third matrix, and for each hidden unit a product with the gate.
static void a_gated_mlp_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = 3 * 32,
                             .forward_flop = 3 * 384,
                             .backward_flop = 6 * 384,
                             .forward_elementwise_flop = 6 * 8 * (5 + 1) + 2 * 6 * 4,
                             .kept_elements = 6 * 4,
                             .kept_split_elements = 6 * 4 * 8, // gate, activated gate, values, their product
                             .mask_bytes = 6 * 4};
    expect(count_after(t, "width: 8, activation: swish, gated: true, bias: false"), expected);
    expected.parameters += 8 + 8 + 4;
    expected.forward_elementwise_flop += 6 * (8 + 8 + 4);
    expect(count_after(t, "width: 8, activation: swish, gated: true"), expected);
}

static void activations_differ_in_elementwise_work_alone(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *activation;
        double flop;
    } rows[] = {{"relu", 1},  {"relu2", 2},      {"relu6", 2},      {"leaky_relu", 2}, {"elu", 4},
                {"gelu", 12}, {"tanh", 4},       {"gelu_tanh", 12}, {"swish", 5},      {"hard_swish", 5},
                {"mish", 8},  {"quick_gelu", 6}, {"none", 0},       {"sigmoid", 4}};
    struct count none = count_after(t, "width: 8, activation: none");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct count count = count_after(t, testing_text(t, "width: 8, activation: %s", rows[i].activation));
        struct count expected = none;
        expected.forward_elementwise_flop += rows[i].flop * 6 * 8;
        expect(count, expected);
    }
}

static void an_mlp_that_stands_first_saves_the_gradient_of_its_input(void **state)
{
    struct testing *t = testing_of(state);
    struct count plain = count_between(t, "", "mlp: {width: 8}", false);
    TESTING_EXACT(plain.forward_flop, 2 * 384);
    TESTING_EXACT(plain.backward_flop, 384 + 768);
    struct count gated = count_between(t, "", "mlp: {width: 8, gated: true}", false);
    TESTING_EXACT(gated.forward_flop, 3 * 384);
    TESTING_EXACT(gated.backward_flop, 384 + 384 + 768);
}

static void a_frozen_mlp_hands_gradients_through(void **state)
{
    struct testing *t = testing_of(state);
    expect_gradients(t, "", "mlp", "width: 8");
    expect_gradients(t, "", "mlp", "width: 8, gated: true");
    TESTING_EXACT(count_after(t, "width: 8, frozen: true").backward_flop, 2 * 384);
    TESTING_EXACT(count_after(t, "width: 8, frozen: true, gated: true").backward_flop, 3 * 384);
}

// Rank 2 beside 4 x 8 and 8 x 4: 2 * 12 weights each, of which 4 x 2 are 96 FLOP and 2 x 8 are 192.
static void adapters_are_trained_in_place_of_the_matrices(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_after(t, "width: 8, lora: 2");
    TESTING_EXACT(count.parameters, 76 + 48);
    TESTING_EXACT(count.adapter_parameters, 48);
    TESTING_EXACT(count.forward_flop, 768 + 2 * (96 + 192));
    TESTING_EXACT(count.backward_flop, 768 + 4 * (96 + 192));
    // Without the gradient of the input: nothing through `up` itself, and only weights of its adapter's first half.
    count = count_between(t, "", "mlp: {width: 8, lora: 2}", false);
    TESTING_EXACT(count.backward_flop, (96 + 2 * 192) + 384 + 2 * (96 + 192));
    assert_true(gives_gradient(t, "", "mlp: {width: 8, lora: 2}", false));
}

static void lora_on_chooses_the_matrices(void **state)
{
    struct testing *t = testing_of(state);
    struct count down = count_after(t, "width: 8, lora: 2, lora_on: [down]");
    TESTING_EXACT(down.adapter_parameters, 24);
    TESTING_EXACT(down.forward_flop, 768 + 96 + 192);
    TESTING_EXACT(down.backward_flop, 768 + 2 * (96 + 192));
    // Before the adapter nothing is trained, so nothing of `up` is computed backwards.
    down = count_between(t, "", "mlp: {width: 8, lora: 2, lora_on: [down]}", false);
    TESTING_EXACT(down.backward_flop, 192 + 2 * 96);
    struct count gate = count_between(t, "", "mlp: {width: 8, gated: true, lora: 2, lora_on: [gate]}", false);
    TESTING_EXACT(gate.adapter_parameters, 24);
    TESTING_EXACT(gate.backward_flop, (96 + 2 * 192) + 384); // through `down` to the gate
    struct count up = count_between(t, "", "mlp: {width: 8, gated: true, lora: 2, lora_on: [up]}", false);
    TESTING_EXACT(up.backward_flop, (96 + 2 * 192) + 384);
    struct count all = count_after(t, "width: 8, gated: true, lora: 2");
    expect(count_after(t, "width: 8, gated: true, lora: 2, lora_on: [up, gate, down]"), all);
    TESTING_EXACT(all.adapter_parameters, 72);
    // Without adapters there is nothing to choose.
    expect(count_after(t, "width: 8, lora_on: [up]"), count_after(t, "width: 8"));
}

static void an_mlp_gives_back_its_width(void **state)
{
    struct testing *t = testing_of(state);
    struct count next = count_at(t, "layers: [{mlp: {width: 8, input: 4}}, {dense: {width: 3}}]", 1, gradients_shape);
    TESTING_EXACT(next.parameters, 4 * 3 + 3);
    refuse(t, "layers: [{mlp: {width: 8}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{mlp: {input: 8}}]", "\"width\" is missing");
    refuse(t, "layers: [{mlp: {width: 8, input: 4, activation: gleu}}]", "did you mean \"gelu\"?");
    refuse(t, "layers: [{mlp: {width: 8, input: 4, lora: 2, lora_on: [gate]}}]",
           "lora_on: [gate] needs a gate; say \"gated: true\"");
    refuse(t, "layers: [{mlp: {width: 8, input: 4, lora: 2, lora_on: [router]}}]", "up, gate, down");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(an_mlp_by_hand),
        TESTING_CASE(a_gated_mlp_by_hand),
        TESTING_CASE(activations_differ_in_elementwise_work_alone),
        TESTING_CASE(an_mlp_that_stands_first_saves_the_gradient_of_its_input),
        TESTING_CASE(a_frozen_mlp_hands_gradients_through),
        TESTING_CASE(adapters_are_trained_in_place_of_the_matrices),
        TESTING_CASE(lora_on_chooses_the_matrices),
        TESTING_CASE(an_mlp_gives_back_its_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
