#include "read/source_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status source_file_open_failed(const char *path, const char *name, struct diag *diag)
{
    struct mark nowhere = {0};
    int problem = errno;
    if (problem == ENOENT || problem == ENOTDIR)
        return diag_error(diag, nowhere, NULL, "%s: there is no such file", name);
    diag_error(diag, nowhere, NULL, "%s: cannot be read: %s", name, strerror(problem));
    (void)path;
    return problem == EIO || problem == ENOMEM || problem == EMFILE ? STATUS_IO : STATUS_BAD_INPUT;
}

// Reads to the end or until one byte more than the cap, growing the buffer by doubling.
static char *source_file_slurp(FILE *file, size_t bytes_max, size_t *length, int *problem)
{
    size_t capacity = 16 * 1024, used = 0;
    char *buffer = malloc(capacity);
    *problem = buffer ? 0 : ENOMEM;
    while (buffer) {
        used += fread(buffer + used, 1, capacity - used, file);
        if (ferror(file)) {
            *problem = errno;
            break;
        }
        if (used < capacity || used > bytes_max)
            break;
        char *larger = realloc(buffer, capacity * 2);
        if (!larger) {
            *problem = ENOMEM;
            break;
        }
        buffer = larger;
        capacity *= 2;
    }
    *length = used;
    return buffer;
}

enum status source_file_read(struct arena *arena, const char *path, const char *name, size_t bytes_max,
                             struct diag *diag, const struct source **source)
{
    struct mark nowhere = {0};
    *source = NULL;
    FILE *file = fopen(path, "rb");
    if (!file)
        return source_file_open_failed(path, name, diag);
    size_t length = 0;
    int problem = 0;
    char *buffer = source_file_slurp(file, bytes_max, &length, &problem);
    fclose(file);
    enum status status = STATUS_OK;
    if (problem == ENOMEM)
        status = STATUS_NO_MEMORY;
    else if (problem == EISDIR)
        status = diag_error(diag, nowhere, NULL, "%s: is a directory, not a file", name);
    else if (problem) {
        diag_error(diag, nowhere, NULL, "%s: reading failed: %s", name, strerror(problem));
        status = STATUS_IO;
    } else if (length > bytes_max)
        status = diag_error(diag, nowhere, NULL, "%s: is larger than %zu MiB, the limit for a file", name,
                            bytes_max / 1024 / 1024);
    if (status == STATUS_OK) {
        struct source *made = arena_alloc(arena, sizeof *made);
        char *text = arena_copy(arena, buffer, length);
        char *kept_name = arena_copy(arena, name, strlen(name));
        if (made && text && kept_name) {
            *made = (struct source){.name = kept_name, .text = text, .length = length};
            *source = made;
        } else
            status = STATUS_NO_MEMORY;
    }
    free(buffer);
    return status;
}

// Length of the valid UTF-8 sequence at text, 0 when it is none (RFC 3629: no overlong forms, no surrogates).
static size_t source_file_sequence(const unsigned char *text, size_t left)
{
    unsigned char first = text[0];
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                    : (first & 0xF0) == 0xE0         ? 3
                    : first >= 0xF0 && first <= 0xF4 ? 4
                                                     : 0;
    if (!length || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && text[1] < 0xA0) || (first == 0xED && text[1] > 0x9F) || (first == 0xF0 && text[1] < 0x90) ||
        (first == 0xF4 && text[1] > 0x8F))
        return 0;
    return length;
}

enum status source_file_check_text(const struct source *source, struct diag *diag)
{
    const unsigned char *text = (const unsigned char *)source->text;
    struct mark mark = {.source = source, .line = 1, .column = 1, .width = 1};
    for (size_t at = 0; at < source->length;) {
        unsigned char byte = text[at];
        size_t length = source_file_sequence(text + at, source->length - at);
        if (!length)
            return diag_error(diag, mark, NULL, "byte 0x%02X is not valid UTF-8; save the file as UTF-8 text", byte);
        if (byte == 0)
            return diag_error(diag, mark, NULL, "a NUL byte: this is not a text file");
        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F)
            return diag_error(diag, mark, NULL, "control character 0x%02X: this is not a text file", byte);
        at += length;
        mark.column++;
        if (byte == '\n') {
            mark.line++;
            mark.column = 1;
        }
    }
    return STATUS_OK;
}
