// layer_gru.c against counts by hand: 2 sequences of 3 positions of width 4, 5 cells, so three gates of 15 sums.
#include "gradients.h"

static struct count count_after(struct testing *t, const char *sizes)
{
    return count_between(t, "", testing_text(t, "gru: {%s}", sizes), true);
}

static void a_gru_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    double input = 2 * 6 * 4 * 15, recurrent = 2 * 6 * 5 * 15, first = 2 * 2 * 5 * 15;
    struct count expected = {.parameters = 4 * 15 + 5 * 15 + 15,
                             .forward_flop = input + recurrent,
                             .backward_flop = 2 * (input + recurrent) - first,
                             .forward_recurrent_flop = input + recurrent,
                             // a bias; two sigmoids, a tanh, the reset product, the weighted sum of two
                             .forward_elementwise_flop = 6 * (15 + 5 * (3 * 4 + 1 + 4)),
                             .kept_elements = 6 * (4 + 15 + 5 + 5)};
    expect(count_after(t, "cells: 5"), expected);
    struct count both = {0};
    count_add(&both, &expected, 2);
    expect(count_after(t, "cells: 5, bidirectional: true"), both);
    expected.parameters += 15;
    expected.forward_elementwise_flop += 6 * 15;
    expect(count_after(t, "cells: 5, biases: 2"), expected);
    expected.parameters -= 30;
    expected.forward_elementwise_flop -= 2 * 6 * 15;
    expect(count_after(t, "cells: 5, biases: 0"), expected);
}

// torch.nn.GRU(10, 20) holds 1920 weights, and twice as many in two directions.
static void as_many_weights_as_pytorch(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{gru: {input: 10, cells: 20, biases: 2, bidirectional: %s}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 0, gradients_shape).parameters, 1920);
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 0, gradients_shape).parameters, 3840);
    TESTING_EXACT(count_after(t, "cells: 5, biases: 2").factored_elements, (4 + 15) + (5 + 15) + 2 * 15);
}

static void gradients_of_a_gru(void **state)
{
    struct testing *t = testing_of(state);
    double input = 720, recurrent = 900, first = 300;
    expect_gradients(t, "", "gru", "cells: 5");
    expect_gradients(t, "", "gru", "cells: 5, bidirectional: true");
    TESTING_EXACT(count_between(t, "", "gru: {cells: 5}", false).backward_flop, input + 2 * recurrent - first);
    TESTING_EXACT(count_after(t, "cells: 5, frozen: true").backward_flop, input + recurrent - first);
    // Adapters of rank 2: 4 + 15 and 5 + 15 numbers for each rank; the first state is spared their first half too.
    struct count lora = count_after(t, "cells: 5, lora: 2");
    TESTING_EXACT(lora.adapter_parameters, 2 * (19 + 20));
    TESTING_EXACT(lora.forward_flop, 1620 + 2 * 6 * 2 * 39);
    TESTING_EXACT(lora.backward_flop, 1620 - first + 4 * 6 * 2 * 39 - 2 * 2 * 5 * 2);
}

// The only state is the first one: its product has a gradient of weights, and none of its input.
static void one_step_hands_no_gradient_back_in_time(void **state)
{
    struct testing *t = testing_of(state);
    struct count one = count_at(t, "layers: [{layer_norm: {input: 4}}, {gru: {cells: 5}}]", 1,
                                (struct model_shape){.batch = 2, .sequence = 1});
    TESTING_EXACT(one.backward_flop, 2 * (2 * 2 * 4 * 15) + 2 * 2 * 5 * 15);
}

static void what_follows_sees_the_cells(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{gru: {input: 4, cells: 5, bidirectional: %s}}, {dense: {width: 3}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 1, gradients_shape).parameters, 5 * 3 + 3);
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 1, gradients_shape).parameters, 10 * 3 + 3);
    refuse(t, "layers: [{gru: {input: 4, cells: 5, at: first}}]", "a GRU computes at every position");
    refuse(t, "layers: [{gru: {input: 4, cells: 5, biases: 3}}]", "\"biases\" must be at most 2");
    refuse(t, "layers: [{gru: {input: 4}}]", "\"cells\" is missing");
    refuse(t, "layers: [{gru: {cells: 5}}]", "no layer before this one gives a width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_gru_by_hand),
        TESTING_CASE(as_many_weights_as_pytorch),
        TESTING_CASE(gradients_of_a_gru),
        TESTING_CASE(one_step_hands_no_gradient_back_in_time),
        TESTING_CASE(what_follows_sees_the_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
