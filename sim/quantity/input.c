#include "quantity/input.h"

#include <math.h>
#include <string.h>

#include "quantity/input_text.h"

static const struct field input_rows[INPUT_COUNT] = {
#define INPUT(id, input_name, dim, low_bound, high_bound, default_value, unit_text, shared, neutral, sentence, source) \
    [INPUT_##id] = {.key = #input_name,                                                                                \
                    .type = FIELD_NODE,                                                                                \
                    .dimension = dim,                                                                                  \
                    .low = low_bound,                                                                                  \
                    .high = high_bound,                                                                                \
                    .unit = unit_text,                                                                                 \
                    .help = sentence},
#include "quantity/inputs.def"
#undef INPUT
};

static const struct {
    const char *unit, *default_source;
    double default_value;
    enum input_sharing sharing;
    bool is_neutral;
} input_more[INPUT_COUNT] = {
#define INPUT(id, name, dimension, low, high, value, unit_text, shared, neutral, sentence, source)                     \
    [INPUT_##id] = {.unit = unit_text,                                                                                 \
                    .default_source = source,                                                                          \
                    .default_value = value,                                                                            \
                    .sharing = INPUT_##shared,                                                                         \
                    .is_neutral = neutral},
#include "quantity/inputs.def"
#undef INPUT
};

static const char *const input_origins[INPUT_ORIGIN_COUNT] = {
#define INPUT_ORIGIN_ROW(origin, words) [origin] = words,
    INPUT_ORIGIN_ROWS(INPUT_ORIGIN_ROW)
#undef INPUT_ORIGIN_ROW
};

const struct field *input_row(enum input_id id)
{
    return &input_rows[id];
}

const char *input_unit(enum input_id id)
{
    return input_more[id].unit;
}

double input_default(enum input_id id)
{
    return input_more[id].default_value;
}

const char *input_default_source(enum input_id id)
{
    return input_more[id].default_source;
}

enum input_sharing input_sharing(enum input_id id)
{
    return input_more[id].sharing;
}

const char *input_sharing_words(enum input_sharing sharing)
{
    return sharing == INPUT_SHARED ? "one for all runs of a plan and all items of a programme"
                                   : "each run of a plan has its own";
}

const char *input_origin_words(enum input_origin origin)
{
    return input_origins[origin];
}

enum input_id input_named(const char *name)
{
    for (int id = 0; id < INPUT_COUNT; id++)
        if (strcmp(name, input_rows[id].key) == 0)
            return (enum input_id)id;
    return INPUT_COUNT;
}

enum status input_read(struct reader *reader, enum input_id id, const struct yaml_node *node, enum input_origin origin,
                       struct input_set *set)
{
    struct input input = {.origin = origin, .mark = node->mark, .citation = citation_of(node)};
    enum status status = dist_read(reader, &input_rows[id], node, &input.dist);
    if (status != STATUS_OK)
        return status;
    input.point = dist_quantile(&input.dist, 0.5);
    set->values[id] = input;
    return STATUS_OK;
}

enum status input_read_all(struct reader *reader, const struct yaml_node *node, enum input_origin origin,
                           struct input_set *set)
{
    // The rows leave every value as a node, so that unknown and misspelled names are found as in any other mapping.
    const struct yaml_node *nodes[INPUT_COUNT] = {0};
    struct field rows[INPUT_COUNT];
    for (size_t i = 0; i < INPUT_COUNT; i++) {
        rows[i] = input_rows[i];
        rows[i].offset = i * sizeof *nodes;
    }
    enum status status = field_read(reader, rows, INPUT_COUNT, node, nodes);
    for (int id = 0; id < INPUT_COUNT; id++) {
        if (!nodes[id])
            continue;
        size_t length = field_enter(reader, input_rows[id].key);
        enum status one = input_read(reader, (enum input_id)id, nodes[id], origin, set);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status input_read_option(struct reader *reader, const char *option, enum input_id id, const char *text,
                              struct input_set *set)
{
    const struct yaml_node *node = NULL;
    const char *where = arena_format(reader->arena, "%s %s", option, input_rows[id].key);
    enum status status = where ? input_text_parse(reader, where, text, &node) : STATUS_NO_MEMORY;
    return status == STATUS_OK ? input_read(reader, id, node, INPUT_COMMAND_LINE, set) : status;
}

enum status input_read_text(struct reader *reader, enum input_id id, const char *text, struct input_set *set)
{
    return input_read_option(reader, "--set", id, text, set);
}

void input_put(struct input_set *set, enum input_id id, double value, enum input_origin origin, struct mark mark,
               struct citation citation)
{
    set->values[id] = (struct input){.dist = {.kind = DIST_CONSTANT, .argument = {value}},
                                     .point = value,
                                     .origin = origin,
                                     .mark = mark,
                                     .citation = citation};
}

void input_overlay(struct input_set *set, const struct input_set *over)
{
    for (int id = 0; id < INPUT_COUNT; id++)
        if (over->values[id].origin != INPUT_UNSET)
            set->values[id] = over->values[id];
}

void input_fill_defaults(struct input_set *set)
{
    struct mark nowhere = {0};
    for (int id = 0; id < INPUT_COUNT; id++)
        if (set->values[id].origin == INPUT_UNSET && !isnan(input_more[id].default_value))
            input_put(set, (enum input_id)id, input_more[id].default_value, INPUT_DEFAULT, nowhere,
                      (struct citation){.text = input_more[id].default_source});
}

bool input_is_neutral(const struct input_set *set, enum input_id id)
{
    return input_more[id].is_neutral && set->values[id].origin == INPUT_DEFAULT;
}
