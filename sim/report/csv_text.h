// A text as a field of CSV (RFC 4180).
#ifndef FLOPCAST_REPORT_CSV_TEXT_H
#define FLOPCAST_REPORT_CSV_TEXT_H

#include <stdio.h>

// In quotes where it holds a separator, a quote or the end of a line. A text that a spreadsheet would take for a
// formula (it begins with =, +, -, @, a tab or a carriage return) gets an apostrophe before it, so that opening a file
// runs nothing; numbers are not texts and never come here. What a terminal would obey rather than show becomes '?', but
// for tabs and the ends of lines. Errors stay in the stream.
void csv_text_put(FILE *stream, const char *text);

#endif
