#include "figure/figure_tornado.h"

#include <math.h>
#include <stdio.h>

#include "figure/figure_axis.h"
#include "figure/figure_rows.h"

enum { FIGURE_TORNADO_TOP = 24 };

static bool figure_tornado_is_known(const struct figure_row *row)
{
    return isfinite(row->low) && isfinite(row->high);
}

static struct figure_axis_span figure_tornado_span(const struct figure *figure)
{
    struct figure_axis_span span = figure_axis_nothing();
    for (size_t i = 0; i < figure->row_count && i < FIGURE_CANVAS_ROWS_MAX; i++)
        if (figure_tornado_is_known(&figure->rows[i])) {
            figure_axis_widen(&span, figure->rows[i].low);
            figure_axis_widen(&span, figure->rows[i].high);
        }
    if (!span.is_empty)
        figure_axis_widen(&span, figure->base);
    return span;
}

double figure_tornado_height(const struct figure *figure, double width)
{
    struct figure_rows rows;
    if (figure_tornado_span(figure).is_empty)
        return FIGURE_CANVAS_NOTHING_H;
    figure_rows_init(&rows, figure, width, FIGURE_TORNADO_TOP);
    return figure_rows_height(&rows);
}

// The part of the bar on one side of the base, where there is one.
static void figure_tornado_bar(const struct figure_canvas *canvas, const struct figure_axis *axis,
                               const struct figure_row *row, double top, double height)
{
    double low = figure_axis_place(axis, fmin(row->low, row->high));
    double high = figure_axis_place(axis, fmax(row->low, row->high));
    double base = isfinite(canvas->figure->base) ? figure_axis_place(axis, canvas->figure->base) : low;
    double middle = fmax(low, fmin(high, base));
    if (middle > low)
        figure_canvas_area(canvas, FIGURE_DRAW_BELOW, low, middle, top, height);
    if (high > middle || low == high)
        figure_canvas_area(canvas, FIGURE_DRAW_ABOVE, middle, high, top, height);
}

void figure_tornado_draw(const struct figure_canvas *canvas)
{
    const struct figure *figure = canvas->figure;
    const struct figure_draw_pen *pen = canvas->pen;
    struct figure_axis_span span = figure_tornado_span(figure);
    struct figure_rows rows;
    struct figure_axis axis;
    if (span.is_empty) {
        figure_canvas_nothing(canvas);
        return;
    }
    figure_rows_init(&rows, figure, canvas->width, FIGURE_TORNADO_TOP);
    figure_axis_init(&axis, canvas, &span, false, rows.left, rows.right, 6);
    figure_rows_grid(&rows, canvas, &axis);
    figure_axis_draw_bottom(&axis, canvas, rows.bottom, figure->x_label);
    for (size_t i = 0; i < rows.shown; i++)
        if (figure_tornado_is_known(&figure->rows[i]))
            figure_tornado_bar(canvas, &axis, &figure->rows[i], rows.top + (double)i * rows.row_height + rows.bar_top,
                               rows.bar_height);
    if (isfinite(figure->base)) {
        char number[FIGURE_TEXT_NUMBER], text[FIGURE_TEXT_BYTES];
        double base = figure_axis_place(&axis, figure->base);
        pen->line(pen->state, FIGURE_DRAW_MEDIAN, base, rows.top - 5, base, rows.top);
        figure_rows_line(&rows, canvas, FIGURE_DRAW_MEDIAN, base);
        figure_text_number(figure->base, number);
        snprintf(text, sizeof text, "all at their medians: %s", number);
        figure_canvas_text(canvas, FIGURE_DRAW_VALUE, base, rows.top - 10, FIGURE_DRAW_MIDDLE, canvas->width, text);
    }
    figure_rows_draw(&rows, canvas);
}
