// Histograms against sorted values: the order of doubles, the width of bins, sums of parts.
#include "testing.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "uncertainty/histogram.h"

enum { COUNT = 20000 };

// Counted in blocks, and ready to be asked.
static void count(struct histogram *histogram, size_t n, const double *x)
{
    for (size_t done = 0; done < n; done += KERNEL_BLOCK_MAX) {
        size_t block = n - done < KERNEL_BLOCK_MAX ? n - done : KERNEL_BLOCK_MAX;
        assert_int_equal(histogram_add(histogram, kernel_best(), block, x + done), STATUS_OK);
    }
    assert_int_equal(histogram_settle(histogram), STATUS_OK);
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double uniform(uint64_t key, uint64_t i)
{
    uint32_t words[4];
    random_words(key, 0, i, words);
    return random_uniform(random_bits(words));
}

// Type 7 of Hyndman and Fan 1996, of sorted values.
static double quantile_of(const double *sorted, size_t count, double p)
{
    double place = p * (double)(count - 1), below = floor(place);
    size_t rank = (size_t)below, next = rank + 1 < count ? rank + 1 : rank;
    return sorted[rank] + (place - below) * (sorted[next] - sorted[rank]);
}

static void order_of_doubles(void **state)
{
    (void)state;
    static const double ascending_values[] = {
        -INFINITY,        -DBL_MAX, -1e300, -2, -1 - DBL_EPSILON, -1, -DBL_MIN, -DBL_TRUE_MIN, -0.0,    0, DBL_TRUE_MIN,
        3 * DBL_TRUE_MIN, DBL_MIN,  1e-300, 1,  1 + DBL_EPSILON,  2,  1e300,    DBL_MAX,       INFINITY};
    enum { VALUES = sizeof ascending_values / sizeof *ascending_values };
    for (size_t i = 0; i < VALUES; i++) {
        double x = ascending_values[i], back = histogram_value(histogram_order(x));
        assert_true(back == x && signbit(back) == signbit(x));
        if (i > 0)
            assert_true(histogram_order(ascending_values[i - 1]) < histogram_order(x));
    }
    for (uint64_t i = 0; i < 100000; i++) {
        uint32_t words[4];
        random_words(1, 0, i, words);
        double x = histogram_value(random_bits(words)), y = histogram_value(random_bits(words + 2));
        if (isnan(x) || isnan(y))
            continue;
        assert_true(histogram_order(x) == random_bits(words) && histogram_order(y) == random_bits(words + 2));
        assert_true(x == y || (x < y) == (histogram_order(x) < histogram_order(y)));
    }
}

// Any magnitude, either sign: order statistics to half of 0.1 %, and what lies between them accordingly.
static void quantiles_within_a_thousandth(void **state)
{
    (void)state;
    static const double ps[] = {0, 1e-4, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.9999, 1};
    static const double scales[] = {1e-300, 1e-9, 1, 1e9, 1e290};
    enum { KINDS = 6 };
    double *x = malloc(COUNT * sizeof *x);
    assert_non_null(x);
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++)
        for (int kind = 0; kind < KINDS; kind++) {
            struct histogram histogram;
            histogram_init(&histogram);
            for (size_t i = 0; i < COUNT; i++) {
                double u = uniform((uint64_t)kind, i), v = uniform(99, i);
                double z = sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
                x[i] = scales[s] * (kind == 0   ? u
                                    : kind == 1 ? z
                                    : kind == 2 ? exp(2 * z)
                                    : kind == 3 ? -exp(z)
                                    : kind == 4 ? -log(u) - 1
                                                : 300 + 1e-3 * z);
            }
            count(&histogram, COUNT, x);
            assert_int_equal(histogram.count, COUNT);
            qsort(x, COUNT, sizeof *x, ascending);
            for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
                double exact = quantile_of(x, COUNT, ps[i]);
                TESTING_CLOSE(histogram_quantile(&histogram, ps[i]), exact, 1e-3);
            }
            histogram_free(&histogram);
        }
    free(x);
}

static void few_values(void **state)
{
    (void)state;
    struct histogram histogram;
    histogram_init(&histogram);
    assert_true(isnan(histogram_quantile(&histogram, 0.5)));
    const double one = 5;
    count(&histogram, 1, &one);
    for (double p = 0; p <= 1; p += 0.25)
        TESTING_CLOSE(histogram_quantile(&histogram, p), 5, 1e-3);
    const double another = 500; // bins away: the quantile lies between
    count(&histogram, 1, &another);
    for (double p = 0; p <= 1; p += 0.25)
        TESTING_CLOSE(histogram_quantile(&histogram, p), 5 + 495 * p, 1e-3);
    histogram_free(&histogram);
    assert_int_equal(histogram.count, 0);
    histogram_free(&histogram);
}

