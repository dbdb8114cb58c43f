#include "read/yaml_text.h"

#include <string.h>

#include "base/units.h"
#include "base/utf8.h"

enum { YAML_TEXT_INDENT = 2 };

static bool yaml_text_is_number(const char *text)
{
    double number = 0;
    const char *end = NULL;
    return units_number(text, &number, &end) && *end == '\0';
}

// Whether a text, plain, would be read as something else, or end early. Inside {} and [] fewer are safe.
static bool yaml_text_needs_quotes(const char *text, bool inside)
{
    static const char first[] = "?:,[]{}#&*!|>'\"%@` ";
    size_t length = strlen(text);
    if (length == 0 || strchr(first, text[0]) || text[length - 1] == ' ' || text[length - 1] == ':')
        return true;
    if ((text[0] == '-' && strchr("- ", text[1])) || strncmp(text, "...", 3) == 0) // a minus is none of these
        return true;
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f || *at == '\\')
            return true;
    return strstr(text, ": ") || strstr(text, " #") || (inside && strpbrk(text, ",[]{}"));
}

static void yaml_text_scalar(const struct yaml_node *node, bool inside, FILE *stream)
{
    if (yaml_tree_is_null(node))
        fputs("null", stream);
    else if (node->quoted || yaml_text_needs_quotes(node->text, inside))
        utf8_put_quoted(stream, node->text);
    else
        fputs(node->text, stream);
}

static void yaml_text_line(const struct yaml_node *node, FILE *stream);

static void yaml_text_key(const struct yaml_pair *pair, bool inside, FILE *stream)
{
    if (pair->key_items)
        yaml_text_line(pair->key_items, stream);
    else if (yaml_text_needs_quotes(pair->key, inside))
        utf8_put_quoted(stream, pair->key);
    else
        fputs(pair->key, stream);
}

// Columns that a node takes on one line; more than the width when it does not fit.
static size_t yaml_text_length(const struct yaml_node *node)
{
    size_t length = 2;
    if (node->kind == YAML_SCALAR)
        return strlen(node->text) + 2;
    for (size_t i = 0; i < node->count && length <= YAML_TEXT_WIDTH; i++)
        length += node->kind == YAML_SEQUENCE ? 2 + yaml_text_length(node->items[i])
                                              : 4 + strlen(node->pairs[i].key) + yaml_text_length(node->pairs[i].value);
    return length;
}

static void yaml_text_line(const struct yaml_node *node, FILE *stream)
{
    if (node->kind == YAML_SCALAR) {
        yaml_text_scalar(node, true, stream);
        return;
    }
    fputc(node->kind == YAML_SEQUENCE ? '[' : '{', stream);
    for (size_t i = 0; i < node->count; i++) {
        fputs(i ? ", " : "", stream);
        if (node->kind == YAML_MAPPING) {
            yaml_text_key(&node->pairs[i], true, stream);
            fputs(": ", stream);
        }
        yaml_text_line(node->kind == YAML_SEQUENCE ? node->items[i] : node->pairs[i].value, stream);
    }
    fputc(node->kind == YAML_SEQUENCE ? ']' : '}', stream);
}

// A list of layers always stands on lines of its own; the sizes of one layer on one line where they fit.
static bool yaml_text_on_one_line(const struct yaml_node *node, int indent)
{
    bool list_of_mappings = node->kind == YAML_SEQUENCE && node->count && node->items[0]->kind == YAML_MAPPING;
    bool has_layers = yaml_tree_get(node, "layers") || yaml_tree_get(node, "branches");
    return node->kind == YAML_SCALAR || node->count == 0 ||
           (!list_of_mappings && !has_layers && indent > 0 &&
            (size_t)indent + yaml_text_length(node) <= YAML_TEXT_WIDTH);
}

// The rest of a line: a key that says nothing stands alone.
static void yaml_text_value(const struct yaml_node *value, bool in_list, FILE *stream)
{
    if (in_list || !yaml_tree_is_null(value) || value->text[0]) {
        fputs(in_list ? "" : " ", stream);
        if (value->kind == YAML_SCALAR)
            yaml_text_scalar(value, false, stream);
        else
            yaml_text_line(value, stream);
    }
    fputc('\n', stream);
}

// The body of a mapping or list: each line after the first is indented; the first stands where the stream is.
static void yaml_text_block(const struct yaml_node *node, int indent, FILE *stream)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *value = node->kind == YAML_SEQUENCE ? node->items[i] : node->pairs[i].value;
        bool list = node->kind == YAML_SEQUENCE;
        if (i > 0)
            fprintf(stream, "%*s", indent, "");
        if (list)
            fputs("- ", stream);
        else {
            yaml_text_key(&node->pairs[i], false, stream);
            fputc(':', stream);
        }
        bool one_pair = list && value->kind == YAML_MAPPING && value->count == 1;
        if (!one_pair && yaml_text_on_one_line(value, indent + YAML_TEXT_INDENT)) {
            yaml_text_value(value, list, stream);
            continue;
        }
        if (!list)
            fprintf(stream, "\n%*s", indent + YAML_TEXT_INDENT, "");
        yaml_text_block(value, indent + YAML_TEXT_INDENT, stream);
    }
}

void yaml_text_write(const struct yaml_node *node, FILE *stream)
{
    if (node->kind == YAML_SCALAR || node->count == 0) {
        yaml_text_line(node, stream);
        fputc('\n', stream);
        return;
    }
    yaml_text_block(node, 0, stream);
}

static void yaml_text_json(const struct yaml_node *node, int indent, FILE *stream)
{
    bool list = node->kind == YAML_SEQUENCE;
    if (node->kind == YAML_SCALAR) {
        bool word = strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0;
        if (yaml_tree_is_null(node))
            fputs("null", stream);
        else if (!node->quoted && (word || yaml_text_is_number(node->text)))
            fputs(node->text, stream);
        else
            utf8_put_quoted(stream, node->text);
        return;
    }
    fputc(list ? '[' : '{', stream);
    for (size_t i = 0; i < node->count; i++) {
        fprintf(stream, "%s\n%*s", i ? "," : "", indent + YAML_TEXT_INDENT, "");
        if (!list) {
            utf8_put_quoted(stream, node->pairs[i].key);
            fputs(": ", stream);
        }
        yaml_text_json(list ? node->items[i] : node->pairs[i].value, indent + YAML_TEXT_INDENT, stream);
    }
    if (node->count)
        fprintf(stream, "\n%*s", indent, "");
    fputc(list ? ']' : '}', stream);
}

void yaml_text_write_json(const struct yaml_node *node, FILE *stream)
{
    yaml_text_json(node, 0, stream);
    fputc('\n', stream);
}
