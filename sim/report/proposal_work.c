#include "report/proposal_work.h"

#include <math.h>

#include "report/number_text.h"

#define PROPOSAL_WORK_COUNT(array) (sizeof(array) / sizeof *(array))

// A product: the formula where both it and the number are there.
static struct sheet_cell proposal_work_product(double number, const char *formula)
{
    struct sheet_cell cell = sheet_number(number);
    cell.formula = cell.kind == SHEET_NUMBER ? formula : NULL;
    return cell;
}

static const char *proposal_work_name(struct sheet *sheet, const struct proposal_facts *facts,
                                      const struct proposal_line *line)
{
    const struct programme *programme = facts->programme->projection->programme;
    const char *name = programme->work[line->item].name;
    if (!line->is_only && line->plan != PROPOSAL_LINES_NONE)
        name = arena_format(sheet->arena, "%s: %s", name, programme->plans[line->plan].model.name);
    return name ? programme_facts_cut(sheet, name, PROPOSAL_SHEET_NAME) : "";
}

// "of 2, 3": the lines that a share is of.
static const char *proposal_work_of(struct sheet *sheet, const struct proposal_facts *facts, size_t item)
{
    const struct work *work = &facts->programme->projection->programme->work[item];
    const char *text = "of";
    for (size_t i = 0; i < facts->lines->count && text; i++)
        for (size_t of = 0; of < work->of_count && text; of++)
            if (facts->lines->lines[i].item == work->of[of])
                text = arena_format(sheet->arena, "%s%s%s", text, text[2] ? ", " : " ", facts->lines->lines[i].label);
    return text;
}

// ---- device-hours ----------------------------------------------------------------------------

enum {
    HOURS_LINE,
    HOURS_ITEM,
    HOURS_NAME,
    HOURS_PLAN,
    HOURS_RUNS,
    HOURS_STEPS,
    HOURS_STEP_FLOP,
    HOURS_RUN_FLOP,
    HOURS_DEVICES,
    HOURS_DEVICE,
    HOURS_PEAK,
    HOURS_UTILIZATION,
    HOURS_GOODPUT,
    HOURS_SLOWDOWN,
    HOURS_RUN,
    HOURS_DEVICE_H,
    HOURS_HOW
};

static const struct sheet_column proposal_work_hours_columns[] = {
    [HOURS_LINE] = {.key = "line", .heading = "#", .align_right = true, .blank_none = true},
    [HOURS_ITEM] = {.key = "name"},
    [HOURS_NAME] = {.heading = "work item"},
    [HOURS_PLAN] = {.key = "plan", .omit_none = true},
    [HOURS_RUNS] = {.key = "runs", .heading = "runs", .omit_none = true, .blank_none = true},
    [HOURS_STEPS] = {.key = "steps",
                     .heading = "steps a run",
                     .style = SHEET_EXACT,
                     .width_needed = 130,
                     .omit_none = true,
                     .blank_none = true},
    [HOURS_STEP_FLOP] = {.key = "step_flop",
                         .heading = "FLOPs a step",
                         .style = SHEET_SCALED,
                         .unit = "FLOP",
                         .width_needed = 130,
                         .omit_none = true,
                         .blank_none = true},
    [HOURS_RUN_FLOP] = {.key = "run_flop",
                        .heading = "FLOPs a run",
                        .style = SHEET_SCALED,
                        .unit = "FLOP",
                        .omit_none = true,
                        .blank_none = true},
    [HOURS_DEVICES] =
        {.key = "devices", .heading = "devices", .style = SHEET_EXACT, .omit_none = true, .blank_none = true},
    [HOURS_DEVICE] = {.key = "device", .omit_none = true},
    [HOURS_PEAK] = {.key = "peak_flop_per_s",
                    .heading = "peak",
                    .style = SHEET_SCALED,
                    .unit = "FLOP/s",
                    .width_needed = 100,
                    .omit_none = true,
                    .blank_none = true},
    [HOURS_UTILIZATION] = {.key = "utilization",
                           .heading = "utilization",
                           .style = SHEET_PERCENT,
                           .width_needed = 100,
                           .omit_none = true,
                           .blank_none = true},
    [HOURS_GOODPUT] = {.key = "goodput",
                       .heading = "goodput",
                       .style = SHEET_PERCENT,
                       .width_needed = 160,
                       .omit_none = true,
                       .blank_none = true},
    [HOURS_SLOWDOWN] = {.key = "slowdown",
                        .heading = "x losses",
                        .style = SHEET_RATIO,
                        .width_needed = 160,
                        .omit_none = true,
                        .blank_none = true},
    [HOURS_RUN] = {.key = "run_h", .heading = "h a run", .omit_none = true, .blank_none = true},
    [HOURS_DEVICE_H] = {.key = "device_h", .heading = "device-hours"},
    [HOURS_HOW] = {.key = "how", .heading = "on", .width_needed = 90, .wrap = true, .blank_none = true},
};

