#include "uncertainty/projection.h"

#include <stdlib.h>
#include <string.h>

#include "uncertainty/projection_block.h"

static const struct projection_row {
    const char *name, *unit, *sentence;
    enum dimension dimension;
} projection_rows[] = {
#define PROJECTION(id, word, unit_text, dimension_id, text)                                                            \
    [PROJECTION_##id - METRIC_COUNT] = {.name = #word, .unit = unit_text, .sentence = text, .dimension = dimension_id},
#include "uncertainty/projection.def"
#undef PROJECTION
};

static struct projection_row projection_row(size_t quantity)
{
    if (quantity >= METRIC_COUNT)
        return projection_rows[quantity - METRIC_COUNT];
    const struct metric *metric = metric_row((enum metric_id)quantity);
    return (struct projection_row){
        .name = metric->name, .unit = metric->unit, .sentence = metric->sentence, .dimension = metric->dimension};
}

const char *projection_name(size_t quantity)
{
    return projection_row(quantity).name;
}

size_t projection_named(const char *name)
{
    for (size_t quantity = 0; quantity < PROJECTION_QUANTITIES; quantity++)
        if (strcmp(projection_name(quantity), name) == 0)
            return quantity;
    return PROJECTION_QUANTITIES;
}

const char *projection_unit(size_t quantity)
{
    return projection_row(quantity).unit;
}

enum dimension projection_dimension(size_t quantity)
{
    return projection_row(quantity).dimension;
}

const char *projection_sentence(size_t quantity)
{
    return projection_row(quantity).sentence;
}

double projection_from_si(size_t quantity, double value)
{
    return units_from_si(value, projection_unit(quantity));
}

size_t projection_place(const struct programme *programme)
{
    const size_t final = programme->final_item;
    return final < programme->work_count ? programme->work[final].plans[0] : programme->plan_count;
}

// ---- making ready ----------------------------------------------------------------------------

// A forecast of one full run: the luck of each run is that of run_draw, so here the residual stands at 1.
static enum status projection_forecast(struct projection *projection, size_t index)
{
    const struct plan *plan = &projection->programme->plans[index];
    struct plan *lucky = arena_alloc(projection->arena, sizeof *lucky);
    if (!lucky)
        return STATUS_NO_MEMORY;
    *lucky = *plan;
    input_put(&lucky->inputs, INPUT_STEP_TIME_RESIDUAL, 1, INPUT_DEFAULT, (struct mark){0}, (struct citation){0});
    const struct forecast_options options = {
        .seed = projection->seed, .design = DESIGN_RANDOM, .kernel = projection->kernel};
    return forecast_init(&projection->forecasts[index], projection->arena, lucky,
                         &projection->programme->tallies[index], &options);
}

static enum status projection_item(struct projection *projection, size_t item)
{
    const struct work *work = &projection->programme->work[item];
    struct arena *arena = projection->arena;
    struct projection_facts *facts = &projection->facts[item];
    const struct {
        struct run_draw_fact *fact;
        const struct dist *dist;
        const char *what;
    } all[] = {{&facts->fraction, &work->fraction, "fraction"},
               {&facts->amount, &work->amount_bytes, "amount"},
               {&facts->duration, &work->duration_s, "duration"},
               {&facts->price, &work->price_usd_per_byte_s, "price"},
               {&facts->power, &work->power_w_per_byte, "power"},
               {&facts->energy, &work->energy_j, "energy"},
               {&facts->cost, &work->cost_usd, "cost"}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == STATUS_OK; i++)
        status = run_draw_fact(all[i].fact, arena, all[i].dist, projection->seed, work->name, all[i].what, 0);
    if (work->kind != WORK_RUNS || status != STATUS_OK)
        return status;
    const struct input_set **inputs = arena_array(arena, work->search.group_count + 1, sizeof *inputs);
    if (!inputs)
        return STATUS_NO_MEMORY;
    for (size_t g = 0; g < work->search.group_count; g++)
        inputs[g] = &projection->programme->plans[work->plans[g]].inputs;
    return run_draw_init(&projection->runs[item], arena, work, inputs, projection->seed);
}

// ---- entries ---------------------------------------------------------------------------------

static size_t projection_stage_of(const struct projection *projection, const char *stage)
{
    size_t at = projection->programme->work_count;
    while (at < projection->entry_count && strcmp(projection->entries[at].name, stage) != 0)
        at++;
    return at;
}

static void projection_add(struct projection *projection, enum projection_kind kind, const char *name, size_t item)
{
    projection->entries[projection->entry_count++] =
        (struct projection_entry){.kind = kind, .name = name, .item = item};
}

static enum status projection_add_all(struct projection *projection)
{
    const struct programme *programme = projection->programme;
    projection->entries = arena_array(projection->arena, 2 * programme->work_count + 2, sizeof *projection->entries);
    projection->stages = arena_array(projection->arena, programme->work_count + 1, sizeof *projection->stages);
    if (!projection->entries || !projection->stages)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->work_count; i++)
        projection_add(projection, PROJECTION_ITEM, programme->work[i].name, i);
    for (size_t i = 0; i < programme->work_count; i++) {
        const char *stage = programme->work[i].stage;
        projection->stages[i] = stage ? projection_stage_of(projection, stage) : PROJECTION_NO_STAGE;
        if (stage && projection->stages[i] == projection->entry_count) {
            projection_add(projection, PROJECTION_STAGE, stage, i);
            projection->stage_count++;
        }
    }
    projection->final = projection->entry_count;
    if (programme->final_item < programme->work_count)
        projection_add(projection, PROJECTION_FINAL, programme->work[programme->final_item].name,
                       programme->final_item);
    projection->total = projection->entry_count;
    projection_add(projection, PROJECTION_TOTAL, programme->name, programme->work_count);
    if (projection->final == projection->total)
        projection->final = projection->entry_count;
    return STATUS_OK;
}

