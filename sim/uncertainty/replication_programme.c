#include "uncertainty/replication_programme.h"

#include <math.h>
#include <string.h>

#include "uncertainty/replication_row.h"

// A programme at its point: as printed, corrected, or from the architectures alone.
enum replication_programme_way {
    REPLICATION_PROGRAMME_PLAIN,
    REPLICATION_PROGRAMME_CORRECTED,
    REPLICATION_PROGRAMME_PREDICTED,
    REPLICATION_PROGRAMME_WAYS,
};

struct replication_programme {
    const struct programme *programme;
    struct projection ways[REPLICATION_PROGRAMME_WAYS];
    const char *correction; // NULL: nothing was corrected
};

// The programme with its plans changed: inputs corrected, what was measured left out.
static enum status replication_programme_way(struct reader *reader, const struct programme *programme,
                                             const struct replication_block *block, bool corrected, bool predicted,
                                             struct replication_programme *made, struct projection *projection)
{
    struct programme *changed = arena_alloc(reader->arena, sizeof *changed);
    struct plan *plans = arena_array(reader->arena, programme->plan_count + 1, sizeof *plans);
    struct tally *tallies = arena_array(reader->arena, programme->plan_count + 1, sizeof *tallies);
    if (!changed || !plans || !tallies)
        return STATUS_NO_MEMORY;
    *changed = *programme;
    changed->plans = plans;
    changed->tallies = tallies;
    for (size_t i = 0; i < programme->plan_count; i++) {
        plans[i] = programme->plans[i];
        if (corrected && block->corrected) {
            enum status status = replication_row_correct(reader, block, &plans[i].inputs, &made->correction);
            if (status != STATUS_OK)
                return status;
        }
        if (predicted)
            plans[i].inputs.values[INPUT_MEASURED_TIME].origin = plans[i].inputs.values[INPUT_MEASURED_POWER].origin =
                INPUT_UNSET;
        tally_compile(&plans[i], &tallies[i]);
    }
    return projection_init(projection, reader->arena, changed, 1);
}

// What a figure is of: an entry of the projection, entry_count for a sum of several items.
static enum status replication_programme_entry(struct reader *reader, const struct projection *projection,
                                               const struct replication_figure *figure, const struct yaml_node *node,
                                               size_t *entry)
{
    const struct yaml_node *work = figure->work;
    *entry = projection->total;
    if (figure->stage) {
        for (*entry = 0; *entry < projection->entry_count; ++*entry)
            if (projection->entries[*entry].kind == PROJECTION_STAGE &&
                strcmp(projection->entries[*entry].name, figure->stage) == 0)
                return work ? field_error(reader, node, "a figure is of a \"stage\" or of \"work\", not of both")
                            : STATUS_OK;
        return field_error(reader, yaml_tree_get(node, "stage"), "no work item is of the stage \"%.80s\"",
                           figure->stage);
    }
    if (!work)
        return STATUS_OK;
    if (work->kind != YAML_SEQUENCE || !work->count)
        return field_error(reader, work, "a list of work items is needed here");
    *entry = projection->entry_count;
    return work->count == 1 ? programme_find(reader, projection->programme, work->items[0], entry) : STATUS_OK;
}

// The point of a figure; sums over several items.
static enum status replication_programme_sum(struct reader *reader, const struct projection *projection,
                                             const struct replication_figure *figure, const struct yaml_node *node,
                                             size_t quantity, double *sum)
{
    size_t entry = 0;
    enum status status = replication_programme_entry(reader, projection, figure, node, &entry);
    *sum = 0;
    if (status == STATUS_OK && entry < projection->entry_count)
        *sum = projection->entries[entry].point[quantity];
    if (status != STATUS_OK || entry < projection->entry_count)
        return status;
    if (quantity < METRIC_COUNT && !metric_row((enum metric_id)quantity)->sums)
        return field_error(reader, figure->work, "%s of several items is no sum", projection_name(quantity));
    for (size_t i = 0; i < figure->work->count && status == STATUS_OK; i++) {
        status = programme_find(reader, projection->programme, figure->work->items[i], &entry);
        *sum += status == STATUS_OK ? projection->entries[entry].point[quantity] : 0;
    }
    return status;
}

