#include "read/expression.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/units.h"

#define EXPRESSION_EXACT 9007199254740992.0 // 2^53

struct expression {
    const char *at;
    const struct scope *scope;
    char *message;
    size_t depth;
};

static bool expression_sum(struct expression *expression, int64_t *value);

static void expression_skip(struct expression *expression)
{
    while (*expression->at == ' ')
        expression->at++;
}

static bool expression_is_name(char byte, bool first)
{
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
    return letter || (!first && byte >= '0' && byte <= '9');
}

static bool expression_name(struct expression *expression, int64_t *value)
{
    const char *start = expression->at;
    size_t length = 0;
    while (expression_is_name(start[length], length == 0))
        length++;
    expression->at += length;
    const struct scope *scope = expression->scope;
    for (size_t i = 0; scope && i < scope->count; i++)
        if (strlen(scope->names[i]) == length && strncmp(scope->names[i], start, length) == 0) {
            *value = scope->values[i];
            if (scope->used)
                scope->used[i] = true;
            return true;
        }
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), start);
    if (!scope) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is not a whole number", start);
        return false;
    }
    for (size_t i = scope->count; i < scope->declared; i++)
        if (strcmp(scope->names[i], word) == 0) {
            snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                     "size \"%s\" stands below; a size may use those above it", word);
            return false;
        }
    const char *nearest = diag_nearest(word, scope->names, scope->count);
    snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "unknown size \"%s\"%s%s%s", word,
             nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return false;
}

static bool expression_number(struct expression *expression, int64_t *value)
{
    double number = 0;
    const char *start = expression->at;
    if (!units_number(start, &number, &expression->at)) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                 *start >= '0' && *start <= '9' && start[1] != 'x' ? "\"%.40s\" is beyond the range of numbers"
                                                                   : "\"%.40s\" is not a whole number",
                 start);
        return false;
    }
    if (number != floor(number)) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is not a whole number", start);
        return false;
    }
    // Every whole double below 2^53 is exact; from there on one may stand for a neighbour that was written.
    if (fabs(number) >= EXPRESSION_EXACT) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is larger than any count can be (2^53)",
                 start);
        return false;
    }
    *value = (int64_t)number;
    return true;
}

static bool expression_factor(struct expression *expression, int64_t *value)
{
    expression_skip(expression);
    char byte = *expression->at;
    if (byte == '(') {
        if (++expression->depth > EXPRESSION_DEPTH_MAX) {
            snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "parentheses nested deeper than %d",
                     EXPRESSION_DEPTH_MAX);
            return false;
        }
        expression->at++;
        if (!expression_sum(expression, value))
            return false;
        expression_skip(expression);
        expression->depth--;
        if (*expression->at == ')') {
            expression->at++;
            return true;
        }
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "a \")\" is missing");
        return false;
    }
    return expression_is_name(byte, true) ? expression_name(expression, value) : expression_number(expression, value);
}

static bool expression_apply(struct expression *expression, char operation, int64_t *left, int64_t right)
{
    bool overflow = false;
    int64_t result = 0;
    switch (operation) {
    case '*':
        overflow = __builtin_mul_overflow(*left, right, &result);
        break;
    case '+':
        overflow = __builtin_add_overflow(*left, right, &result);
        break;
    case '-':
        overflow = __builtin_sub_overflow(*left, right, &result);
        break;
    default:
        if (right == 0) {
            snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "division by zero");
            return false;
        }
        if (right == -1) { // INT64_MIN / -1 has no int64_t result
            overflow = __builtin_sub_overflow((int64_t)0, *left, &result);
            break;
        }
        if (*left % right != 0) {
            snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "%lld does not divide by %lld", (long long)*left,
                     (long long)right);
            return false;
        }
        result = *left / right;
    }
    if (overflow) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "overflow: the result is larger than any count can be");
        return false;
    }
    *left = result;
    return true;
}

static bool expression_product(struct expression *expression, int64_t *value)
{
    if (!expression_factor(expression, value))
        return false;
    for (;;) {
        expression_skip(expression);
        char operation = *expression->at;
        if (operation != '*' && operation != '/')
            return true;
        expression->at++;
        int64_t right = 0;
        if (!expression_factor(expression, &right) || !expression_apply(expression, operation, value, right))
            return false;
    }
}

static bool expression_sum(struct expression *expression, int64_t *value)
{
    if (!expression_product(expression, value))
        return false;
    for (;;) {
        expression_skip(expression);
        char operation = *expression->at;
        if (operation != '+' && operation != '-')
            return true;
        expression->at++;
        int64_t right = 0;
        if (!expression_product(expression, &right) || !expression_apply(expression, operation, value, right))
            return false;
    }
}

bool expression_value(const char *text, const struct scope *scope, int64_t *value,
                      char message[EXPRESSION_MESSAGE_SIZE])
{
    struct expression expression = {.at = text, .scope = scope, .message = message};
    if (!expression_sum(&expression, value))
        return false;
    expression_skip(&expression);
    if (*expression.at) {
        snprintf(message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is not a whole number or an expression of sizes", text);
        return false;
    }
    return true;
}
