#include "uncertainty/sobol_indices.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "sampling/sobol.h"
#include "uncertainty/pool.h"

enum { SOBOL_INDICES_CHUNK = 2048 }; // base points of a task

// Sums over base points: of one output, and of one output and factor.
struct sobol_indices_output {
    double sum, squares; // of f(A) - pivot and f(B) - pivot
    double least, most;  // of both
};

struct sobol_indices_pair {
    double change, squares; // of f(AB) - f(A)
    double product;         // of (f(B) - pivot) (f(AB) - f(A))
};

struct sobol_indices_state {
    const struct factors *factors;
    const struct sobol_indices_options *options;
    const struct kernel *kernel;
    const struct sobol *sequences; // [2 input_count]
    uint64_t *shifts;              // [shifts][2 input_count]
    size_t dimension_count, output_count, pair_count;
    uint64_t chunks;                      // of a shift
    struct sobol_indices_output *outputs; // [shifts][output_count]
    struct sobol_indices_pair *pairs;     // [shifts][output_count][count]
};

// One thread's.
struct sobol_indices_room {
    struct factors_room columns;
    struct kernel_lanes *outputs;   // [output_count]
    struct kernel_changes *changes; // [pair_count]
};

static enum status sobol_indices_begin(void *context, void **scratch)
{
    const struct sobol_indices_state *state = context;
    struct sobol_indices_room *room = calloc(1, sizeof *room);
    *scratch = room;
    if (!room)
        return STATUS_NO_MEMORY;
    room->outputs = calloc(state->output_count + 1, sizeof *room->outputs);
    room->changes = calloc(state->pair_count + 1, sizeof *room->changes);
    if (!room->outputs || !room->changes)
        return STATUS_NO_MEMORY;
    // A and B, then f(A), f(B), f(AB)
    return factors_room_init(&room->columns, state->factors, 2 * state->dimension_count + 3 * state->output_count);
}

static void sobol_indices_end(void *context, void *scratch)
{
    const struct sobol_indices_state *state = context;
    struct sobol_indices_room *room = scratch;
    if (!room)
        return;
    factors_room_free(&room->columns, state->factors);
    free(room->outputs);
    free(room->changes);
    free(room);
}

static void sobol_indices_uniforms(const struct sobol_indices_state *state, uint64_t shift, uint64_t first, size_t n,
                                   double *const *u)
{
    uint64_t points[FACTORS_BLOCK];
    for (size_t d = 0; d < state->dimension_count; d++) {
        uint64_t digits = state->shifts[shift * state->dimension_count + d];
        sobol_block(&state->sequences[d], first, n, points);
        for (size_t i = 0; i < n; i++)
            u[d][i] = random_uniform((points[i] ^ digits) << 12);
    }
}

// f(AB) of every factor: A with the columns of that factor taken from B. Outputs that the factor does not matter to
// stay f(A), and their sums 0.
static void sobol_indices_swap(const struct sobol_indices_state *state, const struct sobol_indices_room *room, size_t n)
{
    const struct factors *factors = state->factors;
    size_t inputs = factors->input_count, count = state->output_count;
    double *const *x = room->columns.columns, *const *a = x + 2 * inputs, *const *b = a + count, *const *ab = b + count;
    const double *mixed[SOBOL_DIMENSIONS];
    double *wanted[FACTORS_OUTPUTS_MAX];
    for (size_t i = 0; i < inputs; i++)
        mixed[i] = x[i];
    for (size_t factor = 0; factor < factors->count; factor++) {
        for (size_t m = 0; m < count; m++)
            wanted[m] = factors_matter(factors, m, factor) ? ab[m] : NULL;
        for (size_t i = factors->first[factor]; i < factors->first[factor + 1]; i++)
            mixed[i] = x[inputs + i];
        factors->evaluate(factors->context, room->columns.scratch, n, mixed, wanted);
        for (size_t i = factors->first[factor]; i < factors->first[factor + 1]; i++)
            mixed[i] = x[i];
        for (size_t m = 0; m < count; m++)
            if (wanted[m])
                state->kernel->changes(n, a[m], ab[m], b[m], factors->pivots[m],
                                       &room->changes[m * factors->count + factor]);
    }
}

static double sobol_indices_sum(const double lanes[KERNEL_LANES])
{
    double sum = 0;
    for (size_t lane = 0; lane < KERNEL_LANES; lane++)
        sum += lanes[lane];
    return sum;
}

