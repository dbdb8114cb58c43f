#include "figure/figure_histogram.h"

#include <math.h>
#include <stdio.h>

#include "figure/figure_axis.h"

enum { FIGURE_HISTOGRAM_TOP = 46, FIGURE_HISTOGRAM_BINS = 120, FIGURE_HISTOGRAM_EDGE = 14 };

struct figure_histogram_bin {
    double low, high, count;
};

static bool figure_histogram_is_bin(const struct figure *figure, size_t i)
{
    double low = figure->edges[i], high = figure->edges[i + 1];
    return isfinite(low) && isfinite(high) && low < high && isfinite(figure->counts[i]) && figure->counts[i] > 0;
}

// The bin from i on, `stride` of the figure's joined; false when nothing was counted there.
static bool figure_histogram_joined(const struct figure *figure, size_t i, size_t stride,
                                    struct figure_histogram_bin *bin)
{
    *bin = (struct figure_histogram_bin){0};
    for (size_t at = i; at < i + stride && at < figure->bin_count; at++) {
        if (!figure_histogram_is_bin(figure, at))
            continue;
        bin->low = bin->count > 0 ? bin->low : figure->edges[at];
        bin->high = figure->edges[at + 1];
        bin->count += figure->counts[at];
    }
    return bin->count > 0;
}

static size_t figure_histogram_stride(const struct figure *figure)
{
    return (figure->bin_count + FIGURE_HISTOGRAM_BINS - 1) / FIGURE_HISTOGRAM_BINS;
}

static struct figure_axis_span figure_histogram_span(const struct figure *figure)
{
    struct figure_axis_span span = figure_axis_nothing();
    if (!figure->edges || !figure->counts)
        return span;
    for (size_t i = 0; i < figure->bin_count; i++)
        if (figure_histogram_is_bin(figure, i)) {
            figure_axis_widen(&span, figure->edges[i]);
            figure_axis_widen(&span, figure->edges[i + 1]);
        }
    if (!span.is_empty) {
        figure_axis_widen(&span, figure->low);
        figure_axis_widen(&span, figure->median);
        figure_axis_widen(&span, figure->high);
    }
    return span;
}

double figure_histogram_height(const struct figure *figure, double width)
{
    if (figure_histogram_span(figure).is_empty)
        return FIGURE_CANVAS_NOTHING_H;
    return width < FIGURE_CANVAS_NARROW ? 260 : 310;
}

// Samples for each unit of the canvas: a bin too narrow to see still has the width of a hair.
static double figure_histogram_density(const struct figure_axis *axis, const struct figure_histogram_bin *bin)
{
    double width = fabs(figure_axis_place(axis, bin->high) - figure_axis_place(axis, bin->low));
    return bin->count / fmax(width, 0.5);
}

static void figure_histogram_bars(const struct figure_canvas *canvas, const struct figure_axis *axis, double top,
                                  double bottom)
{
    const struct figure *figure = canvas->figure;
    struct figure_histogram_bin bin;
    size_t stride = figure_histogram_stride(figure);
    double most = 0;
    for (size_t i = 0; i < figure->bin_count; i += stride)
        if (figure_histogram_joined(figure, i, stride, &bin))
            most = fmax(most, figure_histogram_density(axis, &bin));
    for (size_t i = 0; i < figure->bin_count; i += stride) {
        if (!figure_histogram_joined(figure, i, stride, &bin))
            continue;
        double left = figure_axis_place(axis, bin.low), right = figure_axis_place(axis, bin.high);
        double height = (bottom - top) * fmin(1, figure_histogram_density(axis, &bin) / most);
        double gap = right - left > 4 ? 0.5 : 0;
        figure_canvas_area(canvas, FIGURE_DRAW_BAR, left + gap, fmax(right - gap, left + 0.5), bottom - height, height);
    }
}

static bool figure_histogram_is_in(const struct figure_canvas_extent *extent, double x)
{
    return extent->left - 2 < x && x < extent->right + 2;
}

// "5 %: 980" and "95 %: 1,600" at the ends of the interval, side by side where they would meet. Returns whether one of
// them stands across `median`.
static bool figure_histogram_ends(const struct figure_canvas *canvas, const struct figure_axis *axis, double y,
                                  double median)
{
    const struct figure *figure = canvas->figure;
    char number[FIGURE_TEXT_NUMBER], low[FIGURE_TEXT_BYTES], high[FIGURE_TEXT_BYTES];
    figure_text_number(figure->low, number);
    snprintf(low, sizeof low, "5 %%: %s", number);
    figure_text_number(figure->high, number);
    snprintf(high, sizeof high, "95 %%: %s", number);
    double at_low = figure_axis_place(axis, figure->low), at_high = figure_axis_place(axis, figure->high);
    double wide = figure_canvas_extent(canvas, 0, FIGURE_DRAW_START, canvas->width, high).right;
    double room = canvas->width - wide - 12;
    struct figure_canvas_extent first =
        figure_canvas_extent(canvas, fmin(at_low, room), FIGURE_DRAW_END, canvas->width, low);
    figure_canvas_text(canvas, FIGURE_DRAW_VALUE, first.right, y, FIGURE_DRAW_END, canvas->width, low);
    struct figure_canvas_extent second = figure_canvas_text(canvas, FIGURE_DRAW_VALUE, fmax(at_high, first.right + 12),
                                                            y, FIGURE_DRAW_START, canvas->width, high);
    return figure_histogram_is_in(&first, median) || figure_histogram_is_in(&second, median);
}

void figure_histogram_draw(const struct figure_canvas *canvas)
{
    const struct figure *figure = canvas->figure;
    const struct figure_draw_pen *pen = canvas->pen;
    struct figure_axis_span span = figure_histogram_span(figure);
    struct figure_axis axis;
    if (span.is_empty) {
        figure_canvas_nothing(canvas);
        return;
    }
    double height = figure_histogram_height(figure, canvas->width);
    double top = FIGURE_HISTOGRAM_TOP, bottom = height - FIGURE_AXIS_HEIGHT;
    double left = FIGURE_HISTOGRAM_EDGE, right = canvas->width - FIGURE_HISTOGRAM_EDGE;
    figure_axis_init(&axis, canvas, &span, false, left, right, 8);
    bool has_interval = isfinite(figure->low) && isfinite(figure->high) && figure->low <= figure->high;
    if (has_interval)
        figure_canvas_area(canvas, FIGURE_DRAW_INTERVAL, figure_axis_place(&axis, figure->low),
                           figure_axis_place(&axis, figure->high), top - 4, bottom - top + 4);
    figure_axis_draw_grid(&axis, canvas, top, bottom);
    figure_axis_draw_bottom(&axis, canvas, bottom, figure->x_label);
    figure_histogram_bars(canvas, &axis, top, bottom);
    pen->line(pen->state, FIGURE_DRAW_AXIS, left, bottom, right, bottom);
    double median = isfinite(figure->median) ? figure_axis_place(&axis, figure->median) : left;
    bool is_crossed = has_interval && figure_histogram_ends(canvas, &axis, top - 10, median);
    if (isfinite(figure->median)) {
        char number[FIGURE_TEXT_NUMBER], text[FIGURE_TEXT_BYTES];
        figure_text_number(figure->median, number);
        snprintf(text, sizeof text, "median %s", number);
        pen->line(pen->state, FIGURE_DRAW_MEDIAN, median, is_crossed ? top - 4 : top - 26, median, bottom);
        figure_canvas_text(canvas, FIGURE_DRAW_VALUE, median, top - 31, FIGURE_DRAW_MIDDLE, canvas->width, text);
    }
}
