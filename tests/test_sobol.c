// Sobol' sequences against scipy.stats.qmc.Sobol (1.10, unscrambled, 52 bits) and the properties that define them.
#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include "sampling/sobol.h"

static uint64_t gray(uint64_t n)
{
    return n ^ n >> 1;
}

static void points_of_another_implementation(void **state)
{
    (void)state;
    // Points 0 to 15 in Gray-code order, in multiples of 1/1024; then points 63, 64, 1000 and 1023 in multiples of
    // 1/2^52. Dimensions count from 1 here.
    static const struct {
        size_t dimension;
        uint64_t first[16], later[4];
    } cases[] = {
        {1,
         {0, 512, 768, 256, 384, 896, 640, 128, 192, 704, 960, 448, 320, 832, 576, 64},
         {0x400000000000, 0x600000000000, 0x3840000000000, 0x40000000000}},
        {2,
         {0, 512, 256, 768, 384, 896, 128, 640, 320, 832, 64, 576, 192, 704, 448, 960},
         {0xcc00000000000, 0x6600000000000, 0x18c0000000000, 0xc0c0000000000}},
        {3,
         {0, 512, 256, 768, 640, 128, 896, 384, 960, 448, 704, 192, 320, 832, 64, 576},
         {0x5c00000000000, 0xd200000000000, 0x84c0000000000, 0x9cc0000000000}},
        {10,
         {0, 512, 768, 256, 640, 128, 384, 896, 320, 832, 576, 64, 960, 448, 192, 704},
         {0x9400000000000, 0x1e00000000000, 0x11c0000000000, 0xd9c0000000000}},
        {100,
         {0, 512, 768, 256, 896, 384, 128, 640, 960, 448, 192, 704, 64, 576, 832, 320},
         {0x1400000000000, 0x4e00000000000, 0x2fc0000000000, 0x87c0000000000}},
        {512,
         {0, 512, 768, 256, 384, 896, 640, 128, 192, 704, 960, 448, 320, 832, 576, 64},
         {0x2400000000000, 0xa00000000000, 0x6540000000000, 0x9d40000000000}},
    };
    static const uint64_t later[4] = {63, 64, 1000, 1023};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sobol sobol;
        sobol_init(&sobol, cases[i].dimension - 1);
        for (uint64_t n = 0; n < 16; n++)
            assert_int_equal(sobol_point(&sobol, gray(n)), cases[i].first[n] << (SOBOL_BITS - 10));
        for (size_t n = 0; n < 4; n++)
            assert_int_equal(sobol_point(&sobol, gray(later[n])), cases[i].later[n]);
    }
}

static void directions_of_another_implementation(void **state)
{
    (void)state;
    struct sobol sobol;
    sobol_init(&sobol, 9);
    assert_int_equal(sobol.directions[12], 0xc1b8000000000);
    assert_int_equal(sobol.directions[29], 0xcf2ac99c00000);
    assert_int_equal(sobol.directions[51], 0xeb00099f503f1);
    // FNV-1a over all of them, each as eight bytes from the lowest, dimension by dimension.
    uint64_t hash = 0xCBF29CE484222325;
    for (size_t dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
        sobol_init(&sobol, dimension);
        for (int k = 0; k < SOBOL_BITS; k++)
            for (int byte = 0; byte < 8; byte++)
                hash = (hash ^ (sobol.directions[k] >> 8 * byte & 0xFF)) * 0x100000001B3;
    }
    assert_int_equal(hash, 0x0a445dcb81ee0cf6);
}

