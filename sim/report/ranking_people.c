#include "report/ranking_people.h"

#include <math.h>

#include "report/comparison_sheet.h"
#include "report/number_text.h"
#include "uncertainty/comparison.h"
#include "uncertainty/ranking_order.h"

enum { RANKING_PEOPLE_WORST = 3 };

// Columns, of which a table shows those that there is something to show in.
enum {
    RANKING_PEOPLE_RANK,
    RANKING_PEOPLE_REGION,
    RANKING_PEOPLE_BY, // where it is neither CO2e nor money
    RANKING_PEOPLE_BY_INTERVAL,
    RANKING_PEOPLE_CO2E,
    RANKING_PEOPLE_CO2E_INTERVAL,
    RANKING_PEOPLE_RATIO,
    RANKING_PEOPLE_LESS,
    RANKING_PEOPLE_MONEY,
    RANKING_PEOPLE_MONEY_INTERVAL,
    RANKING_PEOPLE_MARKET,
    RANKING_PEOPLE_WATER,
    RANKING_PEOPLE_PUE,
    RANKING_PEOPLE_YEAR,
    RANKING_PEOPLE_PLACE,
    RANKING_PEOPLE_COLUMNS
};

static const struct sheet_column ranking_people_columns[RANKING_PEOPLE_COLUMNS] = {
    [RANKING_PEOPLE_RANK] = {.heading = "rank", .align_right = true, .blank_none = true},
    [RANKING_PEOPLE_REGION] = {.heading = "region", .blank_none = true},
    [RANKING_PEOPLE_BY] = {.blank_none = true},
    [RANKING_PEOPLE_BY_INTERVAL] = {.align_right = true, .blank_none = true, .width_needed = 70},
    [RANKING_PEOPLE_CO2E] = {.heading = "co2e_kg", .blank_none = true},
    [RANKING_PEOPLE_CO2E_INTERVAL] = {.align_right = true, .blank_none = true, .width_needed = 70},
    [RANKING_PEOPLE_RATIO] = {.align_right = true, .blank_none = true, .width_needed = 90},
    [RANKING_PEOPLE_LESS] = {.align_right = true, .blank_none = true},
    [RANKING_PEOPLE_MONEY] = {.blank_none = true},
    [RANKING_PEOPLE_MONEY_INTERVAL] = {.align_right = true, .blank_none = true, .width_needed = 110},
    [RANKING_PEOPLE_MARKET] = {.blank_none = true, .width_needed = 130},
    [RANKING_PEOPLE_WATER] = {.blank_none = true, .width_needed = 120},
    [RANKING_PEOPLE_PUE] = {.heading = "pue", .align_right = true, .blank_none = true, .width_needed = 100},
    [RANKING_PEOPLE_YEAR] = {.heading = "year", .align_right = true, .blank_none = true, .width_needed = 100},
    [RANKING_PEOPLE_PLACE] = {.heading = "place", .blank_none = true, .wrap = true, .width_needed = 120},
};

static bool ranking_people_knows(const struct ranking *ranking, enum metric_id id)
{
    return id < METRIC_COUNT && (ranking->metrics >> id) & 1u;
}

static bool ranking_people_has_base(const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (isfinite(ranking->entries[i].ratio.point))
            return true;
    return false;
}

