#include "report/pdf_text.h"

#include <stdlib.h>
#include <string.h>

#include "report/text_walk.h"

static const struct {
    const char *family;
    double size;
    bool is_bold;
} pdf_text_rows[PDF_TEXT_FONTS] = {
    [PDF_TEXT_TITLE] = {"DejaVu Sans, sans", 18, true},   [PDF_TEXT_HEADING] = {"DejaVu Sans, sans", 13, true},
    [PDF_TEXT_LABEL] = {"DejaVu Sans, sans", 9.5, true},  [PDF_TEXT_BODY] = {"DejaVu Sans, sans", 9.5, false},
    [PDF_TEXT_SMALL] = {"DejaVu Sans, sans", 8, false},   [PDF_TEXT_PASTE] = {"DejaVu Sans Mono, monospace", 8, false},
    [PDF_TEXT_TABLE] = {"DejaVu Sans, sans", 8, false},   [PDF_TEXT_TABLE_2] = {"DejaVu Sans, sans", 7, false},
    [PDF_TEXT_TABLE_3] = {"DejaVu Sans, sans", 6, false}, [PDF_TEXT_HEAD] = {"DejaVu Sans, sans", 8, true},
    [PDF_TEXT_HEAD_2] = {"DejaVu Sans, sans", 7, true},   [PDF_TEXT_HEAD_3] = {"DejaVu Sans, sans", 6, true},
};

// Glyphs and widths of the printable part of ASCII.
static void pdf_text_ascii(struct pdf_text *text, struct pdf_text_face *face)
{
    char all[PDF_TEXT_ASCII] = "";
    cairo_glyph_t *glyphs = NULL;
    int count = 0;
    for (char letter = ' '; letter < 0x7F; letter++)
        all[letter - ' '] = letter;
    int wanted = (int)strlen(all);
    if (cairo_scaled_font_text_to_glyphs(face->scaled, 0, 0, all, wanted, &glyphs, &count, NULL, NULL, NULL) !=
            CAIRO_STATUS_SUCCESS ||
        count != wanted) {
        text->no_memory = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        cairo_text_extents_t extents;
        cairo_scaled_font_glyph_extents(face->scaled, &glyphs[i], 1, &extents);
        face->glyph[' ' + i] = glyphs[i].index;
        face->advance[' ' + i] = extents.x_advance;
    }
    cairo_glyph_free(glyphs);
}

void pdf_text_init(struct pdf_text *text)
{
    *text = (struct pdf_text){.context = pango_font_map_create_context(pango_cairo_font_map_get_default())};
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(text->context, options);
    cairo_font_options_destroy(options);
    text->layout = pango_layout_new(text->context);
    pango_layout_set_wrap(text->layout, PANGO_WRAP_WORD_CHAR);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE)); // whoever copies a path gets it as it is
    pango_layout_set_attributes(text->layout, attributes);
    pango_attr_list_unref(attributes);
    for (size_t i = 0; i < PDF_TEXT_FONTS; i++) {
        struct pdf_text_face *face = &text->faces[i];
        face->description = pango_font_description_new();
        pango_font_description_set_family_static(face->description, pdf_text_rows[i].family);
        pango_font_description_set_absolute_size(face->description, pdf_text_rows[i].size * PANGO_SCALE);
        pango_font_description_set_weight(face->description,
                                          pdf_text_rows[i].is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        face->font = pango_context_load_font(text->context, face->description);
        if (!face->font) {
            text->no_memory = true;
            continue;
        }
        face->scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(face->font));
        PangoFontMetrics *metrics = pango_font_get_metrics(face->font, NULL);
        face->ascent = (double)pango_font_metrics_get_ascent(metrics) / PANGO_SCALE;
        face->line = face->ascent + (double)pango_font_metrics_get_descent(metrics) / PANGO_SCALE;
        pango_font_metrics_unref(metrics);
        pdf_text_ascii(text, face);
    }
}

void pdf_text_free(struct pdf_text *text)
{
    for (size_t i = 0; i < PDF_TEXT_FONTS; i++) {
        pango_font_description_free(text->faces[i].description);
        if (text->faces[i].font)
            g_object_unref(text->faces[i].font);
    }
    g_object_unref(text->layout);
    g_object_unref(text->context);
    free(text->clean);
    *text = (struct pdf_text){.context = NULL};
}

double pdf_text_size(enum pdf_text_font font)
{
    return pdf_text_rows[font].size;
}

double pdf_text_line(const struct pdf_text *text, enum pdf_text_font font)
{
    return text->faces[font].line;
}

void pdf_text_set(struct pdf_text *text, const char *string, size_t limit, bool keeps_lines)
{
    struct text_walk walk = text_walk(string, limit);
    size_t needed = 3 * walk.left + TEXT_WALK_SIZE;
    char character[TEXT_WALK_SIZE];
    text->length = 0;
    text->is_ascii = true;
    if (needed > text->capacity) {
        char *clean = realloc(text->clean, needed);
        if (!clean) {
            text->no_memory = true;
            return;
        }
        text->clean = clean;
        text->capacity = needed;
    }
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;) {
        if (code == '\n' && !keeps_lines)
            character[0] = ' ';
        size_t bytes = strlen(character);
        memcpy(text->clean + text->length, character, bytes);
        text->length += bytes;
        text->is_ascii = text->is_ascii && character[0] >= ' ' && character[0] < 0x7F;
    }
}

