#include "report/proposal_assumptions.h"

#include <math.h>
#include <string.h>

#include "estimate/estimate.h"
#include "report/number_text.h"
#include "report/proposal_sheet.h"
#include "report/provenance_sheet.h"

enum { PROPOSAL_ASSUMPTIONS_NAMES = 3 }; // so many users of plans are named, others are counted

// The tables that figures stand in.
#define PROPOSAL_ASSUMPTION_GROUP_ROWS(ROW)                                                                            \
    ROW(ASSUMED, "assumptions", "Assumptions")                                                                         \
    ROW(GIVEN, "structure", "Taken as given")                                                                          \
    ROW(DEFAULTS, "defaults", "Defaults that were used: nobody said otherwise")

enum proposal_assumption_group {
#define PROPOSAL_ASSUMPTION_ENUM(id, key, title) PROPOSAL_ASSUMPTION_##id,
    PROPOSAL_ASSUMPTION_GROUP_ROWS(PROPOSAL_ASSUMPTION_ENUM)
#undef PROPOSAL_ASSUMPTION_ENUM
        PROPOSAL_ASSUMPTION_GROUPS
};

// One figure and where it comes from.
struct proposal_assumption {
    const char *name, *unit;
    double value, low, high; // in the unit; NaN: `text` says it; 5 % and 95 %, NaN where it does not vary
    const char *text, *distribution, *origin;
    struct mark mark;
    struct citation citation;
    size_t plan_count;
    const char *work; // items that run them; "" of an item itself
    enum proposal_assumption_group group;
};

struct proposal_assumption_list {
    struct sheet *sheet;
    struct proposal_assumption *items;
    size_t count, capacity;
    size_t first;       // of those that the next one may be the same as
    const char **users; // [plan_count]: the work items that run each plan
};

static bool proposal_assumptions_are_same(const struct proposal_assumption *a, const struct proposal_assumption *b)
{
    bool same_value = (isnan(a->value) && isnan(b->value)) || (a->value <= b->value && a->value >= b->value);
    return same_value && a->mark.source == b->mark.source && a->mark.line == b->mark.line &&
           a->mark.column == b->mark.column && strcmp(a->name, b->name) == 0 && strcmp(a->origin, b->origin) == 0 &&
           strcmp(a->text, b->text) == 0;
}

static void proposal_assumptions_name(struct proposal_assumption_list *list, struct proposal_assumption *item,
                                      const char *user)
{
    if (item->plan_count < PROPOSAL_ASSUMPTIONS_NAMES && !strstr(item->work, user))
        item->work = arena_format(list->sheet->arena, "%s%s%s", item->work, item->work[0] ? ", " : "", user);
    item->plan_count++;
    if (!item->work)
        item->work = "";
}

// user: the work items that run the plan that it is of; NULL: it is of an item itself.
static void proposal_assumptions_add(struct proposal_assumption_list *list, struct proposal_assumption item,
                                     const char *user)
{
    item.text = item.text ? item.text : "";
    size_t at = list->first;
    while (at < list->count && !proposal_assumptions_are_same(&list->items[at], &item))
        at++;
    if (at == list->count) {
        list->items = arena_grow(list->sheet->arena, list->items, list->count, list->count + 1, &list->capacity,
                                 sizeof *list->items);
        if (!list->items) {
            list->sheet->no_memory = true;
            list->count = list->capacity = list->first = 0;
            return;
        }
        item.work = "";
        list->items[list->count++] = item;
    }
    if (user)
        proposal_assumptions_name(list, &list->items[at], user);
}

// "pretraining", "pretraining and 2 others": who runs each plan. False without memory.
static bool proposal_assumptions_users(struct proposal_assumption_list *list, const struct programme *programme)
{
    struct arena *arena = list->sheet->arena;
    size_t *counts = arena_array(arena, programme->plan_count + 1, sizeof *counts);
    list->users = arena_array(arena, programme->plan_count + 1, sizeof *list->users);
    for (size_t i = 0; i < programme->work_count && counts && list->users; i++) {
        const struct work *work = &programme->work[i];
        for (size_t g = 0; work->kind == WORK_RUNS && g < work->search.group_count; g++) {
            if (g && work->plans[g] == work->plans[g - 1])
                continue;
            if (!counts[work->plans[g]]++)
                list->users[work->plans[g]] = programme_facts_cut(list->sheet, work->name, PROPOSAL_SHEET_NAME);
        }
    }
    bool made = counts && list->users;
    for (size_t i = 0; i < programme->plan_count && made; i++) {
        if (counts[i] > 1)
            list->users[i] =
                arena_format(arena, "%s and %zu other%s", list->users[i], counts[i] - 1, counts[i] > 2 ? "s" : "");
        made = list->users[i] != NULL;
    }
    list->sheet->no_memory = list->sheet->no_memory || !made;
    return made;
}

