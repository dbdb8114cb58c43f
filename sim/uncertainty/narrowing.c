#include "uncertainty/narrowing.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "uncertainty/pool.h"
#include "uncertainty/sobol.h"

enum {
    NARROWING_STRIDE = NARROWING_POINTS + 8
}; // padded, so that columns do not all begin in the same set of the cache

// Task 0 samples everything; task 1 + f NARROWING_HELD + h holds factor f at its value h. The others take the same
// points in every task, so that only what is held makes a difference.
struct narrowing_state {
    const struct factors *factors;
    uint64_t seed;
    double *widths; // [1 + count][output_count], summed over what is held
};

// One thread's: inputs at all points, as drawn once, and outputs of one task.
struct narrowing_room {
    struct factors_room room; // u[input_count], then what is held [input_count]
    double *inputs;           // [input_count][NARROWING_STRIDE]
    double *outputs;          // [output_count][NARROWING_STRIDE]
};

static uint64_t narrowing_digits(const struct narrowing_state *state, size_t input)
{
    uint32_t words[4];
    random_words(random_key(state->seed, "narrowing", input), 0, 0, words);
    return random_bits(words) >> 12;
}

static void narrowing_draw(const struct narrowing_state *state, const struct narrowing_room *mine)
{
    const struct factors *factors = state->factors;
    uint64_t points[FACTORS_BLOCK];
    double *x[SOBOL_DIMENSIONS], *const *u = mine->room.columns;
    for (size_t first = 0; first < NARROWING_POINTS; first += FACTORS_BLOCK) {
        for (size_t i = 0; i < factors->input_count; i++) {
            struct sobol sobol;
            uint64_t digits = narrowing_digits(state, i);
            sobol_init(&sobol, i);
            sobol_block(&sobol, first, FACTORS_BLOCK, points);
            for (size_t at = 0; at < FACTORS_BLOCK; at++)
                u[i][at] = random_uniform((points[at] ^ digits) << 12);
            x[i] = mine->inputs + i * NARROWING_STRIDE + first;
        }
        factors_place(factors, mine->room.scratch, FACTORS_BLOCK, (const double *const *)u, x);
    }
}

static enum status narrowing_begin(void *context, void **scratch)
{
    const struct narrowing_state *state = context;
    const struct factors *factors = state->factors;
    struct narrowing_room *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    if (!mine)
        return STATUS_NO_MEMORY;
    mine->inputs = calloc(factors->input_count * NARROWING_STRIDE + 1, sizeof *mine->inputs);
    mine->outputs = calloc(factors->output_count * NARROWING_STRIDE + 1, sizeof *mine->outputs);
    enum status status = mine->inputs && mine->outputs
                             ? factors_room_init(&mine->room, factors, 2 * factors->input_count)
                             : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        narrowing_draw(state, mine);
    return status;
}

static void narrowing_end(void *context, void *scratch)
{
    const struct narrowing_state *state = context;
    struct narrowing_room *mine = scratch;
    if (!mine)
        return;
    factors_room_free(&mine->room, state->factors);
    free(mine->inputs);
    free(mine->outputs);
    free(mine);
}

// The inputs of a factor at value `which` of those that it is held at: midpoints of equal strata, a whole block of
// each.
static void narrowing_hold(const struct narrowing_state *state, const struct narrowing_room *mine, size_t factor,
                           uint64_t which)
{
    const struct factors *factors = state->factors;
    size_t from = factors->first[factor], to = factors->first[factor + 1];
    double *const *u = mine->room.columns, *const *held = u + factors->input_count;
    for (size_t i = from; i < to; i++) {
        struct sobol sobol;
        sobol_init(&sobol, i - from);
        uint64_t point = sobol_point(&sobol, which) + (UINT64_C(1) << SOBOL_BITS) / (2 * NARROWING_HELD);
        for (size_t at = 0; at < FACTORS_BLOCK; at++)
            u[i][at] = random_uniform(point << 12);
    }
    factors->place(factors->context, mine->room.scratch, factor, FACTORS_BLOCK, (const double *const *)u + from,
                   held + from);
}

// Width of the interval, 0 for what does not vary, NAN for what is not finite.
static double narrowing_width(double *values)
{
    const size_t low = NARROWING_POINTS / 20, high = NARROWING_POINTS - 1 - low;
    for (size_t i = 0; i < NARROWING_POINTS; i++)
        if (!isfinite(values[i]))
            return (double)NAN;
    double above = gsl_stats_select(values, 1, NARROWING_POINTS, high);
    return above - gsl_stats_select(values, 1, high, low);
}

static enum status narrowing_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct narrowing_state *state = context;
    const struct factors *factors = state->factors;
    const struct narrowing_room *mine = scratch;
    size_t factor = task ? (size_t)((task - 1) / NARROWING_HELD) : factors->count;
    const double *x[SOBOL_DIMENSIONS];
    double *out[FACTORS_OUTPUTS_MAX], *widths = result;
    if (factor < factors->count)
        narrowing_hold(state, mine, factor, (task - 1) % NARROWING_HELD);
    for (size_t first = 0; first < NARROWING_POINTS; first += FACTORS_BLOCK) {
        for (size_t i = 0; i < factors->input_count; i++) {
            bool is_held = factor < factors->count && i >= factors->first[factor] && i < factors->first[factor + 1];
            x[i] = is_held ? mine->room.columns[factors->input_count + i] : mine->inputs + i * NARROWING_STRIDE + first;
        }
        for (size_t m = 0; m < factors->output_count; m++) {
            bool matters = factor == factors->count || factors_matter(factors, m, factor);
            out[m] = matters ? mine->outputs + m * NARROWING_STRIDE + first : NULL;
        }
        factors->evaluate(factors->context, mine->room.scratch, FACTORS_BLOCK, x, out);
    }
    for (size_t m = 0; m < factors->output_count; m++)
        widths[m] = out[m] ? narrowing_width(mine->outputs + m * NARROWING_STRIDE) : 0;
    return STATUS_OK;
}

static enum status narrowing_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct narrowing_state *state = context;
    const double *widths = result;
    size_t outputs = state->factors->output_count, row = task ? 1 + (size_t)((task - 1) / NARROWING_HELD) : 0;
    *stop = false; // all are needed
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
            double share = factors_matter(factors, m, f) ? 1 - left / whole : 0;
            shares[m * factors->count + f] = whole > 0 ? share : (double)NAN;
        }
    free(state.widths);
    return status;
}
