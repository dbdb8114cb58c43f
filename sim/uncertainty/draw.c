#include "uncertainty/draw.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// Chebyshev nodes of degree 6 and their cosines: cos((2k + 1) pi / 12).
static const double draw_nodes[6] = {0.9659258262890683,   0.7071067811865476,  0.25881904510252074,
                                     -0.25881904510252074, -0.7071067811865476, -0.9659258262890683};

static const double draw_tolerance = 1e-9;

double draw_exact(const struct draw *draw, double u, double v)
{
    return u < v ? dist_quantile(draw->dist, u) : dist_quantile_upper(draw->dist, v);
}

static double draw_exact_side(const struct draw *draw, bool upper, double r)
{
    return upper ? dist_quantile_upper(draw->dist, r) : dist_quantile(draw->dist, r);
}

static double draw_cell_at(const struct draw_cell *cell, double t)
{
    double y = cell->coefficient[5];
    for (int i = 4; i >= 0; i--)
        y = fma(y, t, cell->coefficient[i]);
    return y;
}

// Interpolates the exact function at the Chebyshev nodes of low..high, and gives the cell up where that is not enough.
static struct draw_cell draw_cell_make(const struct draw *draw, bool upper, double low, double high)
{
    static const double checks[] = {-1.0, -0.84, 0.0, 0.5, 1.0};
    double half = 0.5 * (high - low), c[6] = {0};
    struct draw_cell cell = {.middle = low + half, .scale = 1.0 / half};
    for (int k = 0; k < 6; k++) {
        double x = draw_exact_side(draw, upper, cell.middle + half * draw_nodes[k]);
        double before = 1.0, now = draw_nodes[k];
        c[0] += x / 6.0;
        for (int j = 1; j < 6; j++) {
            c[j] += x * now / 3.0;
            double next = 2.0 * draw_nodes[k] * now - before;
            before = now;
            now = next;
        }
    }
    // Chebyshev polynomials written out in powers of t.
    const double powers[6] = {
        c[0] - c[2] + c[4], c[1] - 3 * c[3] + 5 * c[5], 2 * c[2] - 8 * c[4], 4 * c[3] - 20 * c[5], 8 * c[4], 16 * c[5]};
    memcpy(cell.coefficient, powers, sizeof powers);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        double exact = draw_exact_side(draw, upper, cell.middle + half * checks[i]);
        if (!(fabs(draw_cell_at(&cell, checks[i]) - exact) <= 0.2 * draw_tolerance * fabs(exact)))
            cell.scale = 0;
    }
    return cell;
}

static double draw_cell_edge(size_t cell)
{
    uint64_t bits = (((UINT64_C(1023) - DRAW_OCTAVES) << 4) + cell) << 48;
    double edge;
    memcpy(&edge, &bits, sizeof edge);
    return edge;
}

static enum status draw_compile_table(struct arena *arena, struct draw *draw)
{
    struct draw_cell *cells = arena_array(arena, (size_t)2 * DRAW_CELLS, sizeof *cells);
    if (!cells)
        return STATUS_NO_MEMORY;
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < DRAW_CELLS; i++)
            cells[side * DRAW_CELLS + i] = draw_cell_make(draw, side == 1, draw_cell_edge(i), draw_cell_edge(i + 1));
    draw->kind = DRAW_TABLE;
    draw->cells = cells;
    return STATUS_OK;
}

// First step whose edge is at or above u, or, strictly, above it.
static size_t draw_find(const struct draw *draw, double u, bool strictly)
{
    size_t low = 0, high = draw->step_count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool reached = strictly ? draw->edges[middle] > u : draw->edges[middle] >= u;
        low = reached ? low : middle + 1;
        high = reached ? middle : high;
    }
    return low;
}

double draw_step(const struct draw *draw, double u)
{
    return draw->steps[draw_find(draw, u, false)];
}

static void draw_guide_all(const struct draw *draw, struct draw_guide *guides)
{
    for (size_t i = 0; i < DRAW_GUIDES; i++) {
        size_t first = draw_find(draw, (double)i / DRAW_GUIDES, true);
        size_t last = draw_find(draw, (double)(i + 1) / DRAW_GUIDES, false);
        guides[i] = (struct draw_guide){.edge = last == first       ? 1.0
                                                : last == first + 1 ? draw->edges[first]
                                                                    : -1.0,
                                        .low = draw->steps[first],
                                        .high = draw->steps[last]};
    }
}

// Values with their weights become steps: edges are the running sums, compensated, over the total.
static enum status draw_compile_steps(struct arena *arena, struct draw *draw, double *steps, double *weights,
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
    size_t capacity = listed ? dist->value_count : (size_t)(most - least) + 1, count = 0;
    double *steps = arena_array(arena, capacity, sizeof *steps);
    double *weights = arena_array(arena, capacity, sizeof *weights);
    if (!steps || !weights)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < capacity; i++) {
        double value = listed ? dist->values[i] : least + (double)i;
        double weight = listed ? dist->weights[i] : dist_mass(dist, value);
        if (weight <= 0 || value < dist->range.low || value > dist->range.high)
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
    draw->b = range;
    draw->split = (argument[1] - argument[0]) / range;
    draw->rise = range * (argument[1] - argument[0]);
    draw->fall = range * (argument[2] - argument[1]);
}

// Even distributions stay even when cut: only their ends move.
static void draw_compile_even(const struct dist *dist, struct draw *draw)
{
    double low = fmax(dist->argument[0], dist->range.low), high = fmin(dist->argument[1], dist->range.high);
    bool is_log = dist->kind == DIST_LOGUNIFORM;
    draw->kind = is_log ? DRAW_LOGUNIFORM : DRAW_UNIFORM;
    draw->a = low;
    draw->b = is_log ? log(high / low) : high - low;
    draw->below = draw->above = 0;
    draw->mass = 1;
}

enum status draw_compile(struct arena *arena, const struct dist *dist, struct draw *draw)
{
    const struct dist_range *range = &dist->range;
    double location = 0, scale = 0;
    bool is_log = false;
    *draw = (struct draw){.kind = DRAW_CONSTANT, .mass = 1, .dist = dist};
    if (dist_is_constant(dist, &draw->a))
        return STATUS_OK;
    draw->below = range->below_low;
    draw->above = range->above_high;
    draw->mass = range->below_low < 0.5 ? range->below_high - range->below_low : range->above_low - range->above_high;
    if (dist_is_discrete(dist))
        return draw_compile_discrete(arena, draw);
    if (dist_is_normal(dist, &location, &scale, &is_log)) {
        draw->kind = is_log ? DRAW_LOGNORMAL : DRAW_NORMAL;
        draw->a = location;
        draw->b = scale;
        return STATUS_OK;
    }
    switch (dist->kind) {
    case DIST_UNIFORM:
    case DIST_LOGUNIFORM:
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
        return draw_compile_table(arena, draw);
    }
}
