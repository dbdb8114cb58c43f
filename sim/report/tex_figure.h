// A figure in LaTeX's own picture environment, so that the document needs no other file.
#ifndef FLOPCAST_REPORT_TEX_FIGURE_H
#define FLOPCAST_REPORT_TEX_FIGURE_H

#include <stdio.h>

#include "figure/figure.h"

// The colours that figures use, for the preamble; they take the package color.
void tex_figure_colours(FILE *stream);

// The picture as wide as the text, in a paragraph of its own; title and words are left to the caller.
void tex_figure_put(FILE *stream, const struct figure *figure);

#endif
