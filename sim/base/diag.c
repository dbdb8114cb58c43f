#include "base/diag.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

enum { DIAG_SEEN_MAX = 4096, DIAG_TEXT_MAX = 1024, DIAG_EXCERPT_MAX = 100, DIAG_WORD_MAX = 64, DIAG_NAMES_MAX = 1000 };

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

// FNV-1a, of a message and its place.
static uint64_t diag_hash(struct mark mark, const char *text)
{
    uint64_t hash = 14695981039346656037u;
    const uint64_t place[] = {(uintptr_t)mark.source, mark.line, mark.column};
    for (size_t i = 0; i < sizeof place / sizeof *place; i++)
        hash = (hash ^ place[i]) * 1099511628211u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

// Whether the same was said of the same place before; remembers it if not.
static bool diag_is_known(struct diag *diag, struct mark mark, const char *text)
{
    uint64_t hash = diag_hash(mark, text);
    for (size_t i = 0; i < diag->seen_count; i++)
        if (diag->seen[i] == hash)
            return true;
    if (diag->seen_count == DIAG_SEEN_MAX)
        return false;
    uint64_t *seen = arena_grow(&diag->arena, diag->seen, diag->seen_count, diag->seen_count + 1, &diag->seen_capacity,
                                sizeof *seen);
    diag->no_memory = diag->no_memory || !seen;
    if (seen) {
        diag->seen = seen;
        seen[diag->seen_count++] = hash;
    }
    return false;
}

static void diag_add(struct diag *diag, enum diag_level level, struct mark mark, const char *path, const char *format,
                     va_list list)
{
    char text[DIAG_TEXT_MAX];
    vsnprintf(text, sizeof text, format, list);
    // A value that an alias or a repeated model shows twice is still one mistake.
    if (diag_is_known(diag, mark, text))
        return;
    diag->errors += level == DIAG_ERROR;
    if (diag->count >= DIAG_MESSAGES_MAX)
        return;
    struct diag_message *grown =
        arena_grow(&diag->arena, diag->messages, diag->count, diag->count + 1, &diag->capacity, sizeof *diag->messages);
    const char *kept_text = arena_copy(&diag->arena, text, strlen(text));
    const char *kept_path = path ? arena_copy(&diag->arena, path, strlen(path)) : "";
    if (!grown || !kept_text || !kept_path) {
        diag->no_memory = true;
        return;
    }
    diag->messages = grown;
    diag->messages[diag->count++] =
        (struct diag_message){.level = level, .mark = mark, .path = kept_path, .text = kept_text};
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

// Writes a window of the line that holds the caret, and the caret under it.
static void diag_print_line(FILE *stream, const char *line, size_t length, size_t column, size_t width)
{
    size_t skipped =
        column + width > DIAG_EXCERPT_MAX && column > DIAG_EXCERPT_MAX / 2 ? column - DIAG_EXCERPT_MAX / 2 : 0;
    char pad[DIAG_EXCERPT_MAX + 1];
    size_t pads = 0, character = 0;
    for (size_t at = 0; at < length && character < skipped + DIAG_EXCERPT_MAX; character++) {
        size_t bytes = utf8_sequence(line + at, length - at);
        bytes = bytes ? bytes : 1;
        if (character >= skipped) {
            if (line[at] == '\t')
                fputc('\t', stream);
            else
                utf8_put(stream, line + at, bytes);
            if (character + 1 < column)
                pad[pads++] = line[at] == '\t' ? '\t' : ' ';
        }
        at += bytes;
    }
    size_t left = skipped + DIAG_EXCERPT_MAX > column ? skipped + DIAG_EXCERPT_MAX - column : 1;
    fprintf(stream, "\n       | %.*s^", (int)pads, pad);
    for (size_t i = 1; i < width && i < left; i++)
        fputc('~', stream);
    fputc('\n', stream);
}

static void diag_print_excerpt(FILE *stream, struct mark mark)
{
    const char *line = mark.source->text, *end = line + mark.source->length, *stop = NULL;
    // Lines end as in YAML: LF, CR LF, or CR alone.
    for (size_t number = 1;; number++) {
        stop = line;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        if (number == mark.line)
            break;
        if (stop == end)
            return;
        line = stop + (stop[0] == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1);
    }
    fprintf(stream, "  %4zu | ", mark.line);
    diag_print_line(stream, line, (size_t)(stop - line), mark.column, mark.width ? mark.width : 1);
}

static void diag_put(FILE *stream, const char *text)
{
    utf8_put(stream, text, strlen(text));
}

static void diag_print_message(const struct diag_message *message, FILE *stream)
{
    if (message->mark.source) {
        diag_put(stream, message->mark.source->name);
        fputc(':', stream);
    }
    if (message->mark.line)
        fprintf(stream, "%zu:%zu:", message->mark.line, message->mark.column);
    fprintf(stream, "%s%s: ", message->mark.source ? " " : "", message->level == DIAG_ERROR ? "error" : "warning");
    diag_put(stream, message->text);
    if (message->path[0]) {
        fputs(" (at ", stream);
        diag_put(stream, message->path);
        fputc(')', stream);
    }
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
        fprintf(stream, "... and %zu more error%s\n", diag->errors - errors, diag->errors - errors == 1 ? "" : "s");
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

static bool diag_is_same_letters(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
    return *a == *b;
}

const char *diag_nearest(const char *word, const char *const names[], size_t count)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    if (length > DIAG_WORD_MAX)
        return NULL;
    // One letter of a short word is most of it, and its first letter is rarely wrong; more than four wrong letters are
    // another word, however long it is.
    size_t best = length <= 3 ? 1 : length < 9 ? length / 3 + 1 : 4;
    count = count < DIAG_NAMES_MAX ? count : DIAG_NAMES_MAX;
    for (size_t i = 0; i < count; i++)
        if (diag_is_same_letters(word, names[i]))
            return names[i];
    for (size_t i = 0; i < count; i++) {
        if (length <= 4 && tolower((unsigned char)word[0]) != tolower((unsigned char)names[i][0]))
            continue;
        size_t distance = diag_distance(word, names[i]);
        bool prefix = length >= 3 && strncmp(word, names[i], length) == 0;
        if (prefix && distance > best)
            distance = best;
        if (distance <= best && (distance < best || !nearest)) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
