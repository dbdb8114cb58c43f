// Compiled distributions against their exact quantile functions: formulas to the last digits, tables to 1e-9, steps
// value by value.
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "base/random.h"
#include "distributing.h"
#include "sampling/kernel.h"

enum { PIECE = 1000 };

// The quantile that stands for u, v = 1 - u.
static double exact_at(const struct dist *dist, double u, double v)
{
    return u < v ? dist_quantile(dist, u) : dist_quantile_upper(dist, v);
}

static struct draw compiled(struct testing *t, const struct dist *dist, enum draw_kind kind)
{
    struct draw draw;
    assert_int_equal(draw_compile(&t->arena, dist, &draw), STATUS_OK);
    assert_int_equal(draw.kind, kind);
    return draw;
}

// Uniforms as base/random makes them: evenly spread over 2^-scale..1 - 2^-scale, or crowded towards both ends.
static void spread(size_t first, size_t count, size_t n, bool crowded, double *u, double *v)
{
    for (size_t i = 0; i < n; i++) {
        double share = ((double)(first + i) + 0.5) / (double)count;
        if (crowded)
            share = first + i < count / 2 ? exp2(-52 * (1 - 2 * share)) / 2 : 1 - exp2(-52 * (2 * share - 1)) / 2;
        uint64_t bits = (uint64_t)(share * 0x1p52) << 12;
        u[i] = random_uniform(bits);
        v[i] = 1 - u[i];
    }
}

// Draws `count` points and compares them: |x - exact| <= relative |exact| + absolute.
static void compare(struct testing *t, const char *text, enum draw_kind kind, size_t count, bool crowded,
                    double relative, double absolute)
{
    struct dist dist = accept(t, &free_row, text);
    struct draw draw = compiled(t, &dist, kind);
    double u[PIECE], v[PIECE], x[PIECE];
    for (size_t first = 0; first < count; first += PIECE) {
        size_t n = count - first < PIECE ? count - first : PIECE;
        spread(first, count, n, crowded, u, v);
        kernel_best()->draw(&draw, n, u, v, x);
        for (size_t i = 0; i < n; i++) {
            double exact = exact_at(&dist, u[i], v[i]);
            bool tail = kind == DRAW_TABLE && fmin(u[i], v[i]) < 0x1p-14;
            if (!(fabs(x[i] - exact) <= (tail ? 0 : relative * fabs(exact) + absolute)))
                fail_msg("%s at %.17g: %.17g instead of %.17g (relative %.2e)", text, u[i], x[i], exact,
                         fabs(x[i] / exact - 1));
            if (!(x[i] >= dist.range.low && x[i] <= dist.range.high))
                fail_msg("%s at %.17g: %.17g is outside", text, u[i], x[i]);
        }
    }
}

// ---- formulas ------------------------------------------------------------------------------------

static void formulas_of_even_distributions(void **state)
{
    struct testing *t = testing_of(state);
    for (int crowded = 0; crowded < 2; crowded++) {
        compare(t, "{uniform: [2, 6]}", DRAW_UNIFORM, 4000, crowded, 1e-15, 0);
        compare(t, "{uniform: [-2, 6]}", DRAW_UNIFORM, 4000, crowded, 0, 2e-15);
        compare(t, "{uniform: [0.1, 0.3]}", DRAW_UNIFORM, 4000, crowded, 1e-15, 0);
        compare(t, "{loguniform: [1e-3, 1e4]}", DRAW_LOGUNIFORM, 4000, crowded, 1e-14, 0);
        compare(t, "{loguniform: [1, 1.0001]}", DRAW_LOGUNIFORM, 4000, crowded, 1e-15, 0);
        compare(t, "{loguniform: [1e-100, 1e100]}", DRAW_LOGUNIFORM, 4000, crowded, 1e-13, 0);
        // Truncated: the ends are rounded once where p = below + mass u rounds relative to the whole.
        compare(t, "{uniform: [2, 6], truncate: [3, 5.5]}", DRAW_UNIFORM, 4000, crowded, 1e-15, 0);
        compare(t, "{uniform: [-2, 6], truncate: [5, 9]}", DRAW_UNIFORM, 4000, crowded, 1e-15, 0);
        compare(t, "{loguniform: [1e-3, 1e4], truncate: [0.5, 2]}", DRAW_LOGUNIFORM, 4000, crowded, 1e-14, 0);
    }
}

