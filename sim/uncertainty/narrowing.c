#include "uncertainty/narrowing.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "sampling/sobol.h"
#include "uncertainty/pool.h"

enum {
    NARROWING_STRIDE = NARROWING_POINTS + 8
}; // padded, so that columns do not all begin in the same set of the cache

// Task h draws all inputs under a shift of its own, samples everything, and then holds each factor in turn at its value
// h, the others staying as they were, so that only what is held makes a difference. What a sample's quantiles err by is
// averaged out over the tasks.
struct narrowing_state {
    const struct factors *factors;
    uint64_t seed;
    double *widths; // [1 + count][output_count], summed over the tasks; row 0: nothing held
};

// One thread's: inputs at all points of a task, and outputs of one pass.
struct narrowing_room {
    struct factors_room room; // u[input_count], then what is held [input_count]
    struct sobol *sequences;  // [input_count]
    double *inputs;           // [input_count][NARROWING_STRIDE]
    double *outputs;          // [output_count][NARROWING_STRIDE]
};

static uint64_t narrowing_digits(const struct narrowing_state *state, size_t input, uint64_t task)
{
    uint32_t words[4];
    random_words(random_key(state->seed, "narrowing", input), 0, task, words);
    return random_bits(words) >> 12;
}

static void narrowing_draw(const struct narrowing_state *state, const struct narrowing_room *mine, uint64_t task)
{
    const struct factors *factors = state->factors;
    uint64_t points[FACTORS_BLOCK];
    double *x[FACTORS_INPUTS_MAX], *const *u = mine->room.columns;
    for (size_t first = 0; first < NARROWING_POINTS; first += FACTORS_BLOCK) {
        for (size_t i = 0; i < factors->input_count; i++) {
            uint64_t digits = narrowing_digits(state, i, task);
            sobol_block(&mine->sequences[i], first, FACTORS_BLOCK, points);
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
    mine->sequences = calloc(factors->input_count + 1, sizeof *mine->sequences);
    if (!mine->inputs || !mine->outputs || !mine->sequences)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < factors->input_count; i++)
        sobol_init(&mine->sequences[i], i);
    return factors_room_init(&mine->room, factors, 2 * factors->input_count);
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
    free(mine->sequences);
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
        uint64_t point =
            sobol_point(&mine->sequences[i - from], which) + (UINT64_C(1) << SOBOL_BITS) / (2 * NARROWING_HELD);
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

// One pass over the points, with one factor held or, where it is past the last, none.
static void narrowing_pass(const struct narrowing_state *state, const struct narrowing_room *mine, size_t factor,
                           double *widths)
{
    const struct factors *factors = state->factors;
    bool holds = factor < factors->count;
    const double *x[FACTORS_INPUTS_MAX];
    double *out[FACTORS_OUTPUTS_MAX];
    for (size_t first = 0; first < NARROWING_POINTS; first += FACTORS_BLOCK) {
        for (size_t i = 0; i < factors->input_count; i++) {
            bool is_held = holds && i >= factors->first[factor] && i < factors->first[factor + 1];
            x[i] = is_held ? mine->room.columns[factors->input_count + i] : mine->inputs + i * NARROWING_STRIDE + first;
        }
        for (size_t m = 0; m < factors->output_count; m++)
            out[m] = !holds || factors_matter(factors, m, factor) ? mine->outputs + m * NARROWING_STRIDE + first : NULL;
        factors->evaluate(factors->context, mine->room.scratch, FACTORS_BLOCK, x, out);
    }
    for (size_t m = 0; m < factors->output_count; m++)
        widths[m] = out[m] ? narrowing_width(mine->outputs + m * NARROWING_STRIDE) : 0;
}

static enum status narrowing_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct narrowing_state *state = context;
    const struct factors *factors = state->factors;
    double *widths = result;
    narrowing_draw(state, scratch, task);
    narrowing_pass(state, scratch, factors->count, widths);
    for (size_t f = 0; f < factors->count; f++) {
        narrowing_hold(state, scratch, f, task);
        narrowing_pass(state, scratch, f, widths + (1 + f) * factors->output_count);
    }
    return STATUS_OK;
}

static enum status narrowing_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct narrowing_state *state = context;
    const double *widths = result;
    (void)task;
    *stop = false; // all are needed
    for (size_t at = 0; at < (1 + state->factors->count) * state->factors->output_count; at++)
        state->widths[at] += widths[at];
    return STATUS_OK;
}

enum status narrowing_run(const struct factors *factors, uint64_t seed, int threads, double *shares)
{
    size_t outputs = factors->output_count;
    struct narrowing_state state = {
        .factors = factors, .seed = seed, .widths = calloc((1 + factors->count) * outputs + 1, sizeof(double))};
    const struct pool_job job = {.context = &state,
                                 .task_count = NARROWING_HELD,
                                 .result_size = (1 + factors->count) * outputs * sizeof(double),
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
