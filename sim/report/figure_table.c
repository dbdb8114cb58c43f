#include "report/figure_table.h"

#include <math.h>
#include <string.h>

#include "report/shown.h"

enum { FIGURE_TABLE_COLUMNS = 4 };

struct figure_table_plan {
    struct sheet_column columns[FIGURE_TABLE_COLUMNS];
    size_t count;
};

static void figure_table_column(struct figure_table_plan *plan, const char *heading)
{
    plan->columns[plan->count++] = (struct sheet_column){.heading = heading, .blank_none = true};
}

// Whether any row has a finite number there.
static bool figure_table_has_interval(const struct figure *figure)
{
    for (size_t i = 0; i < figure->row_count; i++)
        if (isfinite(figure->rows[i].low) || isfinite(figure->rows[i].high))
            return true;
    return false;
}

static void figure_table_row(const struct figure *figure, const struct figure_row *row, struct sheet_cell *cells,
                             size_t count)
{
    cells[0] = sheet_text(row->label);
    if (figure->kind == FIGURE_SCATTER) {
        cells[1] = sheet_number(row->x);
        cells[2] = sheet_number(row->value);
        if (row->is_marked)
            cells[3] = sheet_flag(true);
        return;
    }
    if (figure->kind == FIGURE_BARS) {
        cells[1] = row->text && row->text[0] ? sheet_text(row->text) : sheet_number(row->value);
        if (count == 2)
            return;
    }
    cells[count - 2] = sheet_number(row->low);
    cells[count - 1] = sheet_number(row->high);
}

static struct figure_table_plan figure_table_plan(const struct figure *figure)
{
    struct figure_table_plan plan = {.count = 0};
    const char *values = figure->x_label && figure->x_label[0] ? figure->x_label : "value";
    figure_table_column(&plan, "");
    switch (figure->kind) {
    case FIGURE_HISTOGRAM:
        break;
    case FIGURE_BARS:
        figure_table_column(&plan, values);
        plan.columns[1].align_right = true;
        if (!figure_table_has_interval(figure))
            return plan;
        break;
    case FIGURE_TORNADO:
        figure_table_column(&plan, "low");
        figure_table_column(&plan, "high");
        return plan;
    case FIGURE_SCATTER:
        figure_table_column(&plan, values);
        figure_table_column(&plan, shown_or_empty(figure->y_label));
        figure_table_column(&plan, "marked");
        return plan;
    }
    if (figure->kind == FIGURE_HISTOGRAM)
        figure_table_column(&plan, "median");
    figure_table_column(&plan, "5 %");
    figure_table_column(&plan, "95 %");
    return plan;
}

const struct sheet_table *figure_table(struct arena *arena, const struct figure *figure)
{
    struct figure_table_plan plan = figure_table_plan(figure);
    size_t rows = figure->kind == FIGURE_HISTOGRAM ? figure->bin_count > 0 : figure->row_count;
    struct sheet_table *table = rows ? arena_alloc(arena, sizeof *table) : NULL;
    struct sheet_column *columns = arena_array(arena, plan.count, sizeof *columns);
    struct sheet_cell *cells = rows ? arena_array(arena, rows * plan.count, sizeof *cells) : NULL;
    if (!table || !columns || !cells)
        return NULL;
    memcpy(columns, plan.columns, plan.count * sizeof *columns);
    *table = (struct sheet_table){.title = shown_or_empty(figure->title),
                                  .columns = columns,
                                  .column_count = plan.count,
                                  .row_count = rows,
                                  .cells = cells};
    if (figure->kind == FIGURE_HISTOGRAM) {
        cells[0] = sheet_text(figure->x_label);
        cells[1] = sheet_number(figure->median);
        cells[2] = sheet_number(figure->low);
        cells[3] = sheet_number(figure->high);
        return table;
    }
    for (size_t i = 0; i < rows; i++)
        figure_table_row(figure, &figure->rows[i], cells + i * plan.count, plan.count);
    return table;
}
