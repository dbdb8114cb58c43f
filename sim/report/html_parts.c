#include "report/html_parts.h"

#include <string.h>

#include "base/markup.h"
#include "figure/figure_draw.h"
#include "figure/figure_svg.h"
#include "report/shown.h"

enum {
    HTML_PARTS_CELL_MAX = 1000,
    HTML_PARTS_TEXT_MAX = 8000,
    HTML_PARTS_PASTE_MAX = 200000,
    HTML_PARTS_SHORT = 24,
    HTML_PARTS_WIDE = 130
};

size_t html_parts_summary(const struct sheet *sheet)
{
    size_t count = 0;
    while (count < sheet->part_count && sheet->parts[count].kind == SHEET_PARAGRAPH)
        count++;
    return count;
}

// Whether a text needs no more than a line anywhere: it is not broken.
static bool html_parts_is_short(const char *text)
{
    return strnlen(text, HTML_PARTS_SHORT + 1) <= HTML_PARTS_SHORT;
}

static void html_parts_cell(FILE *stream, const struct sheet_cell *cell, enum sheet_style style, const char *unit)
{
    char buffer[NUMBER_TEXT_SIZE];
    const char *text = shown_cell(cell, style, unit, buffer);
    if (cell->kind == SHEET_TEXT && html_parts_is_short(text))
        markup_put(stream, text, HTML_PARTS_CELL_MAX);
    else
        markup_put_flowing(stream, text, HTML_PARTS_CELL_MAX);
}

void html_parts_fields(const struct html_parts *page, const struct sheet *sheet)
{
    bool any = false;
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!shown_field(field))
            continue;
        fputs(any ? "<dt>" : "<dl>\n<dt>", page->stream);
        any = true;
        markup_put_flowing(page->stream, field->label, HTML_PARTS_TITLE_MAX);
        fputs("</dt><dd>", page->stream);
        html_parts_cell(page->stream, &field->cell, field->style, field->unit);
        fputs("</dd>\n", page->stream);
    }
    fputs(any ? "</dl>\n" : "", page->stream);
}

// What asks for a very wide terminal would push the columns that matter out of a page.
static bool html_parts_is_shown(const struct sheet_column *column)
{
    return shown_column(column) && column->width_needed < HTML_PARTS_WIDE;
}

struct html_parts_layout {
    const char *classes[SHEET_COLUMNS_MAX]; // of each column's cells, as an attribute
    size_t named;                           // the column whose cells name their rows
    bool has_headings;
};

static struct html_parts_layout html_parts_layout(const struct sheet_table *table)
{
    struct html_parts_layout layout = {.named = table->column_count};
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        bool is_shown = html_parts_is_shown(column), is_right = is_shown && shown_right(table, i);
        layout.classes[i] = is_right ? " class=\"n\"" : column->wrap ? " class=\"w\"" : "";
        if (!is_shown)
            continue;
        layout.has_headings = layout.has_headings || column->heading[0];
        if (layout.named == table->column_count)
            layout.named = is_right || column->wrap ? table->column_count + 1 : i;
    }
    return layout;
}

static void html_parts_table_head(FILE *stream, const struct sheet_table *table, const struct html_parts_layout *layout)
{
    fputs("<thead><tr>", stream);
    for (size_t i = 0; i < table->column_count; i++) {
        const char *heading = table->columns[i].heading;
        if (!html_parts_is_shown(&table->columns[i]))
            continue;
        fprintf(stream, heading[0] ? "<th scope=\"col\"%s>" : "<td%s>", layout->classes[i]);
        markup_put_flowing(stream, heading, HTML_PARTS_TITLE_MAX);
        fputs(heading[0] ? "</th>" : "</td>", stream);
    }
    fputs("</tr></thead>\n", stream);
}

// A long text has a least width.
static const char *html_parts_class(const struct html_parts_layout *layout, size_t column,
                                    const struct sheet_cell *cell)
{
    if (layout->classes[column][0] || cell->kind != SHEET_TEXT)
        return layout->classes[column];
    return html_parts_is_short(cell->text) ? " class=\"k\"" : " class=\"t\"";
}

static void html_parts_row(FILE *stream, const struct sheet_table *table, const struct html_parts_layout *layout,
                           const struct sheet_cell *cells)
{
    fputs("<tr>", stream);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        if (!html_parts_is_shown(column))
            continue;
        bool is_name = i == layout->named && cells[i].kind == SHEET_TEXT;
        fprintf(stream, is_name ? "<th scope=\"row\"%s>" : "<td%s>", html_parts_class(layout, i, &cells[i]));
        if (cells[i].kind != SHEET_NONE || !column->blank_none)
            html_parts_cell(stream, &cells[i], column->style, column->unit);
        fputs(is_name ? "</th>" : "</td>", stream);
    }
    fputs("</tr>\n", stream);
}

