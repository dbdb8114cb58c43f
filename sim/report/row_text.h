// A line of output that grows as it is written, for rows that are made by several threads and printed by one.
#ifndef FLOPCAST_REPORT_ROW_TEXT_H
#define FLOPCAST_REPORT_ROW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct row_text {
    char *text; // malloc, ends in NUL; NULL before anything is put
    size_t length, capacity;
    bool no_memory; // something is missing
};

void row_text_init(struct row_text *row);
void row_text_free(struct row_text *row); // legal on a zeroed one

void row_text_put(struct row_text *row, const char *text);
void row_text_blanks(struct row_text *row, size_t count);
void row_text_exact(struct row_text *row, double number); // as number_text_exact has it

#endif
