// Squeeze and excitation, Hu et al. 2017 (arXiv 1709.01507), section 3: the mean of each channel over all positions, a
// product to a squeezed width and one back, and a sigmoid that gates every position of the channel.
// Both products run once an image. The input needs a gradient through the mean and through the gate; the gate itself is
// elementwise. Kept for the backward pass: the input, the means, the squeezed sums and outputs, the gates.
#include "workload/layer.h"

struct squeeze_excite {
    struct layer_common common;
    int64_t width; // squeezed
    bool bias;
};

static const struct field squeeze_excite_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(squeeze_excite, width, true),
    LAYER_FLAG_FIELD(squeeze_excite, bias),
};

static void squeeze_excite_defaults(void *layer)
{
    ((struct squeeze_excite *)layer)->bias = true;
}

static enum status squeeze_excite_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                       const struct yaml_node *node)
{
    struct squeeze_excite *squeeze = layer;
    enum status status = layer_bind_input(&squeeze->common, flow, reader, node);
    if (status == STATUS_OK && squeeze->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "squeeze_excite reads and gates every position");
    flow->width = squeeze->common.input;
    return status;
}

static void squeeze_excite_count(const void *layer, struct place *place, struct count *count)
{
    const struct squeeze_excite *squeeze = layer;
    double in = (double)squeeze->common.input, width = (double)squeeze->width, images = place->batch;
    double elements = layer_positions(&squeeze->common, place) * in;
    bool gradient = count_linear(count, place, images, in, width, squeeze->bias, place->gradient);
    place->gradient = count_linear(count, place, images, width, in, squeeze->bias, gradient);
    // Mean and gate of each element; the activation of the squeezed ones, the sigmoid of each gate.
    count->forward_elementwise_flop += 2 * elements + images * (width + 4 * in);
    count->kept_elements += elements + images * (2 * in + 2 * width);
}

const struct layer_kind layer_squeeze_excite = {
    .name = "squeeze_excite",
    .sentence = "squeeze and excitation: a gate on each channel from the mean of all",
    .size = sizeof(struct squeeze_excite),
    .fields = squeeze_excite_fields,
    .field_count = sizeof squeeze_excite_fields / sizeof *squeeze_excite_fields,
    .defaults = squeeze_excite_defaults,
    .bind = squeeze_excite_bind,
    .count = squeeze_excite_count,
};