// ---- plans -----------------------------------------------------------------------------------

static struct proposal_assumption proposal_assumptions_of(struct proposal_assumption_list *list, const char *name,
                                                          const char *unit, const struct dist *dist)
{
    double value = units_from_si(dist_quantile(dist, 0.5), unit), constant = 0;
    bool varies = !dist_is_constant(dist, &constant);
    return (struct proposal_assumption){.name = name,
                                        .unit = unit,
                                        .value = value,
                                        .low = varies ? units_from_si(dist_quantile(dist, 0.05), unit) : (double)NAN,
                                        .high = varies ? units_from_si(dist_quantile(dist, 0.95), unit) : (double)NAN,
                                        .text = number_text_kept(list->sheet->arena, value, SHEET_PLAIN),
                                        .distribution = dist_text(list->sheet->arena, dist, unit)};
}

static void proposal_assumptions_inputs(struct proposal_assumption_list *list, const struct programme *programme)
{
    for (int id = 0; id < INPUT_COUNT; id++) {
        list->first = list->count;
        for (size_t i = 0; i < programme->plan_count; i++) {
            const struct plan *plan = &programme->plans[i];
            const struct input *input = &plan->inputs.values[id];
            if (input->origin == INPUT_UNSET || input_is_neutral(&plan->inputs, (enum input_id)id) ||
                !estimate_uses(&programme->tallies[i], &plan->inputs, (enum input_id)id))
                continue;
            struct proposal_assumption item = proposal_assumptions_of(list, input_row((enum input_id)id)->key,
                                                                      input_unit((enum input_id)id), &input->dist);
            item.origin = input_origin_words(input->origin);
            item.mark = input->mark;
            item.citation = input->citation;
            item.group = input->origin == INPUT_DEFAULT ? PROPOSAL_ASSUMPTION_DEFAULTS : PROPOSAL_ASSUMPTION_ASSUMED;
            if (input->origin == INPUT_DEFAULT)
                item.citation = (struct citation){.text = input_default_source((enum input_id)id)};
            proposal_assumptions_add(list, item, list->users[i]);
        }
    }
}

static void proposal_assumptions_training(struct proposal_assumption_list *list, const struct plan *plan,
                                          const char *user)
{
    for (size_t i = 0; i < plan->training.phase_count; i++) {
        const struct training_phase *phase = &plan->training.phases[i];
        const struct proposal_assumption item = {
            .name = "training",
            .unit = "",
            .value = (double)NAN,
            .low = (double)NAN,
            .high = (double)NAN,
            .text = provenance_sheet_phase(list->sheet->arena, phase),
            .origin = plan->node && yaml_tree_get(plan->node, "training") ? "plan" : "model",
            .mark = phase->node ? phase->node->mark : (struct mark){0},
            .citation = citation_of(phase->node),
            .group = PROPOSAL_ASSUMPTION_GIVEN};
        proposal_assumptions_add(list, item, user);
    }
}

// What was consumed when plans were compiled: the recipe, the peak, how many devices.
static void proposal_assumptions_structure(struct proposal_assumption_list *list, const struct programme *programme)
{
    struct arena *arena = list->sheet->arena;
    list->first = list->count;
    for (size_t i = 0; i < programme->plan_count; i++) {
        const struct plan *plan = &programme->plans[i];
        proposal_assumptions_training(list, plan, list->users[i]);
        if (!plan->has_device)
            continue;
        const struct yaml_node *peak = plan->device.peak_node[plan->precision];
        const double flop_per_s = units_from_si(programme->tallies[i].peak_flop_per_s, "TFLOP/s");
        proposal_assumptions_add(
            list,
            (struct proposal_assumption){
                .name = arena_format(arena, "peak of %s, %s", plan->device.name, precision_names[plan->precision]),
                .unit = "TFLOP/s",
                .value = flop_per_s,
                .low = (double)NAN,
                .high = (double)NAN,
                .text = number_text_kept(arena, flop_per_s, SHEET_PLAIN),
                .origin = input_origin_words(INPUT_HARDWARE),
                .mark = peak ? peak->mark : (struct mark){0},
                .citation = citation_of(peak),
                .group = PROPOSAL_ASSUMPTION_GIVEN},
            list->users[i]);
        const struct yaml_node *hardware = plan->node ? yaml_tree_get(plan->node, "hardware") : NULL;
        proposal_assumptions_add(
            list,
            (struct proposal_assumption){
                .name = "devices",
                .unit = "",
                .value = (double)NAN,
                .low = (double)NAN,
                .high = (double)NAN,
                .text = arena_format(arena, "%lld x %s, %lld per node", (long long)plan->devices, plan->device.name,
                                     (long long)plan->devices_per_node),
                .origin = input_origin_words(plan->devices_are_default ? INPUT_DEFAULT : INPUT_PLAN),
                .mark = hardware ? hardware->mark : (struct mark){0},
                .group = plan->devices_are_default ? PROPOSAL_ASSUMPTION_DEFAULTS : PROPOSAL_ASSUMPTION_GIVEN},
            list->users[i]);
    }
}

