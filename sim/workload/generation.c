#include "workload/generation.h"

// An encoder reads the prompt, so that the decoder begins with nothing.
static bool generation_encodes(const struct model *model)
{
    return model_is_two_sided(model) && !model->image.count;
}

// Positions of the side that the response stands on.
static struct model_shape generation_at(const struct model *model, double batch, double prompt, double own)
{
    struct model_shape shape = {.batch = batch, .sequence = own};
    if (model_is_two_sided(model)) {
        shape.sequence = generation_encodes(model) ? prompt : 0;
        shape.target = own > 0 ? own : -1;
    } else if (model->image.count)
        shape.sequence = 1;
    return shape;
}

struct model_shape generation_shape(const struct model *model, double prompt, double response)
{
    return generation_at(model, 1, prompt, generation_encodes(model) ? response : prompt + response);
}

static double generation_at_once(const struct count *count)
{
    return count->forward_flop - count->causal_saving_flop;
}

static double generation_step_by_step(const struct count *count)
{
    return generation_at_once(count) + count->stepwise_extra_flop;
}

// The layers that give the response.
static const struct count *generation_side(const struct model *model, const struct model_totals *totals)
{
    return model_is_two_sided(model) ? &totals->target : &totals->model;
}

void generation_count(const struct model *model, double prompt, double response, double batch,
                      struct generation *generation)
{
    double begun = generation_encodes(model) ? 0 : prompt; // positions before the response on its side
    const struct model_shape before_shape = generation_at(model, 1, prompt, begun),
                             after_shape = generation_at(model, 1, prompt, begun + response),
                             prompts_shape = generation_at(model, batch, prompt, begun),
                             step_shape = generation_at(model, batch, prompt, 1);
    struct model_totals before, after, prompts, step;
    model_count(model, &before_shape, NULL, &before);
    model_count(model, &after_shape, NULL, &after);
    model_count(model, &prompts_shape, NULL, &prompts);
    model_count(model, &step_shape, NULL, &step);
    const struct count *side_before = generation_side(model, &before), *side_after = generation_side(model, &after),
                       *side_prompts = generation_side(model, &prompts), *side_step = generation_side(model, &step);
    *generation = (struct generation){.prefill_flop = generation_at_once(&before.model),
                                      .scoring_flop = generation_at_once(&after.model),
                                      .prefill_parameters = prompts.model.read_parameters};
    // Where nothing stands before the response, its side has only keys and values of the encoder's output to make.
    if (begun <= 0 && (response > 0 || model_is_two_sided(model)))
        generation->prefill_parameters += side_prompts->prefill_parameters - side_prompts->read_parameters;
    if (response <= 0)
        return;
    generation->prefill_flop -= before.model.forward_logits_flop;
    generation->decode_flop = generation_step_by_step(side_after) - generation_step_by_step(side_before);
    generation->cache_elements = after.model.cache_elements;
    generation->decode_cache_elements = side_after->cache_moved_elements - side_before->cache_moved_elements;
    generation->decode_parameters = side_step->read_parameters - side_step->prefill_parameters;
}

const struct model_layer *generation_blind(const struct model *model, struct count *per_layer)
{
    const struct model_shape shape = generation_shape(model, 1, 1);
    struct model_totals totals;
    model_count(model, &shape, per_layer, &totals);
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct model_part *part = &model->parts[model->layers[i].part];
        bool looks = per_layer[i].forward_scores_flop > 0 || per_layer[i].forward_recurrent_flop > 0;
        if (looks && per_layer[i].cache_elements <= 0 && !part->training_only &&
            (part->is_target || !model_is_two_sided(model)))
            return &model->layers[i];
    }
    return NULL;
}
