#include "uncertainty/narrowing.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "uncertainty/pool.h"
#include "uncertainty/sobol.h"

// Task 0 samples everything; task 1 + f NARROWING_HELD + h holds factor f at its value h. The others take the same
// points in every task, so that only what is held makes a difference.
struct narrowing_state {
    const struct factors *factors;
    uint64_t seed;
    double *widths; // [1 + count][output_count], summed over what is held
};

struct narrowing_room {
    struct factors_room room;
    double *values; // [output_count][NARROWING_POINTS]
};

static enum status narrowing_begin(void *context, void **scratch)
{
    const struct narrowing_state *state = context;
    const struct factors *factors = state->factors;
    struct narrowing_room *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    if (!mine)
        return STATUS_NO_MEMORY;
    mine->values = calloc(factors->output_count * NARROWING_POINTS + 1, sizeof *mine->values);
    if (!mine->values)
        return STATUS_NO_MEMORY;
    return factors_room_init(&mine->room, factors, 2 * factors->input_count + factors->output_count);
}

static void narrowing_end(void *context, void *scratch)
{
    const struct narrowing_state *state = context;
    struct narrowing_room *mine = scratch;
    if (!mine)
        return;
    factors_room_free(&mine->room, state->factors);
    free(mine->values);
    free(mine);
}

static uint64_t narrowing_digits(const struct narrowing_state *state, size_t input)
{
    uint32_t words[4];
    random_words(random_key(state->seed, "narrowing", input), 0, 0, words);
    return random_bits(words) >> 12;
}

// Uniforms of one block; of a held factor the one point that the task holds it at.
static void narrowing_uniforms(const struct narrowing_state *state, uint64_t task, uint64_t first, size_t n,
                               double *const *u)
{
    const struct factors *factors = state->factors;
    size_t held = task ? (size_t)((task - 1) / NARROWING_HELD) : SIZE_MAX;
    uint64_t points[FACTORS_BLOCK];
    for (size_t i = 0; i < factors->input_count; i++) {
        struct sobol sobol;
        uint64_t digits = narrowing_digits(state, i);
        bool is_held = held != SIZE_MAX && i >= factors->first[held] && i < factors->first[held + 1];
        sobol_init(&sobol, is_held ? i - factors->first[held] : i);
        if (is_held)
            points[0] = sobol_point(&sobol, (task - 1) % NARROWING_HELD) + (UINT64_C(1) << (SOBOL_BITS - 6));
        else
            sobol_block(&sobol, first, n, points);
        for (size_t at = 0; at < n; at++)
            u[i][at] = random_uniform((is_held ? points[0] : points[at] ^ digits) << 12);
    }
}

// Width of the interval, 0 for what does not vary, NAN for what is not finite.
static double narrowing_width(double *values)
{
    const size_t low = NARROWING_POINTS / 20, high = NARROWING_POINTS - 1 - low;
    double above = gsl_stats_select(values, 1, NARROWING_POINTS, high);
    return above - gsl_stats_select(values, 1, high, low);
}

static enum status narrowing_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct narrowing_state *state = context;
    const struct factors *factors = state->factors;
    struct narrowing_room *mine = scratch;
    double *const *u = mine->room.columns, *const *x = u + factors->input_count, *const *out = x + factors->input_count;
    double *widths = result;
    for (size_t first = 0; first < NARROWING_POINTS; first += FACTORS_BLOCK) {
        narrowing_uniforms(state, task, first, FACTORS_BLOCK, u);
        factors_place(factors, mine->room.scratch, FACTORS_BLOCK, (const double *const *)u, x);
        factors->evaluate(factors->context, mine->room.scratch, FACTORS_BLOCK, (const double *const *)x, out);
        for (size_t m = 0; m < factors->output_count; m++)
            for (size_t i = 0; i < FACTORS_BLOCK; i++)
                mine->values[m * NARROWING_POINTS + first + i] = out[m][i];
    }
    for (size_t m = 0; m < factors->output_count; m++)
        widths[m] = narrowing_width(mine->values + m * NARROWING_POINTS);
    return STATUS_OK;
}

static enum status narrowing_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct narrowing_state *state = context;
    const double *widths = result;
    size_t outputs = state->factors->output_count, row = task ? 1 + (size_t)((task - 1) / NARROWING_HELD) : 0;
    (void)stop;
    for (size_t m = 0; m < outputs; m++)
        state->widths[row * outputs + m] += task ? widths[m] / NARROWING_HELD : widths[m];
    return STATUS_OK;
}

enum status narrowing_run(const struct factors *factors, uint64_t seed, int threads, double *shares)
{
    size_t outputs = factors->output_count;
    struct narrowing_state state = {
        .factors = factors, .seed = seed, .widths = calloc((1 + factors->count) * outputs + 1, sizeof(double))};
    const struct pool_job job = {.context = &state,
                                 .task_count = 1 + factors->count * NARROWING_HELD,
                                 .result_size = outputs * sizeof(double),
                                 .begin = narrowing_begin,
                                 .end = narrowing_end,
                                 .work = narrowing_work,
                                 .take = narrowing_take};
    uint64_t done = 0;
    enum status status = state.widths ? pool_run(&job, threads ? threads : pool_threads(), &done) : STATUS_NO_MEMORY;
    for (size_t m = 0; m < outputs && status == STATUS_OK; m++)
        for (size_t f = 0; f < factors->count; f++) {
            double whole = state.widths[m], left = state.widths[(1 + f) * outputs + m];
            shares[m * factors->count + f] = whole > 0 ? 1 - left / whole : (double)NAN;
        }
    free(state.widths);
    return status;
}
