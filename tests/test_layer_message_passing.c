// layer_message_passing.c against counts by hand: 2 graphs of 3 nodes of width 4, 3 edges to each: 6 nodes, 18 edges.
#include "gradients.h"

static struct count count_after(struct testing *t, const char *sizes)
{
    return count_between(t, "", testing_text(t, "message_passing: {%s}", sizes), true);
}

static void a_graph_convolution_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = 4 * 5 + 5,
                             .forward_flop = 2 * 6 * 4 * 5,
                             .backward_flop = 4 * 6 * 4 * 5,
                             // bias; each edge normalized and added; activation
                             .forward_elementwise_flop = 6 * 5 + 2 * 18 * 5 + 6 * 5,
                             .kept_elements = 6 * (4 + 5)};
    expect(count_after(t, "width: 5, edges: 3"), expected);
    expected.parameters += 20; // of the node's own state
    expected.forward_flop *= 2;
    expected.backward_flop *= 2;
    expect(count_after(t, "width: 5, edges: 3, self: true"), expected);
    expected.parameters -= 5;
    expected.forward_elementwise_flop -= 6 * 5;
    expect(count_after(t, "width: 5, edges: 3, self: true, bias: false"), expected);
}

// Kipf and Welling's network for Cora: 1433 words, 16 hidden features, 7 classes: 23,063 weights.
static void the_network_for_cora(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{message_passing: {input: 1433, width: 16, edges: 5}}, "
                       "{message_passing: {width: 7, edges: 5}}]";
    const struct model_shape shape = {.batch = 1, .sequence = 2708};
    TESTING_EXACT(count_at(t, text, 0, shape).parameters + count_at(t, text, 1, shape).parameters, 23063);
    TESTING_EXACT(count_at(t, text, 0, shape).forward_flop, 2.0 * 2708 * 1433 * 16);
}

static void an_edge_network_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    double product = 2 * 18 * 4 * 5;
    expect(count_after(t, "width: 5, edges: 3, edge_width: 2"),
           (struct count){.parameters = 2 * 20 + 20,
                          .forward_flop = 2 * 18 * 2 * 20 + product,
                          .backward_flop = 2 * 18 * 2 * 20 + 2 * product, // the features need no gradient
                          .forward_elementwise_flop = 18 * 20 + 18 * 5 + 6 * 5,
                          .kept_elements = 6 * (4 + 5) + 18 * (2 + 20 + 4)});
    expect(count_after(t, "width: 5, edges: 3, edge_width: 2, edge_hidden: 3"),
           (struct count){.parameters = (2 * 3 + 3) + (3 * 20 + 20),
                          .forward_flop = 2 * 18 * 2 * 3 + 2 * 18 * 3 * 20 + product,
                          .backward_flop = 2 * 18 * 2 * 3 + 4 * 18 * 3 * 20 + 2 * product,
                          .forward_elementwise_flop = 18 * 3 + 18 * 3 + 18 * 20 + 18 * 5 + 6 * 5,
                          .kept_elements = 6 * (4 + 5) + 18 * (2 + 2 * 3 + 20 + 4)});
}

static void an_update_keeps_the_width(void **state)
{
    struct testing *t = testing_of(state);
    struct count plain = count_after(t, "width: 5, edges: 3");
    struct count gru = count_after(t, "width: 5, edges: 3, update: gru");
    TESTING_EXACT(gru.parameters - plain.parameters, 5 * 12 + 4 * 12 + 12);
    TESTING_EXACT(gru.forward_flop - plain.forward_flop, 2 * 6 * (5 + 4) * 12);
    TESTING_EXACT(gru.backward_flop, 2 * gru.forward_flop);
    TESTING_EXACT(gru.forward_elementwise_flop - plain.forward_elementwise_flop, 6 * 12 + 6 * 17 * 4);
    TESTING_EXACT(gru.kept_elements - plain.kept_elements, 6 * (12 + 4));
    struct count two = count_after(t, "width: 5, edges: 3, update: gru, biases: 2");
    TESTING_EXACT(two.parameters - gru.parameters, 12);
    TESTING_EXACT(two.forward_elementwise_flop - gru.forward_elementwise_flop, 6 * 12);
    TESTING_EXACT(count_after(t, "width: 5, edges: 3, update: gru, biases: 0").parameters, gru.parameters - 12);
    const char *text = "layers: [{message_passing: {input: 4, width: 5, edges: 3%s}}, {dense: {width: 3}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, ""), 1, gradients_shape).parameters, 5 * 3 + 3);
    TESTING_EXACT(count_at(t, testing_text(t, text, ", update: gru"), 1, gradients_shape).parameters, 4 * 3 + 3);
}

