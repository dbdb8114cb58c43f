#include "uncertainty/goal.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const struct goal_limit_row goal_limit_rows[GOAL_LIMITS] = {
#define GOAL_LIMIT_ROW(id, word, quantity_id, dimension_id, unit_text, example_text, words_text)                       \
    [id] = {.name = #word,                                                                                             \
            .unit = unit_text,                                                                                         \
            .example = example_text,                                                                                   \
            .words = words_text,                                                                                       \
            .quantity = quantity_id,                                                                                   \
            .dimension = dimension_id},
    GOAL_LIMIT_ROWS(GOAL_LIMIT_ROW)
#undef GOAL_LIMIT_ROW
};

// What a scale brings up to a limit may come out above it in the last digit.
static const double goal_rounding = 1 + 1e-12;

const struct goal_limit_row *goal_limit_row(enum goal_limit limit)
{
    return &goal_limit_rows[limit];
}

enum status goal_init(struct goal *goal, struct arena *arena, const struct programme *programme)
{
    *goal = (struct goal){.programme = programme, .samples = 1, .probability = 0.5};
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        goal->most[limit] = (double)INFINITY;
    goal->searched = arena_array(arena, programme->work_count + 1, sizeof *goal->searched);
    goal->trained = arena_array(arena, programme->work_count + 1, sizeof *goal->trained);
    if (!goal->searched || !goal->trained)
        return STATUS_NO_MEMORY;
    bool any = false;
    for (size_t i = 0; i < programme->work_count; i++) {
        goal->searched[i] = programme->work[i].kind == WORK_RUNS && programme->work[i].search.kind;
        any = any || goal->searched[i];
        goal->trained[i] = i == programme->final_item;
    }
    for (size_t i = 0; i < programme->work_count && !any; i++)
        goal->searched[i] = programme->work[i].kind == WORK_RUNS;
    return STATUS_OK;
}

// p n, rounded up, but not for the rounding of the product itself.
static size_t goal_count(size_t n, double p)
{
    double count = ceil(p * (double)n * (1 - 1e-12));
    return count < 1 ? 1 : count > (double)n ? n : (size_t)count;
}

size_t goal_needed(const struct goal *goal)
{
    return goal_count(goal->samples, goal->probability);
}

double goal_share(const struct goal *goal, const struct goal_samples *samples)
{
    size_t met = 0;
    for (size_t i = 0; i < goal->samples; i++) {
        bool all = true;
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
            all = all && (isinf(goal->most[limit]) || samples->of[limit][i] <= goal->most[limit] * goal_rounding);
        met += all;
    }
    return (double)met / (double)goal->samples;
}

double goal_quantile(size_t n, double p, double *x)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(x[i]))
            return (double)NAN;
    return gsl_stats_select(x, 1, n, goal_count(n, p) - 1);
}

// The largest scale that one limit allows in one sample.
static double goal_allowed(double most, double none, double all)
{
    if (!(none <= most))
        return 0;
    double slope = all - none;
    return isnan(slope) ? 0 : slope > 0 ? (most - none) / slope : (double)INFINITY;
}

double goal_largest(const struct goal *goal, const struct goal_samples *none, const struct goal_samples *all,
                    double *room, enum goal_limit *binds)
{
    size_t decides[GOAL_LIMITS] = {0}, most = 0;
    for (size_t i = 0; i < goal->samples; i++) {
        size_t by = GOAL_LIMITS;
        room[i] = (double)INFINITY;
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
            if (isinf(goal->most[limit]))
                continue;
            double allowed = goal_allowed(goal->most[limit], none->of[limit][i], all->of[limit][i]);
            if (allowed < room[i]) {
                room[i] = allowed;
                by = limit;
            }
        }
        if (by < GOAL_LIMITS)
            decides[by]++;
    }
    *binds = GOAL_LIMITS;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        if (decides[limit] > most) {
            most = decides[limit];
            *binds = (enum goal_limit)limit;
        }
    return gsl_stats_select(room, 1, goal->samples, goal->samples - goal_needed(goal));
}
