// An image made larger by copying each place `factor` times along its rows and its columns (nearest neighbour). Nothing
// is multiplied, trained or kept; the backward pass adds up the gradients of the copies.
#include "workload/layer.h"

#include <math.h>

// No image is larger: what is must be a typing error.
#define UPSAMPLE_SIDE_MAX 1e6

struct upsample {
    struct layer_common common;
    int64_t factor;
};

static const struct field upsample_fields[] = {
    LAYER_COMMON_FIELDS,
    {.key = "factor",
     .type = FIELD_COUNT,
     .offset = offsetof(struct upsample, factor),
     .required = true,
     .low = 1,
     .high = UPSAMPLE_SIDE_MAX},
};

static enum status upsample_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                 const struct yaml_node *node)
{
    struct upsample *upsample = layer;
    enum status status = layer_bind_input(&upsample->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (!flow->is_image)
        return field_error(reader, node, "upsample is for images; the positions of a sequence are what they are");
    if (upsample->common.at != LAYER_AT_EVERY || upsample->common.lora)
        return field_error(reader, node, "upsample copies the whole image and has no matrix");
    if ((double)upsample->factor * fmax((double)flow->rows, (double)flow->columns) > UPSAMPLE_SIDE_MAX)
        return field_error(reader, node, "%lld times %lld x %lld places are more than %.0f to a side",
                           (long long)upsample->factor, (long long)flow->rows, (long long)flow->columns,
                           UPSAMPLE_SIDE_MAX);
    flow->width = upsample->common.input;
    return STATUS_OK;
}

static void upsample_count(const void *layer, struct place *place, struct count *count)
{
    const struct upsample *upsample = layer;
    (void)count;
    place->rows *= (double)upsample->factor;
    place->columns *= (double)upsample->factor;
}

const struct layer_kind layer_upsample = {
    .name = "upsample",
    .sentence = "an image made larger: each place copied along rows and columns",
    .size = sizeof(struct upsample),
    .fields = upsample_fields,
    .field_count = sizeof upsample_fields / sizeof *upsample_fields,
    .bind = upsample_bind,
    .count = upsample_count,
};
