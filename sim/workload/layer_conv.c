// Convolution over a sequence (1-d) or an image (2-d): grouped; depthwise (groups = inputs); separable (depthwise, then
// pointwise; Chollet 2016, arXiv 1610.02357); dilated (Yu and Koltun 2015, arXiv 1511.07122); transposed (Long et al.
// 2014, arXiv 1411.4038, section 3.3), which lays its kernel on the outputs once for each input: with padding valid
// (inputs - 1) * stride + kernel - 2 * pad outputs, with same inputs * stride.
// Kept for the backward pass: the input; between the halves of a separable one also what flows there.
#include "workload/layer.h"
#include "workload/window.h"

struct conv {
    struct layer_common common;
    struct window window;
    int64_t filters, groups;
    bool bias, depthwise, separable;
};

static const struct field conv_fields[] = {
    LAYER_COMMON_FIELDS,
    WINDOW_FIELDS(conv, window, true),
    WINDOW_COUNTS_FIELD(conv, window, "dilation", dilation, false, 1),
    WINDOW_FLAG_FIELD(conv, window, transposed),
    LAYER_SIZE_FIELD(conv, filters, false),
    LAYER_SIZE_FIELD(conv, groups, false),
    LAYER_FLAG_FIELD(conv, bias),
    LAYER_FLAG_FIELD(conv, depthwise),
    LAYER_FLAG_FIELD(conv, separable),
};

static void conv_defaults(void *layer)
{
    ((struct conv *)layer)->bias = true;
}

// Completes filters and groups.
static enum status conv_bind_groups(struct conv *conv, struct reader *reader, const struct yaml_node *node)
{
    if (conv->separable && (conv->groups || conv->depthwise))
        return field_error(reader, node, "a separable convolution has no groups of its own");
    if (conv->separable && conv->window.transposed)
        return field_error(reader, node, "a separable convolution is not transposed; write its two halves");
    if (conv->depthwise && conv->groups)
        return field_error(reader, node, "a depthwise convolution has a group for each input; leave out \"groups\"");
    if (!conv->filters && !conv->depthwise)
        return field_error(reader, node, "\"filters\" is missing; only a depthwise convolution has as many as inputs");
    if (!conv->filters)
        conv->filters = conv->common.input;
    if (!conv->groups)
        conv->groups = conv->depthwise ? conv->common.input : 1;
    if (conv->common.input % conv->groups != 0 || conv->filters % conv->groups != 0)
        return field_error(reader, node, "%lld groups do not divide %lld inputs and %lld filters",
                           (long long)conv->groups, (long long)conv->common.input, (long long)conv->filters);
    if (conv->common.lora && (conv->groups > 1 || conv->separable || conv->window.transposed))
        return field_error(reader, node,
                           "adapters stand beside plain convolutions only, not grouped, separable or transposed ones");
    return STATUS_OK;
}

static enum status conv_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct conv *conv = layer;
    enum status status = layer_bind_input(&conv->common, flow, reader, node);
    if (status == STATUS_OK)
        status = window_bind(&conv->window, flow, reader, node);
    if (status == STATUS_OK)
        status = conv_bind_groups(conv, reader, node);
    if (status != STATUS_OK)
        return status;
    if (conv->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "a convolution computes at every position");
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
    count->kept_elements += inputs * in;
    if (conv->separable) {
        bool gradient = count_linear(count, place, outputs * in, cells, 1, false, place->gradient);
        count->parameters *= in; // one filter for each channel
        count->factored_elements = cells + in;
        place->gradient = count_linear(count, place, outputs, in, filters, conv->bias, gradient);
        count->kept_elements += outputs * in;
    } else {
        // Each group is a product of its own; together they hold 1/groups of the full matrix.
        double laid = conv->window.transposed ? inputs : outputs;
        place->gradient = count_linear(count, place, laid, cells * in / groups, filters, false, place->gradient);
        count->parameters += conv->bias ? filters : 0;
        count->factored_elements += conv->bias ? filters : 0;
        count->forward_elementwise_flop += conv->bias ? outputs * filters : 0;
    }
    count->forward_elementwise_flop += outputs * filters; // its activation
}

const struct layer_kind layer_conv = {
    .name = "conv",
    .sentence = "convolution over a sequence or an image: grouped, depthwise, separable, dilated or transposed",
    .size = sizeof(struct conv),
    .fields = conv_fields,
    .field_count = sizeof conv_fields / sizeof *conv_fields,
    .defaults = conv_defaults,
    .bind = conv_bind,
    .count = conv_count,
};
