#include "report/sweep_notes.h"

#include <math.h>

#include "report/number_text.h"

static bool sweep_notes_sweeps(const struct sweep *sweep, enum sweep_axis_kind kind)
{
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].kind == kind)
            return true;
    return false;
}

// "64 x v100 at fp16", less what is swept; NULL: all of it is.
static const char *sweep_notes_hardware(const struct sweep_sheet *sheet)
{
    const struct plan *plan = sheet->plan;
    bool sweeps_device = sweep_notes_sweeps(sheet->sweep, SWEEP_HARDWARE);
    bool sweeps_count = sweep_notes_sweeps(sheet->sweep, SWEEP_DEVICES);
    if ((!plan->has_device || sweeps_device) && sweeps_count)
        return NULL;
    if (sweeps_device)
        return arena_format(sheet->arena, "%lld device%s", (long long)plan->devices, plan->devices == 1 ? "" : "s");
    if (!plan->has_device)
        return NULL;
    const char *count = sweeps_count ? "" : arena_format(sheet->arena, "%lld x ", (long long)plan->devices);
    return arena_format(sheet->arena, "%s%s at %s", count ? count : "", plan->device.name,
                        precision_names[plan->precision]);
}

// "9 x 3 = 27"
static const char *sweep_notes_points(const struct sweep_sheet *sheet)
{
    const char *text = "";
    for (size_t i = 0; i < sheet->sweep->axis_count && text; i++)
        text = arena_format(sheet->arena, "%s%s%s", text, i ? " x " : "",
                            number_text_kept(sheet->arena, (double)sheet->sweep->axes[i].count, SHEET_EXACT));
    if (sheet->sweep->axis_count > 1 && text)
        text = arena_format(sheet->arena, "%s = %s", text,
                            number_text_kept(sheet->arena, (double)sheet->points, SHEET_EXACT));
    return text;
}

static const char *sweep_notes_samples(const struct sweep_sheet *sheet)
{
    const struct sweep *sweep = sheet->sweep;
    if (sheet->samples <= 1)
        return "the point estimate alone, every input at its median";
    return arena_format(sheet->arena, "%s at each point, %s, seed %lld; the same draws at all of them",
                        number_text_kept(sheet->arena, (double)sheet->samples, SHEET_EXACT), design_name(sweep->design),
                        (long long)(sweep->seed >= 0 ? sweep->seed : sheet->plan->seed));
}

void sweep_notes_fields(struct sweep_sheet *sheet)
{
    const struct plan *plan = sheet->plan;
    struct sheet *notes = &sheet->notes;
    bool sweeps_model = sweep_notes_sweeps(sheet->sweep, SWEEP_MODEL);
    bool is_a_model = plan->name == plan->model.name;
    notes->title = plan->name;
    if (is_a_model && sweeps_model)
        notes->title = "Several models";
    else if (is_a_model && plan->model.description)
        notes->title = plan->model.description;
    if (!sweeps_model)
        sheet_field(notes, NULL, "model", SHEET_PLAIN, NULL, sheet_text(plan->model.name));
    sheet_field(notes, NULL, "hardware", SHEET_PLAIN, NULL, sheet_text(sweep_notes_hardware(sheet)));
    if (plan->has_region && !sweep_notes_sweeps(sheet->sweep, SWEEP_REGION))
        sheet_field(notes, NULL, "region", SHEET_PLAIN, NULL, sheet_text(plan->region.name));
    sheet_field(notes, NULL, "points", SHEET_PLAIN, NULL, sheet_text(sweep_notes_points(sheet)));
    sheet_field(notes, NULL, "samples", SHEET_PLAIN, NULL, sheet_text(sweep_notes_samples(sheet)));
}

// The inputs that vary at the first point, and those that vary along an axis, as far as the metrics shown read them.
static const char *sweep_notes_drawn(const struct sweep_sheet *sheet, const struct tally *tally)
{
    const char *names = "";
    uint64_t reads = 0;
    for (size_t i = 0; i < sheet->metric_count; i++)
        reads |= estimate_reads(tally, sheet->metrics[i].id);
    for (int id = 0; id < INPUT_COUNT && names; id++) {
        const struct input *input = &sheet->plan->inputs.values[id];
        double value = 0;
        bool is_drawn = input->origin != INPUT_UNSET && !dist_is_constant(&input->dist, &value);
        for (size_t i = 0; i < sheet->sweep->axis_count; i++)
            if (sheet->sweep->axes[i].kind == SWEEP_INPUT && sheet->sweep->axes[i].input == (enum input_id)id)
                is_drawn = sheet->sweep->axes[i].is_drawn;
        if (is_drawn && ((reads >> id) & 1u))
            names =
                arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", input_row((enum input_id)id)->key);
    }
    return names ? names : "";
}

