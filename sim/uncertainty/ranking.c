#include "uncertainty/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/comparison.h"
#include "uncertainty/forecast_source.h"
#include "uncertainty/pool.h"
#include "uncertainty/ranking_order.h"

static const double ranking_quantiles[RANKING_QUANTILES] = {0.05, 0.5, 0.95};

struct ranking_state {
    struct ranking *ranking;
    const struct ranking_options *options;
    const struct plan *plan;
    struct tally tally; // of the plan in any region
    struct forecast base;
    double *base_co2e; // [samples] where the plan stands; NULL: not known, or not drawn
    uint64_t metrics;
};

// What a thread makes of one region after another.
struct ranking_station {
    struct arena arena;
    struct plan plan;
    struct forecast forecast;
};

// ---- samples of one region ---------------------------------------------------------------------

// Columns: the metrics that vary, then the ratio to where the plan stands and 1 where this is less, if that is known.
struct ranking_source {
    struct ensemble_source source;
    struct forecast_source metrics;
    const double *base; // [samples]
    size_t co2e;        // its column; SIZE_MAX: it does not vary
    double co2e_point;
    double pivots[METRIC_COUNT + 2];
};

static enum status ranking_source_begin(const void *context, size_t block, void **scratch)
{
    const struct ranking_source *made = context;
    return made->metrics.source.begin(&made->metrics, block, scratch);
}

static void ranking_source_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct ranking_source *made = context;
    made->metrics.source.block(&made->metrics, scratch, first, n, columns);
    if (!made->base)
        return;
    double *ratio = columns[made->metrics.metric_count], *less = columns[made->metrics.metric_count + 1];
    for (size_t i = 0; i < n; i++) {
        double base = made->base[first + i], value = made->co2e == SIZE_MAX ? made->co2e_point : columns[made->co2e][i];
        ratio[i] = value / base;
        less[i] = comparison_agree(base, value) ? 0.5 : value < base ? 1 : 0;
    }
}

static void ranking_source_init(struct ranking_source *made, const struct ranking_state *state,
                                const struct forecast *forecast)
{
    *made = (struct ranking_source){.co2e = SIZE_MAX, .co2e_point = forecast->point[METRIC_CO2E_KG]};
    forecast_source_init(&made->metrics, forecast, false);
    size_t count = made->metrics.metric_count;
    for (size_t i = 0; i < count; i++) {
        made->pivots[i] = made->metrics.pivots[i];
        if (made->metrics.metrics[i] == METRIC_CO2E_KG)
            made->co2e = i;
    }
    if (!isnan(made->co2e_point))
        made->base = state->base_co2e;
    if (made->base) {
        double ratio = made->co2e_point / state->base.point[METRIC_CO2E_KG];
        made->pivots[count++] = isfinite(ratio) ? ratio : 0;
        made->pivots[count++] = 0;
    }
    made->source = (struct ensemble_source){.context = made,
                                            .column_count = count,
                                            .pivots = made->pivots,
                                            .begin = ranking_source_begin,
                                            .end = made->metrics.source.end,
                                            .block = ranking_source_block};
}

// ---- one region --------------------------------------------------------------------------------

static struct ranking_figure ranking_constant(double point, bool is_drawn)
{
    double value = isnan(point) ? (double)NAN : point;
    return (struct ranking_figure){.point = value,
                                   .mean = is_drawn ? value : (double)NAN,
                                   .sd = is_drawn && !isnan(value) ? 0 : (double)NAN,
                                   .quantiles = {value, value, value}};
}

static struct ranking_figure ranking_sampled(double point, const struct ensemble_column *column)
{
    struct ranking_figure figure = {.point = point, .mean = column->mean, .sd = column->sd};
    bool varies = column->least < column->most;
    for (size_t i = 0; i < RANKING_QUANTILES; i++)
        figure.quantiles[i] = varies ? column->quantiles[i] : column->least;
    return figure;
}

static enum status ranking_sample(const struct ranking_state *state, const struct forecast *forecast,
                                  struct ranking_entry *entry)
{
    struct ranking_source made;
    struct ensemble ensemble;
    ranking_source_init(&made, state, forecast);
    const struct ensemble_options options = {.samples = state->options->samples,
                                             .threads = 1,
                                             .kernel = forecast->options.kernel,
                                             .is_replicated = state->options->design != DESIGN_RANDOM,
                                             .quantiles = ranking_quantiles,
                                             .quantile_count = RANKING_QUANTILES,
                                             .exact = true};
    if (!made.source.column_count)
        return STATUS_OK;
    enum status status = ensemble_run(&made.source, &options, &ensemble);
    for (size_t i = 0; i < made.metrics.metric_count && status == STATUS_OK; i++) {
        enum metric_id id = made.metrics.metrics[i];
        entry->metrics[id] = ranking_sampled(forecast->point[id], &ensemble.columns[i]);
    }
    if (status == STATUS_OK && made.base) {
        const struct ensemble_column *ratio = &ensemble.columns[made.metrics.metric_count];
        entry->ratio = ranking_sampled(entry->ratio.point, ratio);
        entry->probability_less = ratio[1].mean;
    }
    ensemble_free(&ensemble);
    return status;
}

