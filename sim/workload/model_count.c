// A walk over the steps of a model. See model.h.
#include "workload/model.h"

#include <math.h>
#include <stdint.h>

static struct place model_place(const struct model *model, const struct model_shape *shape,
                                const struct model_part *part)
{
    double target = shape->target > 0 ? shape->target : shape->target < 0 ? 0 : shape->sequence;
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

// One walk over the steps.
struct model_run {
    const struct model *model;
    const struct model_shape *shape;
    struct count *per_layer; // may be NULL
    struct model_totals *totals;
    bool again; // in a later turn of a stack: shared weights are there already
    struct place place;
    struct place slots[MODEL_SLOTS_MAX];
    bool inside;         // a stack that repeats
    size_t single_steps; // counted in turns one by one
};

enum { MODEL_CIRCLE_MAX = 256, MODEL_SINGLE_STEPS_MAX = 1000000 };

// Each part begins with its own input; what is added for training goes on with what the model gave.
static void model_enter(struct model_run *run, const struct model_part *part)
{
    if (part->training_only)
        return;
    struct place before = run->place;
    run->place = model_place(run->model, run->shape, part);
    if (part->is_target) {
        run->place.memory = before.rows * before.columns;
        run->place.memory_gradient = before.gradient;
    }
}

// Where nothing needs a gradient, nothing is kept for it: frozen layers before the first that is trained.
static void model_keep_nothing(struct count *count)
{
    count->kept_elements = count->kept_split_elements = count->kept_scores_elements = count->kept_logits_elements = 0;
    count->mask_bytes = count->mask_scores_bytes = 0;
}

// Of shared weights only the holder counts, and only once.
static void model_count_layer(struct model_run *run, size_t index, double times)
{
    const struct model_layer *layer = &run->model->layers[index];
    const struct layer_common *common = layer->spec;
    struct count one = {0}, sum = {0};
    run->place.frozen = common->frozen || common->lora > 0;
    run->place.lora = (double)common->lora;
    layer->kind->count(layer->spec, &run->place, &one);
    if (!run->place.gradient && one.backward_flop <= 0)
        model_keep_nothing(&one);
    if (!run->totals->starved && (run->place.rows < 1 || run->place.columns < 1))
        run->totals->starved = layer;
    count_add(&sum, &one, times);
    double shared = common->share ? (one.shareable > 0 ? one.shareable : one.parameters) : 0;
    double holds = layer->is_tied || run->again ? 0 : 1;
    sum.parameters = (one.parameters - shared) * times + holds * shared;
    // The whole layer is shared, with all that is part of its parameters.
    if (common->share && (one.shareable <= 0 || one.shareable >= one.parameters)) {
        sum.factored_elements = holds * one.factored_elements;
        sum.adapter_parameters = holds * one.adapter_parameters;
        sum.inactive_parameters = holds * one.inactive_parameters;
    }
    // A layer without matrices has vectors alone, a table of rows apart.
    if (one.parameters > 0 && one.factored_elements <= 0)
        sum.factored_elements = sum.parameters;
    sum.read_parameters = times * (one.parameters - one.unread_parameters);
    sum.trainable_parameters = run->place.frozen ? sum.adapter_parameters : sum.parameters;
    if (run->per_layer)
        count_add(&run->per_layer[index], &sum, 1);
    if (!run->inside && run->totals->turns_in_a_row <= 0)
        count_add(&run->totals->before, &sum, 1);
    else if (!run->inside && layer->is_tied)
        run->totals->tied_parameters += shared;
    if (run->inside)
        count_add(&run->totals->turns, &sum, 1);
    const struct model_part *part = &run->model->parts[layer->part];
    count_add(part->training_only ? &run->totals->training_only : &run->totals->model, &sum, 1);
    if (part->is_target && !part->training_only)
        count_add(&run->totals->target, &sum, 1);
}

static void model_count_steps(struct model_run *run, size_t from, size_t to, double times);

// Whether what flows into the first turn of a stack, or is taken up in it, may need no gradient while something in it
// is trained. The later turns differ from it then: each must hand a gradient back.
static bool model_first_differs(const struct model_run *run, size_t from, size_t to)
{
    bool gradient = run->place.gradient, trains = false;
    for (size_t i = from; i < to; i++) {
        const struct model_step *step = &run->model->steps[i];
        const struct layer_common *common =
            step->operation == MODEL_LAYER ? run->model->layers[step->index].spec : NULL;
        trains = trains || (common && (!common->frozen || common->lora > 0));
        if (step->operation == MODEL_TAKE || step->operation == MODEL_JOIN)
            gradient = gradient && run->slots[step->index].gradient;
    }
    return trains && !gradient;
}

// Which of what a turn begins with need a gradient: what flows in, and every label.
struct model_gradients {
    bool flow;
    uint64_t labels;
};

_Static_assert(MODEL_SLOTS_MAX <= 64, "model_gradients keeps one bit for each slot");

static struct model_gradients model_gradients(const struct model_run *run)
{
    struct model_gradients gradients = {.flow = run->place.gradient};
    for (size_t i = 0; i < MODEL_SLOTS_MAX; i++)
        gradients.labels |= (uint64_t)run->slots[i].gradient << i;
    return gradients;
}

static void model_count_group(struct model_run *run, size_t step, double times)
{
    model_count_steps(run, step + 1, run->model->steps[step].index, times);
}

static double model_kept(const struct count *count)
{
    return count->kept_elements + count->kept_split_elements + count->kept_scores_elements;
}

// The outermost turns, one after another: what flows in, and what the largest of them keeps.
static void model_count_turn(struct model_run *run, size_t step, double times)
{
    const struct model_step *stack = &run->model->steps[step];
    struct count turn, before = run->totals->turns;
    run->inside = true;
    run->totals->turns_in_a_row += times;
    run->totals->turn_inputs += times * run->place.batch * run->place.rows * run->place.columns * stack->width;
    model_count_steps(run, step + 1, stack->index, times);
    run->inside = false;
    turn = (struct count){0};
    count_add(&turn, &run->totals->turns, 1 / times);
    count_add(&turn, &before, -1 / times);
    if (model_kept(&turn) > model_kept(&run->totals->largest_turn))
        run->totals->largest_turn = turn;
}

// The turns that are left of a stack go in a circle: each of it is counted as often as it comes up.
static void model_count_circle(struct model_run *run, size_t step, double times, double left, size_t circle,
                               void (*count)(struct model_run *, size_t, double))
{
    double rounds = floor(left / (double)circle);
    size_t rest = (size_t)(left - rounds * (double)circle);
    for (size_t i = 0; i < circle && rounds > 0; i++)
        count(run, step, times * rounds);
    for (size_t i = 0; i < rest; i++)
        count(run, step, times);
}

// Counts the turns of a stack one by one until a turn begins as an earlier one began, which is after one of them unless
// labels change places; or until what flows in has a gradient, and all that follow are alike.
static void model_count_turns(struct model_run *run, size_t step, double times,
                              void (*count)(struct model_run *, size_t, double))
{
    const struct model_step *stack = &run->model->steps[step];
    struct model_gradients begun[MODEL_CIRCLE_MAX];
    double left = stack->repeat;
    for (size_t turns = 0; left > 1 && model_first_differs(run, step + 1, stack->index);) {
        if (turns == MODEL_CIRCLE_MAX || run->single_steps > MODEL_SINGLE_STEPS_MAX) {
            run->totals->is_endless = true;
            break;
        }
        begun[turns++] = model_gradients(run);
        run->single_steps += stack->index - step;
        count(run, step, times);
        run->again = true;
        left--;
        struct model_gradients now = model_gradients(run);
        for (size_t like = turns; like-- > 0;)
            if (begun[like].flow == now.flow && begun[like].labels == now.labels) {
                model_count_circle(run, step, times, left, turns - like, count);
                return;
            }
    }
    count(run, step, times * left);
}

static void model_count_stack(struct model_run *run, size_t step, double times)
{
    bool is_turn = run->model->steps[step].width > 0 && !run->inside, again = run->again;
    model_count_turns(run, step, times, is_turn ? model_count_turn : model_count_group);
    run->again = again;
}

static void model_count_steps(struct model_run *run, size_t from, size_t to, double times)
{
    for (size_t i = from; i < to; i++) {
        const struct model_step *step = &run->model->steps[i];
        switch (step->operation) {
        case MODEL_PART:
            model_enter(run, &run->model->parts[step->index]);
            break;
        case MODEL_LAYER:
            model_count_layer(run, step->index, times);
            break;
        case MODEL_STACK:
            model_count_stack(run, i, times);
            i = step->index - 1;
            break;
        case MODEL_KEEP:
            run->slots[step->index] = run->place;
            break;
        case MODEL_TAKE:
            run->place = run->slots[step->index];
            break;
        case MODEL_JOIN:
            run->place.gradient = run->place.gradient || run->slots[step->index].gradient;
            break;
        }
    }
}

void model_count(const struct model *model, const struct model_shape *shape, struct count *per_layer,
                 struct model_totals *totals)
{
    *totals = (struct model_totals){0};
    if (!model->layer_count) {
        // 2 FLOP per parameter and token forward, 4 backward: Kaplan et al. 2020 (arXiv 2001.08361), section 2.1.
        totals->model.parameters = totals->model.trainable_parameters = totals->model.read_parameters =
            (double)model->given_parameters;
        totals->model.forward_flop = 2.0 * (double)model->given_parameters * shape->batch * shape->sequence;
        totals->model.backward_flop = 2.0 * totals->model.forward_flop;
        return;
    }
    for (size_t i = 0; per_layer && i < model->layer_count; i++)
        per_layer[i] = (struct count){0};
    struct model_run run = {.model = model, .shape = shape, .per_layer = per_layer, .totals = totals};
    model_count_steps(&run, 0, model->step_count, 1);
}
