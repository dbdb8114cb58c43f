#include "uncertainty/projection_block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "estimate/formulas.h"
#include "sampling/failures.h"
#include "uncertainty/projection_luck.h"

enum { PROJECTION_BLOCK_PADDING = 8 }; // doubles between columns, so that not all begin in the same set of the cache

// ---- one thread's room -----------------------------------------------------------------------

enum status projection_block_begin(struct projection_block_scratch *scratch, const struct projection *projection,
                                   size_t block)
{
    const size_t plans = projection->programme->plan_count, entries = projection->entry_count,
                 stride = block + PROJECTION_BLOCK_PADDING,
                 columns = plans * METRIC_COUNT + entries * PROJECTION_QUANTITIES + 11;
    *scratch = (struct projection_block_scratch){.forecasts = calloc(plans + 1, sizeof *scratch->forecasts),
                                                 .memory = calloc(columns * stride, sizeof *scratch->memory),
                                                 .plan_count = plans,
                                                 .stride = stride};
    if (!scratch->forecasts || !scratch->memory)
        return STATUS_NO_MEMORY;
    double *at = scratch->memory;
    double **columns_of_one[] = {&scratch->trials,   &scratch->full,       &scratch->effort, &scratch->all_trials,
                                 &scratch->all_full, &scratch->all_effort, &scratch->lost,   &scratch->fact,
                                 &scratch->other,    &scratch->longest,    &scratch->elapsed};
    for (size_t i = 0; i < sizeof columns_of_one / sizeof *columns_of_one; i++, at += stride)
        *columns_of_one[i] = at;
    scratch->metrics = at;
    scratch->values = at + plans * METRIC_COUNT * stride;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < plans && status == STATUS_OK; i++)
        status = forecast_scratch_init(&scratch->forecasts[i], &projection->forecasts[i], block);
    return status;
}

void projection_block_end(struct projection_block_scratch *scratch)
{
    for (size_t i = 0; scratch->forecasts && i < scratch->plan_count; i++)
        forecast_scratch_free(&scratch->forecasts[i]);
    free(scratch->forecasts);
    free(scratch->memory);
    *scratch = (struct projection_block_scratch){.memory = NULL};
}

double *projection_block_column(const struct projection_block_scratch *scratch, size_t entry, size_t quantity)
{
    return scratch->values + (entry * PROJECTION_QUANTITIES + quantity) * scratch->stride;
}

static double *projection_block_metric(const struct projection_block_scratch *scratch, size_t plan, size_t metric)
{
    return scratch->metrics + (plan * METRIC_COUNT + metric) * scratch->stride;
}

static void projection_block_fill(double *column, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        column[i] = value;
}

// What is not known of an entry at the point is not known in any sample, and nobody asks for it.
static bool projection_block_skips(const struct projection_block_scratch *scratch, size_t entry, size_t quantity)
{
    return scratch->entries && !isfinite(scratch->entries[entry].point[quantity]);
}

// ---- plans -----------------------------------------------------------------------------------

// One full run of each plan. At the point nothing is drawn.
static void projection_block_plans(const struct projection *projection, struct projection_block_scratch *scratch,
                                   bool is_point, uint64_t first, size_t n)
{
    for (size_t plan = 0; plan < scratch->plan_count; plan++) {
        const struct forecast *forecast = &projection->forecasts[plan];
        double *out[METRIC_COUNT] = {0};
        bool drawn = false;
        for (size_t id = 0; id < METRIC_COUNT; id++) {
            double *column = projection_block_metric(scratch, plan, id);
            if (!is_point && forecast->varies[id])
                out[id] = column;
            else
                projection_block_fill(column, n, forecast->point[id]);
            drawn = drawn || out[id];
        }
        // Energy that is stated is used where the final run is, though nothing of that run may be known.
        if (drawn || (!is_point && plan == projection_place(projection->programme)))
            forecast_block(forecast, &scratch->forecasts[plan], first, n, out);
    }
}

// ---- items -----------------------------------------------------------------------------------

static void projection_block_add(double *to, const double *a, const double *b, double factor, size_t n)
{
    double *restrict sum = to; // columns never overlap
    for (size_t i = 0; i < n; i++)
        sum[i] += a[i] * b[i] * factor;
}