static void ranking_describe(const struct ranking_state *state, const struct plan *plan,
                             const struct forecast *forecast, struct ranking_entry *entry)
{
    bool is_drawn = state->options->samples > 1;
    double base = state->base.point[METRIC_CO2E_KG], value = forecast->point[METRIC_CO2E_KG];
    for (int id = 0; id < METRIC_COUNT; id++)
        entry->metrics[id] =
            ranking_constant((state->metrics >> id) & 1u ? forecast->point[id] : (double)NAN, is_drawn);
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *input = &plan->inputs.values[id];
        entry->inputs[id] = input->origin == INPUT_UNSET ? (double)NAN : input->point;
    }
    entry->ratio = ranking_constant(value / base, is_drawn);
    entry->probability_less = (double)NAN;
    if (is_drawn && !isnan(value) && !isnan(base)) // of what is not drawn; what is drawn puts its own here
        entry->probability_less = comparison_agree(base, value) ? 0.5 : value < base ? 1 : 0;
}

static enum status ranking_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct ranking_state *state = context;
    struct ranking_station *station = scratch;
    struct ranking_entry *entry = &state->ranking->entries[task];
    const struct forecast_options options = {
        .seed = state->options->seed, .design = state->options->design, .like = &state->base};
    (void)result;
    plan_move(state->plan, &entry->region, &station->plan);
    arena_free(&station->arena);
    arena_init(&station->arena);
    enum status status = forecast_init(&station->forecast, &station->arena, &station->plan, &state->tally, &options);
    if (status != STATUS_OK)
        return status;
    for (int id = 0; id < METRIC_COUNT; id++)
        station->forecast.varies[id] =
            station->forecast.varies[id] && ((state->metrics >> id) & 1u) && state->options->samples > 1;
    ranking_describe(state, &station->plan, &station->forecast, entry);
    return ranking_sample(state, &station->forecast, entry);
}

static enum status ranking_begin(void *context, void **scratch)
{
    struct ranking_station *station = calloc(1, sizeof *station);
    (void)context;
    *scratch = station;
    if (station)
        arena_init(&station->arena);
    return station ? STATUS_OK : STATUS_NO_MEMORY;
}

static void ranking_end(void *context, void *scratch)
{
    struct ranking_station *station = scratch;
    (void)context;
    if (station)
        arena_free(&station->arena);
    free(station);
}

static enum status ranking_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct ranking_state *state = context;
    const struct ranking_options *options = state->options;
    (void)result;
    *stop = options->tick && !options->tick(options->observer, task + 1, state->ranking->count);
    return STATUS_OK;
}

// ---- where the plan stands ---------------------------------------------------------------------

static bool ranking_is_same_region(const struct region *a, const struct region *b)
{
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *left = &a->inputs.values[id], *right = &b->inputs.values[id];
        if (left->origin != right->origin || left->mark.source != right->mark.source ||
            left->mark.line != right->mark.line || left->mark.column != right->mark.column)
            return false;
    }
    return true;
}

// Regions that lie on one base may share all that they say: then the name tells them apart. SIZE_MAX: it is not there.
static size_t ranking_find_region(const struct region *wanted, const struct region *regions, size_t count)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        if (ranking_is_same_region(wanted, &regions[i])) {
            if (strcmp(wanted->name, regions[i].name) == 0)
                return i;
            found = found == SIZE_MAX ? i : found;
        }
    return found;
}

// Copies the regions, and the plan's own behind them where it is not one of them: read from the same place.
static enum status ranking_enter(struct arena *arena, const struct plan *plan, const struct region *regions,
                                 size_t count, bool own_is_apart, struct ranking *ranking)
{
    ranking->entries = arena_array(arena, count + 1, sizeof *ranking->entries);
    if (!ranking->entries)
        return STATUS_NO_MEMORY;
    ranking->own = SIZE_MAX;
    for (ranking->count = 0; ranking->count < count; ranking->count++)
        ranking->entries[ranking->count].region = regions[ranking->count];
    if (plan->has_region)
        ranking->own = ranking_find_region(&plan->region, regions, count);
    if (plan->has_region && ranking->own == SIZE_MAX) {
        ranking->own = ranking->count;
        ranking->entries[ranking->count].is_apart = own_is_apart;
        ranking->entries[ranking->count++].region = plan->region;
    }
    if (ranking->own != SIZE_MAX)
        ranking->entries[ranking->own].is_own = true;
    return STATUS_OK;
}

