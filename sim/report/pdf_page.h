// Pages of A4, filled from top to bottom: what does not fit goes on the next one. The whole document is laid out twice,
// first without painting, to know how many pages there are. Lengths are in points.
#ifndef FLOPCAST_REPORT_PDF_PAGE_H
#define FLOPCAST_REPORT_PDF_PAGE_H

#include "report/pdf_text.h"

#define PDF_PAGE_WIDTH  595.28
#define PDF_PAGE_HEIGHT 841.89
#define PDF_PAGE_LEFT   56.0
#define PDF_PAGE_TOP    56.0
#define PDF_PAGE_BOTTOM (PDF_PAGE_HEIGHT - 62.0)
#define PDF_PAGE_INNER  (PDF_PAGE_WIDTH - 2 * PDF_PAGE_LEFT)

enum pdf_page_colour {
    PDF_PAGE_INK,
    PDF_PAGE_GREY, // of what is said by the way
    PDF_PAGE_LINK,
    PDF_PAGE_RULE, // lines between rows
    PDF_PAGE_TINT, // behind the head of a table and texts to paste
};

struct pdf_page {
    cairo_surface_t *surface;
    cairo_t *cairo; // NULL while nothing is painted
    struct pdf_text *text;
    const char *title; // at the foot of each page
    double y;          // where the next thing goes
    int number, total; // of this page, from 1; of all
    int outline;       // of the chapter, that headings stand under
};

void pdf_page_colour(const struct pdf_page *page, enum pdf_page_colour colour);

// Ends this page and begins another.
void pdf_page_break(struct pdf_page *page);

// Ends the last page.
void pdf_page_end(struct pdf_page *page);

// Begins a page unless this one has so much room left, or is still empty.
void pdf_page_need(struct pdf_page *page, double height);

// Leaves room, but not at the top of a page.
void pdf_page_skip(struct pdf_page *page, double height);

// A text of any length, broken into lines and over pages, `indent` from the left; on a tint when it is to be pasted.
void pdf_page_text(struct pdf_page *page, enum pdf_text_font font, enum pdf_page_colour colour, const char *string,
                   double indent);

// An entry in the outline of the document that leads here; under the chapter's, or the chapter's own.
void pdf_page_outline(struct pdf_page *page, const char *name, bool is_chapter);

// Begins and ends an area that leads to a page, or to an address when that is one.
void pdf_page_link(const struct pdf_page *page, int number);
bool pdf_page_link_address(const struct pdf_page *page, const char *text);
void pdf_page_link_end(const struct pdf_page *page);

#endif
