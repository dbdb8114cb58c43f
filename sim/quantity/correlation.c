#include "quantity/correlation.h"

#include <math.h>

static const double correlation_pi = 3.14159265358979323846;

// A pivot of the factor that is smaller is a rounding of 0.
static const double correlation_pivot_min = 1e-12;

static double correlation_of(const struct correlation_set *set, enum input_id left, enum input_id right)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct correlation *item = &set->items[i];
        if ((item->left == left && item->right == right) || (item->left == right && item->right == left))
            return 2 * sin(correlation_pi * item->rank / 6);
    }
    return left == right ? 1 : 0;
}

bool correlation_factor(const struct correlation_set *set, const enum input_id *members, size_t count, double *factor)
{
    for (size_t i = 0; i < count * count; i++)
        factor[i] = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            double rest = correlation_of(set, members[i], members[j]);
            for (size_t k = 0; k < j; k++)
                rest -= factor[i * count + k] * factor[j * count + k];
            if (i == j && !(rest > correlation_pivot_min))
                return false;
            factor[i * count + j] = i == j ? sqrt(rest) : rest / factor[j * count + j];
        }
    return true;
}

static enum status correlation_read_input(const struct reader *reader, const struct yaml_node *node, enum input_id *id)
{
    *id = node->kind == YAML_SCALAR ? input_named(node->text) : INPUT_COUNT;
    if (*id != INPUT_COUNT && input_sharing(*id) == INPUT_INDEPENDENT)
        return field_error(reader, node, "%s is drawn anew for each training and cannot be correlated",
                           input_row(*id)->key);
    if (*id != INPUT_COUNT)
        return STATUS_OK;
    const char *names[INPUT_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++)
        names[i] = input_row((enum input_id)i)->key;
    const char *nearest = diag_nearest(node->text, names, INPUT_COUNT);
    return field_error(reader, node, "there is no input \"%.60s\"%s%s%s", node->text,
                       nearest ? "; did you mean \"" : " (`list inputs` shows them)", nearest ? nearest : "",
                       nearest ? "\"?" : "");
}

static enum status correlation_read_pair(struct reader *reader, const struct yaml_pair *pair, struct correlation *item)
{
    static const struct field row = {.key = "correlation", .type = FIELD_QUANTITY, .low = -DBL_MAX, .high = DBL_MAX};
    const struct yaml_node *names = pair->key_items;
    if (!names || names->count != 2)
        return diag_error(reader->diag, pair->key_mark, reader->path,
                          "\"%.60s\" is no pair; correlations are written as {[pue, utilization]: 0.5}", pair->key);
    enum status left = correlation_read_input(reader, names->items[0], &item->left);
    enum status right = correlation_read_input(reader, names->items[1], &item->right);
    size_t length = field_enter(reader, pair->key);
    enum status status = field_read_value(reader, &row, pair->value, &item->rank);
    if (status == STATUS_OK && !(fabs(item->rank) <= 1))
        status = field_error(reader, pair->value, "a correlation must be from -1 to 1");
    else if (status == STATUS_OK && fabs(item->rank) == 1)
        status = field_error(reader, pair->value,
                             "a correlation of %g would make one input of the two; it must lie between -1 and 1",
                             item->rank);
    field_leave(reader, length);
    item->mark = pair->key_mark;
    if (left != STATUS_OK || right != STATUS_OK)
        return left != STATUS_OK ? left : right;
    if (item->left == item->right)
        return diag_error(reader->diag, pair->key_mark, reader->path, "%s is given a correlation with itself",
                          input_row(item->left)->key);
    return status;
}

static enum status correlation_check_twice(const struct reader *reader, const struct correlation_set *set,
                                           const struct correlation *last)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct correlation *item = &set->items[i];
        if (item->left == last->left && item->right == last->right)
            return STATUS_BAD_INPUT; // a duplicate key, which is in the diag
        if (item->left == last->right && item->right == last->left)
            return diag_error(reader->diag, last->mark, reader->path,
                              "the correlation of %s and %s is given twice; first on line %zu",
                              input_row(last->left)->key, input_row(last->right)->key, item->mark.line);
    }
    return STATUS_OK;
}

// Pairs that are not given are 0. The whole is what counts; of a whole that cannot be, the pair that breaks it is told.
static enum status correlation_check_whole(const struct reader *reader, const struct correlation_set *set)
{
    enum input_id members[INPUT_COUNT];
    double factor[INPUT_COUNT * INPUT_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++)
        members[i] = (enum input_id)i;
    if (correlation_factor(set, members, INPUT_COUNT, factor))
        return STATUS_OK;
    struct correlation_set first = {.items = set->items, .count = 1};
    while (first.count < set->count && correlation_factor(&first, members, INPUT_COUNT, factor))
        first.count++;
    return diag_error(reader->diag, first.items[first.count - 1].mark, reader->path,
                      "no inputs can be correlated so: with this pair the matrix is not positive definite");
}

enum status correlation_read(struct reader *reader, const struct yaml_node *node, struct correlation_set *out)
{
    *out = (struct correlation_set){0};
    if (!node)
        return STATUS_OK;
    size_t length = field_enter(reader, "correlations");
    enum status status = STATUS_OK;
    struct correlation *items = NULL;
    if (node->kind != YAML_MAPPING)
        status = field_error(reader, node, "a mapping of pairs is needed here: {[pue, utilization]: 0.5}");
    else if (!(items = arena_array(reader->arena, node->count + 1, sizeof *items)))
        status = STATUS_NO_MEMORY;
    out->items = items;
    for (size_t i = 0; items && i < node->count; i++) {
        if (field_is_common(node->pairs[i].key))
            continue;
        enum status one = correlation_read_pair(reader, &node->pairs[i], &items[out->count]);
        if (one == STATUS_OK)
            one = correlation_check_twice(reader, out, &items[out->count]);
        out->count += one == STATUS_OK;
        status = one == STATUS_OK ? status : one;
    }
    if (status == STATUS_OK)
        status = correlation_check_whole(reader, out);
    field_leave(reader, length);
    return status;
}

static bool correlation_varies(const struct input *input)
{
    double value = 0;
    return !dist_is_constant(&input->dist, &value);
}

void correlation_warn(const struct reader *reader, const struct correlation_set *set, const struct input_set *inputs)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct correlation *item = &set->items[i];
        bool left = correlation_varies(&inputs->values[item->left]),
             right = correlation_varies(&inputs->values[item->right]);
        if (!left || !right)
            diag_warning(reader->diag, item->mark, "correlations", "%s does not vary: its correlation has no effect",
                         input_row(left ? item->right : item->left)->key);
    }
}
