// A block is a layer of the model's own: layers under a name, written in its arguments.
//
//   blocks:
//     bottleneck: {takes: {width: , stride: 1}, layers: [{conv: {filters: width, stride: stride, kernel: 3}}, ...]}
//   layers:
//     - bottleneck: {width: 64}
//
// An argument without a default must be given. Arguments, and the incoming width as `input`, are names for its layers.
#include <string.h>

#include "workload/model_build.h"

enum { BLOCK_ARGUMENTS_MAX = 32 };

struct block {
    const struct yaml_node *takes, *layers;
};

static const struct field block_fields[] = {
    {.key = "takes", .type = FIELD_NODE, .offset = offsetof(struct block, takes)},
    {.key = "layers", .type = FIELD_NODE, .offset = offsetof(struct block, layers), .required = true},
};

static bool block_is_own_key(const char *key)
{
    return strcmp(key, "name") == 0 || strcmp(key, "when") == 0 || strcmp(key, "frozen") == 0 || field_is_common(key);
}

static enum status block_unknown(struct model_builder *builder, const struct yaml_node *takes,
                                 const struct yaml_pair *pair)
{
    const char *names[BLOCK_ARGUMENTS_MAX];
    size_t count = 0;
    for (size_t i = 0; takes && i < takes->count && count < BLOCK_ARGUMENTS_MAX; i++)
        names[count++] = takes->pairs[i].key;
    const char *nearest = diag_nearest(pair->key, names, count);
    return diag_error(builder->reader->diag, pair->key_mark, builder->reader->path,
                      "the block takes no \"%.60s\"%s%s%s", pair->key, nearest ? "; did you mean \"" : "",
                      nearest ? nearest : "", nearest ? "\"?" : "");
}

// The arguments: what is given is read where it is given, what is left out where the block is written, over those
// before it.
static enum status block_arguments(struct model_builder *builder, const struct yaml_node *takes,
                                   const struct yaml_node *given, const char *name, struct scope *scope)
{
    struct reader *reader = builder->reader;
    const struct scope *caller = reader->scope;
    enum status status = STATUS_OK;
    for (size_t i = 0; takes && i < takes->count; i++) {
        const struct yaml_pair *pair = &takes->pairs[i];
        if (field_is_common(pair->key))
            continue;
        const struct yaml_node *own = yaml_tree_get(given, pair->key);
        const struct field row = {.key = pair->key, .type = FIELD_COUNT, .low = 0, .high = LAYER_SIZE_MAX};
        struct symbol symbol = {.name = pair->key};
        enum status one = STATUS_OK;
        if (!own && yaml_tree_is_null(pair->value))
            one = field_error(reader, given, "the block \"%.60s\" needs \"%.60s\"", name, pair->key);
        else {
            reader->scope = own ? caller : scope;
            one = field_read_value(reader, &row, own ? own : pair->value, &symbol.number);
            reader->scope = caller;
        }
        scope->symbols[scope->count++] = symbol;
        status = one == STATUS_OK ? status : one;
    }
    for (size_t i = 0; given->kind == YAML_MAPPING && i < given->count; i++)
        if (!block_is_own_key(given->pairs[i].key) && !yaml_tree_pair(takes, given->pairs[i].key))
            status = block_unknown(builder, takes, &given->pairs[i]);
    return status;
}

static enum status block_read(struct model_builder *builder, const struct block *block, const struct yaml_pair *pair,
                              const char *path)
{
    struct reader *reader = builder->reader;
    const struct scope *outer = reader->scope;
    const struct yaml_node *name = yaml_tree_get(pair->value, "name");
    const struct field frozen_row = {.key = "frozen", .type = FIELD_FLAG};
    struct symbol symbols[BLOCK_ARGUMENTS_MAX];
    struct scope scope = {.symbols = symbols, .outer = outer};
    bool frozen = builder->frozen, own = false;
    if (name && (name->kind != YAML_SCALAR || strlen(name->text) > MODEL_NAME_MAX))
        return field_error(reader, name, "a name of at most %d bytes is needed here", MODEL_NAME_MAX);
    const struct yaml_node *given = yaml_tree_get(pair->value, "frozen");
    enum status status = given ? field_read_value(reader, &frozen_row, given, &own) : STATUS_OK;
    if (status == STATUS_OK)
        status = block_arguments(builder, block->takes, pair->value, pair->key, &scope);
    const char *inside = model_build_path(builder, path, name ? name->text : pair->key);
    if (!inside)
        return STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return status;
    scope.declared = scope.count;
    reader->scope = &scope;
    builder->frozen = frozen || own;
    status = model_build_inside(builder, block->layers, pair->key, inside);
    builder->frozen = frozen;
    reader->scope = outer;
    return status;
}

enum status model_block(struct model_builder *builder, const struct yaml_pair *pair, const char *path, bool *found)
{
    struct reader *reader = builder->reader;
    const struct yaml_pair *written = yaml_tree_pair(builder->blocks, pair->key);
    struct block block = {0};
    bool when = true;
    *found = written != NULL;
    if (!written)
        return STATUS_OK;
    if (layer_kind_named(pair->key))
        return diag_error(reader->diag, written->key_mark, "blocks", "\"%s\" is a layer kind; call the block otherwise",
                          pair->key);
    if (!yaml_tree_is_null(pair->value) && pair->value->kind != YAML_MAPPING)
        return field_error(reader, pair->value, "the arguments of \"%.60s\" are a mapping", pair->key);
    enum status status = model_build_when(builder, pair->value, &when);
    if (status != STATUS_OK || !when) {
        model_build_skip(builder, pair->value);
        return status;
    }
    status = field_read(reader, block_fields, sizeof block_fields / sizeof *block_fields, written->value, &block);
    if (status == STATUS_OK && block.takes &&
        (block.takes->kind != YAML_MAPPING || block.takes->count > BLOCK_ARGUMENTS_MAX))
        status =
            field_error(reader, block.takes, "\"takes\" maps at most %d names to their defaults", BLOCK_ARGUMENTS_MAX);
    return status == STATUS_OK ? block_read(builder, &block, pair, path) : status;
}