static enum status replication_programme_row(struct reader *reader, const struct replication_programme *made,
                                             const struct replication_block *block, size_t row,
                                             const struct yaml_node *node, struct replication *replication)
{
    const struct replication_figure *figure = (const struct replication_figure *)block->rows.items + row;
    const struct programme *programme = made->programme;
    struct replication_answers answers = {
        .is_stated = true, .is_predictable = !block->unpredictable, .correction = made->correction};
    size_t quantity = replication_row_quantity(reader, figure, node, true);
    if (quantity == PROJECTION_QUANTITIES)
        return STATUS_BAD_INPUT;
    double *const to[REPLICATION_PROGRAMME_WAYS] = {answers.plain, answers.computed, answers.predicted};
    for (size_t way = 0; way < REPLICATION_PROGRAMME_WAYS; way++) {
        enum status status =
            replication_programme_sum(reader, &made->ways[way], figure, node, quantity, &to[way][quantity]);
        if (status != STATUS_OK)
            return status;
    }
    double devices = programme->plan_count ? (double)programme->plans[0].devices : (double)NAN;
    return replication_row_add(reader, block, devices, figure, node, quantity, &answers, replication);
}

enum status replication_programme_add(struct reader *reader, const struct programme *programme, bool corrected,
                                      struct replication *replication)
{
    struct replication_block block = {0};
    struct replication_programme made = {.programme = programme};
    size_t length = field_enter(reader, "published");
    enum status status = replication_row_block(reader, programme->published, &block);
    for (int way = 0; way < REPLICATION_PROGRAMME_WAYS && status == STATUS_OK; way++)
        status = replication_programme_way(reader, programme, &block, corrected && way != REPLICATION_PROGRAMME_PLAIN,
                                           way == REPLICATION_PROGRAMME_PREDICTED, &made, &made.ways[way]);
    const struct yaml_node *rows = yaml_tree_get(programme->published, "rows");
    for (size_t i = 0; status != STATUS_NO_MEMORY && i < block.rows.count && made.ways[2].entries; i++) {
        enum status one = replication_programme_row(reader, &made, &block, i, rows->items[i], replication);
        status = one == STATUS_OK ? status : one;
    }
    field_leave(reader, length);
    return status;
}

static enum status replication_programme_read(struct reader *reader, const struct projection *projection,
                                              const struct replication_figure *figure, const struct yaml_node *node,
                                              const struct replication_block *block,
                                              struct replication_programme_figure *made)
{
    char message[UNITS_MESSAGE_SIZE];
    struct quantity read;
    size_t quantity = replication_row_quantity(reader, figure, node, true);
    if (quantity == PROJECTION_QUANTITIES)
        return STATUS_BAD_INPUT;
    if (!units_read(figure->value, &read, message))
        return field_error(reader, yaml_tree_get(node, "value"), "%s", message);
    *made = (struct replication_programme_figure){.model = figure->model ? figure->model : block->model,
                                                  .quantity = quantity,
                                                  .unit = read.unit,
                                                  .published_si = read.number * read.up / read.down};
    enum status status = replication_programme_entry(reader, projection, figure, node, &made->entry);
    return status == STATUS_OK ? replication_programme_sum(reader, projection, figure, node, quantity, &made->point)
                               : status;
}

enum status replication_programme_figures(struct reader *reader, const struct projection *projection,
                                          struct replication_programme_figure **figures, size_t *count)
{
    const struct yaml_node *published = projection->programme->published;
    struct replication_block block = {0};
    *count = 0;
    if (!published)
        return STATUS_OK;
    size_t length = field_enter(reader, "published");
    enum status status = replication_row_block(reader, published, &block);
    const struct yaml_node *rows = yaml_tree_get(published, "rows");
    *figures = arena_array(reader->arena, block.rows.count + 1, sizeof **figures);
    if (!*figures)
        status = STATUS_NO_MEMORY;
    for (size_t i = 0; status == STATUS_OK && i < block.rows.count; i++)
        status = replication_programme_read(reader, projection, (const struct replication_figure *)block.rows.items + i,
                                            rows->items[i], &block, &(*figures)[(*count)++]);
    field_leave(reader, length);
    return status;
}
