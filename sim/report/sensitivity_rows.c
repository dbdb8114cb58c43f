#include "report/sensitivity_rows.h"

#include <math.h>

static const struct sheet_column sensitivity_rows_metric[] = {
    {.key = "metric"},
    {.key = "unit"},
    {.key = "mean", .omit_none = true},
    {.key = "variance", .omit_none = true},
    {.key = "indices", .is_inner = true, .omit_none = true},
    {.key = "morris", .is_inner = true, .omit_none = true},
    {.key = "tornado", .is_inner = true, .omit_none = true},
};

static const struct sheet_column sensitivity_rows_index[] = {
    {.key = "input"}, {.key = "first"},     {.key = "first_low"},  {.key = "first_high"},
    {.key = "total"}, {.key = "total_low"}, {.key = "total_high"}, {.key = "narrowing"},
};

static const struct sheet_column sensitivity_rows_effect[] = {
    {.key = "input"}, {.key = "mu"}, {.key = "mu_star"}, {.key = "sigma"}};

static const struct sheet_column sensitivity_rows_bar[] = {{.key = "input"}, {.key = "low"}, {.key = "high"}};

static const struct sheet_column sensitivity_rows_flat[] = {
    {.key = "metric"},     {.key = "unit"},     {.key = "input"},     {.key = "first"},       {.key = "first_low"},
    {.key = "first_high"}, {.key = "total"},    {.key = "total_low"}, {.key = "total_high"},  {.key = "narrowing"},
    {.key = "mu"},         {.key = "mu_star"},  {.key = "sigma"},     {.key = "tornado_low"}, {.key = "tornado_high"},
    {.key = "mean"},       {.key = "variance"},
};

enum { SENSITIVITY_ROWS_INDEX = 7, SENSITIVITY_ROWS_EFFECT = 3, SENSITIVITY_ROWS_BAR = 2 }; // cells behind the input

static void sensitivity_rows_fill_index(const struct sensitivity *found, size_t at, struct sheet_cell *cells)
{
    if (!found->indices)
        return;
    const struct sobol_index *index = &found->indices->indices[at];
    const double values[SENSITIVITY_ROWS_INDEX] = {index->first,        index->first_low, index->first_high,
                                                   index->total,        index->total_low, index->total_high,
                                                   found->narrowing[at]};
    for (size_t i = 0; i < SENSITIVITY_ROWS_INDEX; i++)
        cells[i] = sheet_number(values[i]);
}

static void sensitivity_rows_fill_effect(const struct sensitivity *found, enum metric_id id, size_t at,
                                         struct sheet_cell *cells)
{
    if (!found->effects)
        return;
    const struct screening_effect *effect = &found->effects[at];
    cells[0] = sheet_number(metric_from_si(id, effect->mean));
    cells[1] = sheet_number(metric_from_si(id, effect->mean_absolute));
    cells[2] = sheet_number(metric_from_si(id, effect->sd));
}

static void sensitivity_rows_fill_bar(const struct sensitivity *found, enum metric_id id, size_t at,
                                      struct sheet_cell *cells)
{
    if (!found->bars)
        return;
    cells[0] = sheet_number(metric_from_si(id, found->bars[at].low));
    cells[1] = sheet_number(metric_from_si(id, found->bars[at].high));
}

static void sensitivity_rows_moments(const struct sensitivity *found, size_t m, struct sheet_cell cells[2])
{
    enum metric_id id = found->made->metrics[m];
    if (!found->indices)
        return;
    cells[0] = sheet_number(metric_from_si(id, found->indices->mean[m]));
    cells[1] = sheet_number(metric_from_si(id, metric_from_si(id, found->indices->variance[m])));
}

static const char *sensitivity_rows_unit(enum metric_id id)
{
    const char *unit = metric_row(id)->unit;
    return unit[0] ? unit : "1";
}

static void sensitivity_rows_nested(struct sheet *sheet, const struct sensitivity *found, size_t m,
                                    struct sheet_cell *cells)
{
    enum metric_id id = found->made->metrics[m];
    size_t count = found->made->factors.count;
    struct sheet_table *indices = sheet_inner_table(sheet, sensitivity_rows_index,
                                                    sizeof sensitivity_rows_index / sizeof *sensitivity_rows_index);
    struct sheet_table *effects = sheet_inner_table(sheet, sensitivity_rows_effect,
                                                    sizeof sensitivity_rows_effect / sizeof *sensitivity_rows_effect);
    struct sheet_table *bars =
        sheet_inner_table(sheet, sensitivity_rows_bar, sizeof sensitivity_rows_bar / sizeof *sensitivity_rows_bar);
    for (size_t f = 0; f < count; f++) {
        struct sheet_cell name = sheet_text(found->made->names[f]);
        struct sheet_cell *row = sheet_row(sheet, indices);
        row[0] = name;
        sensitivity_rows_fill_index(found, m * count + f, row + 1);
        row = sheet_row(sheet, effects);
        row[0] = name;
        sensitivity_rows_fill_effect(found, id, m * count + f, row + 1);
        row = sheet_row(sheet, bars);
        row[0] = name;
        sensitivity_rows_fill_bar(found, id, m * count + f, row + 1);
    }
    cells[0] = found->indices ? sheet_rows(indices) : cells[0];
    cells[1] = found->effects ? sheet_rows(effects) : cells[1];
    cells[2] = found->bars ? sheet_rows(bars) : cells[2];
}

static void sensitivity_rows_json(struct sheet *sheet, const struct sensitivity *found)
{
    struct sheet_table *table = sheet_table(sheet, "metrics", NULL, sensitivity_rows_metric,
                                            sizeof sensitivity_rows_metric / sizeof *sensitivity_rows_metric);
    for (size_t m = 0; m < found->made->factors.output_count; m++) {
        enum metric_id id = found->made->metrics[m];
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(metric_row(id)->name);
        row[1] = sheet_text(sensitivity_rows_unit(id));
        sensitivity_rows_moments(found, m, row + 2);
        sensitivity_rows_nested(sheet, found, m, row + 4);
    }
}

static void sensitivity_rows_csv(struct sheet *sheet, const struct sensitivity *found)
{
    size_t count = found->made->factors.count;
    struct sheet_table *table = sheet_table(sheet, NULL, NULL, sensitivity_rows_flat,
                                            sizeof sensitivity_rows_flat / sizeof *sensitivity_rows_flat);
    table->is_primary = true;
    for (size_t m = 0; m < found->made->factors.output_count; m++)
        for (size_t f = 0; f < count; f++) {
            enum metric_id id = found->made->metrics[m];
            struct sheet_cell *row = sheet_row(sheet, table), *cells = row + 3;
            row[0] = sheet_text(metric_row(id)->name);
            row[1] = sheet_text(sensitivity_rows_unit(id));
            row[2] = sheet_text(found->made->names[f]);
            sensitivity_rows_fill_index(found, m * count + f, cells);
            cells += SENSITIVITY_ROWS_INDEX;
            sensitivity_rows_fill_effect(found, id, m * count + f, cells);
            cells += SENSITIVITY_ROWS_EFFECT;
            sensitivity_rows_fill_bar(found, id, m * count + f, cells);
            sensitivity_rows_moments(found, m, cells + SENSITIVITY_ROWS_BAR);
        }
}

void sensitivity_rows(struct sheet *sheet, const struct sensitivity *found)
{
    sensitivity_rows_json(sheet, found);
    sensitivity_rows_csv(sheet, found);
}
