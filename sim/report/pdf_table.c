#include "report/pdf_table.h"

#include <math.h>

#include "report/page_columns.h"
#include "report/shown.h"
#include "report/text_walk.h"

#define PDF_TABLE_GAP 9.0 // between columns
#define PDF_TABLE_PAD 2.2 // above and below a row

struct pdf_table {
    struct pdf_page *page;
    const struct sheet_table *table;
    size_t size;  // of type, from 0: the largest
    size_t count; // of columns that are shown
    size_t column[SHEET_COLUMNS_MAX];
    bool is_right[SHEET_COLUMNS_MAX], is_headed;
    struct page_columns columns[SHEET_COLUMNS_MAX];
    double width; // of all
};

// The text of a cell becomes what the page is about; row 0 is the head.
static const char *pdf_table_set(const struct pdf_table *it, size_t row, size_t i)
{
    char buffer[NUMBER_TEXT_SIZE];
    const struct sheet_table *table = it->table;
    const char *text = row ? shown_text(table, row - 1, it->column[i], buffer) : table->columns[it->column[i]].heading;
    pdf_text_set(it->page->text, text, TEXT_WALK_CELL, false);
    return text == buffer ? "" : text;
}

static enum pdf_text_font pdf_table_font(const struct pdf_table *it, size_t row)
{
    return (enum pdf_text_font)((row ? PDF_TEXT_TABLE : PDF_TEXT_HEAD) + it->size);
}

// Widths in the largest type. A number is not broken.
static void pdf_table_measure(struct pdf_table *it, size_t i)
{
    struct page_columns *column = &it->columns[i];
    *column = (struct page_columns){.natural = 0};
    for (size_t row = 0; row <= it->table->row_count; row++) {
        double least = 0;
        pdf_table_set(it, row, i);
        double natural = pdf_text_width(it->page->text, pdf_table_font(it, row), &least);
        bool is_whole = row && it->is_right[i] && natural < PDF_PAGE_INNER / 4;
        column->natural = fmax(column->natural, natural);
        column->least = fmax(column->least, is_whole ? natural : fmin(least, PDF_PAGE_INNER / 5));
    }
    column->natural += 0.1; // rounding is not to break a line
    column->least += 0.1;
}

static bool pdf_table_fits(struct pdf_table *it)
{
    double ratio = pdf_text_size(pdf_table_font(it, 1)) / pdf_text_size(PDF_TEXT_TABLE);
    double available = PDF_PAGE_INNER - PDF_TABLE_GAP * (double)(it->count - 1);
    bool fits = page_columns_fit(it->columns, it->count, available / ratio);
    it->width = PDF_TABLE_GAP * (double)(it->count - 1);
    for (size_t i = 0; i < it->count; i++)
        it->width += it->columns[i].width *= ratio;
    return fits;
}

// Leaves out the columns that ask for the widest terminal, as a terminal does; false when none asks.
static bool pdf_table_drop(struct pdf_table *it)
{
    int most = 0;
    size_t kept = 0;
    for (size_t i = 0; i < it->count; i++)
        if (it->table->columns[it->column[i]].width_needed > most)
            most = it->table->columns[it->column[i]].width_needed;
    for (size_t i = 0; most && i < it->count; i++)
        if (it->table->columns[it->column[i]].width_needed < most) {
            it->column[kept] = it->column[i];
            it->is_right[kept] = it->is_right[i];
            it->columns[kept++] = it->columns[i];
        }
    if (!kept)
        return false;
    it->count = kept;
    it->size = 0; // what is left may fit in larger type
    return true;
}

static double pdf_table_row_height(const struct pdf_table *it, size_t row)
{
    double height = 0;
    for (size_t i = 0; i < it->count; i++) {
        pdf_table_set(it, row, i);
        height = fmax(height, pdf_text_height(it->page->text, pdf_table_font(it, row), it->columns[i].width));
    }
    return height + 2 * PDF_TABLE_PAD;
}

static void pdf_table_rule(const struct pdf_table *it)
{
    const struct pdf_page *page = it->page;
    pdf_page_colour(page, PDF_PAGE_RULE);
    cairo_set_line_width(page->cairo, 0.5);
    cairo_move_to(page->cairo, PDF_PAGE_LEFT, page->y);
    cairo_line_to(page->cairo, PDF_PAGE_LEFT + it->width, page->y);
    cairo_stroke(page->cairo);
}

static void pdf_table_paint(const struct pdf_table *it, size_t row, double height)
{
    const struct pdf_page *page = it->page;
    double x = PDF_PAGE_LEFT;
    if (row == 0) {
        pdf_page_colour(page, PDF_PAGE_TINT);
        cairo_rectangle(page->cairo, x, page->y, it->width, height);
        cairo_fill(page->cairo);
    }
    for (size_t i = 0; i < it->count; i++) {
        const char *text = pdf_table_set(it, row, i);
        bool is_link = row && pdf_page_link_address(page, text);
        pdf_page_colour(page, is_link ? PDF_PAGE_LINK : PDF_PAGE_INK);
        pdf_text_paint(page->text, page->cairo, pdf_table_font(it, row), x, page->y + PDF_TABLE_PAD,
                       it->columns[i].width, it->is_right[i]);
        if (is_link)
            pdf_page_link_end(page);
        x += it->columns[i].width + PDF_TABLE_GAP;
    }
}

static void pdf_table_row(const struct pdf_table *it, size_t row, double height)
{
    if (it->page->cairo)
        pdf_table_paint(it, row, height);
    it->page->y += height;
    if (it->page->cairo)
        pdf_table_rule(it);
}

static void pdf_table_rows(const struct pdf_table *it, double head)
{
    struct pdf_page *page = it->page;
    for (size_t row = 1; row <= it->table->row_count; row++) {
        double height = pdf_table_row_height(it, row);
        int number = page->number;
        pdf_page_need(page, height);
        if (head > 0 && (row == 1 || page->number != number))
            pdf_table_row(it, 0, head);
        pdf_table_row(it, row, height);
    }
}

void pdf_table_put(struct pdf_page *page, const struct sheet_table *table)
{
    struct pdf_table it = {.page = page, .table = table};
    for (size_t i = 0; i < table->column_count && it.count < SHEET_COLUMNS_MAX; i++)
        if (shown_column(&table->columns[i])) {
            it.column[it.count] = i;
            it.is_right[it.count] = shown_right(table, i);
            pdf_table_measure(&it, it.count++);
        }
    if (!it.count)
        return;
    while (!pdf_table_fits(&it))
        if (it.size + 1 < PDF_TEXT_TABLE_SIZES)
            it.size++;
        else if (!pdf_table_drop(&it))
            break;
    double head = shown_headings(table) ? pdf_table_row_height(&it, 0) : 0;
    pdf_page_need(page, head + pdf_table_row_height(&it, 1));
    pdf_table_rows(&it, head);
}