// hours = FLOPs / (devices x peak x utilization x goodput) x slowdown, the last being all that lengthens a run beside:
// failures, checkpoints, stragglers, evaluation, waiting, the residual of step times.
static void proposal_work_rate(const struct proposal_facts *facts, const struct proposal_line *line,
                               struct sheet_cell *row)
{
    const struct projection *projection = facts->programme->projection;
    const struct plan *plan = &projection->programme->plans[line->plan];
    const struct tally *tally = &projection->programme->tallies[line->plan];
    const struct input *inputs = plan->inputs.values;
    double utilization = inputs[INPUT_UTILIZATION].point, goodput = inputs[INPUT_GOODPUT].point;
    double flop = projection->forecasts[line->plan].point[METRIC_TRAINING_FLOP];
    double hours = row[HOURS_RUN].number;
    double ideal = flop / (tally->devices * tally->peak_flop_per_s * utilization * goodput) / 3600;
    if (inputs[INPUT_UTILIZATION].origin == INPUT_UNSET || !(ideal > 0) || row[HOURS_RUN].kind != SHEET_NUMBER)
        return;
    row[HOURS_PEAK] = sheet_number(tally->peak_flop_per_s);
    row[HOURS_UTILIZATION] = sheet_number(utilization);
    row[HOURS_GOODPUT] = sheet_number(goodput);
    // A rounding error is no loss.
    row[HOURS_SLOWDOWN] = sheet_number(fabs(hours / ideal - 1) < 1e-9 ? 1 : hours / ideal);
    row[HOURS_RUN].formula = "{run_flop} / ({devices} * {peak_flop_per_s} * {utilization} * {goodput}) * {slowdown} / "
                             "3600";
}

static void proposal_work_run(struct sheet *sheet, const struct proposal_facts *facts, const struct proposal_line *line,
                              struct sheet_cell *row)
{
    const struct projection *projection = facts->programme->projection;
    const struct plan *plan = &projection->programme->plans[line->plan];
    const struct tally *tally = &projection->programme->tallies[line->plan];
    double flop = projection->forecasts[line->plan].point[METRIC_TRAINING_FLOP];
    double device_h = metric_from_si(METRIC_DEVICE_H, line->metrics[METRIC_DEVICE_H]);
    row[HOURS_PLAN] = sheet_text(plan->name);
    row[HOURS_STEPS] = sheet_number(tally->steps);
    row[HOURS_STEP_FLOP] = sheet_number(flop / tally->steps);
    row[HOURS_RUN_FLOP] = proposal_work_product(flop, isfinite(flop / tally->steps) ? "{steps} * {step_flop}" : NULL);
    row[HOURS_DEVICES] = sheet_number(tally->devices);
    row[HOURS_DEVICE] = sheet_text(plan->has_device ? plan->device.name : NULL);
    row[HOURS_RUN] = sheet_number(device_h / line->runs / tally->devices);
    if (tally->generates) {
        // A response comes position by position, mostly at the pace of memory: no rate of FLOPs tells its time.
        row[HOURS_RUN_FLOP] =
            sheet_number(projection->forecasts[line->plan].point[METRIC_INFERENCE_FLOP] + (isfinite(flop) ? flop : 0));
        row[HOURS_HOW] = sheet_text(plan->has_device ? arena_format(sheet->arena, "%s, generation", plan->device.name)
                                                     : "generation");
    } else if (tally->time_is_measured)
        row[HOURS_HOW] = sheet_text(
            plan->has_device ? arena_format(sheet->arena, "%s, measured time", plan->device.name) : "measured time");
    else
        proposal_work_rate(facts, line, row);
    row[HOURS_DEVICE_H] =
        proposal_work_product(device_h, row[HOURS_RUN].kind == SHEET_NUMBER ? "{runs} * {devices} * {run_h}" : NULL);
    if (row[HOURS_HOW].kind == SHEET_NONE)
        row[HOURS_HOW] = sheet_text(row[HOURS_RUN].formula ? plan->device.name : "not known");
}

