#include "workload/model.h"

bool model_has_layers(const struct model *model)
{
    return model->layer_count > 0;
}

bool model_needs_sequence(const struct model *model)
{
    return model->layer_count && (!model->image.count || model_is_two_sided(model));
}

bool model_is_two_sided(const struct model *model)
{
    return model->part_count > 1 && model->parts[1].is_target;
}

struct model_shape model_shape_of(const struct training_phase *phase)
{
    return (struct model_shape){.batch = 1,
                                .sequence = (double)phase->sequence,
                                .target = (double)phase->target,
                                .predictions = (double)phase->predictions};
}

const struct model_layer *model_starved(const struct model *model, const struct model_shape *shape)
{
    struct model_totals totals;
    model_count(model, shape, NULL, &totals);
    return totals.starved;
}

const struct model_layer *model_overrun(const struct model *model, const struct model_shape *shape, double *longest)
{
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct model_layer *layer = &model->layers[i];
        double target = shape->target > 0 ? shape->target : shape->sequence;
        bool is_target = model->parts[layer->part].is_target;
        *longest = layer->kind->longest ? layer->kind->longest(layer->spec) : 0;
        if (*longest > 0 && (is_target ? target : shape->sequence) > *longest)
            return layer;
    }
    return NULL;
}
