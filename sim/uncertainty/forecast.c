#include "uncertainty/forecast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "quantity/correlation.h"

enum { FORECAST_PADDING = 8 }; // doubles between columns, so that they do not all begin in the same set of the cache

// ---- making ready ----------------------------------------------------------------------------

static uint64_t forecast_varying(const struct plan *plan)
{
    uint64_t varying = 0;
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *input = &plan->inputs.values[id];
        double value = 0;
        if (input->origin != INPUT_UNSET && !dist_is_constant(&input->dist, &value))
            varying |= UINT64_C(1) << id;
    }
    return varying;
}

// Inputs that no metric reads need no draw.
static uint64_t forecast_needed(const struct tally *tally)
{
    uint64_t needed = 0;
    for (int id = 0; id < METRIC_COUNT; id++)
        needed |= estimate_reads(tally, (enum metric_id)id);
    return needed;
}

// To compile some distributions takes longer than to draw thousands of samples from them.
static const struct draw *forecast_compiled(const struct forecast *like, enum input_id id, const struct dist *dist)
{
    for (size_t i = 0; like && i < like->input_count; i++)
        if (like->inputs[i].id == id && dist_is_same(like->inputs[i].draw.dist, dist))
            return &like->inputs[i].draw;
    return NULL;
}

static enum status forecast_add_input(struct forecast *forecast, struct arena *arena, enum input_id id)
{
    struct forecast_input *input = &forecast->inputs[forecast->input_count++];
    const struct forecast_options *options = &forecast->options;
    input->id = id;
    input->member = SIZE_MAX;
    input->is_independent = input_sharing(id) == INPUT_INDEPENDENT;
    forecast->independent_count += input->is_independent;
    // Items have no dimension of Sobol' for each: in one that they share, shifted, they would not be independent.
    input->design =
        input->is_independent && options->item && options->design == DESIGN_SOBOL ? DESIGN_RANDOM : options->design;
    design_stream_init(&input->stream, input->design, options->seed, input_row(id)->key,
                       input->is_independent ? options->item << 32 : 0, (size_t)id);
    const struct dist *dist = &forecast->plan->inputs.values[id].dist;
    const struct draw *compiled = forecast_compiled(options->like, id, dist);
    if (compiled)
        input->draw = *compiled;
    return compiled ? STATUS_OK : draw_compile(arena, dist, &input->draw);
}

// Members: the inputs that vary and stand in a correlation, in their order.
static enum status forecast_correlate(struct forecast *forecast, struct arena *arena)
{
    const struct correlation_set *correlations = &forecast->plan->correlations;
    enum input_id members[INPUT_COUNT];
    for (size_t i = 0; i < forecast->input_count; i++)
        for (size_t pair = 0; pair < correlations->count; pair++) {
            const struct correlation *correlation = &correlations->items[pair];
            struct forecast_input *input = &forecast->inputs[i];
            if (input->member == SIZE_MAX && (correlation->left == input->id || correlation->right == input->id)) {
                input->member = forecast->member_count;
                members[forecast->member_count++] = input->id;
            }
        }
    double *factor = arena_array(arena, forecast->member_count * forecast->member_count + 1, sizeof *factor);
    if (!factor)
        return STATUS_NO_MEMORY;
    // Part of a positive definite matrix is positive definite: reading the plan has seen to the whole.
    if (!correlation_factor(correlations, members, forecast->member_count, factor))
        return STATUS_BAD_INPUT;
    forecast->factor = factor;
    return STATUS_OK;
}

void forecast_repoint(struct forecast *forecast)
{
    const struct input *stated = &forecast->plan->inputs.values[INPUT_TRIALS];
    double trials = 1;
    estimate_point(forecast->tally, &forecast->plan->inputs, forecast->point);
    forecast->sums_trials = forecast->independent_count && !(dist_is_constant(&stated->dist, &trials) && trials <= 1);
}