static void formulas_of_normal_distributions(void **state)
{
    struct testing *t = testing_of(state);
    for (int crowded = 0; crowded < 2; crowded++) {
        // Where values lie on both sides of 0 the error is measured by the standard deviation.
        compare(t, "{normal: [0, 1]}", DRAW_NORMAL, 4000, crowded, 1e-13, 1e-16);
        compare(t, "{normal: [10, 3]}", DRAW_NORMAL, 4000, crowded, 1e-14, 1e-14);
        compare(t, "{normal: [300, 20]}", DRAW_NORMAL, 4000, crowded, 1e-14, 0);
        compare(t, "{lognormal: [5, 0.4]}", DRAW_LOGNORMAL, 4000, crowded, 1e-14, 0);
        compare(t, "{lognormal: [1e-9, 3]}", DRAW_LOGNORMAL, 4000, crowded, 1e-13, 0);
        compare(t, "{interval90: [2, 8]}", DRAW_LOGNORMAL, 4000, crowded, 1e-14, 0);
        compare(t, "{interval90: [-2, 8]}", DRAW_NORMAL, 4000, crowded, 1e-14, 1e-14);
    }
}

static void formulas_of_truncated_normal_distributions(void **state)
{
    struct testing *t = testing_of(state);
    for (int crowded = 0; crowded < 2; crowded++) {
        compare(t, "{normal: [0.35, 0.1], truncate: [0.1, 0.6]}", DRAW_NORMAL, 4000, crowded, 1e-13, 0);
        compare(t, "{normal: [10, 3], truncate: [0, 11]}", DRAW_NORMAL, 4000, crowded, 1e-13, 1e-14);
        compare(t, "{normal: [0, 1], truncate: [3, 9]}", DRAW_NORMAL, 4000, crowded, 1e-13, 0);
        compare(t, "{normal: [0, 1], truncate: [-9, -3]}", DRAW_NORMAL, 4000, crowded, 1e-13, 0);
        compare(t, "{normal: [1, 1], truncate: [0, 1e3]}", DRAW_NORMAL, 4000, crowded, 1e-13, 1e-15);
        compare(t, "{lognormal: [5, 0.4], truncate: [1, 90]}", DRAW_LOGNORMAL, 4000, crowded, 1e-13, 0);
        compare(t, "{interval90: [2, 8], truncate: [3, 5]}", DRAW_LOGNORMAL, 4000, crowded, 1e-13, 0);
        // A narrow part of the whole: a fraction near 0.7 is known to 1e-16, which is 1e-16 / density of the value.
        compare(t, "{normal: [0, 1], truncate: [0.5, 0.50001]}", DRAW_NORMAL, 4000, crowded, 0, 2e-15);
        compare(t, "{normal: [0, 1], truncate: [-0.50001, -0.5]}", DRAW_NORMAL, 4000, crowded, 0, 2e-15);
    }
}

