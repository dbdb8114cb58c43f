#include "report/proposal_places.h"

#include <math.h>

#include "report/programme_words.h"
#include "report/ranking_sheet.h"
#include "uncertainty/ranking_order.h"

enum { PROPOSAL_PLACES_MAX = 24 }; // bars; of more regions the first and the last

static bool proposal_places_shows(const struct ranking *ranking, const struct ranking_entry *entry, size_t place,
                                  size_t count)
{
    bool is_end = place < PROPOSAL_PLACES_MAX / 2 || place + PROPOSAL_PLACES_MAX / 2 >= count;
    return (is_end || entry == &ranking->entries[ranking->own == SIZE_MAX ? 0 : ranking->own]) &&
           isfinite(entry->metrics[METRIC_CO2E_KG].quantiles[RANKING_P50]);
}

static void proposal_places_row(struct sheet *sheet, const struct ranking_entry *entry, const char *unit,
                                struct figure_row *row)
{
    const struct ranking_figure *co2e = &entry->metrics[METRIC_CO2E_KG];
    const double low = co2e->quantiles[RANKING_P05], high = co2e->quantiles[RANKING_P95];
    bool varies = high > low;
    *row =
        (struct figure_row){.label = ranking_sheet_place(sheet->arena, entry),
                            .value = units_from_si(co2e->quantiles[RANKING_P50], unit),
                            .low = varies ? units_from_si(low, unit) : (double)NAN,
                            .high = varies ? units_from_si(high, unit) : (double)NAN,
                            .x = (double)NAN,
                            .text = programme_words_amount(sheet->arena, METRIC_CO2E_KG, co2e->quantiles[RANKING_P50]),
                            .is_marked = entry->is_own};
}

void proposal_places(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    struct arena *arena = sheet->arena;
    if (!ranking || !((ranking->metrics >> METRIC_CO2E_KG) & 1u) || !ranking_order_varies(ranking, METRIC_CO2E_KG))
        return;
    size_t *order = arena_array(arena, ranking->count + 1, sizeof *order);
    struct figure *figure = arena_alloc(arena, sizeof *figure);
    struct figure_row *rows = arena_array(arena, ranking->count + 1, sizeof *rows);
    if (!order || !figure || !rows || ranking_order(ranking, METRIC_CO2E_KG, order, NULL) != STATUS_OK) {
        sheet->no_memory = true;
        return;
    }
    double most = 0;
    for (size_t i = 0; i < ranking->count; i++)
        most = fmax(most, ranking->entries[i].metrics[METRIC_CO2E_KG].quantiles[RANKING_P95]);
    const char *unit = most >= 1e7 ? "tCO2e" : "kgCO2e";
    size_t count = 0;
    for (size_t i = 0; i < ranking->count; i++)
        if (proposal_places_shows(ranking, &ranking->entries[order[i]], i, ranking->count))
            proposal_places_row(sheet, &ranking->entries[order[i]], unit, &rows[count++]);
    if (count < 2)
        return;
    const struct ranking_entry *own = ranking->own == SIZE_MAX ? NULL : &ranking->entries[ranking->own];
    const char *where = own ? arena_format(arena, "; where it is planned, in %s, %s", ranking_sheet_place(arena, own),
                                           programme_words_amount(arena, METRIC_CO2E_KG,
                                                                  own->metrics[METRIC_CO2E_KG].quantiles[RANKING_P50]))
                            : "";
    *figure = (struct figure){
        .kind = FIGURE_BARS,
        .key = "regions",
        .title = "Operational, location-based emissions of one final run in other regions",
        .x_label = most >= 1e7 ? "emissions (t CO2e)" : "emissions (kg CO2e)",
        .alt =
            arena_format(arena, "Bar chart of %zu regions: one final run emits %s in %s and %s in %s%s.", count,
                         rows[0].text, rows[0].label, rows[count - 1].text, rows[count - 1].label, where ? where : ""),
        .rows = rows,
        .row_count = count,
        .low = (double)NAN,
        .median = (double)NAN,
        .high = (double)NAN,
        .base = (double)NAN};
    sheet_figure(sheet, figure);
}
