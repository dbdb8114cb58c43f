#include "report/programme_words.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/number_text.h"
#include "report/service_sheet.h"

// The units that people read a dimension in, each from a least SI value on.
static const struct {
    enum dimension dimension;
    double from_si;
    const char *unit, *shown;
} programme_words_units[] = {
    {DIMENSION_ENERGY, 3.6e13, "GWh", "GWh"},
    {DIMENSION_ENERGY, 3.6e10, "MWh", "MWh"},
    {DIMENSION_ENERGY, 0, "kWh", "kWh"},
    {DIMENSION_EMISSIONS, 1e12, "ktCO2e", "kt CO2e"},
    {DIMENSION_EMISSIONS, 1e7, "tCO2e", "t CO2e"},
    {DIMENSION_EMISSIONS, 0, "kgCO2e", "kg CO2e"},
    {DIMENSION_MONEY, 0, "USD", "USD"},
    {DIMENSION_TIME, 345600, "d", "days"},
    {DIMENSION_TIME, 0, "h", "h"},
    {DIMENSION_WATER, 1e6, "kL", "m3"},
    {DIMENSION_WATER, 0, "L", "L"},
    {DIMENSION_FLOP, 0, "FLOP", "FLOP"},
};

// Three digits, thousands set apart: "1,240", "12.3", "3.14e+23". What is too small to have three is 0.
static const char *programme_words_number(struct arena *arena, double value)
{
    if (fabs(value) >= 1e15)
        return arena_format(arena, "%.3g", value);
    double digits = value > 0 ? fmax(pow(10, floor(log10(value)) - 2), DBL_MIN) : 1;
    return number_text_kept(arena, round(value / digits) * digits, SHEET_PLAIN);
}

static size_t programme_words_unit(size_t quantity, double si)
{
    const size_t count = sizeof programme_words_units / sizeof *programme_words_units;
    enum dimension dimension = projection_dimension(quantity);
    size_t at = 0;
    while (at < count && (programme_words_units[at].dimension != dimension || si < programme_words_units[at].from_si))
        at++;
    return at;
}

static const char *programme_words_in(struct arena *arena, size_t quantity, size_t unit, double si, bool with_unit)
{
    const size_t count = sizeof programme_words_units / sizeof *programme_words_units;
    // Device-hours stay hours, however many.
    bool hours = quantity == METRIC_DEVICE_H;
    const char *name = hours || unit == count ? projection_unit(quantity) : programme_words_units[unit].unit;
    const char *shown = hours ? "device-hours" : unit == count ? name : programme_words_units[unit].shown;
    const char *number = programme_words_number(arena, units_from_si(si, name));
    if (!number)
        return "";
    const char *text = with_unit && shown[0] ? arena_format(arena, "%s %s", number, shown) : number;
    return text ? text : "";
}

const char *programme_words_amount(struct arena *arena, size_t quantity, double si)
{
    return isfinite(si) ? programme_words_in(arena, quantity, programme_words_unit(quantity, si), si, true) : "";
}

const char *programme_words_interval(struct arena *arena, size_t quantity, double low, double high)
{
    if (!isfinite(low) || !isfinite(high) || low >= high)
        return "";
    size_t unit = programme_words_unit(quantity, high);
    const char *from = programme_words_in(arena, quantity, unit, low, false),
               *to = programme_words_in(arena, quantity, unit, high, true);
    const char *text =
        strncmp(from, to, strlen(from)) == 0 && to[strlen(from)] == ' ' ? "" : arena_format(arena, "%s..%s", from, to);
    return text ? text : "";
}

const char *programme_words_estimate(struct arena *arena, const struct programme_facts *facts, size_t entry,
                                     size_t quantity)
{
    double median = programme_facts_median(facts, entry, quantity), low = programme_facts_low(facts, entry, quantity),
           high = programme_facts_high(facts, entry, quantity);
    if (!isfinite(median))
        return "";
    size_t unit = programme_words_unit(quantity, median);
    const char *amount = programme_words_in(arena, quantity, unit, median, true),
               *bare = programme_words_in(arena, quantity, unit, median, false),
               *from = programme_words_in(arena, quantity, unit, low, false),
               *to = programme_words_in(arena, quantity, unit, high, false);
    if (!(low < high) || strcmp(from, to) == 0)
        return amount;
    const char *text = arena_format(arena, "%s (%s..%s)%s", bare, from, to, amount + strlen(bare));
    return text ? text : "";
}

