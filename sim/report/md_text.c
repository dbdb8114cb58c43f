#include "report/md_text.h"

#include <ctype.h>
#include <string.h>

#include "report/text_walk.h"

// Where a text is being written to, and what matters of what has been.
struct md_text {
    FILE *stream;
    unsigned char before; // the byte before, 0 at the start of a line
    bool is_ordinal;      // nothing but digits since the start of the line
};

// "&amp;", "&#10;": what would become a character.
static bool md_text_is_entity(const char *rest, size_t left)
{
    size_t length = 0;
    while (length < left && length < 40 && (isalnum((unsigned char)rest[length]) || rest[length] == '#'))
        length++;
    return length && length < left && rest[length] == ';';
}

static bool md_text_needs_escape(const struct md_text *state, char letter, const struct text_walk *rest)
{
    unsigned char next = rest->left ? (unsigned char)*rest->at : 0;
    switch (letter) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
    case '>':
    case '|':
    case '~':
    case '$':
        return true;
    case '_': // inside a word it is a letter, and in an address an escape would break it
        return !isalnum(state->before) || !isalnum(next);
    case '&':
        return md_text_is_entity(rest->at, rest->left);
    case '!':
        return next == '[';
    case '#':
    case '+':
    case '-':
    case '=':
        return state->before == 0;
    case '.':
    case ')':
        return state->is_ordinal && state->before != 0 && (next == 0 || isspace(next));
    default:
        return false;
    }
}

static void md_text_put(struct md_text *state, const char *character, const struct text_walk *rest)
{
    if (md_text_needs_escape(state, character[0], rest))
        fputc('\\', state->stream);
    fputs(character, state->stream);
    state->is_ordinal = (state->before == 0 || state->is_ordinal) && isdigit((unsigned char)character[0]);
    state->before = (unsigned char)character[0];
}

void md_text_line(FILE *stream, const char *text)
{
    struct md_text state = {.stream = stream};
    struct text_walk walk = text_walk(text, TEXT_WALK_CELL);
    char character[TEXT_WALK_SIZE];
    bool blank = false;
    while (text_walk_next(&walk, character)) {
        if (character[0] == ' ' || character[0] == '\n') {
            blank = state.before != 0;
            continue;
        }
        if (blank) {
            fputc(' ', stream);
            state.before = ' ';
            state.is_ordinal = false;
        }
        blank = false;
        md_text_put(&state, character, &walk);
    }
}

void md_text_paragraph(FILE *stream, const char *text)
{
    struct md_text state = {.stream = stream};
    struct text_walk walk = text_walk(text, TEXT_WALK_PARAGRAPH);
    char character[TEXT_WALK_SIZE];
    size_t lines = 0; // ends of lines that are not written yet
    while (text_walk_next(&walk, character)) {
        if (character[0] == '\n') {
            lines += state.before != 0 || lines != 0;
            state.before = 0;
            state.is_ordinal = false;
            continue;
        }
        if (character[0] == ' ' && state.before == 0)
            continue; // four of them would begin a block of code
        fputs(lines == 1 ? "\\\n" : lines ? "\n\n" : "", stream);
        lines = 0;
        md_text_put(&state, character, &walk);
    }
    fputc('\n', stream);
}

static size_t md_text_ticks(const char *text)
{
    size_t most = 0, run = 0;
    for (; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

void md_text_fenced(FILE *stream, const char *text)
{
    size_t ticks = md_text_ticks(text) + 1;
    struct text_walk walk = text_walk(text, TEXT_WALK_PARAGRAPH);
    char character[TEXT_WALK_SIZE], last = '\n';
    ticks = ticks < 3 ? 3 : ticks;
    for (size_t i = 0; i < ticks; i++)
        fputc('`', stream);
    fputs("text\n", stream);
    while (text_walk_next(&walk, character)) {
        fputs(character, stream);
        last = character[0];
    }
    fputs(last == '\n' ? "" : "\n", stream);
    for (size_t i = 0; i < ticks; i++)
        fputc('`', stream);
    fputc('\n', stream);
}
