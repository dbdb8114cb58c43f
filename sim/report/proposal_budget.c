#include "report/proposal_budget.h"

#include <math.h>

#include "report/number_text.h"
#include "report/programme_words.h"

#define PROPOSAL_BUDGET_COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    BUDGET_LINE,
    BUDGET_ITEM,
    BUDGET_NAME,
    BUDGET_QUANTITY,
    BUDGET_UNIT,
    BUDGET_PRICE,
    BUDGET_USD,
    BUDGET_LOW,
    BUDGET_HIGH,
    BUDGET_MEAN
};

static const struct sheet_column proposal_budget_columns[] = {
    [BUDGET_LINE] = {.key = "line", .heading = "#", .align_right = true, .blank_none = true},
    [BUDGET_ITEM] = {.key = "name"},
    [BUDGET_NAME] = {.heading = "budget line"},
    [BUDGET_QUANTITY] = {.key = "quantity", .heading = "quantity", .omit_none = true, .blank_none = true},
    [BUDGET_UNIT] = {.key = "unit", .heading = "unit", .omit_none = true, .blank_none = true},
    [BUDGET_PRICE] = {.key = "unit_price_usd", .heading = "unit price", .omit_none = true, .blank_none = true},
    [BUDGET_USD] = {.key = "usd", .heading = "USD"},
    [BUDGET_LOW] = {.key = "usd_p05", .heading = "5 %", .omit_none = true, .blank_none = true, .width_needed = 100},
    [BUDGET_HIGH] = {.key = "usd_p95", .heading = "95 %", .omit_none = true, .blank_none = true, .width_needed = 100},
    [BUDGET_MEAN] = {.key = "usd_mean", .heading = "mean", .omit_none = true, .blank_none = true, .width_needed = 120},
};

// ---- lines -----------------------------------------------------------------------------------

static const char *const proposal_budget_product = "{quantity} * {unit_price_usd}";

// Device-hours x price, or what electricity costs.
static void proposal_budget_run(const struct proposal_facts *facts, const struct proposal_line *line,
                                struct sheet_cell *row)
{
    bool electric = facts->programme->projection->programme->pay == PROGRAMME_ELECTRICITY;
    enum metric_id id = electric ? METRIC_ENERGY_KWH : METRIC_DEVICE_H;
    double quantity = metric_from_si(id, line->metrics[id]);
    row[BUDGET_QUANTITY] = sheet_number(quantity);
    row[BUDGET_UNIT] = sheet_text(electric ? "kWh" : "device-hours");
    row[BUDGET_PRICE] = sheet_number(row[BUDGET_USD].number / quantity);
}

static void proposal_budget_share(struct sheet *sheet, const struct proposal_facts *facts,
                                  const struct proposal_line *line, struct sheet_cell *row)
{
    const char *of = proposal_lines_sum(sheet->arena, facts->lines, line->item, WORK_COST, "usd");
    row[BUDGET_QUANTITY] = sheet_number(line->runs);
    row[BUDGET_UNIT] = sheet_text("of these items");
    row[BUDGET_PRICE] = sheet_number(row[BUDGET_USD].number / line->runs);
    if (row[BUDGET_PRICE].kind == SHEET_NUMBER)
        row[BUDGET_PRICE].formula = of;
}

static void proposal_budget_store(const struct proposal_facts *facts, const struct proposal_line *line,
                                  struct sheet_cell *row)
{
    const struct projection_facts *stored = &facts->programme->projection->facts[line->item];
    double amount = units_from_si(stored->amount.point, "TB"), months = units_from_si(stored->duration.point, "months");
    row[BUDGET_QUANTITY] = sheet_number(amount * months);
    bool electric = facts->programme->projection->programme->pay == PROGRAMME_ELECTRICITY;
    row[BUDGET_UNIT] = sheet_text(electric ? "TB-months, powered" : "TB-months");
    row[BUDGET_PRICE] = sheet_number(electric ? row[BUDGET_USD].number / (amount * months)
                                              : units_from_si(stored->price.point, "USD/TB/month"));
}

