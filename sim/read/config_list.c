#include "read/config_list.h"

#include "read/config_blame.h"
#include "read/config_choice.h"
#include "read/overlay.h"

static enum status config_list_size(struct config_result *result, const struct config_row *row,
                                    struct config_list *list)
{
    const struct yaml_node *length = row->each ? row->each : row->indices;
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t count = 0;
    if (!expression_value(length->text, &result->scope, &count, message))
        return field_error(result->reader, length, "%s", message);
    if (count < 1 || count > CONFIG_LIST_MAX) {
        const struct yaml_node *blamed = config_blame(result, length->text);
        return field_error(result->reader, blamed ? blamed : result->root,
                           "\"%s\" would hold %lld values; 1 to %d are possible", row->key, (long long)count,
                           CONFIG_LIST_MAX);
    }
    list->count = (size_t)count;
    list->values = arena_array(result->reader->arena, list->count, sizeof *list->values);
    return list->values ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status config_list_default(struct config_result *result, const struct config_row *row,
                                       struct config_list *list)
{
    struct symbol index = {.name = "i"};
    const struct scope scope = {.symbols = &index, .count = 1, .declared = 1, .outer = &result->scope};
    char message[EXPRESSION_MESSAGE_SIZE];
    if (row->indices) // none of them
        return STATUS_OK;
    if (!row->default_value)
        return field_error(result->reader, result->root, "\"%s\" is missing", row->key);
    const struct yaml_node *blamed = config_blame(result, row->default_value->text);
    for (size_t i = 0; i < list->count; i++) {
        index.number = (int64_t)i;
        if (!expression_value(row->default_value->text, &scope, &list->values[i], message))
            return field_error(result->reader, blamed ? blamed : result->root,
                               "\"%s\" is absent, and its default, %s, cannot be: %s", row->key,
                               row->default_value->text, message);
    }
    return STATUS_OK;
}

static enum status config_list_value(const struct config_result *result, const struct config_row *row,
                                     const struct yaml_node *item, int64_t *value)
{
    const struct field field = {.key = row->key, .type = FIELD_COUNT, .low = 0, .high = 1e9};
    struct symbol symbol = {.name = row->name};
    if (!row->choices)
        return field_read_value(result->reader, &field, item, value);
    enum status status = config_choice_read(result, row, item, &symbol);
    *value = symbol.number;
    if (status == STATUS_OK && symbol.kind == SYMBOL_TEXT)
        return field_error(result->reader, row->node, "the choices of a list are numbers");
    return status;
}

// [[[words...], times], ...]: each list of words so many times over.
static enum status config_list_pairs(const struct config_result *result, const struct config_row *row,
                                     const struct yaml_node *value, struct config_list *list)
{
    const struct field times_row = {.key = row->key, .type = FIELD_COUNT, .low = 1, .high = CONFIG_LIST_MAX};
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_node *pair = value->items[i],
                               *words = pair->kind == YAML_SEQUENCE && pair->count == 2 ? pair->items[0] : NULL;
        int64_t times = 0;
        if (!words || words->kind != YAML_SEQUENCE)
            return field_error(result->reader, pair, "\"%s\" holds pairs of a list and how often it repeats", row->key);
        enum status status = field_read_value(result->reader, &times_row, pair->items[1], &times);
        size_t end = count + (size_t)times * words->count;
        for (size_t at = count; status == STATUS_OK && at < end && at < list->count; at++)
            status = config_list_value(result, row, words->items[(at - count) % words->count], &list->values[at]);
        if (status != STATUS_OK)
            return status;
        count = end;
    }
    if (count != list->count)
        return field_error(result->reader, value, "\"%s\" tells %zu layers; there are %zu", row->key, count,
                           list->count);
    return STATUS_OK;
}

static enum status config_list_indices(const struct config_result *result, const struct config_row *row,
                                       const struct yaml_node *value, struct config_list *list)
{
    const struct field field = {.key = row->key, .type = FIELD_COUNT, .low = 0, .high = (double)list->count - 1};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < value->count; i++) {
        int64_t at = 0;
        enum status one = field_read_value(result->reader, &field, value->items[i], &at);
        list->values[at] = 1;
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status config_list_read(struct config_result *result, const struct config_row *row, const struct yaml_node *value,
                             struct config_list *list)
{
    enum status status = config_list_size(result, row, list);
    if (status != STATUS_OK)
        return status;
    if (!value)
        return config_list_default(result, row, list);
    // One value in place of a list is that of every layer.
    if (value->kind == YAML_SCALAR && row->each && !row->pairs) {
        int64_t every = 0;
        status = config_list_value(result, row, value, &every);
        for (size_t i = 0; i < list->count; i++)
            list->values[i] = every;
        return status;
    }
    if (value->kind != YAML_SEQUENCE)
        return field_error(result->reader, value, "\"%s\" needs a list", row->key);
    if (row->indices)
        return config_list_indices(result, row, value, list);
    if (row->pairs)
        return config_list_pairs(result, row, value, list);
    if (value->count != list->count)
        return field_error(result->reader, value, "\"%s\" tells %zu layers; there are %zu", row->key, value->count,
                           list->count);
    for (size_t i = 0; i < value->count; i++) {
        enum status one = config_list_value(result, row, value->items[i], &list->values[i]);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status config_list_columns(struct config_result *result, const struct config_row *row,
                                const struct yaml_node *value, struct config_list *lists)
{
    const struct field field = {.key = row->key, .type = FIELD_COUNT, .low = 1, .high = 1e9};
    size_t columns = row->columns->count;
    if (columns > CONFIG_COLUMNS_MAX)
        return field_error(result->reader, row->columns, "more than %d columns", CONFIG_COLUMNS_MAX);
    if (value->kind != YAML_SEQUENCE || value->count == 0 || value->count > CONFIG_LIST_MAX)
        return field_error(result->reader, value, "\"%s\" needs a list of lists", row->key);
    for (size_t j = 0; j < columns; j++) {
        lists[j].count = value->count;
        lists[j].values = arena_array(result->reader->arena, value->count, sizeof *lists[j].values);
        if (!lists[j].values)
            return STATUS_NO_MEMORY;
    }
    enum status status = STATUS_OK;
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_node *line = value->items[i];
        if (line->kind != YAML_SEQUENCE || line->count != columns)
            return field_error(result->reader, line, "\"%s\" holds lists of %zu numbers", row->key, columns);
        for (size_t j = 0; j < columns; j++) {
            enum status one = field_read_value(result->reader, &field, line->items[j], &lists[j].values[i]);
            status = one == STATUS_OK ? status : one;
        }
    }
    return status;
}

const struct yaml_node *config_list_node(struct arena *arena, const struct config_list *list, struct mark mark)
{
    struct yaml_node *node = overlay_scalar(arena, mark, "");
    const struct yaml_node **items = arena_array(arena, list->count, sizeof *items);
    if (!node || !items)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        char *text = arena_format(arena, "%lld", (long long)list->values[i]);
        items[i] = text ? overlay_scalar(arena, mark, text) : NULL;
        if (!items[i])
            return NULL;
    }
    *node = (struct yaml_node){.kind = YAML_SEQUENCE,
                               .mark = mark,
                               .text = "",
                               .count = list->count,
                               .items = items,
                               .weight = list->count + 1};
    return node;
}
