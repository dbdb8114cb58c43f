#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

size_t utf8_sequence(const char *text, size_t left)
{
    const unsigned char *at = (const unsigned char *)text;
    unsigned char first = left ? at[0] : 0xFF;
    if (first < 0x80)
        return 1;
    size_t length = 0;
    if (first >= 0xC2 && first <= 0xDF)
        length = 2;
    else if ((first & 0xF0) == 0xE0)
        length = 3;
    else if (first >= 0xF0 && first <= 0xF4)
        length = 4;
    if (!length || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (first == 0xE0 && at[1] < 0xA0) || (first == 0xF0 && at[1] < 0x90);
    bool surrogate = first == 0xED && at[1] > 0x9F, beyond = first == 0xF4 && at[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

int utf8_is_control(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    if (length == 1)
        return at[0] < 0x20 || at[0] == 0x7F;
    if (length == 2)
        return at[0] == 0xC2 && at[1] < 0xA0;
    return length == 3 && at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9);
}

int utf8_turns(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    if (length != 3 || at[0] != 0xE2)
        return 0;
    return (at[1] == 0x80 && at[2] >= 0xAA && at[2] <= 0xAE) || (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9);
}

size_t utf8_columns(const char *text, size_t bytes)
{
    size_t columns = 0;
    for (size_t at = 0; at < bytes; columns++) {
        size_t length = utf8_sequence(text + at, bytes - at);
        at += length ? length : 1;
    }
    return columns;
}

void utf8_put(FILE *stream, const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_sequence(text + at, bytes - at);
        if (!length || utf8_is_control(text + at, length) || utf8_turns(text + at, length))
            fputc('?', stream);
        else
            fwrite(text + at, 1, length, stream);
        at += length ? length : 1;
    }
}

// The number of a valid sequence of at most three bytes.
static unsigned utf8_code(const char *text, size_t length)
{
    unsigned code = (unsigned char)text[0];
    if (length > 1)
        code &= length == 2 ? 0x1fu : 0x0fu;
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3fu);
    return code;
}

void utf8_put_quoted(FILE *stream, const char *text)
{
    fputc('"', stream);
    for (size_t left = strlen(text), length = 0; left > 0; text += length, left -= length) {
        size_t sequence = utf8_sequence(text, left);
        bool mark = sequence == 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0; // of a byte order: no character in YAML
        length = sequence ? sequence : 1;
        if (!sequence)
            fputc('?', stream);
        else if (*text == '"' || *text == '\\')
            fprintf(stream, "\\%c", *text);
        else if (*text == '\n')
            fputs("\\n", stream);
        else if (*text == '\t')
            fputs("\\t", stream);
        else if (mark || utf8_is_control(text, length) || utf8_turns(text, length))
            fprintf(stream, "\\u%04x", utf8_code(text, length));
        else
            fwrite(text, 1, length, stream);
    }
    fputc('"', stream);
}