static void formulas_of_triangular_distributions(void **state)
{
    struct testing *t = testing_of(state);
    for (int crowded = 0; crowded < 2; crowded++) {
        compare(t, "{triangular: [1, 3, 11]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 0);
        compare(t, "{triangular: [0, 3, 11]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 0);
        compare(t, "{triangular: [1.1, 1.2, 1.6]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 0);
        compare(t, "{triangular: [0.1, 0.1, 0.3]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 0);
        compare(t, "{triangular: [0.1, 0.7, 0.7]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 0);
        compare(t, "{triangular: [-3, 1, 2]}", DRAW_TRIANGULAR, 4000, crowded, 1e-14, 2e-15);
        compare(t, "{triangular: [1, 3, 11], truncate: [2, 4]}", DRAW_TRIANGULAR, 4000, crowded, 1e-13, 0);
        compare(t, "{triangular: [1, 3, 11], truncate: [9, 12]}", DRAW_TRIANGULAR, 4000, crowded, 1e-13, 0);
        compare(t, "{triangular: [0, 3, 11], truncate: [0, 2]}", DRAW_TRIANGULAR, 4000, crowded, 1e-13, 0);
    }
}

static void formulas_of_weibull_distributions(void **state)
{
    struct testing *t = testing_of(state);
    for (int crowded = 0; crowded < 2; crowded++) {
        compare(t, "{weibull: [0.7, 3]}", DRAW_WEIBULL, 4000, crowded, 1e-13, 0);
        compare(t, "{weibull: [1, 3]}", DRAW_WEIBULL, 4000, crowded, 1e-13, 0);
        compare(t, "{weibull: [5, 3]}", DRAW_WEIBULL, 4000, crowded, 1e-14, 0);
        // The logarithm of x goes down to -37 / shape, and x has the absolute error of it.
        compare(t, "{weibull: [0.1, 3]}", DRAW_WEIBULL, 4000, crowded, 1e-13, 0);
        compare(t, "{weibull: [5, 3], truncate: [2, 4]}", DRAW_WEIBULL, 4000, crowded, 1e-13, 0);
        compare(t, "{weibull: [0.7, 3], truncate: [0.1, 1000]}", DRAW_WEIBULL, 4000, crowded, 1e-13, 0);
    }
}

// Ranges that are all 0 say that nothing is truncated.
static void a_dist_put_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    static const double values[] = {-3, 0, 4}, weights[] = {0.2, 0.3, 0.5};
    const struct dist dists[] = {{.kind = DIST_NORMAL, .argument = {10, 3}},
                                 {.kind = DIST_UNIFORM, .argument = {-4, -2}},
                                 {.kind = DIST_LOGUNIFORM, .argument = {2, 4}},
                                 {.kind = DIST_TRIANGULAR, .argument = {1, 2, 4}},
                                 {.kind = DIST_WEIBULL, .argument = {2, 2}},
                                 {.kind = DIST_GAMMA, .argument = {2, 2}},
                                 {.kind = DIST_PERT, .argument = {-4, -3, 2}},
                                 {.kind = DIST_POISSON, .argument = {4}},
                                 {.kind = DIST_DISCRETE, .values = values, .weights = weights, .value_count = 3},
                                 {.kind = DIST_CONSTANT, .argument = {7}}};
    double u[64], v[64], x[64];
    spread(0, 64, 64, false, u, v);
    for (size_t d = 0; d < sizeof dists / sizeof *dists; d++) {
        struct draw draw;
        assert_int_equal(draw_compile(&t->arena, &dists[d], &draw), STATUS_OK);
        kernel_best()->draw(&draw, 64, u, v, x);
        for (size_t i = 0; i < 64; i++)
            TESTING_CLOSE(x[i], exact_at(&dists[d], u[i], v[i]), 1e-9);
    }
}

// No rounding and no polynomial leads out of the distribution, be u as near to an end as it can be.
static void values_stay_inside(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        double low, high;
    } cases[] = {{"{uniform: [0.1, 0.7]}", 0.1, 0.7},
                 {"{uniform: [0.3, 0.9]}", 0.3, 0.9},
                 {"{loguniform: [0.003, 1]}", 0.003, 1},
                 {"{loguniform: [1e-3, 7]}", 1e-3, 7},
                 {"{triangular: [0.1, 0.2, 0.7]}", 0.1, 0.7},
                 {"{beta: [5, 0.1]}", 0, 1},
                 {"{beta: [0.1, 0.1]}", 0, 1},
                 {"{pert: [0.1, 0.7, 0.7]}", 0.1, 0.7},
                 {"{normal: [1, 0.3], truncate: [0, 1.7]}", 0, 1.7},
                 {"{normal: [0.35, 0.1], truncate: [0.1, 0.61]}", 0.1, 0.61},
                 {"{lognormal: [5, 0.4], truncate: [3.3, 7.1]}", 3.3, 7.1},
                 {"{weibull: [2, 3], truncate: [0.7, 3.3]}", 0.7, 3.3},
                 {"{gamma: [2, 3], truncate: [0.7, 0.7001]}", 0.7, 0.7001},
                 {"{beta: [2, 3], truncate: [0.3, 0.3001]}", 0.3, 0.3001}};
    double u[PIECE], v[PIECE], x[PIECE];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct dist dist = accept(t, &free_row, cases[c].text);
        struct draw draw;
        assert_int_equal(draw_compile(&t->arena, &dist, &draw), STATUS_OK);
        for (int round = 0; round < 20; round++) {
            spread(0, PIECE, PIECE, round == 0, u, v);
            for (size_t i = 0; round > 1 && i < PIECE; i++) { // the last uniforms on either side
                u[i] = i % 2 ? (double)(2 * i + (size_t)round * PIECE + 1) * 0x1p-53
                             : 1 - (double)(2 * i + (size_t)round * PIECE + 1) * 0x1p-53;
                v[i] = 1 - u[i];
            }
            kernel_best()->draw(&draw, PIECE, u, v, x);
            for (size_t i = 0; i < PIECE; i++)
                if (!(x[i] >= cases[c].low && x[i] <= cases[c].high))
                    fail_msg("%s at %.17g: %.17g is outside", cases[c].text, u[i], x[i]);
        }
    }
}

// ---- tables --------------------------------------------------------------------------------------

static void tables_at_many_points(void **state)
{
    struct testing *t = testing_of(state);
    compare(t, "{pert: [1, 3, 11]}", DRAW_TABLE, 100000, false, 1e-9, 0);
    compare(t, "{beta: [2, 3]}", DRAW_TABLE, 100000, false, 1e-9, 0);
    compare(t, "{gamma: [7, 3], truncate: [5, 50]}", DRAW_TABLE, 100000, false, 1e-9, 0);
}

static void tables_of_many_parameters(void **state)
{
    struct testing *t = testing_of(state);
    static const double shapes[] = {0.01, 0.1, 0.5, 1, 1.7, 40, 1e4};
    enum { SHAPES = sizeof shapes / sizeof *shapes };
    for (size_t i = 0; i < SHAPES; i++) {
        compare(t, testing_text(t, "{gamma: [%g, 3]}", shapes[i]), DRAW_TABLE, 1000, false, 1e-9, 0);
        compare(t, testing_text(t, "{gamma: [%g, 3]}", shapes[i]), DRAW_TABLE, 300, true, 1e-9, 0);
        for (size_t j = 0; j < SHAPES; j++) {
            const char *text = testing_text(t, "{beta: [%g, %g]}", shapes[i], shapes[j]);
            compare(t, text, DRAW_TABLE, 600, false, 1e-9, 0);
            compare(t, text, DRAW_TABLE, 200, true, 1e-9, 0);
        }
    }
}

static void tables_of_other_kinds(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{pert: [0, 3, 11]}",
                                        "{pert: [0, 0, 1]}",
                                        "{pert: [0, 1, 1]}",
                                        "{pert: [-3, 1, 2]}",
                                        "{pert: [-11, -3, -1]}",
                                        "{pert: [1e6, 1e6, 1000001]}",
                                        "{pert: [1, 3, 11], truncate: [2, 4]}",
                                        "{pert: [1, 3, 11], truncate: [8, 11]}",
                                        "{beta: [2, 3], truncate: [0.3, 0.300001]}",
                                        "{beta: [2, 3], truncate: [0.999, 1]}",
                                        "{beta: [0.1, 0.1], truncate: [0.01, 0.99]}",
                                        "{beta: [30, 900], truncate: [0.01, 0.04]}",
                                        "{gamma: [0.1, 3], truncate: [1e-6, 1e-3]}",
                                        "{gamma: [1e4, 3], truncate: [3e4, 4e4]}",
                                        "{gamma: [2, 3], truncate: [40, 80]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        compare(t, texts[i], DRAW_TABLE, 3000, false, 1e-9, 0);
        compare(t, texts[i], DRAW_TABLE, 1000, true, 1e-9, 0);
    }
}

// Of ordinary shapes no cell is left to the exact function, which takes a thousand times as long.
static void cells_of_ordinary_shapes_are_polynomials(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{pert: [1, 3, 11]}",
                                        "{pert: [0, 3, 11]}",
                                        "{pert: [0.2, 0.3, 0.45]}",
                                        "{beta: [2, 3]}",
                                        "{beta: [0.5, 0.5]}",
                                        "{beta: [1, 1]}",
                                        "{beta: [30, 900]}",
                                        "{beta: [1e4, 1e4]}",
                                        "{gamma: [0.5, 3]}",
                                        "{gamma: [7, 3]}",
                                        "{gamma: [1e4, 3]}",
                                        "{gamma: [7, 3], truncate: [5, 50]}",
                                        "{beta: [5, 2], truncate: [0.3, 0.95]}",
                                        "{pert: [1, 3, 11], truncate: [2, 9]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist = accept(t, &free_row, texts[i]);
        struct draw draw = compiled(t, &dist, DRAW_TABLE);
        for (size_t cell = 0; cell < (size_t)2 * DRAW_CELLS; cell++)
            if (draw.cells[cell].scale == 0)
                fail_msg("%s: cell %zu is not drawn by its polynomial", texts[i], cell);
    }
}

