// Mixture of experts: Shazeer et al. 2017 (arXiv 1701.06538), section 2; Switch, Fedus et al. 2021 (arXiv 2101.03961),
// section 2; DeepSeekMoE, Dai et al. 2024 (arXiv 2401.06066), section 3, for the experts that every token passes
// through (`shared`: their hidden width together).
//
// A router (width -> experts) gives each token to `active` experts, each a feed-forward block. No token is dropped. The
// router is trained like any matrix: the gate it gives multiplies the expert's output. Adapters (`lora`) stand beside
// every expert's matrices, one pair each, and the router's; `lora_on` chooses.
//
// `capacity` is the capacity factor of buffers of fixed size: an expert has capacity * active * tokens / experts slots
// (Switch, equation 3, for one expert a token; Megatron-Core and DeepSpeed for more; GShard, arXiv 2006.16668, has
// 2 tokens / experts at two experts a token, a capacity of 1). Where a paper's factor holds the `active` already,
// divide by it. What the slots exceed the tokens by is multiplied too, for nothing: forward_padding_flop. Slots are not
// rounded, since the groups of tokens that they are rounded in are not known. Below 1, tokens would be dropped.
//
// Kept for the backward pass: the input, the router's scores and probabilities, the slots' inputs and outputs, and
// their hidden layers; one mask byte per output.
#include "workload/feed_forward.h"

#include <math.h>

enum { MOE_ROUTER = FEED_FORWARD_MATRICES, MOE_MATRICES };

static const char *const moe_matrices[MOE_MATRICES] = {
    [FEED_FORWARD_UP] = "up", [FEED_FORWARD_GATE] = "gate", [FEED_FORWARD_DOWN] = "down", [MOE_ROUTER] = "router"};

struct moe {
    struct layer_common common;
    struct feed_forward block; // of one expert
    int64_t experts, active, shared;
    double capacity;
    bool router_bias, shared_gate;
};

static const struct field moe_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(moe, experts, true),
    LAYER_SIZE_FIELD(moe, active, true),
    FEED_FORWARD_FIELDS(moe, block),
    LAYER_OPTION_FIELD(moe, shared),
    LAYER_FLAG_FIELD(moe, router_bias),
    LAYER_FLAG_FIELD(moe, shared_gate),
    {.key = "capacity",
     .type = FIELD_QUANTITY,
     .offset = offsetof(struct moe, capacity),
     .dimension = DIMENSION_NONE,
     .low = 0,
     .high = 1e3},
    {.key = "lora_on",
     .type = FIELD_SET,
     .offset = offsetof(struct moe, block) + offsetof(struct feed_forward, lora_on),
     .choices = moe_matrices,
     .choice_count = MOE_MATRICES},
};

static void moe_defaults(void *layer)
{
    ((struct moe *)layer)->block.lora_on = FEED_FORWARD_EVERY;
}

static enum status moe_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct moe *moe = layer;
    enum status status = layer_bind_input(&moe->common, flow, reader, node);
    if (status == STATUS_OK)
        status = feed_forward_bind(&moe->block, reader, node);
    if (status != STATUS_OK)
        return status;
    if (moe->active > moe->experts)
        return field_error(reader, node, "%lld active of %lld experts", (long long)moe->active,
                           (long long)moe->experts);
    if (moe->capacity > 0 && moe->capacity < 1)
        return field_error(reader, node,
                           "a capacity of %g drops tokens in every step; it is the slots of all experts for each token "
                           "and active expert, 1 at least, or 0 where nothing is padded",
                           moe->capacity);
    if (moe->shared_gate && !moe->shared)
        return field_error(reader, node, "a shared_gate needs shared experts; say their width together in \"shared\"");
    flow->width = moe->common.input;
    return STATUS_OK;
}

// The experts as if they were one that every token passes through `active` times; then the parameters of the others.
static bool moe_count_experts(const struct moe *moe, const struct place *place, double positions, struct count *count)
{
    double width = (double)moe->common.input, experts = (double)moe->experts, active = (double)moe->active;
    double tokens = positions * active, slots = moe->capacity > 1 ? moe->capacity : 1;
    struct count one = {0};
    bool gradient = feed_forward_count(&moe->block, place, tokens, width, &one);
    one.kept_split_elements *= slots;
    count->forward_padding_flop += (slots - 1) * one.forward_flop;
    count->inactive_parameters += (experts - active) * one.parameters;
    // Where every expert is as likely as another, one is passed by with a chance of 1 - active / experts at a position.
    count->unread_parameters += experts * pow(1 - active / experts, positions) * one.parameters;
    count->parameters += (experts - 1) * one.parameters;
    count->adapter_parameters += (experts - 1) * one.adapter_parameters;
    count->factored_elements += (experts - 1) * one.factored_elements;
    count_add(count, &one, 1);
    count->forward_elementwise_flop += 2 * tokens * width; // weighted sum of the experts' outputs
    count->kept_elements += 2 * slots * tokens * width;
    return gradient;
}

static bool moe_count_shared(const struct moe *moe, const struct place *place, double positions, struct count *count)
{
    double width = (double)moe->common.input;
    struct feed_forward block = moe->block;
    block.width = moe->shared;
    bool gradient = feed_forward_count(&block, place, positions, width, count);
    count->forward_elementwise_flop += positions * width; // added to what the experts gave
    if (moe->shared_gate) {
        struct place gate = feed_forward_place(place, moe->block.lora_on, MOE_ROUTER);
        gradient |= count_linear(count, &gate, positions, width, 1, false, place->gradient);
        count->forward_elementwise_flop += positions * (4 + width); // a sigmoid, and what it multiplies
        count->kept_elements += positions * (1 + width);
    }
    return gradient;
}

static void moe_count(const void *layer, struct place *place, struct count *count)
{
    const struct moe *moe = layer;
    double positions = layer_positions(&moe->common, place), width = (double)moe->common.input;
    double experts = (double)moe->experts;
    struct place router = feed_forward_place(place, moe->block.lora_on, MOE_ROUTER);
    bool gradient = count_linear(count, &router, positions, width, experts, moe->router_bias, place->gradient);
    count->forward_router_flop += count->forward_flop;
    gradient |= moe_count_experts(moe, place, positions, count);
    if (moe->shared)
        gradient |= moe_count_shared(moe, place, positions, count);
    // Softmax over the experts; dropout and residual.
    count->forward_elementwise_flop += positions * (4 * experts + 2 * width);
    count->kept_elements += positions * (width + 2 * experts);
    count->mask_bytes += positions * width;
    place->gradient = gradient;
}

const struct layer_kind layer_moe = {
    .name = "moe",
    .sentence = "mixture of experts: a router, feed-forward experts and shared ones",
    .size = sizeof(struct moe),
    .fields = moe_fields,
    .field_count = sizeof moe_fields / sizeof *moe_fields,
    .defaults = moe_defaults,
    .bind = moe_bind,
    .count = moe_count,
};
