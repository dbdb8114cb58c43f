#include "base/random.h"

// Multipliers of the rounds and increments of the key (golden ratio, sqrt(3) - 1) of the 4x32 variant: Salmon et al.
// 2011, section 3.3.
enum { RANDOM_ROUNDS = 10 };
static const uint32_t random_multiplier[2] = {0xD2511F53, 0xCD9E8D57};
static const uint32_t random_increment[2] = {0x9E3779B9, 0xBB67AE85};

void random_words(uint64_t key, uint64_t high, uint64_t low, uint32_t out[4])
{
    uint32_t a = (uint32_t)low, b = (uint32_t)(low >> 32), c = (uint32_t)high, d = (uint32_t)(high >> 32);
    uint32_t key_low = (uint32_t)key, key_high = (uint32_t)(key >> 32);
    // A fifth faster than rolled up.
#pragma GCC unroll 10
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        uint64_t first = (uint64_t)random_multiplier[0] * a, second = (uint64_t)random_multiplier[1] * c;
        a = (uint32_t)(second >> 32) ^ b ^ key_low;
        b = (uint32_t)second;
        c = (uint32_t)(first >> 32) ^ d ^ key_high;
        d = (uint32_t)first;
        key_low += random_increment[0];
        key_high += random_increment[1];
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

// FNV-1a: one byte more into a hash. Fowler, Noll and Vo; constants of draft-eastlake-fnv.
static uint64_t random_hash(uint64_t hash, unsigned char byte)
{
    return (hash ^ byte) * 0x00000100000001B3;
}

// The finalizer of splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195; Stafford's variant 13 of
// MurmurHash3's): a bijection in which every bit of the input moves half of the output.
static uint64_t random_mix(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
    return bits ^ bits >> 31;
}

uint64_t random_key(uint64_t seed, const char *name, uint64_t item)
{
    uint64_t hash = 0xCBF29CE484222325;
    for (; *name; name++)
        hash = random_hash(hash, (unsigned char)*name);
    hash = random_hash(hash, 0);
    for (int byte = 0; byte < 8; byte++)
        hash = random_hash(hash, (unsigned char)(item >> 8 * byte));
    // The sum keeps seed 0 off the finalizer's fixed point.
    return random_mix(hash ^ random_mix(seed + 0x9E3779B97F4A7C15));
}
