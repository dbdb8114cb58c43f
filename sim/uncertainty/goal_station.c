#include "uncertainty/goal_station.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/projection_block.h"

enum { GOAL_STATION_BLOCK = 256 };

enum status goal_station_init(struct goal_station *station, const struct goal *goal)
{
    *station = (struct goal_station){.goal = goal};
    arena_init(&station->arena);
    station->memory = calloc((2 * GOAL_LIMITS + 1) * goal->samples, sizeof *station->memory);
    if (!station->memory)
        return STATUS_NO_MEMORY;
    enum status status = projection_luck_init(&station->luck, goal->programme, goal->samples);
    if (status != STATUS_OK)
        return status;
    double *at = station->memory;
    for (size_t which = 0; which < 2; which++)
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++, at += goal->samples)
            station->samples[which].of[limit] = at;
    station->room = at;
    return STATUS_OK;
}

void goal_station_free(struct goal_station *station)
{
    arena_free(&station->arena);
    projection_luck_free(&station->luck);
    free(station->memory);
    station->memory = NULL;
}

// One plan, moved; NULL where it can run there. *lacks: that it does not fit, or NULL.
static const char *goal_station_plan(struct arena *arena, const struct plan *from, const struct goal_spot *spot,
                                     struct plan *to, struct tally *tally, const char **lacks)
{
    struct plan elsewhere = *from;
    enum plan_obstacle obstacle = PLAN_NO_OBSTACLE;
    *lacks = NULL;
    if (spot->region)
        plan_move(from, spot->region, &elsewhere);
    if (spot->devices)
        obstacle = plan_equip(&elsewhere, spot->device, spot->devices, to);
    else
        *to = elsewhere;
    if (obstacle != PLAN_NO_OBSTACLE)
        return plan_obstacle_words(obstacle);
    tally_compile(to, tally);
    double lack = fit_lacks(to, &tally->fit);
    if (lack > 0)
        *lacks = arena_format(arena, "%.40s lacks %.3g GiB on each device", to->model.name, lack / 0x1p30);
    return NULL;
}

// Whether only the final runs are of a plan.
static bool goal_station_is_final(const struct programme *programme, size_t plan)
{
    bool any = false;
    for (size_t i = 0; i < programme->work_count; i++) {
        const struct work *work = &programme->work[i];
        for (size_t g = 0; work->kind == WORK_RUNS && g < work->search.group_count; g++) {
            if (work->plans[g] == plan && i != programme->final_item)
                return false;
            any = any || work->plans[g] == plan;
        }
    }
    return any;
}

enum status goal_station_move(struct goal_station *station, const struct goal_spot *spot, const char **obstacle)
{
    const struct programme *from = station->goal->programme;
    struct programme *to = &station->programme;
    arena_free(&station->arena);
    arena_init(&station->arena);
    *obstacle = station->final_lacks = NULL;
    *to = *from;
    to->plans = arena_array(&station->arena, from->plan_count + 1, sizeof *to->plans);
    to->tallies = arena_array(&station->arena, from->plan_count + 1, sizeof *to->tallies);
    if (!to->plans || !to->tallies)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < from->plan_count && !*obstacle; i++) {
        const char *lacks = NULL;
        *obstacle = goal_station_plan(&station->arena, &from->plans[i], spot, &to->plans[i], &to->tallies[i], &lacks);
        if (lacks && goal_station_is_final(from, i))
            station->final_lacks = lacks;
        else if (lacks)
            *obstacle = lacks;
    }
    return STATUS_OK;
}

// The work with the runs of some items more or fewer.
static enum status goal_station_scale(struct goal_station *station, const bool *scaled, double scale,
                                      struct programme *programme)
{
    struct work *work = arena_array(&station->arena, programme->work_count + 1, sizeof *work);
    if (!work)
        return STATUS_NO_MEMORY;
    memcpy(work, programme->work, programme->work_count * sizeof *work);
    for (size_t i = 0; i < programme->work_count; i++) {
        if (!scaled[i] || work[i].kind != WORK_RUNS)
            continue;
        double *scales = arena_array(&station->arena, work[i].search.group_count + 1, sizeof *scales);
        if (!scales)
            return STATUS_NO_MEMORY;
        for (size_t g = 0; g < work[i].search.group_count; g++)
            scales[g] = programme->work[i].scales[g] * scale;
        work[i].scales = scales;
    }
    programme->work = work;
    return STATUS_OK;
}

// Nothing else has to be computed of the plans: what no limit and no item asks for stands at its point.
static void goal_station_narrow(struct projection *projection)
{
    bool wanted[METRIC_COUNT] = {[METRIC_TIME_H] = true, [METRIC_ENERGY_KWH] = true, [METRIC_CO2E_KG] = true};
    wanted[programme_pay_metric(projection->programme->pay)] = true;
    for (size_t i = 0; i < projection->programme->plan_count; i++)
        for (size_t id = 0; id < METRIC_COUNT; id++)
            projection->forecasts[i].varies[id] = projection->forecasts[i].varies[id] && wanted[id];
}

enum status goal_station_sample(struct goal_station *station, const bool *scaled, double scale,
                                const struct goal_samples *samples)
{
    const struct goal *goal = station->goal;
    struct programme programme = station->programme;
    struct projection projection;
    struct projection_block_scratch *scratch = calloc(1, sizeof *scratch);
    enum status status = scratch ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK && scaled)
        status = goal_station_scale(station, scaled, scale, &programme);
    if (status == STATUS_OK)
        status = projection_init(&projection, &station->arena, &programme, goal->seed);
    if (status == STATUS_OK) {
        projection.luck = &station->luck;
        goal_station_narrow(&projection);
        status = projection_block_begin(scratch, &projection, GOAL_STATION_BLOCK);
    }
    for (size_t first = 0; first < goal->samples && status == STATUS_OK; first += GOAL_STATION_BLOCK) {
        size_t n = goal->samples - first < GOAL_STATION_BLOCK ? goal->samples - first : GOAL_STATION_BLOCK;
        projection_block(&projection, scratch, goal->samples == 1, first, n);
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
            const size_t quantity = goal_limit_row((enum goal_limit)limit)->quantity;
            const double *from = projection_block_column(scratch, projection.total, quantity);
            const bool is_known = isfinite(projection.entries[projection.total].point[quantity]);
            double factor = limit == GOAL_BUDGET ? 1 + programme.contingency : 1;
            for (size_t i = 0; i < n; i++)
                samples->of[limit][first + i] = is_known ? from[i] * factor : (double)NAN;
        }
    }
    if (scratch)
        projection_block_end(scratch);
    free(scratch);
    return status;
}
