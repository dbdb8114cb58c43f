// Texts on pages: measured, broken into lines and painted by pango, a plain line of ASCII without it. Lengths are in
// points.
#ifndef FLOPCAST_REPORT_PDF_TEXT_H
#define FLOPCAST_REPORT_PDF_TEXT_H

#include <pango/pangocairo.h>
#include <stdbool.h>

// Tables are set in the largest of three sizes that they fit.
enum pdf_text_font {
    PDF_TEXT_TITLE,
    PDF_TEXT_HEADING,
    PDF_TEXT_LABEL, // above a table or a figure
    PDF_TEXT_BODY,
    PDF_TEXT_SMALL,
    PDF_TEXT_PASTE,
    PDF_TEXT_TABLE,
    PDF_TEXT_TABLE_2,
    PDF_TEXT_TABLE_3,
    PDF_TEXT_HEAD, // of a table
    PDF_TEXT_HEAD_2,
    PDF_TEXT_HEAD_3,
    PDF_TEXT_FONTS,
};

enum { PDF_TEXT_TABLE_SIZES = 3, PDF_TEXT_ASCII = 128, PDF_TEXT_CELL_LINES = 40 };

struct pdf_text {
    PangoContext *context;
    PangoLayout *layout;
    struct pdf_text_face {
        PangoFontDescription *description;
        PangoFont *font;
        cairo_scaled_font_t *scaled; // of the font
        double advance[PDF_TEXT_ASCII], ascent, line;
        unsigned long glyph[PDF_TEXT_ASCII];
    } faces[PDF_TEXT_FONTS];
    // The text that was set last: valid, of a length that a page can bear.
    char *clean;
    size_t length, capacity;
    bool is_ascii; // and one line
    bool no_memory;
};

void pdf_text_init(struct pdf_text *text);
void pdf_text_free(struct pdf_text *text);

double pdf_text_size(enum pdf_text_font font);
double pdf_text_line(const struct pdf_text *text, enum pdf_text_font font);

// What the functions below are about: at most `limit` characters of `string`. Ends of lines become blanks, unless they
// are kept.
void pdf_text_set(struct pdf_text *text, const char *string, size_t limit, bool keeps_lines);

// Width in one line; and, in *least, that of the longest word (about, if not all is ASCII). A percent sign stays with
// its number.
double pdf_text_width(struct pdf_text *text, enum pdf_text_font font, double *least);

// Height within `width`, of PDF_TEXT_CELL_LINES at most; what is longer ends in an ellipsis.
double pdf_text_height(struct pdf_text *text, enum pdf_text_font font, double width);

// Paints that with its top left corner at (x, y), in the colour of `cairo`.
void pdf_text_paint(struct pdf_text *text, cairo_t *cairo, enum pdf_text_font font, double x, double y, double width,
                    bool is_right);

// The whole text as lines within `width`, for the caller to paint and to unref.
PangoLayout *pdf_text_lines(struct pdf_text *text, enum pdf_text_font font, double width);

#endif