// Model FLOPs of one run of a plan: of training, of generation, or of both.
static const double *projection_block_flop(struct projection_block_scratch *scratch, size_t plan, size_t n)
{
    const double *training = projection_block_metric(scratch, plan, METRIC_TRAINING_FLOP),
                 *inference = projection_block_metric(scratch, plan, METRIC_INFERENCE_FLOP);
    for (size_t i = 0; i < n; i++)
        scratch->other[i] = isnan(inference[i])  ? training[i]
                            : isnan(training[i]) ? inference[i]
                                                 : training[i] + inference[i];
    return scratch->other;
}

// Groups of trials of one plan, added to the item: what is proportional to steps by their runs, what to time by their
// effort, which luck with failures makes more or less.
static void projection_block_plan(struct projection_block_scratch *scratch, const struct work *work, size_t item,
                                  size_t plan, size_t n)
{
    const double *trials = scratch->forecasts[plan].in[INPUT_TRIALS];
    const double *time = projection_block_metric(scratch, plan, METRIC_TIME_H);
    // Metrics that sum are already those of all trials that the plan itself states.
    for (size_t id = 0; id < METRIC_COUNT; id++)
        if (metric_row((enum metric_id)id)->sums && !projection_block_skips(scratch, item, id))
            projection_block_add(projection_block_column(scratch, item, id), projection_block_metric(scratch, plan, id),
                                 scratch->all_effort, 1, n);
    for (size_t i = 0; i < n; i++) {
        scratch->all_full[i] *= trials[i];
        scratch->all_effort[i] *= trials[i];
    }
    double *runs = projection_block_column(scratch, item, PROJECTION_RUNS);
    for (size_t i = 0; i < n; i++)
        runs[i] += scratch->all_full[i];
    projection_block_add(projection_block_column(scratch, item, PROJECTION_TRIALS), trials, scratch->all_trials, 1, n);
    projection_block_add(projection_block_column(scratch, item, PROJECTION_FLOP),
                         projection_block_flop(scratch, plan, n), scratch->all_full, 1, n);
    projection_block_add(projection_block_column(scratch, item, PROJECTION_ELAPSED), time, scratch->all_effort,
                         1 / (double)work->at_once, n);
    for (size_t i = 0; i < n; i++) {
        double longest = scratch->longest[i] * time[i];
        scratch->elapsed[i] = longest > scratch->elapsed[i] ? longest : scratch->elapsed[i];
    }
}

// Metrics of one run, where all trials of the item run one plan.
static void projection_block_one(struct projection_block_scratch *scratch, const struct work *work, size_t entry,
                                 size_t n)
{
    bool same = true;
    for (size_t g = 1; g < work->search.group_count; g++)
        same = same && work->plans[g] == work->plans[0];
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        if (metric_row((enum metric_id)id)->sums)
            continue;
        double *to = projection_block_column(scratch, entry, id);
        if (same)
            memcpy(to, projection_block_metric(scratch, work->plans[0], id), n * sizeof *to);
        else
            projection_block_fill(to, n, (double)NAN);
    }
}

// The wall clock that failures cost is drawn over its expectation, which the plan's time has already.
static void projection_block_failures(const struct projection *projection, struct projection_block_scratch *scratch,
                                      const struct work *work, size_t group, uint64_t first, size_t n)
{
    const size_t plan = work->plans[group];
    const struct tally *tally = &projection->programme->tallies[plan];
    if (!tally->has_losses)
        return;
    uint64_t key = random_key(random_key(projection->seed, work->name, group), "failures", 0);
    failures_ratio(tally, key, first, n, (const double *const *)scratch->forecasts[plan].in, scratch->all_full,
                   scratch->lost);
    for (size_t i = 0; i < n; i++) {
        scratch->all_effort[i] *= scratch->lost[i];
        scratch->longest[i] *= scratch->lost[i];
    }
}

// Sums over groups from..to of an item, which run one plan.
static void projection_block_groups(const struct projection *projection, struct projection_block_scratch *scratch,
                                    size_t item, size_t from, size_t to, bool is_point, uint64_t first, size_t n)
{
    const struct run_draw *run = &projection->runs[item];
    for (size_t i = 0; i < n; i++)
        scratch->all_trials[i] = scratch->all_full[i] = scratch->all_effort[i] = scratch->longest[i] = 0;
    for (size_t g = from; g < to; g++) {
        if (is_point)
            run_draw_point(run, g, scratch->trials, scratch->full, scratch->effort);
        else
            run_draw_group(run, g, projection->kernel, &scratch->run, first, n, scratch->trials, scratch->full,
                           scratch->effort);
        for (size_t i = 0; i < n; i++) {
            scratch->all_trials[i] += scratch->trials[i];
            scratch->all_full[i] += scratch->full[i];
            scratch->all_effort[i] += scratch->effort[i];
            double one = scratch->effort[i] / fmax(scratch->trials[i], 1);
            scratch->longest[i] = one > scratch->longest[i] ? one : scratch->longest[i];
        }
    }
}

