#include "read/config_row.h"

#include <stdio.h>
#include <string.h>

#include "read/config_blame.h"
#include "read/config_choice.h"
#include "read/config_list.h"
#include "read/overlay.h"

#define CONFIG_ROW_NODE(member, text)                                                                                  \
    {                                                                                                                  \
        .key = text, .type = FIELD_NODE, .offset = offsetof(struct config_row, member)                                 \
    }

// No key of a model that was ever built is near the largest number.
enum { CONFIG_NUMBER_MAX = 100 * 1000 * 1000 };

static const struct field config_row_fields[] = {
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct config_row, name)},
    {.key = "divides", .type = FIELD_TEXT, .offset = offsetof(struct config_row, divides)},
    {.key = "why", .type = FIELD_TEXT, .offset = offsetof(struct config_row, why)},
    {.key = "required", .type = FIELD_FLAG, .offset = offsetof(struct config_row, required)},
    {.key = "pairs", .type = FIELD_FLAG, .offset = offsetof(struct config_row, pairs)},
    {.key = "entries", .type = FIELD_FLAG, .offset = offsetof(struct config_row, entries)},
    {.key = "least", .type = FIELD_COUNT, .offset = offsetof(struct config_row, least), .high = 1e6},
    CONFIG_ROW_NODE(default_value, "default"),
    CONFIG_ROW_NODE(same_as, "same_as"),
    CONFIG_ROW_NODE(on_null, "on_null"),
    CONFIG_ROW_NODE(most, "most"),
    CONFIG_ROW_NODE(choices, "choices"),
    CONFIG_ROW_NODE(only, "only"),
    CONFIG_ROW_NODE(each, "each"),
    CONFIG_ROW_NODE(indices, "indices"),
    CONFIG_ROW_NODE(columns, "columns"),
    CONFIG_ROW_NODE(models, "models"),
};

// The value under a key such as "attn_config.clip_qkv"; NULL where there is none.
static const struct yaml_node *config_row_value(const struct yaml_node *root, const char *key)
{
    const struct yaml_node *whole = yaml_tree_get(root, key);
    const char *dot = strchr(key, '.');
    if (whole || !dot || root->kind != YAML_MAPPING)
        return whole;
    for (size_t i = 0; i < root->count; i++)
        if (strlen(root->pairs[i].key) == (size_t)(dot - key) &&
            strncmp(root->pairs[i].key, key, (size_t)(dot - key)) == 0)
            return config_row_value(root->pairs[i].value, dot + 1);
    return NULL;
}

static bool config_row_is(const struct yaml_node *node, enum yaml_kind kind)
{
    return !node || (node->kind == kind && (kind != YAML_SCALAR || !yaml_tree_is_null(node)));
}

// That each part of a row is of the form that reading by it relies on.
static enum status config_row_check(const struct reader *reader, const struct config_row *row)
{
    const struct yaml_node *const words[] = {row->default_value, row->on_null, row->most, row->each, row->indices};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!config_row_is(words[i], YAML_SCALAR))
            return field_error(reader, words[i], "an expression is needed here");
    if (!config_row_is(row->choices, YAML_MAPPING) || !config_row_is(row->models, YAML_MAPPING))
        return field_error(reader, row->node, "\"choices\" and \"models\" map texts to what they stand for");
    if (!config_row_is(row->only, YAML_SEQUENCE) || !config_row_is(row->columns, YAML_SEQUENCE))
        return field_error(reader, row->node, "\"only\" and \"columns\" are lists");
    for (size_t i = 0; row->columns && i < row->columns->count; i++)
        if (!config_row_is(row->columns->items[i], YAML_SCALAR))
            return field_error(reader, row->columns->items[i], "a column needs a name");
    return STATUS_OK;
}

enum status config_row_read(struct reader *reader, const struct yaml_pair *pair, struct config_row *row)
{
    *row = (struct config_row){.key = pair->key, .node = pair->value, .least = -1};
    enum status status =
        field_read(reader, config_row_fields, sizeof config_row_fields / sizeof *config_row_fields, pair->value, row);
    if (status != STATUS_OK)
        return status;
    row->is_named = row->name != NULL;
    if (!row->name) {
        char *name = arena_copy(reader->arena, pair->key, strlen(pair->key));
        if (!name)
            return STATUS_NO_MEMORY;
        for (char *at = strchr(name, '.'); at; at = strchr(at, '.'))
            *at = '_';
        row->name = name;
    }
    return config_row_check(reader, row);
}

