// flopcast layers: per-layer parameters, FLOPs and bytes of one training step. Each row is the sum over its repeats.
#include <math.h>
#include <string.h>

#include "cli/commands.h"

struct cmd_layers_row {
    double parameters, weight_bytes, activation_bytes;
    struct count count;
};

static const struct sheet_column cmd_layers_columns[] = {
    {.key = "path", .heading = "layer"},
    {.key = "kind", .heading = "kind", .width_needed = 100},
    {.key = "repeat", .heading = "times", .style = SHEET_EXACT},
    {.key = "parameters", .heading = "parameters", .style = SHEET_EXACT},
    {.key = "forward_flop", .heading = "forward", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "backward_flop", .heading = "backward", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "forward_scores_flop", .omit_none = true},
    {.key = "forward_elementwise_flop",
     .heading = "elementwise",
     .style = SHEET_SCALED,
     .unit = "FLOP",
     .width_needed = 120},
    {.key = "weight_bytes", .heading = "weights", .style = SHEET_BINARY, .width_needed = 100},
    {.key = "activation_bytes", .heading = "activations", .style = SHEET_BINARY, .width_needed = 100},
    {.key = "training_only", .omit_none = true},
};

enum { CMD_LAYERS_COLUMNS = sizeof cmd_layers_columns / sizeof *cmd_layers_columns };

static void cmd_layers_fill(struct sheet_cell *row, const struct count *count, double element_bytes)
{
    row[3] = sheet_number(count->parameters);
    row[4] = sheet_number(count->forward_flop);
    row[5] = sheet_number(count->backward_flop);
    row[6] = sheet_number(count->forward_scores_flop > 0 ? count->forward_scores_flop : (double)NAN);
    row[7] = sheet_number(count->forward_elementwise_flop);
    row[8] = sheet_number(count->parameters * element_bytes);
    row[9] = sheet_number(count->saved_elements * element_bytes + count->mask_bytes);
}

static void cmd_layers_fields(struct session *session, const struct plan *plan, const struct model_shape *shape,
                              const struct model_totals *totals, double element_bytes)
{
    struct sheet *sheet = &session->sheet;
    const struct model *model = &plan->model;
    const struct count *sum = &totals->model, *extra = &totals->training_only;
    bool two_sided = model->part_count > 1 && model->parts[1].is_target;
    sheet_field(sheet, "model", NULL, SHEET_PLAIN, NULL, sheet_text(model->name));
    sheet_field(sheet, "batch", "batch", SHEET_EXACT, NULL, sheet_number(shape->batch));
    if (!model->image.count)
        sheet_field(sheet, "sequence", "sequence", SHEET_EXACT, NULL, sheet_number(shape->sequence));
    if (two_sided)
        sheet_field(sheet, "target", "target", SHEET_EXACT, NULL,
                    sheet_number(shape->target > 0 ? shape->target : shape->sequence));
    if (shape->predictions > 0)
        sheet_field(sheet, "predictions", "predictions", SHEET_EXACT, NULL, sheet_number(shape->predictions));
    sheet_field(sheet, "precision", "precision", SHEET_PLAIN, NULL,
                sheet_text(precision_names[plan->training.precision]));
    sheet_field(sheet, "parameters", "parameters", SHEET_EXACT, NULL, sheet_number(sum->parameters));
    if (model->published_parameters)
        sheet_field(sheet, "published_parameters", "published", SHEET_EXACT, NULL,
                    sheet_number((double)model->published_parameters));
    sheet_field(sheet, "forward_flop", "forward", SHEET_EXACT, NULL, sheet_number(sum->forward_flop));
    sheet_field(sheet, "backward_flop", "backward", SHEET_EXACT, NULL, sheet_number(sum->backward_flop));
    if (sum->causal_saving_flop > 0)
        sheet_field(sheet, "forward_flop_causal_halved", "forward, causal halved", SHEET_EXACT, NULL,
                    sheet_number(sum->forward_flop - sum->causal_saving_flop));
    if (!model_has_layers(model))
        return;
    sheet_field(sheet, "forward_elementwise_flop", "forward elementwise", SHEET_EXACT, NULL,
                sheet_number(sum->forward_elementwise_flop));
    sheet_field(sheet, "weight_bytes", "weights", SHEET_BINARY, NULL, sheet_number(sum->parameters * element_bytes));
    sheet_field(sheet, "activation_bytes", "activations kept", SHEET_BINARY, NULL,
                sheet_number(sum->saved_elements * element_bytes + sum->mask_bytes));
    if (extra->parameters <= 0)
        return;
    sheet_field(sheet, "training_only_parameters", "only in training", SHEET_EXACT, NULL,
                sheet_number(extra->parameters));
    sheet_field(sheet, "training_only_forward_flop", "  its forward", SHEET_EXACT, NULL,
                sheet_number(extra->forward_flop));
    sheet_field(sheet, "training_only_backward_flop", "  its backward", SHEET_EXACT, NULL,
                sheet_number(extra->backward_flop));
}

