#include "uncertainty/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "uncertainty/pool.h"

// What one thread keeps: the plan as read for the structural values that it met last.
struct sweep_station {
    struct arena arena, work; // of the plan; of the forecast, made anew where a swept input is a distribution
    struct diag diag;
    struct catalog catalog;
    struct reader reader;
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_source source;
    uint64_t combination; // UINT64_MAX: none yet
};

struct sweep_state {
    const struct sweep *sweep;
    const struct sweep_sink *sink;
    int inner_threads;
    bool draws_axes; // some value of some axis is a distribution
};

uint64_t sweep_points(const struct sweep_axis *axes, size_t axis_count)
{
    uint64_t points = 1;
    for (size_t i = 0; i < axis_count; i++)
        points = axes[i].count > UINT64_MAX / points ? UINT64_MAX : points * axes[i].count;
    return points;
}

static uint64_t sweep_combinations(const struct sweep *sweep)
{
    uint64_t count = 1;
    for (size_t i = 0; i < sweep->axis_count; i++)
        count *= sweep->axes[i].kind != SWEEP_INPUT ? sweep->axes[i].count : 1;
    return count;
}

// Which value of each axis a point has; structural alone: of a combination, the others at their first.
static void sweep_locate(const struct sweep *sweep, uint64_t point, bool structural, uint64_t *at)
{
    for (size_t i = sweep->axis_count; i-- > 0;) {
        bool counts = !structural || sweep->axes[i].kind != SWEEP_INPUT;
        at[i] = counts ? point % sweep->axes[i].count : 0;
        point = counts ? point / sweep->axes[i].count : point;
    }
}

static uint64_t sweep_combination(const struct sweep *sweep, const uint64_t *at)
{
    uint64_t combination = 0;
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].kind != SWEEP_INPUT)
            combination = combination * sweep->axes[i].count + at[i];
    return combination;
}

enum status sweep_check_axes(const struct reader *reader, const struct sweep_axis *axes, size_t axis_count)
{
    for (size_t i = 0; i < axis_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(axes[i].name, axes[j].name) == 0)
                return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: this axis is given twice",
                                  axes[i].name);
    double points = 1;
    for (size_t i = 0; i < axis_count; i++)
        points *= (double)axes[i].count;
    return points <= (double)SWEEP_POINTS_MAX
               ? STATUS_OK
               : diag_error(reader->diag, (struct mark){0}, NULL, "--over: a grid of %.4g points; at most %.4g", points,
                            (double)SWEEP_POINTS_MAX);
}

// ---- a station -------------------------------------------------------------------------------

static void sweep_station_init(struct sweep_station *station)
{
    *station = (struct sweep_station){.combination = UINT64_MAX};
    arena_init(&station->arena);
    arena_init(&station->work);
    diag_init(&station->diag);
}

static void sweep_station_free(struct sweep_station *station)
{
    arena_free(&station->arena);
    arena_free(&station->work);
    diag_free(&station->diag);
}

// The structural values, as options and settings of the plan.
static enum status sweep_options(const struct sweep *sweep, const uint64_t *at, struct arena *arena,
                                 struct plan_options *options)
{
    struct plan_setting *settings =
        arena_array(arena, sweep->options.setting_count + sweep->axis_count + 1, sizeof *settings);
    *options = sweep->options;
    if (!settings)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < options->setting_count; i++)
        settings[i] = options->settings[i];
    options->settings = settings;
    for (size_t i = 0; i < sweep->axis_count; i++) {
        const struct sweep_axis *axis = &sweep->axes[i];
        const char *text = axis->kind == SWEEP_INPUT ? "" : sweep_axis_text(axis, at[i], arena);
        if (!text)
            return STATUS_NO_MEMORY;
        if (axis->kind == SWEEP_MODEL)
            options->model = text;
        else if (axis->kind == SWEEP_HARDWARE)
            options->hardware = text;
        else if (axis->kind == SWEEP_REGION)
            options->region = text;
        else if (axis->kind == SWEEP_DEVICES)
            options->devices = (int64_t)sweep_axis_number(axis, at[i]);
        else if (axis->kind == SWEEP_SIZE)
            settings[options->setting_count++] = (struct plan_setting){.name = axis->name, .value = text};
    }
    return STATUS_OK;
}

