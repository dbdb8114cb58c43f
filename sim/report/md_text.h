// Plain texts in GitHub-flavoured Markdown (https://github.github.com/gfm/): what they hold is shown, never obeyed.
#ifndef FLOPCAST_REPORT_MD_TEXT_H
#define FLOPCAST_REPORT_MD_TEXT_H

#include <stdbool.h>
#include <stdio.h>

// In one line, for a heading, a list or the cell of a table.
void md_text_line(FILE *stream, const char *text);

// A paragraph; its lines stay lines, an empty one ends it and begins another. Ends in a line feed.
void md_text_paragraph(FILE *stream, const char *text);

// A block of code, fenced by more backticks than stand anywhere in it.
void md_text_fenced(FILE *stream, const char *text);

#endif
