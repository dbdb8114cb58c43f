#include "report/programme_rungs.h"

#include <math.h>

enum { PROGRAMME_RUNGS_SHOWN = 40 }; // of one item; those beyond are one line

struct programme_rungs_group {
    double trials, fraction, runs, device_s;
};

// One group at its medians; device-hours are those of its own plan, residuals included.
static struct programme_rungs_group programme_rungs_of(const struct programme_facts *facts, size_t item, size_t group)
{
    const struct projection *projection = facts->projection;
    const struct run_draw *run = &projection->runs[item];
    const size_t plan = projection->programme->work[item].plans[group];
    struct programme_rungs_group made = {.fraction = run->groups[group].fraction.point};
    double effort = 0;
    run_draw_point(run, group, &made.trials, &made.runs, &effort);
    made.device_s = effort * projection->forecasts[plan].point[METRIC_DEVICE_H];
    return made;
}

const struct sheet_table *programme_rungs_inner(struct sheet *sheet, const struct programme_facts *facts, size_t item)
{
    static const struct sheet_column columns[] = {
        {.key = "name"}, {.key = "trials"}, {.key = "fraction"}, {.key = "full_runs"}, {.key = "device_h"}};
    struct sheet_table *groups = sheet_inner_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t g = 0; g < facts->projection->runs[item].group_count; g++) {
        const struct programme_rungs_group group = programme_rungs_of(facts, item, g);
        struct sheet_cell *row = sheet_row(sheet, groups);
        row[0] = sheet_text(facts->projection->programme->work[item].search.groups[g].name);
        row[1] = sheet_number(group.trials);
        row[2] = sheet_number(group.fraction);
        row[3] = sheet_number(group.runs);
        row[4] = sheet_number(projection_from_si(METRIC_DEVICE_H, group.device_s));
    }
    return groups;
}

static void programme_rungs_row(struct sheet *sheet, struct sheet_table *table, const char *item, const char *name,
                                const struct programme_rungs_group *group)
{
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_text(item);
    row[1] = sheet_text(name);
    row[2] = sheet_number(group->trials);
    row[3] = sheet_number(group->fraction);
    row[4] = sheet_number(group->runs);
    row[5] = sheet_number(projection_from_si(METRIC_DEVICE_H, group->device_s));
}

void programme_rungs(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.heading = "work item", .blank_none = true},
        {.heading = "trials that are alike"},
        {.heading = "trials"},
        {.heading = "of a run", .style = SHEET_PERCENT, .blank_none = true},
        {.heading = "full runs"},
        {.heading = "device_h"},
    };
    const struct programme *programme = facts->projection->programme;
    struct sheet_table *table = sheet_table(sheet, NULL, "What is searched, every input at its median", columns,
                                            sizeof columns / sizeof *columns);
    for (size_t i = 0; i < programme->work_count; i++) {
        const struct work *work = &programme->work[i];
        const size_t count = work->kind == WORK_RUNS && work->search.kind ? work->search.group_count : 0;
        struct programme_rungs_group rest = {.fraction = (double)NAN};
        for (size_t g = 0; g < count; g++) {
            const struct programme_rungs_group group = programme_rungs_of(facts, i, g);
            const char *name = work->search.groups[g].name;
            if (g < PROGRAMME_RUNGS_SHOWN)
                programme_rungs_row(sheet, table, g ? NULL : programme_facts_name(sheet, work->name),
                                    name && name[0] ? name : work->search.kind->name, &group);
            rest.trials += g < PROGRAMME_RUNGS_SHOWN ? 0 : group.trials;
            rest.runs += g < PROGRAMME_RUNGS_SHOWN ? 0 : group.runs;
            rest.device_s += g < PROGRAMME_RUNGS_SHOWN ? 0 : group.device_s;
        }
        if (count > PROGRAMME_RUNGS_SHOWN)
            programme_rungs_row(sheet, table, NULL,
                                arena_format(sheet->arena, "%zu more", count - PROGRAMME_RUNGS_SHOWN), &rest);
    }
}
