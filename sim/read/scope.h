// Named values that expressions may use: the sizes of a model, the arguments of a block, the turn of a stack.
#ifndef FLOPCAST_READ_SCOPE_H
#define FLOPCAST_READ_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum symbol_kind { SYMBOL_NUMBER, SYMBOL_LIST, SYMBOL_TEXT };

struct symbol {
    const char *name;
    enum symbol_kind kind;
    int64_t number;
    const int64_t *list; // `count` of them
    size_t count;
    const char *text;
    bool used;      // whether an expression has read it
    bool mentioned; // whether something that was left out would have
};

struct scope {
    struct symbol *symbols;
    size_t count;              // of those that have a value
    size_t declared;           // symbols[count..declared) get theirs later, and may not be used yet
    const struct scope *outer; // where a name is looked up that is not here; NULL: nowhere
};

// The symbol of that name, marked as used; NULL when there is none with a value.
struct symbol *scope_find(const struct scope *scope, const char *name, size_t length);

// Marks a name that stands in something left out.
void scope_mention(const struct scope *scope, const char *name, size_t length);

// The next word of a text that could be a name: moves *at to it and returns its length, 0 at the end.
size_t scope_next_word(const char **at);

// Whether a name stands in a text as a word of its own.
bool scope_names_in(const char *text, const char *name);

// All names that have a value, from the innermost scope outwards; returns how many were written.
size_t scope_names(const struct scope *scope, const char **names, size_t capacity);

#endif
