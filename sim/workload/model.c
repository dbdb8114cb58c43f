#include "workload/model.h"

bool model_has_layers(const struct model *model)
{
    return model->layer_count > 0;
}

bool model_needs_sequence(const struct model *model)
{
    return model->layer_count && !model->image.count;
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
    if (model->image.count && !part->is_target) {
        place.rows = (double)model->image.values[0];
        place.columns = (double)model->image.values[1];
        place.is_image = true;
    }
    return place;
}

// Counts one layer over its repeats and moves the place on; of shared weights only the holder counts, and only once.
static struct count model_layer_count(const struct model_layer *layer, struct place *place)
{
    const struct layer_common *common = layer->spec;
    struct count one = {0}, sum = {0};
    struct place again = *place;
    bool first_is_spared = !place->gradient && layer->repeat > 1;
    layer->kind->count(layer->spec, place, &one);
    double shared = common->share ? (one.shareable > 0 ? one.shareable : one.parameters) : 0;
    double parameters = (one.parameters - shared) * layer->repeat + (layer->is_tied ? 0 : shared);
    count_add(&sum, &one, first_is_spared ? 1 : layer->repeat);
    if (first_is_spared) {
        // Nothing wants the gradient of the model's input, but each later turn of the stack must hand one back.
        again.gradient = true;
        one = (struct count){0};
        layer->kind->count(layer->spec, &again, &one);
        count_add(&sum, &one, layer->repeat - 1);
    }
    sum.parameters = parameters;
    return sum;
}

// The place of a layer: each part begins with its own input; what is added for training goes on with what the model
// gave.
static void model_enter(const struct model *model, const struct model_shape *shape, size_t i, struct place *place)
{
    const struct model_layer *layer = &model->layers[i];
    const struct model_part *part = &model->parts[layer->part];
    if ((i > 0 && layer->part == model->layers[i - 1].part) || part->training_only)
        return;
    double memory = place->rows * place->columns;
    *place = model_place(model, shape, part);
    if (part->is_target)
        place->memory = memory;
}

const struct model_layer *model_starved(const struct model *model, const struct model_shape *shape)
{
    struct place place = {0};
    for (size_t i = 0; i < model->layer_count; i++) {
        struct count count = {0};
        model_enter(model, shape, i, &place);
        model->layers[i].kind->count(model->layers[i].spec, &place, &count);
        if (place.rows < 1 || place.columns < 1)
            return &model->layers[i];
    }
    return NULL;
}

const struct model_layer *model_overrun(const struct model *model, const struct model_shape *shape, double *longest)
{
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct model_layer *layer = &model->layers[i];
        struct place place = model_place(model, shape, &model->parts[layer->part]);
        *longest = layer->kind->longest ? layer->kind->longest(layer->spec) : 0;
        if (*longest > 0 && place.rows > *longest)
            return layer;
    }
    return NULL;
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
        model_enter(model, shape, i, &place);
        struct count sum = model_layer_count(layer, &place);
        count_add(model->parts[layer->part].training_only ? &totals->training_only : &totals->model, &sum, 1);
        if (per_layer)
            per_layer[i] = sum;
    }
}
