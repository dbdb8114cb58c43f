// Ensembles against straightforward computation on the same samples, and their independence of threads, blocks and
// instruction sets.
#include "gathering.h"

#include <float.h>
#include <string.h>

#include "sampling/design.h"

static const uint64_t counts[] = {1, 2, 3, 15, 16, 17, 100, 4095, 4096, 4097, 20000};
enum { COUNTS = sizeof counts / sizeof *counts };

static struct ensemble run(const struct ensemble_source *source, const struct ensemble_options *options)
{
    struct ensemble ensemble;
    assert_int_equal(ensemble_run(source, options, &ensemble), STATUS_OK);
    return ensemble;
}

static struct ensemble_options quantiles_of(uint64_t samples)
{
    return (struct ensemble_options){.samples = samples, .quantiles = gathering_ps, .quantile_count = GATHERING_PS};
}

// ---- what it says --------------------------------------------------------------------------------

static void check_column(const struct ensemble_column *column, size_t index, uint64_t samples)
{
    size_t count = 0;
    double *sorted = gathering_sorted(index, samples, &count);
    long double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += sorted[i];
    long double mean = count ? sum / count : 0;
    for (size_t i = 0; i < count; i++)
        squares += (sorted[i] - mean) * (sorted[i] - mean);
    assert_int_equal(column->count, count);
    assert_int_equal(column->non_finite, samples - count);
    if (!count) {
        assert_true(isnan(column->mean) && isnan(column->least) && isnan(column->most));
        assert_true(isnan(column->quantiles[0]));
    } else {
        TESTING_CLOSE(column->mean, (double)mean, 1e-13);
        TESTING_EXACT(column->least, sorted[0]);
        TESTING_EXACT(column->most, sorted[count - 1]);
        for (size_t q = 0; q < GATHERING_PS; q++)
            TESTING_EXACT(column->quantiles[q], gathering_quantile(sorted, count, gathering_ps[q]));
    }
    if (count < 2)
        assert_true(isnan(column->sd) && isnan(column->standard_error));
    else {
        double sd = (double)sqrtl(squares / (count - 1));
        assert_true(fabs(column->sd - sd) <= 1e-12 * sd);
        TESTING_CLOSE(column->standard_error, column->sd / sqrt((double)count), 1e-15);
    }
    free(sorted);
}

static void statistics_of_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNTS; i++) {
        const struct ensemble_options options = quantiles_of(counts[i]);
        struct ensemble ensemble = run(&gathering_source, &options);
        assert_int_equal(ensemble.samples, counts[i]);
        assert_int_equal(ensemble.column_count, GATHERING_COLUMNS);
        assert_true(ensemble.is_exact && !ensemble.is_partial);
        for (size_t column = 0; column < GATHERING_COLUMNS; column++)
            check_column(&ensemble.columns[column], column, counts[i]);
        ensemble_free(&ensemble);
    }
}

static void without_samples_or_quantiles(void **state)
{
    (void)state;
    const struct ensemble_options none = quantiles_of(0);
    struct ensemble ensemble = run(&gathering_source, &none);
    assert_int_equal(ensemble.samples, 0);
    assert_false(ensemble.is_partial);
    for (size_t i = 0; i < GATHERING_COLUMNS; i++)
        assert_true(isnan(ensemble.columns[i].mean) && isnan(ensemble.columns[i].quantiles[3]) &&
                    isnan(ensemble.columns[i].standard_error) && ensemble.columns[i].count == 0);
    ensemble_free(&ensemble);
    ensemble_free(&ensemble); // once more is legal
    const struct ensemble_options some = quantiles_of(5000);
    const struct ensemble_options unasked = {.samples = 5000};
    struct ensemble plain = run(&gathering_source, &unasked), asked = run(&gathering_source, &some);
    assert_false(plain.is_exact);
    TESTING_EXACT(plain.columns[0].mean, asked.columns[0].mean);
    ensemble_free(&plain);
    ensemble_free(&asked);
}

// Sums are taken about a pivot: a spread of 1e-9 of the value keeps its digits.
static void narrow_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    (void)scratch;
    for (size_t i = 0; i < n; i++)
        columns[0][i] = *(const double *)context * (1 + 1e-9 * ((double)((first + i) % 3) - 1));
}

