#include "sampling/sobol.h"

enum { SOBOL_DEGREE_MAX = 13 };

static const struct {
    unsigned char degree;
    unsigned short coefficients, initial[SOBOL_DEGREE_MAX];
} sobol_rows[SOBOL_DIMENSIONS] = {
#define DIRECTIONS(dimension, s, a, ...) [dimension - 1] = {.degree = s, .coefficients = a, .initial = {__VA_ARGS__}},
#include "sampling/sobol_directions.def"
#undef DIRECTIONS
};

void sobol_init(struct sobol *sobol, size_t dimension)
{
    uint64_t *directions = sobol->directions;
    unsigned degree = sobol_rows[dimension].degree, coefficients = sobol_rows[dimension].coefficients;
    if (degree == 0) { // van der Corput
        for (unsigned k = 0; k < SOBOL_BITS; k++)
            directions[k] = (uint64_t)1 << (SOBOL_BITS - 1 - k);
        return;
    }
    for (unsigned k = 0; k < degree; k++)
        directions[k] = (uint64_t)sobol_rows[dimension].initial[k] << (SOBOL_BITS - 1 - k);
    // Joe and Kuo 2008, equation 2, with v_k = m_k / 2^k in place of m_k.
    for (unsigned k = degree; k < SOBOL_BITS; k++) {
        directions[k] = directions[k - degree] ^ directions[k - degree] >> degree;
        for (unsigned j = 1; j < degree; j++)
            if (coefficients >> (degree - 1 - j) & 1)
                directions[k] ^= directions[k - j];
    }
}

uint64_t sobol_point(const struct sobol *sobol, uint64_t index)
{
    uint64_t point = 0;
    for (; index != 0; index &= index - 1)
        point ^= sobol->directions[__builtin_ctzll(index)];
    return point;
}

void sobol_block(const struct sobol *sobol, uint64_t first, size_t n, uint64_t *points)
{
    while (n > 0) {
        // The longest aligned block that begins at first: its second half is its first with one bit of the index more.
        points[0] = sobol_point(sobol, first);
        size_t done = 1;
        for (unsigned k = 0; done <= n / 2 && (first >> k & 1) == 0; k++, done *= 2)
            for (size_t i = 0; i < done; i++)
                points[done + i] = points[i] ^ sobol->directions[k];
        first += done;
        points += done;
        n -= done;
    }
}
