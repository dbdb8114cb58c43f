#include "uncertainty/sweep_axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const sweep_axis_names[] = {
#define SWEEP_AXIS_NAME(kind, name) [kind] = name,
    SWEEP_AXIS_ROWS(SWEEP_AXIS_NAME)
#undef SWEEP_AXIS_NAME
};

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
                      "--over %.60s: no input, nor model, model.SIZE, hardware, region or devices%s%s%s", name,
                      nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
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
    enum status status = input_read_text(reader, axis->input, text, &set);
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
                              "--over %s: an end of a range is a number, not a distribution: %s", axis->name, text);
        return status;
    }
    if (units_number(text, value, &end) && !*end && *value >= 1 && *value <= 1e15 && *value == floor(*value))
        return STATUS_OK;
    return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: \"%s\" is not a whole number from 1 on",
                      axis->name, text);
}

static enum status sweep_axis_range(struct reader *reader, char **pieces, uint64_t limit, struct sweep_axis *axis)
{
    struct input last;
    const char *end = NULL;
    double count = 0;
    if (axis->kind != SWEEP_INPUT && axis->kind != SWEEP_SIZE && axis->kind != SWEEP_DEVICES)
        return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: names have no range; list them: a,b,c",
                          axis->name);
    enum status status = sweep_axis_end(reader, axis, sweep_axis_trim(pieces[0]), &axis->first, &axis->low);
    if (status == STATUS_OK)
        status = sweep_axis_end(reader, axis, sweep_axis_trim(pieces[1]), &last, &axis->high);
    if (status != STATUS_OK)
        return status;
    if (!units_number(sweep_axis_trim(pieces[2]), &count, &end) || *end || count < 2 || count != floor(count))
        return diag_error(reader->diag, (struct mark){0}, NULL,
                          "--over %s: lo:hi:n needs a whole number n of values from 2 on, not \"%s\"", axis->name,
                          pieces[2]);
    if (count > (double)limit)
        return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: %.15g values; at most %llu", axis->name,
                          count, (unsigned long long)limit);
    axis->count = (uint64_t)count;
    double step = (axis->high - axis->low) / (count - 1);
    if (step == 0 || (axis->kind != SWEEP_INPUT && step != floor(step)))
        return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: %s", axis->name,
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
            status =
                diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: value %zu is empty", axis->name, i + 1);
        else if (axis->kind == SWEEP_INPUT)
            status = sweep_axis_one(reader, axis, texts[i], &inputs[i]);
        else if (axis->kind == SWEEP_DEVICES) {
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
        return diag_error(reader->diag, (struct mark){0}, NULL, "--over: \"%.80s\" is not NAME=a,b,c or NAME=lo:hi:n",
                          text);
    *equals = '\0';
    enum status status = sweep_axis_name(reader, sweep_axis_trim(copy), axis);
    if (status != STATUS_OK)
        return status;
    char *ends[3];
    if (sweep_axis_split(equals + 1, ':', ends, 0) == 3 && sweep_axis_split(equals + 1, ',', ends, 0) == 1) {
        sweep_axis_split(equals + 1, ':', ends, 3);
        return sweep_axis_range(reader, ends, limit, axis);
    }
    size_t count = sweep_axis_split(equals + 1, ',', ends, 0);
    char **pieces = arena_array(reader->arena, count, sizeof *pieces);
    if (!pieces)
        return STATUS_NO_MEMORY;
    sweep_axis_split(equals + 1, ',', pieces, count);
    return sweep_axis_list(reader, pieces, count, axis);
}

double sweep_axis_number(const struct sweep_axis *axis, uint64_t at)
{
    double value = (double)NAN;
    const char *end = NULL;
    if (!axis->texts) // the last one is the end itself, not what rounding makes of it
        return at + 1 == axis->count ? axis->high
                                     : axis->low + (axis->high - axis->low) * (double)at / (double)(axis->count - 1);
    if (axis->kind == SWEEP_INPUT)
        return dist_is_constant(&axis->inputs[at].dist, &value) ? value : (double)NAN;
    bool counts = axis->kind == SWEEP_SIZE || axis->kind == SWEEP_DEVICES;
    return counts && units_number(axis->texts[at], &value, &end) && !*end ? value : (double)NAN;
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
    return axis->texts ? axis->texts[at] : arena_format(arena, "%.15g", sweep_axis_number(axis, at));
}