static enum status config_row_add(struct config_result *result, const struct config_row *row,
                                  const struct symbol *symbol, const struct yaml_node *size)
{
    struct arena *arena = result->reader->arena;
    struct scope *scope = &result->scope;
    struct symbol *symbols =
        arena_grow(arena, scope->symbols, scope->count, scope->count + 1, &result->symbol_capacity, sizeof *symbols);
    struct yaml_pair *sizes = arena_grow(arena, result->sizes, result->size_count, result->size_count + 1,
                                         &result->size_capacity, sizeof *sizes);
    if (!symbols || !sizes || !size)
        return STATUS_NO_MEMORY;
    scope->symbols = symbols;
    result->sizes = sizes;
    symbols[scope->count++] = *symbol;
    scope->declared = scope->count;
    sizes[result->size_count++] = (struct yaml_pair){.key = symbol->name, .key_mark = row->node->mark, .value = size};
    return STATUS_OK;
}

// The size as models/ would write it: the value itself, or {value: ..., note: ...} for a default.
static const struct yaml_node *config_row_size(struct config_result *result, const struct yaml_node *value,
                                               bool is_default)
{
    struct arena *arena = result->reader->arena;
    if (!value || !is_default)
        return value;
    struct yaml_pair *pairs = arena_array(arena, 2, sizeof *pairs);
    const char *text = arena_format(arena, "default of %s", result->library);
    struct yaml_node *note = text ? overlay_scalar(arena, value->mark, text) : NULL;
    if (!pairs || !note)
        return NULL;
    note->quoted = true;
    pairs[0] = (struct yaml_pair){.key = "value", .key_mark = value->mark, .value = value};
    pairs[1] = (struct yaml_pair){.key = "note", .key_mark = value->mark, .value = note};
    return overlay_mapping(arena, value->mark, pairs, 2);
}

static enum status config_row_add_list(struct config_result *result, const struct config_row *row, const char *name,
                                       const struct config_list *list, struct mark mark, bool is_default)
{
    struct symbol symbol = {.name = name, .kind = SYMBOL_LIST, .list = list->values, .count = list->count};
    const struct yaml_node *value = config_list_node(result->reader->arena, list, mark);
    return config_row_add(result, row, &symbol, config_row_size(result, value, is_default));
}

static enum status config_row_lists(struct config_result *result, const struct config_row *row,
                                    const struct yaml_node *value)
{
    struct config_list lists[CONFIG_COLUMNS_MAX] = {{0}};
    struct mark mark = value ? value->mark : row->node->mark;
    if (!row->columns) {
        enum status status = config_list_read(result, row, value, &lists[0]);
        return status == STATUS_OK ? config_row_add_list(result, row, row->name, &lists[0], mark, !value) : status;
    }
    if (!value)
        return field_error(result->reader, result->root, "\"%s\" is missing", row->key);
    enum status status = config_list_columns(result, row, value, lists);
    for (size_t i = 0; status == STATUS_OK && i < row->columns->count; i++)
        status = config_row_add_list(result, row, row->columns->items[i]->text, &lists[i], mark, false);
    return status;
}

// One of the values that are understood, whatever its type; empty mappings and lists are written {} and [].
static enum status config_row_check_only(const struct config_result *result, const struct config_row *row,
                                         const struct yaml_node *value)
{
    char known[200] = "";
    for (size_t i = 0; i < row->only->count; i++) {
        const struct yaml_node *one = row->only->items[i];
        bool empty = one->kind != YAML_SCALAR;
        size_t used = strlen(known);
        if (one->kind == value->kind && (empty ? value->count == 0 : strcmp(one->text, value->text) == 0))
            return STATUS_OK;
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "",
                 !empty                      ? one->text
                 : one->kind == YAML_MAPPING ? "{}"
                                             : "[]");
    }
    return field_error(result->reader, value,
                       "\"%s\" changes the model in a way that is not understood here; %s is%s%s", row->key, known,
                       row->why ? ": " : "", row->why ? row->why : "");
}

// Where a mistake about two keys is told: at the one, or, where that is a default, at the other.
static const struct yaml_node *config_row_place(const struct config_result *result, const struct yaml_node *value,
                                                const struct yaml_node *other)
{
    if (value)
        return value;
    return other ? other : result->root;
}

static enum status config_row_check_divides(struct config_result *result, const struct config_row *row,
                                            const struct yaml_node *value, int64_t number)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t of = 0;
    if (!row->divides)
        return STATUS_OK;
    if (!expression_value(row->divides, &result->scope, &of, message))
        return field_error(result->reader, row->node, "\"divides\": %s", message);
    if (number > 0 && of % number == 0)
        return STATUS_OK;
    const struct yaml_node *other = config_blame(result, row->divides);
    return field_error(result->reader, config_row_place(result, value, other),
                       "\"%s\" (%lld%s) does not divide \"%s\" (%lld%s)", row->key, (long long)number,
                       value ? "" : ", a default", row->divides, (long long)of, other ? "" : ", a default");
}

