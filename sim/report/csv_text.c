#include "report/csv_text.h"

#include <string.h>

void csv_text_put(FILE *stream, const char *text)
{
    const char *guard = text[0] && strchr("=+-@\t\r", text[0]) ? "'" : "";
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(guard, stream);
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    fputs(guard, stream);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}
