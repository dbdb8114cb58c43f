#include "report/failures_sheet.h"

#include <math.h>

#include "report/number_text.h"
#include "sampling/failures.h"

// A time in the unit that people would say it in.
static const char *failures_sheet_time(struct sheet *sheet, double seconds)
{
    static const struct {
        const char *unit;
        double from;
    } units[] = {{"d", 2 * 86400.0}, {"h", 2 * 3600.0}, {"min", 120}, {"s", 0}};
    size_t at = 0;
    while (seconds < units[at].from)
        at++;
    const char *number = number_text_kept(sheet->arena, units_from_si(seconds, units[at].unit), SHEET_PLAIN);
    const char *text = number ? arena_format(sheet->arena, "%s %s", number, units[at].unit) : NULL;
    return text ? text : "";
}

static const char *failures_sheet_percent(struct sheet *sheet, double share)
{
    const char *text = number_text_kept(sheet->arena, share, SHEET_PERCENT);
    return text ? text : "";
}

static bool failures_sheet_states(const struct plan *plan, enum input_id id)
{
    return plan->inputs.values[id].origin > INPUT_DEFAULT;
}

// When a training is saved.
static const char *failures_sheet_interval(struct sheet *sheet, const struct tally *tally,
                                           const struct failures *failures)
{
    if (failures->segment_s >= failures->useful_s)
        return "one checkpoint, at the end";
    if (failures->segment_s == 0)
        return "checkpoints all the time, as they take none";
    const char *text = arena_format(
        sheet->arena, "a checkpoint after every %s of training (%s)", failures_sheet_time(sheet, failures->segment_s),
        tally->interval_is_stated ? "checkpoint_interval" : "Daly's optimum, as no checkpoint_interval is stated");
    return text ? text : "";
}

static void failures_sheet_cost(struct sheet *sheet, const struct tally *tally, const struct failures *failures,
                                bool spot)
{
    double expected = failures_expected_s(failures), luck = sqrt(failures_variance_s2(failures));
    const char *where = spot ? "on preemptible capacity " : "", *what = spot ? "failure or preemption" : "failure";
    const char *often = arena_format(
        sheet->arena, "one %s every %s on %s node%s", what, failures_sheet_time(sheet, 1 / failures->rate_per_s),
        number_text_kept(sheet->arena, tally->nodes, SHEET_EXACT), tally->nodes == 1 ? "" : "s");
    const char *saved = failures_sheet_interval(sheet, tally, failures);
    if (!often)
        return;
    if (isinf(expected)) {
        sheet_note(sheet, "%s%s, %s: the training never finishes", where, often, saved);
        return;
    }
    double factor = expected / failures->useful_s;
    const char *times = number_text_kept(sheet->arena, factor, SHEET_PLAIN);
    const char *longer =
        factor < 2 ? arena_format(sheet->arena, "%s longer than without", failures_sheet_percent(sheet, factor - 1))
                   : arena_format(sheet->arena, "%s times as long as without", times ? times : "");
    if (longer)
        sheet_note(
            sheet,
            "%s%s, %s: with lost work, restarts and checkpoints the training takes %s; the luck of one run is %s "
            "of that time (one standard deviation)",
            where, often, saved, longer, failures_sheet_percent(sheet, luck / expected));
}

static void failures_sheet_measured(struct sheet *sheet, const struct plan *plan)
{
    static const enum input_id inputs[] = {INPUT_FAILURE_RATE,    INPUT_CHECKPOINT_INTERVAL, INPUT_CHECKPOINT_TIME,
                                           INPUT_RESTART_TIME,    INPUT_PREEMPTION_RATE,     INPUT_STRAGGLER_SLOWDOWN,
                                           INPUT_EVALUATION_SHARE};
    const char *names = "";
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs && names; i++)
        if (failures_sheet_states(plan, inputs[i]))
            names = arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", input_row(inputs[i])->key);
    if (names && names[0])
        sheet_note(sheet, "measured_time has in it what went wrong, so nothing is added for %s", names);
}

void failures_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct tally *tally)
{
    const double *in[INPUT_COUNT];
    double points[INPUT_COUNT];
    for (int id = 0; id < INPUT_COUNT; id++) {
        points[id] = plan->inputs.values[id].point;
        in[id] = &points[id];
    }
    if (tally->time_is_measured)
        failures_sheet_measured(sheet, plan);
    if (!tally->has_losses || !plan->has_device)
        return;
    const struct failures failures = failures_of(tally, in, 0, false), spot = failures_of(tally, in, 0, true);
    if (!(failures.useful_s > 0)) // no recipe
        return;
    bool fails = failures.rate_per_s > 0;
    if (fails)
        failures_sheet_cost(sheet, tally, &failures, false);
    if (spot.rate_per_s > failures.rate_per_s)
        failures_sheet_cost(sheet, tally, &spot, true);
    if (!fails && failures.checkpoint_s > 0)
        sheet_note(sheet, "%s: the training takes %s longer than without",
                   failures_sheet_interval(sheet, tally, &failures),
                   failures_sheet_percent(sheet, failures_expected_s(&failures) / failures.useful_s - 1));
    if (spot.rate_per_s > 0 && !failures_sheet_states(plan, INPUT_CHECKPOINT_TIME))
        sheet_note(sheet, "checkpoint_time is not stated: checkpoints are written in no time");
    if (spot.rate_per_s > 0 && !failures_sheet_states(plan, INPUT_RESTART_TIME))
        sheet_note(sheet, "restart_time is not stated: training goes on at once after a failure");
    if (points[INPUT_GOODPUT] < 1)
        sheet_note(sheet, "goodput takes time off besides what is stated to go wrong: what both mean is counted twice");
}
