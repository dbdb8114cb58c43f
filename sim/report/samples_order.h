// Pieces of rows that arrive in any order, handed on in the order of the rows: a piece waits until all rows before it
// have come. The caller locks. Also tells how many rows from the first one on are there without a gap.
#ifndef FLOPCAST_REPORT_SAMPLES_ORDER_H
#define FLOPCAST_REPORT_SAMPLES_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct samples_order {
    uint64_t rows; // so many from the first one on have been handed on
    struct samples_order_piece *waiting;
};

// Takes a piece that is next. Returns 0 or an errno.
typedef int samples_order_take(void *context, const char *text, size_t length);

void samples_order_init(struct samples_order *order);
void samples_order_free(struct samples_order *order); // what still waits is dropped

// Rows first..first+n, which no other piece holds, with what is to be handed on for them: `text` from malloc, which
// belongs to the order from now on, whatever happens; NULL when only the rows count (then `take` is never called).
// Returns 0, ENOMEM, or what `take` returned.
int samples_order_add(struct samples_order *order, uint64_t first, uint64_t n, char *text, size_t length,
                      samples_order_take *take, void *context);

#endif