// The columns that this ranking has something for; NULL without memory.
static const struct sheet_column *ranking_people_choose(struct arena *arena, const struct ranking_facts *facts,
                                                        enum metric_id by)
{
    const struct ranking *ranking = facts->ranking;
    struct sheet_column *columns = arena_array(arena, RANKING_PEOPLE_COLUMNS, sizeof *columns);
    if (!columns)
        return NULL;
    for (size_t i = 0; i < RANKING_PEOPLE_COLUMNS; i++)
        columns[i] = ranking_people_columns[i];
    bool is_drawn = ranking->samples > 1, is_other = by != METRIC_CO2E_KG && by != ranking->money;
    const char *interval = is_drawn ? "5 %..95 %" : NULL;
    if (is_other)
        columns[RANKING_PEOPLE_BY].heading = metric_row(by)->name;
    columns[RANKING_PEOPLE_BY_INTERVAL].heading = is_other ? interval : NULL;
    columns[RANKING_PEOPLE_CO2E_INTERVAL].heading = interval;
    columns[RANKING_PEOPLE_CO2E_INTERVAL].width_needed = is_other ? 100 : 70;
    if (ranking_people_has_base(ranking)) {
        columns[RANKING_PEOPLE_RATIO].heading = "ratio";
        columns[RANKING_PEOPLE_LESS].heading = is_drawn ? "less" : NULL;
    }
    if (ranking->money != METRIC_COUNT) {
        columns[RANKING_PEOPLE_MONEY].heading = metric_row(ranking->money)->stem;
        columns[RANKING_PEOPLE_MONEY_INTERVAL].heading = interval;
    }
    if (ranking_people_knows(ranking, METRIC_CO2E_MARKET_KG))
        columns[RANKING_PEOPLE_MARKET].heading = "market_kg";
    if (ranking_people_knows(ranking, METRIC_WATER_L) && by != METRIC_WATER_L)
        columns[RANKING_PEOPLE_WATER].heading = "water_l";
    return columns;
}

static struct sheet_cell ranking_people_interval(struct arena *arena, const struct ranking_entry *entry,
                                                 enum metric_id id)
{
    return sheet_text(comparison_sheet_interval(arena, ranking_sheet_value(entry, id, RANKING_P05),
                                                ranking_sheet_value(entry, id, RANKING_P95)));
}

// "97 %"; "same" where it emits as much in every sample, so that the half that ties count means nothing.
static const char *ranking_people_less(struct arena *arena, const struct ranking_entry *entry)
{
    bool is_same = entry->probability_less == 0.5 && comparison_agree(1, entry->ratio.quantiles[RANKING_P05]) &&
                   comparison_agree(1, entry->ratio.quantiles[RANKING_P95]);
    return is_same ? "same" : comparison_sheet_percent(arena, entry->probability_less);
}

static void ranking_people_row(struct sheet *sheet, struct sheet_table *table, const struct ranking_facts *facts,
                               enum metric_id by, size_t which)
{
    struct arena *arena = sheet->arena;
    const struct ranking *ranking = facts->ranking;
    const struct ranking_entry *entry = &ranking->entries[which];
    struct sheet_cell *row = sheet_row(sheet, table);
    const double ratio = entry->ratio.quantiles[RANKING_P50];
    row[RANKING_PEOPLE_RANK] =
        sheet_text(facts->ranks[which] ? arena_format(arena, "%s%zu", entry->is_own ? "*" : "", facts->ranks[which])
                                       : (entry->is_own ? "*" : NULL));
    row[RANKING_PEOPLE_REGION] = sheet_text(entry->region.name);
    row[RANKING_PEOPLE_BY] = sheet_number(ranking_sheet_value(entry, by, RANKING_P50));
    row[RANKING_PEOPLE_BY_INTERVAL] = ranking_people_interval(arena, entry, by);
    row[RANKING_PEOPLE_CO2E] = sheet_number(ranking_sheet_value(entry, METRIC_CO2E_KG, RANKING_P50));
    row[RANKING_PEOPLE_CO2E_INTERVAL] = ranking_people_interval(arena, entry, METRIC_CO2E_KG);
    row[RANKING_PEOPLE_RATIO] = sheet_text(isfinite(ratio) ? comparison_sheet_end(arena, ratio) : NULL);
    row[RANKING_PEOPLE_LESS] = sheet_text(entry->is_own ? NULL : ranking_people_less(arena, entry));
    if (ranking->money != METRIC_COUNT) {
        row[RANKING_PEOPLE_MONEY] = sheet_number(ranking_sheet_value(entry, ranking->money, RANKING_P50));
        row[RANKING_PEOPLE_MONEY_INTERVAL] = ranking_people_interval(arena, entry, ranking->money);
    }
    row[RANKING_PEOPLE_MARKET] = sheet_number(ranking_sheet_value(entry, METRIC_CO2E_MARKET_KG, RANKING_P50));
    row[RANKING_PEOPLE_WATER] = sheet_number(ranking_sheet_value(entry, METRIC_WATER_L, RANKING_P50));
    row[RANKING_PEOPLE_PUE] = sheet_text(arena_format(arena, "%.3g", entry->inputs[INPUT_PUE]));
    row[RANKING_PEOPLE_YEAR] =
        sheet_text(entry->region.year ? arena_format(arena, "%lld", (long long)entry->region.year) : NULL);
    row[RANKING_PEOPLE_PLACE] = sheet_text(entry->region.description);
}

