#include "workload/layer.h"

#include <string.h>

const struct layer_kind *const layer_kinds[] = {
#define LAYER_ADDRESS(word) &layer_##word,
    LAYER_KINDS(LAYER_ADDRESS)
#undef LAYER_ADDRESS
};

const size_t layer_kind_count = sizeof layer_kinds / sizeof *layer_kinds;

const char *const layer_at_names[LAYER_AT_COUNT] = {
    [LAYER_AT_EVERY] = "every",
    [LAYER_AT_FIRST] = "first",
    [LAYER_AT_PREDICTIONS] = "predictions",
};

const struct layer_kind *layer_kind_named(const char *name)
{
    for (size_t i = 0; i < layer_kind_count; i++)
        if (layer_kinds[i]->name[0] == name[0] && strcmp(layer_kinds[i]->name, name) == 0)
            return layer_kinds[i];
    return NULL;
}

enum status layer_bind_input(struct layer_common *common, const struct layer_flow *flow, struct reader *reader,
                             const struct yaml_node *node)
{
    if (!common->input)
        common->input = flow->width;
    if (!common->input)
        return field_error(reader, node, "no layer before this one gives a width; say \"input\"");
    return STATUS_OK;
}

enum status layer_bind_heads(int64_t width, int64_t heads, int64_t *head_width, struct reader *reader,
                             const struct yaml_node *node)
{
    if (*head_width)
        return STATUS_OK;
    if (width % heads != 0)
        return field_error(reader, node, "%lld heads do not divide the width %lld; say \"head_width\" if that is meant",
                           (long long)heads, (long long)width);
    *head_width = width / heads;
    return STATUS_OK;
}

void layer_bind_flag(const struct yaml_node *node, const char *key, bool otherwise, bool *flag)
{
    if (!yaml_tree_get(node, key))
        *flag = otherwise;
}

double layer_positions(const struct layer_common *common, const struct place *place)
{
    double every = place->rows * place->columns, each = every;
    if (common->at == LAYER_AT_FIRST)
        each = 1;
    else if (common->at == LAYER_AT_PREDICTIONS && place->predictions > 0 && place->predictions < every)
        each = place->predictions;
    return place->batch * each;
}
