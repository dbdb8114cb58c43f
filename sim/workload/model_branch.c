// Branches start from one flow and end in one: summed (their widths agree) or concatenated (their widths add up). A
// label remembers what flows at a place, and what flows there can be taken up again further on.
#include <string.h>

#include "workload/model_build.h"

enum { BRANCH_SUM, BRANCH_CONCAT, BRANCH_JOINS };

static const char *const branch_joins[BRANCH_JOINS] = {[BRANCH_SUM] = "sum", [BRANCH_CONCAT] = "concat"};

struct branches {
    const struct yaml_node *branches;
    const char *name;
    int join;
    bool when;
};

static const struct field branch_fields[] = {
    {.key = "branches", .type = FIELD_NODE, .offset = offsetof(struct branches, branches), .required = true},
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct branches, name)},
    {.key = "join",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct branches, join),
     .choices = branch_joins,
     .choice_count = BRANCH_JOINS},
    {.key = "when", .type = FIELD_FLAG, .offset = offsetof(struct branches, when)},
};

static enum status branch_slot(struct model_builder *builder, const struct yaml_node *node, size_t *slot)
{
    if (builder->state.slot_count >= MODEL_SLOTS_MAX)
        return field_error(builder->reader, node, "more than %d labels and branches at once", MODEL_SLOTS_MAX);
    *slot = builder->state.slot_count++;
    return STATUS_OK;
}

// What came out of this branch joins what came out of those before it.
static enum status branch_join(struct model_builder *builder, const struct yaml_node *node,
                               const struct branches *branches, const struct model_state *joined)
{
    struct layer_flow *flow = &builder->state.flow;
    const struct place *place = &builder->state.place;
    if (!flow->is_image && !joined->flow.is_image &&
        (place->rows < joined->place.rows || place->rows > joined->place.rows))
        return field_error(builder->reader, node, "branches that join must end in one length");
    if (flow->is_image != joined->flow.is_image)
        return field_error(builder->reader, node, "branches that join must all end in an image or all in a sequence");
    if (place->rows < joined->place.rows || place->rows > joined->place.rows ||
        place->columns < joined->place.columns || place->columns > joined->place.columns)
        return field_error(builder->reader, node,
                           "branches that join must end in one shape: %.0f x %.0f beside %.0f x %.0f",
                           joined->place.rows, joined->place.columns, place->rows, place->columns);
    if (branches->join == BRANCH_SUM && flow->width != joined->flow.width)
        return field_error(builder->reader, node, "branches that are summed must end in one width: %lld beside %lld",
                           (long long)joined->flow.width, (long long)flow->width);
    if (branches->join == BRANCH_SUM || builder->broken)
        return STATUS_OK;
    if ((double)flow->width + (double)joined->flow.width > LAYER_SIZE_MAX)
        return field_error(builder->reader, node, "branches that are concatenated come to more than %.0e channels",
                           LAYER_SIZE_MAX);
    flow->width += joined->flow.width;
    return STATUS_OK;
}

static enum status branch_read(struct model_builder *builder, const struct branches *branches, const char *path)
{
    struct model_state *state = &builder->state;
    const struct yaml_node *list = branches->branches;
    struct model_state *start = arena_alloc(builder->reader->arena, sizeof *start);
    struct model_state *joined = arena_alloc(builder->reader->arena, sizeof *joined);
    size_t from = 0, to = 0;
    if (!start || !joined)
        return STATUS_NO_MEMORY;
    enum status status = branch_slot(builder, list, &from);
    if (status == STATUS_OK)
        status = branch_slot(builder, list, &to);
    if (status == STATUS_OK)
        status = model_build_step(builder, MODEL_KEEP, from, 1);
    *start = *state;
    for (size_t i = 0; i < list->count && status == STATUS_OK; i++) {
        const struct yaml_node *items = list->items[i];
        if (items->kind != YAML_SEQUENCE)
            return field_error(builder->reader, items,
                               "a branch is a list of layers; an empty one passes on what flows in");
        if (i > 0) {
            state->flow = start->flow;
            state->place = start->place;
            status = model_build_step(builder, MODEL_TAKE, from, 1);
        }
        const char *key = arena_format(builder->reader->arena, "branches[%zu]", i);
        if (!key)
            return STATUS_NO_MEMORY;
        if (status == STATUS_OK && items->count)
            status = model_build_inside(builder, items, key, path);
        if (status == STATUS_OK && i > 0)
            status = branch_join(builder, items, branches, joined);
        if (status == STATUS_OK && i > 0)
            status = model_build_step(builder, MODEL_JOIN, to, 1);
        if (status == STATUS_OK && i + 1 < list->count)
            status = model_build_step(builder, MODEL_KEEP, to, 1);
        *joined = *state;
    }
    return status;
}