static void pdf_text_fill(struct pdf_text *text, enum pdf_text_font font, double width)
{
    pango_layout_set_font_description(text->layout, text->faces[font].description);
    pango_layout_set_width(text->layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_text(text->layout, text->length ? text->clean : "", (int)text->length);
}

// Ends long cells in an ellipsis.
static void pdf_text_fill_cell(struct pdf_text *text, enum pdf_text_font font, double width)
{
    pango_layout_set_ellipsize(text->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(text->layout, -PDF_TEXT_CELL_LINES);
    pdf_text_fill(text, font, width);
}

static void pdf_text_fill_whole(struct pdf_text *text, enum pdf_text_font font, double width)
{
    pango_layout_set_ellipsize(text->layout, PANGO_ELLIPSIZE_NONE);
    pango_layout_set_height(text->layout, -1);
    pdf_text_fill(text, font, width);
}

static double pdf_text_ascii_width(const struct pdf_text *text, enum pdf_text_font font, double *least)
{
    const struct pdf_text_face *face = &text->faces[font];
    double width = 0, word = 0;
    *least = 0;
    for (size_t i = 0; i < text->length; i++) {
        double advance = face->advance[(unsigned char)text->clean[i]];
        width += advance;
        bool breaks = text->clean[i] == ' ' && !(i + 1 < text->length && text->clean[i + 1] == '%');
        word = breaks ? 0 : word + advance;
        *least = word > *least ? word : *least;
    }
    return width;
}

double pdf_text_width(struct pdf_text *text, enum pdf_text_font font, double *least)
{
    if (text->is_ascii)
        return pdf_text_ascii_width(text, font, least);
    int width = 0;
    size_t longest = 0, word = 0;
    pdf_text_fill_whole(text, font, -1);
    pango_layout_get_size(text->layout, &width, NULL);
    for (size_t i = 0; i < text->length; i++) {
        word = text->clean[i] == ' ' || text->clean[i] == '\n' ? 0 : word + 1;
        longest = word > longest ? word : longest;
    }
    double natural = (double)width / PANGO_SCALE, share = (double)longest / (double)text->length;
    *least = longest == text->length ? natural : natural * (1.2 * share < 1 ? 1.2 * share : 1);
    return natural;
}

// Whether the text is one line of ASCII that the width takes; its own width in *own.
static bool pdf_text_is_line(const struct pdf_text *text, enum pdf_text_font font, double width, double *own)
{
    double least = 0;
    *own = text->is_ascii ? pdf_text_ascii_width(text, font, &least) : 0;
    return text->is_ascii && *own <= width;
}

double pdf_text_height(struct pdf_text *text, enum pdf_text_font font, double width)
{
    double own = 0;
    int height = 0;
    if (pdf_text_is_line(text, font, width, &own))
        return text->faces[font].line;
    pdf_text_fill_cell(text, font, width);
    pango_layout_get_size(text->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static void pdf_text_paint_ascii(const struct pdf_text *text, cairo_t *cairo, enum pdf_text_font font, double x,
                                 double y)
{
    const struct pdf_text_face *face = &text->faces[font];
    enum { RUN = 256 };
    cairo_glyph_t glyphs[RUN];
    cairo_text_cluster_t clusters[RUN];
    cairo_set_scaled_font(cairo, face->scaled);
    for (size_t at = 0; at < text->length;) {
        size_t count = text->length - at < RUN ? text->length - at : RUN;
        for (size_t i = 0; i < count; i++) {
            unsigned char letter = (unsigned char)text->clean[at + i];
            glyphs[i] = (cairo_glyph_t){.index = face->glyph[letter], .x = x, .y = y + face->ascent};
            clusters[i] = (cairo_text_cluster_t){.num_bytes = 1, .num_glyphs = 1};
            x += face->advance[letter];
        }
        cairo_show_text_glyphs(cairo, text->clean + at, (int)count, glyphs, (int)count, clusters, (int)count, 0);
        at += count;
    }
}

void pdf_text_paint(struct pdf_text *text, cairo_t *cairo, enum pdf_text_font font, double x, double y, double width,
                    bool is_right)
{
    double own = 0;
    if (pdf_text_is_line(text, font, width, &own)) {
        pdf_text_paint_ascii(text, cairo, font, is_right ? x + width - own : x, y);
        return;
    }
    pdf_text_fill_cell(text, font, width);
    pango_layout_set_alignment(text->layout, is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, text->layout);
    pango_layout_set_alignment(text->layout, PANGO_ALIGN_LEFT);
}

PangoLayout *pdf_text_lines(struct pdf_text *text, enum pdf_text_font font, double width)
{
    pdf_text_fill_whole(text, font, width);
    return pango_layout_copy(text->layout);
}
