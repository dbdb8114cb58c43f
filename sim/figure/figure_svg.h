// A figure as inline SVG: classes instead of styles, numbers to a tenth of a unit, every text escaped. The same figure
// gives the same bytes everywhere. Colours and fonts are up to the page: figure_draw.h lists the classes.
#ifndef FLOPCAST_FIGURE_FIGURE_SVG_H
#define FLOPCAST_FIGURE_FIGURE_SVG_H

#include <stdio.h>

#include "figure/figure.h"

// One <svg role="img"> named by its <title> and described by its <desc>, drawn on a canvas of this width. `id` begins
// the ids of both, which must be unique in the page; `kind` is a class of the element. Errors stay in the stream.
void figure_svg_put(FILE *stream, const struct figure *figure, double width, const char *id, const char *kind);

#endif