// "124,000 device-hours, 81 MWh, 27 t CO2e and 250,000 USD", of what is known.
static const char *programme_words_costs(struct sheet *sheet, const struct programme_facts *facts, size_t entry,
                                         bool with_intervals)
{
    static const size_t told[] = {METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, PROJECTION_BUDGET_USD};
    const char *text = "";
    for (size_t i = 0; i < sizeof told / sizeof *told && text; i++) {
        double median = programme_facts_median(facts, entry, told[i]);
        const char *amount = with_intervals ? programme_words_estimate(sheet->arena, facts, entry, told[i])
                                            : programme_words_amount(sheet->arena, told[i], median);
        if (amount[0])
            text = arena_format(sheet->arena, "%s%s%s", text, text[0] ? ", " : "", amount);
    }
    return text ? text : "";
}

const char *programme_words_ratio(struct sheet *sheet, const struct programme_facts *facts)
{
    const struct projection *projection = facts->projection;
    if (projection->final == projection->entry_count)
        return "";
    const char *one = programme_words_costs(sheet, facts, projection->final, false);
    const char *whole = programme_words_costs(sheet, facts, projection->total, true);
    if (!one[0] || !whole[0])
        return "";
    const size_t tried[] = {PROJECTION_RATIO_ENERGY, PROJECTION_RATIO_DEVICE_H, PROJECTION_RATIO_BUDGET};
    size_t quantity = PROJECTION_QUANTITIES;
    for (size_t i = 0; i < sizeof tried / sizeof *tried && quantity == PROJECTION_QUANTITIES; i++)
        if (isfinite(programme_facts_median(facts, projection->total, tried[i])))
            quantity = tried[i];
    const char *ratio = "";
    if (quantity < PROJECTION_QUANTITIES) {
        ratio = arena_format(sheet->arena, ": %s times the %s",
                             programme_words_estimate(sheet->arena, facts, projection->total, quantity),
                             quantity == PROJECTION_RATIO_ENERGY     ? "energy"
                             : quantity == PROJECTION_RATIO_DEVICE_H ? "device-hours"
                                                                     : "money");
    }
    const char *text = arena_format(sheet->arena, "One final run (%s) costs %s; the programme costs %s%s.",
                                    projection->entries[projection->final].name, one, whole, ratio ? ratio : "");
    return text ? text : "";
}

// The one item that serves; work_count: none, or more.
static size_t programme_words_server(const struct programme *programme)
{
    size_t found = programme->work_count, count = 0;
    for (size_t i = 0; i < programme->work_count; i++)
        if (programme->work[i].kind == WORK_RUNS &&
            programme->plans[programme->work[i].plans[0]].service.kind == SERVICE_REQUESTS) {
            found = i;
            count++;
        }
    return count == 1 ? found : programme->work_count;
}