// ---- steps ---------------------------------------------------------------------------------------

static void check_steps_at(const struct draw *draw, const char *text, double at)
{
    const double us[] = {at - 0x1p-53, nextafter(at, 0), at, nextafter(at, 1), at + 0x1p-53};
    double before = -INFINITY;
    for (size_t i = 0; i < sizeof us / sizeof *us; i++) {
        double u = us[i], v = 1 - u, x = NAN, expected = draw->steps[draw->step_count - 1];
        if (u <= 0 || u > 1)
            continue;
        for (size_t step = draw->step_count; step-- > 0 && draw->edges[step] >= u;) // min{x: F(x) >= u}
            expected = draw->steps[step];
        kernel_best()->draw(draw, 1, &u, &v, &x);
        if (x != expected)
            fail_msg("%s at %.17g: %.17g instead of %.17g", text, u, x, expected);
        assert_true(x >= before);
        before = x;
    }
}

static void steps_follow_their_edges(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{poisson: 3.5}",
                                        "{poisson: 0.001}",
                                        "{poisson: 400}",
                                        "{poisson: 4, truncate: [2, 6]}",
                                        "{negative_binomial: [3, 0.25]}",
                                        "{negative_binomial: [0.5, 0.9]}",
                                        "{negative_binomial: [3, 0.25], truncate: [4, 100]}",
                                        "{discrete: {1: 0.25, 2: 0.5, 7: 0.25}}",
                                        "{discrete: {1: 0.1, 2: 0.2, 3: 0.2, 9: 0.5}}",
                                        "{discrete: {1: 0.1, 2: 0.2, 3: 0.2, 9: 0.5}, truncate: [2, 3]}",
                                        "{values: [3, 4, 4, 7]}",
                                        "{values: [-2, -1.5, 0, 1e9]}",
                                        "{values: [1, 2, 3, 4, 5, 6, 7], truncate: [2.5, 6]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist = accept(t, &free_row, texts[i]);
        struct draw draw = compiled(t, &dist, DRAW_STEPS);
        for (size_t step = 0; step < draw.step_count; step++) {
            assert_true(step == 0 || draw.steps[step] > draw.steps[step - 1]);
            double below = dist_below(&dist, draw.steps[step]);
            assert_true(fabs(draw.edges[step] - below) <= 1e-13 * below + 1e-19); // 1e-20 lies before the first
            check_steps_at(&draw, texts[i], draw.edges[step]);
        }
        TESTING_EXACT(draw.edges[draw.step_count - 1], 1);
        for (size_t guide = 0; guide <= DRAW_GUIDES; guide++)
            check_steps_at(&draw, texts[i], (double)guide / DRAW_GUIDES);
    }
}

