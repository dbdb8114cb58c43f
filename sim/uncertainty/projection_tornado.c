#include "uncertainty/projection_tornado.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/projection_block.h"

static const double projection_tornado_ends[2] = {0.05, 0.95};
static const double projection_tornado_scores[2] = {-1.6448536269514722, 1.6448536269514722}; // normal, at those ends

// A copy of the projection whose points may be moved, and the room to compute one of its samples.
struct projection_tornado_copy {
    const struct projection *from;
    struct projection moved;
    struct projection_block_scratch *scratch;
    struct input_set inputs; // of the plan that is moved
    struct projection_tornado *tornado;
    struct arena *arena;
    size_t capacity;
};

static void *projection_tornado_copied(struct arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = arena_array(arena, count + 1, size);
    if (copy && count)
        memcpy(copy, items, count * size);
    return copy;
}

static enum status projection_tornado_begin(struct projection_tornado_copy *copy)
{
    const struct projection *from = copy->from;
    const struct programme *programme = from->programme;
    struct projection *moved = &copy->moved;
    *moved = *from;
    moved->forecasts =
        projection_tornado_copied(copy->arena, from->forecasts, programme->plan_count, sizeof *moved->forecasts);
    moved->runs = projection_tornado_copied(copy->arena, from->runs, programme->work_count, sizeof *moved->runs);
    moved->facts = projection_tornado_copied(copy->arena, from->facts, programme->work_count, sizeof *moved->facts);
    copy->scratch = calloc(1, sizeof *copy->scratch);
    if (!moved->forecasts || !moved->runs || !moved->facts || !copy->scratch)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->work_count; i++) {
        struct run_draw *run = &moved->runs[i];
        run->groups = projection_tornado_copied(copy->arena, run->groups, run->group_count, sizeof *run->groups);
        if (!run->groups)
            return STATUS_NO_MEMORY;
    }
    return projection_block_begin(copy->scratch, moved, 1);
}

static double projection_tornado_total(struct projection_tornado_copy *copy)
{
    projection_block(&copy->moved, copy->scratch, true, 0, 1);
    return projection_block_column(copy->scratch, copy->moved.total, copy->tornado->quantity)[0];
}

static enum status projection_tornado_add(struct projection_tornado_copy *copy, struct projection_tornado_bar bar)
{
    struct projection_tornado *tornado = copy->tornado;
    double width = fabs(bar.high - bar.low);
    if (!bar.name)
        return STATUS_NO_MEMORY;
    if (!(width > 0)) // NaN too
        return STATUS_OK;
    tornado->bars = arena_grow(copy->arena, tornado->bars, tornado->count, tornado->count + 1, &copy->capacity,
                               sizeof *tornado->bars);
    if (!tornado->bars)
        return STATUS_NO_MEMORY;
    tornado->bars[tornado->count++] = bar;
    return STATUS_OK;
}

// ---- inputs of plans -------------------------------------------------------------------------

static bool projection_tornado_varies(const struct input *input)
{
    double value = 0;
    return input->origin != INPUT_UNSET && !dist_is_constant(&input->dist, &value);
}

// The input at a quantile in every plan that does not know it.
static bool projection_tornado_move_input(struct projection_tornado_copy *copy, enum input_id id, double p)
{
    bool any = false;
    for (size_t i = 0; i < copy->from->programme->plan_count; i++) {
        struct forecast *forecast = &copy->moved.forecasts[i];
        const struct input *input = &forecast->plan->inputs.values[id];
        if (!projection_tornado_varies(input))
            continue;
        any = true;
        copy->inputs = forecast->plan->inputs;
        copy->inputs.values[id].point = dist_quantile(&input->dist, p);
        estimate_point(forecast->tally, &copy->inputs, forecast->point);
        copy->scratch->forecasts[i].in[id][0] = copy->inputs.values[id].point;
    }
    return any;
}

