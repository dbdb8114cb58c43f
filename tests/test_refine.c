// Exact quantiles of samples that do not fit into memory: those that sorting all of them gives.
#include "gathering.h"

// Room for so many values at a time, in a run of samples.
static void expect_exact(uint64_t samples, size_t kept_bytes, int threads)
{
    const struct ensemble_options options = {.samples = samples,
                                             .threads = threads,
                                             .quantiles = gathering_ps,
                                             .quantile_count = GATHERING_PS,
                                             .exact = true,
                                             .kept_bytes = kept_bytes};
    struct ensemble ensemble;
    assert_int_equal(ensemble_run(&gathering_source, &options, &ensemble), STATUS_OK);
    assert_true(ensemble.is_exact);
    for (size_t column = 0; column < GATHERING_COLUMNS; column++) {
        size_t count = 0;
        double *sorted = gathering_sorted(column, samples, &count);
        for (size_t q = 0; q < GATHERING_PS; q++) {
            double x = ensemble.columns[column].quantiles[q];
            if (count)
                TESTING_EXACT(x, gathering_quantile(sorted, count, gathering_ps[q]));
            else
                assert_true(isnan(x));
        }
        free(sorted);
    }
    ensemble_free(&ensemble);
}

// With much room values are gathered at once, with little their bins are narrowed first, with none to the last bit.
static void quantiles_of_all_samples(void **state)
{
    (void)state;
    static const size_t rooms[] = {1, 64, 1000, 20000, 400000};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        expect_exact(30001, rooms[i], 2);
    for (int threads = 1; threads <= 7; threads += 3)
        expect_exact(20000, 3000, threads);
}

static void quantiles_of_few_samples(void **state)
{
    (void)state;
    for (uint64_t samples = 0; samples < 20; samples++)
        expect_exact(samples, 1, 1);
}

// Values that differ in their last bits only, zeros of both signs, and the ends of the range.
static const double close_values[] = {-1.7976931348623157e308,
                                      -1,
                                      -0x1.fffffffffffffp-1,
                                      -5e-324,
                                      -0.0,
                                      0,
                                      5e-324,
                                      0x1.fffffffffffffp-1,
                                      1,
                                      0x1.0000000000001p0,
                                      0x1.0000000000002p0,
                                      1.7976931348623157e308};

enum { CLOSE_VALUES = sizeof close_values / sizeof *close_values };

static void close_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    (void)context;
    (void)scratch;
    for (size_t i = 0; i < n; i++)
        columns[0][i] = close_values[(first + i) % CLOSE_VALUES];
}

static void quantiles_to_the_last_bit(void **state)
{
    (void)state;
    double ps[CLOSE_VALUES];
    const double pivot = 0;
    const struct ensemble_source source = {.column_count = 1, .pivots = &pivot, .block = close_block};
    const uint64_t samples = (uint64_t)1000 * CLOSE_VALUES;
    for (size_t i = 0; i < CLOSE_VALUES; i++) // in the middle of the thousand that are equal
        ps[i] = (1000 * (double)i + 500) / ((double)samples - 1);
    for (size_t kept = 1; kept < 100000; kept *= 8) {
        const struct ensemble_options options = {.samples = samples,
                                                 .threads = 2,
                                                 .quantiles = ps,
                                                 .quantile_count = CLOSE_VALUES,
                                                 .exact = true,
                                                 .kept_bytes = kept};
        struct ensemble ensemble;
        assert_int_equal(ensemble_run(&source, &options, &ensemble), STATUS_OK);
        for (size_t i = 0; i < CLOSE_VALUES; i++)
            TESTING_EXACT(ensemble.columns[0].quantiles[i], close_values[i]);
        ensemble_free(&ensemble);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_of_all_samples),
        cmocka_unit_test(quantiles_of_few_samples),
        cmocka_unit_test(quantiles_to_the_last_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
