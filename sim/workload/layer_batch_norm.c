// Batch normalization, Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1: scale and shift per channel, over all
// positions of the batch. Its running statistics are no parameters: nothing trains them.
#include "workload/norm.h"

static const struct field batch_norm_fields[] = {LAYER_COMMON_FIELDS};

static void batch_norm_count(const void *layer, struct place *place, struct count *count)
{
    norm_count(layer, 6, place, count); // mean 1, variance 3, normalize 2
}

const struct layer_kind layer_batch_norm = {
    .name = "batch_norm",
    .sentence = "batch normalization with scale and shift per channel",
    .size = sizeof(struct norm),
    .fields = batch_norm_fields,
    .field_count = sizeof batch_norm_fields / sizeof *batch_norm_fields,
    .defaults = norm_defaults,
    .bind = norm_bind,
    .count = batch_norm_count,
};
