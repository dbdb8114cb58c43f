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

// An axis from `start` to `stop` with at most about `most` ticks, 1, 2 or 5 times a power of ten apart, or powers of
// ten. Fewer where the labels of one that lies at the bottom of the canvas would touch; one that goes up has stop <
// start.
void figure_axis_init(struct figure_axis *axis, const struct figure_canvas *canvas, const struct figure_axis_span *span,
                      bool is_log, double start, double stop, size_t most);

// On the canvas; what is outside the range stands at its end. The value is finite.
double figure_axis_place(const struct figure_axis *axis, double value);

// The lines of the ticks of such an axis.
void figure_axis_draw_grid(const struct figure_axis *axis, const struct figure_canvas *canvas, double top,
                           double bottom);

// Its labels and its title, below `bottom`.
enum { FIGURE_AXIS_HEIGHT = 46 };
void figure_axis_draw_bottom(const struct figure_axis *axis, const struct figure_canvas *canvas, double bottom,
                             const char *title);

// Grid and labels of an axis at the left of a plot.
void figure_axis_draw_left(const struct figure_axis *axis, const struct figure_canvas *canvas, double left,
                           double right);

// The room that the labels take.
double figure_axis_label_width(const struct figure_axis *axis);

#endif