static void projection_tornado_restore_input(struct projection_tornado_copy *copy, enum input_id id)
{
    for (size_t i = 0; i < copy->from->programme->plan_count; i++) {
        const struct input *input = &copy->moved.forecasts[i].plan->inputs.values[id];
        memcpy(copy->moved.forecasts[i].point, copy->from->forecasts[i].point, sizeof copy->from->forecasts[i].point);
        copy->scratch->forecasts[i].in[id][0] = input->origin == INPUT_UNSET ? (double)NAN : input->point;
    }
}

static enum status projection_tornado_inputs(struct projection_tornado_copy *copy)
{
    enum status status = STATUS_OK;
    for (int id = 0; id < INPUT_COUNT && status == STATUS_OK; id++) {
        double at[2] = {0};
        if (input_sharing((enum input_id)id) == INPUT_INDEPENDENT)
            continue; // luck of each trial, which is told of work items
        bool any = false;
        for (size_t end = 0; end < 2; end++) {
            any = projection_tornado_move_input(copy, (enum input_id)id, projection_tornado_ends[end]);
            at[end] = any ? projection_tornado_total(copy) : 0;
        }
        if (!any)
            continue;
        projection_tornado_restore_input(copy, (enum input_id)id);
        status = projection_tornado_add(copy, (struct projection_tornado_bar){.name = input_row((enum input_id)id)->key,
                                                                              .input = (enum input_id)id,
                                                                              .low = at[0],
                                                                              .high = at[1]});
    }
    return status;
}

// ---- facts of work items ---------------------------------------------------------------------

// The total with one number of the copy at two values.
static enum status projection_tornado_number(struct projection_tornado_copy *copy, size_t item, double *number,
                                             const double values[2], const char *what)
{
    double before = *number, at[2];
    for (size_t end = 0; end < 2; end++) {
        *number = values[end];
        at[end] = projection_tornado_total(copy);
    }
    *number = before;
    const char *name = copy->from->programme->work[item].name;
    return projection_tornado_add(
        copy, (struct projection_tornado_bar){.name = arena_format(copy->arena, "%s: %s", name, what),
                                              .input = INPUT_COUNT,
                                              .item = item,
                                              .low = at[0],
                                              .high = at[1]});
}

static enum status projection_tornado_fact(struct projection_tornado_copy *copy, size_t item,
                                           struct run_draw_fact *fact, const struct dist *dist, const char *what)
{
    if (!fact->varies)
        return STATUS_OK;
    const double values[2] = {dist_quantile(dist, projection_tornado_ends[0]),
                              dist_quantile(dist, projection_tornado_ends[1])};
    return projection_tornado_number(copy, item, &fact->point, values, what);
}

// The effort of one trial of a group on average, where the sum of `trials` of them is at its 5 % or 95 %: of a single
// one its own quantile, else by the moments of the sum (Cornish and Fisher 1938), from the median on.
static double projection_tornado_luck(const struct search_group *from, const struct run_draw_group *group,
                                      double trials, size_t end)
{
    double p = projection_tornado_ends[end], z = projection_tornado_scores[end];
    if (trials <= 1 && !group->residual_varies)
        return group->scale * dist_quantile(&from->fraction, p) * group->residual->point;
    if (trials <= 1 && !group->fraction.varies)
        return group->scale * group->fraction.point * dist_quantile(&group->residual->dist, p);
    double count = fmax(trials, 1), sd = sqrt(group->moments[1]);
    double skewness = sd > 0 ? group->moments[2] / (sd * sd * sd * sqrt(count)) : 0;
    return fmax(group->point_effort + sd / sqrt(count) * (z + z * z * skewness / 6), 0);
}

