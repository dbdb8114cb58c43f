// Position-wise feed-forward block: width -> hidden -> width, Vaswani et al. 2017 (arXiv 1706.03762), section 3.3; with
// `gated` a third matrix, Shazeer 2020 (arXiv 2002.05202), equation 6 (SwiGLU, GeGLU, ReGLU by the activation).
// Kept for the backward pass (Korthikanti et al. 2022, section 4.1): the input, the hidden sums, the hidden outputs,
// one mask byte per output.
#include "workload/feed_forward.h"

struct mlp {
    struct layer_common common;
    struct feed_forward block;
};

static const char *const mlp_matrices[FEED_FORWARD_MATRICES] = {
    [FEED_FORWARD_UP] = "up", [FEED_FORWARD_GATE] = "gate", [FEED_FORWARD_DOWN] = "down"};

static const struct field mlp_fields[] = {
    LAYER_COMMON_FIELDS,
    FEED_FORWARD_FIELDS(mlp, block),
    {.key = "lora_on",
     .type = FIELD_SET,
     .offset = offsetof(struct mlp, block) + offsetof(struct feed_forward, lora_on),
     .choices = mlp_matrices,
     .choice_count = FEED_FORWARD_MATRICES},
};

static void mlp_defaults(void *layer)
{
    struct mlp *mlp = layer;
    mlp->block.bias = true;
    mlp->block.lora_on = FEED_FORWARD_EVERY;
}

static enum status mlp_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct mlp *mlp = layer;
    enum status status = layer_bind_input(&mlp->common, flow, reader, node);
    if (status == STATUS_OK)
        status = feed_forward_bind(&mlp->block, reader, node);
    flow->width = mlp->common.input;
    return status;
}

static void mlp_count(const void *layer, struct place *place, struct count *count)
{
    const struct mlp *mlp = layer;
    double positions = layer_positions(&mlp->common, place), width = (double)mlp->common.input;
    place->gradient = feed_forward_count(&mlp->block, place, positions, width, count);
    count->forward_elementwise_flop += positions * 2 * width; // dropout and residual
    count->kept_elements += positions * width;
    count->mask_bytes += positions * width;
}

const struct layer_kind layer_mlp = {
    .name = "mlp",
    .sentence = "feed-forward block: to a hidden width and back, gated or not",
    .size = sizeof(struct mlp),
    .fields = mlp_fields,
    .field_count = sizeof mlp_fields / sizeof *mlp_fields,
    .defaults = mlp_defaults,
    .bind = mlp_bind,
    .count = mlp_count,
};
