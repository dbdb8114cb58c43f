#include "search/search_build.h"

struct search_ladder_keys {
    const struct yaml_node *models, *tokens_per_parameter, *trials;
};

static const struct field search_ladder_fields[] = {
    SEARCH_BUILD_KEY(struct search_ladder_keys, models, FIELD_NODE, .required = true,
                     .help = "a list of models, each as it would stand under a plan's model:"),
    SEARCH_BUILD_KEY(struct search_ladder_keys, tokens_per_parameter, FIELD_NODE, .low = DBL_MIN, .high = 1e9,
                     .help = "a number or a list, each model trained with each; its plan's recipe unless said"),
    SEARCH_BUILD_KEY(struct search_ladder_keys, trials, FIELD_NODE, SEARCH_BUILD_TRIALS,
                     .help = "runs of each: a number or a distribution; 1 unless said"),
    {0},
};

// A node that stands alone is a list of one.
static size_t search_ladder_count(const struct yaml_node *node)
{
    return node && node->kind == YAML_SEQUENCE ? node->count : 1;
}

static const struct yaml_node *search_ladder_item(const struct yaml_node *node, size_t i)
{
    return node->kind == YAML_SEQUENCE ? node->items[i] : node;
}

static enum status search_ladder_models(const struct reader *reader, const struct yaml_node *models)
{
    if (search_ladder_count(models) == 0)
        return field_error(reader, models, "\"models\" is an empty list");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < search_ladder_count(models); i++) {
        const struct yaml_node *model = search_ladder_item(models, i);
        if (model->kind == YAML_SEQUENCE || (model->kind == YAML_SCALAR && yaml_tree_is_null(model)))
            status = field_error(reader, model, "a model is a name, a path or a mapping");
    }
    return status;
}

// tokens_per_parameter of every item, one 0 where it is not said.
static enum status search_ladder_ratios(struct reader *reader, const struct yaml_node *node, double **ratios)
{
    struct field row = search_ladder_fields[1];
    row.type = FIELD_QUANTITY;
    row.offset = 0;
    size_t count = search_ladder_count(node);
    *ratios = arena_array(reader->arena, count, sizeof **ratios);
    if (!*ratios)
        return STATUS_NO_MEMORY;
    if (count == 0)
        return field_error(reader, node, "\"%s\" is an empty list", row.key);
    enum status status = STATUS_OK;
    for (size_t i = 0; node && i < count; i++) {
        enum status one = field_read_value(reader, &row, search_ladder_item(node, i), &(*ratios)[i]);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// "pythia:1b, 20 tokens per parameter"
static const char *search_ladder_name(struct arena *arena, const struct yaml_node *model, size_t i, double ratio)
{
    const char *name = model->kind == YAML_SCALAR ? model->text : arena_format(arena, "model %zu", i + 1);
    return ratio > 0 && name ? arena_format(arena, "%s, %.6g tokens per parameter", name, ratio) : name;
}

static enum status search_ladder_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_ladder_keys keys = {0};
    struct dist trials, whole = search_build_constant(1);
    double *ratios = NULL;
    enum status status = search_build_read(reader, search_ladder_fields, node, &keys);
    if (status == STATUS_OK)
        status = search_ladder_models(reader, keys.models);
    if (status == STATUS_OK)
        status = search_ladder_ratios(reader, keys.tokens_per_parameter, &ratios);
    if (status == STATUS_OK)
        status = search_build_trials(reader, search_ladder_fields, "trials", &keys, 1, &trials);
    size_t models = search_ladder_count(keys.models), count = search_ladder_count(keys.tokens_per_parameter);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, (double)models * (double)count, search);
    for (size_t i = 0; i < models && status == STATUS_OK; i++)
        for (size_t k = 0; k < count; k++) {
            const struct yaml_node *model = search_ladder_item(keys.models, i);
            const char *name = search_ladder_name(reader->arena, model, i, ratios[k]);
            struct search_group *group = search_build_add(search, name, &trials, &whole);
            group->model = model;
            group->tokens_per_parameter = ratios[k];
        }
    search->summary = search_build_number(reader->arena, (double)models, "model", "models");
    return status;
}

const struct search_kind search_ladder = {
    .name = "ladder",
    .sentence = "a ladder for scaling laws: models of several sizes, each trained on several numbers of tokens",
    .source = "Hoffmann et al. 2022 (arXiv 2203.15556); Bhagia et al. 2024 (Establishing Task Scaling Laws via "
              "Compute-Efficient Model Ladders, arXiv 2412.04403)",
    .fields = search_ladder_fields,
    .read = search_ladder_read,
};
