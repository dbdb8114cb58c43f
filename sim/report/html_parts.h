// What a sheet is made of, as HTML: fields, paragraphs, tables, figures, texts to paste, notes. Every text is escaped
// and cut at a length that nobody reads to the end of; what is cut says so.
#ifndef FLOPCAST_REPORT_HTML_PARTS_H
#define FLOPCAST_REPORT_HTML_PARTS_H

#include <stdio.h>

#include "report/sheet.h"

enum { HTML_PARTS_TITLE_MAX = 300, HTML_PARTS_PREFIX_SIZE = 32 };

// Where in the page a sheet is written.
struct html_parts {
    FILE *stream;
    char prefix[HTML_PARTS_PREFIX_SIZE]; // of its ids: "" or "c12-"
    int level;                           // of its headings: 2 below the title of the page, 3 in a chapter
};

// How many of the first parts are the summary: the paragraphs that stand before anything else.
size_t html_parts_summary(const struct sheet *sheet);

// The parts from `first` up to, not including, `last`.
void html_parts_put(const struct html_parts *page, const struct sheet *sheet, size_t first, size_t last);
void html_parts_fields(const struct html_parts *page, const struct sheet *sheet);
void html_parts_notes(const struct html_parts *page, const struct sheet *sheet);

// Entries of a list that lead to the headings of the sheet, the one of its notes among them; and how many there are.
void html_parts_contents(const struct html_parts *page, const struct sheet *sheet);
size_t html_parts_headings(const struct sheet *sheet);

#endif
