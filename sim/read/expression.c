#include "read/expression.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/units.h"

#define EXPRESSION_EXACT 9007199254740992.0 // 2^53

enum { EXPRESSION_NAMES_MAX = 200 };

struct expression {
    const char *at;
    const struct scope *scope;
    char *message;
    size_t depth;
    bool asleep;        // what stands here is left out by a condition: read, not evaluated
    bool has_condition; // somewhere in the text there is an "if"
};

static bool expression_conditional(struct expression *expression, int64_t *value);

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

static size_t expression_word(const char *start)
{
    size_t length = 0;
    while (expression_is_name(start[length], length == 0))
        length++;
    return length;
}

// Takes a sign or a word if it is the next one.
static bool expression_take(struct expression *expression, const char *token)
{
    expression_skip(expression);
    size_t length = strlen(token);
    bool word = expression_is_name(token[0], true);
    if (strncmp(expression->at, token, length) != 0 || (word && expression_word(expression->at) != length))
        return false;
    expression->at += length;
    return true;
}

static bool expression_need(struct expression *expression, const char *token)
{
    if (expression_take(expression, token))
        return true;
    bool cut = token[0] == ',' && *expression->at == '\0'; // YAML took the comma for its own
    snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "a \"%s\" is missing%s", token,
             cut ? "; between braces an expression with a comma stands in quotes" : "");
    return false;
}

static bool expression_unknown(struct expression *expression, const char *start, size_t length)
{
    char word[64];
    const struct scope *scope = expression->scope;
    snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), start);
    if (!scope) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is not a whole number", start);
        return false;
    }
    for (const struct scope *inner = scope; inner; inner = inner->outer)
        for (size_t i = inner->count; i < inner->declared; i++)
            if (strcmp(inner->symbols[i].name, word) == 0) {
                snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                         "size \"%s\" stands below; a size may use those above it", word);
                return false;
            }
    const char *names[EXPRESSION_NAMES_MAX];
    const char *nearest = diag_nearest(word, names, scope_names(scope, names, EXPRESSION_NAMES_MAX));
    snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "unknown size \"%s\"%s%s%s", word,
             nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return false;
}

static bool expression_item(struct expression *expression, const struct symbol *symbol, int64_t *value)
{
    int64_t index = 0;
    if (!expression_conditional(expression, &index) || !expression_need(expression, "]"))
        return false;
    if (expression->asleep)
        return true;
    if (symbol->kind != SYMBOL_LIST || index < 0 || index >= (int64_t)symbol->count) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                 symbol->kind == SYMBOL_LIST ? "\"%.40s\" has no item %lld; its %zu items count from 0"
                                             : "\"%.40s\" is no list",
                 symbol->name, (long long)index, symbol->count);
        return false;
    }
    *value = symbol->list[index];
    return true;
}

static bool expression_name(struct expression *expression, int64_t *value)
{
    const char *start = expression->at;
    size_t length = expression_word(start);
    expression->at += length;
    const struct symbol *symbol = scope_find(expression->scope, start, length);
    if (!symbol)
        return expression_unknown(expression, start, length);
    if (expression_take(expression, "["))
        return expression_item(expression, symbol, value);
    if (symbol->kind != SYMBOL_NUMBER && !expression->asleep) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                 symbol->kind == SYMBOL_LIST ? "\"%.40s\" is a list; say which item, as in \"%.40s[0]\""
                                             : "\"%.40s\" is the text \"%.40s\", not a number",
                 symbol->name, symbol->kind == SYMBOL_LIST ? symbol->name : symbol->text);
        return false;
    }
    *value = symbol->number;
    return true;
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

static bool expression_extreme(struct expression *expression, bool smallest, int64_t *value)
{
    int64_t right = 0;
    if (!expression_need(expression, "(") || !expression_conditional(expression, value) ||
        !expression_need(expression, ",") || !expression_conditional(expression, &right) ||
        !expression_need(expression, ")"))
        return false;
    *value = (right < *value) == smallest ? right : *value;
    return true;
}

static bool expression_factor(struct expression *expression, int64_t *value)
{
    expression_skip(expression);
    // A word is a size before it is anything else: a size may be called "min".
    const char *start = expression->at;
    size_t length = expression_word(start);
    if (length && !scope_find(expression->scope, start, length)) {
        if (expression_take(expression, "min"))
            return expression_extreme(expression, true, value);
        if (expression_take(expression, "max"))
            return expression_extreme(expression, false, value);
        if (expression_take(expression, "true") || expression_take(expression, "false")) {
            *value = start[0] == 't';
            return true;
        }
    }
    if (length)
        return expression_name(expression, value);
    if (!expression_take(expression, "("))
        return expression_number(expression, value);
    bool done = expression_conditional(expression, value);
    return done && expression_need(expression, ")");
}

static bool expression_divide(struct expression *expression, const char *sign, int64_t *left, int64_t right)
{
    if (right == 0) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "division by zero");
        return false;
    }
    if (right == -1) { // INT64_MIN / -1 has no int64_t result
        int64_t negated = 0;
        if (sign[0] != '%' && __builtin_sub_overflow((int64_t)0, *left, &negated)) {
            snprintf(expression->message, EXPRESSION_MESSAGE_SIZE,
                     "overflow: the result is larger than any count can be");
            return false;
        }
        *left = negated;
        return true;
    }
    int64_t remainder = *left % right, quotient = *left / right;
    if (sign[0] == '/' && sign[1] == '\0' && remainder != 0) {
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "%lld does not divide by %lld", (long long)*left,
                 (long long)right);
        return false;
    }
    // Rounded down, and the remainder that goes with it, also below 0.
    bool below = remainder != 0 && (remainder < 0) != (right < 0);
    if (sign[0] == '%')
        *left = below ? remainder + right : remainder;
    else
        *left = below ? quotient - 1 : quotient;
    return true;
}

