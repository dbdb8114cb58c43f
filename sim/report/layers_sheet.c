#include "report/layers_sheet.h"

#include <math.h>
#include <string.h>

#include "report/memory_sheet.h"

static const struct sheet_column layers_sheet_columns[] = {
    {.key = "path", .heading = "layer", .cut = true},
    {.key = "kind", .heading = "kind", .width_needed = 100},
    {.key = "repeat", .heading = "times", .style = SHEET_EXACT},
    {.key = "parameters", .heading = "parameters", .style = SHEET_EXACT},
    {.key = "forward_flop", .heading = "forward", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "backward_flop", .heading = "backward", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "forward_scores_flop", .omit_none = true},
    {.key = "forward_router_flop", .omit_none = true},
    {.key = "forward_elementwise_flop",
     .heading = "elementwise",
     .style = SHEET_SCALED,
     .unit = "FLOP",
     .width_needed = 120},
    {.key = "weight_bytes", .heading = "weights", .style = SHEET_BINARY, .width_needed = 100},
    {.key = "activation_bytes", .heading = "activations", .style = SHEET_BINARY, .width_needed = 100},
    {.key = "training_only", .omit_none = true},
};

enum { LAYERS_SHEET_COLUMNS = sizeof layers_sheet_columns / sizeof *layers_sheet_columns };

// 6 x parameters x tokens, of a mixture those that are active; each side with the tokens that run through it, which is
// how Brown et al. 2020 (arXiv 2005.14165), appendix D, reckon T5.
static double layers_sheet_rule(const struct model *model, const struct model_shape *shape, const struct count *sum,
                                const struct count *per_layer)
{
    double source = shape->sequence > 0 ? shape->sequence : 1, target = shape->target > 0 ? shape->target : source;
    double rule = 6 * (sum->parameters - sum->inactive_parameters) * shape->batch * source;
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct model_part *part = &model->parts[model->layers[i].part];
        if (part->is_target && !part->training_only)
            rule += 6 * (per_layer[i].parameters - per_layer[i].inactive_parameters) * shape->batch * (target - source);
    }
    return rule;
}

// Of one step of training: what the model asks for, and what is computed a second time when activations are not kept.
static void layers_sheet_step(struct sheet *sheet, const struct model *model, const struct model_shape *shape,
                              const struct model_totals *totals, const struct count *per_layer)
{
    const struct count *sum = &totals->model, *extra = &totals->training_only;
    double step = sum->forward_flop + sum->backward_flop + extra->forward_flop + extra->backward_flop;
    double saving = sum->causal_saving_flop + sum->causal_saving_backward_flop + extra->causal_saving_flop +
                    extra->causal_saving_backward_flop;
    sheet_field(sheet, "step_flop", "step (model FLOPs)", SHEET_EXACT, NULL, sheet_number(step));
    if (saving > 0)
        sheet_field(sheet, "step_flop_causal_halved", "step, causal halved", SHEET_EXACT, NULL,
                    sheet_number(step - saving));
    // The rules of thumb that others reckon with: Kaplan et al. 2020, and with the scores Chowdhery et al. 2022 (PaLM),
    // appendix B.
    double rule = layers_sheet_rule(model, shape, sum, per_layer);
    bool is_mixture = sum->inactive_parameters > 0;
    if (!model->image.count)
        sheet_field(sheet, "six_n_d_flop", is_mixture ? "6 x active x tokens" : "6 x parameters x tokens", SHEET_EXACT,
                    NULL, sheet_number(rule));
    if (!model->image.count && sum->forward_scores_flop > 0)
        sheet_field(sheet, "six_n_d_and_scores_flop", "  and scores", SHEET_EXACT, NULL,
                    sheet_number(rule + 3 * sum->forward_scores_flop));
    for (int way = RECOMPUTE_SELECTIVE; way < RECOMPUTE_COUNT; way++) {
        const char *name = layout_recompute_names[way];
        sheet_field(sheet, arena_format(sheet->arena, "hardware_flop_%s_recompute", name),
                    arena_format(sheet->arena, "hardware, %s recompute", name), SHEET_EXACT, NULL,
                    sheet_number(step + memory_recompute_flop(totals, (enum recompute)way)));
    }
    if (sum->forward_padding_flop > 0)
        sheet_field(sheet, "forward_padding_flop", "forward, empty expert slots", SHEET_EXACT, NULL,
                    sheet_number(sum->forward_padding_flop));
}

static void layers_sheet_fill(struct sheet_cell *row, const struct count *count, const struct training *training)
{
    row[3] = sheet_number(count->parameters);
    row[4] = sheet_number(count->forward_flop);
    row[5] = sheet_number(count->backward_flop);
    row[6] = sheet_number(count->forward_scores_flop > 0 ? count->forward_scores_flop : (double)NAN);
    row[7] = sheet_number(count->forward_router_flop > 0 ? count->forward_router_flop : (double)NAN);
    row[8] = sheet_number(count->forward_elementwise_flop);
    row[9] = sheet_number(count->parameters * memory_element_bytes(training));
    row[10] = sheet_number(memory_kept_bytes(count, training));
}

void layers_sheet_sizes(struct sheet *sheet, const struct model *model)
{
    const char *text = "";
    for (size_t i = 0; i < model->override_count && text; i++)
        text = arena_format(sheet->arena, "%s%s%s = %s", text, i ? ", " : "", model->overrides[i].name,
                            model->overrides[i].text);
    if (model->override_count)
        sheet_field(sheet, "sizes_set", "sizes set", SHEET_PLAIN, NULL, sheet_text(text));
}