// The first, the last, and the plan's own; a row of dots stands for what is left out between.
void ranking_people_table(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    const struct sheet_column *columns = ranking_people_choose(sheet->arena, facts, facts->by);
    size_t known = 0, skipped = 0;
    for (size_t i = 0; i < ranking->count; i++)
        known += facts->ranks[i] > 0;
    if (!columns)
        return;
    struct sheet_table *table =
        sheet_table(sheet, NULL,
                    arena_format(sheet->arena, "Regions by %s: %s%s", metric_row(facts->by)->name,
                                 ranking->samples > 1 ? "90 % intervals" : "every input at its median",
                                 ranking->own == SIZE_MAX ? ""
                                 : ranking->samples > 1   ? "; less: probability of less CO2e than at *"
                                                          : "; ratio: CO2e to that at *"),
                    columns, RANKING_PEOPLE_COLUMNS);
    for (size_t i = 0, place = 0; i < ranking->count; i++) {
        size_t which = facts->order[i];
        bool is_ranked = facts->ranks[which] > 0;
        place += is_ranked;
        if (!ranking->entries[which].is_own &&
            !(is_ranked && (place <= facts->top || place + RANKING_PEOPLE_WORST > known))) {
            skipped += is_ranked;
            continue;
        }
        if (skipped)
            sheet_row(sheet, table)[RANKING_PEOPLE_REGION] = sheet_text("...");
        skipped = 0;
        ranking_people_row(sheet, table, facts, facts->by, which);
    }
}

void ranking_people_front(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    const struct sheet_column *columns = ranking_people_choose(sheet->arena, facts, METRIC_CO2E_KG);
    size_t *order = arena_array(sheet->arena, ranking->count, sizeof *order);
    if (ranking->money == METRIC_COUNT || !columns ||
        (!ranking_order_varies(ranking, METRIC_CO2E_KG) && !ranking_order_varies(ranking, ranking->money)))
        return;
    if (!order || ranking_order(ranking, METRIC_CO2E_KG, order, NULL) != STATUS_OK) {
        sheet->no_memory = true;
        return;
    }
    struct sheet_table *table =
        sheet_table(sheet, NULL,
                    arena_format(sheet->arena, "Pareto front: no region has less of both co2e_kg and %s",
                                 metric_row(ranking->money)->name),
                    columns, RANKING_PEOPLE_COLUMNS);
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->entries[order[i]].is_on_front)
            ranking_people_row(sheet, table, facts, METRIC_CO2E_KG, order[i]);
}

// ---- the answer in words -----------------------------------------------------------------------

static const struct {
    enum metric_id id;
    const char *has;
} ranking_people_words[] = {
    {METRIC_CO2E_KG, "emits least CO2e"},
    {METRIC_ELECTRICITY_USD, "has the smallest electricity bill"},
    {METRIC_CLOUD_USD, "has the smallest cloud bill"},
    {METRIC_WATER_L, "uses up least water"},
};

static const char *ranking_people_has(struct arena *arena, enum metric_id id)
{
    for (size_t i = 0; i < sizeof ranking_people_words / sizeof *ranking_people_words; i++)
        if (ranking_people_words[i].id == id)
            return ranking_people_words[i].has;
    return arena_format(arena, "has the lowest %s", metric_row(id)->name);
}

