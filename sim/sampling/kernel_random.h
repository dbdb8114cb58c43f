// The random design of a block of samples: Philox4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405), several
// counters side by side in a vector. base/random.h defines the numbers; one counter serves two samples.
#ifndef FLOPCAST_SAMPLING_KERNEL_RANDOM_H
#define FLOPCAST_SAMPLING_KERNEL_RANDOM_H

#include "base/kernel_math.h"

#if defined __AVX512F__
#include <immintrin.h>
enum { KERNEL_RANDOM_LANES = 8 };
#elif defined __AVX2__
#include <immintrin.h>
enum { KERNEL_RANDOM_LANES = 4 };
#elif defined __SSE2__
#include <emmintrin.h>
enum { KERNEL_RANDOM_LANES = 2 };
#else
enum { KERNEL_RANDOM_LANES = 2 };
#endif

typedef uint64_t kernel_random_vector __attribute__((vector_size(8 * KERNEL_RANDOM_LANES)));

// Products of the low halves of 64-bit lanes; what stands in the high halves does not matter.
static inline kernel_random_vector kernel_random_multiply(kernel_random_vector a, kernel_random_vector b)
{
#if defined __AVX512F__
    return (kernel_random_vector)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined __AVX2__
    return (kernel_random_vector)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined __SSE2__
    return (kernel_random_vector)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    const kernel_random_vector low = {UINT32_MAX, UINT32_MAX};
    return (a & low) * (b & low);
#endif
}

static inline kernel_random_vector kernel_random_all(uint64_t value)
{
    const kernel_random_vector zero = {0};
    return zero + value;
}

// The four words of every lane's counter; their high halves hold what is left of products, which the next product does
// not look at.
struct kernel_random_state {
    kernel_random_vector c0, c1, c2, c3;
};

static inline struct kernel_random_state kernel_random_round(struct kernel_random_state s, kernel_random_vector key0,
                                                             kernel_random_vector key1)
{
    kernel_random_vector p0 = kernel_random_multiply(kernel_random_all(0xD2511F53), s.c0);
    kernel_random_vector p1 = kernel_random_multiply(kernel_random_all(0xCD9E8D57), s.c2);
    return (struct kernel_random_state){(p1 >> 32) ^ s.c1 ^ key0, p1, (p0 >> 32) ^ s.c3 ^ key1, p0};
}

enum { KERNEL_RANDOM_PAIRS = 32 }; // counters worked on at a time, a multiple of the lanes

static inline void kernel_random_store(struct kernel_random_state s, uint64_t *even, uint64_t *odd)
{
    const kernel_random_vector low = kernel_random_all(UINT32_MAX);
    kernel_random_vector evens = (s.c0 & low) | (s.c1 << 32), odds = (s.c2 & low) | (s.c3 << 32);
    memcpy(even, &evens, sizeof evens);
    memcpy(odd, &odds, sizeof odds);
}

static inline void kernel_random_pairs(uint64_t key, uint64_t first, uint64_t bits[2 * KERNEL_RANDOM_PAIRS])
{
    const kernel_random_vector zero = kernel_random_all(0), step = kernel_random_all(KERNEL_RANDOM_LANES);
    kernel_random_vector counter;
    for (int lane = 0; lane < KERNEL_RANDOM_LANES; lane++)
        counter[lane] = first + (uint64_t)lane;
    uint64_t evens[KERNEL_RANDOM_PAIRS], odds[KERNEL_RANDOM_PAIRS];
    // Two vectors side by side: one alone would wait for its own products.
    for (int at = 0; at < KERNEL_RANDOM_PAIRS; at += 2 * KERNEL_RANDOM_LANES) {
        struct kernel_random_state a = {counter, counter >> 32, zero, zero};
        counter += step;
        struct kernel_random_state b = {counter, counter >> 32, zero, zero};
        counter += step;
        uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
#pragma GCC unroll 10
        for (int round = 0; round < 10; round++) {
            a = kernel_random_round(a, kernel_random_all(key0), kernel_random_all(key1));
            b = kernel_random_round(b, kernel_random_all(key0), kernel_random_all(key1));
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        kernel_random_store(a, evens + at, odds + at);
        kernel_random_store(b, evens + at + KERNEL_RANDOM_LANES, odds + at + KERNEL_RANDOM_LANES);
    }
    for (int i = 0; i < KERNEL_RANDOM_PAIRS; i++) {
        bits[2 * i] = evens[i];
        bits[2 * i + 1] = odds[i];
    }
}

// random_uniform without a conversion from integer, which AVX2 does not have: 1 + k / 2^52 - (1 - 2^-53), exactly.
static inline double kernel_random_uniform(uint64_t bits)
{
    return kernel_math_double(bits >> 12 | UINT64_C(0x3ff0000000000000)) - 0x1.fffffffffffffp-1;
}

static inline void kernel_random(uint64_t key, uint64_t first, size_t n, double *u)
{
    uint64_t bits[2 * KERNEL_RANDOM_PAIRS];
    size_t skip = first & 1, done = 0;
    for (uint64_t pair = first >> 1; done < n; pair += KERNEL_RANDOM_PAIRS) {
        size_t count = 2 * KERNEL_RANDOM_PAIRS - skip;
        count = count < n - done ? count : n - done;
        kernel_random_pairs(key, pair, bits);
        for (size_t i = 0; i < count; i++)
            u[done + i] = kernel_random_uniform(bits[skip + i]);
        done += count;
        skip = 0;
    }
}

#endif
