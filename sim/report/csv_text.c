#include "report/csv_text.h"

#include <string.h>

#include "base/utf8.h"

// A text of a single line, or one of its lines; tabs stay.
static void csv_text_put_part(FILE *stream, const char *text, size_t bytes)
{
    for (size_t tab = 0; bytes > 0; text += tab, bytes -= tab) {
        const char *found = memchr(text, '\t', bytes);
        size_t before = found ? (size_t)(found - text) : bytes;
        utf8_put(stream, text, before);
        if (found)
            fputc('\t', stream);
        tab = before + (found != NULL);
    }
}

void csv_text_put(FILE *stream, const char *text)
{
    const char *guard = text[0] && strchr("=+-@\t\r", text[0]) ? "'" : "";
    const char *quote = strpbrk(text, ",\"\n\r") ? "\"" : "";
    fputs(quote, stream);
    fputs(guard, stream);
    while (*text) {
        size_t bytes = strcspn(text, "\"\n\r");
        csv_text_put_part(stream, text, bytes);
        text += bytes;
        if (*text == '"')
            fputc('"', stream);
        if (*text)
            fputc(*text++, stream);
    }
    fputs(quote, stream);
}
