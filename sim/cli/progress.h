// How far a long run is, on a line of the terminal that comes and goes, and Ctrl-C, which ends the run early but in
// order. A stream that is no terminal gets nothing. One at a time: the signal belongs to the process.
#ifndef FLOPCAST_CLI_PROGRESS_H
#define FLOPCAST_CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    const char *what; // is counted: "samples"
    uint64_t total;   // 0: unknown
    FILE *stream;
    bool is_terminal, has_colour;
    bool is_catching; // Ctrl-C, since init
    struct sigaction before;
    double started_s, drawn_s; // of the monotonic clock
    int drawn_columns;         // of the line that stands there; 0: none
};

// From now on a Ctrl-C is remembered; a second one ends the process at once. Where the caller of the process ignores
// Ctrl-C, so do we. Colour obeys NO_COLOR (https://no-color.org) and TERM=dumb.
void progress_init(struct progress *progress, const char *what, uint64_t total, FILE *stream);

// Clears the line, and leaves Ctrl-C as it was found. Legal twice.
void progress_free(struct progress *progress);

// Often, from one thread at a time: draws now and then. False when the user asked to stop. `total` may become known, or
// change, on the way. The pointer is to a struct progress: this is a callback of the run.
bool progress_tick(void *progress, uint64_t done, uint64_t total);

// Columns of the terminal behind a stream, or what $COLUMNS says, within 40..200; 80 where neither tells.
int progress_columns(FILE *stream);

// Whether a Ctrl-C came since the last progress_init.
bool progress_interrupted(void);

#endif