static void narrow_and_huge_values(void **state)
{
    (void)state;
    const struct ensemble_options options = {.samples = 9999};
    const double values[] = {1, 1e12, 1e150, 1e200};
    for (size_t i = 0; i < 4; i++) {
        const struct ensemble_source about = {
            .context = &values[i], .column_count = 1, .pivots = &values[i], .block = narrow_block};
        struct ensemble ensemble = run(&about, &options);
        TESTING_CLOSE(ensemble.columns[0].mean, values[i], 1e-15);
        if (i < 3) // 1e-9 sqrt(2 / 3) sqrt(9999 / 9998)
            TESTING_CLOSE(ensemble.columns[0].sd / values[i], 8.165374096e-10, 1e-6);
        else
            assert_true(isinf(ensemble.columns[0].sd)); // the square overflows: too much to tell, but not nothing
        ensemble_free(&ensemble);
    }
    const double zero = 0;
    const struct ensemble_source far = {
        .context = &values[3], .column_count = 1, .pivots = &zero, .block = narrow_block};
    struct ensemble ensemble = run(&far, &options);
    assert_true(isinf(ensemble.columns[0].sd));
    TESTING_CLOSE(ensemble.columns[0].mean, 1e200, 1e-12);
    ensemble_free(&ensemble);
}

// The error of a mean over replicates: that of 16 independent means.
static void standard_errors_of_replicates(void **state)
{
    (void)state;
    static const uint64_t samples[] = {15, 16, 17, 4097, 10000};
    for (size_t s = 0; s < 5; s++) {
        const struct ensemble_options options = {.samples = samples[s], .is_replicated = true};
        struct ensemble ensemble = run(&gathering_source, &options);
        for (size_t column = 0; column < GATHERING_CONSTANT; column++) {
            double squares = 0, all = 0, means[16] = {0};
            for (uint64_t i = 0; i < samples[s]; i++)
                all += gathering_value(column, i) / (double)samples[s];
            for (size_t r = 0; r < 16; r++) {
                size_t n = 0;
                for (uint64_t i = r; i < samples[s]; i += 16, n++)
                    means[r] += gathering_value(column, i);
                means[r] /= (double)n;
                squares += (means[r] - all) * (means[r] - all);
            }
            if (samples[s] < 16) // a replicate without a sample
                assert_true(isnan(ensemble.columns[column].standard_error));
            else
                TESTING_CLOSE(ensemble.columns[column].standard_error, sqrt(squares / (16 * 15)), 1e-9);
        }
        if (samples[s] >= 16)
            TESTING_EXACT(ensemble.columns[GATHERING_CONSTANT].standard_error, 0);
        ensemble_free(&ensemble);
    }
}

// The uniforms of a design, and a smooth function of two of them with the mean (e - 1)^2.
struct designed {
    enum design_kind kind;
    struct design_stream streams[2];
};

static void designed_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct designed *designed = context;
    (void)scratch;
    for (size_t i = 0; i < 2; i++)
        design_fill(&designed->streams[i], designed->kind, first, n, columns[i]);
    for (size_t i = 0; i < n; i++)
        columns[1][i] = exp(columns[0][i] + columns[1][i]);
}

static void standard_errors_of_designs(void **state)
{
    (void)state;
    const double pivots[] = {0.5, 3};
    double errors[DESIGN_COUNT][2];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        double squares[2] = {0};
        errors[kind][0] = errors[kind][1] = 0;
        enum { SEEDS = 40 };
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            struct designed designed = {.kind = (enum design_kind)kind};
            for (size_t i = 0; i < 2; i++)
                design_stream_init(&designed.streams[i], designed.kind, seed, "x", i, i);
            const struct ensemble_source source = {
                .context = &designed, .column_count = 2, .pivots = pivots, .block = designed_block};
            const struct ensemble_options options = {.samples = 16384, .is_replicated = kind != DESIGN_RANDOM};
            struct ensemble ensemble = run(&source, &options);
            const double means[] = {0.5, 2.9524924420125598};
            for (size_t i = 0; i < 2; i++) {
                double off = ensemble.columns[i].mean - means[i], error = ensemble.columns[i].standard_error;
                squares[i] += off * off / SEEDS;
                errors[kind][i] += error * error / SEEDS;
            }
            ensemble_free(&ensemble);
        }
        // What is said on average is what is seen; the sums of 40 squares lie within a factor of 2 in all but 1e-4.
        for (size_t i = 0; i < 2; i++)
            assert_true(squares[i] < 2 * errors[kind][i] && squares[i] > errors[kind][i] / 2);
    }
    TESTING_CLOSE(errors[DESIGN_RANDOM][0], 1.0 / 12 / 16384, 0.01);
    for (size_t i = 0; i < 2; i++) {
        assert_true(errors[DESIGN_LATIN][i] < errors[DESIGN_RANDOM][i] / 5);
        assert_true(errors[DESIGN_SOBOL][i] < errors[DESIGN_RANDOM][i] / 300);
    }
}

