// Integer expressions over named sizes: "12", "1e6", "4 * width", "width / heads", "depths[stage]",
// "kv_heads if grouped else heads". Every step is checked: overflow is an error, and a division that leaves a
// remainder is one too (heads that do not divide the width).
//
//   + - * / (exact) // (rounded down) % == != < <= > >= and or not, x if condition else y, min(a, b), max(a, b),
//   list[index], true, false. What a condition leaves out is not evaluated.
#ifndef FLOPCAST_READ_EXPRESSION_H
#define FLOPCAST_READ_EXPRESSION_H

#include "read/scope.h"

enum { EXPRESSION_MESSAGE_SIZE = 200, EXPRESSION_DEPTH_MAX = 16 };

// scope may be NULL: then only numbers are known. On failure returns false and says why in message.
bool expression_value(const char *text, const struct scope *scope, int64_t *value,
                      char message[EXPRESSION_MESSAGE_SIZE]);

#endif