static enum status projection_tornado_group(struct projection_tornado_copy *copy, size_t item, size_t g)
{
    const struct search_group *from = &copy->from->programme->work[item].search.groups[g];
    struct run_draw *run = &copy->moved.runs[item];
    struct run_draw_group *group = &run->groups[g];
    const char *of = from->name && from->name[0] ? arena_format(copy->arena, " of %s", from->name) : "";
    const char *trials = arena_format(copy->arena, "trials%s", of ? of : ""),
               *luck = arena_format(copy->arena, "luck of each trial%s", of ? of : "");
    if (!of || !trials || !luck)
        return STATUS_NO_MEMORY;
    enum status status = group->count == SEARCH_COUNTED
                             ? projection_tornado_fact(copy, item, &group->trials, &from->trials, trials)
                             : STATUS_OK;
    if (status != STATUS_OK || (!group->fraction.varies && !group->residual_varies))
        return status;
    double count = 0, runs = 0, effort = 0;
    run_draw_point(run, g, &count, &runs, &effort);
    const double values[2] = {projection_tornado_luck(from, group, count, 0),
                              projection_tornado_luck(from, group, count, 1)};
    return projection_tornado_number(copy, item, &group->point_effort, values, luck);
}

static enum status projection_tornado_item(struct projection_tornado_copy *copy, size_t item)
{
    const struct work *work = &copy->from->programme->work[item];
    struct run_draw *run = &copy->moved.runs[item];
    struct projection_facts *facts = &copy->moved.facts[item];
    const bool runs = work->kind == WORK_RUNS;
    const struct {
        struct run_draw_fact *fact;
        const struct dist *dist;
        const char *what;
    } all[] = {{runs ? &run->fraction : &facts->fraction, &work->fraction, "fraction"},
               {&run->seeds, &work->seeds, "seeds"},
               {&run->pool, &work->search.pool, "trials begun"},
               {&run->share, &work->search.share, "share that is stopped"},
               {&facts->amount, &work->amount_bytes, "amount"},
               {&facts->duration, &work->duration_s, "duration"},
               {&facts->price, &work->price_usd_per_byte_s, "price"},
               {&facts->power, &work->power_w_per_byte, "power"},
               {&facts->energy, &work->energy_j, "energy"},
               {&facts->cost, &work->cost_usd, "cost"}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == STATUS_OK; i++)
        status = projection_tornado_fact(copy, item, all[i].fact, all[i].dist, all[i].what);
    for (size_t g = 0; runs && g < run->group_count && status == STATUS_OK; g++)
        status = projection_tornado_group(copy, item, g);
    return status;
}

// ---- all of them -----------------------------------------------------------------------------

// The widest first; of one width by name.
static int projection_tornado_compare(const void *left, const void *right)
{
    const struct projection_tornado_bar *a = left, *b = right;
    double wide_a = fabs(a->high - a->low), wide_b = fabs(b->high - b->low);
    return wide_a > wide_b ? -1 : wide_a < wide_b ? 1 : strcmp(a->name, b->name);
}

enum status projection_tornado(const struct projection *projection, struct arena *arena, size_t quantity, size_t most,
                               struct projection_tornado *tornado)
{
    struct projection_tornado_copy *copy = arena_alloc(arena, sizeof *copy);
    *tornado = (struct projection_tornado){.quantity = quantity,
                                           .base = projection->entries[projection->total].point[quantity]};
    if (!copy)
        return STATUS_NO_MEMORY;
    copy->from = projection;
    copy->arena = arena;
    copy->tornado = tornado;
    enum status status = projection_tornado_begin(copy);
    if (status == STATUS_OK)
        status = projection_tornado_inputs(copy);
    for (size_t i = 0; i < projection->programme->work_count && status == STATUS_OK; i++)
        status = projection_tornado_item(copy, i);
    if (copy->scratch)
        projection_block_end(copy->scratch);
    free(copy->scratch);
    if (status == STATUS_OK && tornado->count)
        qsort(tornado->bars, tornado->count, sizeof *tornado->bars, projection_tornado_compare);
    tornado->count = tornado->count < most ? tornado->count : most;
    return status;
}
