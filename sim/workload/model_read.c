#include "workload/model_build.h"

#include <stdio.h>
#include <string.h>

struct model_node {
    const char *name, *description, *config;
    const struct yaml_node *sizes, *blocks, *lora, *layers, *encoder, *decoder, *training_layers, *training,
        *training_flop;
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
    {.key = "config_type", .type = FIELD_TEXT, .offset = offsetof(struct model_node, config)},
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
    MODEL_NODE_FIELD(blocks),
    MODEL_NODE_FIELD(lora),
    MODEL_NODE_FIELD(layers),
    MODEL_NODE_FIELD(encoder),
    MODEL_NODE_FIELD(decoder),
    MODEL_NODE_FIELD(training_layers),
    MODEL_NODE_FIELD(training),
    MODEL_NODE_FIELD(training_flop),
};

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
    enum status status = model_build_step(builder, MODEL_PART, model->part_count - 1, 1);
    if (status != STATUS_OK)
        return status;
    return model_build_inside(builder, items, part.name, path);
}

// A part begins: what flows in, no labels. How long a sequence will be is not known; longer than any window.
static void model_read_start(struct model_builder *builder, const struct layer_flow *flow)
{
    const struct field_counts *image = &builder->model->image;
    struct model_state *state = &builder->state;
    state->label_count = state->slot_count = 0;
    builder->broken = false;
    state->flow = *flow;
    state->place = (struct place){.batch = 1, .rows = 1 << 24, .columns = 1, .memory = 1 << 24};
    if (flow->is_image) {
        state->place.rows = (double)image->values[0];
        state->place.columns = (double)image->values[1];
        state->place.is_image = true;
        state->flow.rows = image->values[0];
        state->flow.columns = image->values[1];
    }
}

static enum status model_read_parts(struct model_builder *builder, const struct model_node *read,
                                    const struct yaml_node *node)
{
    struct model *model = builder->model;
    int64_t channels = model->image.count == 3 ? model->image.values[2] : 0;
    struct layer_flow start = {.width = channels, .is_image = channels != 0, .is_looked_up = channels == 0};
    enum status status = STATUS_OK;
    if (read->layers && (read->encoder || read->decoder))
        return field_error(builder->reader, node, "a model has either \"layers\" or \"encoder\" and \"decoder\"");
    if (read->decoder && !read->encoder)
        return field_error(builder->reader, read->decoder, "a decoder without an encoder is written as \"layers\"");
    const struct yaml_node *first = read->layers ? read->layers : read->encoder;
    if (read->blocks && read->blocks->kind != YAML_MAPPING)
        return field_error(builder->reader, read->blocks, "\"blocks\" needs a mapping of names to their layers");
    model_read_start(builder, &start);
    if (first)
        status = model_read_part(builder, first, (struct model_part){.name = read->layers ? "layers" : "encoder"},
                                 read->layers ? "" : "encoder");
    if (status == STATUS_OK && read->decoder) {
        // The target side is a sequence of ids, whatever the encoder reads.
        start = (struct layer_flow){.memory_width = builder->state.flow.width, .is_looked_up = true};
        model_read_start(builder, &start);
        status = model_read_part(builder, read->decoder, (struct model_part){.name = "decoder", .is_target = true},
                                 "decoder");
    }
    if (status == STATUS_OK && read->training_layers) {
        if (!first)
            return field_error(builder->reader, read->training_layers,
                               "training_layers follow layers, and there are none");
        // What is added for training goes on with what the model gives, or reads the ids once more.
        builder->state.flow.is_looked_up = builder->state.flow.restarts = !builder->state.flow.is_image;
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
            bool trained = !common->frozen && common->lora <= 0, held_trained = !other->frozen && other->lora <= 0;
            if (trained != held_trained)
                return diag_error(reader->diag, model->layers[i].mark, model->layers[i].path,
                                  "%s shares \"%s\" with %s, but one trains the weights and the other has them frozen; "
                                  "say \"frozen\" in both or in neither",
                                  model->layers[i].path, common->share, model->layers[j].path);
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
    if (totals.is_endless)
        return field_error(reader, node,
                           "labels that change places in stacks within stacks: which turns need a gradient is more "
                           "than can be followed");
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
    struct model_builder builder = {
        .reader = reader, .model = model, .repeat = 1, .blocks = read.blocks, .input = {.name = "input"}};
    builder.base = (struct scope){.symbols = &builder.input, .count = 1, .declared = 1};
    model->sizes.outer = &builder.base;
    enum status adapted = model_lora_read(reader, read.lora, &builder.lora);
    // A key that is not known says nothing of the layers; an image that could not be read does.
    bool legible =
        status == STATUS_OK || (status == STATUS_BAD_INPUT && (read.image.count == 3 || !yaml_tree_get(node, "image")));
    enum status parts =
        sized == STATUS_OK && legible && adapted == STATUS_OK ? model_read_parts(&builder, &read, node) : STATUS_OK;
    if (parts == STATUS_OK && adapted == STATUS_OK && model->layer_count)
        adapted = model_lora_check(reader, &builder.lora);
    enum status flop = model_read_training_flop(reader, read.training_flop, &model->given_training_flop);
    enum status trained = STATUS_OK;
    model->training.precision = PRECISION_MIXED;
    if (read.training) {
        length = field_enter(reader, "training");
        trained = training_read(reader, read.training, model_needs_sequence(model), &model->training);
        field_leave(reader, length);
    }
    if (read.blocks) // what a block mentions counts as used, whether an item calls it or not
        model_build_skip(&builder, read.blocks);
    // The keys of a config are what they are; sizes that somebody wrote are there to be used.
    enum status used =
        !read.config && sized == STATUS_OK && status == STATUS_OK && adapted == STATUS_OK && parts == STATUS_OK
            ? sizes_check_used(reader, sizes, &model->sizes)
            : STATUS_OK;
    model->defaults = read.config ? sizes_defaults(reader, sizes, overrides, override_count, &model->sizes) : NULL;
    const enum status all[] = {sized, status, adapted, parts, flop, trained, used};
    status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = all[i] == STATUS_OK ? status : all[i];
    if (status == STATUS_OK)
        status = model_read_tie(reader, model);
    if (status == STATUS_OK)
        status = model_read_check(reader, node, model);
    model->sizes.outer = NULL;
    reader->scope = outer;
    return status;
}
