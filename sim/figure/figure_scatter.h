// Points, of which the marked ones are named and joined. An axis over more than three powers of ten is logarithmic.
#ifndef FLOPCAST_FIGURE_FIGURE_SCATTER_H
#define FLOPCAST_FIGURE_FIGURE_SCATTER_H

#include "figure/figure_canvas.h"

double figure_scatter_height(const struct figure *figure, double width);
// A name that finds no place beside its point without covering another one is left out of the picture.
void figure_scatter_draw(const struct figure_canvas *canvas);

#endif
