#include "report/provenance_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/service_sheet.h"

// The citations so far, in the order in which they were met; the same words are printed once.
struct provenance_sheet_sources {
    const char **texts; // room for one of each figure
    size_t count;
};

// One figure and where it comes from.
struct provenance_sheet_figure {
    const char *name, *unit;
    double value;     // in the unit; NaN when `text` says it
    const char *text; // for people and, where value is NaN, for machines
    const char *distribution, *origin;
    struct mark mark;
    struct citation citation;
};

static const struct sheet_column provenance_sheet_columns[] = {
    {.key = "name"},
    {.heading = "name"},
    {.key = "unit", .omit_none = true},
    {.key = "point", .omit_none = true},
    {.key = "text", .omit_none = true},
    {.heading = "point", .align_right = true, .blank_none = true},
    {.heading = "unit", .blank_none = true},
    {.key = "distribution", .heading = "distribution", .omit_none = true, .width_needed = 110, .blank_none = true},
    {.key = "origin"},
    {.key = "place", .omit_none = true},
    {.key = "assumed", .omit_none = true},
    {.key = "source"},
    {.heading = "from"},
    {.heading = "ref", .blank_none = true},
};

static const struct sheet_column provenance_sheet_source_columns[] = {
    {.heading = ""},
    {.heading = "", .wrap = true},
};

const char *provenance_sheet_place(const struct sheet *sheet, const struct mark *mark)
{
    if (!mark->source || !mark->line || strncmp(mark->source->name, "--", 2) == 0)
        return "";
    const char *name = mark->source->name;
    size_t folder = sheet->folder ? strlen(sheet->folder) : 0;
    if (folder && strncmp(name, sheet->folder, folder) == 0 && name[folder] == '/')
        name += folder + 1;
    return arena_format(sheet->arena, "%s:%zu", name, mark->line);
}

static const char *provenance_sheet_reference(struct sheet *sheet, struct provenance_sheet_sources *sources,
                                              struct citation citation)
{
    const char *text = citation.text;
    if (!text)
        return "";
    if (citation.assumed)
        text = arena_format(sheet->arena, "assumed: %s", text);
    size_t at = 0;
    while (text && at < sources->count && strcmp(sources->texts[at], text) != 0)
        at++;
    if (text && at == sources->count)
        sources->texts[sources->count++] = text;
    return arena_format(sheet->arena, "[%zu]", at + 1);
}

// Without `sources` the row is for machines only: it has the citation itself.
static void provenance_sheet_row(struct sheet *sheet, struct sheet_table *table,
                                 struct provenance_sheet_sources *sources, const struct provenance_sheet_figure *figure)
{
    const char *place = provenance_sheet_place(sheet, &figure->mark);
    // People know which plan they named: its path would only widen the table.
    const char *from = strcmp(figure->origin, input_origin_words(INPUT_PLAN)) == 0 && figure->mark.line
                           ? arena_format(sheet->arena, "plan, line %zu", figure->mark.line)
                       : place && place[0] ? place
                                           : figure->origin;
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = row[1] = sheet_text(figure->name);
    row[2] = sheet_text(isnan(figure->value) ? NULL : figure->unit[0] ? figure->unit : "1");
    row[3] = sheet_number(figure->value);
    row[4] = sheet_text(isnan(figure->value) ? figure->text : NULL);
    row[5] = sheet_text(isnan(figure->value) ? NULL : figure->text); // a text stands in the heading already
    row[6] = sheet_text(figure->unit);
    row[7] = sheet_text(figure->distribution);
    row[8] = sheet_text(figure->origin);
    row[9] = sheet_text(place);
    row[10] = figure->citation.assumed ? sheet_flag(true) : sheet_text(NULL);
    row[11] = sheet_text(figure->citation.text ? figure->citation.text : place);
    row[12] = sheet_text(from);
    row[13] = sheet_text(sources ? provenance_sheet_reference(sheet, sources, figure->citation) : NULL);
}

// One table for machines, with every input that was used, and one for people, without those that mean nothing.
static void provenance_sheet_inputs(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                                    struct provenance_sheet_sources *sources)
{
    struct sheet_table *table =
        sheet_table(sheet, sources ? NULL : "inputs", sources ? "Inputs" : NULL, provenance_sheet_columns,
                    sizeof provenance_sheet_columns / sizeof *provenance_sheet_columns);
    table->is_object = true;
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *input = &plan->inputs.values[id];
        if (input->origin == INPUT_UNSET || !estimate_uses(tally, &plan->inputs, (enum input_id)id) ||
            (sources && input_is_neutral(&plan->inputs, (enum input_id)id)))
            continue;
        const char *unit = input_unit((enum input_id)id);
        double value = units_from_si(input->point, unit);
        const struct provenance_sheet_figure figure = {.name = input_row((enum input_id)id)->key,
                                                       .unit = unit,
                                                       .value = value,
                                                       .text = number_text_kept(sheet->arena, value, SHEET_PLAIN),
                                                       .distribution = dist_text(sheet->arena, &input->dist, unit),
                                                       .origin = input_origin_words(input->origin),
                                                       .mark = input->mark,
                                                       .citation = input->citation};
        provenance_sheet_row(sheet, table, sources, &figure);
    }
}

const char *provenance_sheet_phase(struct arena *arena, const struct training_phase *phase)
{
    double count = training_steps(phase) / (double)phase->children;
    const char *steps = number_text_kept(arena, round(count), SHEET_EXACT);
    const char *batch = number_text_kept(arena, training_batch(phase), SHEET_PLAIN);
    if (!steps || !batch)
        return NULL;
    const char *text = isfinite(count)
                           ? arena_format(arena, "%s steps of %s x %lld", steps, batch, (long long)phase->sequence)
                           : arena_format(arena, "%.4g tokens", (double)phase->tokens);
    if (text && phase->target)
        text = arena_format(arena, "%s > %lld", text, (long long)phase->target);
    if (text && phase->children > 1)
        text = arena_format(arena, "%s, by %lld models", text, (long long)phase->children);
    return text;
}

