// How the classes of a figure look on paper: in PDF, PNG and LaTeX. Pages have their colours from a style sheet.
#ifndef FLOPCAST_FIGURE_FIGURE_PAPER_H
#define FLOPCAST_FIGURE_FIGURE_PAPER_H

#include "figure/figure_draw.h"

// 0..1 each; the width of a line in units of the canvas, 0: filled.
struct figure_paper_style {
    double red, green, blue, line;
};

extern const struct figure_paper_style figure_paper_styles[FIGURE_DRAW_CLASS_COUNT];

#endif
