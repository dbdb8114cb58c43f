// Integer expressions over named sizes: "12", "1e6", "4 * width", "width / heads", "2 * (a + b)". Every step is
// checked: overflow is an error, and a division that leaves a remainder is one too (heads that do not divide the
// width).
#ifndef FLOPCAST_READ_EXPRESSION_H
#define FLOPCAST_READ_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scope {
    const char **names;
    int64_t *values;
    size_t count;    // of those that have a value
    bool *used;      // which of them an expression has read; NULL: nobody asks
    size_t declared; // names[count..declared) get theirs later, and may not be used yet
};

enum { EXPRESSION_MESSAGE_SIZE = 200, EXPRESSION_DEPTH_MAX = 16 };

// scope may be NULL: then only numbers are known. On failure returns false and says why in message.
bool expression_value(const char *text, const struct scope *scope, int64_t *value,
                      char message[EXPRESSION_MESSAGE_SIZE]);

#endif