static void provenance_sheet_training(struct sheet *sheet, const struct plan *plan, struct sheet_table *table,
                                      struct provenance_sheet_sources *sources)
{
    for (size_t i = 0; i < plan->training.phase_count; i++) {
        const struct training_phase *phase = &plan->training.phases[i];
        bool is_plans = yaml_tree_get(plan->node, "training") && phase->node->mark.source == plan->node->mark.source;
        const struct provenance_sheet_figure figure = {
            .name =
                plan->training.phase_count > 1 ? arena_format(sheet->arena, "training phase %zu", i + 1) : "training",
            .unit = "",
            .value = (double)NAN,
            .text = provenance_sheet_phase(sheet->arena, phase),
            .origin = is_plans ? input_origin_words(INPUT_PLAN) : "model",
            .mark = phase->node ? phase->node->mark : (struct mark){0},
            .citation = citation_of(phase->node)};
        provenance_sheet_row(sheet, table, sources, &figure);
    }
}

// What is asked of a model that generates, and the bandwidth that it rests on.
static void provenance_sheet_service(struct sheet *sheet, const struct plan *plan, struct sheet_table *table,
                                     struct provenance_sheet_sources *sources)
{
    const struct service *service = &plan->service;
    const struct provenance_sheet_figure asked = {.name = service_sheet_name(service),
                                                  .unit = "",
                                                  .value = (double)NAN,
                                                  .text = service_sheet_words(sheet->arena, plan),
                                                  .origin = input_origin_words(INPUT_PLAN),
                                                  .mark = service->node->mark,
                                                  .citation = citation_of(service->node)};
    provenance_sheet_row(sheet, table, sources, &asked);
    const struct yaml_node *node = plan->has_device ? plan->device.bandwidth_node : NULL;
    if (!node)
        return;
    double bandwidth = units_from_si(plan->device.memory_bytes_per_s, "GB/s");
    const struct provenance_sheet_figure figure = {.name = "bandwidth",
                                                   .unit = "GB/s",
                                                   .value = bandwidth,
                                                   .text = number_text_kept(sheet->arena, bandwidth, SHEET_PLAIN),
                                                   .origin = input_origin_words(INPUT_HARDWARE),
                                                   .mark = node->mark,
                                                   .citation = citation_of(node)};
    provenance_sheet_row(sheet, table, sources, &figure);
}

// What was consumed when the plan was compiled: figures all the same, and somebody's.
static void provenance_sheet_structure(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                                       struct provenance_sheet_sources *sources)
{
    struct sheet_table *table = sheet_table(sheet, "structure", "Taken as given", provenance_sheet_columns,
                                            sizeof provenance_sheet_columns / sizeof *provenance_sheet_columns);
    table->is_object = true;
    if (plan->service.kind != SERVICE_NONE)
        provenance_sheet_service(sheet, plan, table, sources);
    else
        provenance_sheet_training(sheet, plan, table, sources);
    if (!plan->has_device)
        return;
    const struct yaml_node *peak_node = plan->device.peak_node[plan->precision];
    double peak = units_from_si(tally->peak_flop_per_s, "TFLOP/s");
    const struct provenance_sheet_figure peak_figure = {.name = "peak",
                                                        .unit = "TFLOP/s",
                                                        .value = peak,
                                                        .text = number_text_kept(sheet->arena, peak, SHEET_PLAIN),
                                                        .origin = input_origin_words(INPUT_HARDWARE),
                                                        .mark = peak_node->mark,
                                                        .citation = citation_of(peak_node)};
    provenance_sheet_row(sheet, table, sources, &peak_figure);
    double per_node = (double)plan->devices_per_node;
    enum input_origin node_origin = !plan->node_node                            ? INPUT_DEFAULT
                                    : plan->node_node == plan->device.node_node ? INPUT_HARDWARE
                                                                                : INPUT_PLAN;
    const struct provenance_sheet_figure node_figure = {.name = "devices_per_node",
                                                        .unit = "",
                                                        .value = per_node,
                                                        .text = number_text_kept(sheet->arena, per_node, SHEET_PLAIN),
                                                        .origin = input_origin_words(node_origin),
                                                        .mark =
                                                            plan->node_node ? plan->node_node->mark : (struct mark){0},
                                                        .citation = citation_of(plan->node_node)};
    provenance_sheet_row(sheet, table, sources, &node_figure);
}

void provenance_sheet(struct sheet *sheet, const struct plan *plan, const struct tally *tally)
{
    size_t figures = INPUT_COUNT + plan->training.phase_count + 4; // peak, devices_per_node, what is asked, bandwidth
    struct provenance_sheet_sources sources = {.texts = arena_array(sheet->arena, figures, sizeof *sources.texts)};
    if (!sources.texts) {
        sheet->no_memory = true;
        return;
    }
    provenance_sheet_inputs(sheet, plan, tally, NULL);
    provenance_sheet_inputs(sheet, plan, tally, &sources);
    provenance_sheet_structure(sheet, plan, tally, &sources);
    struct sheet_table *table =
        sheet_table(sheet, NULL, "Sources", provenance_sheet_source_columns,
                    sizeof provenance_sheet_source_columns / sizeof *provenance_sheet_source_columns);
    for (size_t i = 0; i < sources.count; i++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(arena_format(sheet->arena, "[%zu]", i + 1));
        row[1] = sheet_text(sources.texts[i]);
    }
}