static void cmd_layers_by_kind(struct session *session, const struct model *model, const struct count *per_layer,
                               double element_bytes)
{
    // The same columns, one row for each kind: what it is, then from "repeat" on.
    struct sheet_column *columns = arena_array(&session->arena, CMD_LAYERS_COLUMNS, sizeof *columns);
    if (!columns) {
        session->sheet.no_memory = true;
        return;
    }
    memcpy(columns, cmd_layers_columns, sizeof cmd_layers_columns);
    columns[0] = (struct sheet_column){.key = "kind", .heading = "kind"};
    columns[1] = (struct sheet_column){0};
    struct sheet_table *table = sheet_table(&session->sheet, "by_kind", "By kind", columns, CMD_LAYERS_COLUMNS);
    table->is_object = true;
    for (size_t k = 0; k < layer_kind_count; k++) {
        struct count sum = {0};
        double repeat = 0;
        for (size_t i = 0; i < model->layer_count; i++)
            if (model->layers[i].kind == layer_kinds[k] && !model->parts[model->layers[i].part].training_only) {
                count_add(&sum, &per_layer[i], 1);
                repeat += model->layers[i].repeat;
            }
        if (repeat <= 0)
            continue;
        struct sheet_cell *row = sheet_row(&session->sheet, table);
        row[0] = sheet_text(layer_kinds[k]->name);
        row[2] = sheet_number(repeat);
        cmd_layers_fill(row, &sum, element_bytes);
    }
}

static void cmd_layers_rows(struct session *session, const struct model *model, const struct count *per_layer,
                            double element_bytes)
{
    struct sheet_table *table = sheet_table(&session->sheet, "layers", "Layers (sums over their repeats)",
                                            cmd_layers_columns, CMD_LAYERS_COLUMNS);
    table->is_primary = true;
    for (size_t i = 0; i < model->layer_count; i++) {
        struct sheet_cell *row = sheet_row(&session->sheet, table);
        row[0] = sheet_text(model->layers[i].path);
        row[1] = sheet_text(model->layers[i].kind->name);
        row[2] = sheet_number(model->layers[i].repeat);
        cmd_layers_fill(row, &per_layer[i], element_bytes);
        if (model->parts[model->layers[i].part].training_only)
            row[10] = sheet_flag(true);
    }
}

// The shape asked for; what was not said comes from the first phase of the recipe.
static enum status cmd_layers_shape(struct session *session, const struct plan *plan, struct model_shape *shape)
{
    const struct args *args = &session->args;
    const struct training_phase *phase = plan->training.phase_count ? &plan->training.phases[0] : NULL;
    int64_t sequence = args->sequence ? args->sequence : phase ? phase->sequence : 0;
    int64_t target = args->target ? args->target : phase && !args->sequence ? phase->target : 0;
    if (!sequence && !plan->model.image.count)
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--sequence is needed: the model has no training recipe that would tell a length");
    *shape = (struct model_shape){.batch = args->batch ? (double)args->batch : 1,
                                  .sequence = (double)sequence,
                                  .target = (double)target,
                                  .predictions = (double)args->predictions};
    if (shape->predictions > (target ? (double)target : shape->sequence))
        return diag_error(&session->diag, (struct mark){0}, NULL, "--predictions %.0f in a sequence of %.0f",
                          shape->predictions, target ? (double)target : shape->sequence);
    const struct model_layer *starved = model_starved(&plan->model, shape);
    if (starved)
        return diag_error(&session->diag, starved->mark, starved->path,
                          "the kernel does not fit what is left here of a sequence of %.0f", shape->sequence);
    return STATUS_OK;
}

enum status cmd_layers(struct session *session)
{
    struct plan plan;
    struct model_shape shape = {0};
    struct model_totals totals;
    enum status status = session_open_plan(session, &plan);
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
    double element_bytes = (double)precision_bytes((enum precision)plan.training.precision);
    session->sheet.title =
        model->description ? arena_format(&session->arena, "%s: %s", model->name, model->description) : model->name;
    cmd_layers_fields(session, &plan, &shape, &totals, element_bytes);
    cmd_layers_by_kind(session, model, per_layer, element_bytes);
    cmd_layers_rows(session, model, per_layer, element_bytes);
    if (!model_has_layers(model))
        sheet_note(&session->sheet,
                   "only the number of parameters is known: 2 FLOP per parameter and token forward, 4 backward");
    return STATUS_OK;
}
