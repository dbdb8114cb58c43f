// flopcast estimate: what a training costs.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "estimate/estimate.h"
#include "report/number_text.h"

static const struct sheet_column cmd_estimate_metric_columns[] = {
    {.key = "metric", .heading = NULL}, {.key = NULL, .heading = "metric"},
    {.key = "unit", .heading = NULL},   {.key = "point", .heading = NULL},
    {.key = NULL, .heading = "point"},  {.key = NULL, .heading = "is", .wrap = true},
};

static const struct sheet_column cmd_estimate_input_columns[] = {
    {.key = "input", .heading = "input"},
    {.key = "unit", .heading = NULL},
    {.key = "point", .heading = NULL},
    {.key = NULL, .heading = "point"},
    {.key = "distribution", .heading = "distribution", .omit_none = true, .width_needed = 110},
    {.key = "origin", .heading = "from"},
    {.key = "place", .heading = NULL, .omit_none = true},
    {.key = "source", .heading = "source", .wrap = true},
};

static const char *cmd_estimate_place(struct arena *arena, const struct mark *mark)
{
    if (!mark->source || !mark->line)
        return "";
    return arena_format(arena, "%s:%zu", mark->source->name, mark->line);
}

static const char *cmd_estimate_source(struct arena *arena, const struct input *input)
{
    const char *place = cmd_estimate_place(arena, &input->mark);
    if (input->citation.text)
        return arena_format(arena, "%s%s", input->citation.assumed ? "assumed: " : "", input->citation.text);
    return place && place[0] ? place : input_origin_words(input->origin);
}

// How a metric's number reads best: its unit, unless an SI prefix says it shorter.
static void cmd_estimate_text(enum metric_id id, double value, char text[80])
{
    const struct metric *metric = metric_row(id);
    char number[64];
    enum sheet_style style = id == METRIC_TRAINING_FLOP || id == METRIC_TOKENS ? SHEET_PLAIN
                             : id == METRIC_PARAMETERS                         ? SHEET_EXACT
                             : id == METRIC_MFU                                ? SHEET_PERCENT
                                                                               : SHEET_PLAIN;
    number_text_styled(value, style, style == SHEET_PLAIN ? metric->unit : NULL, number);
    snprintf(text, 80, "%s", number);
}

static void cmd_estimate_metrics(struct session *session, const double metrics[METRIC_COUNT])
{
    struct sheet_table *table = sheet_table(&session->sheet, "metrics", "Estimate", cmd_estimate_metric_columns,
                                            sizeof cmd_estimate_metric_columns / sizeof *cmd_estimate_metric_columns);
    table->is_object = true;
    table->is_primary = true;
    for (int id = 0; id < METRIC_COUNT; id++) {
        const struct metric *metric = metric_row((enum metric_id)id);
        double value = metric_from_si((enum metric_id)id, metrics[id]);
        if (!isfinite(value))
            continue;
        char text[80];
        cmd_estimate_text((enum metric_id)id, value, text);
        struct sheet_cell *row = sheet_row(&session->sheet, table);
        row[0] = sheet_text(metric->name);
        row[1] = sheet_text(metric->name);
        row[2] = sheet_text(metric->unit);
        row[3] = sheet_number(value);
        row[4] = sheet_text(arena_copy(&session->arena, text, strlen(text)));
        row[5] = sheet_text(metric->sentence);
    }
}

static void cmd_estimate_inputs(struct session *session, const struct plan *plan)
{
    struct arena *arena = &session->arena;
    struct sheet_table *table = sheet_table(&session->sheet, "inputs", "Inputs", cmd_estimate_input_columns,
                                            sizeof cmd_estimate_input_columns / sizeof *cmd_estimate_input_columns);
    table->is_object = true;
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *input = &plan->inputs.values[id];
        if (input->origin == INPUT_UNSET)
            continue;
        const char *unit = input_unit((enum input_id)id);
        char number[64];
        number_text_styled(units_from_si(input->point, unit), SHEET_PLAIN, unit, number);
        struct sheet_cell *row = sheet_row(&session->sheet, table);
        row[0] = sheet_text(input_row((enum input_id)id)->key);
        row[1] = sheet_text(unit[0] ? unit : "1");
        row[2] = sheet_number(units_from_si(input->point, unit));
        row[3] = sheet_text(arena_copy(arena, number, strlen(number)));
        row[4] = sheet_text(dist_text(arena, &input->dist, unit));
        row[5] = sheet_text(input_origin_words(input->origin));
        row[6] = sheet_text(cmd_estimate_place(arena, &input->mark));
        row[7] = sheet_text(cmd_estimate_source(arena, input));
    }
}

static const char *cmd_estimate_training_text(struct arena *arena, const struct training *training)
{
    const char *text = "";
    for (size_t i = 0; i < training->phase_count && text; i++) {
        const struct training_phase *phase = &training->phases[i];
        char batch[64], steps[64];
        double size = training_batch(phase), count = training_steps(phase) / (double)phase->children;
        number_text_styled(round(count), SHEET_EXACT, NULL, steps);
        number_text_styled(size, SHEET_PLAIN, NULL, batch);
        text = isfinite(count) ? arena_format(arena, "%s%s%s steps of %s x %lld", text, i ? "; " : "", steps, batch,
                                              (long long)phase->sequence)
                               : arena_format(arena, "%s%s%.4g tokens", text, i ? "; " : "", (double)phase->tokens);
        if (text && phase->children > 1)
            text = arena_format(arena, "%s, by %lld models", text, (long long)phase->children);
    }
    return text;
}

