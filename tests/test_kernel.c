// The column kernels: what they compute, and that every instruction set computes the same bits.
#include "testing.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/kernel_math.h"
#include "base/random.h"
#include "distributing.h"
#include "sampling/design.h"
#include "sampling/kernel.h"

enum { N = KERNEL_BLOCK_MAX };

static const uint64_t key = 0x0123456789abcdef;

static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 63, 64, 65, 127, 255, 256, 257, 1000, 1023, 1024};
enum { SIZES = sizeof sizes / sizeof *sizes };

#define SAME(x, y, n) assert_memory_equal((x), (y), (n) * sizeof *(x))

// A number between 0 and 1 whose logarithm is uniform down to 2^-depth, and its complement.
static void far_fractions(size_t n, double depth, double *p, double *q)
{
    for (size_t i = 0; i < n; i++) {
        p[i] = exp2(-depth * ((double)i + 0.5) / (double)n);
        q[i] = 1 - p[i];
    }
}

// ---- what they compute ---------------------------------------------------------------------------

static void random_is_the_random_design(void **state)
{
    (void)state;
    static const uint64_t firsts[] = {
        0, 1, 2, 63, 64, 4095, UINT32_MAX - 500, UINT64_C(1) << 40, (UINT64_C(1) << 55) + 1};
    struct design_stream stream = {.key = key};
    double expected[N], u[N + 1];
    for (size_t index = 0; kernel_runnable(index); index++)
        for (size_t at = 0; at < sizeof firsts / sizeof *firsts; at++)
            for (size_t i = 0; i < SIZES; i++) {
                size_t n = sizes[i];
                uint64_t first = firsts[at] + i;
                u[n] = -1;
                kernel_runnable(index)->random(key, first, n, u);
                design_fill(&stream, DESIGN_RANDOM, first, n, expected);
                SAME(u, expected, n);
                TESTING_EXACT(u[n], -1); // nothing behind the column
                for (size_t j = 0; j < n; j++) {
                    uint32_t words[4];
                    random_words(key, 0, (first + j) / 2, words);
                    assert_true(u[j] == random_uniform(random_bits(words + 2 * ((first + j) % 2))));
                }
            }
}

static void complements_are_exact(void **state)
{
    (void)state;
    double u[N], v[N];
    kernel_best()->random(key, 0, N, u);
    kernel_best()->complement(N, u, v);
    for (size_t i = 0; i < N; i++)
        assert_true(v[i] == 1 - u[i] && 1 - v[i] == u[i] && v[i] > 0 && v[i] < 1);
}

static void normal_scores_are_those_of_gsl(void **state)
{
    (void)state;
    double p[N], q[N], z[N];
    for (int round = 0; round < 20; round++) {
        kernel_best()->random(key, (uint64_t)round * N, N, p);
        kernel_best()->complement(N, p, q);
        kernel_best()->normal_scores(N, p, q, z);
        for (size_t i = 0; i < N; i++)
            TESTING_CLOSE(z[i], p[i] < q[i] ? gsl_cdf_ugaussian_Pinv(p[i]) : -gsl_cdf_ugaussian_Pinv(q[i]), 1e-13);
    }
    static const double depths[] = {5, 40, 200, 996.5}; // 2^-996.5 = 1e-300
    for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
        far_fractions(N, depths[d], p, q);
        kernel_best()->normal_scores(N, p, q, z);
        for (size_t i = 0; i < N; i++)
            TESTING_CLOSE(z[i], p[i] < q[i] ? gsl_cdf_ugaussian_Pinv(p[i]) : -gsl_cdf_ugaussian_Pinv(q[i]), 1e-13);
        kernel_best()->normal_scores(N, q, p, z);
        for (size_t i = 0; i < N; i++)
            TESTING_CLOSE(z[i], p[i] < q[i] ? -gsl_cdf_ugaussian_Pinv(p[i]) : gsl_cdf_ugaussian_Pinv(q[i]), 1e-13);
    }
    const double half = 0.5,
                 edges[] = {0.075, nextafter(0.075, 0), nextafter(0.075, 1), exp(-25), nextafter(exp(-25), 0)};
    kernel_best()->normal_scores(1, &half, &half, z);
    TESTING_EXACT(z[0], 0);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        double rest = 1 - edges[i];
        kernel_best()->normal_scores(1, &edges[i], &rest, z);
        TESTING_CLOSE(z[0], gsl_cdf_ugaussian_Pinv(edges[i]), 1e-13);
    }
}

