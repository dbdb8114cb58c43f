#include "uncertainty/goal_search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/pool.h"

// Scales that agree so far are the same answer: then fewer devices give it.
static const double goal_search_near = 0.99;

struct goal_search_state {
    const struct goal_search_options *options;
    struct goal_search *search;
    struct goal_spot reference; // regions are asked there
};

// ---- one candidate ---------------------------------------------------------------------------

struct goal_spot goal_search_spot(const struct goal_search_options *options, const struct goal_search *search,
                                  size_t candidate)
{
    const struct goal_candidate *of = &search->candidates[candidate];
    return (struct goal_spot){.device = of->device == SIZE_MAX ? NULL : &options->devices[of->device],
                              .devices = of->device == SIZE_MAX ? 0 : of->devices,
                              .region = options->region_count ? &options->regions[search->region_order[0]] : NULL};
}

static void goal_search_model(const struct goal_search_options *options, const struct goal_station *station,
                              struct goal_candidate *candidate)
{
    const struct programme *programme = &station->programme;
    const size_t final = programme->work[programme->final_item].plans[0];
    const struct plan *plan = &programme->plans[final];
    double own = programme->tallies[final].training_flop, scale = candidate->model_scale;
    candidate->parameters = (double)NAN;
    for (size_t m = 0; m < options->ladder->count; m++)
        if (options->ladder->models[m].scale <= scale && goal_model_fits(plan, &options->ladder->models[m]))
            candidate->model = m;
    if (!(options->ratio > 0))
        return;
    double room = goal_model_room(plan);
    candidate->parameters = goal_model_parameters(own * scale, options->ratio);
    candidate->by_memory = candidate->parameters > room;
    if (!candidate->by_memory)
        return;
    candidate->parameters = room;
    candidate->model_scale = goal_model_flop(room, options->ratio) / own;
}

static enum status goal_search_ask(const struct goal_search_options *options, struct goal_station *station,
                                   struct goal_candidate *candidate)
{
    const struct goal *goal = options->goal;
    struct goal_samples *none = &station->samples[0], *all = &station->samples[1];
    enum status status = goal_station_sample(station, NULL, 1, all);
    if (status != STATUS_OK)
        return status;
    goal_figures_of(goal, all, station->room, &candidate->figures);
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        if (!isinf(goal->most[limit]) && isnan(candidate->figures.needs[limit]))
            snprintf(candidate->why_not, sizeof candidate->why_not, "its %s is not known",
                     goal_limit_row((enum goal_limit)limit)->words);
    bool is_possible = !candidate->why_not[0];
    if (is_possible && !station->final_lacks && (options->asked & GOAL_TRIALS)) {
        status = goal_station_sample(station, goal->searched, 0, none);
        if (status == STATUS_OK)
            candidate->trials_scale = goal_largest(goal, none, all, station->room, &candidate->trials_by);
    }
    if (is_possible && status == STATUS_OK && (options->asked & GOAL_MODEL)) {
        status = goal_station_sample(station, goal->trained, 0, none);
        if (status == STATUS_OK) {
            candidate->model_scale = goal_largest(goal, none, all, station->room, &candidate->model_by);
            goal_search_model(options, station, candidate);
        }
    }
    if (is_possible && station->final_lacks)
        snprintf(candidate->why_not, sizeof candidate->why_not, "%s", station->final_lacks);
    return status;
}

bool goal_search_is_better(const struct goal *goal, const struct goal_candidate *a, const struct goal_candidate *b)
{
    int order = goal_figures_compare(goal, &a->figures, &b->figures);
    return order ? order < 0 : a->devices < b->devices;
}

// ---- tasks -----------------------------------------------------------------------------------

static enum status goal_search_begin(void *context, void **scratch)
{
    const struct goal_search_state *state = context;
    struct goal_station *station = calloc(1, sizeof *station);
    *scratch = station;
    return station ? goal_station_init(station, state->options->goal) : STATUS_NO_MEMORY;
}

