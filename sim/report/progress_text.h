// One line that tells how far a run is, for a terminal:
//
//     samples  [#########>          ]  47 %  12.4 M/s  0:08 left
//
// Pure: the caller knows the clock and the terminal. ASCII alone, but for what the caller puts in `what`.
#ifndef FLOPCAST_REPORT_PROGRESS_TEXT_H
#define FLOPCAST_REPORT_PROGRESS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_TEXT_COLUMNS_MAX = 200, PROGRESS_TEXT_SIZE = 4 * PROGRESS_TEXT_COLUMNS_MAX + 32 };

struct progress_text {
    const char *what;     // is counted
    uint64_t done, total; // total 0: unknown
    double elapsed_s;
    int columns; // of the terminal; at most PROGRESS_TEXT_COLUMNS_MAX are used
    bool has_colour;
};

// Rate and time left are those of the average so far. The line takes one column less than there are, so that no
// terminal breaks it, and is filled with blanks to that width, so that it covers the one before. Where it does not all
// fit, the rate goes first, then the bar.
void progress_text(const struct progress_text *facts, char text[PROGRESS_TEXT_SIZE]);

#endif