static void the_first_dimension_mirrors_the_bits_of_the_index(void **state)
{
    (void)state;
    struct sobol sobol;
    sobol_init(&sobol, 0);
    assert_int_equal(sobol_point(&sobol, 0), 0);
    assert_int_equal(sobol_point(&sobol, 1), (uint64_t)1 << 51);
    assert_int_equal(sobol_point(&sobol, 6), (uint64_t)3 << 49);
    assert_int_equal(sobol_point(&sobol, ((uint64_t)1 << 52) - 1), ((uint64_t)1 << 52) - 1);
    assert_int_equal(sobol_point(&sobol, (uint64_t)1 << 51), 1);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void aligned_blocks_hold_what_the_gray_code_order_puts_there(void **state)
{
    (void)state;
    enum { N = 1024, BLOCK = 64 };
    static uint64_t direct[N], by_gray[N];
    for (size_t dimension = 0; dimension < SOBOL_DIMENSIONS; dimension += 73) {
        struct sobol sobol;
        sobol_init(&sobol, dimension);
        sobol_block(&sobol, 0, N, direct);
        by_gray[0] = 0; // Antonov and Saleev: one direction more for each point
        for (unsigned n = 1; n < N; n++)
            by_gray[n] = by_gray[n - 1] ^ sobol.directions[__builtin_ctz(n)];
        for (size_t at = 0; at < N; at += BLOCK) {
            qsort(direct + at, BLOCK, sizeof *direct, compare);
            qsort(by_gray + at, BLOCK, sizeof *by_gray, compare);
        }
        for (size_t block = 0; block < N / BLOCK; block++)
            assert_memory_equal(direct + gray(block) * BLOCK, by_gray + block * BLOCK, BLOCK * sizeof *direct);
        qsort(direct, N, sizeof *direct, compare);
        qsort(by_gray, N, sizeof *by_gray, compare);
        assert_memory_equal(direct, by_gray, sizeof direct);
    }
}

static void aligned_blocks_have_one_point_in_each_stratum(void **state)
{
    (void)state;
    enum { BITS = 9, N = 1 << BITS };
    static const uint64_t blocks[] = {0, 1, 5, 123456789};
    for (size_t dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
        struct sobol sobol;
        sobol_init(&sobol, dimension);
        for (size_t block = 0; block < 4; block++) {
            uint64_t points[N];
            sobol_block(&sobol, blocks[block] * N, N, points);
            for (int m = 0; m <= BITS; m++) { // every aligned half, quarter, ... of the block too
                for (size_t at = 0; at < N; at += (size_t)1 << m) {
                    unsigned char hits[N] = {0};
                    for (size_t i = at; i < at + ((size_t)1 << m); i++)
                        hits[points[i] >> (SOBOL_BITS - m)]++;
                    for (size_t stratum = 0; stratum < (size_t)1 << m; stratum++)
                        assert_int_equal(hits[stratum], 1);
                }
            }
        }
    }
}

static void the_first_two_dimensions_are_a_net(void **state)
{
    (void)state;
    // A (0, m, 2)-net: one point in every box of 2^-a by 2^-(m - a).
    enum { M = 10, N = 1 << M };
    struct sobol x, y;
    sobol_init(&x, 0);
    sobol_init(&y, 1);
    for (int a = 0; a <= M; a++) {
        unsigned char hits[N] = {0};
        for (uint64_t i = 0; i < N; i++) {
            uint64_t column = sobol_point(&x, i) >> (SOBOL_BITS - a);
            uint64_t row = sobol_point(&y, i) >> (SOBOL_BITS - (M - a));
            hits[column << (M - a) | row]++;
        }
        for (size_t box = 0; box < N; box++)
            assert_int_equal(hits[box], 1);
    }
}

// Whether the upper bits of the first `size` directions of the first `size` dimensions are independent over GF(2).
static bool has_property_a(size_t size)
{
    uint64_t rows[SOBOL_BITS] = {0};
    for (size_t d = 0; d < size; d++) {
        struct sobol sobol;
        sobol_init(&sobol, d);
        for (size_t k = 0; k < size; k++)
            rows[d] |= (sobol.directions[k] >> (SOBOL_BITS - 1)) << k;
    }
    for (size_t k = 0; k < size; k++) {
        size_t pivot = k;
        while (pivot < size && !(rows[pivot] >> k & 1))
            pivot++;
        if (pivot == size)
            return false;
        uint64_t row = rows[pivot];
        rows[pivot] = rows[k];
        rows[k] = row;
        for (size_t i = k + 1; i < size; i++)
            if (rows[i] >> k & 1)
                rows[i] ^= row;
    }
    return true;
}

static void property_a(void **state)
{
    (void)state;
    // Sobol' 1976: of 2^d points in d dimensions one is in each of the 2^d boxes that halving every side makes. Joe and
    // Kuo's numbers have it up to dimension 1111; 52 bits of index show it up to 52.
    for (size_t size = 1; size <= SOBOL_BITS; size++)
        assert_true(has_property_a(size));
    // Counted, for six dimensions.
    unsigned char hits[64] = {0};
    for (uint64_t i = 0; i < 64; i++) {
        size_t box = 0;
        for (size_t d = 0; d < 6; d++) {
            struct sobol sobol;
            sobol_init(&sobol, d);
            box = box << 1 | (size_t)(sobol_point(&sobol, i) >> (SOBOL_BITS - 1));
        }
        hits[box]++;
    }
    for (size_t box = 0; box < 64; box++)
        assert_int_equal(hits[box], 1);
}

static void blocks_are_points_one_by_one(void **state)
{
    (void)state;
    static const uint64_t starts[] = {0, 1, 2, 3, 6, 255, 256, 1000, 65535, ((uint64_t)1 << 51) - 3, (uint64_t)1 << 51};
    static const size_t sizes[] = {0, 1, 2, 3, 63, 64, 65, 300};
    struct sobol sobol;
    sobol_init(&sobol, 41);
    for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
        for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
            uint64_t points[301];
            memset(points, 0xAB, sizeof points);
            sobol_block(&sobol, starts[s], sizes[n], points);
            for (size_t i = 0; i < sizes[n]; i++)
                assert_int_equal(points[i], sobol_point(&sobol, starts[s] + i));
            assert_int_equal(points[sizes[n]], 0xABABABABABABABAB); // nothing written behind
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_of_another_implementation),
        cmocka_unit_test(directions_of_another_implementation),
        cmocka_unit_test(the_first_dimension_mirrors_the_bits_of_the_index),
        cmocka_unit_test(aligned_blocks_hold_what_the_gray_code_order_puts_there),
        cmocka_unit_test(aligned_blocks_have_one_point_in_each_stratum),
        cmocka_unit_test(the_first_two_dimensions_are_a_net),
        cmocka_unit_test(property_a),
        cmocka_unit_test(blocks_are_points_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