// What follows from an item's IT energy varies with the place that it is used in, that of the final run.
static void projection_vary_energy(const struct projection *projection, bool varies[PROJECTION_QUANTITIES])
{
    static const struct {
        enum input_id input;
        enum metric_id metric;
    } rows[] = {{INPUT_PUE, METRIC_ENERGY_KWH},
                {INPUT_PUE, METRIC_CO2E_KG},
                {INPUT_PUE, METRIC_CO2E_MARKET_KG},
                {INPUT_PUE, METRIC_ELECTRICITY_USD},
                {INPUT_PUE, METRIC_WATER_L},
                {INPUT_CARBON_INTENSITY, METRIC_CO2E_KG},
                {INPUT_CARBON_INTENSITY_MARKET, METRIC_CO2E_MARKET_KG},
                {INPUT_ELECTRICITY_PRICE, METRIC_ELECTRICITY_USD},
                {INPUT_WUE, METRIC_WATER_L},
                {INPUT_WATER_INTENSITY, METRIC_WATER_L}};
    const struct programme *programme = projection->programme;
    if (projection_place(programme) == programme->plan_count)
        return;
    const struct forecast *place = &projection->forecasts[projection_place(programme)];
    for (size_t i = 0; i < place->input_count; i++)
        for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
            varies[rows[row].metric] = varies[rows[row].metric] || place->inputs[i].id == rows[row].input;
    varies[PROJECTION_BUDGET_USD] = varies[PROJECTION_BUDGET_USD] || varies[programme_pay_metric(programme->pay)];
}

