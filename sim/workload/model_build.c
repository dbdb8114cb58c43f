#include "workload/model_build.h"

#include <stdio.h>
#include <string.h>

const char *model_build_path(struct model_builder *builder, const char *parent, const char *name)
{
    size_t before = strlen(parent), length = strlen(name);
    char *path = arena_alloc(builder->reader->arena, before + length + 2);
    if (!path)
        return NULL;
    memcpy(path, parent, before + 1);
    if (before)
        path[before++] = '.';
    memcpy(path + before, name, length + 1);
    return path;
}

// The layer's own path, with a number when a layer before it has this one already.
static enum status model_build_name(struct model_builder *builder, const char *parent, const char *name,
                                    struct model_layer *layer)
{
    const struct model *model = builder->model;
    layer->base_path = model_build_path(builder, parent, name);
    layer->number = 1;
    if (!layer->base_path)
        return STATUS_NO_MEMORY;
    size_t length = strlen(layer->base_path);
    layer->path_length = length;
    for (size_t i = model->layer_count; i-- > 0 && layer->number == 1;)
        if (model->layers[i].path_length == length && memcmp(model->layers[i].base_path, layer->base_path, length) == 0)
            layer->number = model->layers[i].number + 1;
    layer->path = layer->number == 1 ? layer->base_path
                                     : arena_format(builder->reader->arena, "%s.%zu", layer->base_path, layer->number);
    return layer->path ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status model_build_unknown(struct model_builder *builder, const struct yaml_pair *pair)
{
    const char *names[128] = {"repeat", "branches", "keep", "from"};
    size_t count = 4;
    char known[600] = "";
    for (size_t i = 0; i < layer_kind_count && count < 100; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", layer_kinds[i]->name);
        names[count++] = layer_kinds[i]->name;
    }
    for (size_t i = 0; builder->blocks && i < builder->blocks->count && count < 128; i++)
        names[count++] = builder->blocks->pairs[i].key;
    const char *nearest = diag_nearest(pair->key, names, count);
    return diag_error(
        builder->reader->diag, pair->key_mark, builder->reader->path, "unknown layer kind \"%.60s\"%s%s%s", pair->key,
        nearest ? "; did you mean \"" : "; known kinds: ", nearest ? nearest : known, nearest ? "\"?" : "");
}

enum status model_build_step(struct model_builder *builder, enum model_operation operation, size_t index, double repeat)
{
    struct model *model = builder->model;
    struct model_step *steps = arena_grow(builder->reader->arena, model->steps, model->step_count,
                                          model->step_count + 1, &model->step_capacity, sizeof *steps);
    if (!steps)
        return STATUS_NO_MEMORY;
    model->steps = steps;
    steps[model->step_count++] = (struct model_step){.operation = operation, .index = index, .repeat = repeat};
    return STATUS_OK;
}

enum status model_build_when(struct model_builder *builder, const struct yaml_node *node, bool *when)
{
    const struct yaml_node *given = yaml_tree_get(node, "when");
    const struct field row = {.key = "when", .type = FIELD_FLAG};
    *when = true;
    if (!given)
        return STATUS_OK;
    size_t length = field_enter(builder->reader, "when");
    enum status status = field_read_value(builder->reader, &row, given, when);
    field_leave(builder->reader, length);
    return status;
}

void model_build_skip(struct model_builder *builder, const struct yaml_node *node)
{
    for (size_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++)
        model_build_skip(builder, node->items[i]);
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++)
        model_build_skip(builder, node->pairs[i].value);
    const char *at = node->kind == YAML_SCALAR ? node->text : "";
    for (size_t length = scope_next_word(&at); length; length = scope_next_word(&at)) {
        scope_mention(builder->reader->scope, at, length);
        at += length;
    }
}

// What flows on: the shape as the layer's own count moves it, so that it is worked out in one place.
static enum status model_build_flow(struct model_builder *builder, const struct layer_kind *kind, const void *spec,
                                    const struct yaml_node *node)
{
    struct model_state *state = &builder->state;
    struct count count = {0};
    kind->count(spec, &state->place, &count);
    if (state->place.rows < 1 || state->place.columns < 1)
        return field_error(builder->reader, node, "the kernel does not fit the image that is left here");
    state->flow.is_image = state->place.is_image;
    state->flow.rows = state->place.is_image ? (int64_t)state->place.rows : 0;
    state->flow.columns = state->place.is_image ? (int64_t)state->place.columns : 0;
    return STATUS_OK;
}

