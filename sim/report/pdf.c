// PDF by cairo and pango: pages of A4 with an outline, links and page numbers. The same sheet gives the same bytes
// where the same fonts and libraries are.
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "figure/figure_cairo.h"
#include "figure/figure_draw.h"
#include "report/pdf_table.h"
#include "report/report_kinds.h"
#include "report/shown.h"
#include "report/stream_fault.h"
#include "report/text_walk.h"

// A unit of a figure's canvas in points: wide figures take the width of the text.
#define PDF_FIGURE_UNIT (PDF_PAGE_INNER / FIGURE_DRAW_WIDE)
#define PDF_LABEL_WIDTH 160.0 // of fields, at most

static void pdf_label(struct pdf_page *page, const char *title, double following)
{
    double line = pdf_text_line(page->text, PDF_TEXT_LABEL);
    pdf_page_skip(page, 13);
    pdf_page_need(page, line + 3 + following);
    if (title[0]) {
        pdf_page_text(page, PDF_TEXT_LABEL, PDF_PAGE_INK, title, 0);
        page->y += 3;
    }
}

static void pdf_heading(struct pdf_page *page, const char *title)
{
    const double following = 70; // a heading does not stand alone at the foot of a page
    pdf_page_skip(page, 16);
    pdf_page_need(page, pdf_text_line(page->text, PDF_TEXT_HEADING) + following);
    pdf_page_outline(page, title, false);
    pdf_page_text(page, PDF_TEXT_HEADING, PDF_PAGE_INK, title, 0);
    page->y += 2;
}

static void pdf_figure(struct pdf_page *page, const struct figure *figure)
{
    double inner = PDF_PAGE_BOTTOM - PDF_PAGE_TOP - 4 * pdf_text_line(page->text, PDF_TEXT_LABEL);
    double width = PDF_FIGURE_UNIT * FIGURE_DRAW_WIDE, height = figure_cairo_height(figure, width);
    if (height > inner) {
        width *= inner / height;
        height = inner;
    }
    pdf_label(page, shown_or_empty(figure->title), height + pdf_text_line(page->text, PDF_TEXT_SMALL));
    if (page->cairo)
        figure_cairo_paint(page->cairo, figure, PDF_PAGE_LEFT, page->y, width);
    page->y += height;
    pdf_page_text(page, PDF_TEXT_SMALL, PDF_PAGE_GREY, shown_or_empty(figure->alt), 0);
}

static void pdf_part(struct pdf_page *page, const struct sheet *sheet, const struct sheet_part *part)
{
    const struct sheet_table *table = part->kind == SHEET_TABLE_PART ? &sheet->tables[part->table] : NULL;
    switch (part->kind) {
    case SHEET_HEADING:
        pdf_heading(page, part->title);
        return;
    case SHEET_PARAGRAPH:
        pdf_page_skip(page, 7);
        pdf_page_text(page, PDF_TEXT_BODY, PDF_PAGE_INK, part->text, 0);
        return;
    case SHEET_PASTE:
        pdf_label(page, part->title, 3 * pdf_text_line(page->text, PDF_TEXT_PASTE));
        pdf_page_text(page, PDF_TEXT_PASTE, PDF_PAGE_INK, part->text, 8);
        return;
    case SHEET_TABLE_PART:
        if (shown_table(table)) {
            pdf_label(page, table->title, 5 * pdf_text_line(page->text, PDF_TEXT_TABLE));
            pdf_table_put(page, table);
        }
        return;
    case SHEET_FIGURE:
        pdf_figure(page, part->figure);
        return;
    }
}

static double pdf_fields_label(struct pdf_page *page, const struct sheet *sheet)
{
    const double gap = 14;
    double widest = 0, least = 0;
    for (size_t i = 0; i < sheet->field_count; i++)
        if (shown_field(&sheet->fields[i])) {
            pdf_text_set(page->text, sheet->fields[i].label, TEXT_WALK_CELL, false);
            double width = pdf_text_width(page->text, PDF_TEXT_BODY, &least) + gap;
            widest = width > widest ? width : widest;
        }
    return widest < PDF_LABEL_WIDTH ? widest : PDF_LABEL_WIDTH;
}

static void pdf_fields(struct pdf_page *page, const struct sheet *sheet)
{
    char buffer[NUMBER_TEXT_SIZE];
    double label = pdf_fields_label(page, sheet);
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!shown_field(field))
            continue;
        pdf_page_need(page, pdf_text_line(page->text, PDF_TEXT_BODY));
        if (page->cairo) {
            pdf_page_colour(page, PDF_PAGE_GREY);
            pdf_text_set(page->text, field->label, TEXT_WALK_CELL, false);
            pdf_text_paint(page->text, page->cairo, PDF_TEXT_BODY, PDF_PAGE_LEFT, page->y, label, false);
        }
        pdf_page_text(page, PDF_TEXT_BODY, PDF_PAGE_INK, shown_cell(&field->cell, field->style, field->unit, buffer),
                      label);
        page->y += 2;
    }
}

