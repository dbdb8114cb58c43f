#include "report/comparison_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/comparison_words.h"
#include "report/number_text.h"

const double comparison_sheet_quantiles[COMPARISON_QUANTILES] = {0.05, 0.5, 0.95};

enum { COMPARISON_TEXT_MAX = 10 };

#define COMPARISON_COLUMN_COUNT(columns) (sizeof(columns) / sizeof *(columns))

// ---- what the ensemble says --------------------------------------------------------------------

// Columns of the ensemble, in SI.
static const struct ensemble_column *comparison_sheet_value(const struct comparison_facts *facts, size_t plan,
                                                            size_t metric)
{
    return &facts->ensemble->columns[comparison_value(facts->comparison, plan, metric)];
}

static const struct ensemble_column *comparison_sheet_ratio(const struct comparison_facts *facts, size_t plan,
                                                            size_t metric)
{
    return &facts->ensemble->columns[comparison_ratio(facts->comparison, plan, metric)];
}

double comparison_sheet_probability(const struct comparison_facts *facts, size_t plan, size_t metric)
{
    return facts->ensemble->columns[comparison_less(facts->comparison, plan, metric)].mean;
}

bool comparison_sheet_is_same(const struct comparison_facts *facts, size_t plan, size_t metric)
{
    const struct ensemble_column *less = &facts->ensemble->columns[comparison_less(facts->comparison, plan, metric)];
    return less->least >= 0.5 && less->most <= 0.5;
}

// A quantile; of a column that does not vary its value, which a histogram would blur.
static double comparison_sheet_quantile(const struct ensemble_column *column, int which)
{
    return column->least >= column->most ? column->least : column->quantiles[which];
}

// ---- as text -----------------------------------------------------------------------------------

const char *comparison_sheet_percent(struct arena *arena, double probability)
{
    if (!isfinite(probability))
        return "";
    if (probability > 0 && probability < 0.001)
        return "<0.1 %";
    if (probability < 1 && probability > 0.999)
        return ">99.9 %";
    bool is_near_end = probability < 0.0995 || probability > 0.9905;
    bool is_whole = probability <= 0 || probability >= 1 || !is_near_end;
    return arena_format(arena, is_whole ? "%.0f %%" : "%.1f %%", 100 * probability);
}

// About four digits; a number that would be long without a power of ten has one.
static const char *comparison_sheet_text(struct arena *arena, double value)
{
    const char *text = number_text_kept(arena, value, SHEET_PLAIN);
    return text && strlen(text) > COMPARISON_TEXT_MAX ? arena_format(arena, "%.3e", value) : text;
}

// The ends of an interval need no more than three digits.
const char *comparison_sheet_end(struct arena *arena, double value)
{
    char digits[NUMBER_TEXT_SIZE];
    snprintf(digits, sizeof digits, "%.3g", value);
    const char *text = comparison_sheet_text(arena, strtod(digits, NULL));
    return text && strchr(text, 'e') ? arena_format(arena, "%.2e", value) : text;
}

const char *comparison_sheet_interval(struct arena *arena, double low, double high)
{
    if (!isfinite(low) || !isfinite(high) || low >= high)
        return "";
    const char *from = comparison_sheet_end(arena, low), *to = comparison_sheet_end(arena, high);
    if (!from || !to || strcmp(from, to) == 0)
        return "";
    return arena_format(arena, "%s..%s", from, to);
}

// The letter that a plan has in the tables.
static const char *comparison_sheet_letter(struct arena *arena, size_t plan)
{
    return arena_format(arena, "%c", (int)('A' + plan));
}

// ---- tables ------------------------------------------------------------------------------------

static void comparison_sheet_answers(struct sheet *sheet, const struct comparison_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "plan"},
        {.key = "text", .heading = "", .wrap = true},
    };
    struct sheet_table *table = sheet_table(sheet, "answers", "Answer", columns, COMPARISON_COLUMN_COUNT(columns));
    for (size_t plan = 1; plan < facts->comparison->plan_count; plan++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(facts->names[plan]);
        row[1] = sheet_text(comparison_words(sheet->arena, facts, plan));
    }
}

static void comparison_sheet_plans(struct sheet *sheet, const struct comparison_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.heading = ""},
        {.key = "name", .heading = "plan", .cut = true},
        {.key = "model", .heading = "model", .width_needed = 60},
        {.key = "hardware"},
        {.key = "devices"},
        {.heading = "hardware"},
        {.key = "region", .heading = "region"},
    };
    struct sheet_table *table = sheet_table(sheet, "plans", "Plans", columns, COMPARISON_COLUMN_COUNT(columns));
    for (size_t i = 0; i < facts->comparison->plan_count; i++) {
        const struct plan *plan = facts->comparison->forecasts[i].plan;
        const char *device = plan->has_device ? plan->device.name : NULL;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(comparison_sheet_letter(sheet->arena, i));
        row[1] = sheet_text(facts->names[i]);
        row[2] = sheet_text(plan->model.name);
        row[3] = sheet_text(device);
        row[4] = sheet_number(device ? (double)plan->devices : (double)NAN);
        row[5] = sheet_text(device ? arena_format(sheet->arena, "%lld x %s", (long long)plan->devices, device) : NULL);
        row[6] = sheet_text(plan->has_region ? plan->region.name : NULL);
    }
}