static enum status config_row_check_most(struct config_result *result, const struct config_row *row,
                                         const struct yaml_node *value, int64_t number)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t most = 0;
    if (!row->most)
        return STATUS_OK;
    if (!expression_value(row->most->text, &result->scope, &most, message))
        return field_error(result->reader, row->node, "\"most\": %s", message);
    if (number <= most)
        return STATUS_OK;
    // Of "experts if experts > 0 else 1000" the first is what it is about.
    const char *text = row->most->text, *condition = strstr(text, " if ");
    const struct yaml_node *other = config_blame(result, text);
    return field_error(result->reader, config_row_place(result, value, other),
                       "\"%s\" (%lld%s) is more than %.*s (%lld%s)", row->key, (long long)number,
                       value ? "" : ", a default", (int)(condition ? (size_t)(condition - text) : strlen(text)), text,
                       (long long)most, other ? "" : ", a default");
}

static bool config_row_is_word(const struct yaml_node *value, const char *word)
{
    return value && value->kind == YAML_SCALAR && !value->quoted && strcmp(value->text, word) == 0;
}

// A value that the config gives: a count, a flag or, where the row says so, how many entries there are.
static enum status config_row_given(const struct config_result *result, const struct config_row *row,
                                    const struct yaml_node *value, const int64_t *fallback, int64_t *number)
{
    bool yes = config_row_is_word(value, "true"), no = config_row_is_word(value, "false");
    bool is_flag = config_row_is_word(row->default_value, "true") || config_row_is_word(row->default_value, "false");
    if (row->entries && value->kind == YAML_SCALAR)
        return field_error(result->reader, value, "\"%s\" needs a mapping or a list", row->key);
    if (row->entries)
        *number = (int64_t)value->count;
    else if ((yes || no) && (is_flag || (fallback && *fallback <= 1)))
        *number = yes;
    else if (yes || no)
        return field_error(result->reader, value, "\"%s\" needs a whole number, not %s", row->key, value->text);
    else if (is_flag && !config_row_is_word(value, "0") && !config_row_is_word(value, "1"))
        return field_error(result->reader, value, "\"%s\" must be true or false", row->key);
    else {
        bool is_positive = !row->default_value || (fallback && *fallback >= 1 && !is_flag);
        double least = row->least >= 0 ? (double)row->least : is_positive ? 1 : 0;
        const struct field field = {.key = row->key, .type = FIELD_COUNT, .low = least, .high = CONFIG_NUMBER_MAX};
        return field_read_value(result->reader, &field, value, number);
    }
    return STATUS_OK;
}

static enum status config_row_number(struct config_result *result, const struct config_row *row,
                                     const struct yaml_node *value)
{
    struct symbol symbol = {.name = row->name};
    const struct yaml_node *shown = value, *blamed = NULL;
    int64_t fallback = 0;
    char message[EXPRESSION_MESSAGE_SIZE];
    bool falls_back =
        row->default_value && expression_value(row->default_value->text, &result->scope, &fallback, message);
    enum status status = STATUS_OK;
    // What the library would derive from other keys cannot be: those keys are the mistake.
    if (!value && !falls_back) {
        blamed = config_blame(result, row->default_value->text);
        return field_error(result->reader, blamed ? blamed : result->root,
                           "\"%s\" is absent, and its default, %s, cannot be: %s", row->key, row->default_value->text,
                           message);
    }
    symbol.number = falls_back ? fallback : 1;
    if (!value)
        shown = config_blame_tree(result, row->default_value);
    else
        status = config_row_given(result, row, value, falls_back ? &fallback : NULL, &symbol.number);
    if (status == STATUS_OK)
        status = config_row_check_divides(result, row, value, symbol.number);
    if (status == STATUS_OK)
        status = config_row_check_most(result, row, value, symbol.number);
    if (status != STATUS_OK && falls_back)
        symbol.number = fallback; // so that what is derived from it is no second mistake
    if (value && (row->entries || value->kind == YAML_SCALAR)) {
        char *text = arena_format(result->reader->arena, "%lld", (long long)symbol.number);
        shown = text ? overlay_scalar(result->reader->arena, value->mark, text) : NULL;
    }
    // A second key for what the config gives under another name is no default.
    bool is_alias = !value && row->is_named && !strpbrk(row->default_value->text, " (") &&
                    config_blame(result, row->default_value->text);
    enum status added = config_row_add(result, row, &symbol, config_row_size(result, shown, !value && !is_alias));
    return status == STATUS_OK ? added : status;
}

