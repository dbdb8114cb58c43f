#include "read/field.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const field_common_keys[] = {"source", "assumed", "note"};

enum { FIELD_COMMON_KEYS = sizeof field_common_keys / sizeof *field_common_keys, FIELD_NAMES_MAX = 64 };

enum status field_error(const struct reader *reader, const struct yaml_node *node, const char *format, ...)
{
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return diag_error(reader->diag, node->mark, reader->path, "%s", text);
}

// Paths are extended for every value and shown for next to none: no printf here.
size_t field_enter(struct reader *reader, const char *key)
{
    size_t length = strlen(reader->path), at = length, room = sizeof reader->path - 1;
    if (length && at < room)
        reader->path[at++] = '.';
    while (*key && at < room)
        reader->path[at++] = *key++;
    reader->path[at] = '\0';
    return length;
}

size_t field_enter_item(struct reader *reader, size_t index)
{
    char digits[24];
    size_t length = strlen(reader->path), at = length, room = sizeof reader->path - 1, count = 0;
    digits[count++] = ']';
    do
        digits[count++] = (char)('0' + index % 10);
    while ((index /= 10) != 0);
    digits[count++] = '[';
    while (count && at < room)
        reader->path[at++] = digits[--count];
    reader->path[at] = '\0';
    return length;
}

void field_leave(struct reader *reader, size_t length)
{
    reader->path[length] = '\0';
}

static const char *field_kind_words(const struct yaml_node *node)
{
    if (node->kind == YAML_MAPPING)
        return "a mapping";
    if (node->kind == YAML_SEQUENCE)
        return "a list";
    if (yaml_tree_is_null(node))
        return "nothing";
    return !node->text[0] ? "an empty text" : node->quoted ? "a text" : "a value";
}

static enum status field_check_common(const struct reader *reader, const struct yaml_node *node)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < FIELD_COMMON_KEYS; i++) {
        const struct yaml_node *text = yaml_tree_get(node, field_common_keys[i]);
        if (text && (text->kind != YAML_SCALAR || text->text[0] == '\0' || yaml_tree_is_null(text)))
            status = field_error(reader, text, "\"%s\" must be a text", field_common_keys[i]);
    }
    return status;
}

bool field_is_common(const char *key)
{
    for (size_t i = 0; i < FIELD_COMMON_KEYS; i++)
        if (key[0] == field_common_keys[i][0] && strcmp(key, field_common_keys[i]) == 0)
            return true;
    return false;
}

const struct yaml_node *field_unwrap(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_node *value = yaml_tree_get(node, "value");
    if (!value)
        return node;
    (void)field_check_common(reader, node);
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->pairs[i].key, "value") != 0 && !field_is_common(node->pairs[i].key))
            diag_error(reader->diag, node->pairs[i].key_mark, reader->path,
                       "unknown key \"%s\" beside \"value\"; source, assumed and note may stand here",
                       node->pairs[i].key);
    return value;
}

bool field_is_expression(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && !yaml_tree_is_null(node) && (!node->quoted || strpbrk(node->text, "[,"));
}

static enum status field_check_count(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     int64_t value)
{
    if ((double)value < row->low)
        return field_error(reader, node, "\"%s\" must be at least %.0f, not %lld", row->key, row->low,
                           (long long)value);
    if ((double)value > row->high)
        return field_error(reader, node, "\"%s\" must be at most %.10g, not %lld", row->key, row->high,
                           (long long)value);
    return STATUS_OK;
}

// What a scalar names in the scope, when that is of the kind that is wanted.
static const struct symbol *field_symbol(const struct reader *reader, const struct yaml_node *node,
                                         enum symbol_kind kind)
{
    if (node->kind != YAML_SCALAR || node->quoted)
        return NULL;
    const struct symbol *symbol = scope_find(reader->scope, node->text, strlen(node->text));
    return symbol && symbol->kind == kind ? symbol : NULL;
}

static enum status field_read_count(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                    int64_t *out)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t value = 0;
    if (!field_is_expression(node))
        return field_error(reader, node, "\"%s\" needs a whole number, not %s", row->key, field_kind_words(node));
    if (!expression_value(node->text, reader->scope, &value, message))
        return field_error(reader, node, "%s", message);
    enum status status = field_check_count(reader, row, node, value);
    if (status == STATUS_OK)
        *out = value;
    return status;
}

