// What the tests of expressions share: a scope of sizes, a text evaluated over it, or refused.
#ifndef FLOPCAST_TESTS_EVALUATING_H
#define FLOPCAST_TESTS_EVALUATING_H

#include <string.h>

#include "read/expression.h"
#include "testing.h"

static const int64_t evaluating_depths[] = {3, 4, 6, 3};

static struct symbol evaluating_symbols[] = {
    {.name = "width", .number = 768},
    {.name = "heads", .number = 12},
    {.name = "layers", .number = 6},
    {.name = "vocabulary", .number = 30522},
    {.name = "most", .number = INT64_MAX},
    {.name = "least", .number = INT64_MIN},
    {.name = "zero", .number = 0},
    {.name = "one_less", .number = -1},
    {.name = "depths", .kind = SYMBOL_LIST, .list = evaluating_depths, .count = 4},
    {.name = "activation", .kind = SYMBOL_TEXT, .text = "swish"},
};

enum { EVALUATING_SYMBOLS = sizeof evaluating_symbols / sizeof *evaluating_symbols };

static const struct scope evaluating_scope = {
    .symbols = evaluating_symbols, .count = EVALUATING_SYMBOLS, .declared = EVALUATING_SYMBOLS};

static inline int64_t value_of(const char *text)
{
    char message[EXPRESSION_MESSAGE_SIZE] = "";
    int64_t value = -99;
    if (!expression_value(text, &evaluating_scope, &value, message))
        fail_msg("\"%s\" was refused: %s", text, message);
    return value;
}

static inline void refuse(const char *text, const char *why)
{
    char message[EXPRESSION_MESSAGE_SIZE] = "";
    int64_t value = 0;
    if (expression_value(text, &evaluating_scope, &value, message))
        fail_msg("\"%s\" was taken as %lld", text, (long long)value);
    if (!strstr(message, why))
        fail_msg("\"%s\" was refused with \"%s\", which does not hold \"%s\"", text, message, why);
}

#endif
