// What the kinds of figures draw on: a pen, and the figure that is drawn.
#ifndef FLOPCAST_FIGURE_FIGURE_CANVAS_H
#define FLOPCAST_FIGURE_FIGURE_CANVAS_H

#include "figure/figure_draw.h"

enum {
    FIGURE_CANVAS_NARROW = 480,   // below it labels stand above their bars
    FIGURE_CANVAS_LINE = 18,      // from one line of text to the next
    FIGURE_CANVAS_ROWS_MAX = 60,  // more rows are counted, not drawn
    FIGURE_CANVAS_NOTHING_H = 48, // height of a figure without data
};

struct figure_canvas {
    const struct figure *figure;
    const struct figure_draw_pen *pen;
    double width;
};

// A text cut to `room` units and moved as far as it takes to stay on the canvas. Returns where it begins and ends.
struct figure_canvas_extent {
    double left, right;
};
struct figure_canvas_extent figure_canvas_text(const struct figure_canvas *canvas, enum figure_draw_class kind,
                                               double x, double y, enum figure_draw_anchor anchor, double room,
                                               const char *text);

// Where it would begin and end.
struct figure_canvas_extent figure_canvas_extent(const struct figure_canvas *canvas, double x,
                                                 enum figure_draw_anchor anchor, double room, const char *text);

// A rectangle between two values of x in any order.
void figure_canvas_area(const struct figure_canvas *canvas, enum figure_draw_class kind, double x1, double x2,
                        double top, double height);

// In words, where there is no data.
void figure_canvas_nothing(const struct figure_canvas *canvas);

#endif
