// Files that a command writes: where they go, in which format, and that all of them arrive or none. Each is written to
// a temporary file beside it; output_commit renames them all.
#ifndef FLOPCAST_CLI_OUTPUT_H
#define FLOPCAST_CLI_OUTPUT_H

#include "base/diag.h"
#include "report/report_kinds.h"

// Where an `-o` points to.
struct output_target {
    const char *path; // as stated
    const struct report_kind *kind;
    bool is_stream; // "-": standard output
    bool is_folder; // a file for each programme goes there
};

struct output_file {
    const char *path, *temporary; // temporary NULL: written in place, since it is no ordinary file (/dev/null, a pipe)
};

struct output {
    struct arena *arena;
    struct diag *diag;
    struct output_file *files;
    size_t count, capacity;
};

// What a path asks for: the format by its extension unless `stated`, in a folder `page`. Located errors: an extension
// of no format, a folder that is not there or cannot be written to, a file that is a folder.
enum status output_target(struct diag *diag, struct arena *arena, const char *path, const struct report_kind *stated,
                          struct output_target *target) STATUS_MUST_CHECK;

// Whether two paths are of one file, however they are spelled: the same name in the same folder.
bool output_is_same(struct arena *arena, const char *a, const char *b);

// "html", and "txt" of the format called table.
const char *output_extension(const struct report_kind *kind);

// Whether a format is bytes that nobody wants on a terminal.
bool output_is_binary(const struct report_kind *kind);

// A name for a file made of what a text says, without what file systems or shells would stumble over: "Sparse models,
// 2027" becomes "Sparse-models-2027". Never empty; in the arena, NULL without memory.
const char *output_name(struct arena *arena, const char *text);

void output_init(struct output *output, struct arena *arena, struct diag *diag);

// Writes the sheet to where the path will be.
enum status output_write(struct output *output, const char *path, const struct report_kind *kind,
                         const struct sheet *sheet) STATUS_MUST_CHECK;

// Gives every file its name, replacing what was there.
enum status output_commit(struct output *output) STATUS_MUST_CHECK;

// Removes what was written and not committed. Legal at any time.
void output_discard(struct output *output);

#endif
