#include "workload/model.h"

#include <stdio.h>
#include <string.h>

struct model_node {
    const char *name, *description;
    const struct yaml_node *sizes, *layers, *encoder, *decoder, *training_layers, *training, *training_flop;
    struct field_counts image;
    int64_t parameters, published_parameters;
};

#define MODEL_NODE_FIELD(member)                                                                                       \
    {                                                                                                                  \
        .key = #member, .type = FIELD_NODE, .offset = offsetof(struct model_node, member)                              \
    }

static const struct field model_fields[] = {
    {.key = "model", .type = FIELD_TEXT, .offset = offsetof(struct model_node, name)},
    {.key = "description", .type = FIELD_TEXT, .offset = offsetof(struct model_node, description)},
    {.key = "image", .type = FIELD_COUNTS, .offset = offsetof(struct model_node, image), .low = 1, .high = 1e6},
    {.key = "parameters",
     .type = FIELD_COUNT,
     .offset = offsetof(struct model_node, parameters),
     .low = 1,
     .high = 1e15},
    {.key = "published_parameters",
     .type = FIELD_COUNT,
     .offset = offsetof(struct model_node, published_parameters),
     .low = 1,
     .high = 1e15},
    MODEL_NODE_FIELD(sizes),
    MODEL_NODE_FIELD(layers),
    MODEL_NODE_FIELD(encoder),
    MODEL_NODE_FIELD(decoder),
    MODEL_NODE_FIELD(training_layers),
    MODEL_NODE_FIELD(training),
    MODEL_NODE_FIELD(training_flop),
};

struct model_group {
    int64_t repeat;
    const char *name;
    const struct yaml_node *layers;
};

static const struct field model_group_fields[] = {
    {.key = "repeat",
     .type = FIELD_COUNT,
     .offset = offsetof(struct model_group, repeat),
     .required = true,
     .low = 1,
     .high = MODEL_REPEAT_MAX},
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct model_group, name)},
    {.key = "layers", .type = FIELD_NODE, .offset = offsetof(struct model_group, layers), .required = true},
};

struct model_builder {
    struct reader *reader;
    struct model *model;
    struct layer_flow flow;
    double repeat;
    size_t depth;
};

static enum status model_read_items(struct model_builder *builder, const struct yaml_node *items, const char *path);