static enum status config_row_word(struct config_result *result, const struct config_row *row,
                                   const struct yaml_node *value)
{
    const struct yaml_node *from = value ? value : row->default_value;
    struct symbol symbol = {.name = row->name, .number = 1};
    // `architectures` is a list of one.
    if (from->kind == YAML_SEQUENCE && from->count == 1)
        from = from->items[0];
    enum status status = config_choice_read(result, row, from, &symbol);
    const char *text = symbol.kind == SYMBOL_TEXT
                           ? symbol.text
                           : arena_format(result->reader->arena, "%lld", (long long)symbol.number);
    struct yaml_node *shown = text ? overlay_scalar(result->reader->arena, from->mark, text) : NULL;
    if (!shown)
        return STATUS_NO_MEMORY;
    shown->quoted = symbol.kind == SYMBOL_TEXT;
    enum status added = config_row_add(result, row, &symbol, config_row_size(result, shown, !value));
    return status == STATUS_OK ? added : status;
}

static enum status config_row_model(struct config_result *result, const struct config_row *row,
                                    const struct yaml_node *value)
{
    struct symbol symbol = {.name = row->name};
    struct config_row texts = *row;
    texts.choices = row->models;
    enum status status = config_choice_read(result, &texts, value, &symbol);
    if (status != STATUS_OK)
        return status;
    if (symbol.kind != SYMBOL_TEXT)
        return field_error(result->reader, row->node, "\"models\" maps texts to names");
    struct yaml_node *base = overlay_scalar(result->reader->arena, value->mark, symbol.text);
    result->base = base;
    return base ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status config_row_apply_to(struct config_result *result, const struct config_row *row,
                                       const struct yaml_node *value)
{
    if (row->only)
        return value ? config_row_check_only(result, row, value) : STATUS_OK;
    if (!value && row->required)
        return field_error(result->reader, result->root, "\"%s\" is missing, and %s has no default for it", row->key,
                           result->library);
    if (row->models)
        return value ? config_row_model(result, row, value) : STATUS_OK;
    if (row->each || row->indices || row->columns)
        return config_row_lists(result, row, value);
    if (!value && !row->default_value)
        return field_error(result->reader, row->node, "the row \"%s\" needs \"default\" or \"required\"", row->key);
    return row->choices ? config_row_word(result, row, value) : config_row_number(result, row, value);
}

// Both names of one size may be written, if they agree; the library would go by one of them.
static enum status config_row_check_same(const struct config_result *result, const struct config_row *row,
                                         const struct yaml_node *value)
{
    const struct yaml_node *other = row->same_as ? config_row_value(result->root, row->same_as->text) : NULL;
    if (!value || !other || value->kind != YAML_SCALAR || other->kind != YAML_SCALAR || yaml_tree_is_null(other) ||
        strcmp(value->text, other->text) == 0)
        return STATUS_OK;
    return field_error(result->reader, value, "\"%s\" is another name of \"%s\", which is %.40s here", row->key,
                       row->same_as->text, other->text);
}

// Where the library has a number of its own, it has no use for a null in its place.
static bool config_row_refuses_null(const struct config_row *row)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t fallback = 0;
    bool is_number = row->default_value && row->default_value->kind == YAML_SCALAR && !row->choices && !row->each &&
                     !row->indices && !row->only && !row->entries;
    return row->required ||
           (is_number && expression_value(row->default_value->text, NULL, &fallback, message) && fallback != 0);
}

enum status config_row_apply(struct config_result *result, const struct config_row *row)
{
    const struct yaml_node *value = config_row_value(result->root, row->key);
    bool null = value && yaml_tree_is_null(value);
    struct config_row own = *row;
    if (row->same_as)
        own.default_value = row->same_as;
    if (null && row->on_null) {
        own.default_value = row->on_null;
        return config_row_apply_to(result, &own, NULL);
    }
    if (null && config_row_refuses_null(row)) {
        // The default goes on in its place, so that what is derived from it is no second mistake.
        enum status added = own.default_value ? config_row_apply_to(result, &own, NULL) : STATUS_OK;
        enum status refused = field_error(result->reader, value, "\"%s\" cannot be null", row->key);
        return added == STATUS_NO_MEMORY ? added : refused;
    }
    if (null && !(row->choices && yaml_tree_get(row->choices, "null")) && !row->only)
        value = NULL;
    // An empty list of architectures, or no labels, says as little.
    bool lists = row->each || row->indices || row->columns || row->only;
    if (value && value->kind != YAML_SCALAR && value->count == 0 && !lists && (row->choices || row->entries))
        value = NULL;
    enum status status = config_row_check_same(result, row, value);
    return status == STATUS_OK ? config_row_apply_to(result, &own, value) : status;
}