static void goal_search_end(void *context, void *scratch)
{
    (void)context;
    if (scratch)
        goal_station_free(scratch);
    free(scratch);
}

static enum status goal_search_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct goal_search_state *state = context;
    struct goal_candidate *candidate = &state->search->candidates[task];
    const struct goal_spot spot = goal_search_spot(state->options, state->search, (size_t)task);
    const char *obstacle = NULL;
    (void)result;
    enum status status = goal_station_move(scratch, &spot, &obstacle);
    if (status == STATUS_OK && obstacle)
        snprintf(candidate->why_not, sizeof candidate->why_not, "%s", obstacle);
    return status != STATUS_OK || obstacle ? status : goal_search_ask(state->options, scratch, candidate);
}

static enum status goal_search_region(void *context, void *scratch, uint64_t task, void *result)
{
    const struct goal_search_state *state = context;
    struct goal_station *station = scratch;
    struct goal_spot spot = state->reference;
    const char *obstacle = NULL;
    (void)result;
    spot.region = &state->options->regions[task];
    enum status status = goal_station_move(station, &spot, &obstacle);
    if (status == STATUS_OK)
        status = goal_station_sample(station, NULL, 1, &station->samples[1]);
    if (status == STATUS_OK)
        goal_figures_of(state->options->goal, &station->samples[1], station->room, &state->search->regions[task]);
    return status;
}

static enum status goal_search_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct goal_search_state *state = context;
    const struct goal_search_options *options = state->options;
    (void)result;
    *stop = options->tick && !options->tick(options->observer, task + 1, state->search->candidate_count);
    return STATUS_OK;
}

static enum status goal_search_pool(struct goal_search_state *state, uint64_t count, bool is_regions)
{
    const struct pool_job job = {.context = state,
                                 .task_count = count,
                                 .begin = goal_search_begin,
                                 .end = goal_search_end,
                                 .work = is_regions ? goal_search_region : goal_search_work,
                                 .take = is_regions ? NULL : goal_search_take};
    uint64_t done = 0;
    enum status status = pool_run(&job, state->options->threads ? state->options->threads : pool_threads(), &done);
    state->search->is_partial = status == STATUS_OK && done < count;
    return status;
}

// ---- regions ---------------------------------------------------------------------------------

// The first candidate that runs: as the programme says, or most of a device, so that time plays the least part.
static enum status goal_search_refer(struct goal_search_state *state, struct goal_station *station)
{
    const struct goal_search_options *options = state->options;
    struct goal_search *search = state->search;
    const size_t own = options->with_own, each = options->count_count;
    const char *obstacle = "";
    search->reference = SIZE_MAX;
    for (size_t i = 0; i < search->candidate_count && obstacle; i++) {
        size_t at = i < own ? i : own + (i - own) / each * each + (each - 1 - (i - own) % each);
        const struct goal_spot spot = goal_search_spot(options, search, at);
        enum status status = goal_station_move(station, &spot, &obstacle);
        if (status != STATUS_OK)
            return status;
        if (!obstacle)
            search->reference = at;
    }
    return STATUS_OK;
}

static enum status goal_search_regions(struct goal_search_state *state)
{
    const struct goal_search_options *options = state->options;
    struct goal_search *search = state->search;
    for (size_t i = 0; i < options->region_count; i++)
        search->region_order[i] = i;
    if (options->region_count < 2 || search->reference == SIZE_MAX)
        return STATUS_OK;
    state->reference = goal_search_spot(options, search, search->reference);
    enum status status = goal_search_pool(state, options->region_count, true);
    // Put in one by one, in their order: ties stay as they were given.
    for (size_t i = 1; i < options->region_count && status == STATUS_OK; i++)
        for (size_t j = i; j > 0; j--) {
            size_t *a = &search->region_order[j - 1], *b = &search->region_order[j], kept = *a;
            if (goal_figures_compare(options->goal, &search->regions[*a], &search->regions[*b]) <= 0)
                break;
            *a = *b;
            *b = kept;
        }
    return status;
}

