// The law of the designs (a uniform is a pure function of seed, name, item and sample), strata, and statistics at fixed
// seeds. Where a number is compared with its expectation, five standard errors are allowed.
#include "testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sampling/design.h"

enum { HYPERCUBES = DESIGN_REPLICATES * DESIGN_STRATA }; // samples in one Latin hypercube of each replicate

static struct design_stream stream_of(enum design_kind kind, uint64_t seed, const char *name, uint64_t item,
                                      size_t dimension)
{
    struct design_stream stream;
    design_stream_init(&stream, kind, seed, name, item, dimension);
    return stream;
}

// The sum of (observed - expected)^2 / expected over cells that should be equally full.
static double chi_square(const uint32_t *counts, size_t cells, double expected)
{
    double sum = 0;
    for (size_t i = 0; i < cells; i++)
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    return sum;
}

#define WITHIN_FIVE(value, expectation, standard_error)                                                                \
    assert_true(fabs((value) - (expectation)) < 5 * (standard_error))

// ---- the law ----------------------------------------------------------------------------------

static void designs_have_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        assert_int_equal(design_named(design_name((enum design_kind)kind)), kind);
        assert_true(strlen(design_sentence((enum design_kind)kind)) > 10);
    }
    assert_int_equal(design_named("sobol"), DESIGN_SOBOL);
    assert_int_equal(design_named("Sobol"), DESIGN_COUNT);
    assert_int_equal(design_named(""), DESIGN_COUNT);
}

static void uniforms_are_the_documented_function(void **state)
{
    (void)state;
    // Seed 1, "pue", item 3, dimension 9, computed from the description alone, with SciPy's direction numbers.
    static const struct {
        uint64_t sample;
        double u[DESIGN_COUNT];
    } cases[] = {
        {0, {0x1.5d04b04cff6e9p-1, 0x1.ad7412c133fdcp-3, 0x1.45228202d98dep-2}},
        {5, {0x1.a1e6734c057fep-2, 0x1.c1a1e6734c056p-2, 0x1.d10da651f546ap-2}},
        {70001, {0x1.a9b8e30a304c2p-2, 0x1.a5a9b8e30a306p-2, 0x1.7509c307a2209p-1}},
        {((uint64_t)1 << 40) + 7, {0x1.f5c8c92a92eb6p-2, 0x1.02fae46495497p-1, 0x1.31664ca24f75ep-2}},
    };
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        struct design_stream stream = stream_of((enum design_kind)kind, 1, "pue", 3, 9);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            double u;
            design_fill(&stream, (enum design_kind)kind, cases[i].sample, 1, &u);
            TESTING_EXACT(u, cases[i].u[kind]);
        }
    }
}

static void blocks_of_any_size_and_start_give_the_same_bits(void **state)
{
    (void)state;
    enum { N = 3 * HYPERCUBES + 321 };
    static const size_t blocks[] = {1, 7, 16, 64, 256, 1000, 4096, 5001, N};
    static const uint64_t starts[] = {0, 1, 15, 16, 4095, 123457, ((uint64_t)1 << 56) - N};
    static double whole[N], parts[N + 1];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        struct design_stream stream = stream_of((enum design_kind)kind, 7, "goodput", 0, 2);
        for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
            design_fill(&stream, (enum design_kind)kind, starts[s], N, whole);
            for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
                for (size_t at = 0, n = 0; at < N; at += n) {
                    n = blocks[b] < N - at ? blocks[b] : N - at;
                    parts[at + n] = -1;
                    design_fill(&stream, (enum design_kind)kind, starts[s] + at, n, parts + at);
                    assert_true(parts[at + n] < 0); // nothing written behind
                }
                assert_memory_equal(whole, parts, sizeof whole);
            }
        }
        double none = -1;
        design_fill(&stream, (enum design_kind)kind, 1, 0, &none);
        TESTING_EXACT(none, -1);
    }
}

