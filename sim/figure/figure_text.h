// Texts of figures: how much room one takes, and cutting it to the room there is. No font is asked: widths are those of
// a wide sans serif, rounded up, so that the layout is the same everywhere and a narrower font only leaves more air.
#ifndef FLOPCAST_FIGURE_FIGURE_TEXT_H
#define FLOPCAST_FIGURE_FIGURE_TEXT_H

#include <stddef.h>

enum { FIGURE_TEXT_BYTES = 512 }; // of a text that was fitted, the end included

// The text, NULL being "", clean (bytes that are no UTF-8 become U+FFFD, control characters and marks that turn the
// direction of writing are left out, white space is one blank) and at most `width` units wide: what is longer ends in
// an ellipsis. Returns the units that it takes. Of a text of megabytes only the beginning is read.
double figure_text_fit(const char *text, double width, char fitted[FIGURE_TEXT_BYTES]);

// Units of a clean text.
double figure_text_width(const char *text);

// A number by itself, to four digits: "0.125", "1,240", "3.2 M", "4.5e-7". Never longer than 23 bytes.
enum { FIGURE_TEXT_NUMBER = 24 };
void figure_text_number(double number, char text[FIGURE_TEXT_NUMBER]);

// A number of an axis whose largest is `most`, in steps of `step`: all of them with as many decimals and one prefix.
void figure_text_tick(double number, double step, double most, char text[FIGURE_TEXT_NUMBER]);

#endif