static const struct sheet_column comparison_sheet_people[] = {
    {.heading = "metric"},
    {.heading = "median", .align_right = true, .blank_none = true},
    {.heading = "5 %..95 %", .align_right = true, .blank_none = true, .width_needed = 60},
    {.heading = "to A", .align_right = true, .blank_none = true},
    {.heading = "5 %..95 %", .align_right = true, .blank_none = true, .width_needed = 70},
    {.heading = "A less", .align_right = true, .blank_none = true},
    {.heading = "plan", .blank_none = true, .width_needed = 100},
};

// With the points alone there is nothing to be unsure of.
static const struct sheet_column comparison_sheet_people_points[] = {
    {.heading = "metric"},
    {.heading = "point", .align_right = true, .blank_none = true},
    {.heading = NULL},
    {.heading = "to A", .align_right = true, .blank_none = true},
    {.heading = NULL},
    {.heading = NULL},
    {.heading = "plan", .blank_none = true, .width_needed = 60},
};

static void comparison_sheet_people_row(struct sheet *sheet, struct sheet_table *table,
                                        const struct comparison_facts *facts, size_t plan, size_t metric)
{
    struct arena *arena = sheet->arena;
    enum metric_id id = facts->comparison->metrics[metric];
    const struct ensemble_column *value = comparison_sheet_value(facts, plan, metric);
    double low = metric_from_si(id, comparison_sheet_quantile(value, COMPARISON_P05));
    double high = metric_from_si(id, comparison_sheet_quantile(value, COMPARISON_P95));
    double median = metric_from_si(id, comparison_sheet_quantile(value, COMPARISON_P50));
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_text(arena_format(arena, "  %s", comparison_sheet_letter(arena, plan)));
    row[1] = sheet_text(id == METRIC_MFU ? number_text_kept(arena, median, SHEET_PERCENT)
                                         : comparison_sheet_text(arena, median));
    row[2] = id == METRIC_MFU
                 ? sheet_text(low < high ? arena_format(arena, "%.3g..%.3g %%", 100 * low, 100 * high) : NULL)
                 : sheet_text(comparison_sheet_interval(arena, low, high));
    row[6] = sheet_text(facts->names[plan]);
    if (!plan)
        return;
    const struct ensemble_column *ratio = comparison_sheet_ratio(facts, plan, metric);
    bool same = comparison_sheet_is_same(facts, plan, metric);
    double middle = comparison_sheet_quantile(ratio, COMPARISON_P50);
    row[3] = sheet_text(!isfinite(middle) ? "-"
                        : middle < 1      ? comparison_sheet_end(arena, middle)
                                          : comparison_sheet_text(arena, middle));
    row[4] = sheet_text(comparison_sheet_interval(arena, comparison_sheet_quantile(ratio, COMPARISON_P05),
                                                  comparison_sheet_quantile(ratio, COMPARISON_P95)));
    row[5] =
        sheet_text(same ? "same" : comparison_sheet_percent(arena, comparison_sheet_probability(facts, plan, metric)));
}

static void comparison_sheet_metrics_for_people(struct sheet *sheet, const struct comparison_facts *facts)
{
    const struct comparison *comparison = facts->comparison;
    const char *title =
        facts->samples == 1
            ? "Comparison: every input at its median"
            : arena_format(sheet->arena, "Comparison: medians and 90 %% intervals of %s samples",
                           number_text_kept(sheet->arena, (double)facts->ensemble->samples, SHEET_EXACT));
    struct sheet_table *table =
        sheet_table(sheet, NULL, title, facts->samples == 1 ? comparison_sheet_people_points : comparison_sheet_people,
                    COMPARISON_COLUMN_COUNT(comparison_sheet_people));
    for (size_t metric = 0; metric < comparison->metric_count; metric++) {
        sheet_row(sheet, table)[0] = sheet_text(metric_row(comparison->metrics[metric])->name);
        for (size_t plan = 0; plan < comparison->plan_count; plan++)
            comparison_sheet_people_row(sheet, table, facts, plan, metric);
    }
}

// ---- for machines ------------------------------------------------------------------------------

static const struct sheet_column comparison_sheet_value_columns[] = {
    {.key = "plan"}, {.key = "point"}, {.key = "mean"}, {.key = "sd"}, {.key = "p05"}, {.key = "p50"}, {.key = "p95"},
};

