// flopcast layers: per-layer parameters, FLOPs and bytes of one training step.
#include <string.h>

#include "cli/commands.h"
#include "report/layers_sheet.h"

// The shape asked for. A length that was not said comes from the first phase of the recipe; the batch is 1.
static enum status cmd_layers_shape(struct session *session, const struct plan *plan, struct model_shape *shape)
{
    const struct args *args = &session->args;
    const struct training_phase *phase = plan->training.phase_count ? &plan->training.phases[0] : NULL;
    int64_t sequence = args->sequence ? args->sequence : phase ? phase->sequence : 0;
    int64_t target = args->target ? args->target : phase && !args->sequence ? phase->target : 0;
    bool two_sided = model_is_two_sided(&plan->model);
    if (args->target && !two_sided)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--target: %s has no target side", plan->model.name);
    // The side of its image, given as a length, says nothing that the model does not.
    const struct field_counts *image = &plan->model.image;
    if (args->sequence && image->count && !two_sided && args->sequence != image->values[0])
        return diag_error(&session->diag, (struct mark){0}, NULL, "--sequence: %s reads images of %lld x %lld",
                          plan->model.name, (long long)image->values[0], (long long)image->values[1]);
    if (!sequence && image->count) // the source is the image: what is said is the length of the target
        sequence = target;
    if (!sequence && !model_has_layers(&plan->model))
        sequence = 1;
    if (!sequence && model_needs_sequence(&plan->model))
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--sequence is needed: the model has no training recipe that would tell a length");
    *shape = (struct model_shape){.batch = args->batch ? (double)args->batch : 1,
                                  .sequence = (double)sequence,
                                  .target = (double)target,
                                  .predictions = (double)args->predictions};
    if (shape->predictions > (target ? (double)target : shape->sequence))
        return diag_error(&session->diag, (struct mark){0}, NULL, "--predictions %.0f in a sequence of %.0f",
                          shape->predictions, target ? (double)target : shape->sequence);
    double longest = 0;
    const struct model_layer *overrun = model_overrun(&plan->model, shape, &longest);
    if (overrun)
        sheet_note(&session->sheet, "a sequence of %.0f is longer than the %.0f positions that the model has (%s)",
                   shape->sequence, longest, overrun->path);
    const struct model_layer *starved = model_starved(&plan->model, shape);
    if (starved)
        return diag_error(&session->diag, starved->mark, starved->path,
                          "the kernel does not fit what is left here of a sequence of %.0f", shape->sequence);
    return STATUS_OK;
}

// What is set must be a size: no input changes a count.
static enum status cmd_layers_settings(struct session *session)
{
    for (size_t i = 0; i < session->args.setting_count; i++)
        if (strncmp(session->args.settings[i].name, "model.", 6) != 0)
            return diag_error(&session->diag, (struct mark){0}, NULL,
                              "--set %s: layers counts and uses no input; model.NAME sets a size",
                              session->args.settings[i].name);
    return STATUS_OK;
}

enum status cmd_layers(struct session *session)
{
    struct plan plan;
    struct model_shape shape = {0};
    struct model_totals totals;
    enum status status = cmd_layers_settings(session);
    if (status != STATUS_OK)
        return status;
    status = session_open_plan(session, &plan);
    const struct model *model = &plan.model;
    if (status == STATUS_OK && !model_has_layers(model) && !model->given_parameters)
        status = diag_error(&session->diag, (struct mark){0}, NULL,
                            "%s states only its training FLOPs: there is nothing to count per step", model->name);
    if (status == STATUS_OK)
        status = cmd_layers_shape(session, &plan, &shape);
    if (status != STATUS_OK)
        return status;
    struct count *per_layer = arena_array(&session->arena, model->layer_count + 1, sizeof *per_layer);
    if (!per_layer)
        return STATUS_NO_MEMORY;
    model_count(model, &shape, per_layer, &totals);
    layers_sheet(&session->sheet, &plan, &shape, &totals, per_layer);
    return STATUS_OK;
}