// What is not finite makes the sums NaN, and so the indices.
static void sobol_indices_reduce(const struct sobol_indices_state *state, const struct sobol_indices_room *room,
                                 void *result)
{
    struct sobol_indices_output *outputs = result;
    struct sobol_indices_pair *pairs = (struct sobol_indices_pair *)(outputs + state->output_count);
    for (size_t m = 0; m < state->output_count; m++) {
        const struct kernel_lanes *lanes = &room->outputs[m];
        struct sobol_indices_output *output = &outputs[m];
        *output = (struct sobol_indices_output){.sum = sobol_indices_sum(lanes->sum),
                                                .squares = sobol_indices_sum(lanes->squares),
                                                .least = (double)INFINITY,
                                                .most = -(double)INFINITY};
        for (size_t lane = 0; lane < KERNEL_LANES; lane++) {
            output->sum = lanes->non_finite[lane] ? (double)NAN : output->sum;
            output->least = fmin(output->least, lanes->least[lane]);
            output->most = fmax(output->most, lanes->most[lane]);
        }
    }
    for (size_t at = 0; at < state->pair_count; at++) {
        const struct kernel_changes *lanes = &room->changes[at];
        pairs[at] = (struct sobol_indices_pair){.change = sobol_indices_sum(lanes->change),
                                                .squares = sobol_indices_sum(lanes->squares),
                                                .product = sobol_indices_sum(lanes->products)};
    }
}

static enum status sobol_indices_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sobol_indices_state *state = context;
    const struct sobol_indices_room *room = scratch;
    const struct factors *factors = state->factors;
    size_t inputs = factors->input_count, count = state->output_count;
    double *const *columns = room->columns.columns, *const *f = columns + 2 * inputs;
    uint64_t shift = task / state->chunks, first = task % state->chunks * SOBOL_INDICES_CHUNK;
    uint64_t end =
        first + SOBOL_INDICES_CHUNK < state->options->points ? first + SOBOL_INDICES_CHUNK : state->options->points;
    for (size_t m = 0; m < count; m++)
        kernel_lanes_init(&room->outputs[m]);
    memset(room->changes, 0, state->pair_count * sizeof *room->changes);
    for (uint64_t at = first; at < end; at += FACTORS_BLOCK) {
        size_t n = end - at < FACTORS_BLOCK ? (size_t)(end - at) : (size_t)FACTORS_BLOCK;
        const double *const *x = (const double *const *)columns;
        sobol_indices_uniforms(state, shift, at, n, columns);
        for (size_t side = 0; side < 2; side++) {
            factors_place(factors, room->columns.scratch, n, x + side * inputs, columns + side * inputs);
            factors->evaluate(factors->context, room->columns.scratch, n, x + side * inputs, f + side * count);
            for (size_t m = 0; m < count; m++)
                state->kernel->add(n, 0, f[side * count + m], factors->pivots[m], &room->outputs[m]);
        }
        sobol_indices_swap(state, room, n);
    }
    sobol_indices_reduce(state, room, result);
    return STATUS_OK;
}

static enum status sobol_indices_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct sobol_indices_state *state = context;
    const struct sobol_indices_options *options = state->options;
    const struct sobol_indices_output *outputs = result;
    const struct sobol_indices_pair *pairs = (const struct sobol_indices_pair *)(outputs + state->output_count);
    uint64_t shift = task / state->chunks;
    for (size_t m = 0; m < state->output_count; m++) {
        struct sobol_indices_output *sum = &state->outputs[shift * state->output_count + m];
        sum->sum += outputs[m].sum;
        sum->squares += outputs[m].squares;
        sum->least = (task % state->chunks) ? fmin(sum->least, outputs[m].least) : outputs[m].least;
        sum->most = (task % state->chunks) ? fmax(sum->most, outputs[m].most) : outputs[m].most;
    }
    for (size_t i = 0; i < state->pair_count; i++) {
        struct sobol_indices_pair *sum = &state->pairs[shift * state->pair_count + i];
        sum->change += pairs[i].change;
        sum->squares += pairs[i].squares;
        sum->product += pairs[i].product;
    }
    uint64_t chunk = (task % state->chunks + 1) * SOBOL_INDICES_CHUNK;
    uint64_t done = shift * options->points + (chunk < options->points ? chunk : options->points);
    if (options->tick && !options->tick(options->observer, done, options->points * options->shifts))
        *stop = true;
    return STATUS_OK;
}

// Estimate over all shifts, and Student's interval from how the shifts differ.
static void sobol_indices_interval(const double *shares, size_t shifts, double estimate, double *low, double *high)
{
    double mean = 0, squares = 0;
    for (size_t r = 0; r < shifts; r++)
        mean += shares[r] / (double)shifts;
    for (size_t r = 0; r < shifts; r++)
        squares += (shares[r] - mean) * (shares[r] - mean);
    double error = sqrt(squares / (double)(shifts * (shifts - 1)));
    double reach = error * gsl_cdf_tdist_Pinv(0.975, (double)(shifts - 1));
    *low = estimate - reach;
    *high = estimate + reach;
}

// Mean and variance of an output, and its variance within each shift. False: it does not vary, or is not finite.
static bool sobol_indices_spread(const struct sobol_indices_state *state, size_t m, double *center, double *variance,
                                 double *spread)
{
    size_t shifts = state->options->shifts;
    double n = 2 * (double)state->options->points;
    double least = (double)INFINITY, most = -(double)INFINITY;
    *center = *variance = 0;
    for (size_t r = 0; r < shifts; r++) {
        const struct sobol_indices_output *output = &state->outputs[r * state->output_count + m];
        double mean = output->sum / n;
        spread[r] = output->squares / n - mean * mean;
        *center += mean / (double)shifts;
        *variance += spread[r] / (double)shifts;
        least = fmin(least, output->least);
        most = fmax(most, output->most);
    }
    bool varies = least < most;
    *variance = varies || isnan(*center) ? *variance : 0; // what rounding leaves is no variance
    return varies && *variance > 0 && isfinite(*variance);
}