static void proposal_budget_interval(const struct proposal_facts *facts, size_t entry, struct sheet_cell *row)
{
    const struct projection_entry *of = &facts->programme->projection->entries[entry];
    if (facts->programme->samples <= 1 || !(programme_facts_high(facts->programme, entry, PROJECTION_BUDGET_USD) >
                                            programme_facts_low(facts->programme, entry, PROJECTION_BUDGET_USD)))
        return;
    row[BUDGET_LOW] = sheet_number(programme_facts_low(facts->programme, entry, PROJECTION_BUDGET_USD));
    row[BUDGET_HIGH] = sheet_number(programme_facts_high(facts->programme, entry, PROJECTION_BUDGET_USD));
    row[BUDGET_MEAN] = sheet_number(of->results[PROJECTION_BUDGET_USD].mean);
}

static void proposal_budget_line(struct sheet *sheet, const struct proposal_facts *facts,
                                 const struct proposal_line *line, struct sheet_cell *row)
{
    const struct work *work = &facts->programme->projection->programme->work[line->item];
    row[BUDGET_LINE] = sheet_text(line->label);
    row[BUDGET_ITEM] = sheet_text(work->name);
    row[BUDGET_NAME] = sheet_text(programme_facts_cut(sheet, work->name, PROPOSAL_SHEET_NAME));
    row[BUDGET_USD] = sheet_number(proposal_lines_usd(facts->lines, line));
    bool electric = facts->programme->projection->programme->pay == PROGRAMME_ELECTRICITY;
    if (line->kind == WORK_RUNS || (line->kind == WORK_ENERGY && electric))
        proposal_budget_run(facts, line, row);
    else if (line->kind == WORK_FRACTION)
        proposal_budget_share(sheet, facts, line, row);
    else if (line->kind == WORK_STORAGE)
        proposal_budget_store(facts, line, row);
    if (row[BUDGET_QUANTITY].kind == SHEET_NUMBER && row[BUDGET_PRICE].kind == SHEET_NUMBER)
        row[BUDGET_USD].formula = proposal_budget_product;
    if (line->is_only)
        proposal_budget_interval(facts, line->item, row);
}

// ---- the whole -------------------------------------------------------------------------------

static void proposal_budget_total(struct sheet *sheet, const struct proposal_facts *facts, struct sheet_table *table)
{
    const struct projection *projection = facts->programme->projection;
    const double contingency = projection->programme->contingency,
                 subtotal = projection->entries[projection->total].point[PROJECTION_BUDGET_USD];
    struct sheet_cell *row = sheet_row(sheet, table);
    row[BUDGET_LINE] = sheet_text("S");
    row[BUDGET_ITEM] = row[BUDGET_NAME] = sheet_text("subtotal");
    row[BUDGET_USD] = sheet_number(subtotal);
    row[BUDGET_USD].formula = "{sum:usd}";
    proposal_budget_interval(facts, projection->total, row);
    row = sheet_row(sheet, table);
    row[BUDGET_LINE] = sheet_text("C");
    row[BUDGET_ITEM] = row[BUDGET_NAME] = sheet_text("contingency");
    row[BUDGET_QUANTITY] = sheet_number(contingency);
    row[BUDGET_UNIT] = sheet_text("of the subtotal");
    row[BUDGET_PRICE] = sheet_number(subtotal);
    row[BUDGET_PRICE].formula = "{usd:S}";
    row[BUDGET_USD] = sheet_number(subtotal * contingency);
    row[BUDGET_USD].formula = proposal_budget_product;
    row = sheet_row(sheet, table);
    row[BUDGET_LINE] = sheet_text("T");
    row[BUDGET_ITEM] = row[BUDGET_NAME] = sheet_text("requested");
    row[BUDGET_USD] = sheet_number(proposal_sheet_requested(projection));
    row[BUDGET_USD].formula = "{usd:S} + {usd:C}";
}