static void half_a_run_is_the_first_half_of_it(void **state)
{
    (void)state;
    static double half[5000], whole[10000];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        struct design_stream stream = stream_of((enum design_kind)kind, 7, "goodput", 0, 2);
        struct design_stream again = stream_of((enum design_kind)kind, 7, "goodput", 0, 2);
        design_fill(&stream, (enum design_kind)kind, 0, 5000, half);
        design_fill(&again, (enum design_kind)kind, 0, 10000, whole);
        assert_memory_equal(half, whole, sizeof half);
    }
}

static void mean_and_variance_are_those_of_a_uniform(void **state)
{
    (void)state;
    enum { N = 1 << 16 };
    static double u[N];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        struct design_stream stream = stream_of((enum design_kind)kind, 3, "utilization", 1, 4);
        design_fill(&stream, (enum design_kind)kind, 0, N, u);
        double sum = 0, square = 0;
        for (size_t i = 0; i < N; i++) {
            assert_true(u[i] > 0 && u[i] < 1);
            sum += u[i] - 0.5;
            square += (u[i] - 0.5) * (u[i] - 0.5);
        }
        // Those of independent draws: the other designs must do better, and do below.
        WITHIN_FIVE(sum / N, 0, sqrt(1.0 / 12 / N));
        WITHIN_FIVE(square / N, 1.0 / 12, sqrt(1.0 / 180 / N));
        if (kind != DESIGN_RANDOM)
            assert_true(fabs(sum / N) < 0.1 * sqrt(1.0 / 12 / N));
    }
}

static void streams_are_not_correlated(void **state)
{
    (void)state;
    enum { STREAMS = 20, N = 1 << 14 };
    static const char *const names[5] = {"pue", "puf", "utilization", "price_device", ""};
    static double u[STREAMS][N];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        for (size_t s = 0; s < STREAMS; s++) { // five names under two seeds, two items each
            struct design_stream stream = stream_of((enum design_kind)kind, s / 5 % 2, names[s % 5], s / 10, s);
            design_fill(&stream, (enum design_kind)kind, 0, N, u[s]);
        }
        for (size_t a = 0; a < STREAMS; a++) {
            for (size_t b = 0; b < a; b++) {
                double sum = 0;
                for (size_t i = 0; i < N; i++)
                    sum += (u[a][i] - 0.5) * (u[b][i] - 0.5);
                WITHIN_FIVE(12 * sum / N, 0, 1 / sqrt(N));
            }
        }
    }
}

static void seed_name_and_item_all_count(void **state)
{
    (void)state;
    enum { N = 64 };
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        const struct design_stream streams[] = {
            stream_of((enum design_kind)kind, 0, "pue", 0, 5),  stream_of((enum design_kind)kind, 1, "pue", 0, 5),
            stream_of((enum design_kind)kind, 0, "puf", 0, 5),  stream_of((enum design_kind)kind, 0, "pue", 1, 5),
            stream_of((enum design_kind)kind, 0, "pue1", 0, 5),
        };
        enum { STREAMS = sizeof streams / sizeof *streams };
        double u[STREAMS][N];
        for (size_t s = 0; s < STREAMS; s++) {
            design_fill(&streams[s], (enum design_kind)kind, 0, N, u[s]);
            for (size_t other = 0; other < s; other++)
                for (size_t i = 0; i < N; i++)
                    assert_true(u[s][i] < u[other][i] || u[s][i] > u[other][i]);
        }
    }
}

static void only_sobol_looks_at_the_dimension(void **state)
{
    (void)state;
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        size_t far = kind == DESIGN_SOBOL ? SOBOL_DIMENSIONS - 1 : SOBOL_DIMENSIONS + 1000;
        struct design_stream near_stream = stream_of((enum design_kind)kind, 1, "pue", 0, 1);
        struct design_stream far_stream = stream_of((enum design_kind)kind, 1, "pue", 0, far);
        double a[128], b[128];
        design_fill(&near_stream, (enum design_kind)kind, 0, 128, a);
        design_fill(&far_stream, (enum design_kind)kind, 0, 128, b);
        assert_int_equal(memcmp(a, b, sizeof a) != 0, kind == DESIGN_SOBOL);
    }
}

// ---- strata -----------------------------------------------------------------------------------