// ---- work items ------------------------------------------------------------------------------

// What stands under `key` of the item, or of its store.
static void proposal_assumptions_fact(struct proposal_assumption_list *list, const struct work *work,
                                      const struct yaml_node *in, const char *key, const char *unit,
                                      const struct dist *dist)
{
    const struct yaml_node *node = in ? yaml_tree_get(in, key) : NULL;
    if (!node)
        return;
    struct proposal_assumption item =
        proposal_assumptions_of(list,
                                arena_format(list->sheet->arena, "%s: %s",
                                             programme_facts_cut(list->sheet, work->name, PROPOSAL_SHEET_NAME), key),
                                unit, dist);
    item.name = item.name ? item.name : key;
    item.origin = "programme";
    item.mark = node->mark;
    item.citation = citation_of(node);
    proposal_assumptions_add(list, item, NULL);
}

static void proposal_assumptions_work(struct proposal_assumption_list *list, const struct work *work)
{
    const struct yaml_node *store = work->node ? yaml_tree_get(work->node, "storage") : NULL;
    const struct {
        const struct yaml_node *in;
        const char *key, *unit;
        const struct dist *dist;
    } all[] = {{work->node, "runs", "", work->search.group_count ? &work->search.groups[0].trials : NULL},
               {work->node, "seeds", "", &work->seeds},
               {work->node, "fraction", "", &work->fraction},
               {work->node, "times", "", &work->fraction},
               {work->node, "energy", "kWh", &work->energy_j},
               {work->node, "cost", "USD", &work->cost_usd},
               {store, "amount", "TB", &work->amount_bytes},
               {store, "duration", "years", &work->duration_s},
               {store, "price", "USD/TB/month", &work->price_usd_per_byte_s},
               {store, "power", "W/TB", &work->power_w_per_byte}};
    list->first = list->count;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].dist)
            proposal_assumptions_fact(list, work, all[i].in, all[i].key, all[i].unit, all[i].dist);
}

// Numbers of trials and stopping fractions that nobody knows exactly.
static void proposal_assumptions_search(struct proposal_assumption_list *list, const struct work *work)
{
    for (size_t g = 0; work->search.kind && g < work->search.group_count; g++) {
        const struct search_group *group = &work->search.groups[g];
        const struct {
            const char *what;
            const struct dist *dist;
            bool is_told;
        } all[] = {{"trials", &group->trials, group->count == SEARCH_COUNTED},
                   {"fraction of a run", &group->fraction, true}};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            double value = 0;
            if (!all[i].is_told || dist_is_constant(all[i].dist, &value))
                continue;
            struct proposal_assumption item =
                proposal_assumptions_of(list,
                                        arena_format(list->sheet->arena, "%s: %s%s%s",
                                                     programme_facts_cut(list->sheet, work->name, PROPOSAL_SHEET_NAME),
                                                     all[i].what, group->name[0] ? " of " : "", group->name),
                                        "", all[i].dist);
            item.name = item.name ? item.name : "";
            item.origin = "programme";
            item.mark = work->search.node ? work->search.node->mark : (struct mark){0};
            item.citation = citation_of(work->search.node);
            proposal_assumptions_add(list, item, NULL);
        }
    }
}

// ---- tables ----------------------------------------------------------------------------------

enum {
    ASSUMED_NAME,
    ASSUMED_VALUE,
    ASSUMED_TEXT,
    ASSUMED_UNIT,
    ASSUMED_LOW,
    ASSUMED_HIGH,
    ASSUMED_DISTRIBUTION,
    ASSUMED_ORIGIN,
    ASSUMED_PLACE,
    ASSUMED_FROM,
    ASSUMED_PLANS,
    ASSUMED_FLAG,
    ASSUMED_SOURCE
};

