#include "workload/model.h"

bool model_has_layers(const struct model *model)
{
    return model->layer_count > 0;
}

static struct place model_place(const struct model *model, const struct model_shape *shape,
                                const struct model_part *part)
{
    double target = shape->target > 0 ? shape->target : shape->sequence;
    struct place place = {.batch = shape->batch,
                          .rows = part->is_target ? target : shape->sequence,
                          .columns = 1,
                          .memory = shape->sequence,
                          .predictions = shape->predictions};
    if (model->image.count) {
        place.rows = (double)model->image.values[0];
        place.columns = (double)model->image.values[1];
        place.is_image = true;
    }
    return place;
}

// Sums one layer over its repeats; of shared weights only the holder counts, and only once.
static struct count model_layer_sum(const struct model_layer *layer, struct count *one)
{
    const struct layer_common *common = layer->spec;
    double shared = common->share ? (one->shareable > 0 ? one->shareable : one->parameters) : 0;
    double parameters = (one->parameters - shared) * layer->repeat + (layer->is_tied ? 0 : shared);
    struct count sum = {0};
    count_add(&sum, one, layer->repeat);
    sum.parameters = parameters;
    return sum;
}

void model_count(const struct model *model, const struct model_shape *shape, struct count *per_layer,
                 struct model_totals *totals)
{
    *totals = (struct model_totals){0};
    if (!model->layer_count) {
        // 2 FLOP per parameter and token forward, 4 backward: Kaplan et al. 2020 (arXiv 2001.08361), section 2.1.
        totals->model.parameters = (double)model->given_parameters;
        totals->model.forward_flop = 2.0 * (double)model->given_parameters * shape->batch * shape->sequence;
        totals->model.backward_flop = 2.0 * totals->model.forward_flop;
        return;
    }
    struct place place = {0};
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct model_layer *layer = &model->layers[i];
        const struct model_part *part = &model->parts[layer->part];
        // Each part begins with its own input; a head for training goes on with what the model gave.
        if ((i == 0 || layer->part != model->layers[i - 1].part) && !part->training_only) {
            double memory = place.rows * place.columns;
            place = model_place(model, shape, part);
            if (part->is_target)
                place.memory = memory;
        }
        struct count one = {0};
        layer->kind->count(layer->spec, &place, &one);
        struct count sum = model_layer_sum(layer, &one);
        count_add(part->training_only ? &totals->training_only : &totals->model, &sum, 1);
        if (per_layer)
            per_layer[i] = sum;
    }
}