// ---- beyond what is kept -------------------------------------------------------------------------

static void quantiles_of_histograms(void **state)
{
    (void)state;
    const uint64_t samples = 50000;
    struct ensemble_options options = quantiles_of(samples);
    struct ensemble kept = run(&gathering_source, &options);
    options.kept_bytes = 10000;
    struct ensemble counted = run(&gathering_source, &options);
    assert_true(kept.is_exact && !counted.is_exact);
    for (size_t i = 0; i < GATHERING_COLUMNS; i++)
        for (size_t q = 0; q < GATHERING_PS; q++) {
            double x = counted.columns[i].quantiles[q], exact = kept.columns[i].quantiles[q];
            assert_true(isnan(exact) ? isnan(x) : fabs(x - exact) <= 1e-3 * fabs(exact));
            assert_true(isnan(exact) || (x >= kept.columns[i].least && x <= kept.columns[i].most));
        }
    TESTING_EXACT(counted.columns[GATHERING_CONSTANT].quantiles[4], 5);
    // All but the quantiles is the same to the last bit.
    gathering_expect_same(&kept, &counted, 0);
    ensemble_free(&kept);
    ensemble_free(&counted);
}

// ---- the same bits -------------------------------------------------------------------------------

static void threads_blocks_and_kernels_change_nothing(void **state)
{
    (void)state;
    static const int threads[] = {1, 2, 3, 4, 7};
    static const size_t blocks[] = {1, 64, 256, 1000, 0, 100000};
    static const size_t kept[] = {0, 1000};
    for (size_t k = 0; k < 2; k++) {
        struct ensemble_options options = quantiles_of(9001);
        options.threads = 1;
        options.kept_bytes = kept[k];
        struct ensemble first = run(&gathering_source, &options);
        for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
            for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
                for (size_t index = 0; kernel_runnable(index); index++) {
                    options.threads = threads[t];
                    options.block = blocks[b];
                    options.kernel = kernel_runnable(index);
                    struct ensemble ensemble = run(&gathering_source, &options);
                    gathering_expect_same(&ensemble, &first, GATHERING_PS);
                    ensemble_free(&ensemble);
                }
        ensemble_free(&first);
    }
}

struct watcher {
    uint64_t stop_at, last, calls;
};

static bool watch(void *observer, uint64_t done, uint64_t total)
{
    struct watcher *watcher = observer;
    assert_true(done > watcher->last && done <= total);
    watcher->last = done;
    watcher->calls++;
    return done < watcher->stop_at;
}

static void a_stop_leaves_a_whole_prefix(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++)
        for (size_t kept = 0; kept <= 1000; kept += 1000)
            for (int exact = 0; exact < 2; exact++) {
                struct watcher watcher = {.stop_at = 8192};
                struct ensemble_options options = quantiles_of(300000);
                options.threads = threads;
                options.kept_bytes = kept;
                options.exact = exact;
                options.observer = &watcher;
                options.tick = watch;
                struct ensemble stopped = run(&gathering_source, &options);
                assert_true(stopped.is_partial);
                assert_true(stopped.samples >= 8192 && stopped.samples < 300000 && stopped.samples % 4096 == 0);
                assert_true(watcher.last == stopped.samples);
                struct ensemble_options again = quantiles_of(stopped.samples);
                // So few may fit where the whole would not have.
                again.kept_bytes = kept ? kept : 0;
                again.exact = exact;
                struct ensemble whole = run(&gathering_source, &again);
                gathering_expect_same(&stopped, &whole, GATHERING_PS);
                assert_false(whole.is_partial);
                ensemble_free(&stopped);
                ensemble_free(&whole);
            }
}

static void progress_is_told_in_order(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct watcher watcher = {.stop_at = UINT64_MAX};
        const struct ensemble_options options = {
            .samples = 40961, .threads = threads, .observer = &watcher, .tick = watch};
        struct ensemble ensemble = run(&gathering_source, &options);
        assert_int_equal(watcher.calls, 11);
        assert_int_equal(watcher.last, 40961);
        ensemble_free(&ensemble);
    }
}

