// What JSON has that a YAML parser refuses or reads otherwise: escapes of UTF-16 surrogates ("\uD83D\uDE00", an emoji),
// tabs before all else, and an end that a text cut off in the middle does not reach.
#ifndef FLOPCAST_READ_JSON_TEXT_H
#define FLOPCAST_READ_JSON_TEXT_H

#include "base/diag.h"

// Whether a text begins as JSON does, with { or [.
bool json_text_is(const struct source *source);

// Whether a file calls itself JSON.
bool json_text_is_named(const struct source *source);

// The last character that is no blank.
struct mark json_text_end(const struct source *source);

// Changes a text to what YAML takes, character for character, so that places stay as they are: each escape of a
// surrogate (D800 to DFFF) becomes one of a character for private use (E000 to E7FF), tabs before the first bracket
// become blanks. Returns whether there were surrogates.
bool json_text_make_yaml(char *text, size_t length);

// Makes pairs of moved surrogates the character that they stand for. One alone stays as it was moved.
void json_text_join_surrogates(char *text);

#endif
