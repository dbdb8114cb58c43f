// Sampling designs: which numbers between 0 and 1 a sample gets, one for each uncertain input. An input's quantile
// function makes its value of them.
//
// The law: the uniform of sample i is a pure function of (seed, name, item, i), under Sobol' also of the dimension. So
// blocks of any size, in any order, on any thread give the same bits, and the first N of 2N samples are those of N.
//
// Sample i belongs to replicate i mod DESIGN_REPLICATES and has place i / DESIGN_REPLICATES in it. The replicates are
// drawn independently and alike: the spread of their means gives the standard error of a mean, which the samples of a
// Latin hypercube or a Sobol' sequence, dependent within a replicate, cannot give.
#ifndef FLOPCAST_SAMPLING_DESIGN_H
#define FLOPCAST_SAMPLING_DESIGN_H

#include "sampling/sobol.h"

//      kind            name       sentence
#define DESIGN_ROWS(ROW)                                                                                               \
    ROW(DESIGN_RANDOM, random, "independent draws")                                                                    \
    ROW(DESIGN_LATIN, latin, "Latin hypercubes: each input's range in 256 strata, one draw from each")                 \
    ROW(DESIGN_SOBOL, sobol, "Sobol' sequences, each replicate with a random digital shift of its own")

enum design_kind {
#define DESIGN_ENUM(kind, name, sentence) kind,
    DESIGN_ROWS(DESIGN_ENUM)
#undef DESIGN_ENUM
        DESIGN_COUNT
};

enum { DESIGN_REPLICATES = 16, DESIGN_STRATA = 256 };

const char *design_name(enum design_kind kind);
const char *design_sentence(enum design_kind kind);

// DESIGN_COUNT when there is no such design.
enum design_kind design_named(const char *name);

// What a design keeps of one input. Plain data, nothing to free.
struct design_stream {
    uint64_t key;
    size_t dimension; // Sobol' alone, as are those below; zero otherwise
    struct sobol sobol;
    uint64_t shift[DESIGN_REPLICATES]; // below 2^SOBOL_BITS
};

// The stream of an input: `item` tells apart inputs of one name, `dimension` is the input's own among those of the run,
// below SOBOL_DIMENSIONS under Sobol' (whoever counts the inputs has checked it), of no effect otherwise.
void design_stream_init(struct design_stream *stream, enum design_kind kind, uint64_t seed, const char *name,
                        uint64_t item, size_t dimension);

// u[0..n): the uniforms of samples first to first + n - 1, all of them below 2^56, each (2k + 1) / 2^53 for a k below
// 2^52. `kind` is the one that the stream was made for. In words of random_words under the stream's key:
//
// random   sample i has half i mod 2 of block (0, i / 2).
// latin    places 256 c to 256 c + 255 of a replicate are a Latin hypercube: its place s is in stratum p(s), where p is
//          a random permutation of 0..255 that belongs to (key, replicate, c), and within the stratum where the random
//          design would put it in 0..1.
// sobol    place j is at point j, shifted (exclusive or) by a number of the replicate.
void design_fill(const struct design_stream *stream, enum design_kind kind, uint64_t first, size_t n, double *u);

#endif
