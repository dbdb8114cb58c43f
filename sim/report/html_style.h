// The style of a page: one <style> element, allowed by its digest alone.
#ifndef FLOPCAST_REPORT_HTML_STYLE_H
#define FLOPCAST_REPORT_HTML_STYLE_H

#include <stdio.h>

// The content of the element, to the byte what html_style_digest is of.
void html_style_put(FILE *stream);

// SHA-256 in base64, as the content security policy names it. A test recomputes it and says what it has to be.
extern const char html_style_digest[];

#endif
