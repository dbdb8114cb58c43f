// How samples are spread: bins, the interval shaded, a line at the median.
#ifndef FLOPCAST_FIGURE_FIGURE_HISTOGRAM_H
#define FLOPCAST_FIGURE_FIGURE_HISTOGRAM_H

#include "figure/figure_canvas.h"

double figure_histogram_height(const struct figure *figure, double width);
// Areas stand for counts: a bin that is twice as wide is half as high. Bins beyond what can be told apart are joined.
void figure_histogram_draw(const struct figure_canvas *canvas);

#endif
