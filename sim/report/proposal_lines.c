#include "report/proposal_lines.h"

#include <math.h>

enum { PROPOSAL_LINES_FORMULA = 200 }; // terms; Excel takes formulas of 8,192 characters

// All groups of an item that run one plan.
static void proposal_lines_run(const struct projection *projection, struct proposal_line *line)
{
    const struct work *work = &projection->programme->work[line->item];
    const struct run_draw *run = &projection->runs[line->item];
    const struct forecast *forecast = &projection->forecasts[line->plan];
    const struct input_set *inputs = &projection->programme->plans[line->plan].inputs;
    double full = 0, effort = 0;
    for (size_t g = 0; g < run->group_count; g++)
        if (work->plans[g] == line->plan) {
            double trials = 0, runs = 0, more = 0;
            run_draw_point(run, g, &trials, &runs, &more);
            full += runs;
            effort += more;
        }
    line->runs = full * inputs->values[INPUT_TRIALS].point;
    for (int id = 0; id < METRIC_COUNT; id++)
        line->metrics[id] = metric_row((enum metric_id)id)->sums ? forecast->point[id] * effort : (double)NAN;
}

static void proposal_lines_other(const struct projection *projection, struct proposal_line *line)
{
    const struct projection_entry *entry = &projection->entries[line->item];
    line->runs = line->kind == WORK_FRACTION ? projection->facts[line->item].fraction.point : (double)NAN;
    line->other_usd = entry->point[PROJECTION_OTHER_USD];
    for (int id = 0; id < METRIC_COUNT; id++)
        line->metrics[id] = metric_row((enum metric_id)id)->sums ? entry->point[id] : (double)NAN;
}

static enum status proposal_lines_add(struct proposal_lines *lines, struct arena *arena, size_t item, size_t plan)
{
    struct proposal_line *line = &lines->lines[lines->count++];
    *line = (struct proposal_line){.label = arena_format(arena, "%zu", lines->count),
                                   .kind = lines->projection->programme->work[item].kind,
                                   .item = item,
                                   .plan = plan,
                                   .is_only = true};
    if (line->kind == WORK_RUNS)
        proposal_lines_run(lines->projection, line);
    else
        proposal_lines_other(lines->projection, line);
    return line->label ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status proposal_lines_item(struct proposal_lines *lines, struct arena *arena, size_t item)
{
    const struct work *work = &lines->projection->programme->work[item];
    if (work->kind != WORK_RUNS)
        return proposal_lines_add(lines, arena, item, PROPOSAL_LINES_NONE);
    enum status status = STATUS_OK;
    size_t first = lines->count;
    for (size_t g = 0; g < work->search.group_count && status == STATUS_OK; g++) {
        size_t at = first;
        while (at < lines->count && lines->lines[at].plan != work->plans[g])
            at++;
        if (at == lines->count)
            status = proposal_lines_add(lines, arena, item, work->plans[g]);
    }
    for (size_t at = first; at < lines->count; at++)
        lines->lines[at].is_only = lines->count == first + 1;
    return status;
}

enum status proposal_lines(struct proposal_lines *lines, struct arena *arena, const struct projection *projection)
{
    const struct programme *programme = projection->programme;
    size_t room = 1;
    for (size_t i = 0; i < programme->work_count; i++)
        room += 1 + programme->work[i].search.group_count;
    *lines = (struct proposal_lines){.projection = projection,
                                     .lines = arena_array(arena, room, sizeof(struct proposal_line))};
    enum status status = lines->lines ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->work_count && status == STATUS_OK; i++)
        status = proposal_lines_item(lines, arena, i);
    return status;
}

double proposal_lines_usd(const struct proposal_lines *lines, const struct proposal_line *line)
{
    return line->metrics[programme_pay_metric(lines->projection->programme->pay)] + line->other_usd;
}

const char *proposal_lines_sum(struct arena *arena, const struct proposal_lines *lines, size_t item,
                               enum work_kind most, const char *key)
{
    const struct work *work = &lines->projection->programme->work[item];
    const char *text = "(";
    size_t terms = 0;
    for (size_t i = 0; i < lines->count && text && terms <= PROPOSAL_LINES_FORMULA; i++) {
        bool is_of = false;
        for (size_t of = 0; of < work->of_count; of++)
            is_of = is_of || (work->of[of] == lines->lines[i].item && lines->lines[i].kind <= most);
        if (is_of)
            text = arena_format(arena, "%s%s{%s:%s}", text, terms++ ? " + " : "", key, lines->lines[i].label);
    }
    return text && terms && terms <= PROPOSAL_LINES_FORMULA ? arena_format(arena, "%s)", text) : NULL;
}
