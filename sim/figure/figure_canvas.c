#include "figure/figure_canvas.h"

#include <math.h>

#include "figure/figure_text.h"

static struct figure_canvas_extent figure_canvas_fit(const struct figure_canvas *canvas, double x,
                                                     enum figure_draw_anchor anchor, double room, const char *text,
                                                     char fitted[FIGURE_TEXT_BYTES])
{
    double width = figure_text_fit(text, fmin(room, canvas->width), fitted);
    double left = anchor == FIGURE_DRAW_START ? x : anchor == FIGURE_DRAW_MIDDLE ? x - width / 2 : x - width;
    left = fmax(0, fmin(left, canvas->width - width));
    return (struct figure_canvas_extent){left, left + width};
}

struct figure_canvas_extent figure_canvas_extent(const struct figure_canvas *canvas, double x,
                                                 enum figure_draw_anchor anchor, double room, const char *text)
{
    char fitted[FIGURE_TEXT_BYTES];
    return figure_canvas_fit(canvas, x, anchor, room, text, fitted);
}

struct figure_canvas_extent figure_canvas_text(const struct figure_canvas *canvas, enum figure_draw_class kind,
                                               double x, double y, enum figure_draw_anchor anchor, double room,
                                               const char *text)
{
    char fitted[FIGURE_TEXT_BYTES];
    struct figure_canvas_extent extent = figure_canvas_fit(canvas, x, anchor, room, text, fitted);
    // The width is an upper bound: an anchor at the wanted point looks better than one at the start.
    double at = anchor == FIGURE_DRAW_START    ? extent.left
                : anchor == FIGURE_DRAW_MIDDLE ? (extent.left + extent.right) / 2
                                               : extent.right;
    if (fitted[0])
        canvas->pen->text(canvas->pen->state, kind, at, y, anchor, fitted);
    return extent;
}

void figure_canvas_area(const struct figure_canvas *canvas, enum figure_draw_class kind, double x1, double x2,
                        double top, double height)
{
    canvas->pen->rect(canvas->pen->state, kind, fmin(x1, x2), top, fabs(x2 - x1), height);
}

void figure_canvas_nothing(const struct figure_canvas *canvas)
{
    figure_canvas_text(canvas, FIGURE_DRAW_REMARK, canvas->width / 2, 28, FIGURE_DRAW_MIDDLE, canvas->width,
                       "There is no number to draw.");
}
