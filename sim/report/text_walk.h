// A text of any length and content, character by character, as a page may show it: valid UTF-8, nothing that a reader
// obeys instead of showing it, and not longer than a page can bear.
#ifndef FLOPCAST_REPORT_TEXT_WALK_H
#define FLOPCAST_REPORT_TEXT_WALK_H

#include <stddef.h>
#include <stdint.h>

// Characters that are shown: of a name, a cell or a heading; of a paragraph or a text to paste.
enum { TEXT_WALK_CELL = 600, TEXT_WALK_PARAGRAPH = 20000 };

enum { TEXT_WALK_SIZE = 5 }; // bytes of a character and a NUL

struct text_walk {
    const char *at;
    size_t left;  // bytes
    size_t limit; // characters
};

struct text_walk text_walk(const char *text, size_t limit);

// The next character, NUL-terminated; returns its code, 0 at the end. A line feed stays ('\n'), one of a return too; a
// tab becomes a blank. What is no character, a control character, one that turns the direction of what follows, and
// what XML forbids becomes U+FFFD. Of a longer text the last character is U+2026, an ellipsis.
uint32_t text_walk_next(struct text_walk *walk, char character[TEXT_WALK_SIZE]);

#endif
