#include "sampling/design.h"

#include <string.h>

#include "base/random.h"

// What the words under one key are for: the upper half of the counter.
enum { DESIGN_FOR_DRAWS, DESIGN_FOR_STRATA, DESIGN_FOR_SHIFTS };

static size_t design_smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

// ---- random -----------------------------------------------------------------------------------

static void design_fill_random(const struct design_stream *stream, uint64_t first, size_t n, double *u)
{
    uint32_t words[4];
    size_t t = 0;
    if (n > 0 && first & 1) {
        random_words(stream->key, DESIGN_FOR_DRAWS, first >> 1, words);
        u[t++] = random_uniform(random_bits(words + 2));
    }
    for (; t + 1 < n; t += 2) {
        random_words(stream->key, DESIGN_FOR_DRAWS, (first + t) >> 1, words);
        u[t] = random_uniform(random_bits(words));
        u[t + 1] = random_uniform(random_bits(words + 2));
    }
    if (t < n) {
        random_words(stream->key, DESIGN_FOR_DRAWS, (first + t) >> 1, words);
        u[t] = random_uniform(random_bits(words));
    }
}

// ---- Latin hypercubes -------------------------------------------------------------------------

// A permutation of 0..255: a Feistel network over 4 + 4 bits whose round functions are tables of 16 random nibbles.
//
// A shuffle would need all 256 places for one of them; this gives any place in the time of eight look-ups. What the
// variance of a mean over a Latin hypercube depends on are the probabilities of p(s), exactly 1/256 here, and of pairs
// (p(s), p(t)), which are within 2.3e-4 (total variation) of those of a uniformly random permutation: after each round
// that finds the right halves different, the next difference is uniform; the chain of differences gives the number.
// A network of four rounds would be 5.8e-2 away.
enum { DESIGN_ROUNDS = 8 };

struct design_permutation {
    uint64_t tables[DESIGN_ROUNDS]; // entry v in bits 4v to 4v + 3
};

static void design_permutation_init(struct design_permutation *permutation, uint64_t key, uint64_t replicate,
                                    uint64_t hypercube)
{
    for (unsigned pair = 0; pair < DESIGN_ROUNDS / 2; pair++) {
        uint32_t words[4];
        random_words(key, DESIGN_FOR_STRATA, replicate | pair << 4 | hypercube << 8, words);
        permutation->tables[2 * pair] = random_bits(words);
        permutation->tables[2 * pair + 1] = random_bits(words + 2);
    }
}

static uint64_t design_permute(const struct design_permutation *permutation, uint64_t place)
{
    uint64_t left = place >> 4, right = place & 15;
    for (int round = 0; round < DESIGN_ROUNDS; round++) {
        uint64_t next = left ^ (permutation->tables[round] >> 4 * right & 15);
        left = right;
        right = next;
    }
    return left << 4 | right;
}

// Samples of one hypercube of each replicate.
static void design_fill_hypercubes(uint64_t key, uint64_t first, size_t n, double *u)
{
    struct design_permutation permutations[DESIGN_REPLICATES];
    uint64_t hypercube = first / (DESIGN_REPLICATES * DESIGN_STRATA);
    for (size_t t = 0; t < n && t < DESIGN_REPLICATES; t++) {
        uint64_t replicate = (first + t) % DESIGN_REPLICATES;
        design_permutation_init(&permutations[replicate], key, replicate, hypercube);
    }
    uint32_t words[4] = {0};
    for (size_t t = 0; t < n; t++) {
        uint64_t i = first + t, place = i / DESIGN_REPLICATES % DESIGN_STRATA;
        if (t == 0 || !(i & 1))
            random_words(key, DESIGN_FOR_DRAWS, i >> 1, words);
        uint64_t stratum = design_permute(&permutations[i % DESIGN_REPLICATES], place);
        u[t] = random_uniform(stratum << 56 | random_bits(words + 2 * (i & 1)) >> 8);
    }
}

static void design_fill_latin(const struct design_stream *stream, uint64_t first, size_t n, double *u)
{
    const size_t whole = (size_t)DESIGN_REPLICATES * DESIGN_STRATA;
    while (n > 0) {
        size_t count = design_smaller(n, whole - first % whole);
        design_fill_hypercubes(stream->key, first, count, u);
        first += count;
        u += count;
        n -= count;
    }
}

// ---- Sobol' -----------------------------------------------------------------------------------

static void design_fill_sobol(const struct design_stream *stream, uint64_t first, size_t n, double *u)
{
    uint64_t points[64];
    while (n > 0) {
        size_t skipped = first % DESIGN_REPLICATES;
        size_t end = design_smaller(skipped + n, DESIGN_REPLICATES * sizeof points / sizeof *points);
        sobol_block(&stream->sobol, first / DESIGN_REPLICATES, (end + DESIGN_REPLICATES - 1) / DESIGN_REPLICATES,
                    points);
        for (size_t at = skipped; at < end; at++)
            *u++ = random_uniform((points[at / DESIGN_REPLICATES] ^ stream->shift[at % DESIGN_REPLICATES])
                                  << (64 - SOBOL_BITS));
        first += end - skipped;
        n -= end - skipped;
    }
}

// ---- the designs ------------------------------------------------------------------------------

static const struct {
    const char *name, *sentence;
    void (*fill)(const struct design_stream *stream, uint64_t first, size_t n, double *u);
} design_rows[DESIGN_COUNT] = {
#define DESIGN_ROW(kind, word, text) [kind] = {.name = #word, .sentence = text, .fill = design_fill_##word},
    DESIGN_ROWS(DESIGN_ROW)
#undef DESIGN_ROW
};

const char *design_name(enum design_kind kind)
{
    return design_rows[kind].name;
}

const char *design_sentence(enum design_kind kind)
{
    return design_rows[kind].sentence;
}

enum design_kind design_named(const char *name)
{
    for (int kind = 0; kind < DESIGN_COUNT; kind++)
        if (strcmp(name, design_rows[kind].name) == 0)
            return (enum design_kind)kind;
    return DESIGN_COUNT;
}

void design_stream_init(struct design_stream *stream, enum design_kind kind, uint64_t seed, const char *name,
                        uint64_t item, size_t dimension)
{
    *stream = (struct design_stream){.key = random_key(seed, name, item)};
    if (kind != DESIGN_SOBOL)
        return;
    stream->dimension = dimension;
    sobol_init(&stream->sobol, dimension);
    for (uint64_t replicate = 0; replicate < DESIGN_REPLICATES; replicate++) {
        uint32_t words[4];
        random_words(stream->key, DESIGN_FOR_SHIFTS, replicate, words);
        stream->shift[replicate] = random_bits(words) >> (64 - SOBOL_BITS);
    }
}

void design_fill(const struct design_stream *stream, enum design_kind kind, uint64_t first, size_t n, double *u)
{
    design_rows[kind].fill(stream, first, n, u);
}
