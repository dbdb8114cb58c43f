// UTF-8: telling valid text from anything else, and printing what may be neither valid nor harmless.
#ifndef FLOPCAST_BASE_UTF8_H
#define FLOPCAST_BASE_UTF8_H

#include <stddef.h>
#include <stdio.h>

// Bytes of the valid sequence at text (RFC 3629: no overlong forms, no surrogates), 0 when there is none in `left`.
size_t utf8_sequence(const char *text, size_t left);

// Whether this valid sequence is a character that a terminal would obey rather than show: C0 (tab and line feed too),
// DEL, C1, and the Unicode line and paragraph separators.
int utf8_is_control(const char *text, size_t length);

// Whether this valid sequence turns the direction in which what follows is read, so that a text can pass for another:
// U+202A..U+202E (embeddings and overrides), U+2066..U+2069 (isolates).
int utf8_turns(const char *text, size_t length);

// Columns of a text: one for each character, and for each byte that is no character.
size_t utf8_columns(const char *text, size_t bytes);

// Writes a text so that a terminal shows it: a control character, one that turns the direction, or a byte that is not
// valid becomes '?'.
void utf8_put(FILE *stream, const char *text, size_t bytes);

// Writes a text in double quotes, as JSON and YAML both read it back: control characters and those that turn the
// direction are escaped, and a byte that is not valid becomes '?'.
void utf8_put_quoted(FILE *stream, const char *text);

#endif
