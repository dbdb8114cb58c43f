#include "figure/figure_cairo.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#include "figure/figure_draw.h"
#include "figure/figure_paper.h"
#include "figure/figure_text.h"

enum { FIGURE_CAIRO_TITLE = 30, FIGURE_CAIRO_MARGIN = 12 };

struct figure_cairo {
    cairo_t *cairo;
    PangoLayout *layout; // one for all texts
};

static void figure_cairo_colour(const struct figure_cairo *it, enum figure_draw_class kind)
{
    cairo_set_source_rgb(it->cairo, figure_paper_styles[kind].red, figure_paper_styles[kind].green,
                         figure_paper_styles[kind].blue);
}

static void figure_cairo_ink(const struct figure_cairo *it, enum figure_draw_class kind)
{
    figure_cairo_colour(it, kind);
    if (figure_paper_styles[kind].line > 0) {
        cairo_set_line_width(it->cairo, figure_paper_styles[kind].line);
        cairo_stroke(it->cairo);
    } else {
        cairo_fill(it->cairo);
    }
}

static void figure_cairo_rect(void *state, enum figure_draw_class kind, double x, double y, double width, double height)
{
    const struct figure_cairo *it = state;
    cairo_rectangle(it->cairo, x, y, width, height);
    figure_cairo_ink(it, kind);
}

static void figure_cairo_line(void *state, enum figure_draw_class kind, double x1, double y1, double x2, double y2)
{
    const struct figure_cairo *it = state;
    cairo_move_to(it->cairo, x1, y1);
    cairo_line_to(it->cairo, x2, y2);
    figure_cairo_ink(it, kind);
}

static void figure_cairo_circle(void *state, enum figure_draw_class kind, double x, double y, double radius)
{
    const struct figure_cairo *it = state;
    cairo_new_sub_path(it->cairo);
    cairo_arc(it->cairo, x, y, radius, 0, 2 * G_PI);
    figure_cairo_ink(it, kind);
}

static void figure_cairo_path(void *state, enum figure_draw_class kind, const double *points, size_t count)
{
    const struct figure_cairo *it = state;
    for (size_t i = 0; i < count; i++)
        cairo_line_to(it->cairo, points[2 * i], points[2 * i + 1]);
    figure_cairo_ink(it, kind);
}

static void figure_cairo_text(void *state, enum figure_draw_class kind, double x, double y,
                              enum figure_draw_anchor anchor, const char *text)
{
    const struct figure_cairo *it = state;
    int width = 0, height = 0;
    pango_layout_set_text(it->layout, text, -1);
    pango_layout_get_size(it->layout, &width, &height);
    double wide = (double)width / PANGO_SCALE, baseline = (double)pango_layout_get_baseline(it->layout) / PANGO_SCALE;
    double left = anchor == FIGURE_DRAW_START ? x : anchor == FIGURE_DRAW_MIDDLE ? x - wide / 2 : x - wide;
    figure_cairo_colour(it, kind);
    cairo_move_to(it->cairo, left, y - baseline);
    pango_cairo_show_layout(it->cairo, it->layout);
    cairo_new_path(it->cairo);
}

static void figure_cairo_font(PangoLayout *layout, double size, bool is_bold)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "sans");
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

double figure_cairo_height(const struct figure *figure, double width)
{
    return figure_draw_height(figure, FIGURE_DRAW_WIDE) * width / FIGURE_DRAW_WIDE;
}

void figure_cairo_paint(cairo_t *cairo, const struct figure *figure, double x, double y, double width)
{
    cairo_save(cairo);
    cairo_new_path(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, width / FIGURE_DRAW_WIDE, width / FIGURE_DRAW_WIDE);
    struct figure_cairo it = {.cairo = cairo, .layout = pango_cairo_create_layout(cairo)};
    figure_cairo_font(it.layout, FIGURE_DRAW_TEXT_SIZE, false);
    figure_draw(figure, FIGURE_DRAW_WIDE,
                &(struct figure_draw_pen){.state = &it,
                                          .rect = figure_cairo_rect,
                                          .line = figure_cairo_line,
                                          .circle = figure_cairo_circle,
                                          .path = figure_cairo_path,
                                          .text = figure_cairo_text});
    g_object_unref(it.layout);
    cairo_restore(cairo);
}

static cairo_status_t figure_cairo_write(void *state, const unsigned char *bytes, unsigned count)
{
    return fwrite(bytes, 1, count, state) == count ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static double figure_cairo_png_height(const struct figure *figure)
{
    return figure_draw_height(figure, FIGURE_DRAW_WIDE) + FIGURE_CAIRO_TITLE + 2 * FIGURE_CAIRO_MARGIN;
}

// A figure with its title; returns where the next one begins.
static double figure_cairo_png_one(cairo_t *cairo, const struct figure *figure, double y)
{
    char title[FIGURE_TEXT_BYTES];
    struct figure_cairo it = {.cairo = cairo, .layout = pango_cairo_create_layout(cairo)};
    figure_cairo_font(it.layout, FIGURE_DRAW_TEXT_SIZE + 1, true);
    figure_text_fit(figure->title, FIGURE_DRAW_WIDE / 1.2, title);
    figure_cairo_text(&it, FIGURE_DRAW_LABEL, FIGURE_CAIRO_MARGIN, y + FIGURE_CAIRO_MARGIN + 14, FIGURE_DRAW_START,
                      title);
    g_object_unref(it.layout);
    figure_cairo_paint(cairo, figure, FIGURE_CAIRO_MARGIN, y + FIGURE_CAIRO_MARGIN + FIGURE_CAIRO_TITLE,
                       FIGURE_DRAW_WIDE);
    return y + figure_cairo_png_height(figure);
}

enum status figure_cairo_png(const struct figure *const *figures, size_t count, double scale, FILE *stream)
{
    double width = FIGURE_DRAW_WIDE + 2 * FIGURE_CAIRO_MARGIN, height = 0, y = 0;
    for (size_t i = 0; i < count; i++)
        height += figure_cairo_png_height(figures[i]);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(height * scale));
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    for (size_t i = 0; i < count; i++)
        y = figure_cairo_png_one(cairo, figures[i], y);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, figure_cairo_write, stream);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_WRITE_ERROR)
        return STATUS_IO;
    return status == CAIRO_STATUS_SUCCESS ? STATUS_OK : STATUS_NO_MEMORY;
}