// "Iceland (is) emits least CO2e: 2.4 kg (5 %..95 %: 2.1..2.9), 0.066 of what it is in us-2018"
static const char *ranking_people_least(struct arena *arena, const struct ranking_facts *facts, enum metric_id id,
                                        const struct ranking_entry *entry)
{
    const struct ranking *ranking = facts->ranking;
    const struct ranking_entry *own = ranking->own == SIZE_MAX ? NULL : &ranking->entries[ranking->own];
    double value = ranking_sheet_value(entry, id, RANKING_P50);
    const char *interval = comparison_sheet_interval(arena, ranking_sheet_value(entry, id, RANKING_P05),
                                                     ranking_sheet_value(entry, id, RANKING_P95));
    const char *text =
        arena_format(arena, "%s %s: %s %s%s%s%s", ranking_sheet_place(arena, entry), ranking_people_has(arena, id),
                     number_text_kept(arena, value, SHEET_PLAIN), metric_row(id)->unit,
                     interval && interval[0] ? " (" : "", interval ? interval : "", interval && interval[0] ? ")" : "");
    if (!text || !own)
        return text;
    if (own == entry)
        return arena_format(arena, "%s; it is the plan's own region", text);
    // The median of the ratio where it was drawn; of other metrics the ratio of the medians.
    double ratio =
        id == METRIC_CO2E_KG ? entry->ratio.quantiles[RANKING_P50] : value / ranking_sheet_value(own, id, RANKING_P50);
    return isfinite(ratio) ? arena_format(arena, "%s, %s times that of %s", text, comparison_sheet_end(arena, ratio),
                                          own->region.name)
                           : text;
}

// Which has least of a metric, of those that are ranked; SIZE_MAX: none, or there is no memory.
static size_t ranking_people_first(struct sheet *sheet, const struct ranking *ranking, enum metric_id id)
{
    size_t *order = arena_array(sheet->arena, ranking->count, sizeof *order);
    if (!order || ranking_order(ranking, id, order, NULL) != STATUS_OK) {
        sheet->no_memory = true;
        return SIZE_MAX;
    }
    for (size_t i = 0; i < ranking->count; i++)
        if (!ranking->entries[order[i]].is_apart)
            return order[i];
    return SIZE_MAX;
}

static void ranking_people_answer(struct sheet *sheet, struct sheet_table *table, const struct ranking_facts *facts,
                                  enum metric_id id)
{
    const struct ranking *ranking = facts->ranking;
    size_t first = ranking_people_first(sheet, ranking, id);
    const char *name = metric_row(id)->name;
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_text(name);
    if (first == SIZE_MAX)
        return;
    row[1] = sheet_text(ranking_order_varies(ranking, id)
                            ? ranking_people_least(sheet->arena, facts, id, &ranking->entries[first])
                            : arena_format(sheet->arena,
                                           "%s is the same in every region: nothing that it depends on "
                                           "is the region's here",
                                           name));
}

// "us-2018, where the plan stands, is 131 of 160 by co2e_kg; 101 emit less with a probability of 95 % or more"
static void ranking_people_own(struct sheet *sheet, struct sheet_table *table, const struct ranking_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct ranking *ranking = facts->ranking;
    const struct ranking_entry *own = ranking->own == SIZE_MAX ? NULL : &ranking->entries[ranking->own];
    size_t known = 0, surely = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        known += facts->ranks[i] > 0;
        surely += ranking->entries[i].probability_less >= 0.95;
    }
    if (!own)
        return;
    const char *place = ranking_sheet_place(arena, own), *by = metric_row(facts->by)->name;
    const char *text = own->is_apart ? arena_format(arena, "%s, where the plan stands, is not among them", place)
                       : facts->ranks[ranking->own]
                           ? arena_format(arena, "%s, where the plan stands, is %zu of %zu by %s", place,
                                          facts->ranks[ranking->own], known, by)
                           : arena_format(arena, "%s, where the plan stands, says too little for %s", place, by);
    if (text && ranking->samples > 1 && ranking_order_varies(ranking, METRIC_CO2E_KG))
        text =
            arena_format(arena, "%s; %zu emit less CO2e than there with a probability of 95 %% or more", text, surely);
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_text("own");
    row[1] = sheet_text(text);
}

void ranking_people_answers(struct sheet *sheet, const struct ranking_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "about"},
        {.key = "text", .heading = "", .wrap = true},
    };
    const struct ranking *ranking = facts->ranking;
    struct sheet_table *table = sheet_table(sheet, "answers", "Answer", columns, sizeof columns / sizeof *columns);
    ranking_people_answer(sheet, table, facts, METRIC_CO2E_KG);
    if (ranking->money != METRIC_COUNT)
        ranking_people_answer(sheet, table, facts, ranking->money);
    if (facts->by != METRIC_CO2E_KG && facts->by != ranking->money)
        ranking_people_answer(sheet, table, facts, facts->by);
    ranking_people_own(sheet, table, facts);
}
