#include "quantity/input_text.h"

#include <string.h>

enum { INPUT_TEXT_CALLS_MAX = 2 }; // the distribution and its truncation

static const char input_text_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

// name(arguments), as a span of the text: bytes count from its start.
struct input_text_call {
    size_t name, name_length, open, close;
};

// One call at `at`; returns where the next may begin, 0 when there is none.
static size_t input_text_call(const char *text, size_t at, struct input_text_call *call)
{
    call->name = at + strspn(text + at, " \t");
    call->name_length = strspn(text + call->name, input_text_letters);
    call->open = call->name + call->name_length + strspn(text + call->name + call->name_length, " \t");
    call->close = call->open + strcspn(text + call->open, ")");
    bool complete = call->name_length && text[call->open] == '(' && text[call->close] == ')';
    return complete ? call->close + 1 : 0;
}

// How many calls a text is made of; 0: it is written in another way.
static size_t input_text_calls(const char *text, struct input_text_call calls[INPUT_TEXT_CALLS_MAX])
{
    size_t count = 0, at = 0;
    if (strpbrk(text, "[]{}"))
        return 0;
    do {
        if (count == INPUT_TEXT_CALLS_MAX)
            return 0;
        at = input_text_call(text, at, &calls[count++]);
    } while (at && text[at + strspn(text + at, " \t")]);
    return at ? count : 0;
}

// A YAML list with the arguments of each call where they stand in the text, and blanks for the names:
// "normal(1, 2) truncate(0, 3)" becomes "[     [1, 2],        [0, 3]]".
static char *input_text_list(struct arena *arena, const char *text, const struct input_text_call *calls, size_t count)
{
    char *yaml = arena_format(arena, "%s]", text);
    for (size_t i = 0; yaml && i < count; i++) {
        const struct input_text_call *call = &calls[i];
        bool mapping = call->name_length == 8 && strncmp(text + call->name, "discrete", 8) == 0;
        memset(yaml + call->name, ' ', call->open - call->name);
        yaml[call->name] = i ? ',' : '[';
        yaml[call->open] = mapping ? '{' : '[';
        yaml[call->close] = mapping ? '}' : ']';
    }
    return yaml;
}

// {name: list, name: list} of the calls and the lists that were read.
static enum status input_text_mapping(struct reader *reader, const struct source *source,
                                      const struct input_text_call *calls, size_t count, const struct yaml_node *list,
                                      const struct yaml_node **root)
{
    struct yaml_node *mapping = arena_alloc(reader->arena, sizeof *mapping);
    struct yaml_pair *pairs = arena_array(reader->arena, count, sizeof *pairs);
    if (!mapping || !pairs)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        pairs[i].key = arena_copy(reader->arena, source->text + calls[i].name, calls[i].name_length);
        if (!pairs[i].key)
            return STATUS_NO_MEMORY;
        pairs[i].key_mark =
            (struct mark){.source = source, .line = 1, .column = calls[i].name + 1, .width = calls[i].name_length};
        pairs[i].value = list->items[i];
    }
    *mapping = (struct yaml_node){.kind = YAML_MAPPING,
                                  .mark = {.source = source, .line = 1, .column = 1, .width = 1},
                                  .text = "",
                                  .count = count,
                                  .pairs = pairs,
                                  .weight = list->weight + count};
    *root = mapping;
    return STATUS_OK;
}

enum status input_text_parse(struct reader *reader, const char *where, const char *text, const struct yaml_node **root)
{
    struct input_text_call calls[INPUT_TEXT_CALLS_MAX];
    size_t count = input_text_calls(text, calls);
    struct source *source = arena_alloc(reader->arena, sizeof *source);
    char *source_name = arena_copy(reader->arena, where, strlen(where));
    char *typed = arena_copy(reader->arena, text, strlen(text));
    char *yaml = count ? input_text_list(reader->arena, text, calls, count) : typed;
    if (!source || !source_name || !typed || !yaml)
        return STATUS_NO_MEMORY;
    *source = (struct source){.name = source_name, .text = yaml, .length = strlen(yaml)};
    enum status status = yaml_tree_parse(reader->arena, source, reader->diag, root);
    // What is read; what is shown is what was typed, which is as long up to its end.
    source->text = typed;
    source->length = strlen(typed);
    if (status != STATUS_OK || !count)
        return status;
    const struct yaml_node *list = *root;
    if (list->kind != YAML_SEQUENCE || list->count != count)
        return diag_error(reader->diag, list->mark, reader->path,
                          "not a distribution; write NAME(arguments), and truncate(lo, hi) behind it where wanted");
    return input_text_mapping(reader, source, calls, count, list, root);
}