// The inputs that a metric lacks at the first point.
static const char *sweep_notes_lacks(const struct sweep_sheet *sheet, const struct tally *tally, enum metric_id metric)
{
    const char *names = "";
    uint64_t reads = estimate_reads(tally, metric);
    for (int id = 0; id < INPUT_COUNT && names; id++)
        if (((reads >> id) & 1u) && sheet->plan->inputs.values[id].origin == INPUT_UNSET)
            names =
                arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", input_row((enum input_id)id)->key);
    return names ? names : "";
}

// The inputs that the swept region or device would set, but that the plan or the command line sets for all of them.
static const char *sweep_notes_overridden(const struct sweep_sheet *sheet)
{
    const struct plan *plan = sheet->plan;
    bool sweeps_region = sweep_notes_sweeps(sheet->sweep, SWEEP_REGION);
    bool sweeps_device = sweep_notes_sweeps(sheet->sweep, SWEEP_HARDWARE);
    const char *names = "";
    for (int id = 0; id < INPUT_COUNT && names; id++) {
        bool would = (sweeps_region && plan->region.inputs.values[id].origin != INPUT_UNSET) ||
                     (sweeps_device && plan->device.inputs.values[id].origin != INPUT_UNSET);
        for (size_t i = 0; i < sheet->sweep->axis_count; i++)
            would = would && !(sheet->sweep->axes[i].kind == SWEEP_INPUT && (int)sheet->sweep->axes[i].input == id);
        if (would && plan->inputs.values[id].origin > INPUT_REGION)
            names =
                arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", input_row((enum input_id)id)->key);
    }
    return names ? names : "";
}

static void sweep_notes_missing(struct sweep_sheet *sheet, const struct tally *tally)
{
    for (size_t i = 0; i < sheet->metric_count; i++) {
        const struct sweep_sheet_metric *metric = &sheet->metrics[i];
        if (metric->has_value)
            continue;
        const char *lacks = sweep_notes_lacks(sheet, tally, metric->id);
        sheet_note(&sheet->notes, "%s has no value at any point%s%s", metric_row(metric->id)->name,
                   lacks[0] ? ": none is known for " : "", lacks);
    }
}

void sweep_notes_end(struct sweep_sheet *sheet)
{
    struct sheet *notes = &sheet->notes;
    struct tally tally;
    tally_compile(sheet->plan, &tally);
    const char *drawn = sweep_notes_drawn(sheet, &tally);
    if (sheet->done < sheet->points)
        sheet_note(notes, "partial: %s of %s points, since the run was interrupted",
                   number_text_kept(sheet->arena, (double)sheet->done, SHEET_EXACT),
                   number_text_kept(sheet->arena, (double)sheet->points, SHEET_EXACT));
    if (sheet->lacking)
        sheet_note(notes, "%s%s of %s points %s not fit into the memory of the devices",
                   sheet->format->is_for_people ? "* " : "",
                   number_text_kept(sheet->arena, (double)sheet->lacking, SHEET_EXACT),
                   number_text_kept(sheet->arena, (double)sheet->done, SHEET_EXACT),
                   sheet->lacking == 1 ? "does" : "do");
    if (sheet->non_finite)
        sheet_note(notes, "%s results were no finite numbers and are left out",
                   number_text_kept(sheet->arena, (double)sheet->non_finite, SHEET_EXACT));
    sweep_notes_missing(sheet, &tally);
    const char *overridden = sweep_notes_overridden(sheet);
    if (overridden[0])
        sheet_note(notes, "the same at all points, whatever is swept: %s (stated by the plan or --set)", overridden);
    if (drawn[0] && sheet->samples > 1)
        sheet_note(notes, "drawn: %s", drawn);
    else if (drawn[0])
        sheet_note(notes, "distributions, each at its median: %s; --samples N gives intervals", drawn);
    if (sheet->format->is_for_people)
        sheet_note(notes, "what is not swept is as `estimate` shows it");
}