static bool expression_apply(struct expression *expression, const char *sign, int64_t *left, int64_t right)
{
    bool overflow = false;
    if (expression->asleep)
        return true;
    switch (sign[0]) {
    case '*':
        overflow = __builtin_mul_overflow(*left, right, left);
        break;
    case '+':
        overflow = __builtin_add_overflow(*left, right, left);
        break;
    case '-':
        overflow = __builtin_sub_overflow(*left, right, left);
        break;
    default:
        return expression_divide(expression, sign, left, right);
    }
    if (overflow)
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "overflow: the result is larger than any count can be");
    return !overflow;
}

static bool expression_product(struct expression *expression, int64_t *value)
{
    static const char *const signs[] = {"*", "//", "/", "%"};
    if (!expression_factor(expression, value))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs;) {
        int64_t right = 0;
        if (!expression_take(expression, signs[i])) {
            i++;
            continue;
        }
        if (!expression_factor(expression, &right) || !expression_apply(expression, signs[i], value, right))
            return false;
        i = 0;
    }
    return true;
}

static bool expression_sum(struct expression *expression, int64_t *value)
{
    static const char *const signs[] = {"+", "-"};
    if (!expression_product(expression, value))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs;) {
        int64_t right = 0;
        if (!expression_take(expression, signs[i])) {
            i++;
            continue;
        }
        if (!expression_product(expression, &right) || !expression_apply(expression, signs[i], value, right))
            return false;
        i = 0;
    }
    return true;
}

static bool expression_comparison(struct expression *expression, int64_t *value)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};
    size_t nots = 0;
    while (expression_take(expression, "not"))
        nots++;
    if (!expression_sum(expression, value))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        int64_t right = 0, left = *value;
        if (!expression_take(expression, signs[i]))
            continue;
        if (!expression_sum(expression, &right))
            return false;
        const bool results[] = {left == right, left != right, left <= right, left >= right, left<right, left> right};
        *value = results[i];
        break;
    }
    if (nots)
        *value = (*value != 0) == (nots % 2 == 0);
    return true;
}

// `a and b`, `a or b`: what the left side settles leaves the right one out.
static bool expression_logic(struct expression *expression, bool is_or, int64_t *value)
{
    bool asleep = expression->asleep;
    if (!(is_or ? expression_logic(expression, false, value) : expression_comparison(expression, value)))
        return false;
    while (expression_take(expression, is_or ? "or" : "and")) {
        int64_t right = 0;
        bool settled = (*value != 0) == is_or;
        expression->asleep = asleep || settled;
        bool done = is_or ? expression_logic(expression, false, &right) : expression_comparison(expression, &right);
        expression->asleep = asleep;
        if (!done)
            return false;
        *value = settled ? *value != 0 : right != 0;
    }
    return true;
}

// `x if condition else y`: x stands before what decides on it, so it is passed over first and read again if it counts.
static bool expression_conditional(struct expression *expression, int64_t *value)
{
    if (++expression->depth > EXPRESSION_DEPTH_MAX + 1) { // this one is around the whole
        snprintf(expression->message, EXPRESSION_MESSAGE_SIZE, "parentheses nested deeper than %d",
                 EXPRESSION_DEPTH_MAX);
        return false;
    }
    const char *start = expression->at;
    bool asleep = expression->asleep, has_condition = expression->has_condition;
    int64_t condition = 0, other = 0;
    expression->asleep = asleep || has_condition;
    bool done = expression_logic(expression, true, value);
    expression->asleep = asleep;
    if (done && has_condition && expression_take(expression, "if")) {
        done = expression_logic(expression, true, &condition) && expression_need(expression, "else");
        expression->asleep = asleep || condition != 0;
        done = done && expression_conditional(expression, &other);
        const char *end = expression->at;
        expression->asleep = asleep;
        if (done && condition && !asleep) {
            expression->at = start;
            done = expression_logic(expression, true, value);
            expression->at = end;
        } else
            *value = other;
    } else if (done && has_condition && !asleep) {
        expression->at = start;
        done = expression_logic(expression, true, value);
    }
    expression->depth--;
    return done;
}

// Most expressions are one small number or one name.
static bool expression_at_once(const char *text, const struct scope *scope, int64_t *value)
{
    size_t digits = 0, length = expression_word(text);
    *value = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 15; digits++)
        *value = *value * 10 + (text[digits] - '0');
    if (digits || !length)
        return digits && text[digits] == '\0';
    const struct symbol *symbol = text[length] == '\0' ? scope_find(scope, text, length) : NULL;
    if (!symbol || symbol->kind != SYMBOL_NUMBER)
        return false;
    *value = symbol->number;
    return true;
}

bool expression_value(const char *text, const struct scope *scope, int64_t *value,
                      char message[EXPRESSION_MESSAGE_SIZE])
{
    if (expression_at_once(text, scope, value))
        return true;
    struct expression expression = {
        .at = text, .scope = scope, .message = message, .has_condition = strstr(text, "if") != NULL};
    *value = 0;
    if (!expression_conditional(&expression, value))
        return false;
    expression_skip(&expression);
    if (*expression.at) {
        snprintf(message, EXPRESSION_MESSAGE_SIZE, "\"%.40s\" is not a whole number or an expression of sizes", text);
        return false;
    }
    return true;
}
