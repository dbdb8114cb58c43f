// sobol_indices.c against closed forms: Ishigami and Homma 1990, Sobol's g function (Saltelli and Sobol' 1995), linear
// models, interactions; and that nothing depends on threads or the instruction set.
#include "function.h"

#include <string.h>

#include "sampling/kernel.h"
#include "uncertainty/sobol_indices.h"

enum { POINTS = 1 << 12 };

static const double pi = 3.14159265358979323846;

static struct sobol_indices indices_of(struct testing *t, const struct function *function, uint64_t points,
                                       size_t shifts)
{
    const struct sobol_indices_options options = {.points = points, .shifts = shifts, .seed = 1};
    struct sobol_indices indices;
    assert_int_equal(sobol_indices_run(&function->factors, &options, &t->arena, &indices), STATUS_OK);
    assert_false(indices.is_partial);
    return indices;
}

// ---- functions with closed forms ---------------------------------------------------------------

static double ishigami(const double *x)
{
    double second = sin(x[1]), third = x[2] * x[2];
    return (1 + 0.1 * third * third) * sin(x[0]) + 7 * second * second;
}

static void the_ishigami_function(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, ishigami, 3, -pi, pi);
    const double a = 7, b = 0.1, p4 = pow(pi, 4), p8 = p4 * p4;
    double variance = a * a / 8 + b * p4 / 5 + b * b * p8 / 18 + 0.5;
    double one = 0.5 * (1 + b * p4 / 5) * (1 + b * p4 / 5), two = a * a / 8, both = b * b * p8 * 8 / 225;
    const double first[3] = {one / variance, two / variance, 0};
    const double total[3] = {(one + both) / variance, two / variance, both / variance};
    struct sobol_indices found = indices_of(t, &function, UINT64_C(1) << 18, 2);
    FUNCTION_NEAR(found.mean[0], a / 2, 1e-5);
    FUNCTION_NEAR(found.variance[0], variance, 1e-4);
    for (size_t i = 0; i < 3; i++) {
        FUNCTION_NEAR(found.indices[i].first, first[i], 1e-5);
        FUNCTION_NEAR(found.indices[i].total, total[i], 1e-5);
    }
}

static const double g_weights[8] = {0, 1, 4.5, 9, 99, 99, 99, 99};

static double sobol_g(const double *x)
{
    double product = 1;
    for (size_t i = 0; i < 8; i++)
        product *= (fabs(4 * x[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
    return product;
}

static void sobols_g_function(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, sobol_g, 8, 0, 1);
    double all = 1;
    for (size_t i = 0; i < 8; i++)
        all *= 1 + 1 / (3 * (1 + g_weights[i]) * (1 + g_weights[i]));
    struct sobol_indices found = indices_of(t, &function, UINT64_C(1) << 18, 2);
    FUNCTION_NEAR(found.mean[0], 1, 1e-5);
    FUNCTION_NEAR(found.variance[0], all - 1, 1e-5);
    for (size_t i = 0; i < 8; i++) {
        double own = 1 / (3 * (1 + g_weights[i]) * (1 + g_weights[i]));
        FUNCTION_NEAR(found.indices[i].first, own / (all - 1), 1e-5);
        FUNCTION_NEAR(found.indices[i].total, own * all / (1 + own) / (all - 1), 1e-5);
    }
}

// ---- models whose shares are plain -------------------------------------------------------------

static double linear(const double *x)
{
    return 1000 + x[0] - 2 * x[1] + 3 * x[2];
}

static void a_linear_model_has_the_shares_of_its_slopes(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, linear, 3, -5, 7);
    struct sobol_indices found = indices_of(t, &function, POINTS, 4);
    const double shares[] = {1.0 / 14, 4.0 / 14, 9.0 / 14};
    FUNCTION_NEAR(found.mean[0], 1002, 1e-3);
    FUNCTION_NEAR(found.variance[0], 14 * 12.0, 0.02);
    for (size_t i = 0; i < 3; i++) {
        FUNCTION_NEAR(found.indices[i].first, shares[i], 3e-5);
        FUNCTION_NEAR(found.indices[i].total, shares[i], 3e-5);
    }
}

static void normal_inputs_too(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, linear, 3, 0, 0);
    function.is_normal = true;
    struct sobol_indices found = indices_of(t, &function, POINTS, 4);
    FUNCTION_NEAR(found.variance[0], 14, 0.01);
    FUNCTION_NEAR(found.indices[2].first, 9.0 / 14, 1e-3);
    FUNCTION_NEAR(found.indices[2].total, 9.0 / 14, 1e-3);
}

// On -1..1: variances 1/3, 1/3 and 1/9 of the product, of which nothing is anybody's own.
static double interacting(const double *x)
{
    return x[0] + x[1] + x[1] * x[2];
}