enum status forecast_init(struct forecast *forecast, struct arena *arena, const struct plan *plan,
                          const struct tally *tally, const struct forecast_options *options)
{
    *forecast = (struct forecast){.options = *options, .plan = plan, .tally = tally};
    if (!forecast->options.kernel)
        forecast->options.kernel = kernel_best();
    uint64_t varying = forecast_varying(plan) & forecast_needed(tally);
    forecast->inputs = arena_array(arena, INPUT_COUNT, sizeof *forecast->inputs);
    if (!forecast->inputs)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (int id = 0; id < INPUT_COUNT && status == STATUS_OK; id++)
        if ((varying >> id) & 1u)
            status = forecast_add_input(forecast, arena, (enum input_id)id);
    if (status == STATUS_OK)
        status = forecast_correlate(forecast, arena);
    forecast_repoint(forecast);
    estimate_varies(tally, varying, forecast->varies);
    for (int id = 0; id < METRIC_COUNT; id++)
        forecast->varies[id] = forecast->varies[id] && !isnan(forecast->point[id]);
    return status;
}

// ---- one thread's room -----------------------------------------------------------------------

enum status forecast_scratch_init(struct forecast_scratch *scratch, const struct forecast *forecast, size_t block)
{
    size_t stride = block + FORECAST_PADDING;
    size_t of_trials = forecast->sums_trials ? METRIC_COUNT + forecast->independent_count : 0;
    size_t count = INPUT_COUNT + 4 + forecast->member_count + of_trials;
    *scratch = (struct forecast_scratch){.memory = calloc(count * stride, sizeof(double)),
                                         .scores = calloc(forecast->member_count + 1, sizeof(double *))};
    if (!scratch->memory || !scratch->scores)
        return STATUS_NO_MEMORY;
    double *at = scratch->memory;
    for (int id = 0; id < INPUT_COUNT; id++, at += stride) {
        const struct input *input = &forecast->plan->inputs.values[id];
        scratch->in[id] = at;
        for (size_t i = 0; i < block; i++)
            at[i] = input->origin == INPUT_UNSET ? (double)NAN : input->point;
    }
    double **columns[] = {&scratch->u, &scratch->v, &scratch->mixed, &scratch->trials};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++, at += stride)
        *columns[i] = at;
    for (size_t i = 0; i < forecast->member_count; i++, at += stride)
        scratch->scores[i] = at;
    for (int id = 0; id < METRIC_COUNT && forecast->sums_trials; id++, at += stride)
        scratch->sums[id] = at;
    for (size_t i = 0; i < forecast->input_count && forecast->sums_trials; i++)
        if (forecast->inputs[i].is_independent) {
            scratch->luck[forecast->inputs[i].id] = at;
            at += stride;
        }
    return STATUS_OK;
}

void forecast_scratch_free(struct forecast_scratch *scratch)
{
    free(scratch->memory);
    free((void *)scratch->scores);
    *scratch = (struct forecast_scratch){.memory = NULL};
}

// ---- samples ---------------------------------------------------------------------------------

static void forecast_uniforms(const struct forecast *forecast, const struct forecast_input *input, uint64_t first,
                              size_t n, double *u)
{
    if (input->design == DESIGN_RANDOM)
        forecast->options.kernel->random(input->stream.key, first, n, u);
    else
        design_fill(&input->stream, input->design, first, n, u);
}

// Gaussian copula: normal scores of independent uniforms, mixed by the factor, give the fractions to draw at.
static void forecast_mix(const struct forecast *forecast, struct forecast_scratch *scratch, size_t member, size_t n)
{
    const double *row = forecast->factor + member * forecast->member_count;
    memset(scratch->mixed, 0, n * sizeof *scratch->mixed);
    for (size_t j = 0; j <= member; j++)
        if (row[j] != 0)
            forecast->options.kernel->accumulate(n, row[j], scratch->scores[j], scratch->mixed);
    forecast->options.kernel->normal_fractions(n, scratch->mixed, scratch->u, scratch->v);
}

void forecast_place(const struct forecast *forecast, struct forecast_scratch *scratch, const size_t *which,
                    size_t count, size_t n, const double *const *u, double *const *x)
{
    const struct kernel *kernel = forecast->options.kernel;
    for (size_t i = 0; i < count; i++) {
        const struct forecast_input *input = &forecast->inputs[which[i]];
        memcpy(scratch->u, u[i], n * sizeof **u);
        kernel->complement(n, scratch->u, scratch->v);
        if (input->member == SIZE_MAX)
            kernel->draw(&input->draw, n, scratch->u, scratch->v, x[i]);
        else
            kernel->normal_scores(n, scratch->u, scratch->v, scratch->scores[input->member]);
    }
    for (size_t i = 0; i < count; i++) {
        const struct forecast_input *input = &forecast->inputs[which[i]];
        if (input->member == SIZE_MAX)
            continue;
        forecast_mix(forecast, scratch, input->member, n);
        kernel->draw(&input->draw, n, scratch->u, scratch->v, x[i]);
    }
}

