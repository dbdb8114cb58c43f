#include "plan/programme_plans.h"

#include <string.h>

#include "read/overlay.h"

struct programme_plans_source {
    const struct yaml_node *plan, *model;
};

// {key: value} on a mapping.
static const struct yaml_node *programme_plans_lay(struct arena *arena, const struct yaml_node *node, const char *key,
                                                   const struct yaml_node *value)
{
    const struct yaml_pair pair = {.key = key, .key_mark = value->mark, .value = value};
    return overlay_with(arena, node, &pair);
}

// The plan that a reference means, as a mapping: a plan, or a model in a plan of its own.
static enum status programme_plans_open(struct programme_plans *reading, const struct yaml_node *reference,
                                        const struct yaml_node **node)
{
    struct reader *reader = reading->reader;
    bool is_name = reference->kind == YAML_SCALAR && !catalog_is_path(reference->text);
    enum status status = catalog_open(reading->catalog, is_name ? CATALOG_MODEL : CATALOG_COUNT, reference, node);
    if (status != STATUS_OK)
        return status;
    enum catalog_kind kind = reference->kind == YAML_MAPPING ? CATALOG_PLAN : catalog_kind_of(*node);
    if (kind == CATALOG_PLAN)
        return STATUS_OK;
    if (kind != CATALOG_MODEL)
        return field_error(reader, reference, "a plan or a model is wanted here, not a %s", catalog_key(kind));
    const struct yaml_node *bare = overlay_mapping(reader->arena, reference->mark, NULL, 0);
    *node = bare ? programme_plans_lay(reader->arena, bare, "model", *node) : NULL;
    return *node ? STATUS_OK : STATUS_NO_MEMORY;
}

// Under the plan what the programme says, over it what the item says, and a ladder's model over all.
static enum status programme_plans_dress(struct programme_plans *reading, const struct yaml_node *over,
                                         const struct yaml_node *model, const struct yaml_node **node)
{
    struct arena *arena = reading->reader->arena;
    const struct yaml_node *dressed = *node;
    if (over)
        dressed = overlay_merge(arena, dressed, over, reading->catalog->is_value);
    if (dressed && model)
        dressed = programme_plans_lay(arena, dressed, "model", model);
    const struct yaml_node *inputs = dressed ? yaml_tree_get(dressed, "inputs") : NULL;
    if (dressed && reading->hardware && !yaml_tree_get(dressed, "hardware"))
        dressed = programme_plans_lay(arena, dressed, "hardware", reading->hardware);
    if (dressed && reading->region && !yaml_tree_get(dressed, "region"))
        dressed = programme_plans_lay(arena, dressed, "region", reading->region);
    if (dressed && reading->inputs)
        inputs = inputs ? overlay_merge(arena, reading->inputs, inputs, reading->catalog->is_value) : reading->inputs;
    if (dressed && reading->inputs)
        dressed = inputs ? programme_plans_lay(arena, dressed, "inputs", inputs) : NULL;
    *node = dressed;
    return dressed ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool programme_plans_are_same(const struct programme_plans_source *source, const struct yaml_node *plan,
                                     const struct yaml_node *over, const struct yaml_node *model)
{
    if (over || !plan || !source->plan || source->model != model)
        return false;
    bool by_name = plan->kind == YAML_SCALAR && source->plan->kind == YAML_SCALAR;
    return source->plan == plan ||
           (by_name && plan->mark.source == source->plan->mark.source && strcmp(plan->text, source->plan->text) == 0);
}

// The place of the plan that an item (or one rung of its ladder) runs.
static enum status programme_plans_one(struct programme_plans *reading, const struct yaml_node *plan_node,
                                       const struct yaml_node *over, const struct yaml_node *model, size_t *index)
{
    struct programme *programme = reading->programme;
    struct arena *arena = reading->reader->arena;
    for (*index = 0; *index < programme->plan_count; ++*index)
        if (programme_plans_are_same(&reading->sources[*index], plan_node, over, model))
            return STATUS_OK;
    if (programme->plan_count == PROGRAMME_PLANS_MAX)
        return field_error(reading->reader,
                           model       ? model
                           : plan_node ? plan_node
                                       : over,
                           "more than %d plans", PROGRAMME_PLANS_MAX);
    struct plan *plans = arena_grow(arena, programme->plans, programme->plan_count, programme->plan_count + 1,
                                    &programme->plan_capacity, sizeof *plans);
    struct programme_plans_source *sources =
        arena_grow(arena, reading->sources, programme->plan_count, programme->plan_count + 1, &reading->source_capacity,
                   sizeof *sources);
    if (!plans || !sources)
        return STATUS_NO_MEMORY;
    programme->plans = plans;
    reading->sources = sources;
    const struct yaml_node *node = NULL;
    enum status status = STATUS_OK;
    if (plan_node)
        status = programme_plans_open(reading, plan_node, &node);
    else if (!(node = overlay_mapping(arena, over->mark, NULL, 0)))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = programme_plans_dress(reading, over, model, &node);
    if (status != STATUS_OK)
        return status;
    sources[programme->plan_count] = (struct programme_plans_source){.plan = over ? NULL : plan_node, .model = model};
    status = plan_read(reading->reader, reading->catalog, node, reading->options, &plans[programme->plan_count]);
    programme->plan_count++;
    return status;
}

// The plans of an item, one for each group of its search.
enum status programme_plans_read(struct programme_plans *reading, const struct yaml_node *plan_node,
                                 const struct yaml_node *over, struct work *work)
{
    size_t *plans = arena_array(reading->reader->arena, work->search.group_count, sizeof *plans);
    enum status status = plans ? STATUS_OK : STATUS_NO_MEMORY;
    const struct yaml_node *before = NULL;
    for (size_t g = 0; g < work->search.group_count && status == STATUS_OK; g++) {
        const struct yaml_node *model = work->search.groups[g].model;
        if (g && model == before)
            plans[g] = plans[g - 1];
        else
            status = programme_plans_one(reading, plan_node, over, model, &plans[g]);
        before = model;
    }
    work->plans = plans;
    return status;
}
