// An image becomes a sequence of one position, whose features are the channels of all its places. Nothing is computed,
// trained or kept: it is another view of the same numbers.
#include "workload/layer.h"

struct flatten {
    struct layer_common common;
};

static const struct field flatten_fields[] = {LAYER_COMMON_FIELDS};

static enum status flatten_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                const struct yaml_node *node)
{
    struct flatten *flatten = layer;
    enum status status = layer_bind_input(&flatten->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (!flow->is_image || flow->rows < 1 || flow->columns < 1)
        return field_error(reader, node, "flatten needs an image; how long a sequence is a model does not know");
    if (flatten->common.at != LAYER_AT_EVERY || flatten->common.lora)
        return field_error(reader, node, "flatten takes every place of the image and has no matrix");
    double features = (double)flow->rows * (double)flow->columns * (double)flatten->common.input;
    if (features > LAYER_SIZE_MAX)
        return field_error(reader, node, "%lld x %lld places of %lld channels are more than %.0f features",
                           (long long)flow->rows, (long long)flow->columns, (long long)flatten->common.input,
                           LAYER_SIZE_MAX);
    flow->width = flow->rows * flow->columns * flatten->common.input;
    flow->rows = flow->columns = 0;
    flow->is_image = false;
    return STATUS_OK;
}

static void flatten_count(const void *layer, struct place *place, struct count *count)
{
    (void)layer;
    (void)count;
    place->rows = place->columns = 1;
    place->is_image = false;
}

const struct layer_kind layer_flatten = {
    .name = "flatten",
    .sentence = "an image as one position that holds all its places' channels",
    .size = sizeof(struct flatten),
    .fields = flatten_fields,
    .field_count = sizeof flatten_fields / sizeof *flatten_fields,
    .bind = flatten_bind,
    .count = flatten_count,
};
