// Plain texts in LaTeX: what they hold is shown, never obeyed. The result is ASCII but for the letters of Latin-1, and
// needs no font beyond Computer Modern; a character that it lacks is shown as its number in a box (\unknowncharacter,
// which the document defines).
#ifndef FLOPCAST_REPORT_TEX_TEXT_H
#define FLOPCAST_REPORT_TEX_TEXT_H

#include <stdio.h>

// In a long word a line may break behind any of its punctuation, and after so many characters.
enum { TEX_TEXT_WORD = 20 };

// In one line of running text.
void tex_text_line(FILE *stream, const char *string);

// A paragraph, or several where it has lines.
void tex_text_paragraph(FILE *stream, const char *string);

// Lines as they are, in typewriter type; each ends a paragraph.
void tex_text_paste(FILE *stream, const char *string);

#endif