static void latin_places_are_hypercubes(void **state)
{
    (void)state;
    static double u[HYPERCUBES];
    struct design_stream stream = stream_of(DESIGN_LATIN, 1, "utilization", 0, 0);
    for (uint64_t cube = 0; cube < 1000; cube += 37) {
        design_fill(&stream, DESIGN_LATIN, cube * HYPERCUBES, HYPERCUBES, u);
        unsigned char hits[DESIGN_REPLICATES][DESIGN_STRATA] = {0};
        for (size_t i = 0; i < HYPERCUBES; i++)
            hits[i % DESIGN_REPLICATES][(size_t)(u[i] * DESIGN_STRATA)]++;
        for (size_t r = 0; r < DESIGN_REPLICATES; r++)
            for (size_t stratum = 0; stratum < DESIGN_STRATA; stratum++)
                assert_int_equal(hits[r][stratum], 1);
    }
}

static void latin_draws_are_the_random_ones_within_their_stratum(void **state)
{
    (void)state;
    enum { N = 1000 };
    double u[N], v[N];
    struct design_stream stream = stream_of(DESIGN_LATIN, 1, "utilization", 0, 0);
    design_fill(&stream, DESIGN_LATIN, 777, N, u);
    design_fill(&stream, DESIGN_RANDOM, 777, N, v);
    for (size_t i = 0; i < N; i++)
        assert_true(fabs(u[i] * DESIGN_STRATA - floor(u[i] * DESIGN_STRATA) - v[i]) <= 0x1p-45);
}

static void sobol_replicates_are_nets(void **state)
{
    (void)state;
    enum { M = 8, N = 1 << M, COUNT = N * DESIGN_REPLICATES };
    static double x[COUNT], y[COUNT];
    struct design_stream first = stream_of(DESIGN_SOBOL, 1, "utilization", 0, 0);
    struct design_stream second = stream_of(DESIGN_SOBOL, 1, "pue", 0, 1);
    design_fill(&first, DESIGN_SOBOL, 5 * COUNT, COUNT, x);
    design_fill(&second, DESIGN_SOBOL, 5 * COUNT, COUNT, y);
    for (size_t r = 0; r < DESIGN_REPLICATES; r++) {
        for (int a = 0; a <= M; a++) { // boxes of 2^-a by 2^-(M - a)
            unsigned char hits[N] = {0};
            for (size_t j = 0; j < N; j++) {
                size_t i = j * DESIGN_REPLICATES + r;
                hits[(size_t)ldexp(x[i], a) << (M - a) | (size_t)ldexp(y[i], M - a)]++;
            }
            for (size_t box = 0; box < N; box++)
                assert_int_equal(hits[box], 1);
        }
    }
    for (size_t r = 0; r < DESIGN_REPLICATES; r++)
        for (size_t other = 0; other < r; other++)
            assert_true(first.shift[r] != first.shift[other] && first.shift[r] >> SOBOL_BITS == 0);
}

// ---- the permutations of Latin hypercubes -----------------------------------------------------

enum { PERMUTATIONS = 1 << 14 };

// Where PERMUTATIONS permutations put 0..255.
static unsigned char (*permutations_of(const char *name))[DESIGN_STRATA]
{
    struct design_stream stream = stream_of(DESIGN_LATIN, 11, name, 0, 0);
    unsigned char(*permutations)[DESIGN_STRATA] = malloc(PERMUTATIONS * sizeof *permutations);
    assert_non_null(permutations);
    static double u[HYPERCUBES];
    for (size_t p = 0; p < PERMUTATIONS; p += DESIGN_REPLICATES) {
        design_fill(&stream, DESIGN_LATIN, p / DESIGN_REPLICATES * HYPERCUBES, HYPERCUBES, u);
        for (size_t i = 0; i < HYPERCUBES; i++)
            permutations[p + i % DESIGN_REPLICATES][i / DESIGN_REPLICATES] = (unsigned char)(u[i] * DESIGN_STRATA);
    }
    return permutations;
}

