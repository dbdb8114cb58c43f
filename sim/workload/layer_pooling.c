// Maximum or mean over a window, or over all positions (`global`). No parameters, no products.
#include "workload/layer.h"
#include "workload/window.h"

enum { POOLING_MAX, POOLING_MEAN, POOLING_KINDS };

static const char *const pooling_kinds[POOLING_KINDS] = {[POOLING_MAX] = "max", [POOLING_MEAN] = "mean"};

struct pooling {
    struct layer_common common;
    struct window window;
    int kind;
    bool global;
};

static const struct field pooling_fields[] = {
    LAYER_COMMON_FIELDS,
    WINDOW_FIELDS(pooling, window, false),
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
    if (pooling->global == (pooling->window.kernel.count != 0))
        return field_error(reader, node, "pooling needs either \"kernel\" or \"global: true\"");
    if (pooling->global && flow->repeat > 1)
        return field_error(reader, node, "this changes the length, so it cannot stand in a stack that repeats");
    if (pooling->global)
        return STATUS_OK;
    if (!pooling->window.stride)
        pooling->window.stride = pooling->window.kernel.values[0];
    return window_bind(&pooling->window, flow, reader, node);
}

static void pooling_count(const void *layer, struct place *place, struct count *count)
{
    const struct pooling *pooling = layer;
    double width = (double)pooling->common.input, inputs = place->batch * place->rows * place->columns * width;
    if (pooling->global) {
        place->rows = place->columns = 1;
        count->forward_elementwise_flop = inputs;
    } else {
        double cells = window_cells(&pooling->window, place->is_image);
        window_move(&pooling->window, place);
        count->forward_elementwise_flop = place->batch * place->rows * place->columns * width * cells;
    }
    count->saved_elements = inputs;
}

const struct layer_kind layer_pooling = {
    .name = "pooling",
    .sentence = "maximum or mean over a window or over all positions",
    .size = sizeof(struct pooling),
    .fields = pooling_fields,
    .field_count = sizeof pooling_fields / sizeof *pooling_fields,
    .bind = pooling_bind,
    .count = pooling_count,
};
