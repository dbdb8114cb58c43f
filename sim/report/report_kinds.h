// Report formats: one file and one row each.
#ifndef FLOPCAST_REPORT_REPORT_KINDS_H
#define FLOPCAST_REPORT_REPORT_KINDS_H

#include <stdio.h>

#include "report/sheet.h"

#define REPORT_KIND_ROWS(ROW)                                                                                          \
    ROW(table, "for people, in a terminal")                                                                            \
    ROW(json, "one object, numbers exact")                                                                             \
    ROW(csv, "the rows of the main table, RFC 4180")                                                                   \
    ROW(html, "a page in one file, for screens and print")                                                             \
    ROW(md, "a document in GitHub-flavoured Markdown")                                                                 \
    ROW(tex, "an article in LaTeX that compiles by itself")                                                            \
    ROW(xlsx, "a workbook with live formulas")                                                                         \
    ROW(pdf, "pages of A4")                                                                                            \
    ROW(png, "its figures, one below another")

struct report_kind {
    const char *name, *sentence;
    // Writes the whole sheet; `columns` is the width of the terminal, for people. Errors stay in the stream.
    void (*write)(const struct sheet *sheet, FILE *stream, int columns);
};

extern const struct report_kind report_kinds[];
extern const size_t report_kinds_count;

// NULL when there is no such format.
const struct report_kind *report_kinds_named(const char *name);

#define REPORT_KIND_DECLARE(word, sentence) void word##_write(const struct sheet *sheet, FILE *stream, int columns);
REPORT_KIND_ROWS(REPORT_KIND_DECLARE)
#undef REPORT_KIND_DECLARE

#endif
