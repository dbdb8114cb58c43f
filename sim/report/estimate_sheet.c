#include "report/estimate_sheet.h"

#include <math.h>
#include <string.h>

#include "report/failures_sheet.h"
#include "report/layers_sheet.h"
#include "report/memory_sheet.h"
#include "report/number_text.h"
#include "report/outlook_sheet.h"
#include "report/provenance_sheet.h"
#include "report/service_sheet.h"

static const char *estimate_sheet_training(struct arena *arena, const struct training *training)
{
    const char *text = "";
    for (size_t i = 0; i < training->phase_count && text; i++) {
        const char *phase = provenance_sheet_phase(arena, &training->phases[i]);
        text = phase ? arena_format(arena, "%s%s%s", text, i ? "; " : "", phase) : NULL;
    }
    return text;
}

static void estimate_sheet_fields(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                                  const struct estimate_sheet_samples *samples)
{
    struct arena *arena = sheet->arena;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "plan", NULL, SHEET_PLAIN, NULL, sheet_text(plan->name));
    sheet_field(sheet, "model", "model", SHEET_PLAIN, NULL, sheet_text(plan->model.name));
    layers_sheet_sizes(sheet, &plan->model);
    if (plan->service.kind != SERVICE_NONE)
        service_sheet_fields(sheet, plan, &tally->fit.replica);
    else
        sheet_field(sheet, NULL, "training", SHEET_PLAIN, NULL,
                    sheet_text(estimate_sheet_training(arena, &plan->training)));
    if (plan->has_device) {
        char peak[NUMBER_TEXT_SIZE];
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
        sheet_field(
            sheet, NULL, "region", SHEET_PLAIN, NULL,
            sheet_text(arena_format(arena, "%s%s%s%s", plan->region.name, plan->region.description[0] ? " (" : "",
                                    plan->region.description, plan->region.description[0] ? ")" : "")));
    }
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)plan->seed));
    if (samples)
        outlook_sheet_fields(sheet, samples);
    else
        sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number(1));
}

// The names of those of `inputs` (a bit each) that have no value.
static const char *estimate_sheet_unset(struct sheet *sheet, const struct plan *plan, uint64_t inputs)
{
    const char *missing = "";
    for (int input = 0; input < INPUT_COUNT && missing; input++)
        if (((inputs >> input) & 1u) && plan->inputs.values[input].origin == INPUT_UNSET)
            missing = arena_format(sheet->arena, "%s%s%s", missing, missing[0] ? ", " : "",
                                   input_row((enum input_id)input)->key);
    return missing ? missing : "";
}

// The optional metrics that lack an input of their own, one that no other metric reads; they leave `needs`.
static const char *estimate_sheet_optional(struct sheet *sheet, const struct plan *plan,
                                           const uint64_t reads[METRIC_COUNT], const char *needs[METRIC_COUNT])
{
    const char *names = "";
    uint64_t common = 0;
    for (int id = 0; id < METRIC_COUNT; id++)
        common |= metric_row((enum metric_id)id)->is_optional ? 0 : reads[id];
    for (int id = 0; id < METRIC_COUNT && names; id++) {
        const struct metric *metric = metric_row((enum metric_id)id);
        const char *own = metric->is_optional ? estimate_sheet_unset(sheet, plan, reads[id] & ~common) : "";
        if (!own[0])
            continue;
        names = arena_format(sheet->arena, "%s%s%s (needs %s)", names, names[0] ? ", " : "", metric->name, own);
        needs[id] = "";
    }
    return names ? names : "";
}

// Metrics that are missing for the same reason share one note, and so do the optional ones.
static void estimate_sheet_missing(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                                   const double metrics[METRIC_COUNT])
{
    const char *needs[METRIC_COUNT];
    uint64_t reads[METRIC_COUNT];
    for (int id = 0; id < METRIC_COUNT; id++) {
        // As things are measured or computed in this plan.
        reads[id] = estimate_reads(tally, (enum metric_id)id);
        needs[id] = isfinite(metrics[id]) ? "" : estimate_sheet_unset(sheet, plan, reads[id]);
    }
    const char *optional = estimate_sheet_optional(sheet, plan, reads, needs);
    for (int first = 0; first < METRIC_COUNT; first++) {
        const char *names = "";
        const char *need = needs[first];
        for (int id = first; id < METRIC_COUNT && need[0] && names; id++)
            if (strcmp(needs[id], need) == 0) {
                names = arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "",
                                     metric_row((enum metric_id)id)->name);
                if (id != first)
                    needs[id] = "";
            }
        if (need[0] && names)
            sheet_note(sheet, "not computed: %s (no value for %s)", names, need);
    }
    if (optional[0])
        sheet_note(sheet, "not estimated: %s", optional);
}

