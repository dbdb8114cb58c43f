// Lays a figure out once, into strokes: an SVG, a PDF and a PNG come from the same ones and differ in the pen alone.
// Lengths are in units of the canvas, x to the right, y downwards; a unit is a pixel of a page or about 0.7 pt in
// print.
#ifndef FLOPCAST_FIGURE_FIGURE_DRAW_H
#define FLOPCAST_FIGURE_FIGURE_DRAW_H

#include "figure/figure.h"

// Canvases of a page and of a phone: on a narrow one labels stand above their bars. Text has one size on both.
enum { FIGURE_DRAW_WIDE = 720, FIGURE_DRAW_NARROW = 344, FIGURE_DRAW_TEXT_SIZE = 13 };

// What a stroke is, for the pen to choose how it looks; the names are classes of the SVG.
#define FIGURE_DRAW_CLASS_ROWS(ROW)                                                                                    \
    ROW(GRID, "grid")         /* line at a tick */                                                                     \
    ROW(AXIS, "axis")         /* line that values begin at */                                                          \
    ROW(INTERVAL, "interval") /* area from low to high, behind the bins */                                             \
    ROW(BAR, "bar")           /* area */                                                                               \
    ROW(STRESSED, "stressed") /* area of a marked row */                                                               \
    ROW(BELOW, "below")       /* area from low to the base */                                                          \
    ROW(ABOVE, "above")       /* area from the base to high */                                                         \
    ROW(WHISKER, "whisker")   /* line from low to high over a bar */                                                   \
    ROW(MEDIAN, "median")     /* line at the median or the base */                                                     \
    ROW(FRONT, "front")       /* path that joins marked points */                                                      \
    ROW(POINT, "point")       /* circle */                                                                             \
    ROW(MARKED, "marked")     /* circle */                                                                             \
    ROW(TICK, "tick")         /* text of a tick */                                                                     \
    ROW(TITLE, "title")       /* text of an axis */                                                                    \
    ROW(LABEL, "label")       /* text that names a row */                                                              \
    ROW(VALUE, "value")       /* text of a number */                                                                   \
    ROW(REMARK, "remark")     /* text about the picture: what it leaves out */

enum figure_draw_class {
#define FIGURE_DRAW_CLASS_ENUM(name, text) FIGURE_DRAW_##name,
    FIGURE_DRAW_CLASS_ROWS(FIGURE_DRAW_CLASS_ENUM)
#undef FIGURE_DRAW_CLASS_ENUM
        FIGURE_DRAW_CLASS_COUNT
};

extern const char *const figure_draw_class_names[FIGURE_DRAW_CLASS_COUNT];

// Which end of a text stands at its x.
enum figure_draw_anchor { FIGURE_DRAW_START, FIGURE_DRAW_MIDDLE, FIGURE_DRAW_END };

// Every number is finite and within the canvas, widths and heights are not negative. Texts are clean: short, valid
// UTF-8 without control characters, y at their baseline.
struct figure_draw_pen {
    void *state;
    void (*rect)(void *state, enum figure_draw_class kind, double x, double y, double width, double height);
    void (*line)(void *state, enum figure_draw_class kind, double x1, double y1, double x2, double y2);
    void (*circle)(void *state, enum figure_draw_class kind, double x, double y, double radius);
    // points[2 * count]: x and y in turn; an open line.
    void (*path)(void *state, enum figure_draw_class kind, const double *points, size_t count);
    void (*text)(void *state, enum figure_draw_class kind, double x, double y, enum figure_draw_anchor anchor,
                 const char *text);
};

// Height of the canvas that the figure takes at this width. The title is not drawn: the document sets it.
double figure_draw_height(const struct figure *figure, double width);

// NaN and infinite values are left out; a figure with none left says so in words.
void figure_draw(const struct figure *figure, double width, const struct figure_draw_pen *pen);

#endif