// Reads the plan for the structural values of a point into the station's arena.
static enum status sweep_open(const struct sweep *sweep, const uint64_t *at, struct sweep_station *station)
{
    struct plan_options options;
    arena_free(&station->arena);
    arena_init(&station->arena);
    diag_free(&station->diag);
    diag_init(&station->diag);
    station->catalog = (struct catalog){
        .arena = &station->arena, .diag = &station->diag, .data_folder = sweep->data_folder, .is_value = dist_is_value};
    station->reader = (struct reader){.arena = &station->arena, .diag = &station->diag};
    enum status status = sweep_options(sweep, at, &station->arena, &options);
    return status == STATUS_OK ? plan_open(&station->reader, &station->catalog, sweep->plan, &options, &station->plan)
                               : status;
}

static void sweep_put_inputs(const struct sweep *sweep, const uint64_t *at, struct plan *plan)
{
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].kind == SWEEP_INPUT)
            plan->inputs.values[sweep->axes[i].input] = sweep_axis_input(&sweep->axes[i], at[i]);
}

// Makes the station ready for a point; what did not change since the last one is kept.
static enum status sweep_settle(const struct sweep_state *state, const uint64_t *at, struct sweep_station *station)
{
    const struct sweep *sweep = state->sweep;
    uint64_t combination = sweep_combination(sweep, at);
    bool opens = combination != station->combination;
    station->combination = UINT64_MAX;
    if (opens) {
        enum status status = sweep_open(sweep, at, station);
        if (status != STATUS_OK)
            return status;
    }
    sweep_put_inputs(sweep, at, &station->plan);
    if (opens || state->draws_axes) {
        const struct forecast_options options = {
            .seed = (uint64_t)(sweep->seed >= 0 ? sweep->seed : station->plan.seed), .design = sweep->design};
        if (opens)
            tally_compile(&station->plan, &station->tally);
        arena_free(&station->work);
        arena_init(&station->work);
        enum status status =
            forecast_init(&station->forecast, &station->work, &station->plan, &station->tally, &options);
        if (status != STATUS_OK)
            return status;
    } else
        forecast_repoint(&station->forecast);
    forecast_source_init(&station->source, &station->forecast, false);
    station->combination = combination;
    return STATUS_OK;
}

// ---- running ---------------------------------------------------------------------------------

static enum status sweep_begin(void *context, void **scratch)
{
    struct sweep_station *station = malloc(sizeof *station);
    (void)context;
    *scratch = station;
    if (station)
        sweep_station_init(station);
    return station ? STATUS_OK : STATUS_NO_MEMORY;
}

static void sweep_end(void *context, void *scratch)
{
    (void)context;
    if (scratch)
        sweep_station_free(scratch);
    free(scratch);
}

static enum status sweep_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sweep_state *state = context;
    const struct sweep *sweep = state->sweep;
    struct sweep_station *station = scratch;
    uint64_t at[SWEEP_AXES_MAX];
    struct ensemble ensemble = {.samples = 0};
    sweep_locate(sweep, task, false, at);
    enum status status = sweep_settle(state, at, station);
    uint64_t samples = sweep->samples ? sweep->samples : (uint64_t)station->plan.samples; // 0: the point alone
    bool sampled = status == STATUS_OK && samples > 1 && station->source.source.column_count;
    if (sampled) {
        const struct ensemble_options options = {.samples = samples,
                                                 .threads = state->inner_threads,
                                                 .is_replicated = sweep->design != DESIGN_RANDOM,
                                                 .quantiles = sweep->quantiles,
                                                 .quantile_count = sweep->quantile_count};
        status = ensemble_run(&station->source.source, &options, &ensemble);
    }
    const struct sweep_row row = {.sweep = sweep,
                                  .point = task,
                                  .at = at,
                                  .plan = &station->plan,
                                  .tally = &station->tally,
                                  .forecast = &station->forecast,
                                  .source = &station->source,
                                  .ensemble = sampled ? &ensemble : NULL};
    char *text = NULL;
    if (status == STATUS_OK)
        status = state->sink->describe(state->sink->context, &row, &text);
    ensemble_free(&ensemble);
    memcpy(result, &text, sizeof text);
    return status;
}

static enum status sweep_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct sweep_state *state = context;
    char *text = NULL;
    memcpy(&text, result, sizeof text);
    enum status status = state->sink->put(state->sink->context, task, text, stop);
    free(text);
    return status;
}

