#include "report/outlook_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"

static enum sheet_style outlook_sheet_style(int id)
{
    return id == METRIC_PARAMETERS ? SHEET_EXACT : id == METRIC_MFU ? SHEET_PERCENT : SHEET_PLAIN;
}

// "p05", "p97.5"
static const char *outlook_sheet_quantile(struct arena *arena, double p)
{
    double percent = round(p * 1e8) / 1e6;
    return percent == floor(percent) ? arena_format(arena, "p%02.0f", percent) : arena_format(arena, "p%.10g", percent);
}

enum {
    OUTLOOK_SHEET_BEFORE = 6, // metric, unit, point, mean, sd, standard error
    OUTLOOK_SHEET_AFTER = 3,  // least, most, not finite
    OUTLOOK_SHEET_PEOPLE = 7, // median, 5 %, 95 %, mean, sd, unit, is
    OUTLOOK_SHEET_POINT = 3,  // point, unit, is
};

// Columns for machines, then for people, who see the three quantiles that are always there.
static struct sheet_column *outlook_sheet_columns(struct sheet *sheet, const struct estimate_sheet_samples *samples,
                                                  bool varies, size_t *count)
{
    static const struct sheet_column before[OUTLOOK_SHEET_BEFORE] = {{.key = "metric", .heading = "metric"},
                                                                     {.key = "unit"},
                                                                     {.key = "point"},
                                                                     {.key = "mean"},
                                                                     {.key = "sd"},
                                                                     {.key = "standard_error"}};
    static const struct sheet_column after[OUTLOOK_SHEET_AFTER] = {
        {.key = "min"}, {.key = "max"}, {.key = "non_finite", .omit_none = true}};
    static const struct sheet_column people[OUTLOOK_SHEET_PEOPLE] = {
        {.heading = "median", .align_right = true},
        {.heading = "5 %", .align_right = true, .blank_none = true},
        {.heading = "95 %", .align_right = true, .blank_none = true},
        {.heading = "mean", .align_right = true, .blank_none = true, .width_needed = 110},
        {.heading = "sd", .align_right = true, .blank_none = true, .width_needed = 110},
        {.heading = "unit", .blank_none = true},
        {.heading = "is", .wrap = true, .width_needed = 100}};
    static const struct sheet_column point[OUTLOOK_SHEET_POINT] = {{.heading = "point", .align_right = true},
                                                                   {.heading = "unit", .blank_none = true},
                                                                   {.heading = "is", .wrap = true}};
    size_t quantiles = samples ? samples->quantile_count : 0;
    struct sheet_column *columns = arena_array(
        sheet->arena, OUTLOOK_SHEET_BEFORE + quantiles + OUTLOOK_SHEET_AFTER + OUTLOOK_SHEET_PEOPLE, sizeof *columns);
    *count = 0;
    if (!columns) {
        sheet->no_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < (samples ? OUTLOOK_SHEET_BEFORE : 3); i++)
        columns[(*count)++] = before[i];
    for (size_t i = 0; i < quantiles; i++)
        columns[(*count)++] = (struct sheet_column){.key = outlook_sheet_quantile(sheet->arena, samples->quantiles[i])};
    for (size_t i = 0; samples && i < OUTLOOK_SHEET_AFTER; i++)
        columns[(*count)++] = after[i];
    for (size_t i = 0; i < (varies ? OUTLOOK_SHEET_PEOPLE : OUTLOOK_SHEET_POINT); i++)
        columns[(*count)++] = varies ? people[i] : point[i];
    return columns;
}

static struct sheet_cell outlook_sheet_number(enum metric_id id, double si)
{
    return sheet_number(metric_from_si(id, si));
}

// What machines read of the samples of one metric. Returns the cell after the last.
static struct sheet_cell *outlook_sheet_statistics(enum metric_id id, const struct ensemble_column *column,
                                                   size_t quantile_count, struct sheet_cell *cell)
{
    *cell++ = outlook_sheet_number(id, column->mean);
    *cell++ = outlook_sheet_number(id, column->sd);
    *cell++ = outlook_sheet_number(id, column->standard_error);
    for (size_t i = 0; i < quantile_count; i++)
        *cell++ = outlook_sheet_number(id, column->quantiles[i]);
    *cell++ = outlook_sheet_number(id, column->least);
    *cell++ = outlook_sheet_number(id, column->most);
    *cell++ = column->non_finite ? sheet_number((double)column->non_finite) : sheet_text(NULL);
    return cell;
}

static double outlook_sheet_at(const struct estimate_sheet_samples *samples, const struct ensemble_column *column,
                               double p)
{
    for (size_t i = 0; i < samples->quantile_count; i++)
        if (samples->quantiles[i] == p)
            return column->quantiles[i];
    return (double)NAN;
}

static struct sheet_cell outlook_sheet_text(struct sheet *sheet, enum metric_id id, double si)
{
    double value = metric_from_si(id, si);
    return isfinite(value) ? sheet_text(number_text_kept(sheet->arena, value, outlook_sheet_style((int)id)))
                           : sheet_text(NULL);
}

