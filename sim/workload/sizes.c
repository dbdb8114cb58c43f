#include "workload/sizes.h"

#include <string.h>

#include "workload/layer.h"

static bool sizes_is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    bool digit_first = name[0] >= '0' && name[0] <= '9';
    return name[0] && !digit_first && name[strspn(name, allowed)] == '\0';
}

enum { SIZES_MAX = 1000 };

// An override's text in place of the size's own. Its mistakes are the command line's.
static enum status sizes_override(struct reader *reader, const struct size_override *override,
                                  const struct scope *scope, int64_t *value)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    if (!expression_value(override->text, scope, value, message))
        return diag_error(reader->diag, (struct mark){0}, NULL, "--set model.%s: %s", override->name, message);
    if (*value < 1 || (double)*value > LAYER_SIZE_MAX)
        return diag_error(reader->diag, (struct mark){0}, NULL, "--set model.%s: must be from 1 to %.0e",
                          override->name, LAYER_SIZE_MAX);
    return STATUS_OK;
}

// One size: its override, or its own expression over the sizes above it. A size that is mistaken counts as 1, so that
// what uses it is still read.
static enum status sizes_read_one(struct reader *reader, const struct yaml_pair *pair,
                                  const struct size_override *overrides, size_t override_count, struct scope *scope)
{
    const struct field row = {.key = pair->key, .type = FIELD_COUNT, .low = 1, .high = LAYER_SIZE_MAX};
    const struct size_override *override = NULL;
    int64_t value = 1;
    for (size_t i = 0; i < override_count; i++)
        if (strcmp(overrides[i].name, pair->key) == 0)
            override = &overrides[i];
    enum status status = STATUS_OK;
    if (!sizes_is_name(pair->key))
        status = diag_error(reader->diag, pair->key_mark, reader->path,
                            "\"%.60s\" is not a name that an expression can use: letters, digits and _, a letter first",
                            pair->key);
    else
        status = override ? sizes_override(reader, override, scope, &value)
                          : field_read_value(reader, &row, pair->value, &value);
    scope->values[scope->count++] = status == STATUS_OK ? value : 1;
    return status;
}

static enum status sizes_check_overrides(struct reader *reader, const struct size_override *overrides,
                                         size_t override_count, const struct scope *scope)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < override_count; i++) {
        bool known = false;
        for (size_t j = 0; j < scope->count; j++)
            known = known || strcmp(scope->names[j], overrides[i].name) == 0;
        if (known)
            continue;
        const char *nearest = diag_nearest(overrides[i].name, scope->names, scope->count);
        status = diag_error(reader->diag, (struct mark){0}, NULL, "--set model.%s: the model has no such size%s%s%s",
                            overrides[i].name, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                            nearest ? "\"?" : "");
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
    scope->names = arena_array(reader->arena, count + 1, sizeof *scope->names);
    scope->values = arena_array(reader->arena, count + 1, sizeof *scope->values);
    scope->used = arena_array(reader->arena, count + 1, sizeof *scope->used);
    if (!pairs || !scope->names || !scope->values || !scope->used)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        bool is_size = !field_is_common(node->pairs[i].key);
        if (is_size) {
            pairs[scope->declared] = &node->pairs[i];
            scope->names[scope->declared++] = node->pairs[i].key;
        }
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
    enum status known = sizes_check_overrides(reader, overrides, override_count, scope);
    return status == STATUS_OK ? known : status;
}

enum status sizes_check_used(const struct reader *reader, const struct yaml_node *node, const struct scope *scope)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->used[i])
            continue;
        const char *others[SIZES_MAX];
        size_t count = 0;
        for (size_t j = 0; j < scope->count; j++)
            if (scope->used[j])
                others[count++] = scope->names[j];
        const char *nearest = diag_nearest(scope->names[i], others, count);
        status = diag_error(reader->diag, yaml_tree_pair(node, scope->names[i])->key_mark, "sizes",
                            "no layer uses the size \"%s\"%s%s%s", scope->names[i], nearest ? "; did you mean \"" : "",
                            nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return status;
}
