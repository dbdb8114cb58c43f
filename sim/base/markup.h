// Text in HTML and XML: escaped, so that no text ever becomes markup, and readable by any parser of either.
#ifndef FLOPCAST_BASE_MARKUP_H
#define FLOPCAST_BASE_MARKUP_H

#include <stddef.h>
#include <stdio.h>

// & < > " ' are escaped, which holds in content and in quoted attributes. Bytes that are no UTF-8 become U+FFFD;
// control characters, noncharacters and marks that turn the direction of writing are left out; a tab or the end of a
// line is a blank. At most `limit` characters: a longer text ends in an ellipsis and says how much was cut. NULL is "".
void markup_put(FILE *stream, const char *text, size_t limit);

// The same with tabs and ends of lines kept: for preformatted text.
void markup_put_lines(FILE *stream, const char *text, size_t limit);

// For HTML that flows over lines: they may be broken after / and _ and inside of names.like.this, not before a %.
void markup_put_flowing(FILE *stream, const char *text, size_t limit);

// Whether this valid sequence of UTF-8 is a character that shows nothing and may not stand in a document: a control
// character, a noncharacter, a mark that turns the direction of writing.
int markup_is_unsafe(const char *text, size_t length);

#endif
