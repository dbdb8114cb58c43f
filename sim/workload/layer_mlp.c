// Position-wise feed-forward block: width -> hidden -> width, Vaswani et al. 2017, section 3.3.
// Kept for the backward pass (Korthikanti et al. 2022, section 4.1): the input, the hidden sums, the hidden outputs,
// one mask byte per output.
#include "workload/layer.h"

enum { MLP_RELU, MLP_GELU, MLP_SWISH, MLP_ACTIVATIONS };

static const char *const mlp_activations[MLP_ACTIVATIONS] = {
    [MLP_RELU] = "relu", [MLP_GELU] = "gelu", [MLP_SWISH] = "swish"};

// FLOPs of one activation: a comparison; x sigmoid(x) with a sigmoid of 4 (negate, exponential, add, divide), as in
// every gate here; GELU in its tanh form (Hendrycks and Gimpel 2016), 8 around a tanh of 4.
static const double mlp_activation_flop[MLP_ACTIVATIONS] = {[MLP_RELU] = 1, [MLP_GELU] = 12, [MLP_SWISH] = 5};

struct mlp {
    struct layer_common common;
    int64_t width; // of the hidden layer
    int activation;
    bool bias;
};

static const struct field mlp_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(mlp, width, true),
    LAYER_FLAG_FIELD(mlp, bias),
    {.key = "activation",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct mlp, activation),
     .choices = mlp_activations,
     .choice_count = MLP_ACTIVATIONS},
};

static void mlp_defaults(void *layer)
{
    ((struct mlp *)layer)->bias = true;
}

static enum status mlp_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct mlp *mlp = layer;
    enum status status = layer_bind_input(&mlp->common, flow, reader, node);
    flow->width = mlp->common.input;
    return status;
}

static void mlp_count(const void *layer, struct place *place, struct count *count)
{
    const struct mlp *mlp = layer;
    double positions = layer_positions(&mlp->common, place);
    double width = (double)mlp->common.input, hidden = (double)mlp->width;
    count_linear(count, positions, width, hidden, mlp->bias, place->gradient);
    count_linear(count, positions, hidden, width, mlp->bias, true);
    // The activation of each hidden unit, then dropout and residual of each output.
    count->forward_elementwise_flop += positions * (mlp_activation_flop[mlp->activation] * hidden + 2 * width);
    count->saved_elements += positions * (width + 2 * hidden);
    count->mask_bytes += positions * width;
    place->gradient = true;
}

const struct layer_kind layer_mlp = {
    .name = "mlp",
    .sentence = "feed-forward block: to a hidden width and back",
    .size = sizeof(struct mlp),
    .fields = mlp_fields,
    .field_count = sizeof mlp_fields / sizeof *mlp_fields,
    .defaults = mlp_defaults,
    .bind = mlp_bind,
    .count = mlp_count,
};