enum status model_branch(struct model_builder *builder, const struct yaml_node *node, const char *path)
{
    struct branches branches = {0};
    bool when = true;
    enum status status = model_build_when(builder, node, &when);
    if (status == STATUS_OK && when)
        status =
            field_read(builder->reader, branch_fields, sizeof branch_fields / sizeof *branch_fields, node, &branches);
    if (status != STATUS_OK || !when) {
        model_build_skip(builder, node);
        return status;
    }
    if (branches.branches->kind != YAML_SEQUENCE || branches.branches->count < 2)
        return field_error(builder->reader, branches.branches, "branches are two or more lists of layers");
    if (branches.name && strlen(branches.name) > MODEL_NAME_MAX)
        return field_error(builder->reader, node, "a name of more than %d bytes", MODEL_NAME_MAX);
    const char *own = branches.name ? model_build_path(builder, path, branches.name) : path;
    size_t slots = builder->state.slot_count, labels = builder->state.label_count;
    if (!own)
        return STATUS_NO_MEMORY;
    status = branch_read(builder, &branches, own);
    // Slots are free again, unless a label that was kept inside stands among them.
    if (builder->state.label_count == labels)
        builder->state.slot_count = slots;
    builder->state.flow.is_looked_up = false;
    return status;
}

static struct model_label *branch_label_named(struct model_state *state, const char *name)
{
    for (size_t i = 0; i < state->label_count; i++)
        if (strcmp(state->labels[i].name, name) == 0)
            return &state->labels[i];
    return NULL;
}

static enum status branch_keep(struct model_builder *builder, const struct yaml_node *node)
{
    struct model_state *state = &builder->state;
    struct model_label *label = branch_label_named(state, node->text);
    if (!label) {
        size_t slot = 0;
        if (state->label_count >= MODEL_LABELS_MAX)
            return field_error(builder->reader, node, "more than %d labels", MODEL_LABELS_MAX);
        enum status status = branch_slot(builder, node, &slot);
        if (status != STATUS_OK)
            return status;
        label = &state->labels[state->label_count++];
        *label = (struct model_label){.name = node->text, .slot = slot};
    }
    label->flow = state->flow;
    label->place = state->place;
    return model_build_step(builder, MODEL_KEEP, label->slot, 1);
}

enum status model_branch_label(struct model_builder *builder, const struct yaml_pair *pair)
{
    struct model_state *state = &builder->state;
    const struct yaml_node *node = pair->value;
    if (node->kind != YAML_SCALAR || yaml_tree_is_null(node))
        return field_error(builder->reader, node, "\"%s\" needs a label", pair->key);
    if (strcmp(pair->key, "keep") == 0)
        return branch_keep(builder, node);
    const struct model_label *label = branch_label_named(state, node->text);
    const char *names[MODEL_LABELS_MAX];
    for (size_t i = 0; i < state->label_count; i++)
        names[i] = state->labels[i].name;
    if (!label) {
        const char *nearest = diag_nearest(node->text, names, state->label_count);
        return field_error(builder->reader, node, "nothing before is kept as \"%.60s\"%s%s%s", node->text,
                           nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    }
    state->flow = label->flow;
    state->place = label->place;
    return model_build_step(builder, MODEL_TAKE, label->slot, 1);
}
