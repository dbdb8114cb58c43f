// Rows and columns of zeros around an image, or, below 0, those that are cut off: how many in all, on whichever side.
// Nothing is computed, trained or kept.
#include "workload/layer.h"

struct pad {
    struct layer_common common;
    int64_t rows, columns;
};

#define PAD_FIELD(member)                                                                                              \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct pad, member), .low = -1e6, .high = 1e6          \
    }

static const struct field pad_fields[] = {LAYER_COMMON_FIELDS, PAD_FIELD(rows), PAD_FIELD(columns)};

static enum status pad_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct pad *pad = layer;
    enum status status = layer_bind_input(&pad->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (!flow->is_image)
        return field_error(reader, node, "pad is for images; the positions of a sequence are what they are");
    if (pad->common.at != LAYER_AT_EVERY || pad->common.lora)
        return field_error(reader, node, "pad moves the whole image and has no matrix");
    if (flow->rows + pad->rows < 1 || flow->columns + pad->columns < 1)
        return field_error(reader, node, "nothing is left of an image of %lld x %lld", (long long)flow->rows,
                           (long long)flow->columns);
    flow->width = pad->common.input;
    return STATUS_OK;
}

static void pad_count(const void *layer, struct place *place, struct count *count)
{
    const struct pad *pad = layer;
    (void)count;
    place->rows += (double)pad->rows;
    place->columns += (double)pad->columns;
}

const struct layer_kind layer_pad = {
    .name = "pad",
    .sentence = "rows and columns of zeros around an image, or cut off from it",
    .size = sizeof(struct pad),
    .fields = pad_fields,
    .field_count = sizeof pad_fields / sizeof *pad_fields,
    .bind = pad_bind,
    .count = pad_count,
};