// At the middles of 2^16 equal cells each value comes as often as its probability says, to one.
static void steps_have_their_probabilities(void **state)
{
    struct testing *t = testing_of(state);
    enum { POINTS = 1 << 16 };
    static const char *const texts[] = {"{poisson: 3.5}", "{negative_binomial: [3, 0.25]}",
                                        "{discrete: {1: 0.1, 2: 0.2, 3: 0.2, 9: 0.5}}",
                                        "{poisson: 4, truncate: [2, 6]}"};
    for (size_t d = 0; d < sizeof texts / sizeof *texts; d++) {
        struct dist dist = accept(t, &free_row, texts[d]);
        struct draw draw = compiled(t, &dist, DRAW_STEPS);
        size_t counts[64] = {0};
        double before = -INFINITY;
        for (size_t i = 0; i < POINTS; i++) {
            double u = ((double)i + 0.5) / POINTS, v = 1 - u, x = NAN;
            kernel_best()->draw(&draw, 1, &u, &v, &x);
            assert_true(x >= before);
            before = x;
            counts[(size_t)fmin(x, 63)]++;
        }
        for (size_t k = 0; k < 40; k++) {
            double mass = dist_below(&dist, (double)k) - (k ? dist_below(&dist, (double)k - 1) : 0);
            assert_true(fabs((double)counts[k] - mass * POINTS) <= 1.0001);
        }
    }
}

