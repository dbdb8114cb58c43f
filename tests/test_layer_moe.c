// layer_moe.c against counts by hand and against switch-base-8 as transformers executes it.
//
// Where nothing else is said, 2 sequences of 3 positions of width 4: 6 tokens.
#include "gradients.h"

static struct count count_after(struct testing *t, const char *sizes)
{
    return count_between(t, "", testing_text(t, "moe: {%s}", sizes), true);
}

// 8 experts of 2 * 4 * 3 = 24 weights, 2 for each token: 12 passes through one.
static void a_mixture_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = 4 * 8 + 8 * 24,
                             .inactive_parameters = 6 * 24,
                             .forward_flop = 2 * 6 * 4 * 8 + 2 * (2 * 12 * 4 * 3),
                             .backward_flop = 2 * (384 + 576),
                             .forward_router_flop = 384,
                             // relu; weighted sum; softmax over 8; dropout and residual
                             .forward_elementwise_flop = 12 * 3 + 2 * 12 * 4 + 4 * 6 * 8 + 2 * 6 * 4,
                             // input, scores and probabilities; what goes into the experts and comes out
                             .kept_elements = 6 * (4 + 2 * 8) + 2 * 12 * 4,
                             .kept_split_elements = 12 * 2 * 3,
                             .mask_bytes = 6 * 4};
    expect(count_after(t, "experts: 8, active: 2, width: 3"), expected);
    expect(count_after(t, "experts: 8, active: 2, width: 3, capacity: 0"), expected);
    expect(count_after(t, "experts: 8, active: 2, width: 3, capacity: 1"), expected);
    // Half as many slots again: the same FLOPs, and half of the experts' own for nothing.
    expected.forward_padding_flop = 576 / 2;
    expected.kept_elements = 6 * (4 + 2 * 8) + 2 * 18 * 4;
    expected.kept_split_elements = 18 * 2 * 3;
    expect(count_after(t, "experts: 8, active: 2, width: 3, capacity: 1.5"), expected);
}

static void a_mixture_with_everything_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    double one = 3 * 4 * 3 + (3 + 3 + 4), shared = 3 * 4 * 5 + (5 + 5 + 4);
    double products = 2 * 6 * 4 * 4 + 3 * (2 * 6 * 4 * 3) + 3 * (2 * 6 * 4 * 5) + 2 * 6 * 4 * 1;
    expect(count_after(t, "experts: 4, active: 1, width: 3, shared: 5, gated: true, activation: swish, bias: true, "
                          "router_bias: true, shared_gate: true"),
           (struct count){.parameters = (4 * 4 + 4) + 4 * one + shared + 4,
                          .inactive_parameters = 3 * one,
                          .forward_flop = products,
                          .backward_flop = 2 * products,
                          .forward_router_flop = 2 * 6 * 4 * 4,
                          // For each token: router's bias and softmax; the expert's biases, swish, gate and weighting;
                          // the same of the shared one, whose own gate is a sigmoid and a product; dropout, residual.
                          .forward_elementwise_flop =
                              6 * ((4 + 16) + (10 + 5 * 3 + 3 + 2 * 4) + (14 + 5 * 5 + 5 + 4 + (4 + 4)) + 2 * 4),
                          .kept_elements = 6 * (4 + 2 * 4 + 2 * 4 + (1 + 4)),
                          .kept_split_elements = 6 * 4 * (3 + 5),
                          .mask_bytes = 6 * 4});
}

// One expert that every token passes through is an mlp with a router of one column.
static void a_mixture_of_one_is_an_mlp(void **state)
{
    struct testing *t = testing_of(state);
    struct count moe = count_after(t, "experts: 1, active: 1, width: 8, bias: true, gated: true");
    struct count mlp = count_between(t, "", "mlp: {width: 8, gated: true}", true);
    TESTING_EXACT(moe.parameters, mlp.parameters + 4);
    TESTING_EXACT(moe.inactive_parameters, 0);
    TESTING_EXACT(moe.forward_flop, mlp.forward_flop + moe.forward_router_flop);
    TESTING_EXACT(moe.backward_flop, mlp.backward_flop + 2 * moe.forward_router_flop);
    TESTING_EXACT(moe.kept_split_elements, mlp.kept_split_elements);
    // Experts that nothing passes through add parameters alone; twice as many active ones, twice the work.
    struct count four = count_after(t, "experts: 4, active: 1, width: 8, bias: true, gated: true");
    struct count two = count_after(t, "experts: 4, active: 2, width: 8, bias: true, gated: true");
    TESTING_EXACT(four.forward_flop - four.forward_router_flop, mlp.forward_flop);
    TESTING_EXACT(two.forward_flop - two.forward_router_flop, 2 * mlp.forward_flop);
    TESTING_EXACT(two.parameters, four.parameters);
    TESTING_EXACT(four.parameters - four.inactive_parameters, mlp.parameters + 4 * 4);
}

// Rows and columns of the router and of each expert's matrices.
static void what_adafactor_keeps_of_a_mixture(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_EXACT(count_after(t, "experts: 8, active: 2, width: 3").factored_elements, (4 + 8) + 8 * 2 * (4 + 3));
    TESTING_EXACT(count_after(t, "experts: 8, active: 2, width: 3, gated: true, bias: true").factored_elements,
                  (4 + 8) + 8 * (3 * (4 + 3) + 3 + 3 + 4));
}