static void any_place_gets_any_stratum(void **state)
{
    (void)state;
    unsigned char(*permutations)[DESIGN_STRATA] = permutations_of("pue");
    static uint32_t counts[DESIGN_STRATA * DESIGN_STRATA];
    memset(counts, 0, sizeof counts);
    for (size_t p = 0; p < PERMUTATIONS; p++)
        for (size_t s = 0; s < DESIGN_STRATA; s++)
            counts[s * DESIGN_STRATA + permutations[p][s]]++;
    // Rows and columns have fixed sums: chi-square of 255^2 degrees of freedom, times 256/255.
    double freedom = 255.0 * 255, scale = 256.0 / 255;
    double chi = chi_square(counts, sizeof counts / sizeof *counts, PERMUTATIONS / 256.0);
    WITHIN_FIVE(chi, freedom * scale, sqrt(2 * freedom) * scale);
    free(permutations);
}

static void any_two_places_get_any_two_strata(void **state)
{
    (void)state;
    unsigned char(*permutations)[DESIGN_STRATA] = permutations_of("pue");
    static const size_t starts[] = {0, 1, 15, 16, 100, 171, 255};
    double worst = 0, sum = 0, tests = 0;
    for (size_t a = 0; a < sizeof starts / sizeof *starts; a++) {
        for (size_t b = 0; b < DESIGN_STRATA; b++) {
            if (b == starts[a])
                continue;
            uint32_t exclusive[DESIGN_STRATA] = {0}, difference[DESIGN_STRATA] = {0};
            for (size_t p = 0; p < PERMUTATIONS; p++) {
                unsigned x = permutations[p][starts[a]], y = permutations[p][b];
                exclusive[x ^ y]++;
                difference[(y - x) & 255]++;
            }
            assert_int_equal(exclusive[0], 0);
            const uint32_t *const counts[2] = {exclusive + 1, difference + 1};
            for (int i = 0; i < 2; i++) {
                double z = (chi_square(counts[i], 255, PERMUTATIONS / 255.0) - 254) / sqrt(2 * 254.0);
                worst = fmax(worst, z);
                sum += z;
                tests++;
            }
        }
    }
    assert_true(worst < 6);                       // the largest of 3,570; chi-square has a longer tail than a normal
    WITHIN_FIVE(sum / tests, 0, sqrt(2 / tests)); // the two statistics of one pair are not independent
    free(permutations);
}

static void two_inputs_are_paired_as_by_shuffles(void **state)
{
    (void)state;
    // The correlation of two random permutations of n has mean 0, variance 1/(n - 1) and, nearly, a normal's tails.
    unsigned char(*x)[DESIGN_STRATA] = permutations_of("pue"), (*y)[DESIGN_STRATA] = permutations_of("utilization");
    double n = DESIGN_STRATA, variance = (n * n - 1) / 12, sum = 0, square = 0, fourth = 0, worst = 0;
    for (size_t p = 0; p < PERMUTATIONS; p++) {
        double product = 0;
        for (size_t s = 0; s < DESIGN_STRATA; s++)
            product += (x[p][s] - 127.5) * (y[p][s] - 127.5);
        double z = product / n / variance * sqrt(n - 1);
        sum += z;
        square += z * z;
        fourth += z * z * z * z;
        worst = fmax(worst, fabs(z));
    }
    WITHIN_FIVE(sum / PERMUTATIONS, 0, 1 / sqrt(PERMUTATIONS));
    WITHIN_FIVE(square / PERMUTATIONS, 1, sqrt(2.0 / PERMUTATIONS));
    WITHIN_FIVE(fourth / PERMUTATIONS, 3 - 6 / n, sqrt(96.0 / PERMUTATIONS)); // for large n 3 less 6/n or so
    assert_true(worst < 5.5);
    free(x);
    free(y);
}

// ---- replicates -------------------------------------------------------------------------------

// Mean of exp(x) y over each replicate of a run, places 0 to 255.
static void replicate_means(enum design_kind kind, uint64_t seed, double means[DESIGN_REPLICATES])
{
    static double x[HYPERCUBES], y[HYPERCUBES];
    struct design_stream first = stream_of(kind, seed, "utilization", 0, 2);
    struct design_stream second = stream_of(kind, seed, "pue", 0, 3);
    design_fill(&first, kind, 0, HYPERCUBES, x);
    design_fill(&second, kind, 0, HYPERCUBES, y);
    for (size_t r = 0; r < DESIGN_REPLICATES; r++)
        means[r] = 0;
    for (size_t i = 0; i < HYPERCUBES; i++)
        means[i % DESIGN_REPLICATES] += exp(x[i]) * y[i] / DESIGN_STRATA;
}