static enum status ranking_keep(void *observer, uint64_t first, size_t n, const double *const *columns)
{
    double *co2e = observer;
    for (size_t i = 0; i < n; i++)
        co2e[first + i] = columns[0][i];
    return STATUS_OK;
}

// The emissions where the plan stands, sample by sample: what all regions are compared with.
static enum status ranking_stand(struct ranking_state *state, struct arena *arena)
{
    const struct ranking_options *options = state->options;
    struct forecast *base = &state->base;
    const struct forecast_options made = {.seed = options->seed, .design = options->design};
    struct forecast_source source;
    struct ensemble ensemble;
    enum status status = forecast_init(base, arena, state->plan, &state->tally, &made);
    if (status != STATUS_OK || options->samples == 1 || isnan(base->point[METRIC_CO2E_KG]))
        return status;
    state->base_co2e = calloc(options->samples, sizeof *state->base_co2e);
    if (!state->base_co2e)
        return STATUS_NO_MEMORY;
    for (uint64_t i = 0; i < options->samples; i++)
        state->base_co2e[i] = base->point[METRIC_CO2E_KG];
    for (int id = 0; id < METRIC_COUNT; id++)
        base->varies[id] = base->varies[id] && id == METRIC_CO2E_KG;
    forecast_source_init(&source, base, false);
    if (!source.metric_count)
        return STATUS_OK;
    const struct ensemble_options ensemble_options = {.samples = options->samples,
                                                      .threads = options->threads,
                                                      .kernel = base->options.kernel,
                                                      .observer = state->base_co2e,
                                                      .keep = ranking_keep};
    status = ensemble_run(&source.source, &ensemble_options, &ensemble);
    ensemble_free(&ensemble);
    return status;
}

// ---- all of them -------------------------------------------------------------------------------

// Which metrics follow a region: those that read an input that some region states.
static uint64_t ranking_metrics(const struct ranking_state *state)
{
    const struct ranking *ranking = state->ranking;
    uint64_t stated = 0, metrics = state->options->metrics | UINT64_C(1) << METRIC_CO2E_KG;
    for (size_t i = 0; i < ranking->count; i++)
        for (int id = 0; id < INPUT_COUNT; id++)
            if (ranking->entries[i].region.inputs.values[id].origin != INPUT_UNSET)
                stated |= UINT64_C(1) << id;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (estimate_reads(&state->tally, (enum metric_id)id) & stated)
            metrics |= UINT64_C(1) << id;
    return metrics;
}

static bool ranking_knows(const struct ranking *ranking, int id)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (!isnan(ranking->entries[i].metrics[id].point))
            return true;
    return false;
}

static void ranking_settle(const struct ranking_state *state)
{
    struct ranking *ranking = state->ranking;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (((state->metrics >> id) & 1u) && ranking_knows(ranking, id))
            ranking->metrics |= UINT64_C(1) << id;
    ranking->money = ranking_order_varies(ranking, METRIC_CLOUD_USD)     ? METRIC_CLOUD_USD
                     : (ranking->metrics >> METRIC_ELECTRICITY_USD) & 1u ? METRIC_ELECTRICITY_USD
                                                                         : METRIC_COUNT;
}

enum status ranking_run(struct arena *arena, const struct plan *plan, const struct region *regions, size_t count,
                        const struct ranking_options *options, struct ranking *ranking)
{
    struct ranking_state state = {.ranking = ranking, .options = options, .plan = plan};
    uint64_t done = 0;
    *ranking = (struct ranking){.samples = options->samples};
    tally_compile(plan, &state.tally);
    enum status status = ranking_enter(arena, plan, regions, count, options->own_is_apart, ranking);
    if (status == STATUS_OK)
        status = ranking_stand(&state, arena);
    if (status == STATUS_OK) {
        const struct pool_job job = {.context = &state,
                                     .task_count = ranking->count,
                                     .begin = ranking_begin,
                                     .end = ranking_end,
                                     .work = ranking_work,
                                     .take = ranking_take};
        state.metrics = ranking_metrics(&state);
        status = pool_run(&job, options->threads ? options->threads : pool_threads(), &done);
    }
    free(state.base_co2e);
    ranking->is_partial = status == STATUS_OK && done < ranking->count;
    if (status != STATUS_OK || ranking->is_partial)
        return status;
    ranking_settle(&state);
    return ranking_order_front(ranking);
}