void proposal_work_hours(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct proposal_lines *lines = facts->lines;
    const struct projection *projection = facts->programme->projection;
    struct sheet_table *table =
        sheet_table(sheet, "device_hours", "Device-hours, every input at its median", proposal_work_hours_columns,
                    PROPOSAL_WORK_COUNT(proposal_work_hours_columns));
    for (size_t i = 0; i < lines->count; i++) {
        const struct proposal_line *line = &lines->lines[i];
        if (line->kind > WORK_FRACTION)
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[HOURS_LINE] = sheet_text(line->label);
        row[HOURS_ITEM] = sheet_text(projection->programme->work[line->item].name);
        row[HOURS_NAME] = sheet_text(proposal_work_name(sheet, facts, line));
        row[HOURS_RUNS] = sheet_number(line->runs);
        if (line->kind == WORK_RUNS) {
            proposal_work_run(sheet, facts, line, row);
            continue;
        }
        const char *of = proposal_lines_sum(sheet->arena, lines, line->item, WORK_FRACTION, "device_h");
        row[HOURS_DEVICE_H] = proposal_work_product(metric_from_si(METRIC_DEVICE_H, line->metrics[METRIC_DEVICE_H]),
                                                    of ? arena_format(sheet->arena, "{runs} * %s", of) : NULL);
        row[HOURS_HOW] = sheet_text(proposal_work_of(sheet, facts, line->item));
    }
    double total = projection->entries[projection->total].point[METRIC_DEVICE_H];
    struct sheet_cell *row = sheet_row(sheet, table);
    row[HOURS_ITEM] = row[HOURS_NAME] = sheet_text("total");
    row[HOURS_DEVICE_H] =
        proposal_work_product(metric_from_si(METRIC_DEVICE_H, total), lines->count ? "{sum:device_h}" : NULL);
    proposal_sheet_trim(sheet, table);
}

// ---- stores ----------------------------------------------------------------------------------

void proposal_work_stores(struct sheet *sheet, const struct proposal_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "line", .heading = "#", .align_right = true, .blank_none = true},
        {.key = "name", .heading = "store"},
        {.key = "amount_tb", .heading = "TB"},
        {.key = "months", .heading = "months"},
        {.key = "price_usd_per_tb_month", .heading = "USD/TB/month", .omit_none = true, .blank_none = true},
        {.key = "usd", .heading = "USD"},
        {.key = "power_w_per_tb", .heading = "W/TB", .omit_none = true, .blank_none = true},
        {.key = "it_energy_kwh", .heading = "kWh before PUE"},
    };
    const struct projection *projection = facts->programme->projection;
    struct sheet_table *table = NULL;
    for (size_t i = 0; i < facts->lines->count; i++) {
        const struct proposal_line *line = &facts->lines->lines[i];
        const struct projection_facts *stored = &projection->facts[line->item];
        if (line->kind != WORK_STORAGE)
            continue;
        if (!table)
            table = sheet_table(sheet, "stores", "Stores", columns, PROPOSAL_WORK_COUNT(columns));
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(line->label);
        row[1] = sheet_text(proposal_work_name(sheet, facts, line));
        row[2] = sheet_number(units_from_si(stored->amount.point, "TB"));
        row[3] = sheet_number(units_from_si(stored->duration.point, "months"));
        row[4] = sheet_number(units_from_si(stored->price.point, "USD/TB/month"));
        row[5] = proposal_work_product(line->other_usd, "{amount_tb} * {months} * {price_usd_per_tb_month}");
        row[6] = sheet_number(units_from_si(stored->power.point, "W/TB"));
        // A month is a twelfth of 365.25 days: 730.5 hours.
        row[7] = proposal_work_product(metric_from_si(METRIC_IT_ENERGY_KWH, line->metrics[METRIC_IT_ENERGY_KWH]),
                                       "{amount_tb} * {power_w_per_tb} * {months} * 730.5 / 1000");
    }
}

