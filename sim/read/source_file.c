#include "read/source_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static enum status source_file_open_failed(const char *name, struct mark from, struct diag *diag)
{
    int problem = errno;
    if (problem == ENOENT || problem == ENOTDIR)
        return diag_error(diag, from, NULL, "%s: there is no such file", name);
    diag_error(diag, from, NULL, "%s: cannot be read: %s", name, strerror(problem));
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
                             struct mark from, struct diag *diag, const struct source **source)
{
    *source = NULL;
    FILE *file = fopen(path, "rb");
    if (!file)
        return source_file_open_failed(name, from, diag);
    size_t length = 0;
    int problem = 0;
    char *buffer = source_file_slurp(file, bytes_max, &length, &problem);
    fclose(file);
    enum status status = STATUS_OK;
    if (problem == ENOMEM)
        status = STATUS_NO_MEMORY;
    else if (problem == EISDIR)
        status = diag_error(diag, from, NULL, "%s: is a directory, not a file", name);
    else if (problem) {
        diag_error(diag, from, NULL, "%s: reading failed: %s", name, strerror(problem));
        status = STATUS_IO;
    } else if (length > bytes_max)
        status = diag_error(diag, from, NULL, "%s: is larger than %zu MiB, the limit for a file", name,
                            bytes_max / 1024 / 1024);
    if (status == STATUS_OK) {
        struct source *made = arena_alloc(arena, sizeof *made);
        // A byte order mark says nothing in UTF-8 and is no part of the text.
        size_t skipped = length >= 3 && memcmp(buffer, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        length -= skipped;
        char *text = arena_copy(arena, buffer + skipped, length);
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

enum status source_file_check_text(const struct source *source, struct diag *diag)
{
    const char *text = source->text;
    struct mark mark = {.source = source, .line = 1, .column = 1, .width = 1};
    for (size_t at = 0; at < source->length;) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = utf8_sequence(text + at, source->length - at);
        bool blank = byte == '\t' || byte == '\n' || byte == '\r';
        if (!length)
            return diag_error(diag, mark, NULL, "byte 0x%02X is not valid UTF-8; save the file as UTF-8 text", byte);
        if (byte == 0)
            return diag_error(diag, mark, NULL, "a NUL byte: this is not a text file");
        if (!blank && utf8_is_control(text + at, length))
            return diag_error(diag, mark, NULL, "control character %s%02X: this is not a text file",
                              length == 1   ? "0x"
                              : length == 2 ? "U+00"
                                            : "U+20",
                              length == 1   ? byte
                              : length == 2 ? (unsigned char)text[at + 1]
                                            : (unsigned char)text[at + 2] - 0x80);
        at += length;
        mark.column++;
        // A line ends in LF, CR LF, or CR alone.
        if (byte == '\n' || (byte == '\r' && (at == source->length || text[at] != '\n'))) {
            mark.line++;
            mark.column = 1;
        }
    }
    return STATUS_OK;
}
