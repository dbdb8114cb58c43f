// Root mean square normalization, Zhang and Sennrich 2019 (arXiv 1910.07467), equation 4: a scale per feature, no mean
// and no shift.
#include "workload/norm.h"

static const struct field rms_norm_fields[] = {LAYER_COMMON_FIELDS};

static void rms_norm_defaults(void *layer)
{
    ((struct norm *)layer)->scale = true;
}

static void rms_norm_count(const void *layer, struct place *place, struct count *count)
{
    norm_count(layer, 3, place, count); // square, sum, normalize
}

const struct layer_kind layer_rms_norm = {
    .name = "rms_norm",
    .sentence = "root mean square normalization with a scale",
    .size = sizeof(struct norm),
    .fields = rms_norm_fields,
    .field_count = sizeof rms_norm_fields / sizeof *rms_norm_fields,
    .defaults = rms_norm_defaults,
    .bind = norm_bind,
    .count = rms_norm_count,
};
