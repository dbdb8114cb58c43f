// A figure: numbers to be drawn, with the words that stand in for the picture. What is drawn follows from these alone:
// figure_draw.h lays it out once, and an SVG, a PDF and a PNG come from the same strokes.
#ifndef FLOPCAST_FIGURE_FIGURE_H
#define FLOPCAST_FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

enum figure_kind {
    FIGURE_HISTOGRAM, // bins, with a line at the median and the interval between `low` and `high` shaded
    FIGURE_BARS,      // a bar for each row from 0 to its value, a whisker from low to high where they are finite
    FIGURE_TORNADO,   // a bar for each row from low to high about the line at `base`; rows are in their order already
    FIGURE_SCATTER,   // a point (x, value) for each row; marked ones are named and joined: a Pareto front
};

struct figure_row {
    const char *label;
    double value, low, high; // in the units of the axes; NaN: none
    double x;                // of scatter alone
    const char *text;        // of the value, for people: "1,240 kWh"
    bool is_marked;
};

// Texts are plain UTF-8, of any length and content: who draws them cuts and escapes them.
struct figure {
    enum figure_kind kind;
    const char *key;     // in JSON
    const char *title;   // a few words
    const char *alt;     // what the picture shows, in one or two sentences with its numbers
    const char *x_label; // with the unit: "energy (MWh)"; of bars and tornado the axis of values
    const char *y_label; // of scatter alone
    const struct figure_row *rows;
    size_t row_count;
    const double *edges, *counts; // histogram: edges[bin_count + 1], ascending; counts[bin_count], of samples
    size_t bin_count;
    double low, median, high; // histogram: 5 %, 50 %, 95 %
    double base;              // tornado: the value with every input at its median
};

#endif
