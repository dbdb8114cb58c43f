// Figures by cairo and pango: into a PDF or any other surface, and as PNG pictures.
#ifndef FLOPCAST_FIGURE_FIGURE_CAIRO_H
#define FLOPCAST_FIGURE_FIGURE_CAIRO_H

#include <stdio.h>

#include "base/status.h"
#include "figure/figure.h"

// A cairo_t; who has one includes <cairo.h>.
struct _cairo; // NOLINT(bugprone-reserved-identifier): its own name

// The height that the figure takes when it is painted `width` wide, in the same unit. The canvas is FIGURE_DRAW_WIDE.
double figure_cairo_height(const struct figure *figure, double width);

// Paints it with its top left corner at (x, y), on whatever is there; the title and the alternative text are left to
// the caller. The state of `cairo` is as it was; its errors stay in it.
void figure_cairo_paint(struct _cairo *cairo, const struct figure *figure, double x, double y, double width);

// One picture of figures[count], count >= 1, one below another, each with its title above, on white; `scale` pixels for
// each unit of the canvas, 3 for print. STATUS_NO_MEMORY or STATUS_IO.
enum status figure_cairo_png(const struct figure *const *figures, size_t count, double scale,
                             FILE *stream) STATUS_MUST_CHECK;

#endif
