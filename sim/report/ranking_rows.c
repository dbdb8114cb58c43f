#include "report/ranking_rows.h"

#include <math.h>

// What stands in a row of both formats before the metrics.
enum {
    RANKING_ROWS_RANK,
    RANKING_ROWS_REGION,
    RANKING_ROWS_DESCRIPTION,
    RANKING_ROWS_YEAR,
    RANKING_ROWS_OWN,
    RANKING_ROWS_FRONT,
    RANKING_ROWS_CARBON_INTENSITY,
    RANKING_ROWS_ELECTRICITY_PRICE,
    RANKING_ROWS_PUE,
    RANKING_ROWS_LESS,
    RANKING_ROWS_COMMON
};

static const char *const ranking_rows_keys[RANKING_ROWS_COMMON] = {
    [RANKING_ROWS_RANK] = "rank",
    [RANKING_ROWS_REGION] = "region",
    [RANKING_ROWS_DESCRIPTION] = "description",
    [RANKING_ROWS_YEAR] = "year",
    [RANKING_ROWS_OWN] = "is_own",
    [RANKING_ROWS_FRONT] = "is_on_front",
    [RANKING_ROWS_CARBON_INTENSITY] = "carbon_intensity_gco2e_per_kwh",
    [RANKING_ROWS_ELECTRICITY_PRICE] = "electricity_price_usd_per_kwh",
    [RANKING_ROWS_PUE] = "pue",
    [RANKING_ROWS_LESS] = "probability_less",
};

static const struct sheet_column ranking_rows_figure_columns[] = {
    {.key = "metric"},
    {.key = "point"},
    {.key = "mean", .omit_none = true},
    {.key = "sd", .omit_none = true},
    {.key = "p05", .omit_none = true},
    {.key = "p50", .omit_none = true},
    {.key = "p95", .omit_none = true},
};

enum { RANKING_ROWS_FIGURE_COLUMNS = sizeof ranking_rows_figure_columns / sizeof *ranking_rows_figure_columns };

static struct sheet_cell ranking_rows_input(const struct ranking_entry *entry, enum input_id id)
{
    return sheet_number(units_from_si(entry->inputs[id], input_unit(id)));
}

static void ranking_rows_common(struct sheet_cell *row, const struct ranking_facts *facts, size_t which)
{
    const struct ranking_entry *entry = &facts->ranking->entries[which];
    row[RANKING_ROWS_RANK] = sheet_number(facts->ranks[which] ? (double)facts->ranks[which] : (double)NAN);
    row[RANKING_ROWS_REGION] = sheet_text(entry->region.name);
    row[RANKING_ROWS_DESCRIPTION] = sheet_text(entry->region.description);
    row[RANKING_ROWS_YEAR] = sheet_number(entry->region.year ? (double)entry->region.year : (double)NAN);
    row[RANKING_ROWS_OWN] = sheet_flag(entry->is_own);
    row[RANKING_ROWS_FRONT] = sheet_flag(entry->is_on_front);
    row[RANKING_ROWS_CARBON_INTENSITY] = ranking_rows_input(entry, INPUT_CARBON_INTENSITY);
    row[RANKING_ROWS_ELECTRICITY_PRICE] = ranking_rows_input(entry, INPUT_ELECTRICITY_PRICE);
    row[RANKING_ROWS_PUE] = sheet_number(entry->inputs[INPUT_PUE]);
    row[RANKING_ROWS_LESS] = sheet_number(entry->probability_less);
}

static void ranking_rows_common_columns(struct sheet_column *columns)
{
    for (size_t i = 0; i < RANKING_ROWS_COMMON; i++)
        columns[i] = (struct sheet_column){.key = ranking_rows_keys[i]};
}

// The columns of one figure: its median under its own name, and the ends of its interval.
static void ranking_rows_quantile_columns(struct arena *arena, const char *name, struct sheet_column *columns)
{
    static const char *const endings[] = {"", "_p05", "_p95"};
    for (size_t i = 0; i < RANKING_QUANTILES; i++)
        columns[i] = (struct sheet_column){.key = arena_format(arena, "%s%s", name, endings[i])};
}

// METRIC_COUNT: a ratio.
static void ranking_rows_quantile_cells(const struct ranking_figure *figure, enum metric_id id, bool is_drawn,
                                        struct sheet_cell *row)
{
    static const int which[] = {RANKING_P50, RANKING_P05, RANKING_P95};
    for (size_t i = 0; i < RANKING_QUANTILES && (is_drawn || i == 0); i++) {
        double value = figure->quantiles[which[i]];
        row[i] = sheet_number(id == METRIC_COUNT ? value : metric_from_si(id, value));
    }
}

