#include "figure/figure_rows.h"

#include <math.h>
#include <stdio.h>

#include "figure/figure_text.h"

enum { FIGURE_ROWS_GAP = 10 };

static const char *figure_rows_value(const struct figure *figure, size_t row, char text[FIGURE_TEXT_BYTES])
{
    const struct figure_row *it = &figure->rows[row];
    char low[FIGURE_TEXT_NUMBER], high[FIGURE_TEXT_NUMBER];
    if (it->text)
        return it->text;
    figure_text_number(it->value, low);
    if (figure->kind == FIGURE_TORNADO) {
        figure_text_number(it->low, low);
        figure_text_number(it->high, high);
        snprintf(text, FIGURE_TEXT_BYTES, "%s \xE2\x80\x93 %s", low, high);
    } else {
        snprintf(text, FIGURE_TEXT_BYTES, "%s", low);
    }
    return text;
}

void figure_rows_init(struct figure_rows *rows, const struct figure *figure, double width, double top)
{
    char fitted[FIGURE_TEXT_BYTES], value[FIGURE_TEXT_BYTES];
    *rows = (struct figure_rows){.is_stacked = width < FIGURE_CANVAS_NARROW, .top = top};
    double most = width * (rows->is_stacked ? 0.5 : 0.28); // of a value
    rows->shown = figure->row_count < FIGURE_CANVAS_ROWS_MAX ? figure->row_count : FIGURE_CANVAS_ROWS_MAX;
    for (size_t i = 0; i < rows->shown; i++) {
        rows->label_width = fmax(rows->label_width, figure_text_fit(figure->rows[i].label, width * 0.42, fitted));
        rows->value_width = fmax(rows->value_width, figure_text_fit(figure_rows_value(figure, i, value), most, fitted));
    }
    rows->left = 1;
    rows->right = width - 1;
    if (rows->is_stacked) {
        rows->label_width = fmax(0, width - rows->value_width - FIGURE_ROWS_GAP);
        rows->right -= 8;
        rows->row_height = 42;
        rows->bar_top = 21;
        rows->bar_height = 13;
    } else {
        rows->left += rows->label_width + FIGURE_ROWS_GAP;
        rows->right -= rows->value_width + FIGURE_ROWS_GAP;
        rows->row_height = 28;
        rows->bar_top = 5;
        rows->bar_height = 18;
    }
    rows->bottom = top + (double)rows->shown * rows->row_height + 4;
    rows->remark = figure->row_count > rows->shown ? FIGURE_CANVAS_LINE + 4 : 0;
}

double figure_rows_height(const struct figure_rows *rows)
{
    return rows->bottom + FIGURE_AXIS_HEIGHT + rows->remark;
}

void figure_rows_line(const struct figure_rows *rows, const struct figure_canvas *canvas, enum figure_draw_class kind,
                      double x)
{
    const struct figure_draw_pen *pen = canvas->pen;
    if (!rows->is_stacked) {
        pen->line(pen->state, kind, x, rows->top, x, rows->bottom);
        return;
    }
    for (size_t i = 0; i < rows->shown; i++) {
        double top = rows->top + (double)i * rows->row_height + rows->bar_top;
        pen->line(pen->state, kind, x, top - 2, x, top + rows->bar_height + 2);
    }
}

void figure_rows_grid(const struct figure_rows *rows, const struct figure_canvas *canvas,
                      const struct figure_axis *axis)
{
    for (size_t i = 0; i < axis->tick_count; i++)
        figure_rows_line(rows, canvas, FIGURE_DRAW_GRID, figure_axis_place(axis, axis->ticks[i]));
}

void figure_rows_draw(const struct figure_rows *rows, const struct figure_canvas *canvas)
{
    char value[FIGURE_TEXT_BYTES];
    const struct figure *figure = canvas->figure;
    for (size_t i = 0; i < rows->shown; i++) {
        double y = rows->top + (double)i * rows->row_height + (rows->is_stacked ? 15 : 18.5);
        double label = rows->is_stacked ? 0 : rows->left - FIGURE_ROWS_GAP;
        figure_canvas_text(canvas, FIGURE_DRAW_LABEL, label, y, rows->is_stacked ? FIGURE_DRAW_START : FIGURE_DRAW_END,
                           rows->label_width, figure->rows[i].label);
        figure_canvas_text(canvas, FIGURE_DRAW_VALUE, canvas->width, y, FIGURE_DRAW_END, rows->value_width,
                           figure_rows_value(figure, i, value));
    }
    if (rows->remark > 0) {
        snprintf(value, sizeof value, "and %zu more that are not drawn", figure->row_count - rows->shown);
        figure_canvas_text(canvas, FIGURE_DRAW_REMARK, 0, figure_rows_height(rows) - 6, FIGURE_DRAW_START,
                           canvas->width, value);
    }
}