// "encoder.block.attention", with a number when a layer before it has this path already.
static enum status model_read_path(struct model_builder *builder, const char *parent, const char *name,
                                   struct model_layer *layer)
{
    struct arena *arena = builder->reader->arena;
    const struct model *model = builder->model;
    layer->base_path = parent[0] ? arena_format(arena, "%s.%s", parent, name) : arena_copy(arena, name, strlen(name));
    layer->number = 1;
    if (!layer->base_path)
        return STATUS_NO_MEMORY;
    for (size_t i = model->layer_count; i-- > 0 && layer->number == 1;)
        if (strcmp(model->layers[i].base_path, layer->base_path) == 0)
            layer->number = model->layers[i].number + 1;
    layer->path =
        layer->number == 1 ? layer->base_path : arena_format(arena, "%s.%zu", layer->base_path, layer->number);
    return layer->path ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status model_read_unknown_kind(struct reader *reader, const struct yaml_pair *pair)
{
    const char *names[64] = {"repeat"};
    size_t count = 1;
    char known[300] = "";
    for (size_t i = 0; i < layer_kind_count && count < 64; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", layer_kinds[i]->name);
        names[count++] = layer_kinds[i]->name;
    }
    const char *nearest = diag_nearest(pair->key, names, count);
    return diag_error(reader->diag, pair->key_mark, reader->path, "unknown layer kind \"%.60s\"%s%s%s", pair->key,
                      nearest ? "; did you mean \"" : "; known kinds: ", nearest ? nearest : known,
                      nearest ? "\"?" : "");
}

static enum status model_read_layer(struct model_builder *builder, const struct yaml_pair *pair, const char *path)
{
    struct reader *reader = builder->reader;
    struct model *model = builder->model;
    const struct layer_kind *kind = layer_kind_named(pair->key);
    if (!kind)
        return model_read_unknown_kind(reader, pair);
    if (model->layer_count >= MODEL_LAYERS_MAX)
        return diag_error(reader->diag, pair->key_mark, reader->path, "more than %d layers; use \"repeat\"",
                          MODEL_LAYERS_MAX);
    void *spec = arena_alloc(reader->arena, kind->size);
    struct model_layer *layers = arena_grow(reader->arena, model->layers, model->layer_count, model->layer_count + 1,
                                            &model->layer_capacity, sizeof *layers);
    if (!spec || !layers)
        return STATUS_NO_MEMORY;
    model->layers = layers;
    if (kind->defaults)
        kind->defaults(spec);
    size_t length = field_enter(reader, kind->name);
    // `layer_norm:` with nothing after it means a layer with every size from the flow.
    enum status status = yaml_tree_is_null(pair->value)
                             ? STATUS_OK
                             : field_read(reader, kind->fields, kind->field_count, pair->value, spec);
    bool looked_up = builder->flow.is_looked_up;
    if (status == STATUS_OK)
        status = kind->bind(spec, &builder->flow, reader, pair->value);
    builder->flow.is_looked_up = looked_up && kind == &layer_embedding;
    builder->flow.restarts = false;
    field_leave(reader, length);
    if (status != STATUS_OK)
        return status;
    const struct layer_common *common = spec;
    if ((common->name && strlen(common->name) > MODEL_NAME_MAX) ||
        (common->share && strlen(common->share) > MODEL_NAME_MAX))
        return field_error(reader, pair->value, "a name of more than %d bytes", MODEL_NAME_MAX);
    struct model_layer layer = {.kind = kind,
                                .spec = spec,
                                .repeat = builder->repeat,
                                .part = model->part_count - 1,
                                .mark = pair->value->mark};
    status = model_read_path(builder, path, common->name ? common->name : kind->name, &layer);
    if (status == STATUS_OK)
        layers[model->layer_count++] = layer;
    return status;
}

static enum status model_read_group(struct model_builder *builder, const struct yaml_node *node, const char *path)
{
    struct reader *reader = builder->reader;
    struct model_group group = {.repeat = 1, .name = "block"};
    enum status status =
        field_read(reader, model_group_fields, sizeof model_group_fields / sizeof *model_group_fields, node, &group);
    if (status != STATUS_OK)
        return status;
    if (strlen(group.name) > MODEL_NAME_MAX)
        return field_error(reader, node, "a name of more than %d bytes", MODEL_NAME_MAX);
    if (builder->depth >= MODEL_DEPTH_MAX)
        return field_error(reader, node, "stacks nested deeper than %d", MODEL_DEPTH_MAX);
    const char *own = path[0] ? arena_format(reader->arena, "%s.%s", path, group.name) : group.name;
    if (!own)
        return STATUS_NO_MEMORY;
    struct layer_flow before = builder->flow;
    size_t first = builder->model->layer_count;
    double outer = builder->repeat;
    builder->repeat *= (double)group.repeat;
    builder->flow.repeat =
        builder->flow.repeat > MODEL_REPEAT_MAX ? builder->flow.repeat : builder->flow.repeat * group.repeat;
    builder->depth++;
    size_t length = field_enter(reader, "layers");
    status = model_read_items(builder, group.layers, own);
    field_leave(reader, length);
    builder->depth--;
    builder->repeat = outer;
    builder->flow.repeat = before.repeat;
    // A stack at the very beginning takes what its first layer says it does.
    if (status == STATUS_OK && !before.width && builder->model->layer_count > first)
        before.width = ((const struct layer_common *)builder->model->layers[first].spec)->input;
    if (status == STATUS_OK && group.repeat > 1 && builder->flow.width != before.width)
        return field_error(reader, node,
                           "a stack that repeats must give back the width that it takes: %lld in, %lld out",
                           (long long)before.width, (long long)builder->flow.width);
    return status;
}

static enum status model_read_items(struct model_builder *builder, const struct yaml_node *items, const char *path)
{
    struct reader *reader = builder->reader;
    if (items->kind != YAML_SEQUENCE || items->count == 0)
        return field_error(reader, items, "a list of layers is needed here");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < items->count; i++) {
        const struct yaml_node *item = items->items[i];
        size_t length = field_enter_item(reader, i);
        enum status one = STATUS_OK;
        if (item->kind == YAML_MAPPING && yaml_tree_get(item, "repeat"))
            one = model_read_group(builder, item, path);
        else if (item->kind == YAML_MAPPING && item->count == 1)
            one = model_read_layer(builder, &item->pairs[0], path);
        else
            one = field_error(reader, item,
                              "a layer is one kind with its sizes, such as {mlp: {width: 3072}}, or a stack "
                              "{repeat: 12, layers: [...]}");
        field_leave(reader, length);
        if (one == STATUS_NO_MEMORY)
            return one;
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static enum status model_read_part(struct model_builder *builder, const struct yaml_node *items, struct model_part part,
                                   const char *path)
{
    struct model *model = builder->model;
    struct model_part *parts = arena_grow(builder->reader->arena, model->parts, model->part_count,
                                          model->part_count + 1, &model->part_capacity, sizeof *parts);
    if (!parts)
        return STATUS_NO_MEMORY;
    model->parts = parts;
    parts[model->part_count++] = part;
    size_t length = field_enter(builder->reader, part.name);
    enum status status = model_read_items(builder, items, path);
    field_leave(builder->reader, length);
    return status;
}

static enum status model_read_parts(struct model_builder *builder, const struct model_node *read,
                                    const struct yaml_node *node)
{
    struct model *model = builder->model;
    int64_t channels = model->image.count == 3 ? model->image.values[2] : 0;
    struct layer_flow start = {
        .width = channels, .repeat = 1, .is_image = channels != 0, .is_looked_up = channels == 0};
    enum status status = STATUS_OK;
    if (read->layers && (read->encoder || read->decoder))
        return field_error(builder->reader, node, "a model has either \"layers\" or \"encoder\" and \"decoder\"");
    if (read->decoder && !read->encoder)
        return field_error(builder->reader, read->decoder, "a decoder without an encoder is written as \"layers\"");
    const struct yaml_node *first = read->layers ? read->layers : read->encoder;
    builder->flow = start;
    if (first)
        status = model_read_part(builder, first, (struct model_part){.name = read->layers ? "layers" : "encoder"},
                                 read->layers ? "" : "encoder");
    if (status == STATUS_OK && read->decoder) {
        // The target side is a sequence of ids, whatever the encoder reads.
        builder->flow = (struct layer_flow){.memory_width = builder->flow.width, .repeat = 1, .is_looked_up = true};
        status = model_read_part(builder, read->decoder, (struct model_part){.name = "decoder", .is_target = true},
                                 "decoder");
    }
    if (status == STATUS_OK && read->training_layers) {
        if (!first)
            return field_error(builder->reader, read->training_layers,
                               "training_layers follow layers, and there are none");
        // What is added for training goes on with what the model gives, or reads the ids once more.
        builder->flow.is_looked_up = builder->flow.restarts = !builder->flow.is_image;
        status = model_read_part(
            builder, read->training_layers,
            (struct model_part){.name = "training_layers", .is_target = read->decoder != NULL, .training_only = true},
            "training");
    }
    return status;
}

// Layers with one share name: the first holds the weights; the others must have as many to share.
static enum status model_read_tie(struct reader *reader, struct model *model)
{
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct layer_common *common = model->layers[i].spec;
        for (size_t j = 0; common->share && j < i; j++) {
            const struct layer_common *other = model->layers[j].spec;
            if (!other->share || strcmp(other->share, common->share) != 0)
                continue;
            struct place place = {
                .batch = 1, .rows = 1, .columns = 1, .memory = 1, .is_image = model->image.count != 0};
            struct place again = place;
            struct count mine = {0}, theirs = {0};
            model->layers[i].kind->count(common, &place, &mine);
            model->layers[j].kind->count(other, &again, &theirs);
            double shared = mine.shareable > 0 ? mine.shareable : mine.parameters;
            double held = theirs.shareable > 0 ? theirs.shareable : theirs.parameters;
            if (shared != held)
                return diag_error(reader->diag, model->layers[i].mark, model->layers[i].path,
                                  "%s shares \"%s\" with %s, but needs %.0f parameters where that has %.0f",
                                  model->layers[i].path, common->share, model->layers[j].path, shared, held);
            model->layers[i].is_tied = true;
            break;
        }
    }
    return STATUS_OK;
}

static enum status model_read_training_flop(struct reader *reader, const struct yaml_node *node, double *flop)
{
    if (!node)
        return STATUS_OK;
    // A bare number is accepted here: the key itself says that it is FLOP.
    const struct yaml_node *value = field_unwrap(reader, node);
    double number = 0;
    const char *end = "";
    bool bare = value->kind == YAML_SCALAR && units_number(value->text, &number, &end) && *end == '\0';
    struct field row = {.key = "training_flop",
                        .type = FIELD_QUANTITY,
                        .dimension = bare ? DIMENSION_NONE : DIMENSION_FLOP,
                        .low = DBL_MIN,
                        .high = 1e40};
    return field_read_value(reader, &row, value, flop);
}

static enum status model_read_check(struct reader *reader, const struct yaml_node *node, const struct model *model)
{
    size_t ways = (size_t)(model->layer_count > 0) + (size_t)(model->given_parameters > 0) +
                  (size_t)(model->given_training_flop > 0);
    if (ways == 0)
        return field_error(
            reader, node, "a model needs \"layers\", \"encoder\" and \"decoder\", \"parameters\" or \"training_flop\"");
    if (ways > 1 && model->layer_count > 0)
        return field_error(reader, node,
                           "layers are counted: \"parameters\" and \"training_flop\" would say it twice; a published "
                           "total stands in \"published_parameters\"");
    if (model->image.count && model->image.count != 3)
        return field_error(reader, node, "\"image\" needs three sizes: rows, columns, channels");
    struct model_totals totals;
    struct model_shape shape = {.batch = 1, .sequence = 1};
    const struct model_layer *starved = model->image.count ? model_starved(model, &shape) : NULL;
    if (starved)
        return diag_error(reader->diag, starved->mark, starved->path,
                          "the kernel does not fit the image that is left here");
    model_count(model, &shape, NULL, &totals);
    if (totals.model.parameters + totals.training_only.parameters > 9007199254740992.0)
        return field_error(reader, node, "%.3g parameters: more than can be counted exactly (2^53)",
                           totals.model.parameters);
    return STATUS_OK;
}

// A model that does not say its name is called like its file.
static const char *model_read_stem(struct reader *reader, const struct yaml_node *node)
{
    if (!node->mark.source)
        return "(unnamed model)";
    const char *file = node->mark.source->name, *slash = strrchr(file, '/');
    file = slash ? slash + 1 : file;
    const char *stem = arena_copy(reader->arena, file, strcspn(file, "."));
    return stem ? stem : "(unnamed model)";
}

enum status model_read(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                       size_t override_count, struct model *model)
{
    *model = (struct model){0};
    const struct scope *outer = reader->scope;
    const struct yaml_node *sizes = yaml_tree_get(node, "sizes");
    size_t length = field_enter(reader, "sizes");
    enum status sized = sizes_read(reader, sizes, overrides, override_count, &model->sizes);
    field_leave(reader, length);
    struct model_node read = {0};
    enum status status = field_read(reader, model_fields, sizeof model_fields / sizeof *model_fields, node, &read);
    model->name = read.name ? read.name : model_read_stem(reader, node);
    model->description = override_count ? NULL : read.description;
    model->image = read.image;
    model->given_parameters = read.parameters;
    model->published_parameters = override_count ? 0 : read.published_parameters; // of the sizes as published
    model->overrides = overrides;
    model->override_count = override_count;
    struct model_builder builder = {.reader = reader, .model = model, .repeat = 1};
    enum status parts = sized == STATUS_OK && status == STATUS_OK ? model_read_parts(&builder, &read, node) : STATUS_OK;
    enum status flop = model_read_training_flop(reader, read.training_flop, &model->given_training_flop);
    enum status trained = STATUS_OK;
    model->training.precision = PRECISION_MIXED;
    if (read.training) {
        length = field_enter(reader, "training");
        trained = training_read(reader, read.training, model_needs_sequence(model), &model->training);
        field_leave(reader, length);
    }
    enum status used = sized == STATUS_OK && status == STATUS_OK && parts == STATUS_OK
                           ? sizes_check_used(reader, sizes, &model->sizes)
                           : STATUS_OK;
    const enum status all[] = {sized, status, parts, flop, trained, used};
    status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = all[i] == STATUS_OK ? status : all[i];
    if (status == STATUS_OK)
        status = model_read_tie(reader, model);
    if (status == STATUS_OK)
        status = model_read_check(reader, node, model);
    reader->scope = outer;
    return status;
}
