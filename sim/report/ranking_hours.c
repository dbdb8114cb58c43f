#include "report/ranking_hours.h"

#include <math.h>

#include "estimate/hours.h"
#include "report/number_text.h"

_Static_assert((int)HOURS_OF_DAY == (int)REGION_HOURS, "a profile is of days");

enum {
    RANKING_HOURS_REGION,
    RANKING_HOURS_BEST,
    RANKING_HOURS_BEST_START,
    RANKING_HOURS_BEST_RATIO,
    RANKING_HOURS_BEST_CO2E,
    RANKING_HOURS_WORST,
    RANKING_HOURS_WORST_START,
    RANKING_HOURS_WORST_RATIO,
    RANKING_HOURS_WORST_CO2E,
    RANKING_HOURS_MONTH,
    RANKING_HOURS_MONTH_NUMBER,
    RANKING_HOURS_MONTH_START,
    RANKING_HOURS_MONTH_RATIO,
    RANKING_HOURS_COLUMNS
};

static const struct sheet_column ranking_hours_columns[RANKING_HOURS_COLUMNS] = {
    [RANKING_HOURS_REGION] = {.key = "region", .heading = "region"},
    [RANKING_HOURS_BEST] = {.heading = "best"},
    [RANKING_HOURS_BEST_START] = {.key = "best_start_hour"},
    [RANKING_HOURS_BEST_RATIO] = {.key = "best_ratio", .heading = "to mean", .style = SHEET_RATIO},
    [RANKING_HOURS_BEST_CO2E] = {.key = "best_co2e_kg", .heading = "co2e_kg"},
    [RANKING_HOURS_WORST] = {.heading = "worst"},
    [RANKING_HOURS_WORST_START] = {.key = "worst_start_hour"},
    [RANKING_HOURS_WORST_RATIO] = {.key = "worst_ratio", .heading = "to mean", .style = SHEET_RATIO},
    [RANKING_HOURS_WORST_CO2E] = {.key = "worst_co2e_kg", .heading = "co2e_kg", .width_needed = 100},
    [RANKING_HOURS_MONTH] = {.heading = "in the best month", .blank_none = true, .width_needed = 100},
    [RANKING_HOURS_MONTH_NUMBER] = {.key = "best_month"},
    [RANKING_HOURS_MONTH_START] = {.key = "best_month_start_hour"},
    [RANKING_HOURS_MONTH_RATIO] = {.key = "best_month_ratio",
                                   .heading = "to mean",
                                   .style = SHEET_RATIO,
                                   .blank_none = true,
                                   .width_needed = 100},
};

static const char *const ranking_hours_months[REGION_MONTHS] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// "22:00-04:00"; of whole days any hour is as good: "any".
static const char *ranking_hours_text(struct arena *arena, const struct hours_window *window, size_t hours)
{
    if (hours % HOURS_OF_DAY == 0)
        return "any";
    return arena_format(arena, "%02zu:00-%02zu:00", window->start, (window->start + hours) % HOURS_OF_DAY);
}

static void ranking_hours_row(struct sheet *sheet, struct sheet_table *table, const struct ranking_facts *facts,
                              const struct ranking_entry *entry)
{
    const struct region *region = &entry->region;
    const size_t days = region->hourly_count / HOURS_OF_DAY, hours = facts->hours;
    double day[HOURS_OF_DAY], co2e = ranking_sheet_value(entry, METRIC_CO2E_KG, RANKING_P50);
    hours_average_day(region->hourly_g_per_j, days, day);
    const struct hours_windows any = hours_find(day, 1, hours), month = hours_find(region->hourly_g_per_j, days, hours);
    struct sheet_cell *row = sheet_row(sheet, table);
    row[RANKING_HOURS_REGION] = sheet_text(region->name);
    row[RANKING_HOURS_BEST] = sheet_text(ranking_hours_text(sheet->arena, &any.best, hours));
    row[RANKING_HOURS_BEST_START] = sheet_number((double)any.best.start);
    row[RANKING_HOURS_BEST_RATIO] = sheet_number(any.best.mean / any.mean);
    row[RANKING_HOURS_BEST_CO2E] = sheet_number(co2e * any.best.mean / any.mean);
    row[RANKING_HOURS_WORST] = sheet_text(ranking_hours_text(sheet->arena, &any.worst, hours));
    row[RANKING_HOURS_WORST_START] = sheet_number((double)any.worst.start);
    row[RANKING_HOURS_WORST_RATIO] = sheet_number(any.worst.mean / any.mean);
    row[RANKING_HOURS_WORST_CO2E] = sheet_number(co2e * any.worst.mean / any.mean);
    if (days != REGION_MONTHS)
        return;
    row[RANKING_HOURS_MONTH] = sheet_text(arena_format(sheet->arena, "%s %s", ranking_hours_months[month.best.day],
                                                       ranking_hours_text(sheet->arena, &month.best, hours)));
    row[RANKING_HOURS_MONTH_NUMBER] = sheet_number((double)(month.best.day + 1));
    row[RANKING_HOURS_MONTH_START] = sheet_number((double)month.best.start);
    row[RANKING_HOURS_MONTH_RATIO] = sheet_number(month.best.mean / month.mean);
}

static void ranking_hours_notes(struct sheet *sheet, const struct ranking_facts *facts, size_t stated, double time_h)
{
    const size_t hours = facts->hours;
    sheet_note(sheet,
               "when to run: %zu of %zu regions state their carbon intensity by the hour, an average day on their own "
               "clock; the ratio is of the window's mean to the mean of all hours",
               stated, ranking_sheet_count(facts->ranking));
    if (hours % HOURS_OF_DAY == 0)
        sheet_note(sheet,
                   "a run of whole days has the mean of the day whenever it begins: nothing is gained by waiting");
    else if (hours > HOURS_OF_DAY)
        sheet_note(sheet,
                   "of a run of %zu h whole days have the mean of the day whenever it begins; only the remaining %zu h "
                   "can be chosen, so that there is little to gain",
                   hours, hours % HOURS_OF_DAY);
    if (isfinite(time_h) && time_h > (double)hours && hours < HOURS_OF_DAY)
        sheet_note(sheet,
                   "one training takes %s h, longer than the window: what is said of it holds for a run that is paused "
                   "outside of it every day, for %.0f days; without pauses nothing is gained",
                   number_text_kept(sheet->arena, time_h, SHEET_PLAIN), ceil(time_h / (double)hours));
}

void ranking_hours(struct sheet *sheet, const struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    size_t stated = 0;
    for (size_t i = 0; i < ranking_sheet_count(ranking); i++)
        stated += ranking->entries[i].region.hourly_count > 0;
    if (!facts->hours)
        return;
    if (facts->plan->inputs.values[INPUT_CARBON_INTENSITY].origin > INPUT_REGION) {
        sheet_note(sheet, "when to run: the plan states its carbon_intensity, which is then that of every hour");
        return;
    }
    if (!stated) {
        sheet_note(sheet, "when to run: none of these regions states its carbon intensity by the hour");
        return;
    }
    struct sheet_table *table =
        sheet_table(sheet, "windows", arena_format(sheet->arena, "When to run: windows of %zu h", facts->hours),
                    ranking_hours_columns, RANKING_HOURS_COLUMNS);
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->entries[facts->order[i]].region.hourly_count)
            ranking_hours_row(sheet, table, facts, &ranking->entries[facts->order[i]]);
    ranking_hours_notes(sheet, facts, stated, facts->time_h);
}
