#include "report/ranking_sheet.h"

#include <math.h>

#include "report/number_text.h"
#include "report/ranking_hours.h"
#include "report/ranking_people.h"
#include "report/ranking_rows.h"
#include "uncertainty/ranking_order.h"

const char *ranking_sheet_place(struct arena *arena, const struct ranking_entry *entry)
{
    const struct region *region = &entry->region;
    const char *text =
        region->description[0] ? arena_format(arena, "%s (%s)", region->description, region->name) : region->name;
    return text ? text : region->name;
}

double ranking_sheet_value(const struct ranking_entry *entry, enum metric_id id, int which)
{
    return metric_from_si(id, entry->metrics[id].quantiles[which]);
}

size_t ranking_sheet_count(const struct ranking *ranking)
{
    return ranking->count - (ranking->own != SIZE_MAX && ranking->entries[ranking->own].is_apart);
}

static void ranking_sheet_fields(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    const struct plan *plan = facts->plan;
    bool described = plan->name == plan->model.name && plan->model.description;
    const char *own = ranking->own == SIZE_MAX ? NULL : ranking->entries[ranking->own].region.name;
    sheet->title = described ? plan->model.description : plan->name;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "plan", NULL, SHEET_PLAIN, NULL, sheet_text(plan->name));
    sheet_field(sheet, NULL, "model", SHEET_PLAIN, NULL, sheet_text(plan->model.name));
    if (plan->has_device)
        sheet_field(sheet, NULL, "hardware", SHEET_PLAIN, NULL,
                    sheet_text(arena_format(sheet->arena, "%lld x %s", (long long)plan->devices, plan->device.name)));
    sheet_field(sheet, "region", NULL, SHEET_PLAIN, NULL, sheet_text(own));
    sheet_field(sheet, NULL, "region", SHEET_PLAIN, NULL,
                sheet_text(own ? ranking_sheet_place(sheet->arena, &ranking->entries[ranking->own]) : NULL));
    sheet_field(sheet, NULL, "regions", SHEET_EXACT, NULL, sheet_number((double)ranking_sheet_count(ranking)));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->seed));
    sheet_field(sheet, "samples", "samples", SHEET_EXACT, NULL, sheet_number((double)ranking->samples));
    sheet_field(sheet, "sampling", NULL, SHEET_PLAIN, NULL, sheet_text(design_name(facts->design)));
    sheet_field(sheet, "by", NULL, SHEET_PLAIN, NULL, sheet_text(metric_row(facts->by)->name));
    sheet_field(sheet, "front_of", NULL, SHEET_PLAIN, NULL,
                sheet_text(ranking->money == METRIC_COUNT
                               ? NULL
                               : arena_format(sheet->arena, "%s, %s", metric_row(METRIC_CO2E_KG)->name,
                                              metric_row(ranking->money)->name)));
    if (facts->hours)
        sheet_field(sheet, "hours", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->hours));
}

// ---- notes -------------------------------------------------------------------------------------

static bool ranking_sheet_is_stated(const struct ranking *ranking, enum input_id id)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->entries[i].region.inputs.values[id].origin != INPUT_UNSET)
            return true;
    return false;
}

// What regions state and the plan overrules.
static void ranking_sheet_pinned(struct sheet *sheet, const struct ranking_facts *facts)
{
    const char *names = "";
    for (int id = 0; id < INPUT_COUNT && names; id++) {
        enum input_origin origin = facts->plan->inputs.values[id].origin;
        if (origin > INPUT_REGION && ranking_sheet_is_stated(facts->ranking, (enum input_id)id))
            names = arena_format(sheet->arena, "%s%s%s (%s)", names, names[0] ? ", " : "",
                                 input_row((enum input_id)id)->key, input_origin_words(origin));
    }
    if (names && names[0])
        sheet_note(sheet, "the same in every region, as the plan's word is above a region's: %s", names);
    if (facts->plan->inputs.values[INPUT_CARBON_INTENSITY].origin > INPUT_REGION)
        sheet_note(sheet, "with its carbon_intensity the plan has said where its energy comes from: %s",
                   ranking_order_varies(facts->ranking, METRIC_CO2E_KG)
                       ? "its CO2e differs between regions by what else they state, not by their grids"
                       : "its CO2e is the same in every region");
}

