#include "figure/figure_draw.h"

#include "figure/figure_bars.h"
#include "figure/figure_canvas.h"
#include "figure/figure_histogram.h"
#include "figure/figure_scatter.h"
#include "figure/figure_tornado.h"

const char *const figure_draw_class_names[FIGURE_DRAW_CLASS_COUNT] = {
#define FIGURE_DRAW_CLASS_NAME(name, text) [FIGURE_DRAW_##name] = (text),
    FIGURE_DRAW_CLASS_ROWS(FIGURE_DRAW_CLASS_NAME)
#undef FIGURE_DRAW_CLASS_NAME
};

static const struct {
    double (*height)(const struct figure *figure, double width);
    void (*draw)(const struct figure_canvas *canvas);
} figure_draw_kinds[] = {
    [FIGURE_HISTOGRAM] = {figure_histogram_height, figure_histogram_draw},
    [FIGURE_BARS] = {figure_bars_height, figure_bars_draw},
    [FIGURE_TORNADO] = {figure_tornado_height, figure_tornado_draw},
    [FIGURE_SCATTER] = {figure_scatter_height, figure_scatter_draw},
};

double figure_draw_height(const struct figure *figure, double width)
{
    return figure_draw_kinds[figure->kind].height(figure, width);
}

void figure_draw(const struct figure *figure, double width, const struct figure_draw_pen *pen)
{
    figure_draw_kinds[figure->kind].draw(&(struct figure_canvas){.figure = figure, .pen = pen, .width = width});
}
