// Convolution over a sequence (1-d) or an image (2-d): grouped, depthwise (groups = channels), or separable (depthwise,
// then pointwise; Chollet 2016, arXiv 1610.02357).
#include "workload/layer.h"
#include "workload/window.h"

struct conv {
    struct layer_common common;
    struct window window;
    int64_t filters, groups;
    bool bias, separable;
};

static const struct field conv_fields[] = {
    LAYER_COMMON_FIELDS,
    WINDOW_FIELDS(conv, window, true),
    LAYER_SIZE_FIELD(conv, filters, true),
    LAYER_SIZE_FIELD(conv, groups, false),
    LAYER_FLAG_FIELD(conv, bias),
    LAYER_FLAG_FIELD(conv, separable),
};

static void conv_defaults(void *layer)
{
    struct conv *conv = layer;
    conv->bias = true;
    conv->groups = 1;
    conv->window.stride = 1;
}

static enum status conv_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct conv *conv = layer;
    enum status status = layer_bind_input(&conv->common, flow, reader, node);
    if (status == STATUS_OK)
        status = window_bind(&conv->window, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (conv->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "a convolution computes at every position");
    if (conv->separable && conv->groups != 1)
        return field_error(reader, node, "a separable convolution has no groups of its own");
    if (conv->groups && (conv->common.input % conv->groups != 0 || conv->filters % conv->groups != 0))
        return field_error(reader, node, "%lld groups do not divide %lld inputs and %lld filters",
                           (long long)conv->groups, (long long)conv->common.input, (long long)conv->filters);
    flow->width = conv->filters;
    flow->is_looked_up = false;
    return STATUS_OK;
}

static void conv_count(const void *layer, struct place *place, struct count *count)
{
    const struct conv *conv = layer;
    double in = (double)conv->common.input, filters = (double)conv->filters, groups = (double)conv->groups;
    double cells = window_cells(&conv->window, place->is_image);
    double inputs = place->batch * place->rows * place->columns;
    window_move(&conv->window, place);
    double outputs = place->batch * place->rows * place->columns;
    if (conv->separable) {
        count_linear(count, outputs * in, cells, 1, false, place->gradient);
        count->parameters *= in; // one filter for each channel
        count_linear(count, outputs, in, filters, conv->bias, true);
        count->saved_elements = (inputs + outputs) * in;
    } else {
        // Each group is a product of its own; together they hold 1/groups of the full matrix.
        count_linear(count, outputs, cells * in / groups, filters, conv->bias, place->gradient);
        count->saved_elements = inputs * in;
    }
    count->forward_elementwise_flop += outputs * filters; // its activation
    place->gradient = true;
}

const struct layer_kind layer_conv = {
    .name = "conv",
    .sentence = "convolution over a sequence or an image: grouped, depthwise or separable",
    .size = sizeof(struct conv),
    .fields = conv_fields,
    .field_count = sizeof conv_fields / sizeof *conv_fields,
    .defaults = conv_defaults,
    .bind = conv_bind,
    .count = conv_count,
};
