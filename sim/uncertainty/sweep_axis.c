#include "uncertainty/sweep_axis.h"

#include <math.h>
#include <string.h>

#include "base/decimal.h"

static const char *const sweep_axis_names[] = {
#define SWEEP_AXIS_NAME(kind, name) [kind] = name,
    SWEEP_AXIS_ROWS(SWEEP_AXIS_NAME)
#undef SWEEP_AXIS_NAME
};

static const double sweep_axis_whole_max = 1e15; // past it a double does not hold every whole number's steps

enum { SWEEP_AXIS_WORDS = sizeof sweep_axis_names / sizeof *sweep_axis_names };

static enum status sweep_axis_unknown(const struct reader *reader, const char *name)
{
    const char *names[INPUT_COUNT + SWEEP_AXIS_WORDS];
    size_t count = 0;
    for (; count < SWEEP_AXIS_WORDS; count++)
        names[count] = sweep_axis_names[count];
    for (int id = 0; id < INPUT_COUNT; id++)
        names[count++] = input_row((enum input_id)id)->key;
    const char *nearest = diag_nearest(name, names, count);
    return diag_error(reader->diag, (struct mark){0}, NULL,
                      SWEEP_AXIS_OPTION " %.60s: no input, nor model, model.SIZE, hardware, region or devices%s%s%s",
                      name, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static enum status sweep_axis_name(const struct reader *reader, const char *name, struct sweep_axis *axis)
{
    axis->name = name;
    for (size_t i = 0; i < SWEEP_AXIS_WORDS; i++)
        if (strcmp(name, sweep_axis_names[i]) == 0) {
            axis->kind = (enum sweep_axis_kind)i;
            return STATUS_OK;
        }
    axis->kind = strncmp(name, "model.", 6) == 0 && name[6] ? SWEEP_SIZE : SWEEP_INPUT;
    axis->input = input_named(name);
    return axis->kind == SWEEP_INPUT && axis->input == INPUT_COUNT ? sweep_axis_unknown(reader, name) : STATUS_OK;
}

// Cuts at each separator outside of brackets; returns how many pieces there are, at most `most` of them kept.
static size_t sweep_axis_split(char *text, char separator, char **pieces, size_t most)
{
    size_t count = 1;
    int depth = 0;
    if (most)
        pieces[0] = text;
    for (char *at = text; *at; at++) {
        depth += strchr("([{", *at) != NULL;
        depth -= strchr(")]}", *at) != NULL;
        if (depth || *at != separator)
            continue;
        if (count < most) {
            *at = '\0';
            pieces[count] = at + 1;
        }
        count++;
    }
    return count;
}

static char *sweep_axis_trim(char *text)
{
    while (*text == ' ')
        text++;
    for (size_t length = strlen(text); length && text[length - 1] == ' '; length--)
        text[length - 1] = '\0';
    return text;
}

static enum status sweep_axis_one(struct reader *reader, const struct sweep_axis *axis, const char *text,
                                  struct input *input)
{
    struct input_set set = {0};
    enum status status = input_read_option(reader, SWEEP_AXIS_OPTION, axis->input, text, &set);
    *input = set.values[axis->input];
    return status;
}

// An end of a range: a quantity of the input, or a whole number.
static enum status sweep_axis_end(struct reader *reader, const struct sweep_axis *axis, const char *text,
                                  struct input *input, double *value)
{
    const char *end = NULL;
    if (axis->kind == SWEEP_INPUT) {
        enum status status = sweep_axis_one(reader, axis, text, input);
        if (status == STATUS_OK && !dist_is_constant(&input->dist, value))
            return diag_error(reader->diag, (struct mark){0}, NULL,
                              SWEEP_AXIS_OPTION " %s: an end of a range is a number, not a distribution: %s",
                              axis->name, text);
        return status;
    }
    double most = axis->kind == SWEEP_DEVICES ? PLAN_DEVICES_MAX : sweep_axis_whole_max;
    if (units_number(text, value, &end) && !*end && *value >= 1 && *value <= most && *value == floor(*value))
        return STATUS_OK;
    return diag_error(reader->diag, (struct mark){0}, NULL,
                      SWEEP_AXIS_OPTION " %s: \"%.80s\" is not a whole number from 1 to %.15g", axis->name, text, most);
}

static enum status sweep_axis_range(struct reader *reader, char **pieces, uint64_t limit, struct sweep_axis *axis)
{
    struct input last;
    const char *end = NULL;
    double count = 0;
    if (axis->kind != SWEEP_INPUT && axis->kind != SWEEP_SIZE && axis->kind != SWEEP_DEVICES)
        return diag_error(reader->diag, (struct mark){0}, NULL,
                          SWEEP_AXIS_OPTION " %s: names have no range; list them: a,b,c", axis->name);
    axis->first_text = sweep_axis_trim(pieces[0]);
    enum status status = sweep_axis_end(reader, axis, axis->first_text, &axis->first, &axis->low);
    if (status == STATUS_OK)
        status = sweep_axis_end(reader, axis, sweep_axis_trim(pieces[1]), &last, &axis->high);
    if (status != STATUS_OK)
        return status;
    if (!units_number(sweep_axis_trim(pieces[2]), &count, &end) || *end || count < 2 || count != floor(count))
        return diag_error(reader->diag, (struct mark){0}, NULL,
                          SWEEP_AXIS_OPTION " %s: lo:hi:n needs a whole number n of values from 2 on, not \"%s\"",
                          axis->name, pieces[2]);
    if (count > (double)limit)
        return diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION " %s: %.15g values; at most %.0f",
                          axis->name, count, (double)limit);
    axis->count = (uint64_t)count;
    double step = (axis->high - axis->low) / (count - 1);
    if (step == 0 || (axis->kind != SWEEP_INPUT && step != floor(step)))
        return diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION " %s: %s", axis->name,
                          step == 0 ? "both ends of the range are the same" : "the steps of the range are not whole");
    return STATUS_OK;
}

