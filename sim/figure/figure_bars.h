// Bars from 0 to the value of each row, with whiskers where the interval is known.
#ifndef FLOPCAST_FIGURE_FIGURE_BARS_H
#define FLOPCAST_FIGURE_FIGURE_BARS_H

#include "figure/figure_canvas.h"

double figure_bars_height(const struct figure *figure, double width);
void figure_bars_draw(const struct figure_canvas *canvas);

#endif