static void an_interaction_belongs_to_totals_alone(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, interacting, 3, -1, 1);
    struct sobol_indices found = indices_of(t, &function, POINTS, 4);
    const double first[] = {3.0 / 7, 3.0 / 7, 0}, total[] = {3.0 / 7, 4.0 / 7, 1.0 / 7};
    for (size_t i = 0; i < 3; i++) {
        FUNCTION_NEAR(found.indices[i].first, first[i], 3e-4);
        FUNCTION_NEAR(found.indices[i].total, total[i], 3e-4);
    }
}

static void a_group_owns_what_its_inputs_do_together(void **state)
{
    struct testing *t = testing_of(state);
    static const size_t pair[] = {0, 1, 3};
    struct function function;
    function_init(&function, interacting, 3, -1, 1);
    function.factors.count = 2;
    function.factors.first = pair;
    struct sobol_indices found = indices_of(t, &function, POINTS, 4);
    const double shares[] = {3.0 / 7, 4.0 / 7};
    for (size_t i = 0; i < 2; i++) {
        FUNCTION_NEAR(found.indices[i].first, shares[i], 3e-4);
        FUNCTION_NEAR(found.indices[i].total, shares[i], 3e-4);
    }
}

// A pivot far from the mean costs digits; the one that a forecast gives is near.
static void a_pivot_changes_little(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, linear, 3, 0, 1);
    struct sobol_indices far = indices_of(t, &function, POINTS, 2);
    function.pivots[0] = 1001;
    struct sobol_indices near = indices_of(t, &function, POINTS, 2);
    FUNCTION_NEAR(far.mean[0], near.mean[0], 1e-9);
    FUNCTION_NEAR(far.indices[0].first, near.indices[0].first, 1e-6);
    FUNCTION_NEAR(far.indices[0].total, near.indices[0].total, 1e-6);
}

// ---- outputs without indices ---------------------------------------------------------------------

static double constant(const double *x)
{
    (void)x;
    return 0.1;
}

static double sum(const double *x)
{
    return x[0] + x[1];
}

static double broken(const double *x)
{
    return x[0] > 0.99 ? 1 / (x[1] - x[1]) : x[0];
}

static double unbounded(const double *x)
{
    return x[0] > 0.99 ? (double)INFINITY : x[1];
}

static double rarely_broken_for_one(const double *x)
{
    return x[0] > 0.9 && x[1] < 0.1 ? (double)NAN : x[0] + x[1];
}

static void expect_none(const struct sobol_index *index)
{
    assert_true(isnan(index->first) && isnan(index->first_low) && isnan(index->first_high));
    assert_true(isnan(index->total) && isnan(index->total_low) && isnan(index->total_high));
}

static void what_does_not_vary_or_is_not_finite_has_no_indices(void **state)
{
    struct testing *t = testing_of(state);
    double (*const functions[])(const double *) = {constant, broken, unbounded, rarely_broken_for_one};
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
        struct function function;
        function_init(&function, functions[f], 2, 0, 1);
        function.values[1] = sum; // the other output is none the worse for it
        function.factors.output_count = 2;
        struct sobol_indices found = indices_of(t, &function, 1000, 3);
        expect_none(&found.indices[0]);
        expect_none(&found.indices[1]);
        assert_true(isfinite(found.indices[2].first));
        if (f == 0) {
            TESTING_EXACT(found.variance[0], 0);
            TESTING_CLOSE(found.mean[0], 0.1, 1e-14);
        } else
            assert_true(isnan(found.mean[0]));
    }
}

static void no_factors_and_no_outputs_are_no_trouble(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, constant, 0, 0, 1);
    struct sobol_indices found = indices_of(t, &function, 100, 2);
    TESTING_EXACT(found.variance[0], 0);
    function_init(&function, linear, 3, 0, 1);
    function.factors.output_count = 0;
    indices_of(t, &function, 100, 2);
}

// ---- intervals -----------------------------------------------------------------------------------

// Of 95 % intervals of 100 runs, about 95 hold the truth.
static void intervals_hold_the_truth_as_often_as_they_say(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, interacting, 3, -1, 1);
    size_t first_held = 0, total_held = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        const struct sobol_indices_options options = {.points = 128, .shifts = 8, .seed = seed};
        struct sobol_indices found;
        assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &found), STATUS_OK);
        const struct sobol_index *index = &found.indices[1];
        assert_true(index->first_low <= index->first && index->first <= index->first_high);
        first_held += index->first_low <= 3.0 / 7 && 3.0 / 7 <= index->first_high;
        total_held += index->total_low <= 4.0 / 7 && 4.0 / 7 <= index->total_high;
    }
    assert_in_range(first_held, 180, 199);
    assert_in_range(total_held, 180, 199);
}

// ---- the same bits -------------------------------------------------------------------------------

static void expect_same(const struct sobol_indices *a, const struct sobol_indices *b, size_t count, size_t outputs)
{
    assert_memory_equal(a->indices, b->indices, count * outputs * sizeof *a->indices);
    assert_memory_equal(a->mean, b->mean, outputs * sizeof *a->mean);
    assert_memory_equal(a->variance, b->variance, outputs * sizeof *a->variance);
}