// What the samples say of it.
static void proposal_budget_words(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    const struct projection_entry *total = &projection->entries[projection->total];
    const struct ensemble_column *column = total->results ? &total->results[PROJECTION_BUDGET_USD] : NULL;
    double suffices = proposal_sheet_suffices(facts);
    struct arena *arena = sheet->arena;
    const char *text = arena_format(
        arena,
        "The lines are computed with every input at its median, so that they add up; the devices are paid as %s.",
        programme_pay_sentence(projection->programme->pay));
    if (text && isfinite(suffices) && column)
        text = arena_format(
            arena,
            "%s Of %s samples, in which all inputs vary together, the subtotal is %s on average and %s with 90 %% "
            "probability; what is requested suffices in %s of them.",
            text, number_text_kept(arena, (double)facts->programme->samples, SHEET_EXACT),
            programme_words_amount(arena, PROJECTION_BUDGET_USD, column->mean),
            programme_words_interval(arena, PROJECTION_BUDGET_USD,
                                     programme_facts_low(facts->programme, projection->total, PROJECTION_BUDGET_USD),
                                     programme_facts_high(facts->programme, projection->total, PROJECTION_BUDGET_USD)),
            proposal_sheet_percent(arena, suffices));
    sheet_paragraph(sheet, "budget_in_words", text);
}

void proposal_budget(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    double requested = proposal_sheet_requested(projection);
    if (!isfinite(requested))
        return;
    struct sheet_table *table = sheet_table(sheet, "budget_lines", "Budget, every input at its median",
                                            proposal_budget_columns, PROPOSAL_BUDGET_COUNT(proposal_budget_columns));
    for (size_t i = 0; i < facts->lines->count; i++)
        proposal_budget_line(sheet, facts, &facts->lines->lines[i], sheet_row(sheet, table));
    proposal_budget_total(sheet, facts, table);
    proposal_sheet_trim(sheet, table);
    sheet_field(sheet, "requested_usd", "requested", SHEET_PLAIN, "USD", sheet_number(requested));
    sheet_field(sheet, "probability_suffices", NULL, SHEET_PERCENT, NULL, sheet_number(proposal_sheet_suffices(facts)));
    proposal_budget_words(sheet, facts);
}

// ---- device-hours by device ------------------------------------------------------------------

// Of the only kind they are those of the whole.
static void proposal_budget_quantiles(const struct proposal_facts *facts, size_t device, struct sheet_cell *cells)
{
    const struct programme_facts *programme = facts->programme;
    const size_t total = programme->projection->total;
    const double *quantiles = facts->devices->devices[device].quantiles;
    const double whole[] = {programme_facts_low(programme, total, METRIC_DEVICE_H),
                            programme_facts_median(programme, total, METRIC_DEVICE_H),
                            programme_facts_high(programme, total, METRIC_DEVICE_H)};
    bool is_only = facts->devices->count == 1 && programme->samples > 1;
    for (size_t q = 0; q < PROJECTION_DEVICES_QUANTILES; q++)
        cells[q] = sheet_number(metric_from_si(METRIC_DEVICE_H, is_only ? whole[q] : quantiles[q]));
}

void proposal_budget_devices(struct sheet *sheet, const struct proposal_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "device", .heading = "device"},
        {.key = "device_h", .heading = "device-hours"},
        {.key = "device_h_p05", .heading = "5 %", .omit_none = true, .blank_none = true},
        {.key = "device_h_p50", .heading = "median", .omit_none = true, .blank_none = true},
        {.key = "device_h_p95", .heading = "95 %", .omit_none = true, .blank_none = true},
    };
    const struct projection_devices *devices = facts->devices;
    if (!devices->count)
        return;
    struct sheet_table *table =
        sheet_table(sheet, "devices", "Device-hours by kind of device", columns, PROPOSAL_BUDGET_COUNT(columns));
    for (size_t d = 0; d < devices->count; d++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(programme_facts_cut(sheet, devices->devices[d].name, PROPOSAL_SHEET_NAME));
        row[1] = sheet_number(metric_from_si(METRIC_DEVICE_H, devices->devices[d].point));
        proposal_budget_quantiles(facts, d, row + 2);
    }
}
