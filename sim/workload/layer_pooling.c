// Maximum or mean over a window, over all positions (`global`), or over as many windows as give a wanted output
// (`output`, PyTorch's adaptive pooling). No parameters, no products. Kept for the backward pass: the input.
#include "workload/layer.h"
#include "workload/window.h"

#include <math.h>

enum { POOLING_MAX, POOLING_MEAN, POOLING_KINDS };

static const char *const pooling_kinds[POOLING_KINDS] = {[POOLING_MAX] = "max", [POOLING_MEAN] = "mean"};

struct pooling {
    struct layer_common common;
    struct window window;
    struct field_counts output; // {length}, or {rows, columns}
    int kind;
    bool global;
};

static const struct field pooling_fields[] = {
    LAYER_COMMON_FIELDS,
    WINDOW_FIELDS(pooling, window, false),
    WINDOW_FLAG_FIELD(pooling, window, ceil),
    {.key = "output", .type = FIELD_COUNTS, .offset = offsetof(struct pooling, output), .low = 1, .high = 1e6},
    LAYER_FLAG_FIELD(pooling, global),
    {.key = "kind",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct pooling, kind),
     .choices = pooling_kinds,
     .choice_count = POOLING_KINDS},
};

static enum status pooling_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                const struct yaml_node *node)
{
    struct pooling *pooling = layer;
    enum status status = layer_bind_input(&pooling->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    flow->width = pooling->common.input;
    if (pooling->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "pooling reads every position");
    if (pooling->common.lora)
        return field_error(reader, node, "pooling has no matrix beside which adapters could stand");
    int ways = (pooling->window.kernel.count != 0) + (pooling->output.count != 0) + (pooling->global ? 1 : 0);
    if (ways != 1)
        return field_error(reader, node, "pooling needs either \"kernel\" or \"global: true\" or \"output\"");
    if (pooling->output.count > (flow->is_image ? 2 : 1))
        return field_error(reader, node, "an output has one size over a sequence, one or two over an image");
    if (!pooling->window.kernel.count)
        return STATUS_OK;
    if (!pooling->window.stride.count)
        pooling->window.stride = pooling->window.kernel;
    return window_bind(&pooling->window, flow, reader, node);
}

// Cells that `outputs` windows see in one direction: window i reaches from floor(i in/out) to ceil((i + 1) in/out), so
// neighbours share a cell at each border that falls inside one: in + out - gcd(in, out) together.
static double pooling_adaptive_cells(double inputs, double outputs)
{
    double divisor = outputs;
    for (double rest = inputs; rest > 0;) {
        double next = fmod(divisor, rest);
        divisor = rest;
        rest = next;
    }
    return inputs > 0 ? inputs + outputs - divisor : 0;
}

static void pooling_count(const void *layer, struct place *place, struct count *count)
{
    const struct pooling *pooling = layer;
    double width = (double)pooling->common.input, channels = place->batch * width;
    double inputs = channels * place->rows * place->columns;
    if (pooling->global) {
        place->rows = place->columns = 1;
        count->forward_elementwise_flop += inputs;
    } else if (pooling->output.count) {
        double rows = (double)pooling->output.values[0];
        double columns = place->is_image ? (double)pooling->output.values[pooling->output.count - 1] : 1;
        count->forward_elementwise_flop +=
            channels * pooling_adaptive_cells(place->rows, rows) * pooling_adaptive_cells(place->columns, columns);
        place->rows = place->rows > 0 ? rows : 0;
        place->columns = place->columns > 0 ? columns : 0;
    } else {
        double cells = window_cells(&pooling->window, place->is_image);
        window_move(&pooling->window, place);
        count->forward_elementwise_flop += channels * place->rows * place->columns * cells;
    }
    count->kept_elements += inputs;
}

const struct layer_kind layer_pooling = {
    .name = "pooling",
    .sentence = "maximum or mean over a window, over all positions, or to a wanted size",
    .size = sizeof(struct pooling),
    .fields = pooling_fields,
    .field_count = sizeof pooling_fields / sizeof *pooling_fields,
    .bind = pooling_bind,
    .count = pooling_count,
};
