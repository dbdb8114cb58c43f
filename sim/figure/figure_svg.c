#include "figure/figure_svg.h"

#include <math.h>
#include <stdlib.h>

#include "base/markup.h"
#include "figure/figure_draw.h"

enum { FIGURE_SVG_TITLE_MAX = 300, FIGURE_SVG_ALT_MAX = 4000 };

// To a tenth, without what says nothing: "12", "12.3". Coordinates are small and finite.
static void figure_svg_number(FILE *stream, const char *name, double number)
{
    long tenths = lround(number * 10);
    long size = labs(tenths);
    fprintf(stream, " %s=\"%s%ld", name, tenths < 0 ? "-" : "", size / 10);
    if (size % 10)
        fprintf(stream, ".%ld", size % 10);
    fputc('"', stream);
}

static void figure_svg_rect(void *state, enum figure_draw_class kind, double x, double y, double width, double height)
{
    FILE *stream = state;
    fprintf(stream, "<rect class=\"%s\"", figure_draw_class_names[kind]);
    figure_svg_number(stream, "x", x);
    figure_svg_number(stream, "y", y);
    figure_svg_number(stream, "width", width);
    figure_svg_number(stream, "height", height);
    fputs("/>\n", stream);
}

static void figure_svg_line(void *state, enum figure_draw_class kind, double x1, double y1, double x2, double y2)
{
    FILE *stream = state;
    fprintf(stream, "<line class=\"%s\"", figure_draw_class_names[kind]);
    figure_svg_number(stream, "x1", x1);
    figure_svg_number(stream, "y1", y1);
    figure_svg_number(stream, "x2", x2);
    figure_svg_number(stream, "y2", y2);
    fputs("/>\n", stream);
}

static void figure_svg_circle(void *state, enum figure_draw_class kind, double x, double y, double radius)
{
    FILE *stream = state;
    fprintf(stream, "<circle class=\"%s\"", figure_draw_class_names[kind]);
    figure_svg_number(stream, "cx", x);
    figure_svg_number(stream, "cy", y);
    figure_svg_number(stream, "r", radius);
    fputs("/>\n", stream);
}

static void figure_svg_path(void *state, enum figure_draw_class kind, const double *points, size_t count)
{
    FILE *stream = state;
    fprintf(stream, "<polyline class=\"%s\" points=\"", figure_draw_class_names[kind]);
    for (size_t i = 0; i < 2 * count; i++) {
        long tenths = lround(points[i] * 10);
        fprintf(stream, "%s%ld.%ld", i ? " " : "", tenths / 10, labs(tenths % 10));
    }
    fputs("\"/>\n", stream);
}

static void figure_svg_text(void *state, enum figure_draw_class kind, double x, double y,
                            enum figure_draw_anchor anchor, const char *text)
{
    static const char *const anchors[] = {
        [FIGURE_DRAW_START] = "", [FIGURE_DRAW_MIDDLE] = " middle", [FIGURE_DRAW_END] = " end"};
    FILE *stream = state;
    fprintf(stream, "<text class=\"%s%s\"", figure_draw_class_names[kind], anchors[anchor]);
    figure_svg_number(stream, "x", x);
    figure_svg_number(stream, "y", y);
    fputc('>', stream);
    markup_put(stream, text, FIGURE_SVG_ALT_MAX);
    fputs("</text>\n", stream);
}

void figure_svg_put(FILE *stream, const struct figure *figure, double width, const char *id, const char *kind)
{
    fprintf(stream, "<svg role=\"img\" class=\"%s\" aria-labelledby=\"%s-title %s-desc\" viewBox=\"0 0 %.0f %.0f\">\n",
            kind, id, id, width, ceil(figure_draw_height(figure, width)));
    fprintf(stream, "<title id=\"%s-title\">", id);
    markup_put(stream, figure->title && figure->title[0] ? figure->title : "Figure", FIGURE_SVG_TITLE_MAX);
    fprintf(stream, "</title>\n<desc id=\"%s-desc\">", id);
    markup_put(stream, figure->alt, FIGURE_SVG_ALT_MAX);
    fputs("</desc>\n", stream);
    figure_draw(figure, width,
                &(struct figure_draw_pen){.state = stream,
                                          .rect = figure_svg_rect,
                                          .line = figure_svg_line,
                                          .circle = figure_svg_circle,
                                          .path = figure_svg_path,
                                          .text = figure_svg_text});
    fputs("</svg>\n", stream);
}
