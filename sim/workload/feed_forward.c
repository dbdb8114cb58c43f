#include "workload/feed_forward.h"

const char *const feed_forward_activations[FEED_FORWARD_ACTIVATIONS] = {
    [FEED_FORWARD_RELU] = "relu",
    [FEED_FORWARD_RELU2] = "relu2",
    [FEED_FORWARD_RELU6] = "relu6",
    [FEED_FORWARD_LEAKY_RELU] = "leaky_relu",
    [FEED_FORWARD_ELU] = "elu",
    [FEED_FORWARD_GELU] = "gelu",
    [FEED_FORWARD_GELU_TANH] = "gelu_tanh",
    [FEED_FORWARD_QUICK_GELU] = "quick_gelu",
    [FEED_FORWARD_SWISH] = "swish",
    [FEED_FORWARD_HARD_SWISH] = "hard_swish",
    [FEED_FORWARD_MISH] = "mish",
    [FEED_FORWARD_SIGMOID] = "sigmoid",
    [FEED_FORWARD_TANH] = "tanh",
    [FEED_FORWARD_NONE] = "none",
};

// FLOPs of one activation. A comparison is 1, and so is each of exponential, logarithm and division; a sigmoid is 4
// (negate, exponential, add, divide), as in every gate here, and a tanh too.
static const double feed_forward_flop[FEED_FORWARD_ACTIVATIONS] = {
    [FEED_FORWARD_RELU] = 1,       // max(x, 0)
    [FEED_FORWARD_RELU2] = 2,      // its square (So et al. 2021, arXiv 2109.08668)
    [FEED_FORWARD_RELU6] = 2,      // min(max(x, 0), 6)
    [FEED_FORWARD_LEAKY_RELU] = 2, // max(x, a x)
    [FEED_FORWARD_ELU] = 4,        // compare; exponential, subtract 1, times a
    [FEED_FORWARD_GELU] = 12,      // counted in its tanh form (Hendrycks and Gimpel 2016): 8 around a tanh
    [FEED_FORWARD_GELU_TANH] = 12,
    [FEED_FORWARD_QUICK_GELU] = 6, // x sigmoid(1.702 x)
    [FEED_FORWARD_SWISH] = 5,      // x sigmoid(x)
    [FEED_FORWARD_HARD_SWISH] = 5, // x relu6(x + 3) / 6
    [FEED_FORWARD_MISH] = 8,       // x tanh(log(1 + exp(x)))
    [FEED_FORWARD_SIGMOID] = 4,    [FEED_FORWARD_TANH] = 4,
    [FEED_FORWARD_NONE] = 0, // a gate may do without (the bilinear layer of Shazeer 2020)
};

enum status feed_forward_bind(const struct feed_forward *block, struct reader *reader, const struct yaml_node *node)
{
    if (!block->gated && block->lora_on != FEED_FORWARD_EVERY && (block->lora_on & (1 << FEED_FORWARD_GATE)))
        return field_error(reader, node, "lora_on: [gate] needs a gate; say \"gated: true\"");
    return STATUS_OK;
}

struct place feed_forward_place(const struct place *place, int lora_on, int matrix)
{
    struct place own = *place;
    if (own.lora > 0 && !(lora_on & (1 << matrix))) {
        own.lora = 0;
        own.frozen = true;
    }
    return own;
}

bool feed_forward_count(const struct feed_forward *block, const struct place *place, double positions, double width,
                        struct count *count)
{
    double hidden = (double)block->width;
    struct place up = feed_forward_place(place, block->lora_on, FEED_FORWARD_UP);
    struct place down = feed_forward_place(place, block->lora_on, FEED_FORWARD_DOWN);
    bool gradient = count_linear(count, &up, positions, width, hidden, block->bias, place->gradient);
    if (block->gated) {
        struct place gate = feed_forward_place(place, block->lora_on, FEED_FORWARD_GATE);
        gradient |= count_linear(count, &gate, positions, width, hidden, block->bias, place->gradient);
        count->forward_elementwise_flop += positions * hidden; // gate times values
    }
    count->forward_elementwise_flop += positions * feed_forward_flop[block->activation] * hidden;
    // The sums and the activated sums; with a gate also the values that it multiplies and their product.
    count->kept_split_elements += positions * (block->gated ? 4 : 2) * hidden;
    return count_linear(count, &down, positions, hidden, width, block->bias, gradient);
}
