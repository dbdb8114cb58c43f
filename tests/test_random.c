// Philox against its authors' vectors, keys against an independent computation of the documented formula, uniforms.
#include "testing.h"

#include <math.h>

#include "base/random.h"

static void known_answers(void **state)
{
    (void)state;
    // Random123, tests/kat_vectors: the rows "philox4x32 10", their counter and key as 64-bit numbers.
    static const struct {
        uint64_t key, high, low;
        uint32_t words[4];
    } cases[] = {
        {0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t words[4];
        random_words(cases[i].key, cases[i].high, cases[i].low, words);
        assert_memory_equal(words, cases[i].words, sizeof words);
    }
}

static void every_bit_of_key_and_counter_counts(void **state)
{
    (void)state;
    uint32_t base[4], other[4];
    random_words(1, 2, 3, base);
    for (int bit = 0; bit < 3 * 64; bit++) {
        uint64_t part[3] = {1, 2, 3};
        part[bit / 64] ^= (uint64_t)1 << bit % 64;
        random_words(part[0], part[1], part[2], other);
        int changed = 0;
        for (int i = 0; i < 4; i++)
            changed += __builtin_popcount(base[i] ^ other[i]);
        assert_in_range(changed, 64 - 32, 64 + 32); // of 128 bits half, within 5.7 standard deviations
    }
}

static void keys_follow_their_formula(void **state)
{
    (void)state;
    assert_int_equal(random_key(0, "", 0), 0x915f264acceae6a2);
    assert_int_equal(random_key(1, "utilization", 0), 0x242f42e88f0eb8e3);
    assert_int_equal(random_key(UINT64_MAX, "pue", 7), 0xb6161b7ff7a68c16);
}

static void keys_differ(void **state)
{
    (void)state;
    static const char *const names[] = {"", "a", "aa", "b", "utilization", "utilizatioo", "\x01", "\xC3\xA9"};
    enum { NAMES = sizeof names / sizeof *names, SEEDS = 8, ITEMS = 8, KEYS = NAMES * SEEDS * ITEMS };
    uint64_t keys[KEYS];
    for (size_t i = 0; i < KEYS; i++)
        keys[i] = random_key(i / ITEMS % SEEDS, names[i / ITEMS / SEEDS], i % ITEMS);
    for (size_t i = 0; i < KEYS; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(keys[i], keys[j]);
    assert_int_not_equal(random_key(0, "a", 0), random_key(0, "a", (uint64_t)1 << 63));
}

static void uniforms_are_midpoints_between_0_and_1(void **state)
{
    (void)state;
    TESTING_EXACT(random_uniform(0), 0x1p-53);
    TESTING_EXACT(random_uniform(0xFFF), 0x1p-53); // the lower 12 bits do not count
    TESTING_EXACT(random_uniform(0x1000), 3 * 0x1p-53);
    TESTING_EXACT(random_uniform((uint64_t)1 << 63), 0.5 + 0x1p-53);
    TESTING_EXACT(random_uniform(UINT64_MAX), 1 - 0x1p-53);
    assert_true(random_uniform(UINT64_MAX) < 1);
}

static void uniforms_have_exact_mirrors(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 10000; i++) {
        uint32_t words[4];
        random_words(1, 0, i, words);
        uint64_t bits = random_bits(words);
        assert_int_equal(bits, words[0] + UINT64_C(0x100000000) * words[1]);
        double u = random_uniform(bits);
        TESTING_EXACT(1 - u, random_uniform(~bits));
        TESTING_EXACT(1 - (1 - u), u);
        assert_int_equal((uint64_t)ldexp(u, 53), bits >> 12 << 1 | 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(every_bit_of_key_and_counter_counts),
        cmocka_unit_test(keys_follow_their_formula),
        cmocka_unit_test(keys_differ),
        cmocka_unit_test(uniforms_are_midpoints_between_0_and_1),
        cmocka_unit_test(uniforms_have_exact_mirrors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