static void projection_block_runs(const struct projection *projection, struct projection_block_scratch *scratch,
                                  size_t item, bool is_point, uint64_t first, size_t n)
{
    const struct work *work = &projection->programme->work[item];
    const struct run_draw *run = &projection->runs[item];
    bool has_begun = is_point;
    projection_block_fill(scratch->elapsed, n, 0);
    for (size_t from = 0, to = 0; from < run->group_count; from = to) {
        while (to < run->group_count && work->plans[to] == work->plans[from])
            to++;
        struct projection_luck *luck = is_point || to - from < run->group_count ? NULL : projection->luck;
        if (!luck || !projection_luck_take(luck, work, item, first, n, scratch)) {
            if (!has_begun)
                run_draw_begin(run, projection->kernel, &scratch->run, first, n);
            has_begun = true;
            projection_block_groups(projection, scratch, item, from, to, is_point, first, n);
            if (luck)
                projection_luck_keep(luck, work, item, first, n, scratch);
        }
        if (!is_point)
            projection_block_failures(projection, scratch, work, from, first, n);
        projection_block_plan(scratch, work, item, work->plans[from], n);
    }
    // However many are run at once, the longest of them has to end.
    double *elapsed = projection_block_column(scratch, item, PROJECTION_ELAPSED);
    for (size_t i = 0; i < n; i++)
        elapsed[i] = scratch->elapsed[i] > elapsed[i] ? scratch->elapsed[i] : elapsed[i];
    projection_block_one(scratch, work, item, n);
}

// A fact of an item: at the point its median.
static const double *projection_block_fact(const struct projection *projection,
                                           struct projection_block_scratch *scratch, const struct run_draw_fact *fact,
                                           bool is_point, uint64_t first, size_t n)
{
    if (is_point)
        projection_block_fill(scratch->fact, n, fact->point);
    else
        run_draw_fact_block(fact, projection->kernel, first, n, scratch->run.u, scratch->run.v, scratch->fact);
    return scratch->fact;
}

static bool projection_block_adds(size_t quantity)
{
    return quantity < METRIC_COUNT ? metric_row((enum metric_id)quantity)->sums
                                   : quantity >= PROJECTION_TRIALS && quantity <= PROJECTION_OTHER_USD;
}

static void projection_block_share(const struct projection *projection, struct projection_block_scratch *scratch,
                                   size_t item, bool is_point, uint64_t first, size_t n)
{
    const struct work *work = &projection->programme->work[item];
    const double *fraction =
        projection_block_fact(projection, scratch, &projection->facts[item].fraction, is_point, first, n);
    for (size_t i = 0; i < work->of_count; i++)
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
            if (projection_block_adds(q) && !projection_block_skips(scratch, item, q))
                projection_block_add(projection_block_column(scratch, item, q),
                                     projection_block_column(scratch, work->of[i], q), fraction, 1, n);
}

// What follows from an item's IT energy, at the place where the final run is done.
static void projection_block_energy(const struct projection *projection, struct projection_block_scratch *scratch,
                                    size_t item, size_t n)
{
    const size_t place = projection_place(projection->programme);
    const double *it_energy = projection_block_column(scratch, item, METRIC_IT_ENERGY_KWH);
    const double *const *in = place < scratch->plan_count ? (const double *const *)scratch->forecasts[place].in : NULL;
    for (size_t i = 0; i < n; i++) {
        double energy = in ? formulas_energy_j(in[INPUT_PUE][i], it_energy[i]) : (double)NAN;
        projection_block_column(scratch, item, METRIC_ENERGY_KWH)[i] = energy;
        projection_block_column(scratch, item, METRIC_CO2E_KG)[i] =
            in ? formulas_co2e_g(energy, in[INPUT_CARBON_INTENSITY][i]) : (double)NAN;
        projection_block_column(scratch, item, METRIC_CO2E_MARKET_KG)[i] =
            in ? formulas_co2e_g(energy, in[INPUT_CARBON_INTENSITY_MARKET][i]) : (double)NAN;
        projection_block_column(scratch, item, METRIC_ELECTRICITY_USD)[i] =
            in ? energy * in[INPUT_ELECTRICITY_PRICE][i] : (double)NAN;
        projection_block_column(scratch, item, METRIC_WATER_L)[i] =
            in ? formulas_water_l(it_energy[i], in[INPUT_WUE][i], in[INPUT_PUE][i], in[INPUT_WATER_INTENSITY][i])
               : (double)NAN;
    }
}

