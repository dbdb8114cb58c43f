#include "uncertainty/sobol_indices.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "uncertainty/pool.h"
#include "uncertainty/sobol.h"

enum { SOBOL_INDICES_CHUNK = 2048 }; // base points of a task

// Sums over base points: of one output, and of one output and factor.
struct sobol_indices_output {
    double sum, squares; // of f(A) - pivot and f(B) - pivot
    double other;        // of f(B) - pivot
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

static enum status sobol_indices_begin(void *context, void **scratch)
{
    const struct sobol_indices_state *state = context;
    struct factors_room *room = calloc(1, sizeof *room);
    *scratch = room;
    // u, then A and B, then f(A), f(B), f(AB), then two for work
    size_t count = 2 * state->dimension_count + 3 * state->output_count + 2;
    return room ? factors_room_init(room, state->factors, count) : STATUS_NO_MEMORY;
}

static void sobol_indices_end(void *context, void *scratch)
{
    const struct sobol_indices_state *state = context;
    if (scratch)
        factors_room_free(scratch, state->factors);
    free(scratch);
}

static double sobol_indices_lanes(const double lanes[KERNEL_LANES])
{
    double sum = 0;
    for (size_t lane = 0; lane < KERNEL_LANES; lane++)
        sum += lanes[lane];
    return sum;
}

// Sums of a column and of its squares; what is not finite makes them NaN, and so the index.
static void sobol_indices_add(const struct kernel *kernel, size_t n, const double *x, double pivot, double *sum,
                              double *squares)
{
    struct kernel_lanes lanes;
    kernel_lanes_init(&lanes);
    kernel->add(n, 0, x, pivot, &lanes);
    uint64_t lost = 0;
    for (size_t lane = 0; lane < KERNEL_LANES; lane++)
        lost += lanes.non_finite[lane];
    *sum += lost ? (double)NAN : sobol_indices_lanes(lanes.sum);
    if (squares)
        *squares += sobol_indices_lanes(lanes.squares);
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

// f(AB) of every factor: A with the columns of that factor taken from B.
static void sobol_indices_swap(const struct sobol_indices_state *state, const struct factors_room *room, size_t n,
                               double *const *outputs, struct sobol_indices_pair *pairs)
{
    const struct factors *factors = state->factors;
    size_t inputs = factors->input_count, count = state->output_count;
    double *const *x = room->columns;
    double *const *a = outputs, *const *b = outputs + count, *const *ab = outputs + 2 * count;
    double *change = outputs[3 * count], *product = outputs[3 * count + 1];
    const double *mixed[SOBOL_DIMENSIONS];
    for (size_t i = 0; i < inputs; i++)
        mixed[i] = x[i];
    for (size_t factor = 0; factor < factors->count; factor++) {
        size_t from = factors->first[factor], to = factors->first[factor + 1];
        for (size_t i = from; i < to; i++)
            mixed[i] = x[inputs + i];
        factors->evaluate(factors->context, room->scratch, n, mixed, ab);
        for (size_t i = from; i < to; i++)
            mixed[i] = x[i];
        for (size_t m = 0; m < count; m++) {
            struct sobol_indices_pair *pair = &pairs[m * factors->count + factor];
            for (size_t i = 0; i < n; i++) {
                change[i] = ab[m][i] - a[m][i];
                product[i] = (b[m][i] - factors->pivots[m]) * change[i];
            }
            sobol_indices_add(state->kernel, n, change, 0, &pair->change, &pair->squares);
            sobol_indices_add(state->kernel, n, product, 0, &pair->product, NULL);
        }
    }
}

static enum status sobol_indices_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sobol_indices_state *state = context;
    const struct factors_room *room = scratch;
    const struct factors *factors = state->factors;
    struct sobol_indices_output *outputs = result;
    struct sobol_indices_pair *pairs = (struct sobol_indices_pair *)(outputs + state->output_count);
    size_t inputs = factors->input_count, count = state->output_count;
    double *const *columns = room->columns + 2 * inputs;
    uint64_t shift = task / state->chunks, first = task % state->chunks * SOBOL_INDICES_CHUNK;
    uint64_t end =
        first + SOBOL_INDICES_CHUNK < state->options->points ? first + SOBOL_INDICES_CHUNK : state->options->points;
    for (size_t m = 0; m < count; m++)
        outputs[m] = (struct sobol_indices_output){0};
    for (size_t at = 0; at < state->pair_count; at++)
        pairs[at] = (struct sobol_indices_pair){0};
    for (uint64_t at = first; at < end; at += FACTORS_BLOCK) {
        size_t n = end - at < FACTORS_BLOCK ? (size_t)(end - at) : (size_t)FACTORS_BLOCK;
        const double *const *x = (const double *const *)room->columns;
        sobol_indices_uniforms(state, shift, at, n, room->columns);
        factors_place(factors, room->scratch, n, x, room->columns);
        factors_place(factors, room->scratch, n, x + inputs, room->columns + inputs);
        factors->evaluate(factors->context, room->scratch, n, x, columns);
        factors->evaluate(factors->context, room->scratch, n, x + inputs, columns + count);
        for (size_t m = 0; m < count; m++) {
            sobol_indices_add(state->kernel, n, columns[m], factors->pivots[m], &outputs[m].sum, &outputs[m].squares);
            sobol_indices_add(state->kernel, n, columns[count + m], factors->pivots[m], &outputs[m].other,
                              &outputs[m].squares);
        }
        sobol_indices_swap(state, room, n, columns, pairs);
    }
    return STATUS_OK;
}

static enum status sobol_indices_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct sobol_indices_state *state = context;
    const struct sobol_indices_output *outputs = result;
    const struct sobol_indices_pair *pairs = (const struct sobol_indices_pair *)(outputs + state->output_count);
    uint64_t shift = task / state->chunks;
    for (size_t m = 0; m < state->output_count; m++) {
        struct sobol_indices_output *sum = &state->outputs[shift * state->output_count + m];
        sum->sum += outputs[m].sum;
        sum->other += outputs[m].other;
        sum->squares += outputs[m].squares;
    }
    for (size_t i = 0; i < state->pair_count; i++) {
        struct sobol_indices_pair *sum = &state->pairs[shift * state->pair_count + i];
        sum->change += pairs[i].change;
        sum->squares += pairs[i].squares;
        sum->product += pairs[i].product;
    }
    const struct sobol_indices_options *options = state->options;
    if (options->tick && !options->tick(options->observer, task + 1, state->chunks * options->shifts))
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

static void sobol_indices_estimate(const struct sobol_indices_state *state, size_t m, struct sobol_indices *indices)
{
    size_t shifts = state->options->shifts, count = state->factors->count;
    double n = (double)state->options->points, center = 0, variance = 0;
    double spread[SOBOL_INDICES_SHIFTS_MAX], first[SOBOL_INDICES_SHIFTS_MAX], total[SOBOL_INDICES_SHIFTS_MAX];
    for (size_t r = 0; r < shifts; r++) {
        const struct sobol_indices_output *output = &state->outputs[r * state->output_count + m];
        double mean = (output->sum + output->other) / (2 * n);
        spread[r] = output->squares / (2 * n) - mean * mean;
        center += mean / (double)shifts;
        variance += spread[r] / (double)shifts;
    }
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
        index->first = firsts / variance;
        index->total = totals / variance;
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
            random_words(key, 2, r, words);
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
    indices->is_partial = done < job.task_count;
    for (size_t m = 0; m < state.output_count && status == STATUS_OK; m++)
        sobol_indices_estimate(&state, m, indices);
    return status;
}
