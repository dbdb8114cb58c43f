// A bar from low to high for each row, about the line at the base.
#ifndef FLOPCAST_FIGURE_FIGURE_TORNADO_H
#define FLOPCAST_FIGURE_FIGURE_TORNADO_H

#include "figure/figure_canvas.h"

double figure_tornado_height(const struct figure *figure, double width);
void figure_tornado_draw(const struct figure_canvas *canvas);

#endif