static void neither_threads_nor_kernels_change_a_bit(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, sobol_g, 8, 0, 1);
    function.values[1] = linear;
    function.factors.output_count = 2;
    const int threads[] = {1, 2, 3, 7};
    const uint64_t sizes[] = {1, 15, 1000, 5001}; // neither whole blocks nor whole groups of lanes
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct sobol_indices wanted = {0};
        for (size_t i = 0; i < 4; i++)
            for (size_t k = 0; kernel_runnable(k); k++) {
                const struct sobol_indices_options options = {
                    .points = sizes[s], .shifts = 3, .seed = 5, .threads = threads[i], .kernel = kernel_runnable(k)};
                struct sobol_indices found;
                assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &found), STATUS_OK);
                if (!wanted.indices)
                    wanted = found;
                expect_same(&found, &wanted, 8, 2);
            }
    }
}

static void a_seed_is_a_run(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    function_init(&function, sobol_g, 8, 0, 1);
    struct sobol_indices runs[3];
    const uint64_t seeds[] = {1, 1, 2};
    for (size_t i = 0; i < 3; i++) {
        const struct sobol_indices_options options = {.points = 100, .shifts = 2, .seed = seeds[i]};
        assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &runs[i]), STATUS_OK);
    }
    expect_same(&runs[0], &runs[1], 8, 1);
    assert_memory_not_equal(runs[0].indices, runs[2].indices, 8 * sizeof *runs[0].indices);
}

// What is said not to matter is not evaluated, and nothing else changes.
static void what_does_not_matter_has_exact_zeros(void **state)
{
    struct testing *t = testing_of(state);
    static const bool matters[] = {true, true, true, false};
    struct function function;
    function_init(&function, linear, 4, 0, 1);
    struct sobol_indices without = indices_of(t, &function, 1000, 3);
    function.factors.matters = matters;
    struct sobol_indices with = indices_of(t, &function, 1000, 3);
    expect_same(&with, &without, 4, 1);
    TESTING_EXACT(with.indices[3].first, 0);
    TESTING_EXACT(with.indices[3].total_high, 0);
}

// ---- progress ------------------------------------------------------------------------------------

struct watcher {
    uint64_t done, total, stop_at;
};

static bool watch(void *observer, uint64_t done, uint64_t total)
{
    struct watcher *watcher = observer;
    assert_true(done > watcher->done && done <= total);
    watcher->done = done;
    watcher->total = total;
    return done < watcher->stop_at;
}

static void base_points_are_counted_and_a_run_can_be_stopped(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    struct watcher watcher = {.stop_at = UINT64_MAX};
    struct sobol_indices_options options = {
        .points = 5000, .shifts = 3, .seed = 1, .threads = 1, .observer = &watcher, .tick = watch};
    struct sobol_indices found;
    function_init(&function, linear, 3, 0, 1);
    assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &found), STATUS_OK);
    assert_int_equal(watcher.done, 15000);
    assert_int_equal(watcher.total, 15000);
    assert_false(found.is_partial);
    watcher = (struct watcher){.stop_at = 6000};
    assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &found), STATUS_OK);
    assert_true(found.is_partial);
    assert_true(watcher.done < 15000);
}

// ---- failures ------------------------------------------------------------------------------------

static enum status refuse(const void *context, void **scratch)
{
    (void)context;
    *scratch = NULL;
    return STATUS_NO_MEMORY;
}

static void a_thread_without_room_ends_the_run(void **state)
{
    struct testing *t = testing_of(state);
    struct function function;
    struct sobol_indices found;
    const struct sobol_indices_options options = {.points = 100, .shifts = 2, .threads = 2};
    function_init(&function, linear, 3, 0, 1);
    function.factors.begin = refuse;
    assert_int_equal(sobol_indices_run(&function.factors, &options, &t->arena, &found), STATUS_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_ishigami_function),
        TESTING_CASE(sobols_g_function),
        TESTING_CASE(a_linear_model_has_the_shares_of_its_slopes),
        TESTING_CASE(normal_inputs_too),
        TESTING_CASE(an_interaction_belongs_to_totals_alone),
        TESTING_CASE(a_group_owns_what_its_inputs_do_together),
        TESTING_CASE(a_pivot_changes_little),
        TESTING_CASE(what_does_not_vary_or_is_not_finite_has_no_indices),
        TESTING_CASE(no_factors_and_no_outputs_are_no_trouble),
        TESTING_CASE(intervals_hold_the_truth_as_often_as_they_say),
        TESTING_CASE(neither_threads_nor_kernels_change_a_bit),
        TESTING_CASE(a_seed_is_a_run),
        TESTING_CASE(what_does_not_matter_has_exact_zeros),
        TESTING_CASE(base_points_are_counted_and_a_run_can_be_stopped),
        TESTING_CASE(a_thread_without_room_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