// ---- JSON --------------------------------------------------------------------------------------

// Cells of ranking_rows_figure_columns behind the name.
static void ranking_rows_figure(struct sheet_cell *row, const struct ranking_figure *figure, enum metric_id id,
                                bool is_drawn)
{
    double values[] = {figure->point,
                       figure->mean,
                       figure->sd,
                       figure->quantiles[RANKING_P05],
                       figure->quantiles[RANKING_P50],
                       figure->quantiles[RANKING_P95]};
    for (size_t i = 0; i < sizeof values / sizeof *values && (is_drawn || i == 0); i++)
        row[i] = sheet_number(metric_from_si(id, values[i]));
}

static struct sheet_cell ranking_rows_metrics(struct sheet *sheet, const struct ranking_facts *facts,
                                              const struct ranking_entry *entry)
{
    struct sheet_table *inner = sheet_inner_table(sheet, ranking_rows_figure_columns, RANKING_ROWS_FIGURE_COLUMNS);
    inner->is_object = true;
    for (int id = 0; id < METRIC_COUNT; id++) {
        const struct ranking_figure *figure = &entry->metrics[id];
        if (!((facts->ranking->metrics >> id) & 1u) || isnan(figure->point))
            continue;
        struct sheet_cell *row = sheet_row(sheet, inner);
        row[0] = sheet_text(metric_row((enum metric_id)id)->name);
        ranking_rows_figure(row + 1, figure, (enum metric_id)id, facts->ranking->samples > 1);
    }
    return sheet_rows(inner);
}

void ranking_rows_json(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    const size_t inner = RANKING_ROWS_COMMON + RANKING_QUANTILES;
    struct sheet_column *columns = arena_array(sheet->arena, inner + 1, sizeof *columns);
    if (!columns)
        return;
    ranking_rows_common_columns(columns);
    ranking_rows_quantile_columns(sheet->arena, "co2e_ratio", columns + RANKING_ROWS_COMMON);
    columns[inner] = (struct sheet_column){.key = "metrics", .is_inner = true};
    struct sheet_table *table = sheet_table(sheet, "regions", NULL, columns, inner + 1);
    for (size_t i = 0; i < ranking->count; i++) {
        const struct ranking_entry *entry = &ranking->entries[facts->order[i]];
        struct sheet_cell metrics = ranking_rows_metrics(sheet, facts, entry);
        struct sheet_cell *row = sheet_row(sheet, table);
        ranking_rows_common(row, facts, facts->order[i]);
        ranking_rows_quantile_cells(&entry->ratio, METRIC_COUNT, ranking->samples > 1, row + RANKING_ROWS_COMMON);
        row[inner] = metrics;
    }
}

// ---- CSV ---------------------------------------------------------------------------------------

void ranking_rows_csv(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    enum metric_id shown[METRIC_COUNT];
    size_t count = 0, most = (SHEET_COLUMNS_MAX - RANKING_ROWS_COMMON) / RANKING_QUANTILES - 1;
    for (int id = 0; id < METRIC_COUNT && count < most; id++)
        if ((ranking->metrics >> id) & 1u)
            shown[count++] = (enum metric_id)id;
    size_t width = RANKING_ROWS_COMMON + (count + 1) * RANKING_QUANTILES;
    struct sheet_column *columns = arena_array(sheet->arena, width, sizeof *columns);
    if (!columns)
        return;
    ranking_rows_common_columns(columns);
    ranking_rows_quantile_columns(sheet->arena, "co2e_ratio", columns + RANKING_ROWS_COMMON);
    for (size_t i = 0; i < count; i++)
        ranking_rows_quantile_columns(sheet->arena, metric_row(shown[i])->name,
                                      columns + RANKING_ROWS_COMMON + (i + 1) * RANKING_QUANTILES);
    struct sheet_table *table = sheet_table(sheet, NULL, NULL, columns, width);
    table->is_primary = true;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct ranking_entry *entry = &ranking->entries[facts->order[i]];
        struct sheet_cell *row = sheet_row(sheet, table), *figures = row + RANKING_ROWS_COMMON;
        ranking_rows_common(row, facts, facts->order[i]);
        ranking_rows_quantile_cells(&entry->ratio, METRIC_COUNT, ranking->samples > 1, figures);
        for (size_t metric = 0; metric < count; metric++)
            ranking_rows_quantile_cells(&entry->metrics[shown[metric]], shown[metric], ranking->samples > 1,
                                        figures + (metric + 1) * RANKING_QUANTILES);
    }
}