// With trials, which metrics are of all of them.
static void estimate_sheet_trials(struct sheet *sheet, const double metrics[METRIC_COUNT])
{
    const char *names = "";
    for (int id = 0; id < METRIC_COUNT && names; id++)
        if (metric_row((enum metric_id)id)->sums && isfinite(metrics[id]))
            names =
                arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", metric_row((enum metric_id)id)->name);
    if (names && names[0])
        sheet_note(sheet, "of all trials together: %s; the rest is of one training", names);
}

// Every default that was used, and every metric that is missing with what it would need.
static void estimate_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                                 const double metrics[METRIC_COUNT])
{
    sheet->notes_key = "warnings";
    if (plan->model.defaults)
        sheet_note(sheet, "%s", plan->model.defaults);
    if (plan->has_device && plan->devices_are_default)
        sheet_note(sheet, "one device, since nothing says how many (--devices)");
    if (plan->has_device && plan->node_is_default && plan->devices > 1)
        sheet_note(sheet, "one device per node, since neither %s nor the plan says how many share a host",
                   plan->device.name);
    if (plan->precision_is_default && plan->has_device)
        sheet_note(sheet, "precision %s by default: neither model nor plan says another",
                   precision_names[plan->precision]);
    else if (plan->has_device && (int)plan->precision != plan->training.precision)
        sheet_note(sheet, "precision %s: what the recipe's \"%s\" means on %s", precision_names[plan->precision],
                   precision_names[plan->training.precision], plan->device.name);
    for (int id = 0; id < INPUT_COUNT; id++)
        if (plan->inputs.values[id].origin == INPUT_DEFAULT && !input_is_neutral(&plan->inputs, (enum input_id)id) &&
            estimate_uses(tally, &plan->inputs, (enum input_id)id))
            sheet_note(sheet, "%s is a default (%s)", input_row((enum input_id)id)->key,
                       input_default_source((enum input_id)id));
    if (plan->has_device && plan->device.power_is_tdp &&
        plan->inputs.values[INPUT_POWER_DEVICE].origin == INPUT_HARDWARE && !tally->power_is_measured)
        sheet_note(sheet, "power_device is the TDP of %s: no measured average is known, and it is usually lower",
                   plan->device.name);
    bool has_model =
        model_has_layers(&plan->model) || plan->model.given_parameters || plan->model.given_training_flop > 0;
    if (plan->service.kind != SERVICE_NONE)
        service_sheet_notes(sheet, plan, tally, metrics);
    else if (has_model && isnan(tally->training_flop))
        sheet_note(sheet,
                   "%s has no training recipe: a plan with training: {%sbatch: 256, tokens: 1e9}, in your own numbers, "
                   "gives what depends on it",
                   plan->model.name, model_needs_sequence(&plan->model) ? "sequence: 1024, " : "");
    if (tally->time_is_measured || isfinite(metrics[METRIC_TIME_H])) {
        if (plan->training.phase_count && isnan(tally->steps))
            sheet_note(sheet, "step_time_s is not computed: the recipe has no steps that all of it shares");
    }
    failures_sheet_notes(sheet, plan, tally);
    if (tally->trainable_parameters < tally->parameters)
        sheet_note(sheet, "%s of the parameters are trained, the others are frozen",
                   number_text_kept(sheet->arena, tally->trainable_parameters, SHEET_EXACT));
    if (!input_is_neutral(&plan->inputs, INPUT_TRIALS))
        estimate_sheet_trials(sheet, metrics);
    if (metrics[METRIC_MFU] > 1)
        sheet_note(sheet, "mfu is above 100 %%: the measured time is shorter than the peak of the devices allows");
    if (!has_model)
        sheet_note(sheet, "no model: nothing is counted");
    if (!plan->has_device && !tally->time_is_measured && !tally->power_is_measured)
        sheet_note(sheet, "no device (--hardware): time, energy, emissions and cost are not computed");
    else
        estimate_sheet_missing(sheet, plan, tally, metrics);
}

void estimate_sheet(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                    const double metrics[METRIC_COUNT], const struct estimate_sheet_samples *samples)
{
    bool described = plan->name == plan->model.name && plan->model.description;
    sheet->title = described ? plan->model.description : plan->name;
    estimate_sheet_fields(sheet, plan, tally, samples);
    outlook_sheet_metrics(sheet, metrics, samples);
    memory_sheet(sheet, plan, &tally->fit);
    provenance_sheet(sheet, plan, tally);
    estimate_sheet_notes(sheet, plan, tally, metrics);
    if (samples)
        outlook_sheet_notes(sheet, plan, samples);
}
