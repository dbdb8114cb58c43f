// Tables of quantile functions that have no formula: polynomials in cells that halve towards both ends (see draw.h).
//
// Between exact values (GSL's or those of quantity/dist), one for each halving, the quantile function is carried on by
// its own differential equation. Of log s, s the distance from the nearer end of the distribution,
//     d log s / dr = g,   dg / dr = g^2 (-a + (b - 1) s / (1 - s))  of a beta,   g^2 (-a + s)  of a gamma,
// because g is, but for sign and scale, 1 / (s density). Power series of 12 terms solve it to the last digits over the
// width of a cell. Each exact value is also a check of what was carried to it.
#ifndef FLOPCAST_SAMPLING_DRAW_TABLE_H
#define FLOPCAST_SAMPLING_DRAW_TABLE_H

#include "sampling/draw.h"

// Fills cells[2][DRAW_CELLS] of a pert, beta or gamma, truncated or not. Cells that a polynomial of degree 5 does not
// follow to 1e-9 are left to the exact function, and so are all cells of a dist of another kind.
void draw_table_fill(const struct dist *dist, struct draw_cell *cells);

#endif
