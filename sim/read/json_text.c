#include "read/json_text.h"

#include <string.h>

enum { JSON_TEXT_MOVED_HIGH = 0xE000, JSON_TEXT_MOVED_LOW = 0xE400, JSON_TEXT_MOVED_END = 0xE800 };

static const char json_text_blanks[] = " \t\r\n";

bool json_text_is(const struct source *source)
{
    char first = source->text[strspn(source->text, json_text_blanks)];
    return first == '{' || first == '[';
}

bool json_text_is_named(const struct source *source)
{
    const char *ending = strrchr(source->name, '.');
    return ending && strcmp(ending, ".json") == 0;
}

struct mark json_text_end(const struct source *source)
{
    const char *text = source->text;
    size_t end = source->length;
    struct mark mark = {.source = source, .line = 1, .width = 1};
    while (end > 0 && text[end - 1] && strchr(json_text_blanks, text[end - 1]))
        end--;
    for (size_t i = 0; i < end; i++) {
        bool is_new = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
        bool goes_on = ((unsigned char)text[i] & 0xC0) == 0x80;
        mark.line += is_new;
        mark.column = is_new ? 0 : mark.column + !goes_on;
    }
    return mark;
}

bool json_text_make_yaml(char *text, size_t length)
{
    bool moved = false;
    for (size_t i = 0; i < length && strchr(json_text_blanks, text[i]); i++)
        text[i] = text[i] == '\t' ? ' ' : text[i];
    for (size_t i = 0; i + 5 < length; i++) {
        if (text[i] != '\\')
            continue;
        bool is_surrogate = text[i + 1] == 'u' && (text[i + 2] == 'D' || text[i + 2] == 'd') && text[i + 3] &&
                            strchr("89ABCDEFabcdef", text[i + 3]);
        if (is_surrogate) {
            char digit = text[i + 3];
            int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
            text[i + 2] = 'E';
            text[i + 3] = (char)('0' + value - 8);
            moved = true;
        }
        i++; // what is escaped begins no escape
    }
    return moved;
}

// A character of three bytes, 0 when the text holds something else.
static unsigned json_text_three(const unsigned char *text)
{
    if ((text[0] & 0xF0) != 0xE0 || (text[1] & 0xC0) != 0x80 || (text[2] & 0xC0) != 0x80)
        return 0;
    return (text[0] & 0x0Fu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
}

void json_text_join_surrogates(char *text)
{
    char *out = text;
    for (const char *at = text; *at;) {
        unsigned high = json_text_three((const unsigned char *)at), low = 0;
        if (high >= JSON_TEXT_MOVED_HIGH && high < JSON_TEXT_MOVED_LOW)
            low = json_text_three((const unsigned char *)at + 3);
        if (low < JSON_TEXT_MOVED_LOW || low >= JSON_TEXT_MOVED_END) {
            *out++ = *at++;
            continue;
        }
        unsigned point = 0x10000 + ((high - JSON_TEXT_MOVED_HIGH) << 10) + (low - JSON_TEXT_MOVED_LOW);
        *out++ = (char)(0xF0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
        at += 6;
    }
    *out = '\0';
}
