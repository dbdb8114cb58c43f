#include "uncertainty/sweep_station.h"

#include <string.h>

void sweep_station_init(struct sweep_station *station)
{
    *station = (struct sweep_station){.reading = UINT64_MAX};
    arena_init(&station->arena);
    arena_init(&station->work);
    diag_init(&station->diag);
}

void sweep_station_free(struct sweep_station *station)
{
    arena_free(&station->arena);
    arena_free(&station->work);
    diag_free(&station->diag);
}

uint64_t sweep_station_reading(const struct sweep *sweep, const uint64_t *at)
{
    uint64_t reading = 0;
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].kind != SWEEP_INPUT)
            reading = reading * sweep->axes[i].count + at[i];
    return reading;
}

// The option or setting that one axis is, at one of its values.
static void sweep_station_option(const struct sweep_axis *axis, uint64_t at, const char *text,
                                 struct plan_setting *settings, struct plan_options *options)
{
    switch (axis->kind) {
    case SWEEP_MODEL:
        options->model = text;
        return;
    case SWEEP_HARDWARE:
        options->hardware = text;
        return;
    case SWEEP_REGION:
        options->region = text;
        return;
    case SWEEP_DEVICES:
        options->devices = (int64_t)sweep_axis_number(axis, at);
        return;
    case SWEEP_SIZE:
    case SWEEP_INPUT:
    case SWEEP_AXIS_COUNT:
        break;
    }
    settings[options->setting_count++] =
        (struct plan_setting){.name = axis->name, .value = text, .option = SWEEP_AXIS_OPTION};
}

enum status sweep_station_options(const struct sweep *sweep, const uint64_t *at, struct arena *arena,
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
        uint64_t value = axis->kind == SWEEP_INPUT ? 0 : at[i];
        const char *text = sweep_axis_text(axis, value, arena);
        if (!text)
            return STATUS_NO_MEMORY;
        sweep_station_option(axis, value, text, settings, options);
    }
    return STATUS_OK;
}

enum status sweep_station_open(const struct sweep *sweep, const uint64_t *at, struct sweep_station *station)
{
    struct plan_options options;
    station->reading = UINT64_MAX;
    arena_free(&station->arena);
    arena_init(&station->arena);
    diag_free(&station->diag);
    diag_init(&station->diag);
    station->catalog = (struct catalog){
        .arena = &station->arena, .diag = &station->diag, .data_folder = sweep->data_folder, .is_value = dist_is_value};
    station->reader = (struct reader){.arena = &station->arena, .diag = &station->diag};
    enum status status = sweep_station_options(sweep, at, &station->arena, &options);
    if (status == STATUS_OK)
        status = plan_open(&station->reader, &station->catalog, sweep->plan, &options, &station->plan);
    if (status != STATUS_OK)
        return status;
    tally_compile(&station->plan, &station->tally);
    station->reading = sweep_station_reading(sweep, at);
    return STATUS_OK;
}

void sweep_station_put(const struct sweep *sweep, const uint64_t *at, struct plan *plan)
{
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].kind == SWEEP_INPUT)
            plan->inputs.values[sweep->axes[i].input] = sweep_axis_input(&sweep->axes[i], at[i]);
}

// Whether a forecast made for one point does for another: no input varies there in another way.
static bool sweep_station_draws_alike(const struct sweep *sweep, const uint64_t *a, const uint64_t *b)
{
    for (size_t i = 0; i < sweep->axis_count; i++)
        if (sweep->axes[i].is_drawn && a[i] != b[i])
            return false;
    return true;
}

enum status sweep_station_settle(const struct sweep *sweep, const uint64_t *at, struct sweep_station *station)
{
    bool opens = station->reading != sweep_station_reading(sweep, at);
    enum status status = opens ? sweep_station_open(sweep, at, station) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    sweep_station_put(sweep, at, &station->plan);
    if (opens || !sweep_station_draws_alike(sweep, at, station->at)) {
        const struct forecast_options options = {
            .seed = (uint64_t)(sweep->seed >= 0 ? sweep->seed : station->plan.seed), .design = sweep->design};
        arena_free(&station->work);
        arena_init(&station->work);
        status = forecast_init(&station->forecast, &station->work, &station->plan, &station->tally, &options);
    } else
        forecast_repoint(&station->forecast);
    if (status != STATUS_OK) {
        station->reading = UINT64_MAX; // what is there is of no point
        return status;
    }
    memcpy(station->at, at, sweep->axis_count * sizeof *at);
    for (int id = 0; id < METRIC_COUNT && sweep->metrics; id++)
        station->forecast.varies[id] = station->forecast.varies[id] && ((sweep->metrics >> id) & 1u);
    forecast_source_init(&station->source, &station->forecast, false);
    return STATUS_OK;
}
