#include "search/search_build.h"

struct search_grid_keys {
    const struct yaml_node *space, *fraction;
};

static const struct field search_grid_fields[] = {
    SEARCH_BUILD_KEY(struct search_grid_keys, space, FIELD_NODE, .required = true,
                     .help = "a name for each hyperparameter, with the list of its values or how many there are"),
    SEARCH_BUILD_KEY(struct search_grid_keys, fraction, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help = "of a full run that each trial is: a share or a distribution; 100 % unless said"),
    {0},
};

// How many values one hyperparameter has.
static enum status search_grid_values(struct reader *reader, const struct yaml_pair *pair, double *values)
{
    int64_t count = 0;
    const struct field row = {.key = pair->key, .type = FIELD_COUNT, .low = 1, .high = SEARCH_TRIALS_MAX};
    const struct yaml_node *inner = field_unwrap(reader, pair->value);
    enum status status = STATUS_OK;
    if (inner->kind != YAML_SEQUENCE)
        status = field_read_value(reader, &row, pair->value, &count);
    else if (inner->count == 0)
        status = field_error(reader, inner, "\"%.60s\" is an empty list", pair->key);
    *values = inner->kind == YAML_SEQUENCE ? (double)inner->count : (double)count;
    return status;
}

static enum status search_grid_space(struct reader *reader, const struct yaml_node *space, double *trials,
                                     const char **words)
{
    enum status status = STATUS_OK;
    *trials = 1;
    *words = NULL;
    if (space->kind != YAML_MAPPING)
        return field_error(reader, space, "\"space\" needs a name for each hyperparameter, with its values");
    for (size_t i = 0; i < space->count; i++) {
        double values = 1;
        if (field_is_common(space->pairs[i].key))
            continue;
        size_t length = field_enter(reader, space->pairs[i].key);
        enum status one = search_grid_values(reader, &space->pairs[i], &values);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
        *trials *= values;
        *words = *words ? arena_format(reader->arena, "%s x %.0f", *words, values)
                        : arena_format(reader->arena, "grid of %.0f", values);
    }
    if (!*words && status == STATUS_OK)
        return field_error(reader, space, "\"space\" names no hyperparameter");
    return status;
}

static enum status search_grid_read(struct reader *reader, const struct yaml_node *node, struct search *search)
{
    struct search_grid_keys keys = {0};
    struct dist fraction, whole = search_build_constant(1);
    double trials = 0;
    enum status status = search_build_read(reader, search_grid_fields, node, &keys);
    if (status != STATUS_OK)
        return status;
    size_t length = field_enter(reader, "space");
    status = search_grid_space(reader, keys.space, &trials, &search->summary);
    field_leave(reader, length);
    if (status == STATUS_OK)
        status = search_build_dist(reader, search_grid_fields, "fraction", &keys, &whole, &fraction);
    if (status == STATUS_OK)
        status = search_build_room(reader, node, 1, search);
    if (status != STATUS_OK)
        return status;
    struct dist all = search_build_constant(trials);
    search_build_add(search, "", &all, &fraction);
    return STATUS_OK;
}

const struct search_kind search_grid = {
    .name = "grid",
    .sentence = "every combination of the values of some hyperparameters",
    .source = "Bergstra and Bengio 2012 (JMLR 13): the product of the numbers of values",
    .fields = search_grid_fields,
    .read = search_grid_read,
};