static const struct sheet_column proposal_assumptions_columns[] = {
    [ASSUMED_NAME] = {.key = "name", .heading = "assumption"},
    [ASSUMED_VALUE] = {.key = "value", .omit_none = true},
    [ASSUMED_TEXT] = {.key = "text", .heading = "value", .align_right = true},
    [ASSUMED_UNIT] = {.key = "unit", .heading = "unit", .omit_none = true, .blank_none = true},
    [ASSUMED_LOW] = {.key = "p05", .heading = "5 %", .omit_none = true, .blank_none = true, .width_needed = 90},
    [ASSUMED_HIGH] = {.key = "p95", .heading = "95 %", .omit_none = true, .blank_none = true, .width_needed = 90},
    [ASSUMED_DISTRIBUTION] =
        {.key = "distribution", .heading = "distribution", .omit_none = true, .blank_none = true, .width_needed = 160},
    [ASSUMED_ORIGIN] = {.key = "origin"},
    [ASSUMED_PLACE] = {.key = "place", .omit_none = true},
    [ASSUMED_FROM] = {.heading = "file:line", .cut = true},
    [ASSUMED_PLANS] = {.key = "work", .heading = "of", .omit_none = true, .blank_none = true, .width_needed = 140},
    [ASSUMED_FLAG] = {.key = "assumed", .omit_none = true},
    [ASSUMED_SOURCE] = {.key = "source",
                        .heading = "source",
                        .omit_none = true,
                        .blank_none = true,
                        .width_needed = 110,
                        .wrap = true},
};

static const char *proposal_assumptions_plans(struct sheet *sheet, const struct proposal_assumption *item,
                                              size_t plan_count)
{
    if (!item->plan_count || (item->plan_count >= plan_count && plan_count > 1))
        return item->plan_count ? "all" : "";
    return item->plan_count > PROPOSAL_ASSUMPTIONS_NAMES ? arena_format(sheet->arena, "%s and %zu others", item->work,
                                                                        item->plan_count - PROPOSAL_ASSUMPTIONS_NAMES)
                                                         : item->work;
}

static void proposal_assumptions_table(struct sheet *sheet, const struct proposal_assumption_list *list,
                                       size_t plan_count, enum proposal_assumption_group group)
{
    static const struct {
        const char *key, *title;
    } groups[PROPOSAL_ASSUMPTION_GROUPS] = {
#define PROPOSAL_ASSUMPTION_ROW(id, word, text) [PROPOSAL_ASSUMPTION_##id] = {.key = word, .title = text},
        PROPOSAL_ASSUMPTION_GROUP_ROWS(PROPOSAL_ASSUMPTION_ROW)
#undef PROPOSAL_ASSUMPTION_ROW
    };
    struct sheet_table *table = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct proposal_assumption *item = &list->items[i];
        if (item->group != group)
            continue;
        if (!table)
            table = sheet_table(sheet, groups[group].key, groups[group].title, proposal_assumptions_columns,
                                sizeof proposal_assumptions_columns / sizeof *proposal_assumptions_columns);
        struct sheet_cell *row = sheet_row(sheet, table);
        const char *source = item->citation.text;
        row[ASSUMED_NAME] = sheet_text(item->name);
        row[ASSUMED_VALUE] = sheet_number(item->value);
        row[ASSUMED_TEXT] = sheet_text(item->text);
        row[ASSUMED_UNIT] = sheet_text(item->unit);
        row[ASSUMED_LOW] = sheet_number(item->low);
        row[ASSUMED_HIGH] = sheet_number(item->high);
        row[ASSUMED_DISTRIBUTION] = sheet_text(item->distribution);
        row[ASSUMED_ORIGIN] = sheet_text(item->origin);
        row[ASSUMED_PLACE] = row[ASSUMED_FROM] = sheet_text(provenance_sheet_place(sheet, &item->mark));
        if (row[ASSUMED_FROM].kind == SHEET_NONE)
            row[ASSUMED_FROM] = sheet_text(item->origin);
        row[ASSUMED_PLANS] = sheet_text(proposal_assumptions_plans(sheet, item, plan_count));
        row[ASSUMED_FLAG] = item->citation.assumed ? sheet_flag(true) : sheet_text(NULL);
        row[ASSUMED_SOURCE] =
            sheet_text(source && item->citation.assumed ? arena_format(sheet->arena, "assumed: %s", source) : source);
    }
    if (table)
        proposal_sheet_trim(sheet, table);
}

void proposal_assumptions(struct sheet *sheet, const struct programme_facts *facts)
{
    const struct programme *programme = facts->projection->programme;
    struct proposal_assumption_list list = {.sheet = sheet};
    if (!proposal_assumptions_users(&list, programme))
        return;
    for (size_t i = 0; i < programme->work_count; i++) {
        proposal_assumptions_work(&list, &programme->work[i]);
        proposal_assumptions_search(&list, &programme->work[i]);
    }
    proposal_assumptions_inputs(&list, programme);
    proposal_assumptions_structure(&list, programme);
    for (int group = 0; group < PROPOSAL_ASSUMPTION_GROUPS; group++)
        proposal_assumptions_table(sheet, &list, programme->plan_count, (enum proposal_assumption_group)group);
}
