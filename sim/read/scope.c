#include "read/scope.h"

#include <string.h>

static struct symbol *scope_look(const struct scope *scope, const char *name, size_t length)
{
    for (; scope; scope = scope->outer)
        for (size_t i = scope->count; i-- > 0;) {
            struct symbol *symbol = &scope->symbols[i];
            if (symbol->name[0] == name[0] && strncmp(symbol->name, name, length) == 0 && symbol->name[length] == '\0')
                return symbol;
        }
    return NULL;
}

struct symbol *scope_find(const struct scope *scope, const char *name, size_t length)
{
    struct symbol *symbol = scope_look(scope, name, length);
    if (symbol)
        symbol->used = true;
    return symbol;
}

void scope_mention(const struct scope *scope, const char *name, size_t length)
{
    struct symbol *symbol = scope_look(scope, name, length);
    if (symbol)
        symbol->mentioned = true;
}

size_t scope_names(const struct scope *scope, const char **names, size_t capacity)
{
    size_t count = 0;
    for (; scope; scope = scope->outer)
        for (size_t i = 0; i < scope->count && count < capacity; i++)
            names[count++] = scope->symbols[i].name;
    return count;
}

static bool scope_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

size_t scope_next_word(const char **at)
{
    size_t length = 0;
    while (**at && !scope_is_letter(**at))
        ++*at;
    while (scope_is_letter((*at)[length]))
        length++;
    return length;
}

bool scope_names_in(const char *text, const char *name)
{
    size_t wanted = strlen(name);
    for (size_t length = scope_next_word(&text); length; length = scope_next_word(&text)) {
        if (length == wanted && strncmp(text, name, length) == 0)
            return true;
        text += length;
    }
    return false;
}
