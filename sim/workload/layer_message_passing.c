// Message passing over a graph, Gilmer et al. 2017 (arXiv 1704.01212), section 2. The positions of the sequence are the
// nodes; `edges` is how many lead to each, those from a node to itself included where the model has them.
//
// Without edge features, a matrix at each node and then a sum over its edges (graph convolution, Kipf and Welling 2016,
// arXiv 1609.02907, equation 2). With edge features (`edge_width`), the edge network of Gilmer et al., section 5: from
// the features of each edge a product, or two around `edge_hidden`, makes the matrix that multiplies the neighbour. The
// features themselves need no gradient.
// `self` adds a matrix of the node's own state (GraphSAGE, Hamilton et al. 2017, arXiv 1706.02216). `update: gru` lets
// a gated recurrent unit take the message into the state (Li et al. 2015, arXiv 1511.05493), whose width then stays;
// its `biases` are 2 in PyTorch. `message_bias` is added to the sums at the nodes, as PyTorch Geometric's NNConv does.
//
// Kept for the backward pass: the input, the sums at the nodes; of each edge the features, the hidden sums and outputs,
// the matrix and the neighbour's state; the gates and the candidate's recurrent part of the update.
#include "workload/layer.h"

enum { MESSAGE_PASSING_NONE, MESSAGE_PASSING_GRU, MESSAGE_PASSING_UPDATES };

static const char *const message_passing_updates[MESSAGE_PASSING_UPDATES] = {
    [MESSAGE_PASSING_NONE] = "none", [MESSAGE_PASSING_GRU] = "gru"};

struct message_passing {
    struct layer_common common;
    int64_t width, edges, edge_width, edge_hidden;
    int64_t biases; // of the update
    int update;
    bool bias, message_bias, self;
};

static const struct field message_passing_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(message_passing, width, true),
    LAYER_SIZE_FIELD(message_passing, edges, true),
    LAYER_OPTION_FIELD(message_passing, edge_width),
    LAYER_OPTION_FIELD(message_passing, edge_hidden),
    LAYER_FLAG_FIELD(message_passing, bias),
    LAYER_FLAG_FIELD(message_passing, message_bias),
    {.key = "biases", .type = FIELD_COUNT, .offset = offsetof(struct message_passing, biases), .low = 0, .high = 2},
    LAYER_FLAG_FIELD(message_passing, self),
    {.key = "update",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct message_passing, update),
     .choices = message_passing_updates,
     .choice_count = MESSAGE_PASSING_UPDATES},
};

static void message_passing_defaults(void *layer)
{
    struct message_passing *passing = layer;
    passing->bias = true;
    passing->biases = 1;
}

static enum status message_passing_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                        const struct yaml_node *node)
{
    struct message_passing *passing = layer;
    enum status status = layer_bind_input(&passing->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (flow->is_image)
        return field_error(reader, node, "messages pass between the positions of a sequence, not over an image");
    if (passing->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "messages pass between all positions");
    if (passing->edge_hidden && !passing->edge_width)
        return field_error(reader, node, "\"edge_hidden\" goes with \"edge_width\", the features that it is made from");
    flow->width = passing->update == MESSAGE_PASSING_GRU ? passing->common.input : passing->width;
    return STATUS_OK;
}

static void message_passing_count_bias(double nodes, double width, struct count *count)
{
    count->parameters += width;
    count->factored_elements += width;
    count->forward_elementwise_flop += nodes * width;
}

// A matrix for each edge, times the neighbour's state.
static bool message_passing_count_edges(const struct message_passing *passing, const struct place *place, double edges,
                                        struct count *count)
{
    double in = (double)passing->common.input, width = (double)passing->width;
    double features = (double)passing->edge_width, hidden = (double)passing->edge_hidden;
    bool matrix = false;
    count->kept_elements += edges * (features + 2 * hidden + in * width + in);
    if (hidden > 0) {
        matrix = count_linear(count, place, edges, features, hidden, passing->bias, false);
        count->forward_elementwise_flop += edges * hidden; // relu
        features = hidden;
    }
    matrix = count_linear(count, place, edges, features, in * width, passing->bias, matrix);
    count->forward_elementwise_flop += edges * width; // the sum over each node's edges
    return count_product(count, edges, 1, width, in, matrix, place->gradient);
}

static bool message_passing_count_update(const struct message_passing *passing, const struct place *place, double nodes,
                                         bool message, struct count *count)
{
    double in = (double)passing->common.input, gates = 3 * in;
    bool gradient = count_linear(count, place, nodes, (double)passing->width, gates, false, message);
    (void)count_linear(count, place, nodes, in, gates, false, place->gradient);
    message_passing_count_bias(nodes, (double)passing->biases * gates, count);
    count->forward_elementwise_flop += nodes * 17 * in; // as a gru
    count->kept_elements += nodes * (gates + in);
    return gradient || place->gradient;
}

static void message_passing_count(const void *layer, struct place *place, struct count *count)
{
    const struct message_passing *passing = layer;
    double nodes = layer_positions(&passing->common, place), edges = nodes * (double)passing->edges;
    double in = (double)passing->common.input, width = (double)passing->width;
    bool gradient = false;
    count->kept_elements += nodes * (in + width);
    if (passing->edge_width) {
        gradient = message_passing_count_edges(passing, place, edges, count);
    } else {
        gradient = count_linear(count, place, nodes, in, width, passing->bias, place->gradient);
        count->forward_elementwise_flop += 2 * edges * width; // normalized, and added
    }
    if (passing->self)
        gradient |= count_linear(count, place, nodes, in, width, false, place->gradient);
    if (passing->message_bias)
        message_passing_count_bias(nodes, width, count);
    count->forward_elementwise_flop += nodes * width; // activation
    if (passing->update == MESSAGE_PASSING_GRU)
        gradient = message_passing_count_update(passing, place, nodes, gradient, count);
    place->gradient = gradient;
}

const struct layer_kind layer_message_passing = {
    .name = "message_passing",
    .sentence = "messages between the nodes of a graph: graph convolution, or a matrix from each edge",
    .size = sizeof(struct message_passing),
    .fields = message_passing_fields,
    .field_count = sizeof message_passing_fields / sizeof *message_passing_fields,
    .defaults = message_passing_defaults,
    .bind = message_passing_bind,
    .count = message_passing_count,
};