static void pdf_notes(struct pdf_page *page, const struct sheet *sheet)
{
    if (sheet->note_count)
        pdf_heading(page, "Notes");
    for (size_t i = 0; i < sheet->note_count; i++) {
        pdf_page_skip(page, 3);
        pdf_page_need(page, pdf_text_line(page->text, PDF_TEXT_SMALL));
        if (page->cairo) {
            pdf_page_colour(page, PDF_PAGE_GREY);
            pdf_text_set(page->text, "\xE2\x80\xA2", 1, false);
            pdf_text_paint(page->text, page->cairo, PDF_TEXT_SMALL, PDF_PAGE_LEFT, page->y, 10, false);
        }
        pdf_page_text(page, PDF_TEXT_SMALL, PDF_PAGE_INK, sheet->notes[i], 10);
    }
}

// The chapters with their pages, which are known when everything has been laid out once.
static void pdf_contents(struct pdf_page *page, const struct sheet *sheet, const int *numbers)
{
    const double aside = 40, gap = 3;
    double line = pdf_text_line(page->text, PDF_TEXT_BODY);
    if (sheet->chapter_count)
        pdf_heading(page, "Contents");
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        char number[20];
        pdf_page_need(page, line);
        if (page->cairo) {
            snprintf(number, sizeof number, "%d", numbers[i]);
            pdf_page_link(page, numbers[i]);
            pdf_page_colour(page, PDF_PAGE_LINK);
            pdf_text_set(page->text, shown_or_empty(sheet->chapters[i]->title), 80, false);
            pdf_text_paint(page->text, page->cairo, PDF_TEXT_BODY, PDF_PAGE_LEFT, page->y, PDF_PAGE_INNER - aside,
                           false);
            pdf_text_set(page->text, number, sizeof number, false);
            pdf_text_paint(page->text, page->cairo, PDF_TEXT_BODY, PDF_PAGE_LEFT + PDF_PAGE_INNER - aside, page->y,
                           aside, true);
            pdf_page_link_end(page);
        }
        page->y += line + gap;
    }
}

static void pdf_sheet(struct pdf_page *page, const struct sheet *sheet)
{
    if (sheet->title) {
        pdf_page_outline(page, sheet->title, true);
        pdf_page_text(page, PDF_TEXT_TITLE, PDF_PAGE_INK, sheet->title, 0);
        page->y += 8;
    }
    pdf_fields(page, sheet);
    for (size_t i = 0; i < sheet->part_count; i++)
        pdf_part(page, sheet, &sheet->parts[i]);
    pdf_notes(page, sheet);
}

// `numbers` receives the page that each chapter begins on.
static void pdf_document(struct pdf_page *page, const struct sheet *sheet, int *numbers)
{
    pdf_sheet(page, sheet);
    pdf_contents(page, sheet, numbers);
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        pdf_page_break(page);
        numbers[i] = page->number;
        pdf_sheet(page, sheet->chapters[i]);
    }
}

static cairo_status_t pdf_put(void *state, const unsigned char *bytes, unsigned count)
{
    return fwrite(bytes, 1, count, state) == count ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void pdf_metadata(cairo_surface_t *surface, struct pdf_text *text, const char *title)
{
    pdf_text_set(text, title, 200, false);
    if (!text->no_memory) {
        text->clean[text->length] = '\0';
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text->clean);
    }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Flopcast");
    // Not today's: the same sheet gives the same bytes.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
}

void pdf_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    struct pdf_text text;
    int *numbers = calloc(sheet->chapter_count + 1, sizeof *numbers);
    pdf_text_init(&text);
    struct pdf_page page = {.text = &text, .title = shown_or_empty(sheet->title), .number = 1, .y = PDF_PAGE_TOP};
    if (numbers && !text.no_memory)
        pdf_document(&page, sheet, numbers);
    struct pdf_page painted = {
        .text = &text, .title = page.title, .number = 1, .total = page.number, .y = PDF_PAGE_TOP};
    painted.surface = cairo_pdf_surface_create_for_stream(pdf_put, stream, PDF_PAGE_WIDTH, PDF_PAGE_HEIGHT);
    painted.cairo = cairo_create(painted.surface);
    if (numbers && !text.no_memory) {
        pdf_metadata(painted.surface, &text, page.title);
        pdf_document(&painted, sheet, numbers);
        pdf_page_end(&painted);
    }
    cairo_surface_finish(painted.surface);
    bool is_done = numbers && !text.no_memory && cairo_status(painted.cairo) == CAIRO_STATUS_SUCCESS &&
                   cairo_surface_status(painted.surface) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(painted.cairo);
    cairo_surface_destroy(painted.surface);
    pdf_text_free(&text);
    pango_cairo_font_map_set_default(NULL); // this thread's fonts
    free(numbers);
    if (!is_done)
        stream_fault(stream);
}
