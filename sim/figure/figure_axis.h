// An axis of a figure: a range of round numbers that covers the data, its ticks, and where a value stands on the
// canvas.
#ifndef FLOPCAST_FIGURE_FIGURE_AXIS_H
#define FLOPCAST_FIGURE_FIGURE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "figure/figure_canvas.h"
#include "figure/figure_text.h"

enum { FIGURE_AXIS_TICKS = 24 };

struct figure_axis {
    bool is_log;
    double low, high;   // of the range; of a logarithmic axis their logarithms to base 10
    double start, stop; // on the canvas
    double ticks[FIGURE_AXIS_TICKS];
    char labels[FIGURE_AXIS_TICKS][FIGURE_TEXT_NUMBER];
    size_t tick_count;
};

// What is known of the data of an axis.
struct figure_axis_span {
    double low, high;
    bool is_empty;
};

struct figure_axis_span figure_axis_nothing(void);
// NaN and infinity are left out.
void figure_axis_widen(struct figure_axis_span *span, double value);
// More than three powers of ten, all positive.
bool figure_axis_is_long(const struct figure_axis_span *span);

// An axis from `start` to `stop` with at most about `most` ticks, fewer where their labels would touch: those lie along
// the axis, or, on one that goes up, across it. Every tick is 1, 2 or 5 times a power of ten from the next.
void figure_axis_init(struct figure_axis *axis, const struct figure_axis_span *span, bool is_log, double start,
                      double stop, size_t most);

// On the canvas; what is outside the range stands at its end. The value is finite.
double figure_axis_place(const struct figure_axis *axis, double value);

// Grid, labels and title of an axis at the bottom of a plot between `top` and `bottom`: takes FIGURE_AXIS_HEIGHT more.
enum { FIGURE_AXIS_HEIGHT = 46 };
void figure_axis_draw_bottom(const struct figure_axis *axis, const struct figure_canvas *canvas, double top,
                             double bottom, const char *title);

// The same at the left of a plot, without the title.
void figure_axis_draw_left(const struct figure_axis *axis, const struct figure_canvas *canvas, double left,
                           double right);

// The room that the labels take.
double figure_axis_label_width(const struct figure_axis *axis);

#endif