static void steps_are_those_of_the_quantile_function(void **state)
{
    struct testing *t = testing_of(state);
    compare(t, "{poisson: 3.5}", DRAW_STEPS, 2000, false, 0, 0);
    compare(t, "{poisson: 400}", DRAW_STEPS, 2000, false, 0, 0);
    compare(t, "{poisson: 20000}", DRAW_STEPS, 200, false, 0, 0);
    compare(t, "{negative_binomial: [3, 0.01]}", DRAW_STEPS, 2000, false, 0, 0);
    compare(t, "{negative_binomial: [3, 0.01], truncate: [100, 2000]}", DRAW_STEPS, 2000, false, 0, 0);
    compare(t, "{discrete: {1: 0.1, 2: 0.2, 3: 0.2, 9: 0.5}}", DRAW_STEPS, 2000, false, 0, 0);
    compare(t, "{values: [3, 4, 4, 7]}", DRAW_STEPS, 2000, true, 0, 0);
}

// Correlated inputs come with u = 1 - q, which rounds to 1 in the far tail.
static void steps_where_u_rounds_to_one(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &free_row, "{discrete: {1: 0.25, 2: 0.5, 7: 0.25}}");
    struct draw draw = compiled(t, &dist, DRAW_STEPS);
    const double u = 1, v = 1e-20;
    double x = NAN;
    kernel_best()->draw(&draw, 1, &u, &v, &x);
    TESTING_EXACT(x, 7);
}

// Ten thousand million counts are not written out.
static void wide_counts_take_bounded_memory(void **state)
{
    struct testing *t = testing_of(state);
    const struct dist dist = {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {1, 1e-7}};
    struct draw draw = compiled(t, &dist, DRAW_TABLE);
    const double u[] = {1e-4, 0.25, 0.5, 1 - 0x1p-10}, v[] = {1 - 1e-4, 0.75, 0.5, 0x1p-10};
    double x[4];
    kernel_best()->draw(&draw, 4, u, v, x);
    for (size_t i = 0; i < 4; i++) // geometric: the least k with 1 - (1 - p)^(k + 1) >= u
        TESTING_CLOSE(x[i], ceil(log(v[i]) / log1p(-1e-7)) - 1, 1e-9);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(formulas_of_even_distributions),
        TESTING_CASE(formulas_of_normal_distributions),
        TESTING_CASE(formulas_of_truncated_normal_distributions),
        TESTING_CASE(formulas_of_triangular_distributions),
        TESTING_CASE(formulas_of_weibull_distributions),
        TESTING_CASE(a_dist_put_by_hand),
        TESTING_CASE(values_stay_inside),
        TESTING_CASE(tables_at_many_points),
        TESTING_CASE(tables_of_many_parameters),
        TESTING_CASE(tables_of_other_kinds),
        TESTING_CASE(cells_of_ordinary_shapes_are_polynomials),
        TESTING_CASE(steps_follow_their_edges),
        TESTING_CASE(steps_have_their_probabilities),
        TESTING_CASE(steps_are_those_of_the_quantile_function),
        TESTING_CASE(steps_where_u_rounds_to_one),
        TESTING_CASE(wide_counts_take_bounded_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