// ---- answers ---------------------------------------------------------------------------------

// The candidate with the largest value; of those that are nearly as large the one with the fewest devices.
static size_t goal_search_most(const struct goal_search *search, double (*value)(const struct goal_candidate *))
{
    double most = 0;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < search->candidate_count; i++)
        most = fmax(most, value(&search->candidates[i])); // fmax leaves NaN out
    for (size_t i = 0; i < search->candidate_count && most > 0; i++) {
        const struct goal_candidate *candidate = &search->candidates[i];
        if (value(candidate) >= goal_search_near * most &&
            (best == SIZE_MAX || candidate->devices < search->candidates[best].devices))
            best = i;
    }
    return best;
}

static double goal_search_trials(const struct goal_candidate *candidate)
{
    return candidate->trials_scale;
}

static double goal_search_models(const struct goal_candidate *candidate)
{
    return candidate->model_scale;
}

static double goal_search_named(const struct goal_candidate *candidate)
{
    return candidate->model == SIZE_MAX ? 0 : (double)(candidate->model + 1);
}

// A scale from straight lines, made exact where luck with failures bends them: bisection on the share of the samples.
static enum status goal_search_refine(struct goal_station *station, const bool *scaled, double *scale)
{
    const struct goal *goal = station->goal;
    double low = 0, high = 4 * *scale;
    bool bends = false;
    for (size_t i = 0; i < station->programme.plan_count; i++)
        bends = bends || station->programme.tallies[i].has_losses;
    enum status status = STATUS_OK;
    while (bends && isfinite(high) && high - low > 1e-4 * *scale && status == STATUS_OK) {
        double middle = (low + high) / 2;
        status = goal_station_sample(station, scaled, middle, &station->samples[1]);
        bool meets = goal_share(goal, &station->samples[1]) * (double)goal->samples >= (double)goal_needed(goal);
        low = meets ? middle : low;
        high = meets ? high : middle;
    }
    *scale = bends && isfinite(high) ? low : *scale;
    return status;
}

static enum status goal_search_answer(const struct goal_search_state *state, struct goal_station *station,
                                      size_t candidate, const bool *scaled, double scale, bool is_free,
                                      struct goal_answer *answer)
{
    const char *obstacle = NULL;
    *answer = (struct goal_answer){.candidate = candidate, .scale = scale};
    if (candidate == SIZE_MAX || !(scale > 0))
        return STATUS_OK;
    const struct goal_spot spot = goal_search_spot(state->options, state->search, candidate);
    enum status status = goal_station_move(station, &spot, &obstacle);
    if (status == STATUS_OK && is_free)
        status = goal_search_refine(station, scaled, &answer->scale);
    if (status == STATUS_OK)
        status =
            goal_station_sample(station, scaled, isfinite(answer->scale) ? answer->scale : 1, &station->samples[1]);
    if (status == STATUS_OK)
        goal_figures_of(state->options->goal, &station->samples[1], station->room, &answer->figures);
    return status;
}