static void cmd_estimate_fields(struct session *session, const struct plan *plan, const struct tally *tally)
{
    struct sheet *sheet = &session->sheet;
    struct arena *arena = &session->arena;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "plan", NULL, SHEET_PLAIN, NULL, sheet_text(plan->name));
    sheet_field(sheet, "model", "model", SHEET_PLAIN, NULL, sheet_text(plan->model.name));
    sheet_field(sheet, NULL, "training", SHEET_PLAIN, NULL,
                sheet_text(cmd_estimate_training_text(arena, &plan->training)));
    if (plan->has_device) {
        char peak[64];
        number_text_styled(tally->peak_flop_per_s, SHEET_SCALED, "FLOP/s", peak);
        sheet_field(sheet, "hardware", NULL, SHEET_PLAIN, NULL, sheet_text(plan->device.name));
        sheet_field(sheet, NULL, "hardware", SHEET_PLAIN, NULL,
                    sheet_text(arena_format(arena, "%lld x %s, %lld per node, %s at %s", (long long)plan->devices,
                                            plan->device.name, (long long)plan->devices_per_node, peak,
                                            precision_names[plan->precision])));
        sheet_field(sheet, "devices", NULL, SHEET_EXACT, NULL, sheet_number(tally->devices));
        sheet_field(sheet, "nodes", NULL, SHEET_EXACT, NULL, sheet_number(tally->nodes));
        sheet_field(sheet, "precision", NULL, SHEET_PLAIN, NULL, sheet_text(precision_names[plan->precision]));
        sheet_field(sheet, "peak_flop_per_s", NULL, SHEET_PLAIN, NULL, sheet_number(tally->peak_flop_per_s));
    }
    if (plan->has_region) {
        sheet_field(sheet, "region", NULL, SHEET_PLAIN, NULL, sheet_text(plan->region.name));
        sheet_field(sheet, NULL, "region", SHEET_PLAIN, NULL,
                    sheet_text(arena_format(arena, "%s (%s)", plan->region.name, plan->region.description)));
    }
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)plan->seed));
    sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number(1));
}

// Every default that was used, and every metric that is missing with what it would need.
static void cmd_estimate_notes(struct session *session, const struct plan *plan, const struct tally *tally,
                               const double metrics[METRIC_COUNT])
{
    struct sheet *sheet = &session->sheet;
    sheet->notes_key = "warnings";
    if (plan->has_device && plan->devices_are_default)
        sheet_note(sheet, "one device, since nothing says how many (--devices)");
    if (plan->precision_is_default && plan->has_device)
        sheet_note(sheet, "precision %s by default: neither model nor plan says another",
                   precision_names[plan->precision]);
    else if (plan->has_device && (int)plan->precision != plan->training.precision)
        sheet_note(sheet, "precision %s: what the recipe's \"%s\" means on a %s", precision_names[plan->precision],
                   precision_names[plan->training.precision], plan->device.name);
    for (int id = 0; id < INPUT_COUNT; id++)
        if (plan->inputs.values[id].origin == INPUT_DEFAULT)
            sheet_note(sheet, "%s is a default (%s)", input_row((enum input_id)id)->key,
                       input_default_source((enum input_id)id));
    if (plan->has_device && plan->device.power_is_tdp &&
        plan->inputs.values[INPUT_POWER_DEVICE].origin == INPUT_HARDWARE && !tally->power_is_measured)
        sheet_note(sheet, "power_device is the TDP of %s: no measured average is known, and it is usually lower",
                   plan->device.name);
    if (plan->samples > 1)
        sheet_note(
            sheet,
            "the plan asks for %lld samples; this version computes the point estimate, every input at its median",
            (long long)plan->samples);
    if (isnan(tally->training_flop))
        sheet_note(sheet,
                   "%s has no training recipe: say training: {phases: [...]} in a plan to get what depends on it",
                   plan->model.name);
    if (!plan->has_device)
        sheet_note(sheet, "no device: --hardware names one");
    for (int id = 0; id < METRIC_COUNT; id++) {
        if (isfinite(metrics[id]))
            continue;
        char missing[200] = "";
        unsigned long reads = estimate_reads((enum metric_id)id);
        for (int input = 0; input < INPUT_COUNT; input++) {
            bool stands_in = input == INPUT_MEASURED_TIME || input == INPUT_MEASURED_POWER;
            size_t used = strlen(missing);
            if (((reads >> input) & 1ul) && !stands_in && plan->inputs.values[input].origin == INPUT_UNSET)
                snprintf(missing + used, sizeof missing - used, "%s%s", used ? ", " : "",
                         input_row((enum input_id)input)->key);
        }
        if (missing[0])
            sheet_note(sheet, "%s is not computed: %s not known", metric_row((enum metric_id)id)->name, missing);
    }
}

enum status cmd_estimate(struct session *session)
{
    struct plan plan;
    struct tally tally;
    double metrics[METRIC_COUNT];
    enum status status = session_open_plan(session, &plan);
    if (status != STATUS_OK)
        return status;
    if (session->args.seed)
        plan.seed = session->args.seed;
    if (session->args.samples)
        plan.samples = session->args.samples;
    tally_compile(&plan, &tally);
    estimate_point(&tally, &plan.inputs, metrics);
    session->sheet.title = plan.name;
    cmd_estimate_fields(session, &plan, &tally);
    cmd_estimate_metrics(session, metrics);
    cmd_estimate_inputs(session, &plan);
    cmd_estimate_notes(session, &plan, &tally, metrics);
    return STATUS_OK;
}
