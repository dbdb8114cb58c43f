#include "plan/plan_check.h"

#include <math.h>

// A length says something only where the model has a sequence of that side.
static enum status plan_check_lengths(struct reader *reader, const struct plan *plan,
                                      const struct training_phase *phase)
{
    const struct model *model = &plan->model;
    if (!model_has_layers(model))
        return STATUS_OK;
    const struct yaml_node *target = yaml_tree_get(phase->node, "target");
    if (target && !model_is_two_sided(model))
        return field_error(reader, target, "%s has no target side", model->name);
    const struct yaml_node *sequence = yaml_tree_get(phase->node, "sequence");
    if (sequence && !model_needs_sequence(model))
        return field_error(reader, sequence, "%s reads images of %lld x %lld, not a sequence", model->name,
                           (long long)model->image.values[0], (long long)model->image.values[1]);
    return STATUS_OK;
}

static enum status plan_check_phase(struct reader *reader, const struct plan *plan, const struct training_phase *phase)
{
    const struct model_shape shape = model_shape_of(phase);
    double longest = 0;
    enum status status = plan_check_lengths(reader, plan, phase);
    if (status != STATUS_OK)
        return status;
    const struct model_layer *overrun = model_overrun(&plan->model, &shape, &longest);
    if (overrun)
        diag_warning(reader->diag, overrun->mark, overrun->path,
                     "a sequence of %lld is longer than the %.0f positions that the model has",
                     (long long)phase->sequence, longest);
    const struct model_layer *starved = model_starved(&plan->model, &shape);
    return starved ? diag_error(reader->diag, starved->mark, starved->path,
                                "the kernel does not fit what is left here of a sequence of %lld",
                                (long long)phase->sequence)
                   : STATUS_OK;
}

// Sequences are dealt out whole.
static enum status plan_check_batches(struct reader *reader, const struct plan *plan, const struct yaml_node *parallel)
{
    const struct layout layout = layout_filled(&plan->layout, plan->devices);
    const struct yaml_node *data = yaml_tree_get(parallel, "data"), *micro = yaml_tree_get(parallel, "micro_batch");
    for (size_t i = 0; i < plan->training.phase_count; i++) {
        double batch = ceil(training_batch(&plan->training.phases[i])); // NaN: tokens alone are known
        if (data && (double)layout.data > batch)
            return field_error(reader, data, "%lld replicas cannot share the %.0f sequences of a step",
                               (long long)layout.data, batch);
        if (micro && (double)layout.micro_batch > ceil(batch / (double)layout.data))
            return field_error(reader, micro,
                               "a micro-batch of %lld: a step has %.0f sequences for %lld replica%s, %.0f to each",
                               (long long)layout.micro_batch, batch, (long long)layout.data,
                               layout.data == 1 ? "" : "s", ceil(batch / (double)layout.data));
    }
    return STATUS_OK;
}

static enum status plan_check_stages(struct reader *reader, const struct plan *plan, const struct yaml_node *parallel)
{
    const struct yaml_node *pipeline = yaml_tree_get(parallel, "pipeline");
    const struct model_shape shape = {.batch = 1, .sequence = 1};
    struct model_totals totals;
    if (!pipeline || !model_has_layers(&plan->model))
        return STATUS_OK;
    model_count(&plan->model, &shape, NULL, &totals);
    const struct layout layout = layout_filled(&plan->layout, plan->devices);
    double stages = (double)layout.pipeline * (double)layout.interleave, blocks = totals.turns_in_a_row;
    if (stages > blocks)
        return field_error(reader, pipeline, "%.0f stages, but %s has %.0f repeated block%s to deal out", stages,
                           plan->model.name, blocks, blocks == 1 ? "" : "s");
    if (fmod(blocks, stages) > 0)
        diag_warning(reader->diag, pipeline->mark, reader->path,
                     "the %.0f blocks of %s do not divide by %.0f stages; memory is that of an even share", blocks,
                     plan->model.name, stages);
    return STATUS_OK;
}

