#include "uncertainty/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "uncertainty/pool.h"
#include "uncertainty/sweep_station.h"

// A thread keeps the plans that it read last, so that a structural axis may change faster than others.
enum { SWEEP_STATIONS = 16 };

struct sweep_bench {
    struct sweep_station *stations[SWEEP_STATIONS]; // by the number of their reading; NULL: not needed yet
};

struct sweep_state {
    const struct sweep *sweep;
    const struct sweep_sink *sink;
    int inner_threads;
    bool is_over;  // a point was left undone: nothing behind it is put
    uint64_t done; // points that were put
};

static uint64_t sweep_count(const struct sweep_axis *axes, size_t axis_count, bool structural)
{
    uint64_t count = 1;
    for (size_t i = 0; i < axis_count; i++)
        if (!structural || axes[i].kind != SWEEP_INPUT)
            count = axes[i].count > UINT64_MAX / count ? UINT64_MAX : count * axes[i].count;
    return count;
}

uint64_t sweep_points(const struct sweep_axis *axes, size_t axis_count)
{
    return sweep_count(axes, axis_count, false);
}

uint64_t sweep_readings(const struct sweep_axis *axes, size_t axis_count)
{
    return sweep_count(axes, axis_count, true);
}

// Which value of each axis a point has, at[axis_count].
static void sweep_locate(const struct sweep *sweep, uint64_t point, uint64_t *at)
{
    for (size_t i = sweep->axis_count; i-- > 0; point /= sweep->axes[i].count)
        at[i] = point % sweep->axes[i].count;
}

uint64_t sweep_samples(const struct sweep *sweep, const struct plan *plan)
{
    return sweep->samples ? sweep->samples : plan->samples > 1 ? (uint64_t)plan->samples : 1;
}

static enum status sweep_begin(void *context, void **scratch)
{
    (void)context;
    *scratch = calloc(1, sizeof(struct sweep_bench));
    return *scratch ? STATUS_OK : STATUS_NO_MEMORY;
}

static void sweep_end(void *context, void *scratch)
{
    struct sweep_bench *bench = scratch;
    (void)context;
    for (size_t i = 0; bench && i < SWEEP_STATIONS; i++) {
        if (bench->stations[i])
            sweep_station_free(bench->stations[i]);
        free(bench->stations[i]);
    }
    free(bench);
}

// The station where the plan of a point may have been read already.
static struct sweep_station *sweep_find_station(const struct sweep *sweep, struct sweep_bench *bench,
                                                const uint64_t *at)
{
    struct sweep_station **station = &bench->stations[sweep_station_reading(sweep, at) % SWEEP_STATIONS];
    if (!*station && (*station = malloc(sizeof **station)))
        sweep_station_init(*station);
    return *station;
}

struct sweep_watch {
    const struct sweep_sink *sink;
};

static bool sweep_tick(void *observer, uint64_t done, uint64_t total)
{
    const struct sweep_watch *watch = observer;
    (void)done;
    (void)total;
    return !watch->sink->goes_on || watch->sink->goes_on(watch->sink->context);
}

static enum status sweep_sample(const struct sweep_state *state, const struct sweep_station *station,
                                struct ensemble *ensemble)
{
    const struct sweep *sweep = state->sweep;
    struct sweep_watch watch = {.sink = state->sink};
    const struct ensemble_options options = {.samples = sweep_samples(sweep, &station->plan),
                                             .threads = state->inner_threads,
                                             .is_replicated = sweep->design != DESIGN_RANDOM,
                                             .quantiles = sweep->quantiles,
                                             .quantile_count = sweep->quantile_count,
                                             .observer = &watch,
                                             .tick = sweep_tick};
    return ensemble_run(&station->source.source, &options, ensemble);
}

static enum status sweep_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sweep_state *state = context;
    uint64_t at[SWEEP_AXES_MAX];
    struct ensemble ensemble = {.samples = 0};
    struct sweep_text text = {.text = NULL};
    sweep_locate(state->sweep, task, at);
    struct sweep_station *station = sweep_find_station(state->sweep, scratch, at);
    enum status status = station ? sweep_station_settle(state->sweep, at, station) : STATUS_NO_MEMORY;
    bool sampled = status == STATUS_OK && sweep_samples(state->sweep, &station->plan) > 1 &&
                   station->source.source.column_count > 0;
    if (sampled)
        status = sweep_sample(state, station, &ensemble);
    if (status == STATUS_OK && !ensemble.is_partial) { // a part of its samples is no point of the grid
        const struct sweep_row row = {.sweep = state->sweep,
                                      .point = task,
                                      .at = at,
                                      .plan = &station->plan,
                                      .tally = &station->tally,
                                      .forecast = &station->forecast,
                                      .source = &station->source,
                                      .ensemble = sampled ? &ensemble : NULL};
        status = state->sink->describe(state->sink->context, &row, &text);
    }
    ensemble_free(&ensemble);
    memcpy(result, &text, sizeof text);
    return status;
}

static enum status sweep_take(void *context, uint64_t task, const void *result, bool *stop)
{
    struct sweep_state *state = context;
    struct sweep_text text;
    memcpy(&text, result, sizeof text);
    state->is_over = state->is_over || !text.text;
    bool enough = state->is_over; // once said, it is not unsaid by the points that were begun before
    enum status status = state->is_over ? STATUS_OK : state->sink->put(state->sink->context, task, &text, &enough);
    *stop = *stop || enough;
    state->done += status == STATUS_OK && !state->is_over;
    free(text.text);
    return status;
}

static void sweep_drop(void *context, const void *result)
{
    struct sweep_text text;
    (void)context;
    memcpy(&text, result, sizeof text);
    free(text.text);
}

// Few points are done one after another, each on all threads; many side by side, unless their samples would not fit.
static bool sweep_is_beside(const struct sweep *sweep, uint64_t points, int threads)
{
    uint64_t kept = sweep->samples * METRIC_COUNT * sizeof(double);
    return points >= 4 * (uint64_t)threads && kept * (uint64_t)threads <= ENSEMBLE_KEPT_BYTES;
}

enum status sweep_run(const struct sweep *sweep, const struct sweep_sink *sink, uint64_t *done)
{
    int threads = sweep->threads ? sweep->threads : pool_threads();
    uint64_t points = sweep_points(sweep->axes, sweep->axis_count), taken = 0;
    bool beside = sweep_is_beside(sweep, points, threads);
    struct sweep_state state = {.sweep = sweep, .sink = sink, .inner_threads = beside ? 1 : threads};
    const struct pool_job job = {.context = &state,
                                 .task_count = points,
                                 .result_size = sizeof(struct sweep_text),
                                 .begin = sweep_begin,
                                 .end = sweep_end,
                                 .work = sweep_work,
                                 .take = sweep_take,
                                 .drop = sweep_drop};
    enum status status = pool_run(&job, beside ? threads : 1, &taken);
    *done = state.done;
    return status;
}
