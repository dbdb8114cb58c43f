#include "base/markup.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

int markup_is_unsafe(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    if (utf8_is_control(text, length) || utf8_turns(text, length))
        return 1;
    if (length == 3 && at[0] == 0xEF)
        return (at[1] == 0xBF && at[2] >= 0xBE) || // U+FFFE, U+FFFF
               (at[1] == 0xB7 && at[2] >= 0x90 && at[2] <= 0xAF);
    return length == 4 && (at[1] & 0x0F) == 0x0F && at[2] == 0xBF && at[3] >= 0xBE; // the last two of each plane
}

static const char *markup_escape(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

enum markup_lines { MARKUP_ONE_LINE, MARKUP_KEPT, MARKUP_FLOWING };

static bool markup_is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

// Whether a line may be broken after this character of a name or a path.
static bool markup_may_break(const char *text, size_t left)
{
    return left > 1 && (*text == '/' || *text == '_' || (*text == '.' && markup_is_letter(text[1])));
}

static void markup_space(FILE *stream, const char *text, size_t left, enum markup_lines lines)
{
    if (lines == MARKUP_KEPT && *text == '\r' && left > 1 && text[1] == '\n')
        return;
    fputc(lines == MARKUP_KEPT && *text != '\r' ? *text : lines == MARKUP_KEPT ? '\n' : ' ', stream);
}

static void markup_write(FILE *stream, const char *text, size_t limit, enum markup_lines lines)
{
    size_t left = text ? strlen(text) : 0, bytes = left;
    for (size_t count = 0; left > 0; count++) {
        size_t sequence = utf8_sequence(text, left), length = sequence ? sequence : 1;
        if (count == limit) {
            fprintf(stream, "\xE2\x80\xA6 [cut: %zu bytes in all]", bytes);
            return;
        }
        const char *escape = markup_escape(*text);
        if (escape)
            fputs(escape, stream);
        else if (*text == '\t' || *text == '\n' || *text == '\r')
            markup_space(stream, text, left, lines);
        else if (!sequence)
            fputs("\xEF\xBF\xBD", stream);
        else if (lines == MARKUP_FLOWING && *text == ' ' && left > 1 && text[1] == '%')
            fputs("&nbsp;", stream);
        else if (!markup_is_unsafe(text, length))
            fwrite(text, 1, length, stream);
        if (lines == MARKUP_FLOWING && markup_may_break(text, left))
            fputs("<wbr>", stream);
        text += length;
        left -= length;
    }
}

void markup_put(FILE *stream, const char *text, size_t limit)
{
    markup_write(stream, text, limit, MARKUP_ONE_LINE);
}

void markup_put_lines(FILE *stream, const char *text, size_t limit)
{
    markup_write(stream, text, limit, MARKUP_KEPT);
}

void markup_put_flowing(FILE *stream, const char *text, size_t limit)
{
    markup_write(stream, text, limit, MARKUP_FLOWING);
}