static const struct sheet_column comparison_sheet_ratio_columns[] = {
    {.key = "plan"},
    {.key = "point"},
    {.key = "mean"},
    {.key = "p05"},
    {.key = "p50"},
    {.key = "p95"},
    {.key = "probability_first_less"},
};

static const struct sheet_column comparison_sheet_flat_columns[] = {
    {.key = "metric"},      {.key = "unit"},       {.key = "plan"},
    {.key = "point"},       {.key = "mean"},       {.key = "sd"},
    {.key = "p05"},         {.key = "p50"},        {.key = "p95"},
    {.key = "ratio_point"}, {.key = "ratio_mean"}, {.key = "ratio_p05"},
    {.key = "ratio_p50"},   {.key = "ratio_p95"},  {.key = "probability_first_less"},
};

static void comparison_sheet_metric(struct sheet_cell *row, enum metric_id id)
{
    const struct metric *metric = metric_row(id);
    row[0] = sheet_text(metric->name);
    row[1] = sheet_text(metric->unit[0] ? metric->unit : "1");
}

// Cells of comparison_sheet_value_columns, in the unit of the metric. Of a point alone nothing else is known.
static void comparison_sheet_value_row(struct sheet_cell *row, const struct comparison_facts *facts, size_t plan,
                                       size_t metric)
{
    const struct ensemble_column *column = comparison_sheet_value(facts, plan, metric);
    enum metric_id id = facts->comparison->metrics[metric];
    row[0] = sheet_text(facts->names[plan]);
    row[1] = sheet_number(metric_from_si(id, facts->comparison->forecasts[plan].point[id]));
    if (facts->is_point || !column->count)
        return;
    row[2] = sheet_number(metric_from_si(id, column->mean));
    row[3] = sheet_number(column->least >= column->most ? 0 : metric_from_si(id, column->sd));
    for (int i = 0; i < COMPARISON_QUANTILES; i++)
        row[4 + i] = sheet_number(metric_from_si(id, comparison_sheet_quantile(column, i)));
}

// Cells of comparison_sheet_ratio_columns but the first.
static void comparison_sheet_ratio_row(struct sheet_cell *row, const struct comparison_facts *facts, size_t plan,
                                       size_t metric)
{
    const struct ensemble_column *column = comparison_sheet_ratio(facts, plan, metric);
    const struct forecast *forecasts = facts->comparison->forecasts;
    enum metric_id id = facts->comparison->metrics[metric];
    row[0] = sheet_number(forecasts[plan].point[id] / forecasts[0].point[id]);
    if (facts->is_point || !column->count)
        return;
    row[5] = sheet_number(comparison_sheet_probability(facts, plan, metric));
    row[1] = sheet_number(column->mean);
    for (int i = 0; i < COMPARISON_QUANTILES; i++)
        row[2 + i] = sheet_number(comparison_sheet_quantile(column, i));
}

// One value of a plan and its ratio to the first, for CSV.
static void comparison_sheet_flat(struct sheet *sheet, const struct comparison_facts *facts)
{
    const struct comparison *comparison = facts->comparison;
    struct sheet_table *table = sheet_table(sheet, NULL, NULL, comparison_sheet_flat_columns,
                                            COMPARISON_COLUMN_COUNT(comparison_sheet_flat_columns));
    table->is_primary = true;
    for (size_t metric = 0; metric < comparison->metric_count; metric++)
        for (size_t plan = 0; plan < comparison->plan_count; plan++) {
            struct sheet_cell *row = sheet_row(sheet, table);
            comparison_sheet_metric(row, comparison->metrics[metric]);
            comparison_sheet_value_row(row + 2, facts, plan, metric);
            if (plan)
                comparison_sheet_ratio_row(row + 9, facts, plan, metric);
        }
}

// The same in JSON: a row for each metric, with those of its plans inside.
static void comparison_sheet_nested(struct sheet *sheet, const struct comparison_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "metric"},
        {.key = "unit"},
        {.key = "plans", .is_inner = true},
        {.key = "ratios", .is_inner = true},
    };
    const struct comparison *comparison = facts->comparison;
    struct sheet_table *table = sheet_table(sheet, "metrics", NULL, columns, COMPARISON_COLUMN_COUNT(columns));
    for (size_t metric = 0; metric < comparison->metric_count; metric++) {
        struct sheet_table *plans = sheet_inner_table(sheet, comparison_sheet_value_columns,
                                                      COMPARISON_COLUMN_COUNT(comparison_sheet_value_columns));
        struct sheet_table *ratios = sheet_inner_table(sheet, comparison_sheet_ratio_columns,
                                                       COMPARISON_COLUMN_COUNT(comparison_sheet_ratio_columns));
        for (size_t plan = 0; plan < comparison->plan_count; plan++)
            comparison_sheet_value_row(sheet_row(sheet, plans), facts, plan, metric);
        for (size_t plan = 1; plan < comparison->plan_count; plan++) {
            struct sheet_cell *row = sheet_row(sheet, ratios);
            row[0] = sheet_text(facts->names[plan]);
            comparison_sheet_ratio_row(row + 1, facts, plan, metric);
        }
        struct sheet_cell *row = sheet_row(sheet, table);
        comparison_sheet_metric(row, comparison->metrics[metric]);
        row[2] = sheet_rows(plans);
        row[3] = sheet_rows(ratios);
    }
}

