// Low-rank adapters for a whole model (Hu et al. 2021, arXiv 2106.09685): `lora: {rank: 8, on: [query, value]}` gives
// the matrices of those names adapters, in every layer that has them, and freezes everything else. Without `on` every
// matrix of a kind that has names for them is meant: attention, mlp, moe.
#include <string.h>

#include "workload/model_build.h"

enum { LORA_NAMES_MAX = 32 };

struct lora {
    int64_t rank;
    const struct yaml_node *on;
};

static const struct field lora_fields[] = {
    {.key = "rank",
     .type = FIELD_COUNT,
     .offset = offsetof(struct lora, rank),
     .required = true,
     .low = 1,
     .high = LAYER_SIZE_MAX},
    {.key = "on", .type = FIELD_NODE, .offset = offsetof(struct lora, on)},
};

// The row that chooses matrices; NULL for a kind that has none to choose from.
static const struct field *lora_row(const struct layer_kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].type == FIELD_SET && strcmp(kind->fields[i].key, "lora_on") == 0)
            return &kind->fields[i];
    return NULL;
}

// A gate is there only in a layer that is gated.
static bool lora_has(const struct layer_kind *kind, const struct layer_common *layer, const char *matrix)
{
    bool has = true;
    for (size_t i = 0; i < kind->field_count && strcmp(matrix, "gate") == 0; i++)
        if (strcmp(kind->fields[i].key, "gated") == 0)
            has = *(const bool *)(const void *)((const char *)layer + kind->fields[i].offset);
    return has;
}

enum status model_lora_read(struct reader *reader, const struct yaml_node *node, struct model_lora *lora)
{
    struct lora read = {0};
    *lora = (struct model_lora){0};
    if (!node)
        return STATUS_OK;
    size_t length = field_enter(reader, "lora");
    enum status status = field_read(reader, lora_fields, sizeof lora_fields / sizeof *lora_fields, node, &read);
    if (status == STATUS_OK && read.on &&
        (read.on->kind != YAML_SEQUENCE || read.on->count == 0 || read.on->count > LORA_NAMES_MAX))
        status = field_error(reader, read.on, "\"on\" needs a list of matrices, such as [query, value]");
    for (size_t i = 0; status == STATUS_OK && read.on && i < read.on->count; i++)
        if (read.on->items[i]->kind != YAML_SCALAR)
            status = field_error(reader, read.on->items[i], "the name of a matrix is needed here");
    field_leave(reader, length);
    lora->rank = read.rank;
    lora->on = read.on;
    return status;
}

void model_lora_apply(struct model_lora *lora, const struct layer_kind *kind, struct layer_common *layer)
{
    const struct field *row = lora_row(kind);
    int chosen = 0;
    if (!lora->rank || layer->lora)
        return;
    for (size_t i = 0; row && lora->on && i < lora->on->count; i++)
        for (size_t j = 0; j < row->choice_count; j++)
            if (strcmp(lora->on->items[i]->text, row->choices[j]) == 0 && lora_has(kind, layer, row->choices[j])) {
                chosen |= 1 << j;
                lora->found |= 1u << i;
            }
    layer->frozen = layer->frozen || !row || (lora->on && !chosen);
    if (layer->frozen)
        return;
    layer->lora = lora->rank;
    if (lora->on)
        *(int *)(void *)((char *)layer + row->offset) = chosen;
}

enum status model_lora_check(const struct reader *reader, const struct model_lora *lora)
{
    const char *names[LORA_NAMES_MAX * 2];
    size_t count = 0;
    enum status status = STATUS_OK;
    for (size_t k = 0; k < layer_kind_count; k++) {
        const struct field *row = lora_row(layer_kinds[k]);
        for (size_t j = 0; row && j < row->choice_count && count < LORA_NAMES_MAX * 2; j++)
            names[count++] = row->choices[j];
    }
    for (size_t i = 0; lora->on && i < lora->on->count; i++) {
        const struct yaml_node *name = lora->on->items[i];
        if (lora->found >> i & 1u)
            continue;
        const char *nearest = diag_nearest(name->text, names, count);
        bool exists = nearest && strcmp(nearest, name->text) == 0;
        status = diag_error(reader->diag, name->mark, "lora.on", "no layer has a matrix \"%.60s\"%s%s%s", name->text,
                            nearest && !exists ? "; did you mean \"" : "", nearest && !exists ? nearest : "",
                            nearest && !exists ? "\"?" : "");
    }
    return status;
}