// ---- energy ----------------------------------------------------------------------------------

enum {
    ENERGY_LINE,
    ENERGY_ITEM,
    ENERGY_NAME,
    ENERGY_SHARE,
    ENERGY_HOURS,
    ENERGY_POWER,
    ENERGY_IT,
    ENERGY_PUE,
    ENERGY_KWH,
    ENERGY_INTENSITY,
    ENERGY_CO2E,
    ENERGY_MARKET,
    ENERGY_EMBODIED,
    ENERGY_WATER
};

static const struct sheet_column proposal_work_energy_columns[] = {
    [ENERGY_LINE] = {.key = "line", .heading = "#", .align_right = true, .blank_none = true},
    [ENERGY_ITEM] = {.key = "name"},
    [ENERGY_NAME] = {.heading = "work item"},
    [ENERGY_SHARE] = {.key = "share", .heading = "share", .omit_none = true, .blank_none = true, .width_needed = 100},
    [ENERGY_HOURS] = {.key = "hours", .heading = "h", .omit_none = true, .blank_none = true, .width_needed = 100},
    [ENERGY_POWER] = {.key = "power_w", .heading = "W", .omit_none = true, .blank_none = true, .width_needed = 100},
    [ENERGY_IT] = {.key = "it_energy_kwh", .heading = "kWh of IT", .omit_none = true, .width_needed = 130},
    [ENERGY_PUE] = {.key = "pue", .heading = "PUE", .omit_none = true, .blank_none = true, .width_needed = 90},
    [ENERGY_KWH] = {.key = "energy_kwh", .heading = "kWh"},
    [ENERGY_INTENSITY] = {.key = "carbon_intensity_g_per_kwh",
                          .heading = "gCO2e/kWh",
                          .omit_none = true,
                          .blank_none = true,
                          .width_needed = 90},
    [ENERGY_CO2E] = {.key = "co2e_kg", .heading = "kg CO2e"},
    [ENERGY_MARKET] = {.key = "co2e_market_kg",
                       .heading = "market-based",
                       .omit_none = true,
                       .blank_none = true,
                       .width_needed = 130},
    [ENERGY_EMBODIED] =
        {.key = "embodied_co2e_kg", .heading = "embodied", .omit_none = true, .blank_none = true, .width_needed = 130},
    [ENERGY_WATER] =
        {.key = "water_l", .heading = "water (L)", .omit_none = true, .blank_none = true, .width_needed = 150},
};

// The amounts that every line has, and the whole.
static const struct {
    size_t column;
    enum metric_id id;
    const char *key, *sum;
} proposal_work_amounts[] = {{ENERGY_IT, METRIC_IT_ENERGY_KWH, "it_energy_kwh", "{sum:it_energy_kwh}"},
                             {ENERGY_KWH, METRIC_ENERGY_KWH, "energy_kwh", "{sum:energy_kwh}"},
                             {ENERGY_CO2E, METRIC_CO2E_KG, "co2e_kg", "{sum:co2e_kg}"},
                             {ENERGY_MARKET, METRIC_CO2E_MARKET_KG, "co2e_market_kg", "{sum:co2e_market_kg}"},
                             {ENERGY_EMBODIED, METRIC_EMBODIED_CO2E_KG, "embodied_co2e_kg", "{sum:embodied_co2e_kg}"},
                             {ENERGY_WATER, METRIC_WATER_L, "water_l", "{sum:water_l}"}};

