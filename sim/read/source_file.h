// Reading a file into a source text: capped, refused when it is a directory, binary, or not UTF-8.
#ifndef FLOPCAST_READ_SOURCE_FILE_H
#define FLOPCAST_READ_SOURCE_FILE_H

#include "base/arena.h"
#include "base/diag.h"

// On success *source holds the text (NUL-terminated, in the arena, without a byte order mark). `name` is what messages
// call the file, `from` where it is asked for: a file that cannot be read is an error there.
enum status source_file_read(struct arena *arena, const char *path, const char *name, size_t bytes_max,
                             struct mark from, struct diag *diag, const struct source **source) STATUS_MUST_CHECK;

// Refuses NUL, control characters (Unicode's line separators too) and invalid UTF-8, with the place of the first one.
enum status source_file_check_text(const struct source *source, struct diag *diag) STATUS_MUST_CHECK;

#endif