// "1.2 billion"
static const char *programme_words_count(struct arena *arena, double value)
{
    static const struct {
        double from;
        const char *word;
    } scales[] = {{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (value >= scales[i].from)
            return arena_format(arena, "%s%s", programme_words_number(arena, value / scales[i].from), scales[i].word);
    return programme_words_number(arena, value);
}

const char *programme_words_serving(struct sheet *sheet, const struct programme_facts *facts)
{
    const struct projection *projection = facts->projection;
    const struct programme *programme = projection->programme;
    struct arena *arena = sheet->arena;
    size_t item = programme_words_server(programme);
    if (item == programme->work_count || !isfinite(projection->entries[item].point[PROJECTION_SHARE_ENERGY]))
        return "";
    const struct service *service = &programme->plans[programme->work[item].plans[0]].service;
    // The rest over what is served, which falls as the share of the latter grows: quantiles change places.
    double share = programme_facts_median(facts, item, PROJECTION_SHARE_ENERGY),
           low = programme_facts_high(facts, item, PROJECTION_SHARE_ENERGY),
           high = programme_facts_low(facts, item, PROJECTION_SHARE_ENERGY);
    if (!(share > 0))
        return "";
    const char *interval =
        low > high ? arena_format(arena, " (%s..%s)", programme_words_count(arena, service->requests * (1 / low - 1)),
                                  programme_words_count(arena, service->requests * (1 / high - 1)))
                   : "";
    const char *rest =
        arena_format(arena, "%s%s requests", programme_words_count(arena, service->requests * (1 / share - 1)),
                     interval ? interval : "");
    const char *all = programme_words_count(arena, service->requests);
    if (service->life_s > 0)
        all = arena_format(arena, "the %s of its life of %s", all,
                           programme_words_amount(arena, PROJECTION_ELAPSED, service->life_s));
    else
        all = arena_format(arena, "the %s that are planned", all);
    const char *text = arena_format(
        arena, "Of all energy %s %% is that of serving (%s). It %s as much as all the rest after %s, %s %s.",
        programme_words_number(arena, 100 * share), programme->work[item].name,
        share > 0.5 ? "has taken" : "would have taken", rest ? rest : "", share > 0.5 ? "of" : "more than",
        all ? all : "");
    return text ? text : "";
}

// ---- what a work item is ----------------------------------------------------------------------

// A number of an item with its interval where it varies: "5", "40..80", "10 %..50 %".
static const char *programme_words_fact(struct arena *arena, const struct dist *dist, enum sheet_style style)
{
    double value = 0;
    if (dist_is_constant(dist, &value))
        return number_text_kept(arena, value, style);
    const char *low = number_text_kept(arena, dist_quantile(dist, 0.05), style),
               *high = number_text_kept(arena, dist_quantile(dist, 0.95), style);
    return low && high ? arena_format(arena, "%s..%s", low, high) : NULL;
}

static bool programme_words_is_one(const struct dist *dist)
{
    double value = 0;
    return dist_is_constant(dist, &value) && value >= 1 && value <= 1;
}

static const char *programme_words_runs(struct arena *arena, const struct work *work, const struct plan *plan)
{
    if (plan->service.kind != SERVICE_NONE && !work->search.kind) {
        const char *asked = service_sheet_words(arena, plan);
        return asked ? arena_format(arena, "%s: %s", service_sheet_name(&plan->service), asked) : NULL;
    }
    const char *what = work->search.kind ? arena_format(arena, "%s: %s", work->search.kind->name,
                                                        work->search.summary ? work->search.summary : "")
                                         : NULL;
    if (!work->search.kind) {
        const char *runs = programme_words_fact(arena, &work->search.groups[0].trials, SHEET_PLAIN);
        bool one = programme_words_is_one(&work->search.groups[0].trials);
        what = one ? "one run" : arena_format(arena, "%s runs", runs ? runs : "");
    }
    if (what && !programme_words_is_one(&work->seeds))
        what = arena_format(arena, "%s, %s seeds", what, programme_words_fact(arena, &work->seeds, SHEET_PLAIN));
    if (what && work->folds > 1)
        what = arena_format(arena, "%s, %lld folds", what, (long long)work->folds);
    if (what && !programme_words_is_one(&work->fraction))
        what = arena_format(arena, "%s, %s of each", what, programme_words_fact(arena, &work->fraction, SHEET_PERCENT));
    // A plan of measured hours alone has neither a name nor a model.
    bool is_named = yaml_tree_get(plan->node, "plan") || yaml_tree_get(plan->node, "model");
    return what && is_named ? arena_format(arena, "%s of %s", what, plan->name) : what;
}

const char *programme_words_work(struct arena *arena, const struct programme_facts *facts, size_t item)
{
    const struct programme *programme = facts->projection->programme;
    const struct work *work = &programme->work[item];
    const char *text = NULL;
    if (work->kind == WORK_RUNS)
        text = programme_words_runs(arena, work, &programme->plans[work->plans[0]]);
    else if (work->kind == WORK_COST)
        text = "a direct cost";
    else if (work->kind == WORK_ENERGY)
        text = "energy of IT equipment";
    else if (work->kind == WORK_STORAGE)
        text = arena_format(arena, "%s TB for %s years",
                            number_text_kept(arena, dist_quantile(&work->amount_bytes, 0.5) / 1e12, SHEET_PLAIN),
                            number_text_kept(arena, dist_quantile(&work->duration_s, 0.5) / 31557600, SHEET_PLAIN));
    else {
        double most = dist_quantile(&work->fraction, 0.95);
        text = most > 1 ? arena_format(arena, "%s times", programme_words_fact(arena, &work->fraction, SHEET_PLAIN))
                        : arena_format(arena, "%s of", programme_words_fact(arena, &work->fraction, SHEET_PERCENT));
        for (size_t i = 0; i < work->of_count && text; i++)
            text = arena_format(arena, "%s%s%s", text, i ? ", " : " ", programme->work[work->of[i]].name);
    }
    return text ? text : "";
}
