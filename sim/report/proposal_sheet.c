#include "report/proposal_sheet.h"

#include <math.h>
#include <string.h>

#include "report/comparison_sheet.h"
#include "report/number_text.h"
#include "report/programme_notes.h"
#include "report/programme_rungs.h"
#include "report/proposal_assumptions.h"
#include "report/proposal_budget.h"
#include "report/proposal_figures.h"
#include "report/proposal_footprint.h"
#include "report/proposal_places.h"
#include "report/proposal_statements.h"
#include "report/proposal_strategies.h"
#include "report/proposal_summary.h"
#include "report/proposal_work.h"

double proposal_sheet_requested(const struct projection *projection)
{
    return projection->entries[projection->total].point[PROJECTION_BUDGET_USD] *
           (1 + projection->programme->contingency);
}

double proposal_sheet_suffices(const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    const double requested = proposal_sheet_requested(projection);
    uint64_t enough = 0;
    if (facts->lead != PROJECTION_BUDGET_USD || !facts->samples || facts->programme->samples < 2)
        return (double)NAN;
    for (uint64_t i = 0; i < facts->programme->samples; i++)
        enough += facts->samples[i] <= requested;
    return (double)enough / (double)facts->programme->samples;
}

const char *proposal_sheet_percent(struct arena *arena, double share)
{
    return share >= 1 ? ">99.9 %" : comparison_sheet_percent(arena, share);
}

void proposal_sheet_trim(struct sheet *sheet, struct sheet_table *table)
{
    struct sheet_column *columns = arena_array(sheet->arena, table->column_count + 1, sizeof *columns);
    if (!columns) {
        sheet->no_memory = true;
        return;
    }
    memcpy(columns, table->columns, table->column_count * sizeof *columns);
    for (size_t i = 0; i < table->column_count; i++) {
        bool any = false;
        for (size_t row = 0; row < table->row_count; row++)
            any = any || table->cells[row * table->column_count + i].kind != SHEET_NONE;
        if (!any)
            columns[i].heading = NULL;
    }
    table->columns = columns;
}

static void proposal_sheet_emissions(struct sheet *sheet, const struct programme_facts *facts)
{
    const double *point = facts->projection->entries[facts->projection->total].point;
    bool market = isfinite(point[METRIC_CO2E_MARKET_KG]), embodied = isfinite(point[METRIC_EMBODIED_CO2E_KG]);
    if (!isfinite(point[METRIC_CO2E_KG]))
        return;
    sheet_paragraph(
        sheet, NULL,
        arena_format(
            sheet->arena,
            "Emissions are operational and location-based: those of the grid.%s%s Nothing of this is added up: "
            "each answers another question.",
            market ? " Market-based ones, of the contracts of the data center, stand beside them."
                   : " Market-based ones are not known.",
            embodied ? " Embodied ones are the share in making the hardware."
                     : " Embodied ones, of making the hardware, are not known."));
}

static void proposal_sheet_how(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const char *samples = facts->programme->samples > 1
                              ? arena_format(arena, "%s samples, seed %llu; intervals from 5 %% to 95 %%",
                                             number_text_kept(arena, (double)facts->programme->samples, SHEET_EXACT),
                                             (unsigned long long)facts->programme->projection->seed)
                              : "every input at its median, no samples";
    sheet_paragraph(sheet, "computed_by",
                    arena_format(arena,
                                 "Computed by flopcast %s: %s. The same command on the same files gives the "
                                 "same numbers, on any number of threads.",
                                 FLOPCAST_VERSION, samples ? samples : ""));
    sheet_paste(sheet, "command_line", "Command line", facts->command_line);
}

void proposal_sheet(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct programme_facts *programme = facts->programme;
    programme_sheet_fields(sheet, programme);
    sheet_heading(sheet, "Summary");
    proposal_summary(sheet, facts);
    sheet_heading(sheet, "Work packages");
    programme_sheet_work(sheet, programme);
    programme_rungs(sheet, programme);
    proposal_work_hours(sheet, facts);
    proposal_work_stores(sheet, facts);
    sheet_heading(sheet, "Budget");
    proposal_budget(sheet, facts);
    proposal_budget_devices(sheet, facts);
    sheet_heading(sheet, "Energy and emissions");
    proposal_work_energy(sheet, facts);
    proposal_sheet_emissions(sheet, programme);
    proposal_statements_equivalents(sheet, facts);
    sheet_heading(sheet, "The whole, and how sure it is");
    programme_sheet_totals(sheet, programme);
    programme_sheet_published(sheet, programme);
    proposal_figures_histogram(sheet, facts);
    proposal_figures_tornado(sheet, facts);
    proposal_figures_items(sheet, facts, PROJECTION_BUDGET_USD);
    proposal_figures_items(sheet, facts, METRIC_ENERGY_KWH);
    proposal_places(sheet, facts);
    proposal_figures_layers(sheet, facts);
    sheet_heading(sheet, "Assumptions");
    proposal_assumptions(sheet, programme);
    proposal_strategies(sheet, programme);
    sheet_heading(sheet, "Statements to paste");
    proposal_statements_checklist(sheet, facts);
    proposal_statements_card(sheet, facts);
    proposal_footprint_latex(sheet, facts);
    proposal_footprint_plain(sheet, facts);
    proposal_statements_act(sheet, facts);
    sheet_heading(sheet, "How this was computed");
    proposal_sheet_how(sheet, facts);
    sheet->notes_key = "warnings";
    programme_notes(sheet, programme);
}
