// Layer normalization, Ba, Kiros and Hinton 2016 (arXiv 1607.06450): scale and shift per feature.
#include "workload/norm.h"

static const struct field layer_norm_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_FLAG_FIELD(norm, scale),
    LAYER_FLAG_FIELD(norm, bias),
};

static void layer_norm_count(const void *layer, struct place *place, struct count *count)
{
    norm_count(layer, 6, place, count); // mean 1, variance 3, normalize 2
}

const struct layer_kind layer_layer_norm = {
    .name = "layer_norm",
    .sentence = "layer normalization, with scale and shift or without",
    .size = sizeof(struct norm),
    .fields = layer_norm_fields,
    .field_count = sizeof layer_norm_fields / sizeof *layer_norm_fields,
    .defaults = norm_defaults,
    .bind = norm_bind,
    .count = layer_norm_count,
};