// The box around it scrolls where the page is too narrow; it can be reached by keyboard.
static void html_parts_table(const struct html_parts *page, const struct sheet_table *table, size_t part)
{
    FILE *stream = page->stream;
    if (!table->title || !table->row_count)
        return;
    struct html_parts_layout layout = html_parts_layout(table);
    fprintf(stream,
            "<div class=\"scroll\" role=\"region\" aria-labelledby=\"%st%zu\" tabindex=\"0\">\n<table>\n<caption>"
            "<span id=\"%st%zu\">",
            page->prefix, part + 1, page->prefix, part + 1);
    markup_put_flowing(stream, table->title, HTML_PARTS_TITLE_MAX);
    fputs("</span></caption>\n", stream);
    if (layout.has_headings)
        html_parts_table_head(stream, table, &layout);
    fputs("<tbody>\n", stream);
    for (size_t row = 0; row < table->row_count; row++)
        html_parts_row(stream, table, &layout, &table->cells[row * table->column_count]);
    fputs("</tbody>\n</table>\n</div>\n", stream);
}

// On a canvas for pages and on one for phones: the style shows one of them.
static void html_parts_figure(const struct html_parts *page, const struct figure *figure, size_t part)
{
    char id[HTML_PARTS_PREFIX_SIZE + 32];
    FILE *stream = page->stream;
    fputs("<figure>\n", stream);
    if (figure->title && figure->title[0]) {
        fputs("<figcaption>", stream);
        markup_put_flowing(stream, figure->title, HTML_PARTS_TITLE_MAX);
        fputs("</figcaption>\n", stream);
    }
    snprintf(id, sizeof id, "%sf%zu-wide", page->prefix, part + 1);
    figure_svg_put(stream, figure, FIGURE_DRAW_WIDE, id, "wide");
    snprintf(id, sizeof id, "%sf%zu-narrow", page->prefix, part + 1);
    figure_svg_put(stream, figure, FIGURE_DRAW_NARROW, id, "narrow");
    if (figure->alt && figure->alt[0]) {
        fputs("<p aria-hidden=\"true\">", stream); // the pictures say it already
        markup_put_flowing(stream, figure->alt, HTML_PARTS_TEXT_MAX);
        fputs("</p>\n", stream);
    }
    fputs("</figure>\n", stream);
}

static void html_parts_heading(const struct html_parts *page, int level, size_t part, const char *title)
{
    fprintf(page->stream, "<h%d id=\"%ss%zu\">", level, page->prefix, part + 1);
    markup_put_flowing(page->stream, title, HTML_PARTS_TITLE_MAX);
    fprintf(page->stream, "</h%d>\n", level);
}

// Whether a heading stands before this part: what has a title of its own is one level below it then.
static bool html_parts_is_below(const struct sheet *sheet, size_t part)
{
    for (size_t i = 0; i < part; i++)
        if (sheet->parts[i].kind == SHEET_HEADING)
            return true;
    return false;
}

void html_parts_put(const struct html_parts *page, const struct sheet *sheet, size_t first, size_t last)
{
    FILE *stream = page->stream;
    bool is_below = html_parts_is_below(sheet, first);
    for (size_t i = first; i < last; i++) {
        const struct sheet_part *part = &sheet->parts[i];
        switch (part->kind) {
        case SHEET_HEADING:
            html_parts_heading(page, page->level, i, part->title);
            is_below = true;
            break;
        case SHEET_PARAGRAPH:
            fputs("<p>", stream);
            markup_put_flowing(stream, part->text, HTML_PARTS_TEXT_MAX);
            fputs("</p>\n", stream);
            break;
        case SHEET_PASTE:
            html_parts_heading(page, page->level + is_below, i, part->title);
            fputs("<pre>", stream);
            // The first end of a line would be taken for one of the markup.
            fputs(part->text[0] == '\n' ? "\n" : "", stream);
            markup_put_lines(stream, part->text, HTML_PARTS_PASTE_MAX);
            fputs("</pre>\n", stream);
            break;
        case SHEET_TABLE_PART:
            html_parts_table(page, &sheet->tables[part->table], i);
            break;
        case SHEET_FIGURE:
            html_parts_figure(page, part->figure, i);
            break;
        }
    }
}

void html_parts_notes(const struct html_parts *page, const struct sheet *sheet)
{
    if (!sheet->note_count)
        return;
    html_parts_heading(page, page->level, sheet->part_count, "Notes");
    fputs("<ul>\n", page->stream);
    for (size_t i = 0; i < sheet->note_count; i++) {
        fputs("<li>", page->stream);
        markup_put_flowing(page->stream, sheet->notes[i], HTML_PARTS_TEXT_MAX);
        fputs("</li>\n", page->stream);
    }
    fputs("</ul>\n", page->stream);
}

static void html_parts_entry(const struct html_parts *page, size_t part, const char *title)
{
    fprintf(page->stream, "<li><a href=\"#%ss%zu\">", page->prefix, part + 1);
    markup_put_flowing(page->stream, title, HTML_PARTS_TITLE_MAX);
    fputs("</a></li>\n", page->stream);
}

size_t html_parts_headings(const struct sheet *sheet)
{
    size_t count = sheet->note_count > 0;
    for (size_t i = 0; i < sheet->part_count; i++)
        count += sheet->parts[i].kind == SHEET_HEADING;
    return count;
}

void html_parts_contents(const struct html_parts *page, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->part_count; i++)
        if (sheet->parts[i].kind == SHEET_HEADING)
            html_parts_entry(page, i, sheet->parts[i].title);
    if (sheet->note_count)
        html_parts_entry(page, sheet->part_count, "Notes");
}