static void gradients_of_a_mixture(void **state)
{
    struct testing *t = testing_of(state);
    expect_gradients(t, "", "moe", "experts: 8, active: 2, width: 3");
    expect_gradients(t, "", "moe", "experts: 8, active: 2, width: 3, shared: 5, shared_gate: true");
    // First: the router's and `up`'s inputs need none. Frozen: of each product that of the input alone.
    struct count first = count_between(t, "", "moe: {experts: 8, active: 2, width: 3}", false);
    TESTING_EXACT(first.backward_flop, 384 + 288 + 2 * 288);
    TESTING_EXACT(count_after(t, "experts: 8, active: 2, width: 3, frozen: true").backward_flop, 384 + 576);
}

// Rank 2: the router has 2 * (4 + 8) weights of adapters, each expert 2 * 2 * (4 + 3).
static void adapters_of_a_mixture(void **state)
{
    struct testing *t = testing_of(state);
    struct count all = count_after(t, "experts: 8, active: 2, width: 3, lora: 2");
    TESTING_EXACT(all.adapter_parameters, 24 + 8 * 28);
    TESTING_EXACT(all.parameters, 224 + 24 + 8 * 28);
    TESTING_EXACT(all.inactive_parameters, 6 * (24 + 28));
    TESTING_EXACT(all.forward_router_flop, 384 + 2 * 6 * 24);
    TESTING_EXACT(all.forward_flop, 384 + 2 * 6 * 24 + 576 + 2 * 12 * 28);
    TESTING_EXACT(all.backward_flop, 384 + 4 * 6 * 24 + 576 + 4 * 12 * 28);
    struct count router = count_after(t, "experts: 8, active: 2, width: 3, lora: 2, lora_on: [router]");
    TESTING_EXACT(router.adapter_parameters, 24);
    TESTING_EXACT(router.inactive_parameters, 6 * 24);
    TESTING_EXACT(router.backward_flop, 384 + 4 * 6 * 24 + 576);
    struct count down = count_after(t, "experts: 8, active: 2, width: 3, lora: 2, lora_on: [down]");
    TESTING_EXACT(down.adapter_parameters, 8 * 14);
    // Whichever has adapters, what flows out depends on them.
    static const char *const matrices[] = {"up", "down", "router"}, *const shared[] = {
                                                                        "", ", shared: 5",
                                                                        ", shared: 5, shared_gate: true"};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            assert_true(
                gives_gradient(t, "",
                               testing_text(t, "moe: {experts: 8, active: 2, width: 3, lora: 2, lora_on: [%s]%s}",
                                            matrices[i], shared[j]),
                               false));
}

// transformers 4.27.4 SwitchTransformersForConditionalGeneration (switch-base-8), 128 tokens on each side: 12 mixtures
// and 12 mlps of width 768 and hidden 3072, executed under PyTorch's operator-level FLOP counter.
static void switch_base_8(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers:\n"
                       "  - dense: {input: 1, width: 768}\n"
                       "  - repeat: 12\n"
                       "    layers:\n"
                       "      - moe: {experts: 8, active: 1, width: 3072}\n"
                       "      - mlp: {width: 3072, bias: false}\n";
    struct model_shape shape = {.batch = 1, .sequence = 128};
    struct count moe = count_at(t, text, 1, shape), mlp = count_at(t, text, 2, shape);
    TESTING_EXACT(moe.forward_router_flop, 18874368);
    TESTING_EXACT(moe.forward_flop - moe.forward_router_flop + mlp.forward_flop, 28991029248);
    TESTING_EXACT(moe.backward_flop + mlp.backward_flop, 57982058496 + 37748736);
    TESTING_EXACT(moe.parameters + mlp.parameters, 509607936 + 73728);
}

static void mixtures_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{moe: {input: 4, %s}}]";
    refuse(t, testing_text(t, text, "experts: 2, active: 3, width: 3"), "3 active of 2 experts");
    refuse(t, testing_text(t, text, "experts: 2, active: 1, width: 3, capacity: 0.5"),
           "a capacity of 0.5 drops tokens in every step");
    refuse(t, testing_text(t, text, "experts: 2, active: 1, width: 3, capacity: -1"),
           "\"capacity\" must be at least 0");
    refuse(t, testing_text(t, text, "experts: 2, active: 1, width: 3, shared_gate: true"),
           "a shared_gate needs shared experts");
    refuse(t, testing_text(t, text, "experts: 2, active: 1, width: 3, lora: 2, lora_on: [gate]"),
           "lora_on: [gate] needs a gate");
    refuse(t, testing_text(t, text, "active: 1, width: 3"), "\"experts\" is missing");
    refuse(t, testing_text(t, text, "experts: 2, width: 3"), "\"active\" is missing");
    refuse(t, testing_text(t, text, "experts: 2, active: 1"), "\"width\" is missing");
    refuse(t, "layers: [{moe: {experts: 2, active: 1, width: 3}}]", "no layer before this one gives a width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_mixture_by_hand),
        TESTING_CASE(a_mixture_with_everything_by_hand),
        TESTING_CASE(a_mixture_of_one_is_an_mlp),
        TESTING_CASE(what_adafactor_keeps_of_a_mixture),
        TESTING_CASE(gradients_of_a_mixture),
        TESTING_CASE(adapters_of_a_mixture),
        TESTING_CASE(switch_base_8),
        TESTING_CASE(mixtures_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