// pyg-team/pytorch_geometric examples/qm9_nn_conv.py: NNConv(64, 64) over an edge network 5 -> 128 -> 4096, without a
// root weight, and GRU(64, 64): 529,152 + 64 and 24,960 weights.
static void as_many_weights_as_pytorch_geometric(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{message_passing: {input: 64, width: 64, edges: 3, edge_width: 5, edge_hidden: 128, "
                       "message_bias: true, update: gru, biases: 2}}]";
    struct count count = count_at(t, text, 0, gradients_shape);
    TESTING_EXACT(count.parameters, (5 * 128 + 128) + (128 * 4096 + 4096) + 64 + 2 * 3 * 64 * 64 + 2 * 3 * 64);
    TESTING_EXACT(count.parameters, 529152 + 64 + 24960);
    TESTING_EXACT(count.factored_elements, (5 + 128 + 128) + (128 + 4096 + 4096) + 64 + 2 * (64 + 192) + 2 * 3 * 64);
}

static void gradients_of_messages(void **state)
{
    struct testing *t = testing_of(state);
    double product = 720, matrix = 1440;
    expect_gradients(t, "", "message_passing", "width: 5, edges: 3");
    expect_gradients(t, "", "message_passing", "width: 5, edges: 3, self: true, update: gru");
    expect_gradients(t, "", "message_passing", "width: 5, edges: 3, edge_width: 2, edge_hidden: 3");
    const char *edges = "message_passing: {width: 5, edges: 3, edge_width: 2%s}";
    // With nothing before: the product hands a gradient to the matrix alone. Frozen: to the neighbour alone.
    TESTING_EXACT(count_between(t, "", testing_text(t, edges, ""), false).backward_flop, matrix + product);
    TESTING_EXACT(count_between(t, "", testing_text(t, edges, ", frozen: true"), true).backward_flop, product);
    TESTING_EXACT(count_between(t, "", "message_passing: {width: 5, edges: 3}", false).backward_flop, 240);
    TESTING_EXACT(count_between(t, "", "message_passing: {width: 5, edges: 3, update: gru}", false).backward_flop,
                  240 + 2 * 720 + 576);
    struct count lora = count_between(t, "", testing_text(t, edges, ", lora: 3"), true);
    TESTING_EXACT(lora.adapter_parameters, 3 * (2 + 20));
    TESTING_EXACT(lora.backward_flop, 2 * 18 * 3 * (2 + 2 * 20) + 2 * product);
}

static void messages_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{message_passing: {input: 4, %s}}]";
    refuse(t, "image: [3, 2, 4]\nlayers: [{message_passing: {width: 5, edges: 3}}]",
           "messages pass between the positions of a sequence, not over an image");
    refuse(t, testing_text(t, text, "width: 5, edges: 3, at: first"), "messages pass between all positions");
    refuse(t, testing_text(t, text, "width: 5, edges: 3, edge_hidden: 3"), "\"edge_hidden\" goes with \"edge_width\"");
    refuse(t, testing_text(t, text, "width: 5, edges: 3, update: lstm"), "\"update\" is one of none, gru");
    refuse(t, testing_text(t, text, "width: 5"), "\"edges\" is missing");
    refuse(t, testing_text(t, text, "edges: 5"), "\"width\" is missing");
    refuse(t, "layers: [{message_passing: {width: 5, edges: 3}}]", "no layer before this one gives a width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_graph_convolution_by_hand),
        TESTING_CASE(the_network_for_cora),
        TESTING_CASE(an_edge_network_by_hand),
        TESTING_CASE(an_update_keeps_the_width),
        TESTING_CASE(as_many_weights_as_pytorch_geometric),
        TESTING_CASE(gradients_of_messages),
        TESTING_CASE(messages_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