static void forecast_draw(const struct forecast *forecast, struct forecast_scratch *scratch, uint64_t first, size_t n)
{
    const struct kernel *kernel = forecast->options.kernel;
    double *columns[INPUT_COUNT];
    size_t which[INPUT_COUNT], count = 0;
    for (size_t i = 0; i < forecast->input_count; i++) {
        const struct forecast_input *input = &forecast->inputs[i];
        double *x = scratch->in[input->id];
        if (input->member != SIZE_MAX) {
            forecast_uniforms(forecast, input, first, n, x);
            columns[count] = x;
            which[count++] = i;
            continue;
        }
        forecast_uniforms(forecast, input, first, n, scratch->u);
        kernel->complement(n, scratch->u, scratch->v);
        kernel->draw(&input->draw, n, scratch->u, scratch->v, x);
    }
    forecast_place(forecast, scratch, which, count, n, (const double *const *)columns, columns);
}

// The independent inputs of one more trial: streams of their own, always of the random design.
static void forecast_redraw(const struct forecast *forecast, struct forecast_scratch *scratch, uint64_t trial,
                            uint64_t first, size_t n)
{
    const struct kernel *kernel = forecast->options.kernel;
    for (size_t i = 0; i < forecast->input_count; i++) {
        const struct forecast_input *input = &forecast->inputs[i];
        if (!input->is_independent)
            continue;
        uint64_t key =
            random_key(forecast->options.seed, input_row(input->id)->key, forecast->options.item << 32 | trial);
        kernel->random(key, first, n, scratch->u);
        kernel->complement(n, scratch->u, scratch->v);
        kernel->draw(&input->draw, n, scratch->u, scratch->v, scratch->in[input->id]);
    }
}

// How much of trial `trial` each sample has: 1 for a whole one, a part for the last, 0 past it. False: none has any.
static bool forecast_weigh(const double *trials, double trial, size_t n, double *weights)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        double left = trials[i] - trial;
        weights[i] = left >= 1 ? 1 : left > 0 ? left : 0;
        any = any || left > 0;
    }
    return any;
}

// Totals: one trial after another, each with its own luck. What is of one training is that of the first.
static void forecast_sum_trials(const struct forecast *forecast, struct forecast_scratch *scratch, uint64_t first,
                                size_t n, double *const out[METRIC_COUNT])
{
    double *sums[METRIC_COUNT];
    double *trials = scratch->in[INPUT_TRIALS];
    memcpy(scratch->trials, trials, n * sizeof *trials);
    for (int id = 0; id < INPUT_COUNT; id++)
        if (scratch->luck[id])
            memcpy(scratch->luck[id], scratch->in[id], n * sizeof *trials);
    for (int id = 0; id < METRIC_COUNT; id++)
        sums[id] = out[id] && metric_row((enum metric_id)id)->sums ? scratch->sums[id] : NULL;
    forecast_weigh(scratch->trials, 0, n, trials);
    forecast->options.kernel->estimate(forecast->tally, &scratch->estimate, n, (const double *const *)scratch->in, out);
    for (uint64_t trial = 1; forecast_weigh(scratch->trials, (double)trial, n, trials); trial++) {
        forecast_redraw(forecast, scratch, trial, first, n);
        forecast->options.kernel->estimate(forecast->tally, &scratch->estimate, n, (const double *const *)scratch->in,
                                           sums);
        for (int id = 0; id < METRIC_COUNT; id++)
            if (sums[id])
                forecast->options.kernel->accumulate(n, 1.0, sums[id], out[id]);
    }
    memcpy(trials, scratch->trials, n * sizeof *trials);
    for (int id = 0; id < INPUT_COUNT; id++)
        if (scratch->luck[id])
            memcpy(scratch->in[id], scratch->luck[id], n * sizeof *trials);
}

void forecast_block(const struct forecast *forecast, struct forecast_scratch *scratch, uint64_t first, size_t n,
                    double *const out[METRIC_COUNT])
{
    forecast_draw(forecast, scratch, first, n);
    if (forecast->sums_trials)
        forecast_sum_trials(forecast, scratch, first, n, out);
    else
        forecast->options.kernel->estimate(forecast->tally, &scratch->estimate, n, (const double *const *)scratch->in,
                                           out);
}