static void normal_fractions_are_those_of_gsl(void **state)
{
    (void)state;
    double z[N], p[N], q[N];
    for (int round = 0; round < 10; round++) {
        double reach = round < 8 ? 4 + round : 37; // beyond 37.6 the fraction is 0, in GSL beyond 38.6
        for (size_t i = 0; i < N; i++)
            z[i] = reach * (2 * ((double)i + 0.1 * round) / N - 1);
        kernel_best()->normal_fractions(N, z, p, q);
        for (size_t i = 0; i < N; i++) {
            TESTING_CLOSE(p[i], gsl_cdf_ugaussian_P(z[i]), 1e-13);
            TESTING_CLOSE(q[i], gsl_cdf_ugaussian_Q(z[i]), 1e-13);
        }
    }
    const double far[] = {0, -0.0, 40, -40, 1e300, -1e300};
    kernel_best()->normal_fractions(6, far, p, q);
    for (size_t i = 0; i < 6; i++) {
        TESTING_EXACT(p[i], i < 2 ? 0.5 : i % 2 ? 0 : 1);
        TESTING_EXACT(q[i], i < 2 ? 0.5 : i % 2 ? 1 : 0);
    }
}

static void accumulates_with_one_rounding(void **state)
{
    (void)state;
    double x[N], y[N], expected[N];
    for (size_t i = 0; i < SIZES; i++) {
        kernel_best()->random(key, 0, N, x);
        kernel_best()->random(key, N, N, y);
        for (size_t j = 0; j < N; j++)
            expected[j] = j < sizes[i] ? fma(-0.7, x[j], y[j]) : y[j];
        kernel_best()->accumulate(sizes[i], -0.7, x, y);
        SAME(y, expected, N);
    }
}

// ---- sums ----------------------------------------------------------------------------------------

enum { LONG = 5003 };

// What add() says it does, value by value.
static struct kernel_lanes lanes_of(const double *x, size_t n, size_t lane, double pivot)
{
    struct kernel_lanes lanes;
    kernel_lanes_init(&lanes);
    for (size_t i = 0; i < n; i++) {
        size_t at = (lane + i) % KERNEL_LANES;
        double d = x[i] - pivot;
        if (!isfinite(x[i])) {
            lanes.non_finite[at]++;
            continue;
        }
        lanes.sum[at] += d;
        lanes.squares[at] = fma(d, d, lanes.squares[at]);
        lanes.least[at] = fmin(lanes.least[at], x[i]);
        lanes.most[at] = fmax(lanes.most[at], x[i]);
    }
    return lanes;
}

static void expect_lanes(const double *x, double pivot)
{
    static const size_t pieces[] = {1, 3, 64, 256, 1000, LONG};
    for (size_t lane = 0; lane < KERNEL_LANES; lane += 5) {
        const struct kernel_lanes expected = lanes_of(x, LONG, lane, pivot);
        for (size_t index = 0; kernel_runnable(index); index++)
            for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
                struct kernel_lanes lanes;
                kernel_lanes_init(&lanes);
                for (size_t at = 0; at < LONG; at += pieces[i])
                    kernel_runnable(index)->add(LONG - at < pieces[i] ? LONG - at : pieces[i],
                                                (lane + at) % KERNEL_LANES, x + at, pivot, &lanes);
                assert_memory_equal(&lanes, &expected, sizeof lanes);
            }
    }
}

static void sums_do_not_see_blocks(void **state)
{
    (void)state;
    double *x = malloc(LONG * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < LONG; i++)
        x[i] = 100 * sin((double)i) + 3;
    expect_lanes(x, 0);
    expect_lanes(x, 2.9);
    static const double odd[] = {NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, 1e200, -0.0};
    for (size_t kind = 0; kind < sizeof odd / sizeof *odd; kind++) {
        for (size_t i = 0; i < LONG; i++)
            x[i] = i % 97 == kind || i == LONG - 1 ? odd[kind] : sin((double)i);
        expect_lanes(x, 0.1);
    }
    for (size_t i = 0; i < LONG; i++) // all of them
        x[i] = i % 11 < 8 ? odd[i % 11] : (double)i;
    expect_lanes(x, 1e10);
    for (size_t i = 0; i < LONG; i++)
        x[i] = (double)NAN;
    expect_lanes(x, 0);
    free(x);
}