static void layers_sheet_fields(struct sheet *sheet, const struct plan *plan, const struct model_shape *shape,
                                const struct model_totals *totals, const struct count *per_layer)
{
    const struct model *model = &plan->model;
    const struct count *sum = &totals->model, *extra = &totals->training_only;
    bool two_sided = model_is_two_sided(model);
    sheet_field(sheet, "model", NULL, SHEET_PLAIN, NULL, sheet_text(model->name));
    layers_sheet_sizes(sheet, model);
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
    if (sum->inactive_parameters > 0)
        sheet_field(sheet, "active_parameters", "active, a token", SHEET_EXACT, NULL,
                    sheet_number(sum->parameters - sum->inactive_parameters));
    double trainable = sum->trainable_parameters;
    if (model_has_layers(model) && trainable < sum->parameters)
        sheet_field(sheet, "trainable_parameters", "trainable", SHEET_EXACT, NULL, sheet_number(trainable));
    if (model->published_parameters)
        sheet_field(sheet, "published_parameters", "published", SHEET_EXACT, NULL,
                    sheet_number((double)model->published_parameters));
    sheet_field(sheet, "forward_flop", "forward", SHEET_EXACT, NULL, sheet_number(sum->forward_flop));
    sheet_field(sheet, "backward_flop", "backward", SHEET_EXACT, NULL, sheet_number(sum->backward_flop));
    if (sum->causal_saving_flop > 0)
        sheet_field(sheet, "forward_flop_causal_halved", "forward, causal halved", SHEET_EXACT, NULL,
                    sheet_number(sum->forward_flop - sum->causal_saving_flop));
    layers_sheet_step(sheet, model, shape, totals, per_layer);
    if (!model_has_layers(model))
        return;
    sheet_field(sheet, "forward_elementwise_flop", "forward elementwise", SHEET_EXACT, NULL,
                sheet_number(sum->forward_elementwise_flop));
    sheet_field(sheet, "weight_bytes", "weights", SHEET_BINARY, NULL,
                sheet_number(sum->parameters * memory_element_bytes(&plan->training)));
    sheet_field(sheet, "activation_bytes", "activations kept", SHEET_BINARY, NULL,
                sheet_number(memory_kept_bytes(sum, &plan->training)));
    if (extra->parameters <= 0 && extra->forward_flop <= 0)
        return;
    sheet_field(sheet, "training_only_parameters", "only in training", SHEET_EXACT, NULL,
                sheet_number(extra->parameters));
    sheet_field(sheet, "training_only_forward_flop", "  its forward", SHEET_EXACT, NULL,
                sheet_number(extra->forward_flop));
    sheet_field(sheet, "training_only_backward_flop", "  its backward", SHEET_EXACT, NULL,
                sheet_number(extra->backward_flop));
}

static void layers_sheet_by_kind(struct sheet *sheet, const struct model *model, const struct count *per_layer,
                                 const struct training *training)
{
    // The same columns, one row for each kind: what it is, then from "repeat" on.
    struct sheet_column *columns = arena_array(sheet->arena, LAYERS_SHEET_COLUMNS, sizeof *columns);
    if (!columns) {
        sheet->no_memory = true;
        return;
    }
    memcpy(columns, layers_sheet_columns, sizeof layers_sheet_columns);
    columns[0] = (struct sheet_column){.key = "kind", .heading = "kind"};
    columns[1] = (struct sheet_column){0};
    struct sheet_table *table = sheet_table(sheet, "by_kind", "By kind", columns, LAYERS_SHEET_COLUMNS);
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
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(layer_kinds[k]->name);
        row[2] = sheet_number(repeat);
        layers_sheet_fill(row, &sum, training);
    }
}

static void layers_sheet_rows(struct sheet *sheet, const struct model *model, const struct count *per_layer,
                              const struct training *training)
{
    struct sheet_table *table =
        sheet_table(sheet, "layers", "Layers (sums over their repeats)", layers_sheet_columns, LAYERS_SHEET_COLUMNS);
    table->is_primary = true;
    for (size_t i = 0; i < model->layer_count; i++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(model->layers[i].path);
        row[1] = sheet_text(model->layers[i].kind->name);
        row[2] = sheet_number(model->layers[i].repeat);
        layers_sheet_fill(row, &per_layer[i], training);
        if (model->parts[model->layers[i].part].training_only)
            row[11] = sheet_flag(true);
    }
}

void layers_sheet(struct sheet *sheet, const struct plan *plan, const struct model_shape *shape,
                  const struct model_totals *totals, const struct count *per_layer)
{
    const struct model *model = &plan->model;
    sheet->title =
        model->description ? arena_format(sheet->arena, "%s: %s", model->name, model->description) : model->name;
    layers_sheet_fields(sheet, plan, shape, totals, per_layer);
    if (model_has_layers(model))
        memory_sheet_step(sheet, plan, shape);
    layers_sheet_by_kind(sheet, model, per_layer, &plan->training);
    layers_sheet_rows(sheet, model, per_layer, &plan->training);
    if (model->defaults)
        sheet_note(sheet, "%s", model->defaults);
    if (!model_has_layers(model))
        sheet_note(sheet, "only the number of parameters is known: 2 FLOP per parameter and token forward, 4 backward");
}