void outlook_sheet_metrics(struct sheet *sheet, const double metrics[METRIC_COUNT],
                           const struct estimate_sheet_samples *samples)
{
    bool varies = false;
    for (int id = 0; id < METRIC_COUNT && samples; id++)
        varies = varies || samples->outlook.varies[id];
    size_t count = 0;
    const struct sheet_column *columns = outlook_sheet_columns(sheet, samples, varies, &count);
    if (!columns)
        return;
    const char *title = "Estimate";
    if (varies)
        title = arena_format(sheet->arena, "Estimate: median and 90 %% interval of %s samples%s",
                             number_text_kept(sheet->arena, (double)samples->outlook.samples, SHEET_EXACT),
                             samples->outlook.is_partial ? ", partial" : "");
    struct sheet_table *table = sheet_table(sheet, "metrics", title, columns, count);
    table->is_object = true;
    table->is_primary = true;
    for (int at = 0; at < METRIC_COUNT; at++) {
        enum metric_id id = (enum metric_id)at;
        if (!isfinite(metric_from_si(id, metrics[id])))
            continue;
        struct sheet_cell *cell = sheet_row(sheet, table);
        *cell++ = sheet_text(metric_row(id)->name);
        *cell++ = sheet_text(metric_row(id)->unit[0] ? metric_row(id)->unit : "1");
        *cell++ = outlook_sheet_number(id, metrics[id]);
        if (samples)
            cell = outlook_sheet_statistics(id, &samples->outlook.metrics[id], samples->quantile_count, cell);
        bool spread = varies && samples->outlook.varies[id];
        const struct ensemble_column *column = samples ? &samples->outlook.metrics[id] : NULL;
        *cell++ = outlook_sheet_text(sheet, id, spread ? outlook_sheet_at(samples, column, 0.5) : metrics[id]);
        if (varies) {
            *cell++ = outlook_sheet_text(sheet, id, spread ? outlook_sheet_at(samples, column, 0.05) : (double)NAN);
            *cell++ = outlook_sheet_text(sheet, id, spread ? outlook_sheet_at(samples, column, 0.95) : (double)NAN);
            *cell++ = outlook_sheet_text(sheet, id, spread ? column->mean : (double)NAN);
            *cell++ = outlook_sheet_text(sheet, id, spread ? column->sd : (double)NAN);
        }
        *cell++ = sheet_text(metric_row(id)->unit);
        *cell++ = sheet_text(metric_row(id)->brief);
    }
}

void outlook_sheet_fields(struct sheet *sheet, const struct estimate_sheet_samples *samples)
{
    const struct outlook *outlook = &samples->outlook;
    sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number((double)outlook->samples));
    sheet_field(sheet, "sampling", NULL, SHEET_PLAIN, NULL, sheet_text(design_name(samples->forecast->options.design)));
    if (outlook->is_partial)
        sheet_field(sheet, "partial", NULL, SHEET_PLAIN, NULL, sheet_flag(true));
}

static void outlook_sheet_non_finite(struct sheet *sheet, const struct estimate_sheet_samples *samples)
{
    for (int id = 0; id < METRIC_COUNT; id++) {
        const struct ensemble_column *column = &samples->outlook.metrics[id];
        if (samples->outlook.varies[id] && column->non_finite)
            sheet_note(sheet, "%s is not finite in %s of the samples, which are left out",
                       metric_row((enum metric_id)id)->name,
                       number_text_kept(sheet->arena, (double)column->non_finite, SHEET_EXACT));
    }
}

// How the draws hang together.
static void outlook_sheet_joint(struct sheet *sheet, const struct plan *plan, const struct forecast *forecast)
{
    const char *pairs = "", *lucky = "";
    for (size_t i = 0; i < plan->correlations.count && forecast->member_count && pairs; i++) {
        const struct correlation *correlation = &plan->correlations.items[i];
        pairs = arena_format(sheet->arena, "%s%s%s and %s %.3g", pairs, pairs[0] ? ", " : "",
                             input_row(correlation->left)->key, input_row(correlation->right)->key, correlation->rank);
    }
    for (size_t i = 0; i < forecast->input_count && forecast->sums_trials && lucky; i++)
        if (forecast->inputs[i].is_independent)
            lucky = arena_format(sheet->arena, "%s%s%s", lucky, lucky[0] ? ", " : "",
                                 input_row(forecast->inputs[i].id)->key);
    if (pairs && pairs[0])
        sheet_note(sheet, "rank correlations: %s", pairs);
    if (lucky && lucky[0])
        sheet_note(sheet, "drawn anew for each trial: %s; all else is drawn once for all of them", lucky);
}

void outlook_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct estimate_sheet_samples *samples)
{
    const struct outlook *outlook = &samples->outlook;
    if (outlook->is_partial)
        sheet_note(sheet,
                   "partial: stopped by Ctrl-C; these are the first %.0f samples, just what --samples %.0f gives",
                   (double)outlook->samples, (double)outlook->samples);
    if (!outlook->is_reached && !outlook->is_partial)
        sheet_note(sheet, "the standard error asked for is not reached with %s samples",
                   number_text_kept(sheet->arena, (double)outlook->samples, SHEET_EXACT));
    outlook_sheet_non_finite(sheet, samples);
    outlook_sheet_joint(sheet, plan, samples->forecast);
    for (size_t i = 0; i < samples->forecast->input_count; i++) {
        enum input_id id = samples->forecast->inputs[i].id;
        const struct dist *dist = &plan->inputs.values[id].dist;
        if (dist->cut > 1e-6)
            sheet_note(sheet, "%s: %.2g %% of %s lies outside of what is possible and is cut off", input_row(id)->key,
                       100 * dist->cut, dist_text(sheet->arena, dist, input_unit(id)));
    }
    if (!outlook->is_exact)
        sheet_note(sheet, "quantiles are right to 0.1 %%: so many samples do not fit into memory (--exact-quantiles)");
}