static enum status goal_search_answers(const struct goal_search_state *state, struct goal_station *station)
{
    const struct goal_search_options *options = state->options;
    struct goal_search *search = state->search;
    const struct goal *goal = options->goal;
    for (size_t i = 0; i < search->candidate_count; i++)
        if (!search->candidates[i].why_not[0] &&
            (search->nearest == SIZE_MAX ||
             goal_search_is_better(goal, &search->candidates[i], &search->candidates[search->nearest])))
            search->nearest = i;
    if (search->nearest != SIZE_MAX && goal_figures_meet(goal, &search->candidates[search->nearest].figures))
        search->cheapest = (struct goal_answer){
            .candidate = search->nearest, .scale = 1, .figures = search->candidates[search->nearest].figures};
    size_t trials = goal_search_most(search, goal_search_trials), model = goal_search_most(search, goal_search_models),
           named = goal_search_most(search, goal_search_named);
    // A name is larger than the one before it by one, however large: nearly as large is not enough.
    for (size_t i = 0; i < search->candidate_count && named != SIZE_MAX; i++) {
        const struct goal_candidate *a = &search->candidates[i], *b = &search->candidates[named];
        double by = goal_search_named(a) - goal_search_named(b);
        if (by > 0 || (!(by < 0) && a->devices < b->devices))
            named = i;
    }
    enum status status =
        goal_search_answer(state, station, trials, goal->searched,
                           trials == SIZE_MAX ? 0 : search->candidates[trials].trials_scale, true, &search->trials);
    if (status == STATUS_OK)
        status = goal_search_answer(state, station, model, goal->trained,
                                    model == SIZE_MAX ? 0 : search->candidates[model].model_scale,
                                    model != SIZE_MAX && !search->candidates[model].by_memory, &search->model);
    if (status == STATUS_OK)
        status =
            goal_search_answer(state, station, named, goal->trained,
                               named == SIZE_MAX ? 0 : options->ladder->models[search->candidates[named].model].scale,
                               false, &search->named);
    return status;
}

// ---- all of it -------------------------------------------------------------------------------

static enum status goal_search_enter(struct arena *arena, const struct goal_search_options *options,
                                     struct goal_search *search)
{
    const struct goal_answer none = {.candidate = SIZE_MAX};
    const struct goal *goal = options->goal;
    const struct programme *programme = goal->programme;
    *search = (struct goal_search){.candidate_count = options->with_own + options->device_count * options->count_count,
                                   .cheapest = none,
                                   .trials = none,
                                   .model = none,
                                   .named = none,
                                   .nearest = SIZE_MAX};
    search->candidates = arena_array(arena, search->candidate_count + 1, sizeof *search->candidates);
    search->regions = arena_array(arena, options->region_count + 1, sizeof *search->regions);
    search->region_order = arena_array(arena, options->region_count + 1, sizeof *search->region_order);
    if (!search->candidates || !search->regions || !search->region_order)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < options->region_count; i++)
        search->regions[i].share = (double)NAN;
    for (size_t i = 0; i < search->candidate_count; i++) {
        struct goal_candidate *candidate = &search->candidates[i];
        *candidate = (struct goal_candidate){.device = SIZE_MAX,
                                             .model = SIZE_MAX,
                                             .figures.share = (double)NAN,
                                             .trials_scale = (double)NAN,
                                             .model_scale = (double)NAN,
                                             .parameters = (double)NAN};
        size_t at = i - options->with_own;
        for (size_t plan = 0; i < options->with_own && plan < programme->plan_count; plan++)
            if (programme->plans[plan].devices > candidate->devices)
                candidate->devices = programme->plans[plan].devices;
        if (i >= options->with_own) {
            candidate->device = at / options->count_count;
            candidate->devices = options->counts[at % options->count_count];
        }
    }
    return STATUS_OK;
}

enum status goal_search_run(struct arena *arena, const struct goal_search_options *options, struct goal_search *search)
{
    struct goal_search_state state = {.options = options, .search = search};
    struct goal_station station;
    enum status status = goal_search_enter(arena, options, search);
    if (status != STATUS_OK)
        return status;
    status = goal_station_init(&station, options->goal);
    if (status == STATUS_OK)
        status = goal_search_refer(&state, &station);
    if (status == STATUS_OK)
        status = goal_search_regions(&state);
    if (status == STATUS_OK)
        status = goal_search_pool(&state, search->candidate_count, false);
    if (status == STATUS_OK && !search->is_partial)
        status = goal_search_answers(&state, &station);
    goal_station_free(&station);
    return status;
}
