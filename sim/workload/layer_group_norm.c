// Group normalization, Wu and He 2018 (arXiv 1803.08494): the mean and variance of a group of channels, then scale and
// shift per channel. How many groups there are changes no count.
#include "workload/norm.h"

static const struct field group_norm_fields[] = {LAYER_COMMON_FIELDS};

static void group_norm_count(const void *layer, struct place *place, struct count *count)
{
    norm_count(layer, 6, place, count); // mean 1, variance 3, normalize 2
}

const struct layer_kind layer_group_norm = {
    .name = "group_norm",
    .sentence = "group normalization with scale and shift per channel",
    .size = sizeof(struct norm),
    .fields = group_norm_fields,
    .field_count = sizeof group_norm_fields / sizeof *group_norm_fields,
    .defaults = norm_defaults,
    .bind = norm_bind,
    .count = group_norm_count,
};
