#include "workload/sizes.h"

#include <string.h>

#include "workload/layer.h"

// One size: its override, or its own expression over the sizes above it.
static enum status sizes_read_one(struct reader *reader, const struct yaml_pair *pair,
                                  const struct size_override *overrides, size_t override_count, struct scope *scope)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    const char *name = pair->key;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(name))
        return diag_error(reader->diag, pair->key_mark, reader->path,
                          "\"%.60s\" is not a name that an expression can use", name);
    struct field row = {.key = name, .type = FIELD_COUNT, .low = 1, .high = LAYER_SIZE_MAX};
    int64_t value = 0;
    for (size_t i = 0; i < override_count; i++)
        if (strcmp(overrides[i].name, name) == 0) {
            if (!expression_value(overrides[i].text, scope, &value, message))
                return diag_error(reader->diag, (struct mark){0}, NULL, "--set model.%s: %s", name, message);
            if (value < 1 || (double)value > LAYER_SIZE_MAX)
                return diag_error(reader->diag, (struct mark){0}, NULL, "--set model.%s: must be from 1 to %.0e", name,
                                  LAYER_SIZE_MAX);
            scope->values[scope->count++] = value;
            return STATUS_OK;
        }
    enum status status = field_read_value(reader, &row, pair->value, &value);
    scope->values[scope->count++] = status == STATUS_OK ? value : 1;
    return status;
}

enum status sizes_read(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                       size_t override_count, struct scope *scope)
{
    size_t count = node ? node->count : 0;
    if (node && node->kind != YAML_MAPPING)
        return field_error(reader, node, "\"sizes\" needs a mapping of names to whole numbers");
    scope->names = arena_array(reader->arena, count + 1, sizeof *scope->names);
    scope->values = arena_array(reader->arena, count + 1, sizeof *scope->values);
    if (!scope->names || !scope->values)
        return STATUS_NO_MEMORY;
    reader->scope = scope;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        if (strcmp(pair->key, "source") == 0 || strcmp(pair->key, "assumed") == 0 || strcmp(pair->key, "note") == 0)
            continue;
        scope->names[scope->count] = pair->key;
        size_t length = field_enter(reader, pair->key);
        enum status one = sizes_read_one(reader, pair, overrides, override_count, scope);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    for (size_t i = 0; i < override_count; i++) {
        bool known = false;
        for (size_t j = 0; j < scope->count; j++)
            known = known || strcmp(scope->names[j], overrides[i].name) == 0;
        const char *nearest = known ? NULL : diag_nearest(overrides[i].name, scope->names, scope->count);
        if (!known)
            status = diag_error(reader->diag, (struct mark){0}, NULL,
                                "--set model.%s: the model has no such size%s%s%s", overrides[i].name,
                                nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return status;
}
