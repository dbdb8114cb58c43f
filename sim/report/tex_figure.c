#include "report/tex_figure.h"

#include <math.h>
#include <string.h>

#include "figure/figure_draw.h"
#include "figure/figure_paper.h"
#include "report/tex_table.h"
#include "report/tex_text.h"

struct tex_figure {
    FILE *stream;
    double height; // of the canvas: in LaTeX y grows upwards
};

// A filled rectangle; a rule of no width or height would not be seen.
static void tex_figure_rule(const struct tex_figure *it, enum figure_draw_class kind, double x, double y, double width,
                            double height)
{
    if (width > 0 && height > 0)
        fprintf(it->stream, "\\put(%.1f,%.1f){\\color{sheet%s}\\rule{%.2f\\unitlength}{%.2f\\unitlength}}%%\n", x,
                it->height - y - height, figure_draw_class_names[kind], width, height);
}

static void tex_figure_rect(void *state, enum figure_draw_class kind, double x, double y, double width, double height)
{
    tex_figure_rule(state, kind, x, y, width, height);
}

static void tex_figure_line(void *state, enum figure_draw_class kind, double x1, double y1, double x2, double y2)
{
    const struct tex_figure *it = state;
    double thick = figure_paper_styles[kind].line > 0 ? figure_paper_styles[kind].line : 1, half = thick / 2;
    if (x1 == x2)
        tex_figure_rule(it, kind, x1 - half, fmin(y1, y2), thick, fabs(y2 - y1));
    else if (y1 == y2)
        tex_figure_rule(it, kind, fmin(x1, x2), y1 - half, fabs(x2 - x1), thick);
    else // its own \line knows but a few slopes
        fprintf(it->stream, "\\put(0,0){\\color{sheet%s}\\qbezier(%.1f,%.1f)(%.1f,%.1f)(%.1f,%.1f)}%%\n",
                figure_draw_class_names[kind], x1, it->height - y1, (x1 + x2) / 2, it->height - (y1 + y2) / 2, x2,
                it->height - y2);
}

static void tex_figure_circle(void *state, enum figure_draw_class kind, double x, double y, double radius)
{
    const struct tex_figure *it = state;
    fprintf(it->stream, "\\put(%.1f,%.1f){\\color{sheet%s}\\circle*{%.1f}}%%\n", x, it->height - y,
            figure_draw_class_names[kind], 2 * radius);
}

static void tex_figure_path(void *state, enum figure_draw_class kind, const double *points, size_t count)
{
    for (size_t i = 1; i < count; i++)
        tex_figure_line(state, kind, points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]);
}

static void tex_figure_text(void *state, enum figure_draw_class kind, double x, double y,
                            enum figure_draw_anchor anchor, const char *text)
{
    static const char anchors[] = {[FIGURE_DRAW_START] = 'l', [FIGURE_DRAW_MIDDLE] = 'c', [FIGURE_DRAW_END] = 'r'};
    const struct tex_figure *it = state;
    fprintf(it->stream, "\\put(%.1f,%.1f){\\color{sheet%s}\\makebox[0pt][%c]{", x, it->height - y,
            figure_draw_class_names[kind], anchors[anchor]);
    tex_text_line(it->stream, text);
    fputs("}}%\n", it->stream);
}

void tex_figure_colours(FILE *stream)
{
    for (size_t i = 0; i < FIGURE_DRAW_CLASS_COUNT; i++)
        fprintf(stream, "\\definecolor{sheet%s}{rgb}{%.2f,%.2f,%.2f}\n", figure_draw_class_names[i],
                figure_paper_styles[i].red, figure_paper_styles[i].green, figure_paper_styles[i].blue);
}

void tex_figure_put(FILE *stream, const struct figure *figure)
{
    struct tex_figure it = {.stream = stream, .height = figure_draw_height(figure, FIGURE_DRAW_WIDE)};
    fprintf(stream, "\n{\\footnotesize\\setlength{\\unitlength}{%.4fmm}\\begin{picture}(%d,%.1f)%%\n",
            (double)TEX_TABLE_WIDTH_MM / FIGURE_DRAW_WIDE, FIGURE_DRAW_WIDE, it.height);
    figure_draw(figure, FIGURE_DRAW_WIDE,
                &(struct figure_draw_pen){.state = &it,
                                          .rect = tex_figure_rect,
                                          .line = tex_figure_line,
                                          .circle = tex_figure_circle,
                                          .path = tex_figure_path,
                                          .text = tex_figure_text});
    fputs("\\end{picture}\\par}\n", stream);
}
