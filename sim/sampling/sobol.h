// Sobol' sequences: points that fill the unit cube evenly. One struct is one dimension; a point is an integer x below
// 2^52 and stands for the cell x/2^52 .. (x + 1)/2^52.
//
// Points come in direct order: point i is the exclusive or of the directions of the set bits of i, hence a pure
// function of i. In the order by Gray code (Antonov and Saleev 1979) point n is the one called n ^ n >> 1 here: aligned
// blocks of 2^m, the first of all, hold the same points, but later blocks stand in another order.
// In every dimension each aligned block of 2^m has one point in each of 2^m equal strata.
//
// I. M. Sobol' 1967, USSR Comput. Math. Math. Phys. 7, 86-112; direction numbers: sobol_directions.def.
#ifndef FLOPCAST_SAMPLING_SOBOL_H
#define FLOPCAST_SAMPLING_SOBOL_H

#include <stddef.h>
#include <stdint.h>

enum { SOBOL_DIMENSIONS = 512, SOBOL_BITS = 52 };

struct sobol {
    uint64_t directions[SOBOL_BITS]; // of bit k of the index; the first is 2^51 in every dimension
};

// dimension < SOBOL_DIMENSIONS, counted from 0; whoever lets a user choose has checked it.
void sobol_init(struct sobol *sobol, size_t dimension);

// index < 2^52
uint64_t sobol_point(const struct sobol *sobol, uint64_t index);

// points[0..n): those of the indices first to first + n - 1.
void sobol_block(const struct sobol *sobol, uint64_t first, size_t n, uint64_t *points);

#endif