static void sweep_drop(void *context, const void *result)
{
    char *text = NULL;
    (void)context;
    memcpy(&text, result, sizeof text);
    free(text);
}

static bool sweep_draws_axes(const struct sweep *sweep)
{
    bool draws = false;
    double value = 0;
    for (size_t i = 0; i < sweep->axis_count; i++)
        for (uint64_t at = 0; sweep->axes[i].kind == SWEEP_INPUT && sweep->axes[i].texts && at < sweep->axes[i].count;
             at++)
            draws = draws || !dist_is_constant(&sweep->axes[i].inputs[at].dist, &value);
    return draws;
}

enum status sweep_run(const struct sweep *sweep, const struct sweep_sink *sink, uint64_t *done)
{
    int threads = sweep->threads ? sweep->threads : pool_threads();
    uint64_t points = sweep_points(sweep->axes, sweep->axis_count);
    // Few points are done one after another, each on all threads; many side by side.
    bool beside = points >= 4 * (uint64_t)threads;
    struct sweep_state state = {
        .sweep = sweep, .sink = sink, .inner_threads = beside ? 1 : threads, .draws_axes = sweep_draws_axes(sweep)};
    const struct pool_job job = {.context = &state,
                                 .task_count = points,
                                 .result_size = sizeof(char *),
                                 .begin = sweep_begin,
                                 .end = sweep_end,
                                 .work = sweep_work,
                                 .take = sweep_take,
                                 .drop = sweep_drop};
    return pool_run(&job, beside ? threads : 1, done);
}

// ---- checking --------------------------------------------------------------------------------

struct sweep_checking {
    const struct sweep *sweep;
    uint64_t first_wrong; // UINT64_MAX: none
};

static enum status sweep_check_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sweep_checking *checking = context;
    struct sweep_station *station = scratch;
    uint64_t at[SWEEP_AXES_MAX];
    sweep_locate(checking->sweep, task, true, at);
    enum status status = sweep_open(checking->sweep, at, station);
    bool wrong = status == STATUS_BAD_INPUT || status == STATUS_IO;
    memcpy(result, &wrong, sizeof wrong);
    return wrong ? STATUS_OK : status;
}

static enum status sweep_check_take(void *context, uint64_t task, const void *result, bool *stop)
{
    struct sweep_checking *checking = context;
    bool wrong = false;
    memcpy(&wrong, result, sizeof wrong);
    if (wrong && checking->first_wrong == UINT64_MAX)
        checking->first_wrong = task;
    *stop = *stop || wrong;
    return STATUS_OK;
}

enum status sweep_check(struct reader *reader, const struct sweep *sweep)
{
    struct sweep_checking checking = {.sweep = sweep, .first_wrong = UINT64_MAX};
    const struct pool_job job = {.context = &checking,
                                 .task_count = sweep_combinations(sweep),
                                 .result_size = sizeof(bool),
                                 .begin = sweep_begin,
                                 .end = sweep_end,
                                 .work = sweep_check_work,
                                 .take = sweep_check_take};
    uint64_t done = 0, at[SWEEP_AXES_MAX];
    for (size_t i = 0; i < sweep->axis_count; i++)
        for (size_t j = 0; j < sweep->options.setting_count; j++)
            if (strcmp(sweep->axes[i].name, sweep->options.settings[j].name) == 0)
                return diag_error(reader->diag, (struct mark){0}, NULL, "--over %s: it is given by --set too",
                                  sweep->axes[i].name);
    enum status status = pool_run(&job, sweep->threads ? sweep->threads : pool_threads(), &done);
    if (status != STATUS_OK || checking.first_wrong == UINT64_MAX)
        return status;
    // Once more, for the messages.
    struct plan_options options;
    struct plan plan;
    struct catalog catalog = {
        .arena = reader->arena, .diag = reader->diag, .data_folder = sweep->data_folder, .is_value = dist_is_value};
    sweep_locate(sweep, checking.first_wrong, true, at);
    status = sweep_options(sweep, at, reader->arena, &options);
    if (status == STATUS_OK)
        status = plan_open(reader, &catalog, sweep->plan, &options, &plan);
    return status == STATUS_OK ? STATUS_BAD_INPUT : status;
}