static void projection_block_store(const struct projection *projection, struct projection_block_scratch *scratch,
                                   size_t item, bool is_point, uint64_t first, size_t n)
{
    const struct projection_facts *facts = &projection->facts[item];
    double *other = projection_block_column(scratch, item, PROJECTION_OTHER_USD),
           *it_energy = projection_block_column(scratch, item, METRIC_IT_ENERGY_KWH);
    const struct run_draw_fact *const stored[] = {&facts->amount, &facts->duration};
    projection_block_fill(scratch->other, n, 1);
    for (size_t which = 0; which < 2; which++) {
        const double *fact = projection_block_fact(projection, scratch, stored[which], is_point, first, n);
        for (size_t i = 0; i < n; i++)
            scratch->other[i] *= fact[i];
    }
    const double *price = projection_block_fact(projection, scratch, &facts->price, is_point, first, n);
    projection_block_add(other, scratch->other, price, 1, n);
    const double *power = projection_block_fact(projection, scratch, &facts->power, is_point, first, n);
    projection_block_add(it_energy, scratch->other, power, 1, n);
    if (facts->power.point > 0 || facts->power.varies)
        projection_block_energy(projection, scratch, item, n);
}

static void projection_block_item(const struct projection *projection, struct projection_block_scratch *scratch,
                                  size_t item, bool is_point, uint64_t first, size_t n)
{
    const enum work_kind kind = projection->programme->work[item].kind;
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
        if (!projection_block_skips(scratch, item, q))
            projection_block_fill(projection_block_column(scratch, item, q), n,
                                  projection_block_adds(q) ? 0 : (double)NAN);
    if (kind == WORK_RUNS)
        projection_block_runs(projection, scratch, item, is_point, first, n);
    else if (kind == WORK_FRACTION)
        projection_block_share(projection, scratch, item, is_point, first, n);
    else if (kind == WORK_STORAGE)
        projection_block_store(projection, scratch, item, is_point, first, n);
    else if (kind == WORK_ENERGY) {
        memcpy(projection_block_column(scratch, item, METRIC_IT_ENERGY_KWH),
               projection_block_fact(projection, scratch, &projection->facts[item].energy, is_point, first, n),
               n * sizeof(double));
        projection_block_energy(projection, scratch, item, n);
    } else
        memcpy(projection_block_column(scratch, item, PROJECTION_OTHER_USD),
               projection_block_fact(projection, scratch, &projection->facts[item].cost, is_point, first, n),
               n * sizeof(double));
    if (kind != WORK_RUNS)
        projection_block_fill(projection_block_column(scratch, item, PROJECTION_TRIALS), n, 0);
    if (kind != WORK_RUNS && kind != WORK_FRACTION)
        projection_block_fill(projection_block_column(scratch, item, PROJECTION_RUNS), n, 0);
}

// ---- sums of items ---------------------------------------------------------------------------

static void projection_block_budget(const struct projection *projection, struct projection_block_scratch *scratch,
                                    size_t entry, size_t n)
{
    const double *paid = projection_block_column(scratch, entry, programme_pay_metric(projection->programme->pay));
    const double *other = projection_block_column(scratch, entry, PROJECTION_OTHER_USD);
    double *budget = projection_block_column(scratch, entry, PROJECTION_BUDGET_USD);
    for (size_t i = 0; i < n; i++)
        budget[i] = paid[i] + other[i];
}