static void replicates_tell_the_standard_error(void **state)
{
    (void)state;
    enum { SEEDS = 1000 };
    double spread_of[DESIGN_COUNT];
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        double sum = 0, square = 0, told = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            double means[DESIGN_REPLICATES], mean = 0, spread = 0;
            replicate_means((enum design_kind)kind, seed, means);
            for (size_t r = 0; r < DESIGN_REPLICATES; r++)
                mean += means[r] / DESIGN_REPLICATES;
            for (size_t r = 0; r < DESIGN_REPLICATES; r++)
                spread += (means[r] - mean) * (means[r] - mean);
            told += spread / (DESIGN_REPLICATES - 1) / DESIGN_REPLICATES / SEEDS;
            double error = mean - (exp(1) - 1) / 2;
            sum += error / SEEDS;
            square += error * error / SEEDS;
        }
        WITHIN_FIVE(sum, 0, sqrt(square / SEEDS));                  // no bias
        WITHIN_FIVE(told / square, 1, sqrt(2.0 / SEEDS) * 17 / 16); // what is told is what happens
        spread_of[kind] = square;
    }
    // What is it for: the variance that Latin hypercubes leave is that of the interaction, here 6.2 % of the whole; a
    // Sobol' sequence leaves less.
    assert_true(spread_of[DESIGN_LATIN] < 0.1 * spread_of[DESIGN_RANDOM]);
    assert_true(spread_of[DESIGN_SOBOL] < 0.1 * spread_of[DESIGN_LATIN]);
}

static void replicates_are_not_correlated(void **state)
{
    (void)state;
    enum { SEEDS = 2000 };
    for (int kind = 0; kind < DESIGN_COUNT; kind++) {
        static double means[SEEDS][DESIGN_REPLICATES];
        double centre = 0, variance = 0;
        for (size_t seed = 0; seed < SEEDS; seed++) {
            replicate_means((enum design_kind)kind, seed, means[seed]);
            for (size_t r = 0; r < DESIGN_REPLICATES; r++)
                centre += means[seed][r] / SEEDS / DESIGN_REPLICATES;
        }
        for (size_t seed = 0; seed < SEEDS; seed++)
            for (size_t r = 0; r < DESIGN_REPLICATES; r++)
                variance += (means[seed][r] - centre) * (means[seed][r] - centre) / SEEDS / DESIGN_REPLICATES;
        for (size_t a = 0; a < DESIGN_REPLICATES; a++) {
            for (size_t b = 0; b < a; b++) {
                double product = 0;
                for (size_t seed = 0; seed < SEEDS; seed++)
                    product += (means[seed][a] - centre) * (means[seed][b] - centre) / SEEDS;
                WITHIN_FIVE(product / variance, 0, 1 / sqrt(SEEDS));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(designs_have_names),
        cmocka_unit_test(uniforms_are_the_documented_function),
        cmocka_unit_test(blocks_of_any_size_and_start_give_the_same_bits),
        cmocka_unit_test(half_a_run_is_the_first_half_of_it),
        cmocka_unit_test(mean_and_variance_are_those_of_a_uniform),
        cmocka_unit_test(streams_are_not_correlated),
        cmocka_unit_test(seed_name_and_item_all_count),
        cmocka_unit_test(only_sobol_looks_at_the_dimension),
        cmocka_unit_test(latin_places_are_hypercubes),
        cmocka_unit_test(latin_draws_are_the_random_ones_within_their_stratum),
        cmocka_unit_test(sobol_replicates_are_nets),
        cmocka_unit_test(any_place_gets_any_stratum),
        cmocka_unit_test(any_two_places_get_any_two_strata),
        cmocka_unit_test(two_inputs_are_paired_as_by_shuffles),
        cmocka_unit_test(replicates_tell_the_standard_error),
        cmocka_unit_test(replicates_are_not_correlated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
