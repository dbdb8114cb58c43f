#include "figure/figure_bars.h"

#include <math.h>

#include "figure/figure_axis.h"
#include "figure/figure_rows.h"

static struct figure_axis_span figure_bars_span(const struct figure *figure)
{
    struct figure_axis_span span = figure_axis_nothing();
    for (size_t i = 0; i < figure->row_count && i < FIGURE_CANVAS_ROWS_MAX; i++) {
        const struct figure_row *row = &figure->rows[i];
        if (!isfinite(row->value))
            continue;
        figure_axis_widen(&span, row->value);
        figure_axis_widen(&span, row->low);
        figure_axis_widen(&span, row->high);
    }
    if (!span.is_empty)
        figure_axis_widen(&span, 0);
    return span;
}

double figure_bars_height(const struct figure *figure, double width)
{
    struct figure_rows rows;
    if (figure_bars_span(figure).is_empty)
        return FIGURE_CANVAS_NOTHING_H;
    figure_rows_init(&rows, figure, width, 0);
    return figure_rows_height(&rows);
}

static void figure_bars_whisker(const struct figure_canvas *canvas, const struct figure_axis *axis,
                                const struct figure_row *row, double middle)
{
    const struct figure_draw_pen *pen = canvas->pen;
    double low = figure_axis_place(axis, row->low), high = figure_axis_place(axis, row->high);
    pen->line(pen->state, FIGURE_DRAW_WHISKER, low, middle, high, middle);
    pen->line(pen->state, FIGURE_DRAW_WHISKER, low, middle - 4, low, middle + 4);
    pen->line(pen->state, FIGURE_DRAW_WHISKER, high, middle - 4, high, middle + 4);
}

void figure_bars_draw(const struct figure_canvas *canvas)
{
    const struct figure *figure = canvas->figure;
    struct figure_axis_span span = figure_bars_span(figure);
    struct figure_rows rows;
    struct figure_axis axis;
    if (span.is_empty) {
        figure_canvas_nothing(canvas);
        return;
    }
    figure_rows_init(&rows, figure, canvas->width, 0);
    figure_axis_init(&axis, canvas, &span, false, rows.left, rows.right, 6);
    figure_rows_grid(&rows, canvas, &axis);
    figure_axis_draw_bottom(&axis, canvas, rows.bottom, figure->x_label);
    double zero = figure_axis_place(&axis, 0);
    for (size_t i = 0; i < rows.shown; i++) {
        const struct figure_row *row = &figure->rows[i];
        double top = rows.top + (double)i * rows.row_height + rows.bar_top;
        if (!isfinite(row->value))
            continue;
        figure_canvas_area(canvas, row->is_marked ? FIGURE_DRAW_STRESSED : FIGURE_DRAW_BAR, zero,
                           figure_axis_place(&axis, row->value), top, rows.bar_height);
        if (isfinite(row->low) && isfinite(row->high))
            figure_bars_whisker(canvas, &axis, row, top + rows.bar_height / 2);
    }
    figure_rows_line(&rows, canvas, FIGURE_DRAW_AXIS, zero);
    figure_rows_draw(&rows, canvas);
}