static void projection_vary_item(const struct projection *projection, size_t item, bool varies[PROJECTION_QUANTITIES])
{
    const struct work *work = &projection->programme->work[item];
    const struct projection_facts *facts = &projection->facts[item];
    bool often = work->kind == WORK_RUNS ? projection->runs[item].varies : facts->fraction.varies;
    bool stored = facts->amount.varies || facts->duration.varies || facts->price.varies || facts->power.varies ||
                  facts->energy.varies;
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
        varies[q] = often || stored || (facts->cost.varies && q >= METRIC_COUNT);
    for (size_t g = 0; g < work->search.group_count && work->kind == WORK_RUNS; g++) {
        const struct forecast *forecast = &projection->forecasts[work->plans[g]];
        for (size_t id = 0; id < METRIC_COUNT; id++)
            varies[id] = varies[id] || forecast->varies[id];
        varies[PROJECTION_ELAPSED] = varies[PROJECTION_ELAPSED] || forecast->varies[METRIC_TIME_H];
        varies[PROJECTION_BUDGET_USD] = varies[PROJECTION_BUDGET_USD] ||
                                        forecast->varies[programme_pay_metric(projection->programme->pay)] ||
                                        varies[METRIC_CLOUD_USD];
        const struct input *trials = &forecast->plan->inputs.values[INPUT_TRIALS];
        double value = 0;
        bool many = !dist_is_constant(&trials->dist, &value);
        // Luck with failures: in everything that time is in.
        for (size_t q = 0; q < PROJECTION_QUANTITIES && projection->programme->tallies[work->plans[g]].has_losses; q++)
            varies[q] = varies[q] || q < METRIC_COUNT || q == PROJECTION_ELAPSED || q == PROJECTION_BUDGET_USD;
        for (size_t q = METRIC_COUNT; q < PROJECTION_QUANTITIES && many; q++)
            varies[q] = true;
    }
    if (work->kind == WORK_ENERGY || (work->kind == WORK_STORAGE && (facts->power.point > 0 || facts->power.varies)))
        projection_vary_energy(projection, varies);
    for (size_t i = 0; i < work->of_count; i++)
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
            varies[q] = varies[q] || projection->entries[work->of[i]].varies[q];
}

// What of an entry is not the same in every sample; sums and shares follow what they are made of.
static void projection_vary(struct projection *projection)
{
    const struct programme *programme = projection->programme;
    struct projection_entry *total = &projection->entries[projection->total];
    bool any[PROJECTION_QUANTITIES] = {false};
    for (size_t i = 0; i < programme->work_count; i++) {
        size_t item = programme->order[i];
        projection_vary_item(projection, item, projection->entries[item].varies);
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
            any[q] = any[q] || projection->entries[item].varies[q];
    }
    memcpy(total->varies, any, sizeof any);
    bool anything = any[METRIC_DEVICE_H] || any[METRIC_ENERGY_KWH] || any[METRIC_CO2E_KG] || any[PROJECTION_BUDGET_USD];
    for (size_t e = programme->work_count; e < projection->entry_count; e++)
        memcpy(projection->entries[e].varies, any, sizeof any);
    for (size_t e = 0; e < projection->entry_count; e++)
        for (size_t q = PROJECTION_SHARE_DEVICE_H; q < PROJECTION_QUANTITIES; q++)
            projection->entries[e].varies[q] = anything;
}

// Every input at its median: a block of one.
static enum status projection_point(struct projection *projection)
{
    struct projection_block_scratch *scratch = calloc(1, sizeof *scratch);
    enum status status = scratch ? projection_block_begin(scratch, projection, 1) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        projection_block(projection, scratch, true, 0, 1);
        for (size_t e = 0; e < projection->entry_count; e++)
            for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
                projection->entries[e].point[q] = projection_block_column(scratch, e, q)[0];
    }
    if (scratch)
        projection_block_end(scratch);
    free(scratch);
    return status;
}

enum status projection_init(struct projection *projection, struct arena *arena, const struct programme *programme,
                            uint64_t seed)
{
    *projection = (struct projection){.programme = programme, .arena = arena, .seed = seed, .kernel = kernel_best()};
    projection->forecasts = arena_array(arena, programme->plan_count + 1, sizeof *projection->forecasts);
    projection->runs = arena_array(arena, programme->work_count + 1, sizeof *projection->runs);
    projection->facts = arena_array(arena, programme->work_count + 1, sizeof *projection->facts);
    if (!projection->forecasts || !projection->runs || !projection->facts)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < programme->plan_count && status == STATUS_OK; i++)
        status = projection_forecast(projection, i);
    for (size_t i = 0; i < programme->work_count && status == STATUS_OK; i++)
        status = projection_item(projection, i);
    if (status == STATUS_OK)
        status = projection_add_all(projection);
    if (status != STATUS_OK)
        return status;
    projection_vary(projection);
    return projection_point(projection);
}