static void sums_of_nothing(void **state)
{
    (void)state;
    struct kernel_lanes lanes, expected;
    kernel_lanes_init(&lanes);
    kernel_lanes_init(&expected);
    kernel_best()->add(0, 5, NULL, 1, &lanes);
    assert_memory_equal(&lanes, &expected, sizeof lanes);
}

// ---- the same bits from all ----------------------------------------------------------------------

static const char *const drawn[] = {
    "{uniform: [2, 6]}", "{uniform: [2, 6], truncate: [3, 5]}", "{loguniform: [1e-3, 1e4]}",
    "{loguniform: [1e-3, 1e4], truncate: [1, 2]}", "{normal: [10, 3]}", "{normal: [10, 3], truncate: [0, 11]}",
    "{lognormal: [5, 0.4]}", "{lognormal: [5, 0.4], truncate: [1, 90]}", "{interval90: [2, 8]}",
    "{interval90: [-2, 8], truncate: [0, 9]}", "{triangular: [1, 3, 11]}", "{triangular: [1, 3, 11], truncate: [2, 4]}",
    "{weibull: [0.7, 3]}", "{weibull: [5, 3], truncate: [2, 4]}", "{discrete: {1: 0.25, 2: 0.5, 7: 0.25}}",
    "{values: [3, 4, 4, 7], truncate: [4, 9]}",
    // From here on exact values of libm and GSL take part, whose last bit is not ours.
    "{poisson: 40}", "{negative_binomial: [3, 0.25], truncate: [4, 100]}", "{pert: [1, 3, 11]}",
    "{pert: [-1, 3, 11], truncate: [-0.5, 4]}", "{beta: [2, 3]}", "{beta: [0.1, 0.1], truncate: [0.01, 0.99]}",
    "{gamma: [7, 3]}", "{gamma: [0.5, 3], truncate: [5, 50]}"};
enum { DRAWN = sizeof drawn / sizeof *drawn };

static void kernels_draw_the_same(void **state)
{
    struct testing *t = testing_of(state);
    double u[N], v[N], x[N], expected[N];
    for (size_t d = 0; d < DRAWN; d++) {
        struct dist dist = accept(t, &free_row, drawn[d]);
        struct draw draw;
        assert_int_equal(draw_compile(&t->arena, &dist, &draw), STATUS_OK);
        for (size_t i = 0; i < SIZES; i++) {
            size_t n = sizes[i];
            kernel_runnable(0)->random(key, 7 * i, n, u);
            for (size_t j = 0; j < n && i % 2; j++) // tails too
                u[j] = random_uniform((uint64_t)(exp2(-52 * (double)j / (double)n) * 0x1p52) << 12);
            kernel_runnable(0)->complement(n, u, v);
            kernel_runnable(0)->draw(&draw, n, u, v, expected);
            for (size_t index = 1; kernel_runnable(index); index++) {
                kernel_runnable(index)->draw(&draw, n, u, v, x);
                SAME(x, expected, n);
            }
            for (size_t j = 0; j < n; j += 13) { // one by one
                kernel_best()->draw(&draw, 1, u + j, v + j, x);
                SAME(x, expected + j, 1);
            }
        }
    }
}

static void kernels_compute_the_same(void **state)
{
    (void)state;
    const struct kernel *first = kernel_runnable(0);
    double u[N], v[N], p[N], q[N], x[N], y[N], expected[N], other[N];
    for (size_t index = 1; kernel_runnable(index); index++) {
        const struct kernel *kernel = kernel_runnable(index);
        for (size_t i = 0; i < SIZES; i++) {
            size_t n = sizes[i];
            first->random(key, 3 * i, n, u);
            first->complement(n, u, v);
            kernel->random(key, 3 * i, n, x);
            SAME(x, u, n);
            kernel->complement(n, u, x);
            SAME(x, v, n);
            far_fractions(n, i % 2 ? 990 : 30, p, q);
            first->normal_scores(n, p, q, expected);
            kernel->normal_scores(n, p, q, x);
            SAME(x, expected, n);
            first->normal_scores(n, u, v, expected);
            kernel->normal_scores(n, u, v, x);
            SAME(x, expected, n);
            first->normal_fractions(n, expected, p, q);
            kernel->normal_fractions(n, expected, y, other);
            SAME(y, p, n);
            SAME(other, q, n);
            first->accumulate(n, 0.3, u, p);
            kernel->accumulate(n, 0.3, u, y);
            SAME(y, p, n);
        }
    }
}