static enum status field_read_counts(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     struct field_counts *out)
{
    const struct yaml_node *const single[] = {node};
    bool list = node->kind == YAML_SEQUENCE;
    size_t count = list ? node->count : 1;
    const struct symbol *symbol = field_symbol(reader, node, SYMBOL_LIST);
    if (symbol)
        count = symbol->count;
    if (count == 0)
        return field_error(reader, node, "\"%s\" is an empty list", row->key);
    if (count > FIELD_COUNTS_MAX)
        return field_error(reader, node, "\"%s\" holds more than %d counts", row->key, FIELD_COUNTS_MAX);
    enum status status = STATUS_OK;
    *out = (struct field_counts){.count = count};
    for (size_t i = 0; i < count; i++) {
        enum status one = STATUS_OK;
        if (symbol) {
            out->values[i] = symbol->list[i];
            one = field_check_count(reader, row, node, symbol->list[i]);
        } else
            one = field_read_count(reader, row, list ? node->items[i] : single[0], &out->values[i]);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status field_check_bounds(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                               double least, double most)
{
    const char *unit = row->unit ? row->unit : "", *space = unit[0] ? " " : "";
    if (least < row->low && row->low == DBL_MIN)
        return field_error(reader, node, "\"%s\" must be more than 0", row->key);
    if (least < row->low)
        return field_error(reader, node, "\"%s\" must be at least %g%s%s", row->key, units_from_si(row->low, unit),
                           space, unit);
    if (most > row->high)
        return field_error(reader, node, "\"%s\" must be at most %g%s%s", row->key, units_from_si(row->high, unit),
                           space, unit);
    return STATUS_OK;
}

static enum status field_read_quantity(const struct reader *reader, const struct field *row,
                                       const struct yaml_node *node, double *out)
{
    char message[UNITS_MESSAGE_SIZE];
    double value = 0;
    if (node->kind != YAML_SCALAR || node->quoted || yaml_tree_is_null(node))
        return field_error(reader, node, "\"%s\" needs %s such as %s, not %s", row->key, units_words(row->dimension),
                           units_example(row->dimension), field_kind_words(node));
    if (!units_value(node->text, row->dimension, &value, message))
        return field_error(reader, node, "%s", message);
    enum status status = field_check_bounds(reader, row, node, value, value);
    if (status != STATUS_OK)
        return status;
    *out = value;
    return STATUS_OK;
}

static enum status field_read_flag(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                   bool *out)
{
    bool yes = node->kind == YAML_SCALAR && !node->quoted && strcmp(node->text, "true") == 0;
    bool no = node->kind == YAML_SCALAR && !node->quoted && strcmp(node->text, "false") == 0;
    *out = yes;
    if (yes || no)
        return STATUS_OK;
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t value = 0;
    if (!reader->scope || !field_is_expression(node))
        return field_error(reader, node, "\"%s\" must be true or false", row->key);
    if (!expression_value(node->text, reader->scope, &value, message))
        return field_error(reader, node, "\"%s\" must be true or false: %s", row->key, message);
    *out = value != 0;
    return STATUS_OK;
}

static enum status field_read_choice(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                     int *out)
{
    const struct symbol *symbol = field_symbol(reader, node, SYMBOL_TEXT);
    const char *text = symbol ? symbol->text : node->text;
    for (size_t i = 0; node->kind == YAML_SCALAR && i < row->choice_count; i++)
        if (text[0] == row->choices[i][0] && strcmp(text, row->choices[i]) == 0) {
            *out = (int)i;
            return STATUS_OK;
        }
    char known[200] = "";
    for (size_t i = 0; i < row->choice_count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", row->choices[i]);
    }
    const char *nearest = node->kind == YAML_SCALAR ? diag_nearest(node->text, row->choices, row->choice_count) : NULL;
    return field_error(reader, node, "\"%s\" is one of %s%s%s%s", row->key, known, nearest ? "; did you mean \"" : "",
                       nearest ? nearest : "", nearest ? "\"?" : "");
}

static enum status field_read_set(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                  int *out)
{
    if (node->kind != YAML_SEQUENCE)
        return field_error(reader, node, "\"%s\" needs a list, not %s", row->key, field_kind_words(node));
    enum status status = STATUS_OK;
    *out = 0;
    for (size_t i = 0; i < node->count; i++) {
        int choice = 0;
        enum status one = field_read_choice(reader, row, node->items[i], &choice);
        *out |= one == STATUS_OK ? 1 << choice : 0;
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static enum status field_read_list(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                   struct field_list *out)
{
    if (node->kind != YAML_SEQUENCE)
        return field_error(reader, node, "\"%s\" needs a list, not %s", row->key, field_kind_words(node));
    if (node->count == 0)
        return field_error(reader, node, "\"%s\" is an empty list", row->key);
    out->items = arena_array(reader->arena, node->count, row->item_size);
    if (!out->items)
        return STATUS_NO_MEMORY;
    out->count = node->count;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        size_t length = field_enter_item(reader, i);
        enum status one =
            field_read(reader, row->fields, row->field_count, node->items[i], (char *)out->items + i * row->item_size);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static enum status field_read_text(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                                   const char **out)
{
    if (node->kind != YAML_SCALAR || node->text[0] == '\0' || yaml_tree_is_null(node))
        return field_error(reader, node, "\"%s\" needs a text, not %s", row->key, field_kind_words(node));
    *out = node->text;
    return STATUS_OK;
}

static enum status field_read_by_type(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                      void *out)
{
    void *to = (char *)out + row->offset;
    switch (row->type) {
    case FIELD_TEXT:
        return field_read_text(reader, row, node, to);
    case FIELD_COUNT:
        return field_read_count(reader, row, field_unwrap(reader, node), to);
    case FIELD_COUNTS:
        return field_read_counts(reader, row, field_unwrap(reader, node), to);
    case FIELD_FLAG:
        return field_read_flag(reader, row, node, to);
    case FIELD_CHOICE:
        return field_read_choice(reader, row, node, to);
    case FIELD_SET:
        return field_read_set(reader, row, node, to);
    case FIELD_QUANTITY:
        return field_read_quantity(reader, row, field_unwrap(reader, node), to);
    case FIELD_NODE:
        *(const struct yaml_node **)to = node;
        return STATUS_OK;
    case FIELD_STRUCT:
        return field_read(reader, row->fields, row->field_count, node, to);
    case FIELD_LIST:
        return field_read_list(reader, row, node, to);
    }
    return STATUS_OK;
}

enum status field_read_value(struct reader *reader, const struct field *row, const struct yaml_node *node, void *out)
{
    // A mistake beside a value ({value: 3, sorce: x}) leaves the value readable, but the reading has failed.
    size_t errors = reader->diag->errors;
    enum status status = field_read_by_type(reader, row, node, out);
    return status == STATUS_OK && reader->diag->errors > errors ? STATUS_BAD_INPUT : status;
}

static enum status field_unknown(const struct reader *reader, const struct field *rows, size_t count,
                                 const struct yaml_pair *pair)
{
    const char *names[FIELD_NAMES_MAX] = {0};
    size_t names_count = 0;
    for (size_t i = 0; i < count && names_count < FIELD_NAMES_MAX; i++)
        names[names_count++] = rows[i].key;
    const char *nearest = diag_nearest(pair->key, names, names_count);
    char known[300] = "";
    for (size_t i = 0; !nearest && i < names_count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "; known here: ", names[i]);
    }
    return diag_error(reader->diag, pair->key_mark, reader->path, "unknown key \"%.60s\"%s%s%s%s", pair->key,
                      nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "", known);
}

static const struct field *field_find(const struct field *rows, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].key[0] == key[0] && strcmp(rows[i].key, key) == 0)
            return &rows[i];
    return NULL;
}

enum status field_read(struct reader *reader, const struct field *rows, size_t count, const struct yaml_node *node,
                       void *out)
{
    if (node->kind != YAML_MAPPING)
        return field_error(reader, node, "a mapping of keys is needed here, not %s", field_kind_words(node));
    enum status status = field_check_common(reader, node);
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        const struct field *row = field_find(rows, count, pair->key);
        enum status one = STATUS_OK;
        if (row) {
            size_t length = field_enter(reader, pair->key);
            one = field_read_value(reader, row, pair->value, out);
            field_leave(reader, length);
        } else if (!field_is_common(pair->key))
            one = field_unknown(reader, rows, count, pair);
        status = one == STATUS_OK ? status : one;
    }
    for (size_t i = 0; i < count; i++)
        if (rows[i].required && !yaml_tree_pair(node, rows[i].key))
            status = field_error(reader, node, "\"%s\" is missing%s%s", rows[i].key, rows[i].help ? ": " : "",
                                 rows[i].help ? rows[i].help : "");
    return status;
}