// ---- samples that are kept by somebody -----------------------------------------------------------

enum { SEEN = 20001 };

struct keeper {
    unsigned char seen[SEEN];
    uint64_t fail_at;
};

static enum status keep(void *observer, uint64_t first, size_t n, const double *const *columns)
{
    struct keeper *keeper = observer;
    assert_true(n <= ENSEMBLE_CHUNK && first + n <= SEEN);
    for (size_t i = 0; i < n; i++) {
        __atomic_add_fetch(&keeper->seen[first + i], 1, __ATOMIC_RELAXED);
        for (size_t column = 0; column < GATHERING_COLUMNS; column++)
            assert_true(gathering_same(columns[column][i], gathering_value(column, first + i)));
    }
    return first >= keeper->fail_at ? STATUS_IO : STATUS_OK;
}

static void every_sample_is_kept_once(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 256, 1000};
    for (int threads = 1; threads <= 4; threads++)
        for (size_t b = 0; b < 3; b++) {
            struct keeper keeper = {.fail_at = UINT64_MAX};
            const struct ensemble_options options = {
                .samples = SEEN, .threads = threads, .block = blocks[b], .observer = &keeper, .keep = keep};
            struct ensemble ensemble = run(&gathering_source, &options), plain = {.samples = 0};
            for (size_t i = 0; i < SEEN; i++)
                assert_int_equal(keeper.seen[i], 1);
            const struct ensemble_options alone = {.samples = SEEN};
            plain = run(&gathering_source, &alone);
            gathering_expect_same(&ensemble, &plain, 0);
            ensemble_free(&ensemble);
            ensemble_free(&plain);
        }
}

// ---- failures ------------------------------------------------------------------------------------

static void a_keeper_that_fails_ends_the_run(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++)
        for (size_t kept = 0; kept <= 1000; kept += 1000) {
            struct keeper keeper = {.fail_at = 8192};
            struct ensemble_options options = quantiles_of(SEEN);
            struct ensemble ensemble;
            options.threads = threads;
            options.kept_bytes = kept;
            options.observer = &keeper;
            options.keep = keep;
            assert_int_equal(ensemble_run(&gathering_source, &options, &ensemble), STATUS_IO);
            ensemble_free(&ensemble);
        }
}

// Sources keep count of what is begun and ended, and may refuse.
struct counting {
    int begun, ended, refuse_at;
};

static struct counting counting;

static enum status counting_begin(const void *context, size_t block, void **scratch)
{
    (void)context;
    assert_int_equal(block, 77);
    *scratch = malloc(block);
    return counting.begun++ == counting.refuse_at ? STATUS_NO_MEMORY : STATUS_OK;
}

static void counting_end(void *scratch)
{
    counting.ended++;
    free(scratch);
}

static void sources_are_begun_and_ended(void **state)
{
    (void)state;
    struct ensemble_source source = gathering_source;
    source.begin = counting_begin;
    source.end = counting_end;
    for (int refuse_at = -1; refuse_at < 3; refuse_at++) {
        struct ensemble_options options = quantiles_of(SEEN);
        struct ensemble ensemble;
        options.threads = 3;
        options.block = 77;
        options.kept_bytes = 1000;
        counting = (struct counting){.refuse_at = refuse_at};
        enum status status = ensemble_run(&source, &options, &ensemble);
        assert_int_equal(status, refuse_at < 0 || counting.begun <= refuse_at ? STATUS_OK : STATUS_NO_MEMORY);
        assert_int_equal(counting.begun, counting.ended);
        assert_in_range(counting.begun, 1, 3);
        ensemble_free(&ensemble);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_of_columns),
        cmocka_unit_test(without_samples_or_quantiles),
        cmocka_unit_test(narrow_and_huge_values),
        cmocka_unit_test(standard_errors_of_replicates),
        cmocka_unit_test(standard_errors_of_designs),
        cmocka_unit_test(quantiles_of_histograms),
        cmocka_unit_test(threads_blocks_and_kernels_change_nothing),
        cmocka_unit_test(a_stop_leaves_a_whole_prefix),
        cmocka_unit_test(progress_is_told_in_order),
        cmocka_unit_test(every_sample_is_kept_once),
        cmocka_unit_test(a_keeper_that_fails_ends_the_run),
        cmocka_unit_test(sources_are_begun_and_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
