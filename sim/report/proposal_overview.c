#include "report/proposal_overview.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"

static const size_t proposal_overview_quantities[PROPOSAL_OVERVIEW_QUANTITIES] = {
    METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, PROJECTION_BUDGET_USD};

enum status proposal_overview_fill(struct proposal_overview_row *row, struct arena *arena,
                                   const struct programme_facts *facts, const char *file)
{
    const struct projection *projection = facts->projection;
    const char *name = projection->programme->name;
    *row = (struct proposal_overview_row){.name = arena_copy(arena, name, strlen(name)),
                                          .file = file ? arena_copy(arena, file, strlen(file)) : NULL,
                                          .work_count = projection->programme->work_count,
                                          .requested_usd = proposal_sheet_requested(projection)};
    for (size_t i = 0; i < PROPOSAL_OVERVIEW_QUANTITIES; i++) {
        row->point[i] = projection->entries[projection->total].point[proposal_overview_quantities[i]];
        row->low[i] = programme_facts_low(facts, projection->total, proposal_overview_quantities[i]);
        row->high[i] = programme_facts_high(facts, projection->total, proposal_overview_quantities[i]);
    }
    return row->name && (!file || row->file) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum {
    OVERVIEW_LINE,
    OVERVIEW_PROGRAMME,
    OVERVIEW_NAME,
    OVERVIEW_FILE,
    OVERVIEW_ITEMS,
    OVERVIEW_AMOUNTS, // of each quantity: point, 5 %, 95 %
    OVERVIEW_REQUESTED = OVERVIEW_AMOUNTS + 3 * PROPOSAL_OVERVIEW_QUANTITIES,
    OVERVIEW_COLUMNS
};

static const struct sheet_column proposal_overview_columns[OVERVIEW_COLUMNS] = {
    [OVERVIEW_LINE] = {.key = "line", .heading = "#", .align_right = true, .blank_none = true},
    [OVERVIEW_PROGRAMME] = {.key = "name"},
    [OVERVIEW_NAME] = {.heading = "programme"},
    [OVERVIEW_FILE] = {.key = "file", .heading = "report", .omit_none = true, .blank_none = true, .width_needed = 140},
    [OVERVIEW_ITEMS] = {.key = "work_items", .heading = "items", .style = SHEET_EXACT, .width_needed = 100},
#define OVERVIEW_AMOUNT(i, word, text)                                                                                 \
    [OVERVIEW_AMOUNTS + 3 * (i)] = {.key = word, .heading = text},                                                     \
                            [OVERVIEW_AMOUNTS + 3 * (i) + 1] = {.key = word "_p05", .omit_none = true},                \
                            [OVERVIEW_AMOUNTS + 3 * (i) + 2] = {.key = word "_p95", .omit_none = true}
    OVERVIEW_AMOUNT(0, "device_h", "device-hours"),
    OVERVIEW_AMOUNT(1, "energy_kwh", "kWh"),
    OVERVIEW_AMOUNT(2, "co2e_kg", "kg CO2e"),
    OVERVIEW_AMOUNT(3, "budget_usd", "USD"),
#undef OVERVIEW_AMOUNT
    [OVERVIEW_REQUESTED] = {.key = "requested_usd", .heading = "requested", .blank_none = true},
};

static void proposal_overview_row(struct sheet *sheet, struct sheet_table *table,
                                  const struct proposal_overview_row *from)
{
    struct sheet_cell *row = sheet_row(sheet, table);
    row[OVERVIEW_LINE] = sheet_text(arena_format(sheet->arena, "%zu", table->row_count));
    row[OVERVIEW_PROGRAMME] = sheet_text(from->name);
    row[OVERVIEW_NAME] = sheet_text(programme_facts_cut(sheet, from->name, PROPOSAL_SHEET_NAME));
    row[OVERVIEW_FILE] = sheet_text(from->file);
    row[OVERVIEW_ITEMS] = sheet_number((double)from->work_count);
    for (size_t i = 0; i < PROPOSAL_OVERVIEW_QUANTITIES; i++) {
        const double values[] = {from->point[i], from->low[i], from->high[i]};
        bool varies = from->high[i] > from->low[i];
        for (size_t j = 0; j < (varies ? 3 : 1); j++)
            row[OVERVIEW_AMOUNTS + 3 * i + j] =
                sheet_number(projection_from_si(proposal_overview_quantities[i], values[j]));
    }
    row[OVERVIEW_REQUESTED] = sheet_number(from->requested_usd);
}

// Points add up; a sum of what is not known everywhere is not known.
static void proposal_overview_sum(struct sheet *sheet, struct sheet_table *table,
                                  const struct proposal_overview_row *rows, size_t count)
{
    static const char *const formulas[] = {"{sum:device_h}", "{sum:energy_kwh}", "{sum:co2e_kg}", "{sum:budget_usd}"};
    struct sheet_cell *row = sheet_row(sheet, table);
    double requested = 0;
    row[OVERVIEW_PROGRAMME] = row[OVERVIEW_NAME] = sheet_text("all of them");
    for (size_t i = 0; i < PROPOSAL_OVERVIEW_QUANTITIES; i++) {
        double sum = 0;
        for (size_t j = 0; j < count; j++)
            sum += rows[j].point[i];
        struct sheet_cell *cell = &row[OVERVIEW_AMOUNTS + 3 * i];
        *cell = sheet_number(projection_from_si(proposal_overview_quantities[i], sum));
        cell->formula = cell->kind == SHEET_NUMBER ? formulas[i] : NULL;
    }
    for (size_t j = 0; j < count; j++)
        requested += rows[j].requested_usd;
    row[OVERVIEW_REQUESTED] = sheet_number(requested);
    row[OVERVIEW_REQUESTED].formula = isfinite(requested) ? "{sum:requested_usd}" : NULL;
}

void proposal_overview(struct sheet *sheet, const struct proposal_overview_row *rows, size_t count,
                       const char *command_line)
{
    sheet->title = arena_format(sheet->arena, "%zu programmes", count);
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_heading(sheet, "Overview");
    struct sheet_table *table = sheet_table(sheet, "programmes", "Programmes, every input at its median",
                                            proposal_overview_columns, OVERVIEW_COLUMNS);
    table->is_primary = true;
    for (size_t i = 0; i < count; i++)
        proposal_overview_row(sheet, table, &rows[i]);
    proposal_overview_sum(sheet, table, rows, count);
    sheet_paragraph(sheet, NULL,
                    "Intervals of different programmes are not added up: whether they go wrong together is not known.");
    sheet_paste(sheet, "command_line", "Command line", command_line);
}
