#include "report/pdf_page.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_walk.h"

enum { PDF_PAGE_ADDRESS_MAX = 500, PDF_PAGE_NAME = 100 };

void pdf_page_colour(const struct pdf_page *page, enum pdf_page_colour colour)
{
    static const double colours[][3] = {
        [PDF_PAGE_INK] = {0.11, 0.13, 0.15},  [PDF_PAGE_GREY] = {0.34, 0.38, 0.42},
        [PDF_PAGE_LINK] = {0.12, 0.31, 0.53}, [PDF_PAGE_RULE] = {0.80, 0.83, 0.86},
        [PDF_PAGE_TINT] = {0.94, 0.96, 0.98},
    };
    cairo_set_source_rgb(page->cairo, colours[colour][0], colours[colour][1], colours[colour][2]);
}

static void pdf_page_foot(struct pdf_page *page)
{
    char number[40];
    double y = PDF_PAGE_HEIGHT - 44, aside = 70;
    pdf_page_colour(page, PDF_PAGE_GREY);
    pdf_text_set(page->text, page->title, PDF_PAGE_NAME, false);
    double least = 0;
    if (pdf_text_width(page->text, PDF_TEXT_SMALL, &least) <= PDF_PAGE_INNER - aside)
        pdf_text_paint(page->text, page->cairo, PDF_TEXT_SMALL, PDF_PAGE_LEFT, y, PDF_PAGE_INNER - aside, false);
    snprintf(number, sizeof number, "%d / %d", page->number, page->total);
    pdf_text_set(page->text, number, sizeof number, false);
    pdf_text_paint(page->text, page->cairo, PDF_TEXT_SMALL, PDF_PAGE_LEFT + PDF_PAGE_INNER - aside, y, aside, true);
}

void pdf_page_end(struct pdf_page *page)
{
    if (!page->cairo)
        return;
    pdf_page_foot(page);
    cairo_show_page(page->cairo);
}

void pdf_page_break(struct pdf_page *page)
{
    pdf_page_end(page);
    page->number++;
    page->y = PDF_PAGE_TOP;
}

void pdf_page_need(struct pdf_page *page, double height)
{
    if (page->y + height > PDF_PAGE_BOTTOM && page->y > PDF_PAGE_TOP)
        pdf_page_break(page);
}

void pdf_page_skip(struct pdf_page *page, double height)
{
    if (page->y > PDF_PAGE_TOP)
        page->y += height;
}

// Behind a text that is indented by as much on either side.
static void pdf_page_tint(const struct pdf_page *page, double height)
{
    if (!page->cairo)
        return;
    pdf_page_colour(page, PDF_PAGE_TINT);
    cairo_rectangle(page->cairo, PDF_PAGE_LEFT, page->y - 0.1, PDF_PAGE_INNER, height + 0.2);
    cairo_fill(page->cairo);
}

static void pdf_page_line(const struct pdf_page *page, PangoLayoutIter *at, enum pdf_page_colour colour, double x,
                          double baseline)
{
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, NULL, &logical);
    pdf_page_colour(page, colour);
    cairo_move_to(page->cairo, x + (double)logical.x / PANGO_SCALE, page->y + baseline);
    pango_cairo_show_layout_line(page->cairo, pango_layout_iter_get_line_readonly(at));
}

// The text that is set, which one line takes, as nearly all headings do.
static void pdf_page_short(struct pdf_page *page, enum pdf_text_font font, enum pdf_page_colour colour, double x)
{
    double line = pdf_text_line(page->text, font);
    if (page->y + line > PDF_PAGE_BOTTOM) {
        char *text = strndup(page->text->clean, page->text->length); // the foot of the page sets its own
        page->text->no_memory = page->text->no_memory || !text;
        pdf_page_need(page, line);
        pdf_text_set(page->text, text ? text : "", TEXT_WALK_PARAGRAPH, true);
        free(text);
    }
    if (page->cairo) {
        pdf_page_colour(page, colour);
        pdf_text_paint(page->text, page->cairo, font, x, page->y, PDF_PAGE_INNER, false);
    }
    page->y += line;
}