// "mlp-{i}" by the turn: weights that are shared within a turn only.
static enum status model_build_share(struct model_builder *builder, const struct yaml_node *node,
                                     struct layer_common *common)
{
    const char *open = common->share ? strchr(common->share, '{') : NULL, *close = open ? strchr(open, '}') : NULL;
    char message[EXPRESSION_MESSAGE_SIZE];
    int64_t value = 0;
    if (!close)
        return STATUS_OK;
    char *inside = arena_copy(builder->reader->arena, open + 1, (size_t)(close - open) - 1);
    if (!inside)
        return STATUS_NO_MEMORY;
    if (!expression_value(inside, builder->reader->scope, &value, message))
        return field_error(builder->reader, node, "\"share\": %s", message);
    common->share = arena_format(builder->reader->arena, "%.*s%lld%s", (int)(open - common->share), common->share,
                                 (long long)value, close + 1);
    return common->share ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status model_build_layer(struct model_builder *builder, const struct layer_kind *kind,
                                     const struct yaml_pair *pair, void *spec)
{
    struct reader *reader = builder->reader;
    struct model_state *state = &builder->state;
    struct layer_common *common = spec;
    if (kind->defaults)
        kind->defaults(spec);
    // `layer_norm:` with nothing after it means a layer with every size from the flow.
    const struct yaml_node nothing = {.kind = YAML_MAPPING, .mark = pair->key_mark, .weight = 1};
    const struct yaml_node *keys = yaml_tree_is_null(pair->value) ? &nothing : pair->value;
    enum status status = field_read(reader, kind->fields, kind->field_count, keys, spec);
    bool looked_up = state->flow.is_looked_up;
    common->frozen = common->frozen || builder->frozen;
    model_lora_apply(&builder->lora, kind, common);
    // What flows is not known any more once a layer has failed: those after it are read for their own mistakes alone.
    builder->broken = builder->broken || status != STATUS_OK;
    if (builder->broken)
        return status;
    status = kind->bind(spec, &state->flow, reader, pair->value);
    if (status == STATUS_OK)
        status = model_build_flow(builder, kind, spec, pair->value);
    if (status == STATUS_OK)
        status = model_build_share(builder, pair->value, common);
    state->flow.is_looked_up = looked_up && kind == &layer_embedding;
    state->flow.restarts = false;
    builder->broken = status != STATUS_OK;
    if (status == STATUS_OK && ((common->name && strlen(common->name) > MODEL_NAME_MAX) ||
                                (common->share && strlen(common->share) > MODEL_NAME_MAX)))
        return field_error(reader, pair->value, "a name of more than %d bytes", MODEL_NAME_MAX);
    return status;
}

static enum status model_build_kind(struct model_builder *builder, const struct yaml_pair *pair, const char *path)
{
    struct reader *reader = builder->reader;
    struct model *model = builder->model;
    const struct layer_kind *kind = layer_kind_named(pair->key);
    builder->broken = builder->broken || !kind;
    if (!kind)
        return model_build_unknown(builder, pair);
    bool when = true;
    enum status status = model_build_when(builder, pair->value, &when);
    if (status != STATUS_OK || !when) {
        model_build_skip(builder, pair->value);
        return status;
    }
    if (model->layer_count >= MODEL_LAYERS_MAX)
        return diag_error(reader->diag, pair->key_mark, reader->path, "more than %d layers; use \"repeat\"",
                          MODEL_LAYERS_MAX);
    struct layer_common *spec = arena_alloc(reader->arena, kind->size);
    struct model_layer *layers = arena_grow(reader->arena, model->layers, model->layer_count, model->layer_count + 1,
                                            &model->layer_capacity, sizeof *layers);
    if (!spec || !layers)
        return STATUS_NO_MEMORY;
    model->layers = layers;
    size_t length = field_enter(reader, kind->name);
    status = model_build_layer(builder, kind, pair, spec);
    field_leave(reader, length);
    if (status != STATUS_OK)
        return status;
    struct model_layer layer = {.kind = kind,
                                .spec = spec,
                                .repeat = builder->repeat,
                                .part = model->part_count - 1,
                                .mark = pair->value->mark};
    status = model_build_name(builder, path, spec->name ? spec->name : kind->name, &layer);
    if (status == STATUS_OK)
        status = model_build_step(builder, MODEL_LAYER, model->layer_count, 1);
    if (status == STATUS_OK)
        layers[model->layer_count++] = layer;
    return status;
}

static enum status model_build_item(struct model_builder *builder, const struct yaml_node *item, const char *path)
{
    if (++builder->items > MODEL_ITEMS_MAX)
        return field_error(builder->reader, item, "more than %d layers in all, turn by turn", MODEL_ITEMS_MAX);
    builder->input.number = builder->state.flow.width;
    if (item->kind == YAML_MAPPING && yaml_tree_get(item, "branches"))
        return model_branch(builder, item, path);
    if (item->kind == YAML_MAPPING && (yaml_tree_get(item, "repeat") || yaml_tree_get(item, "layers")))
        return model_stack(builder, item, path);
    if (item->kind != YAML_MAPPING || item->count != 1)
        return field_error(builder->reader, item,
                           "a layer is one kind with its sizes, such as {mlp: {width: 3072}}, or a stack "
                           "{repeat: 12, layers: [...]}");
    const struct yaml_pair *pair = &item->pairs[0];
    if (strcmp(pair->key, "keep") == 0 || strcmp(pair->key, "from") == 0)
        return model_branch_label(builder, pair);
    bool found = false;
    enum status status = model_block(builder, pair, path, &found);
    return found ? status : model_build_kind(builder, pair, path);
}

static enum status model_build_items(struct model_builder *builder, const struct yaml_node *items, const char *path)
{
    struct reader *reader = builder->reader;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < items->count; i++) {
        size_t length = field_enter_item(reader, i);
        enum status one = model_build_item(builder, items->items[i], path);
        field_leave(reader, length);
        if (one == STATUS_NO_MEMORY || builder->items > MODEL_ITEMS_MAX)
            return one;
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status model_build_inside(struct model_builder *builder, const struct yaml_node *items, const char *key,
                               const char *path)
{
    struct reader *reader = builder->reader;
    enum status status = STATUS_OK;
    size_t length = field_enter(reader, key);
    if (items->kind != YAML_SEQUENCE || items->count == 0)
        status = field_error(reader, items, "a list of layers is needed here");
    else if (builder->depth > MODEL_DEPTH_MAX) // one is the whole part
        status = field_error(reader, items, "stacks nested deeper than %d", MODEL_DEPTH_MAX);
    else {
        builder->depth++;
        status = model_build_items(builder, items, path);
        builder->depth--;
    }
    field_leave(reader, length);
    return status;
}
