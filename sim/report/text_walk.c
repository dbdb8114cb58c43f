#include "report/text_walk.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static const char text_walk_replacement[] = "\xEF\xBF\xBD", text_walk_ellipsis[] = "\xE2\x80\xA6";

struct text_walk text_walk(const char *text, size_t limit)
{
    return (struct text_walk){.at = text, .left = strnlen(text, 4 * limit + 4), .limit = limit};
}

static uint32_t text_walk_code(const char *text, size_t length)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (unsigned char)text[0] & masks[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3Fu);
    return code;
}

static bool text_walk_is_shown(uint32_t code, const char *text, size_t length)
{
    bool is_no_character = (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
    return code == '\n' || (!is_no_character && !utf8_is_control(text, length) && !utf8_turns(text, length));
}

uint32_t text_walk_next(struct text_walk *walk, char character[TEXT_WALK_SIZE])
{
    if (!walk->left || !walk->limit)
        return 0;
    if (*walk->at == '\r' && walk->left > 1 && walk->at[1] == '\n') {
        walk->at++;
        walk->left--;
    }
    size_t length = utf8_sequence(walk->at, walk->left);
    size_t bytes = length ? length : 1;
    uint32_t code = length ? text_walk_code(walk->at, length) : 0;
    memcpy(character, walk->at, bytes);
    if (code == '\t' || code == '\r')
        character[0] = code == '\t' ? ' ' : '\n';
    else if (!length || !text_walk_is_shown(code, walk->at, length)) {
        memcpy(character, text_walk_replacement, 3);
        bytes = 3;
    }
    walk->at += length ? length : 1;
    walk->left -= length ? length : 1;
    walk->limit--;
    if (!walk->limit && walk->left) {
        memcpy(character, text_walk_ellipsis, 3);
        bytes = 3;
    }
    character[bytes] = '\0';
    return text_walk_code(character, bytes);
}