static enum status sweep_axis_list(struct reader *reader, char **pieces, size_t count, struct sweep_axis *axis)
{
    const char **texts = arena_array(reader->arena, count, sizeof *texts);
    struct input *inputs = arena_array(reader->arena, axis->kind == SWEEP_INPUT ? count : 1, sizeof *inputs);
    enum status status = texts && inputs ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        texts[i] = sweep_axis_trim(pieces[i]);
        if (!texts[i][0])
            status = diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION " %s: value %zu is empty",
                                axis->name, i + 1);
        else if (axis->kind == SWEEP_INPUT) {
            double value = 0;
            status = sweep_axis_one(reader, axis, texts[i], &inputs[i]);
            axis->is_drawn = axis->is_drawn || !dist_is_constant(&inputs[i].dist, &value);
        } else if (axis->kind == SWEEP_DEVICES) {
            double number = 0;
            status = sweep_axis_end(reader, axis, texts[i], NULL, &number);
        }
    }
    axis->texts = texts;
    axis->inputs = inputs;
    axis->count = count;
    return status;
}

enum status sweep_axis_read(struct reader *reader, const char *text, uint64_t limit, struct sweep_axis *axis)
{
    *axis = (struct sweep_axis){.kind = SWEEP_AXIS_COUNT};
    char *copy = arena_copy(reader->arena, text, strlen(text));
    if (!copy)
        return STATUS_NO_MEMORY;
    char *equals = strchr(copy, '=');
    if (!equals || equals == copy || !equals[1])
        return diag_error(reader->diag, (struct mark){0}, NULL,
                          SWEEP_AXIS_OPTION ": \"%.80s\" is not NAME=a,b,c or NAME=lo:hi:n", text);
    *equals = '\0';
    enum status status = sweep_axis_name(reader, sweep_axis_trim(copy), axis);
    if (status != STATUS_OK)
        return status;
    if (axis->kind == SWEEP_INPUT)
        axis->scale = units_scale(input_unit(axis->input));
    char *ends[3];
    size_t count = sweep_axis_split(equals + 1, ',', ends, 0), parts = sweep_axis_split(equals + 1, ':', ends, 0);
    bool is_name = axis->kind == SWEEP_MODEL || axis->kind == SWEEP_HARDWARE || axis->kind == SWEEP_REGION;
    if (count == 1 && parts == 3) {
        sweep_axis_split(equals + 1, ':', ends, 3);
        return sweep_axis_range(reader, ends, limit, axis);
    }
    if (parts > 1 && !is_name)
        return diag_error(reader->diag, (struct mark){0}, NULL,
                          SWEEP_AXIS_OPTION " %s: \"%.80s\" is neither a list a,b,c nor a range lo:hi:n", axis->name,
                          equals + 1);
    char **pieces = arena_array(reader->arena, count, sizeof *pieces);
    if (!pieces)
        return STATUS_NO_MEMORY;
    sweep_axis_split(equals + 1, ',', pieces, count);
    return sweep_axis_list(reader, pieces, count, axis);
}

// Between the ends of an input's range: even steps in the unit that it is printed in.
static double sweep_axis_between(const struct sweep_axis *axis, uint64_t at)
{
    double low = units_scale_from_si(&axis->scale, axis->low), high = units_scale_from_si(&axis->scale, axis->high);
    double number = low + (high - low) * ((double)at / (double)(axis->count - 1));
    return units_scale_to_si(&axis->scale, decimal_rounded(number));
}

double sweep_axis_number(const struct sweep_axis *axis, uint64_t at)
{
    double value = (double)NAN;
    int64_t size = 0;
    const char *end = NULL;
    char message[EXPRESSION_MESSAGE_SIZE];
    if (!axis->texts && (at == 0 || at + 1 == axis->count)) // what was stated, not what rounding makes of it
        return at == 0 ? axis->low : axis->high;
    if (!axis->texts)
        return axis->kind == SWEEP_INPUT
                   ? sweep_axis_between(axis, at)
                   : axis->low + (axis->high - axis->low) / (double)(axis->count - 1) * (double)at;
    if (axis->kind == SWEEP_INPUT)
        return dist_is_constant(&axis->inputs[at].dist, &value) ? value : (double)NAN;
    if (axis->kind == SWEEP_DEVICES)
        return units_number(axis->texts[at], &value, &end) && !*end ? value : (double)NAN;
    return axis->kind == SWEEP_SIZE && expression_value(axis->texts[at], NULL, &size, message) ? (double)size
                                                                                               : (double)NAN;
}

struct input sweep_axis_input(const struct sweep_axis *axis, uint64_t at)
{
    if (axis->texts)
        return axis->inputs[at];
    struct input input = axis->first;
    input.point = sweep_axis_number(axis, at);
    input.dist = (struct dist){.kind = DIST_CONSTANT, .argument = {input.point}};
    return input;
}

const char *sweep_axis_text(const struct sweep_axis *axis, uint64_t at, struct arena *arena)
{
    if (axis->texts)
        return axis->texts[at];
    return axis->kind == SWEEP_INPUT ? axis->first_text : arena_format(arena, "%.0f", sweep_axis_number(axis, at));
}
