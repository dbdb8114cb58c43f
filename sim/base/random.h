// Random numbers that are a pure function of a key and a counter: nothing is stored, any draw is reached directly, and
// neither threads nor the size of a block can change one.
//
// The generator is Philox4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw 2011, "Parallel random numbers:
// as easy as 1, 2, 3", SC'11, doi:10.1145/2063384.2063405, section 3.3. It passes BigCrush, has 2^64 keys and 2^128
// blocks of four words for each.
#ifndef FLOPCAST_BASE_RANDOM_H
#define FLOPCAST_BASE_RANDOM_H

#include <stdint.h>

// The four words of block high * 2^64 + low under a key: the counter of the paper is (low's low half, low's high half,
// high's low half, high's high half), its key (key's low half, key's high half).
void random_words(uint64_t key, uint64_t high, uint64_t low, uint32_t out[4]);

// Key of the stream of one named thing. With h = FNV-1a (64 bits) of the bytes of name, its final NUL and the eight
// bytes of item, lowest first, and m = the finalizer of splitmix64,
//     key = m(h ^ m(seed + 0x9E3779B97F4A7C15)).
// Under one seed two names or items share a key only where FNV-1a collides.
uint64_t random_key(uint64_t seed, const char *name, uint64_t item);

// Two words as one number, the first in the low half.
static inline uint64_t random_bits(const uint32_t words[2])
{
    return words[0] | (uint64_t)words[1] << 32;
}

// (2k + 1) / 2^53 with k = the upper 52 bits: the midpoints of 2^52 cells, so never 0 nor 1, and 1 - u is exact and one
// of them, that of ~bits.
static inline double random_uniform(uint64_t bits)
{
    return (double)(int64_t)(bits >> 12 << 1 | 1) * 0x1p-53;
}

#endif