// An item adds to its stage and to the whole. Runs of different plans do not add.
static void projection_block_sums(const struct projection *projection, struct projection_block_scratch *scratch,
                                  size_t n)
{
    const struct programme *programme = projection->programme;
    for (size_t e = programme->work_count; e < projection->entry_count; e++)
        for (size_t q = 0; q < PROJECTION_QUANTITIES && e != projection->final; q++)
            if (!projection_block_skips(scratch, e, q))
                projection_block_fill(projection_block_column(scratch, e, q), n,
                                      projection_block_adds(q) && q != PROJECTION_RUNS ? 0 : (double)NAN);
    for (size_t item = 0; item < programme->work_count; item++) {
        const size_t sums[] = {projection->total, projection->stages[item]};
        for (size_t s = 0; s < 2 && sums[s] != PROJECTION_NO_STAGE; s++)
            for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
                const double *from = projection_block_column(scratch, item, q);
                double *to = projection_block_column(scratch, sums[s], q);
                if (!projection_block_adds(q) || q == PROJECTION_RUNS || projection_block_skips(scratch, sums[s], q))
                    continue;
                for (size_t i = 0; i < n; i++)
                    to[i] += from[i];
            }
    }
}

// One full run of the final item, without luck.
static void projection_block_final(const struct projection *projection, struct projection_block_scratch *scratch,
                                   size_t n)
{
    size_t entry = projection->final;
    if (entry == projection->entry_count)
        return;
    const struct work *work = &projection->programme->work[projection->entries[entry].item];
    const size_t plan = work->plans[0];
    const double *trials = scratch->forecasts[plan].in[INPUT_TRIALS];
    double residual = projection->programme->plans[plan].inputs.values[INPUT_STEP_TIME_RESIDUAL].point;
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
        projection_block_fill(projection_block_column(scratch, entry, q), n, (double)NAN);
    projection_block_one(scratch, work, entry, n);
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        const double *from = projection_block_metric(scratch, plan, id);
        double *to = projection_block_column(scratch, entry, id);
        for (size_t i = 0; i < n && metric_row((enum metric_id)id)->sums; i++)
            to[i] = from[i] / trials[i] * residual;
    }
    memcpy(projection_block_column(scratch, entry, PROJECTION_FLOP), projection_block_flop(scratch, plan, n),
           n * sizeof(double));
    const double *time = projection_block_metric(scratch, plan, METRIC_TIME_H);
    for (size_t i = 0; i < n; i++)
        projection_block_column(scratch, entry, PROJECTION_ELAPSED)[i] = time[i] * residual;
    projection_block_fill(projection_block_column(scratch, entry, PROJECTION_OTHER_USD), n, 0);
}

static void projection_block_divide(double *to, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = a[i] / b[i];
}

static void projection_block_shares(const struct projection *projection, struct projection_block_scratch *scratch,
                                    size_t n)
{
    static const struct {
        size_t share, ratio, of;
    } rows[] = {{PROJECTION_SHARE_DEVICE_H, PROJECTION_RATIO_DEVICE_H, METRIC_DEVICE_H},
                {PROJECTION_SHARE_ENERGY, PROJECTION_RATIO_ENERGY, METRIC_ENERGY_KWH},
                {PROJECTION_SHARE_BUDGET, PROJECTION_RATIO_BUDGET, PROJECTION_BUDGET_USD},
                {PROJECTION_QUANTITIES, PROJECTION_RATIO_CO2E, METRIC_CO2E_KG}};
    const size_t total = projection->total, final = projection->final;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        const double *whole = projection_block_column(scratch, total, rows[row].of);
        for (size_t e = 0; e < total && rows[row].share < PROJECTION_QUANTITIES; e++)
            if (e != final)
                projection_block_divide(projection_block_column(scratch, e, rows[row].share),
                                        projection_block_column(scratch, e, rows[row].of), whole, n);
        if (final < projection->entry_count)
            projection_block_divide(projection_block_column(scratch, total, rows[row].ratio), whole,
                                    projection_block_column(scratch, final, rows[row].of), n);
    }
}

void projection_block(const struct projection *projection, struct projection_block_scratch *scratch, bool is_point,
                      uint64_t first, size_t n)
{
    const struct programme *programme = projection->programme;
    scratch->entries = is_point ? NULL : projection->entries;
    projection_block_plans(projection, scratch, is_point, first, n);
    for (size_t i = 0; i < programme->work_count; i++)
        projection_block_item(projection, scratch, programme->order[i], is_point, first, n);
    projection_block_final(projection, scratch, n);
    projection_block_sums(projection, scratch, n);
    for (size_t e = 0; e < projection->entry_count; e++)
        projection_block_budget(projection, scratch, e, n);
    projection_block_shares(projection, scratch, n);
}
