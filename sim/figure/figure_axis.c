#include "figure/figure_axis.h"

#include <math.h>

// Beyond these a value is drawn at the limit: sums and differences of two of them are numbers still.
static const double figure_axis_most = 1e300, figure_axis_least = 1e-290, figure_axis_log_most = 200;

struct figure_axis_span figure_axis_nothing(void)
{
    return (struct figure_axis_span){.is_empty = true};
}

void figure_axis_widen(struct figure_axis_span *span, double value)
{
    if (!isfinite(value))
        return;
    value = fabs(value) < figure_axis_least ? 0 : fmax(-figure_axis_most, fmin(figure_axis_most, value));
    span->low = span->is_empty ? value : fmin(span->low, value);
    span->high = span->is_empty ? value : fmax(span->high, value);
    span->is_empty = false;
}

bool figure_axis_is_long(const struct figure_axis_span *span)
{
    return !span->is_empty && span->low > 0 && span->high / 1000 > span->low;
}

static double figure_axis_log(double value)
{
    return value > 0 ? fmax(-figure_axis_log_most, fmin(figure_axis_log_most, log10(value))) : -figure_axis_log_most;
}

double figure_axis_place(const struct figure_axis *axis, double value)
{
    double at = axis->is_log ? figure_axis_log(value) : value;
    double part = fmax(0, fmin(1, (at - axis->low) / (axis->high - axis->low)));
    return axis->start + part * (axis->stop - axis->start);
}

// The logarithm of 1, 2 or 5 times a power of ten that is the next one below.
static double figure_axis_below(double logarithm)
{
    double whole = floor(logarithm + 1e-9), part = logarithm - whole + 1e-9;
    return whole + (part >= log10(5) ? log10(5) : part >= log10(2) ? log10(2) : 0);
}

// Ticks are powers of ten, some of them left out where there are many; the range goes on to the next 1, 2 or 5.
static void figure_axis_ticks_log(struct figure_axis *axis, const struct figure_axis_span *span, size_t most)
{
    axis->low = figure_axis_below(figure_axis_log(span->low));
    axis->high = -figure_axis_below(-figure_axis_log(span->high)); // the inverse of 1, 2 and 5 are such numbers too
    axis->high = axis->high > axis->low ? axis->high : axis->low + 1;
    double first = ceil(axis->low - 1e-9), last = floor(axis->high + 1e-9);
    double every = fmax(1, ceil((last - first) / (double)most));
    axis->tick_count = 0;
    for (double at = first; at <= last && axis->tick_count < FIGURE_AXIS_TICKS; at += every) {
        axis->ticks[axis->tick_count] = pow(10, at);
        figure_text_number(axis->ticks[axis->tick_count], axis->labels[axis->tick_count]);
        axis->tick_count++;
    }
}

static double figure_axis_step(double raw)
{
    double power = pow(10, floor(log10(raw))), ratio = raw / power;
    return power * (ratio <= 1 + 1e-9 ? 1 : ratio <= 2 + 1e-9 ? 2 : ratio <= 5 + 1e-9 ? 5 : 10);
}

static void figure_axis_ticks_linear(struct figure_axis *axis, const struct figure_axis_span *span, size_t most)
{
    double low = span->low, high = span->high, size = fmax(fabs(low), fabs(high));
    // Labels of ticks that are closer would need too many digits.
    double least = size > 0 ? size * 1e-5 : 1;
    if (high - low < least) {
        bool is_point = high == low;
        double wider = is_point && size > 0 ? size * 0.1 : least;
        low = low == 0 && is_point ? 0 : low - wider / 2;
        high = low + wider;
    }
    double step = figure_axis_step((high - low) / (double)most);
    double first = floor(low / step + 1e-9), last = ceil(high / step - 1e-9);
    last = last > first ? last : first + 1;
    while (last - first + 1 > FIGURE_AXIS_TICKS) {
        step *= 10; // not reached: most is small
        first = floor(low / step);
        last = ceil(high / step);
    }
    axis->low = first * step;
    axis->high = last * step;
    axis->tick_count = (size_t)(last - first) + 1;
    double largest = fmax(fabs(axis->low), fabs(axis->high));
    for (size_t i = 0; i < axis->tick_count; i++) {
        axis->ticks[i] = (first + (double)i) * step;
        figure_text_tick(axis->ticks[i], step, largest, axis->labels[i]);
    }
}

// Where a label stands: at the middle of its tick, or as near as the end of the canvas lets it.
static struct figure_canvas_extent figure_axis_label(const struct figure_axis *axis, const struct figure_canvas *canvas,
                                                     size_t tick)
{
    return figure_canvas_extent(canvas, figure_axis_place(axis, axis->ticks[tick]), FIGURE_DRAW_MIDDLE, canvas->width,
                                axis->labels[tick]);
}

static bool figure_axis_has_room(const struct figure_axis *axis, const struct figure_canvas *canvas)
{
    for (size_t i = 0; i + 1 < axis->tick_count; i++)
        if (figure_axis_label(axis, canvas, i).right + 8 > figure_axis_label(axis, canvas, i + 1).left)
            return false;
    return true;
}

void figure_axis_init(struct figure_axis *axis, const struct figure_canvas *canvas, const struct figure_axis_span *span,
                      bool is_log, double start, double stop, size_t most)
{
    *axis = (struct figure_axis){.is_log = is_log, .start = start, .stop = stop};
    most = most < 1 ? 1 : most > 10 ? 10 : most;
    for (;; most--) {
        if (is_log)
            figure_axis_ticks_log(axis, span, most);
        else
            figure_axis_ticks_linear(axis, span, most);
        if (most == 1 || stop < start || figure_axis_has_room(axis, canvas))
            return;
    }
}

double figure_axis_label_width(const struct figure_axis *axis)
{
    double most = 0;
    for (size_t i = 0; i < axis->tick_count; i++)
        most = fmax(most, figure_text_width(axis->labels[i]));
    return most;
}

void figure_axis_draw_grid(const struct figure_axis *axis, const struct figure_canvas *canvas, double top,
                           double bottom)
{
    for (size_t i = 0; i < axis->tick_count; i++) {
        double x = figure_axis_place(axis, axis->ticks[i]);
        canvas->pen->line(canvas->pen->state, FIGURE_DRAW_GRID, x, top, x, bottom);
    }
}

void figure_axis_draw_bottom(const struct figure_axis *axis, const struct figure_canvas *canvas, double bottom,
                             const char *title)
{
    for (size_t i = 0; i < axis->tick_count; i++)
        figure_canvas_text(canvas, FIGURE_DRAW_TICK, figure_axis_place(axis, axis->ticks[i]),
                           bottom + FIGURE_CANVAS_LINE, FIGURE_DRAW_MIDDLE, canvas->width, axis->labels[i]);
    figure_canvas_text(canvas, FIGURE_DRAW_TITLE, (axis->start + axis->stop) / 2, bottom + 2 * FIGURE_CANVAS_LINE + 2,
                       FIGURE_DRAW_MIDDLE, canvas->width, title);
}

void figure_axis_draw_left(const struct figure_axis *axis, const struct figure_canvas *canvas, double left,
                           double right)
{
    const struct figure_draw_pen *pen = canvas->pen;
    for (size_t i = 0; i < axis->tick_count; i++) {
        double y = figure_axis_place(axis, axis->ticks[i]);
        pen->line(pen->state, FIGURE_DRAW_GRID, left, y, right, y);
        figure_canvas_text(canvas, FIGURE_DRAW_TICK, left - 6, y + 4.5, FIGURE_DRAW_END, canvas->width,
                           axis->labels[i]);
    }
}
