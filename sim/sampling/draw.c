#include "sampling/draw.h"

#include <math.h>

#include "quantity/dist_range.h"
#include "quantity/dist_whole.h"
#include "sampling/draw_table.h"

// Steps that are written out, 16 MiB of them. Counts that spread wider are drawn by the exact function, slowly.
enum { DRAW_STEPS_MAX = 1024 * 1024 };

double draw_exact(const struct draw *draw, double u, double v)
{
    return u < v ? dist_quantile(draw->dist, u) : dist_quantile_upper(draw->dist, v);
}

// A polynomial may leave the ends of a distribution by its error.
static void draw_bound(struct draw *draw)
{
    double low = 0, high = 0;
    dist_whole_ends(draw->dist, &low, &high);
    draw->least = fmax(draw->least, low);
    draw->most = fmin(draw->most, high);
    draw->is_bounded = true;
}

static enum status draw_compile_table(struct arena *arena, struct draw *draw)
{
    struct draw_cell *cells = arena_array(arena, (size_t)2 * DRAW_CELLS, sizeof *cells);
    if (!cells)
        return STATUS_NO_MEMORY;
    draw_table_fill(draw->dist, cells);
    draw->kind = DRAW_TABLE;
    draw->cells = cells;
    return STATUS_OK;
}

// The first step whose edge is at or above u.
static size_t draw_find(const struct draw *draw, double u)
{
    size_t low = 0, high = draw->step_count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool reached = draw->edges[middle] >= u;
        low = reached ? low : middle + 1;
        high = reached ? middle : high;
    }
    return low;
}

double draw_step(const struct draw *draw, double u)
{
    return draw->steps[draw_find(draw, u)];
}

static void draw_guide_all(const struct draw *draw, struct draw_guide *guides)
{
    for (size_t i = 0; i < DRAW_GUIDES; i++) {
        size_t first = draw_find(draw, (double)i / DRAW_GUIDES), last = draw_find(draw, (double)(i + 1) / DRAW_GUIDES);
        guides[i] = (struct draw_guide){.edge = last == first       ? 1.0
                                                : last == first + 1 ? draw->edges[first]
                                                                    : -1.0,
                                        .low = draw->steps[first],
                                        .high = draw->steps[last]};
    }
}

// Values with their weights become steps: edges are the running sums, compensated, over the total.
static enum status draw_compile_steps(struct arena *arena, struct draw *draw, const double *steps, double *weights,
                                      size_t count)
{
    struct draw_guide *guides = arena_array(arena, DRAW_GUIDES, sizeof *guides);
    if (!guides)
        return STATUS_NO_MEMORY;
    double sum = 0, rest = 0;
    for (size_t i = 0; i < count; i++) {
        double term = weights[i] - rest, next = sum + term;
        rest = (next - sum) - term;
        sum = next;
        weights[i] = sum;
    }
    for (size_t i = 0; i < count; i++)
        weights[i] = i + 1 < count ? weights[i] / sum : 1.0;
    draw->kind = DRAW_STEPS;
    draw->steps = steps;
    draw->edges = weights;
    draw->step_count = count;
    draw_guide_all(draw, guides);
    draw->guides = guides;
    return STATUS_OK;
}

static enum status draw_compile_discrete(struct arena *arena, struct draw *draw)
{
    const struct dist *dist = draw->dist;
    bool listed = dist->kind == DIST_DISCRETE || dist->kind == DIST_VALUES;
    double least = 0, most = 0;
    if (!listed)
        dist_support(dist, &least, &most);
    if (!listed && most - least >= DRAW_STEPS_MAX)
        return draw_compile_table(arena, draw);
    size_t capacity = listed ? dist->value_count : (size_t)(most - least) + 1, count = 0;
    double *steps = arena_array(arena, capacity, sizeof *steps);
    double *weights = arena_array(arena, capacity, sizeof *weights);
    if (!steps || !weights)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < capacity; i++) {
        double value = listed ? dist->values[i] : least + (double)i;
        double weight = listed ? dist->weights[i] : dist_mass(dist, value);
        if (weight <= 0 || value < draw->least || value > draw->most)
            continue;
        steps[count] = value;
        weights[count++] = weight;
    }
    return draw_compile_steps(arena, draw, steps, weights, count);
}

static void draw_compile_triangular(const double *argument, struct draw *draw)
{
    double range = argument[2] - argument[0];
    draw->kind = DRAW_TRIANGULAR;
    draw->a = argument[0];
    draw->b = argument[2];
    draw->split = (argument[1] - argument[0]) / range;
    draw->rise = range * (argument[1] - argument[0]);
    draw->fall = range * (argument[2] - argument[1]);
}

// Even distributions stay even when cut: only their ends move.
static void draw_compile_even(const struct dist *dist, struct draw *draw)
{
    double low = fmax(dist->argument[0], draw->least), high = fmin(dist->argument[1], draw->most);
    bool is_log = dist->kind == DIST_LOGUNIFORM;
    draw->kind = is_log ? DRAW_LOGUNIFORM : DRAW_UNIFORM;
    draw->a = low;
    draw->b = is_log ? log(high / low) : high - low;
    draw->below = draw->above = 0;
    draw->mass = 1;
    draw->least = low;
    draw->most = high;
    draw->is_bounded = true;
}

enum status draw_compile(struct arena *arena, const struct dist *dist, struct draw *draw)
{
    const struct dist_range range = dist_range_of(dist);
    bool is_log = false;
    *draw = (struct draw){.kind = DRAW_CONSTANT, .mass = 1, .dist = dist};
    if (dist_is_constant(dist, &draw->a))
        return STATUS_OK;
    draw->below = range.below_low;
    draw->above = range.above_high;
    draw->mass = dist_range_mass(&range);
    draw->least = range.low;
    draw->most = range.high;
    if (dist_is_discrete(dist))
        return draw_compile_discrete(arena, draw);
    draw->is_bounded = !dist_range_is_whole(dist);
    if (dist_whole_normal(dist, &draw->a, &draw->b, &is_log)) {
        draw->kind = is_log ? DRAW_LOGNORMAL : DRAW_NORMAL;
        return STATUS_OK;
    }
    switch (dist->kind) {
    case DIST_LOGUNIFORM:
        if (dist->argument[1] / dist->argument[0] > 1e290) // exp would overflow on the way
            return draw_compile_table(arena, draw);
        draw_compile_even(dist, draw);
        return STATUS_OK;
    case DIST_UNIFORM:
        draw_compile_even(dist, draw);
        return STATUS_OK;
    case DIST_TRIANGULAR:
        draw_compile_triangular(dist->argument, draw);
        return STATUS_OK;
    case DIST_WEIBULL:
        draw->kind = DRAW_WEIBULL;
        draw->a = dist->argument[1];
        draw->b = 1.0 / dist->argument[0];
        return STATUS_OK;
    default:
        draw_bound(draw);
        return draw_compile_table(arena, draw);
    }
}
