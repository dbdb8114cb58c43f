#include "workload/sizes.h"

#include <string.h>

#include "workload/layer.h"

static const struct size_override *sizes_override_of(const struct size_override *overrides, size_t count,
                                                     const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (overrides[i].name[0] == name[0] && strcmp(overrides[i].name, name) == 0)
            return &overrides[i];
    return NULL;
}

static bool sizes_is_name(const char *name)
{
    const char *at = name;
    return !(name[0] >= '0' && name[0] <= '9') && scope_next_word(&at) == strlen(name) && at == name && name[0];
}

enum { SIZES_MAX = 1000, SIZES_LIST_MAX = 10000 };

static const char *sizes_option(const struct size_override *override)
{
    return override->option ? override->option : "--set";
}

// An override's text in place of the size's own. Its mistakes are the command line's.
static enum status sizes_override(struct reader *reader, const struct size_override *override,
                                  const struct yaml_node *written, const struct scope *scope, struct symbol *symbol)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t value = 0, original = 1, least = 1;
    // What may be 0, because it is a flag or a count of something optional, is 0 somewhere: here at least.
    if (field_is_expression(written) && expression_value(written->text, scope, &original, message) &&
        (original == 0 || strcmp(written->text, "true") == 0))
        least = 0;
    if (!expression_value(override->text, scope, &value, message))
        return diag_error(reader->diag, (struct mark){0}, NULL, "%s model.%s: %s", sizes_option(override),
                          override->name, message);
    if (value < least || (double)value > LAYER_SIZE_MAX)
        return diag_error(reader->diag, (struct mark){0}, NULL, "%s model.%s: must be from %lld to %.0e",
                          sizes_option(override), override->name, (long long)least, LAYER_SIZE_MAX);
    *symbol = (struct symbol){.name = symbol->name, .number = value};
    return STATUS_OK;
}

static enum status sizes_read_list(struct reader *reader, const struct field *row, const struct yaml_node *node,
                                   struct symbol *symbol)
{
    if (node->count == 0 || node->count > SIZES_LIST_MAX)
        return field_error(reader, node, "a list of sizes holds 1 to %d of them", SIZES_LIST_MAX);
    int64_t *values = arena_array(reader->arena, node->count, sizeof *values);
    if (!values)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        enum status one = field_read_value(reader, row, node->items[i], &values[i]);
        status = one == STATUS_OK ? status : one;
    }
    symbol->kind = SYMBOL_LIST;
    symbol->list = values;
    symbol->count = node->count;
    return status;
}

static enum status sizes_read_value(struct reader *reader, const struct yaml_node *node, struct symbol *symbol)
{
    const struct field row = {.key = symbol->name, .type = FIELD_COUNT, .low = 0, .high = LAYER_SIZE_MAX};
    const struct yaml_node *value = field_unwrap(reader, node);
    if (value->kind == YAML_SEQUENCE)
        return sizes_read_list(reader, &row, value, symbol);
    if (value->kind == YAML_SCALAR && value->quoted && sizes_is_name(value->text)) {
        symbol->kind = SYMBOL_TEXT;
        symbol->text = value->text;
        return STATUS_OK;
    }
    return field_read_value(reader, &row, value, &symbol->number);
}

// One size: its override, or its own expression over the sizes above it. A size that is mistaken counts as 1, so that
// what uses it is still read.
static enum status sizes_read_one(struct reader *reader, const struct yaml_pair *pair,
                                  const struct size_override *overrides, size_t override_count, struct scope *scope)
{
    const struct size_override *override = sizes_override_of(overrides, override_count, pair->key);
    struct symbol symbol = {.name = pair->key, .number = 1};
    enum status status = STATUS_OK;
    if (!sizes_is_name(pair->key))
        status = diag_error(reader->diag, pair->key_mark, reader->path,
                            "\"%.60s\" is not a name that an expression can use: letters, digits and _, a letter first",
                            pair->key);
    else
        status = override ? sizes_override(reader, override, field_unwrap(reader, pair->value), scope, &symbol)
                          : sizes_read_value(reader, pair->value, &symbol);
    scope->symbols[scope->count++] = status == STATUS_OK ? symbol : (struct symbol){.name = pair->key, .number = 1};
    return status;
}