static void zeros_denormals_and_ends(void **state)
{
    (void)state;
    const double values[] = {-DBL_MAX, -DBL_TRUE_MIN, -0.0, 0, DBL_TRUE_MIN, DBL_MAX};
    struct histogram histogram;
    histogram_init(&histogram);
    count(&histogram, 6, values);
    TESTING_CLOSE(histogram_quantile(&histogram, 0), -DBL_MAX, 1e-3);
    TESTING_CLOSE(histogram_quantile(&histogram, 1), DBL_MAX, 1e-3);
    for (int i = 1; i < 5; i++)
        assert_true(histogram_quantile(&histogram, i / 5.0) == 0);
    histogram_free(&histogram);
}

static void what_is_not_finite_is_left_out(void **state)
{
    (void)state;
    const double values[] = {INFINITY, 1, NAN, -INFINITY, 2, -NAN, 3, histogram_value(UINT64_MAX), histogram_value(0)};
    struct histogram histogram;
    histogram_init(&histogram);
    for (int round = 0; round < 2; round++) // pages are made in the first and there in the second
        count(&histogram, 9, values);
    assert_int_equal(histogram.count, 6);
    TESTING_CLOSE(histogram_quantile(&histogram, 0), 1, 1e-3);
    TESTING_CLOSE(histogram_quantile(&histogram, 0.5), 2, 1e-3);
    TESTING_CLOSE(histogram_quantile(&histogram, 1), 3, 1e-3);
    histogram_free(&histogram);
}

static void parts_add_up_to_the_whole(void **state)
{
    (void)state;
    struct histogram whole, sum, part;
    histogram_init(&whole);
    histogram_init(&sum);
    histogram_init(&part);
    for (int piece = 0; piece < 8; piece++) {
        double x[500];
        for (size_t i = 0; i < 500; i++)
            x[i] = tan(3 * (uniform((uint64_t)piece, i) - 0.5)) * pow(10, piece - 4);
        count(&whole, 500, x);
        count(&part, 500, x);
        if (piece % 3 == 2) {
            assert_int_equal(histogram_merge(&sum, &part), STATUS_OK);
            histogram_free(&part);
        }
    }
    assert_int_equal(histogram_merge(&part, &sum), STATUS_OK); // the other way round
    assert_int_equal(part.count, whole.count);
    for (uint64_t rank = 0; rank < whole.count; rank++) {
        uint64_t before[2], within[2];
        uint64_t bin = histogram_find(&whole, rank, &before[0], &within[0]);
        assert_int_equal(histogram_find(&part, rank, &before[1], &within[1]), bin);
        assert_int_equal(before[0], before[1]);
        assert_int_equal(within[0], within[1]);
        assert_in_range(rank, before[0], before[0] + within[0] - 1);
    }
    histogram_free(&whole);
    histogram_free(&part);
    histogram_free(&sum);
}

// 10^12 samples in one bin, and more than fits into 32 bits in each of several.
static void counts_beyond_32_bits(void **state)
{
    (void)state;
    const double values[] = {1, 2, 4};
    struct histogram histogram, other;
    histogram_init(&histogram);
    histogram_init(&other);
    count(&histogram, 3, values);
    for (int i = 0; i < 40; i++) { // doubled 40 times: 3 * 2^40
        histogram_free(&other);
        assert_int_equal(histogram_merge(&other, &histogram), STATUS_OK);
        assert_int_equal(histogram_merge(&histogram, &other), STATUS_OK);
    }
    assert_true(histogram.count == UINT64_C(3) << 40);
    uint64_t before = 0, within = 0;
    uint64_t bin = histogram_find(&histogram, UINT64_C(1) << 40, &before, &within);
    assert_true(bin == histogram_order(2) >> (64 - HISTOGRAM_BITS));
    assert_true(before == UINT64_C(1) << 40 && within == UINT64_C(1) << 40);
    TESTING_CLOSE(histogram_quantile(&histogram, 0.5), 2, 1e-3);
    TESTING_CLOSE(histogram_quantile(&histogram, 1), 4, 1e-3);
    histogram_free(&histogram);
    histogram_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_doubles),
        cmocka_unit_test(quantiles_within_a_thousandth),
        cmocka_unit_test(few_values),
        cmocka_unit_test(zeros_denormals_and_ends),
        cmocka_unit_test(what_is_not_finite_is_left_out),
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(counts_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