static void sobol_indices_estimate(const struct sobol_indices_state *state, size_t m, struct sobol_indices *indices)
{
    size_t shifts = state->options->shifts, count = state->factors->count;
    double n = (double)state->options->points, center = 0, variance = 0;
    double spread[SOBOL_INDICES_SHIFTS_MAX], first[SOBOL_INDICES_SHIFTS_MAX], total[SOBOL_INDICES_SHIFTS_MAX];
    bool varies = sobol_indices_spread(state, m, &center, &variance, spread);
    indices->mean[m] = state->factors->pivots[m] + center;
    indices->variance[m] = variance;
    for (size_t factor = 0; factor < count; factor++) {
        struct sobol_index *index = &indices->indices[m * count + factor];
        double firsts = 0, totals = 0;
        for (size_t r = 0; r < shifts; r++) {
            const struct sobol_indices_pair *pair = &state->pairs[r * state->pair_count + m * count + factor];
            // f(B) is centred after the fact: the changes do not quite sum to nothing.
            double explained = (pair->product - center * pair->change) / n, left = pair->squares / (2 * n);
            first[r] = explained / spread[r];
            total[r] = left / spread[r];
            firsts += explained / (double)shifts;
            totals += left / (double)shifts;
        }
        bool known = varies && isfinite(firsts) && isfinite(totals);
        index->first = known ? firsts / variance : (double)NAN;
        index->total = known ? totals / variance : (double)NAN;
        sobol_indices_interval(first, shifts, index->first, &index->first_low, &index->first_high);
        sobol_indices_interval(total, shifts, index->total, &index->total_low, &index->total_high);
    }
}

static enum status sobol_indices_prepare(struct sobol_indices_state *state, struct arena *arena,
                                         struct sobol_indices *indices)
{
    size_t shifts = state->options->shifts, dimensions = state->dimension_count;
    struct sobol *sequences = arena_array(arena, dimensions + 1, sizeof *sequences);
    state->shifts = arena_array(arena, shifts * dimensions + 1, sizeof *state->shifts);
    state->outputs = arena_array(arena, shifts * state->output_count + 1, sizeof *state->outputs);
    state->pairs = arena_array(arena, shifts * state->pair_count + 1, sizeof *state->pairs);
    indices->indices = arena_array(arena, state->pair_count + 1, sizeof *indices->indices);
    indices->mean = arena_array(arena, state->output_count + 1, sizeof *indices->mean);
    indices->variance = arena_array(arena, state->output_count + 1, sizeof *indices->variance);
    if (!sequences || !state->shifts || !state->outputs || !state->pairs || !indices->indices || !indices->mean ||
        !indices->variance)
        return STATUS_NO_MEMORY;
    state->sequences = sequences;
    for (size_t d = 0; d < dimensions; d++) {
        uint64_t key = random_key(state->options->seed, "sensitivity", d);
        sobol_init(&sequences[d], d);
        for (size_t r = 0; r < shifts; r++) {
            uint32_t words[4];
            random_words(key, 0, r, words);
            state->shifts[r * dimensions + d] = random_bits(words) >> 12;
        }
    }
    return STATUS_OK;
}

enum status sobol_indices_run(const struct factors *factors, const struct sobol_indices_options *options,
                              struct arena *arena, struct sobol_indices *indices)
{
    struct sobol_indices_state state = {.factors = factors,
                                        .options = options,
                                        .kernel = options->kernel ? options->kernel : kernel_best(),
                                        .dimension_count = 2 * factors->input_count,
                                        .output_count = factors->output_count,
                                        .pair_count = factors->output_count * factors->count,
                                        .chunks = (options->points + SOBOL_INDICES_CHUNK - 1) / SOBOL_INDICES_CHUNK};
    const struct pool_job job = {.context = &state,
                                 .task_count = state.chunks * options->shifts,
                                 .result_size = state.output_count * sizeof(struct sobol_indices_output) +
                                                state.pair_count * sizeof(struct sobol_indices_pair),
                                 .begin = sobol_indices_begin,
                                 .end = sobol_indices_end,
                                 .work = sobol_indices_work,
                                 .take = sobol_indices_take};
    uint64_t done = 0;
    *indices = (struct sobol_indices){.is_partial = false};
    enum status status = sobol_indices_prepare(&state, arena, indices);
    if (status == STATUS_OK)
        status = pool_run(&job, options->threads ? options->threads : pool_threads(), &done);
    indices->is_partial = status == STATUS_OK && done < job.task_count;
    for (size_t m = 0; m < state.output_count && status == STATUS_OK && !indices->is_partial; m++)
        sobol_indices_estimate(&state, m, indices);
    return status;
}