static void proposal_work_energy_run(const struct proposal_facts *facts, const struct proposal_line *line,
                                     struct sheet_cell *row)
{
    const struct projection *projection = facts->programme->projection;
    // The place of a store, or of an amount of energy, is that of the final run.
    const size_t final = projection->programme->final_item;
    const size_t plan = line->kind == WORK_RUNS                     ? line->plan
                        : final < projection->programme->work_count ? projection->programme->work[final].plans[0]
                                                                    : PROPOSAL_LINES_NONE;
    if (plan == PROPOSAL_LINES_NONE)
        return;
    const struct input *inputs = projection->programme->plans[plan].inputs.values;
    const struct projection_facts *stored = &projection->facts[line->item];
    double power = line->kind == WORK_RUNS      ? projection->forecasts[plan].point[METRIC_POWER_W]
                   : line->kind == WORK_STORAGE ? stored->power.point * stored->amount.point
                                                : (double)NAN;
    row[ENERGY_POWER] = sheet_number(power);
    row[ENERGY_HOURS] = sheet_number(line->metrics[METRIC_IT_ENERGY_KWH] / power / 3600);
    if (row[ENERGY_HOURS].kind == SHEET_NUMBER)
        row[ENERGY_IT].formula = "{hours} * {power_w} / 1000";
    if (inputs[INPUT_PUE].origin != INPUT_UNSET && row[ENERGY_KWH].kind == SHEET_NUMBER) {
        row[ENERGY_PUE] = sheet_number(inputs[INPUT_PUE].point);
        row[ENERGY_KWH].formula = "{it_energy_kwh} * {pue}";
    }
    if (inputs[INPUT_CARBON_INTENSITY].origin != INPUT_UNSET && row[ENERGY_CO2E].kind == SHEET_NUMBER) {
        row[ENERGY_INTENSITY] = sheet_number(units_from_si(inputs[INPUT_CARBON_INTENSITY].point, "gCO2e/kWh"));
        row[ENERGY_CO2E].formula = "{energy_kwh} * {carbon_intensity_g_per_kwh} / 1000";
    }
}

static void proposal_work_energy_share(struct sheet *sheet, const struct proposal_facts *facts,
                                       const struct proposal_line *line, struct sheet_cell *row)
{
    row[ENERGY_SHARE] = sheet_number(line->runs);
    for (size_t i = 0; i < PROPOSAL_WORK_COUNT(proposal_work_amounts); i++) {
        struct sheet_cell *cell = &row[proposal_work_amounts[i].column];
        const char *of = proposal_lines_sum(sheet->arena, facts->lines, line->item,
                                            cell == &row[ENERGY_EMBODIED] ? WORK_FRACTION : WORK_ENERGY,
                                            proposal_work_amounts[i].key);
        if (cell->kind == SHEET_NUMBER && of)
            cell->formula = arena_format(sheet->arena, "{share} * %s", of);
    }
}

void proposal_work_energy(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    const struct proposal_lines *lines = facts->lines;
    const double *total = projection->entries[projection->total].point;
    struct sheet_table *table =
        sheet_table(sheet, "energy", "Energy and emissions, every input at its median", proposal_work_energy_columns,
                    PROPOSAL_WORK_COUNT(proposal_work_energy_columns));
    for (size_t i = 0; i < lines->count; i++) {
        const struct proposal_line *line = &lines->lines[i];
        if (line->kind == WORK_COST)
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[ENERGY_LINE] = sheet_text(line->label);
        row[ENERGY_ITEM] = sheet_text(projection->programme->work[line->item].name);
        row[ENERGY_NAME] = sheet_text(proposal_work_name(sheet, facts, line));
        for (size_t a = 0; a < PROPOSAL_WORK_COUNT(proposal_work_amounts); a++)
            row[proposal_work_amounts[a].column] =
                sheet_number(metric_from_si(proposal_work_amounts[a].id, line->metrics[proposal_work_amounts[a].id]));
        // Nobody tells what the hardware of stores was made of: that is nothing known, not nothing emitted.
        if (line->kind > WORK_FRACTION)
            row[ENERGY_EMBODIED] = sheet_text(NULL);
        if (line->kind == WORK_FRACTION)
            proposal_work_energy_share(sheet, facts, line, row);
        else
            proposal_work_energy_run(facts, line, row);
    }
    struct sheet_cell *row = sheet_row(sheet, table);
    row[ENERGY_ITEM] = row[ENERGY_NAME] = sheet_text("total");
    for (size_t a = 0; a < PROPOSAL_WORK_COUNT(proposal_work_amounts); a++)
        row[proposal_work_amounts[a].column] =
            proposal_work_product(metric_from_si(proposal_work_amounts[a].id, total[proposal_work_amounts[a].id]),
                                  proposal_work_amounts[a].sum);
    proposal_sheet_trim(sheet, table);
}