// ---- notes -------------------------------------------------------------------------------------

// The names of the plans that do not know a metric; "" where all do, or none.
static const char *comparison_sheet_lacking(struct arena *arena, const struct comparison_facts *facts, int id)
{
    const struct comparison *comparison = facts->comparison;
    const char *names = "";
    size_t count = 0;
    for (size_t plan = 0; plan < comparison->plan_count && names; plan++)
        if (isnan(comparison->forecasts[plan].point[id]))
            names = arena_format(arena, "%s%s%s", names, count++ ? ", " : "", facts->names[plan]);
    return names && count < comparison->plan_count ? names : "";
}

// Metrics that some plans know and others do not. Those that lack the same plans stand together.
static void comparison_sheet_unknown(struct sheet *sheet, const struct comparison_facts *facts)
{
    const char *lacking[METRIC_COUNT], *text = "";
    for (int id = 0; id < METRIC_COUNT; id++)
        lacking[id] = comparison_sheet_lacking(sheet->arena, facts, id);
    for (int first = 0; first < METRIC_COUNT; first++) {
        const char *plans = lacking[first], *metrics = "";
        for (int id = first; id < METRIC_COUNT && plans[0] && metrics; id++)
            if (strcmp(lacking[id], plans) == 0) {
                metrics = arena_format(sheet->arena, "%s%s%s", metrics, id > first ? ", " : "",
                                       metric_row((enum metric_id)id)->name);
                lacking[id] = id > first ? "" : plans;
            }
        if (plans[0] && text)
            text = arena_format(sheet->arena, "%s%s%s (not known for %s)", text, text[0] ? "; " : "", metrics, plans);
    }
    if (text && text[0])
        sheet_note(sheet, "not compared: %s", text);
}

// Ratios to nothing: where the first plan has 0.
static void comparison_sheet_undefined(struct sheet *sheet, const struct comparison_facts *facts)
{
    const struct comparison *comparison = facts->comparison;
    for (size_t metric = 0; metric < comparison->metric_count; metric++) {
        uint64_t most = 0;
        for (size_t plan = 1; plan < comparison->plan_count; plan++) {
            uint64_t here = comparison_sheet_ratio(facts, plan, metric)->non_finite;
            most = here > most ? here : most;
        }
        if (most)
            sheet_note(sheet, "%s of A is 0 in %s of %s samples, which have no ratio to it",
                       metric_row(comparison->metrics[metric])->name,
                       number_text_kept(sheet->arena, (double)most, SHEET_EXACT),
                       number_text_kept(sheet->arena, (double)facts->ensemble->samples, SHEET_EXACT));
    }
}

static void comparison_sheet_notes(struct sheet *sheet, const struct comparison_facts *facts)
{
    const struct ensemble *ensemble = facts->ensemble;
    sheet->notes_key = "warnings";
    if (ensemble->is_partial)
        sheet_note(sheet,
                   "partial: stopped by Ctrl-C; these are the first %.0f samples, just what --samples %.0f gives",
                   (double)ensemble->samples, (double)ensemble->samples);
    if (!ensemble->is_exact && facts->comparison->metric_count)
        sheet_note(sheet, "medians and intervals are within 0.1 %%, as the samples do not fit into memory");
    comparison_sheet_undefined(sheet, facts);
    if (!facts->is_selection)
        comparison_sheet_unknown(sheet, facts);
}

void comparison_sheet(struct sheet *sheet, const struct comparison_facts *facts)
{
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->seed));
    sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->ensemble->samples));
    sheet_field(sheet, "sampling", NULL, SHEET_PLAIN, NULL, sheet_text(design_name(facts->design)));
    if (facts->ensemble->is_partial)
        sheet_field(sheet, "partial", NULL, SHEET_PLAIN, NULL, sheet_flag(true));
    comparison_sheet_answers(sheet, facts);
    comparison_sheet_plans(sheet, facts);
    comparison_sheet_metrics_for_people(sheet, facts);
    comparison_sheet_nested(sheet, facts);
    comparison_sheet_flat(sheet, facts);
    comparison_sheet_notes(sheet, facts);
}
