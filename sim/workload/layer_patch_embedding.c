// Image to sequence, Dosovitskiy et al. 2020 (arXiv 2010.11929), section 3.1: a convolution whose stride is its kernel
// makes one position of each patch. A class token goes before them; a table of positions is added to all.
// An edge that no whole patch covers is not seen, as in PyTorch (SigLIP: 384 pixels, patches of 14).
// Kept for the backward pass: the pixels under the patches.
#include "workload/layer.h"

struct patch_embedding {
    struct layer_common common;
    struct field_counts patch; // {side} or {rows, columns}
    int64_t width;
    int64_t patches; // of the image that flows in
    bool class_token, positions, bias;
};

static const struct field patch_embedding_fields[] = {
    LAYER_COMMON_FIELDS,
    {.key = "patch",
     .type = FIELD_COUNTS,
     .offset = offsetof(struct patch_embedding, patch),
     .required = true,
     .low = 1,
     .high = 1e6},
    LAYER_SIZE_FIELD(patch_embedding, width, true),
    LAYER_FLAG_FIELD(patch_embedding, class_token),
    LAYER_FLAG_FIELD(patch_embedding, positions),
    LAYER_FLAG_FIELD(patch_embedding, bias),
};

static void patch_embedding_defaults(void *layer)
{
    ((struct patch_embedding *)layer)->bias = true;
}

static enum status patch_embedding_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                        const struct yaml_node *node)
{
    struct patch_embedding *embedding = layer;
    enum status status = layer_bind_input(&embedding->common, flow, reader, node);
    if (status != STATUS_OK)
        return status;
    if (!flow->is_image)
        return field_error(reader, node, "patches are cut from an image; here a sequence flows in");
    if (embedding->patch.count < 1 || embedding->patch.count > 2)
        return field_error(reader, node, "a patch has one size, or rows and columns");
    if (embedding->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "patches are cut from the whole image");
    int64_t rows = embedding->patch.values[0], columns = embedding->patch.values[embedding->patch.count - 1];
    if (rows > flow->rows || columns > flow->columns)
        return field_error(reader, node,
                           "a patch of %lld x %lld does not fit the image of %lld x %lld that is left here",
                           (long long)rows, (long long)columns, (long long)flow->rows, (long long)flow->columns);
    embedding->patches = (flow->rows / rows) * (flow->columns / columns);
    flow->width = embedding->width;
    flow->rows = flow->columns = 0;
    flow->is_image = flow->is_looked_up = false;
    return STATUS_OK;
}

static void patch_embedding_count(const void *layer, struct place *place, struct count *count)
{
    const struct patch_embedding *embedding = layer;
    double patches = (double)embedding->patches, width = (double)embedding->width;
    double cells = (double)embedding->patch.values[0] * (double)embedding->patch.values[embedding->patch.count - 1];
    double pixels = cells * (double)embedding->common.input;
    double token = embedding->class_token ? 1 : 0, positions = patches + token;
    place->gradient =
        count_linear(count, place, place->batch * patches, pixels, width, embedding->bias, place->gradient);
    count->parameters += (token + (embedding->positions ? positions : 0)) * width;
    count->factored_elements += token * width + (embedding->positions ? positions + width : 0);
    if (embedding->positions)
        count->forward_elementwise_flop += place->batch * positions * width;
    count->kept_elements += place->batch * patches * pixels;
    place->rows = positions;
    place->columns = 1;
    place->is_image = false;
}

const struct layer_kind layer_patch_embedding = {
    .name = "patch_embedding",
    .sentence = "an image cut into patches, one position each, with a class token and positions",
    .size = sizeof(struct patch_embedding),
    .fields = patch_embedding_fields,
    .field_count = sizeof patch_embedding_fields / sizeof *patch_embedding_fields,
    .defaults = patch_embedding_defaults,
    .bind = patch_embedding_bind,
    .count = patch_embedding_count,
};