static enum status sizes_check_overrides(struct reader *reader, const struct size_override *overrides,
                                         size_t override_count, const struct scope *scope)
{
    enum status status = STATUS_OK;
    const char *names[SIZES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < scope->count && i < SIZES_MAX; i++)
        names[count++] = scope->symbols[i].name;
    for (size_t i = 0; i < override_count; i++) {
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known = known || strcmp(names[j], overrides[i].name) == 0;
        if (known)
            continue;
        const char *nearest = diag_nearest(overrides[i].name, names, count);
        status = diag_error(reader->diag, (struct mark){0}, NULL, "%s model.%s: the model has no such size%s%s%s",
                            sizes_option(&overrides[i]), overrides[i].name, nearest ? "; did you mean \"" : "",
                            nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return status;
}

enum status sizes_read(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                       size_t override_count, struct scope *scope)
{
    size_t count = node ? node->count : 0;
    if (node && node->kind != YAML_MAPPING)
        return field_error(reader, node, "\"sizes\" needs a mapping of names to whole numbers");
    if (count > SIZES_MAX)
        return field_error(reader, node, "more than %d sizes", SIZES_MAX);
    const struct yaml_pair **pairs = arena_array(reader->arena, count + 1, sizeof *pairs);
    scope->symbols = arena_array(reader->arena, count + 1, sizeof *scope->symbols);
    if (!pairs || !scope->symbols)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (field_is_common(node->pairs[i].key))
            continue;
        pairs[scope->declared] = &node->pairs[i];
        scope->symbols[scope->declared++].name = node->pairs[i].key;
    }
    reader->scope = scope;
    enum status status = STATUS_OK;
    while (scope->count < scope->declared) {
        const struct yaml_pair *pair = pairs[scope->count];
        size_t length = field_enter(reader, pair->key);
        enum status one = sizes_read_one(reader, pair, overrides, override_count, scope);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    // From here on `used` is about layers: what only other sizes use is mentioned.
    for (size_t i = 0; i < scope->count; i++) {
        scope->symbols[i].mentioned = scope->symbols[i].used;
        scope->symbols[i].used = false;
    }
    enum status known = sizes_check_overrides(reader, overrides, override_count, scope);
    return status == STATUS_OK ? known : status;
}

enum status sizes_check_used(const struct reader *reader, const struct yaml_node *node, const struct scope *scope)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->symbols[i].used || scope->symbols[i].mentioned)
            continue;
        const char *others[SIZES_MAX], *name = scope->symbols[i].name;
        size_t count = 0;
        for (size_t j = 0; j < scope->count && j < SIZES_MAX; j++)
            if (scope->symbols[j].used || scope->symbols[j].mentioned)
                others[count++] = scope->symbols[j].name;
        const char *nearest = diag_nearest(name, others, count);
        status = diag_error(reader->diag, yaml_tree_pair(node, name)->key_mark, "sizes",
                            "no layer uses the size \"%s\"%s%s%s", name, nearest ? "; did you mean \"" : "",
                            nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return status;
}

// Whether layers use size i, themselves or through one of those below it that they use.
static bool sizes_is_needed(const struct reader *reader, const struct yaml_node *node, const struct scope *scope,
                            const bool *needed, size_t i)
{
    for (size_t j = i + 1; j < scope->count; j++) {
        const struct yaml_node *value = field_unwrap(reader, yaml_tree_get(node, scope->symbols[j].name));
        if (needed[j] && value->kind == YAML_SCALAR && scope_names_in(value->text, scope->symbols[i].name))
            return true;
    }
    return scope->symbols[i].used;
}

static const char *sizes_value_text(struct arena *arena, const struct symbol *symbol)
{
    if (symbol->kind == SYMBOL_NUMBER)
        return arena_format(arena, "%lld", (long long)symbol->number);
    return symbol->kind == SYMBOL_TEXT ? symbol->text : "(a list)";
}

const char *sizes_defaults(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                           size_t override_count, const struct scope *scope)
{
    const char *text = NULL;
    bool needed[SIZES_MAX] = {false};
    for (size_t i = scope->count; i-- > 0;)
        needed[i] = sizes_is_needed(reader, node, scope, needed, i);
    for (size_t i = 0; i < scope->count; i++) {
        const struct symbol *symbol = &scope->symbols[i];
        const struct yaml_node *note = yaml_tree_get(yaml_tree_get(node, symbol->name), "note");
        if (!note || !needed[i] || sizes_override_of(overrides, override_count, symbol->name))
            continue;
        const char *value = sizes_value_text(reader->arena, symbol);
        text = arena_format(reader->arena, "%s%s%s %s", text ? text : note->text, text ? ", " : ": ", symbol->name,
                            value ? value : "");
    }
    return text;
}