void pdf_page_text(struct pdf_page *page, enum pdf_text_font font, enum pdf_page_colour colour, const char *string,
                   double indent)
{
    const double padding = 4;
    bool is_boxed = font == PDF_TEXT_PASTE;
    double x = PDF_PAGE_LEFT + indent;
    pdf_text_set(page->text, string, TEXT_WALK_PARAGRAPH, true);
    while (page->text->length && page->text->clean[page->text->length - 1] == '\n')
        page->text->length--;
    double width = PDF_PAGE_INNER - (is_boxed ? 2 : 1) * indent, least = 0;
    if (!is_boxed && page->text->is_ascii && pdf_text_width(page->text, font, &least) <= width) {
        pdf_page_short(page, font, colour, x);
        return;
    }
    PangoLayout *layout = pdf_text_lines(page->text, font, width);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    if (is_boxed)
        pdf_page_tint(page, padding);
    page->y += is_boxed ? padding : 0;
    do {
        int top = 0, bottom = 0;
        pango_layout_iter_get_line_yrange(at, &top, &bottom);
        double height = (double)(bottom - top) / PANGO_SCALE;
        pdf_page_need(page, height);
        if (is_boxed)
            pdf_page_tint(page, height);
        if (page->cairo)
            pdf_page_line(page, at, colour, x, (double)(pango_layout_iter_get_baseline(at) - top) / PANGO_SCALE);
        page->y += height;
    } while (pango_layout_iter_next_line(at));
    if (is_boxed)
        pdf_page_tint(page, padding);
    page->y += is_boxed ? padding : 0;
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

// Cuts a name to what a list of contents can bear.
static void pdf_page_name(struct pdf_page *page, const char *name, char text[4 * PDF_PAGE_NAME + 1])
{
    pdf_text_set(page->text, name, PDF_PAGE_NAME, false);
    memcpy(text, page->text->clean, page->text->length);
    text[page->text->length] = '\0';
}

void pdf_page_outline(struct pdf_page *page, const char *name, bool is_chapter)
{
    char text[4 * PDF_PAGE_NAME + 1], place[80];
    if (!page->cairo || page->text->no_memory)
        return;
    pdf_page_name(page, name, text);
    snprintf(place, sizeof place, "page=%d pos=[%d %d]", page->number, (int)PDF_PAGE_LEFT, (int)page->y);
    int parent = is_chapter ? CAIRO_PDF_OUTLINE_ROOT : page->outline;
    int entry = cairo_pdf_surface_add_outline(page->surface, parent, text, place,
                                              is_chapter ? CAIRO_PDF_OUTLINE_FLAG_BOLD : (cairo_pdf_outline_flags_t)0);
    if (is_chapter)
        page->outline = entry;
}

void pdf_page_link(const struct pdf_page *page, int number)
{
    char place[80];
    snprintf(place, sizeof place, "page=%d pos=[0 0]", number);
    cairo_tag_begin(page->cairo, CAIRO_TAG_LINK, place);
}

// An address that can stand in quotes as it is.
static bool pdf_page_is_address(const char *text)
{
    size_t length = strnlen(text, PDF_PAGE_ADDRESS_MAX + 1);
    if (length > PDF_PAGE_ADDRESS_MAX || (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0))
        return false;
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] >= 0x7F || strchr("'\"\\()<>[]{}", text[i]))
            return false;
    return true;
}

bool pdf_page_link_address(const struct pdf_page *page, const char *text)
{
    char place[PDF_PAGE_ADDRESS_MAX + 10];
    if (!pdf_page_is_address(text))
        return false;
    snprintf(place, sizeof place, "uri='%s'", text);
    cairo_tag_begin(page->cairo, CAIRO_TAG_LINK, place);
    return true;
}

void pdf_page_link_end(const struct pdf_page *page)
{
    cairo_tag_end(page->cairo, CAIRO_TAG_LINK);
}
