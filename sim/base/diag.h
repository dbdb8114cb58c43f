// Diagnostics: messages about the input, collected so that one run shows all of them, each with file:line:column, the
// key path, the source line with a caret, and a suggestion where there is one:
//
//     hardware/h100.yaml:12:3: error: unknown key "tpd"; did you mean "tdp"? (at power)
//       12 |   tpd: 700 W
//          |   ^~~
#ifndef FLOPCAST_BASE_DIAG_H
#define FLOPCAST_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/status.h"

// A text as it was read: a file, or a command-line argument (then `name` is like "--set pue"). Owned by the arena of
// the reader; a diag only points to it, so print before freeing.
struct source {
    const char *name;
    const char *text;
    size_t length;
};

// A place in a source. Lines and columns count from 1; columns count characters (UTF-8 code points), not bytes.
// line 0 means the text as a whole.
struct mark {
    const struct source *source;
    size_t line, column;
    size_t width; // characters that the caret underlines, at least 1
};

// So many are kept: past them the first ones matter more than the rest.
enum { DIAG_MESSAGES_MAX = 50 };

enum diag_level { DIAG_ERROR, DIAG_WARNING };

struct diag_message {
    enum diag_level level;
    struct mark mark;
    const char *path; // "training.phases[2].steps", "" when there is none
    const char *text;
};

struct diag {
    struct arena arena;
    struct diag_message *messages;
    size_t count, capacity;
    uint64_t *seen; // hashes of all messages so far, so that the same mistake is counted once
    size_t seen_count, seen_capacity;
    size_t errors;  // all errors seen, including those past the cap
    bool no_memory; // a message was lost because memory ran out
};

void diag_init(struct diag *diag);
void diag_free(struct diag *diag);

// Each returns STATUS_BAD_INPUT, so that a caller can `return diag_error(...)`.
enum status diag_error(struct diag *diag, struct mark mark, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_warning(struct diag *diag, struct mark mark, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// STATUS_OK when no error was collected, else STATUS_BAD_INPUT (STATUS_NO_MEMORY when memory ran out).
enum status diag_status(const struct diag *diag);

// All messages, those about one text in the order of its lines.
void diag_print(const struct diag *diag, FILE *stream);

// The name in names[0..count) that is nearest to a mistyped word, NULL when none is near enough to be meant.
const char *diag_nearest(const char *word, const char *const names[], size_t count);

#endif
