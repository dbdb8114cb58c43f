#include "base/diag.h"

#include <stdarg.h>
#include <string.h>

enum { DIAG_EXCERPT_MAX = 100, DIAG_WORD_MAX = 64 };

void diag_init(struct diag *diag)
{
    *diag = (struct diag){0};
    arena_init(&diag->arena);
}

void diag_free(struct diag *diag)
{
    arena_free(&diag->arena);
    *diag = (struct diag){0};
}

static bool diag_is_known(const struct diag *diag, struct mark mark, const char *text)
{
    for (size_t i = 0; i < diag->count; i++) {
        const struct diag_message *message = &diag->messages[i];
        if (message->mark.source == mark.source && message->mark.line == mark.line &&
            message->mark.column == mark.column && strcmp(message->text, text) == 0)
            return true;
    }
    return false;
}

static void diag_add(struct diag *diag, enum diag_level level, struct mark mark, const char *path, const char *format,
                     va_list list)
{
    diag->errors += level == DIAG_ERROR;
    if (diag->count >= DIAG_MESSAGES_MAX)
        return;
    struct diag_message *grown =
        arena_grow(&diag->arena, diag->messages, diag->count, diag->count + 1, &diag->capacity, sizeof *diag->messages);
    const char *text = arena_vformat(&diag->arena, format, list);
    const char *kept_path = path ? arena_copy(&diag->arena, path, strlen(path)) : "";
    if (!grown || !text || !kept_path) {
        diag->no_memory = true;
        return;
    }
    diag->messages = grown;
    // A value that an alias or a repeated model shows twice is still one mistake.
    if (diag_is_known(diag, mark, text)) {
        diag->errors -= level == DIAG_ERROR;
        return;
    }
    diag->messages[diag->count++] =
        (struct diag_message){.level = level, .mark = mark, .path = kept_path, .text = text};
}

enum status diag_error(struct diag *diag, struct mark mark, const char *path, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    diag_add(diag, DIAG_ERROR, mark, path, format, list);
    va_end(list);
    return STATUS_BAD_INPUT;
}

void diag_warning(struct diag *diag, struct mark mark, const char *path, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    diag_add(diag, DIAG_WARNING, mark, path, format, list);
    va_end(list);
}

enum status diag_status(const struct diag *diag)
{
    if (diag->no_memory)
        return STATUS_NO_MEMORY;
    return diag->errors ? STATUS_BAD_INPUT : STATUS_OK;
}

static bool diag_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

// Prints the bytes of one character; what a terminal would obey instead of showing becomes '?'.
static void diag_print_character(FILE *stream, const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    if ((first < 0x20 && first != '\t') || first == 0x7F)
        fputc('?', stream);
    else
        fwrite(text, 1, length, stream);
}

static void diag_print_line(FILE *stream, const char *line, size_t length, size_t column, size_t width)
{
    // Show a window of the line that holds the caret.
    size_t skipped = column > DIAG_EXCERPT_MAX / 2 ? column - DIAG_EXCERPT_MAX / 2 : 0;
    if (column + width <= DIAG_EXCERPT_MAX)
        skipped = 0;
    char pad[DIAG_EXCERPT_MAX + 1];
    size_t pads = 0, character = 0;
    for (size_t at = 0; at < length && character < skipped + DIAG_EXCERPT_MAX; character++) {
        size_t next = at + 1;
        while (next < length && diag_is_continuation(line[next]))
            next++;
        if (character >= skipped) {
            diag_print_character(stream, line + at, next - at);
            if (character + 1 < column)
                pad[pads++] = line[at] == '\t' ? '\t' : ' ';
        }
        at = next;
    }
    size_t left = skipped + DIAG_EXCERPT_MAX > column ? skipped + DIAG_EXCERPT_MAX - column : 1;
    fprintf(stream, "\n       | %.*s^", (int)pads, pad);
    for (size_t i = 1; i < width && i < left; i++)
        fputc('~', stream);
    fputc('\n', stream);
}

static void diag_print_excerpt(FILE *stream, struct mark mark)
{
    const char *line = mark.source->text, *end = line + mark.source->length;
    for (size_t number = 1; number < mark.line; number++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline)
            return;
        line = newline + 1;
    }
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((newline ? newline : end) - line);
    if (length && line[length - 1] == '\r')
        length--;
    fprintf(stream, "  %4zu | ", mark.line);
    diag_print_line(stream, line, length, mark.column, mark.width ? mark.width : 1);
}

static void diag_print_message(const struct diag_message *message, FILE *stream)
{
    if (message->mark.source)
        fprintf(stream, "%s:", message->mark.source->name);
    if (message->mark.line)
        fprintf(stream, "%zu:%zu:", message->mark.line, message->mark.column);
    fprintf(stream, "%s%s: %s", message->mark.source ? " " : "", message->level == DIAG_ERROR ? "error" : "warning",
            message->text);
    if (message->path[0])
        fprintf(stream, " (at %s)", message->path);
    fputc('\n', stream);
    if (message->mark.source && message->mark.line)
        diag_print_excerpt(stream, message->mark);
}

// Whether a message stands before another in the same text; texts keep the order in which they were first complained
// of.
static bool diag_is_before(const struct diag_message *a, const struct diag_message *b)
{
    if (a->mark.source != b->mark.source)
        return false;
    return a->mark.line != b->mark.line ? a->mark.line < b->mark.line : a->mark.column < b->mark.column;
}

void diag_print(const struct diag *diag, FILE *stream)
{
    const struct diag_message *sorted[DIAG_MESSAGES_MAX];
    size_t errors = 0;
    for (size_t i = 0; i < diag->count; i++) {
        size_t at = i;
        for (; at > 0 && diag_is_before(&diag->messages[i], sorted[at - 1]); at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = &diag->messages[i];
        errors += diag->messages[i].level == DIAG_ERROR;
    }
    for (size_t i = 0; i < diag->count; i++)
        diag_print_message(sorted[i], stream);
    if (diag->errors > errors)
        fprintf(stream, "... and %zu more errors\n", diag->errors - errors);
}

// Damerau-Levenshtein distance (optimal string alignment), by rows; words longer than the buffer are simply far.
static size_t diag_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > DIAG_WORD_MAX || m > DIAG_WORD_MAX)
        return DIAG_WORD_MAX;
    size_t before[DIAG_WORD_MAX + 1] = {0}, last[DIAG_WORD_MAX + 1] = {0}, row[DIAG_WORD_MAX + 1] = {0};
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        memcpy(before, last, sizeof before);
        memcpy(last, row, sizeof last);
    }
    return last[m];
}

const char *diag_nearest(const char *word, const char *const names[], size_t count)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = diag_distance(word, names[i]);
        bool prefix = strlen(word) >= 3 && strncmp(word, names[i], strlen(word)) == 0;
        if (prefix && distance > best)
            distance = best;
        if (distance <= best && (distance < best || !nearest)) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
