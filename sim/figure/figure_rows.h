// What bars and tornado have in common: rows with a label, a bar and a text of their value. On a wide canvas they stand
// side by side, on a narrow one label and value stand above the bar.
#ifndef FLOPCAST_FIGURE_FIGURE_ROWS_H
#define FLOPCAST_FIGURE_FIGURE_ROWS_H

#include <stdbool.h>

#include "figure/figure_axis.h"
#include "figure/figure_canvas.h"

struct figure_rows {
    bool is_stacked;
    size_t shown;                            // rows
    double top, left, right, bottom;         // of the bars
    double row_height, bar_top, bar_height;  // bar_top: from the top of its row
    double label_width, value_width, remark; // height that a remark takes
};

// `top`: what is above the rows. Height of all: bottom + FIGURE_AXIS_HEIGHT + remark.
void figure_rows_init(struct figure_rows *rows, const struct figure *figure, double width, double top);
double figure_rows_height(const struct figure_rows *rows);

// A line across all rows, or across their bars alone where texts stand between them; and those of the ticks.
void figure_rows_line(const struct figure_rows *rows, const struct figure_canvas *canvas, enum figure_draw_class kind,
                      double x);
void figure_rows_grid(const struct figure_rows *rows, const struct figure_canvas *canvas,
                      const struct figure_axis *axis);

// Labels and values, and the remark that counts the rows that are not drawn.
void figure_rows_draw(const struct figure_rows *rows, const struct figure_canvas *canvas);

#endif
