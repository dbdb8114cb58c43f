// The random design of a block of samples: Philox4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405), several
// counters side by side in a vector. base/random.h defines the numbers; one counter serves two samples.
#ifndef FLOPCAST_UNCERTAINTY_KERNEL_RANDOM_H
#define FLOPCAST_UNCERTAINTY_KERNEL_RANDOM_H

#include "uncertainty/kernel_math.h"

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

// Words of the counters `counter`: for even samples in *even, for odd ones in *odd.
static inline void kernel_random_rounds(uint64_t key, kernel_random_vector counter, kernel_random_vector *even,
                                        kernel_random_vector *odd)
{
    const kernel_random_vector multiplier0 = kernel_random_all(0xD2511F53);
    const kernel_random_vector multiplier1 = kernel_random_all(0xCD9E8D57);
    const kernel_random_vector low = kernel_random_all(UINT32_MAX);
    kernel_random_vector c0 = counter, c1 = counter >> 32, c2 = kernel_random_all(0), c3 = c2;
    uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        // The high halves of c1 and c3 hold what is left of earlier products; the next product does not look at them.
        kernel_random_vector p0 = kernel_random_multiply(multiplier0, c0);
        kernel_random_vector p1 = kernel_random_multiply(multiplier1, c2);
        c0 = (p1 >> 32) ^ c1 ^ kernel_random_all(key0);
        c2 = (p0 >> 32) ^ c3 ^ kernel_random_all(key1);
        c1 = p1;
        c3 = p0;
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    *even = (c0 & low) | (c1 << 32);
    *odd = (c2 & low) | (c3 << 32);
}

enum { KERNEL_RANDOM_PAIRS = 32 }; // counters worked on at a time, a multiple of the lanes

static inline void kernel_random_pairs(uint64_t key, uint64_t first, uint64_t bits[2 * KERNEL_RANDOM_PAIRS])
{
    kernel_random_vector counter;
    for (int lane = 0; lane < KERNEL_RANDOM_LANES; lane++)
        counter[lane] = first + (uint64_t)lane;
    uint64_t evens[KERNEL_RANDOM_PAIRS], odds[KERNEL_RANDOM_PAIRS];
    for (int at = 0; at < KERNEL_RANDOM_PAIRS; at += KERNEL_RANDOM_LANES) {
        kernel_random_vector even, odd;
        kernel_random_rounds(key, counter, &even, &odd);
        memcpy(evens + at, &even, sizeof even);
        memcpy(odds + at, &odd, sizeof odd);
        counter += (uint64_t)KERNEL_RANDOM_LANES;
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