static enum status plan_check_service(struct reader *reader, const struct plan *plan)
{
    if (plan->service.kind == SERVICE_NONE)
        return STATUS_OK;
    size_t length = field_enter(reader, plan->service.kind == SERVICE_REQUESTS ? "serving" : "rollouts");
    enum status status = service_check(reader, &plan->model, &plan->service);
    field_leave(reader, length);
    return status;
}

enum status plan_check(struct reader *reader, const struct plan *plan, const struct yaml_node *parallel)
{
    enum status status = plan_check_service(reader, plan);
    // What is asked of a model that generates was checked as a whole.
    for (size_t i = 0; plan->service.kind == SERVICE_NONE && i < plan->training.phase_count && status == STATUS_OK; i++)
        status = plan_check_phase(reader, plan, &plan->training.phases[i]);
    if (status != STATUS_OK || !parallel)
        return status;
    size_t length = field_enter(reader, "parallel");
    status = plan_check_batches(reader, plan, parallel);
    if (status == STATUS_OK)
        status = plan_check_stages(reader, plan, parallel);
    field_leave(reader, length);
    return status;
}

enum status plan_check_trials(struct reader *reader, const struct input_set *inputs)
{
    const struct input *trials = &inputs->values[INPUT_TRIALS];
    double value = 0, most = dist_quantile_upper(&trials->dist, 1e-9);
    const char *lucky = NULL;
    for (int id = 0; id < INPUT_COUNT; id++)
        if (input_sharing((enum input_id)id) == INPUT_INDEPENDENT && inputs->values[id].origin != INPUT_UNSET &&
            !dist_is_constant(&inputs->values[id].dist, &value))
            lucky = input_row((enum input_id)id)->key;
    if (!lucky || most <= PLAN_CHECK_TRIALS_MAX)
        return STATUS_OK;
    return diag_error(
        reader->diag, trials->mark, NULL,
        "%.4g trials, each with a draw of its own of %s: at most %d; of so many the luck averages out, so "
        "a constant in its place says the same",
        most, lucky, PLAN_CHECK_TRIALS_MAX);
}

// e^50 attempts are more than anyone can wait for, and e^3 more than anyone wants.
#define PLAN_CHECK_HOPELESS 50.0
#define PLAN_CHECK_WASTEFUL 3.0

enum status plan_check_failures(struct reader *reader, const struct plan *plan)
{
    static const enum input_id stretches[] = {INPUT_RESTART_TIME, INPUT_CHECKPOINT_TIME};
    const struct input *inputs = plan->inputs.values, *interval = &inputs[INPUT_CHECKPOINT_INTERVAL];
    double rate = inputs[INPUT_FAILURE_RATE].point * ceil((double)plan->devices / (double)plan->devices_per_node);
    if (!plan->has_device || !(rate > 0) || inputs[INPUT_MEASURED_TIME].origin != INPUT_UNSET)
        return STATUS_OK;
    double hours = 1 / rate / 3600;
    for (size_t i = 0; i < sizeof stretches / sizeof *stretches; i++) {
        const struct input *stretch = &inputs[stretches[i]];
        if (stretch->point * rate > PLAN_CHECK_HOPELESS)
            return diag_error(
                reader->diag, stretch->mark, NULL,
                "%s is %.4g times as long as the %.4g h between failures of all nodes together: it hardly "
                "ever succeeds, and the training never finishes",
                input_row(stretches[i])->key, stretch->point * rate, hours);
    }
    if (interval->origin != INPUT_UNSET &&
        (interval->point + inputs[INPUT_CHECKPOINT_TIME].point) * rate > PLAN_CHECK_WASTEFUL)
        diag_warning(reader->diag, interval->mark, NULL,
                     "checkpoint_interval is %.4g times as long as the %.4g h between failures of all nodes together: "
                     "so long a stretch hardly ever passes without one",
                     interval->point * rate, hours);
    return STATUS_OK;
}
