#include "cli/commands.h"

#include <string.h>

const struct command commands[] = {
#define COMMAND_ROW(word, words_text, least, most, text)                                                               \
    {.name = #word, .words = words_text, .words_min = least, .words_max = most, .sentence = text, .run = cmd_##word},
    COMMAND_ROWS(COMMAND_ROW)
#undef COMMAND_ROW
};

const size_t commands_count = sizeof commands / sizeof *commands;

const struct command *commands_named(const char *name)
{
    for (size_t i = 0; i < commands_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}