// What a region leaves to a default or the hardware, though others state it.
static void ranking_sheet_defaults(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    for (int id = 0; id < INPUT_COUNT; id++) {
        size_t count = 0, first = 0;
        for (size_t i = ranking_sheet_count(ranking); i-- > 0;)
            if (ranking->entries[i].region.inputs.values[id].origin == INPUT_UNSET &&
                !isnan(ranking->entries[i].inputs[id])) {
                count++;
                first = i;
            }
        if (!count || !ranking_sheet_is_stated(ranking, (enum input_id)id) ||
            facts->plan->inputs.values[id].origin > INPUT_REGION)
            continue;
        const char *value = number_text_kept(
            sheet->arena, units_from_si(ranking->entries[first].inputs[id], input_unit((enum input_id)id)),
            SHEET_PLAIN);
        sheet_note(sheet, "%zu of %zu regions state no %s: there it is %s%s%s", count, ranking_sheet_count(ranking),
                   input_row((enum input_id)id)->key, value ? value : "", input_unit((enum input_id)id)[0] ? " " : "",
                   input_unit((enum input_id)id));
    }
}

// Metrics that only some regions know.
static void ranking_sheet_unknown(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    const char *text = "";
    for (int id = 0; id < METRIC_COUNT && text; id++) {
        size_t unknown = 0;
        for (size_t i = 0; i < ranking_sheet_count(ranking); i++)
            unknown += isnan(ranking->entries[i].metrics[id].point) != 0;
        if (((ranking->metrics >> id) & 1u) && unknown)
            text = arena_format(sheet->arena, "%s%s%s in %zu", text, text[0] ? ", " : "",
                                metric_row((enum metric_id)id)->name, unknown);
    }
    if (text && text[0])
        sheet_note(sheet, "not known, as the region states too little for it: %s of %zu regions%s", text,
                   ranking_sheet_count(ranking),
                   ranking->money == METRIC_COUNT ? "" : "; the front is of those that know both of its metrics");
}

static void ranking_sheet_years(struct sheet *sheet, const struct ranking_facts *facts)
{
    int64_t least = 0, most = 0;
    for (size_t i = 0; i < ranking_sheet_count(facts->ranking); i++) {
        int64_t year = facts->ranking->entries[i].region.year;
        least = year && (!least || year < least) ? year : least;
        most = year > most ? year : most;
    }
    if (least && least < most)
        sheet_note(sheet, "the figures of the regions are of different years, %lld to %lld, and from different sources",
                   (long long)least, (long long)most);
}

static void ranking_sheet_notes(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    sheet->notes_key = "warnings";
    if (ranking->samples > 1 && ranking_order_varies(ranking, METRIC_CO2E_KG))
        sheet_note(sheet, "what is uncertain of the grids is drawn at the same quantile in all regions");
    ranking_sheet_pinned(sheet, facts);
    ranking_sheet_defaults(sheet, facts);
    ranking_sheet_unknown(sheet, facts);
    ranking_sheet_years(sheet, facts);
    if ((ranking->metrics >> METRIC_CO2E_MARKET_KG) & 1u)
        sheet_note(
            sheet,
            "co2e_market_kg is by contracts, co2e_kg by the grid: two accounts of the same energy, never to be mixed");
}

void ranking_sheet(struct sheet *sheet, const struct ranking_facts *facts)
{
    ranking_sheet_fields(sheet, facts);
    ranking_people_answers(sheet, facts);
    ranking_people_table(sheet, facts);
    ranking_people_front(sheet, facts);
    ranking_rows_json(sheet, facts);
    ranking_rows_csv(sheet, facts);
    ranking_sheet_notes(sheet, facts);
    ranking_hours(sheet, facts);
}