static uint64_t hash_of(uint64_t hash, const double x[N])
{
    for (size_t i = 0; i < N; i++)
        hash = (hash ^ kernel_math_bits(x[i])) * UINT64_C(0x9E3779B97F4A7C15) + (hash >> 29);
    return hash;
}

// The bits of everything that stands on arithmetic alone: any compiler, any machine. What draw_compile works out is put
// by hand, as libm takes part in it.
static void bits_are_those_of_every_build(void **state)
{
    (void)state;
    static const struct draw draws[] = {
        {.kind = DRAW_UNIFORM, .a = 2, .b = 4, .mass = 1, .most = 6, .is_bounded = true},
        {.kind = DRAW_LOGUNIFORM, .a = 1e-3, .b = 16.1, .mass = 1},
        {.kind = DRAW_NORMAL, .a = 10, .b = 3, .mass = 1},
        {.kind = DRAW_NORMAL, .a = 10, .b = 3, .below = 1e-3, .above = 0.3, .mass = 0.699},
        {.kind = DRAW_LOGNORMAL, .a = 5, .b = 0.4, .mass = 1},
        {.kind = DRAW_LOGNORMAL, .a = 5, .b = 3, .below = 1e-7, .above = 0.9, .mass = 0.0999999},
        {.kind = DRAW_TRIANGULAR, .a = 1, .b = 11, .mass = 1, .split = 0.2, .rise = 20, .fall = 80},
        {.kind = DRAW_WEIBULL, .a = 3, .b = 1.4, .mass = 1},
        {.kind = DRAW_WEIBULL, .a = 3, .b = 0.2, .below = 0.1, .above = 1e-9, .mass = 0.899999999},
    };
    double u[N], v[N], x[N], p[N], q[N];
    uint64_t hash = 0;
    const struct kernel *kernel = kernel_best();
    for (size_t d = 0; d < sizeof draws / sizeof *draws; d++) {
        kernel->random(key, N * d, N, u);
        kernel->complement(N, u, v);
        hash = hash_of(hash, u);
        kernel->draw(&draws[d], N, u, v, x);
        hash = hash_of(hash, x);
        kernel->normal_scores(N, u, v, x);
        hash = hash_of(hash, x);
        kernel->normal_fractions(N, x, p, q);
        hash = hash_of(hash_of(hash, p), q);
        kernel->accumulate(N, 0.7, u, x);
        hash = hash_of(hash, x);
    }
    if (hash != UINT64_C(0x9c81980ce997ce5a))
        fail_msg("other bits: the hash is 0x%016llx", (unsigned long long)hash);
}

static void kernels_of_this_machine(void **state)
{
    (void)state;
    assert_non_null(kernel_runnable(0));
    assert_string_equal(kernel_runnable(0)->name, "baseline");
    assert_null(kernel_runnable(10));
    size_t count = 0;
    while (kernel_runnable(count))
        count++;
    assert_ptr_equal(kernel_best(), kernel_runnable(count - 1));
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_is_the_random_design),
        cmocka_unit_test(complements_are_exact),
        cmocka_unit_test(normal_scores_are_those_of_gsl),
        cmocka_unit_test(normal_fractions_are_those_of_gsl),
        cmocka_unit_test(accumulates_with_one_rounding),
        cmocka_unit_test(sums_do_not_see_blocks),
        cmocka_unit_test(sums_of_nothing),
        TESTING_CASE(kernels_draw_the_same),
        cmocka_unit_test(kernels_compute_the_same),
        cmocka_unit_test(bits_are_those_of_every_build),
        cmocka_unit_test(kernels_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
