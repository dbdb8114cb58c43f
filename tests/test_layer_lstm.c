// layer_lstm.c against counts by hand: 2 sequences of 3 positions of width 4, 5 cells, so 4 gates of 5.
#include "gradients.h"

static struct count count_after(struct testing *t, const char *layer)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {%s}]", layer), 1,
                    (struct model_shape){.batch = 2, .sequence = 3});
}

// From the input 2 x 6 x 4 x 20 = 960 FLOPs, from the state 2 x 6 x 5 x 20 = 1200. Each needs two gradients, but the
// constant state before the first position needs none: 2 x 2 sequences x 5 x 20 = 400 less.
static struct count lstm_by_hand(void)
{
    return (struct count){.parameters = 4 * 20 + 5 * 20 + 20,
                          .forward_flop = 960 + 1200,
                          .backward_flop = 2 * (960 + 1200) - 400,
                          .forward_recurrent_flop = 960 + 1200,
                          // bias; three sigmoids and two tanh of 4, three products and a sum for each cell
                          .forward_elementwise_flop = 6 * 20 + 6 * 5 * (5 * 4 + 3 + 1),
                          // input, gates, cells before and after, state
                          .kept_elements = 6 * (4 + 20 + 5 + 5 + 5)};
}

static void an_lstm_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "lstm: {cells: 5}"), lstm_by_hand());
    expect(count_after(t, "lstm: {cells: 5, biases: 1, bidirectional: false}"), lstm_by_hand());
}

static void an_lstm_may_have_no_bias_or_two(void **state)
{
    struct testing *t = testing_of(state);
    struct count none = lstm_by_hand(), two = lstm_by_hand();
    none.parameters -= 20;
    none.forward_elementwise_flop -= 120;
    expect(count_after(t, "lstm: {cells: 5, biases: 0}"), none);
    two.parameters += 20;
    two.forward_elementwise_flop += 120;
    expect(count_after(t, "lstm: {cells: 5, biases: 2}"), two);
}

static void a_projection_makes_the_state_narrow(void **state)
{
    struct testing *t = testing_of(state);
    double forward = 2 * 6 * 4 * 20 + 2 * 6 * 3 * 20 + 2 * 6 * 5 * 3;
    expect(count_after(t, "lstm: {cells: 5, projection: 3}"),
           (struct count){.parameters = 4 * 20 + 3 * 20 + 5 * 3 + 20,
                          .forward_flop = forward,
                          .backward_flop = 2 * forward - 2 * 2 * 3 * 20,
                          .forward_recurrent_flop = forward,
                          .forward_elementwise_flop = 6 * 20 + 6 * 5 * 24,
                          .kept_elements = 6 * (4 + 20 + 5 + 5 + 3)});
}

static void two_directions_are_two_lstms(void **state)
{
    struct testing *t = testing_of(state);
    struct count one = lstm_by_hand(), two = {0};
    count_add(&two, &one, 2);
    expect(count_after(t, "lstm: {cells: 5, bidirectional: true}"), two);
}

static void an_lstm_that_stands_first_has_no_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    const struct model_shape shape = {.batch = 2, .sequence = 3};
    struct count first = count_at(t, "layers: [{lstm: {cells: 5, input: 4}}]", 0, shape);
    TESTING_EXACT(first.backward_flop, 960 + 2 * 1200 - 400);
}

static void one_position_never_looks_at_a_state_that_needs_a_gradient(void **state)
{
    struct testing *t = testing_of(state);
    const struct model_shape shape = {.batch = 2, .sequence = 1};
    struct count first = count_at(t, "layers: [{lstm: {cells: 5, input: 4}}]", 0, shape);
    TESTING_EXACT(first.backward_flop, first.forward_flop);
}

static void directions_lie_side_by_side_in_what_flows_on(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *lstm;
        double width;
    } rows[] = {{"cells: 5", 5},
                {"cells: 5, projection: 3", 3},
                {"cells: 5, bidirectional: true", 10},
                {"cells: 5, projection: 3, bidirectional: true", 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            testing_text(t, "layers: [{lstm: {input: 4, %s}}, {dense: {width: 7, bias: false}}]", rows[i].lstm);
        struct count next = count_at(t, text, 1, (struct model_shape){.batch = 2, .sequence = 3});
        TESTING_EXACT(next.parameters, 7 * rows[i].width);
        TESTING_EXACT(next.backward_flop, 2 * next.forward_flop);
    }
}

static void an_lstm_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{lstm: {cells: 5}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{lstm: {input: 5}}]", "\"cells\" is missing");
    refuse(t, "layers: [{lstm: {input: 5, cells: 5, at: first}}]", "an LSTM computes at every position");
    refuse(t, "layers: [{lstm: {input: 5, cells: 5, at: predictions}}]", "an LSTM computes at every position");
    refuse(t, "layers: [{lstm: {input: 5, cells: 5, biases: 3}}]", "\"biases\" must be at most 2, not 3");
}

// The second turn reads both directions of the first.
static void a_stack_of_two_directions_reads_both(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "layers: [{layer_norm: {input: 4}}, {repeat: 2, layers: [{lstm: {cells: 4, bidirectional: true}}]}]";
    TESTING_EXACT(count_at(t, text, 1, gradients_shape).parameters, 2 * (16 * (4 + 4) + 16));
    TESTING_EXACT(count_at(t, text, 2, gradients_shape).parameters, 2 * (16 * (8 + 4) + 16));
}

// 20 gate sums from an input of 4 and a state of 5, at 6 positions; the first states are those of 2 sequences.
static void gradients_of_an_lstm(void **state)
{
    struct testing *t = testing_of(state);
    double input = 2 * 6 * 4 * 20, recurrent = 2 * 6 * 5 * 20, first = 2 * 2 * 5 * 20;
    expect_gradients(t, "", "lstm", "cells: 5");
    expect_gradients(t, "", "lstm", "cells: 5, projection: 3, bidirectional: true");
    struct count frozen = count_between(t, "", "lstm: {cells: 5, frozen: true}", true);
    TESTING_EXACT(frozen.backward_flop, input + recurrent - first);
    // Adapters of rank 2: 4 + 20 and 5 + 20 numbers for each rank; the first state is spared their first half too.
    struct count lora = count_between(t, "", "lstm: {cells: 5, lora: 2}", true);
    TESTING_EXACT(lora.adapter_parameters, 2 * (24 + 25));
    TESTING_EXACT(lora.forward_flop, input + recurrent + 2 * 6 * 2 * 49);
    TESTING_EXACT(lora.backward_flop, input + recurrent - first + 4 * 6 * 2 * 49 - 2 * 2 * 5 * 2);
    TESTING_EXACT(count_between(t, "", "lstm: {cells: 5, biases: 2}", true).factored_elements,
                  (4 + 20) + (5 + 20) + 2 * 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(an_lstm_by_hand),
        TESTING_CASE(an_lstm_may_have_no_bias_or_two),
        TESTING_CASE(a_projection_makes_the_state_narrow),
        TESTING_CASE(two_directions_are_two_lstms),
        TESTING_CASE(an_lstm_that_stands_first_has_no_input_gradient),
        TESTING_CASE(one_position_never_looks_at_a_state_that_needs_a_gradient),
        TESTING_CASE(directions_lie_side_by_side_in_what_flows_on),
        TESTING_CASE(an_lstm_that_cannot_be_counted_is_refused),
        TESTING_CASE(a_stack_of_two_directions_reads_both),
        TESTING_CASE(gradients_of_an_lstm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
