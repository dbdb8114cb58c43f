// A distribution compiled for sampling: what its quantile function needs, worked out once per run.
//
// Families with a formula are drawn by it, truncated or not. The others (pert, beta, gamma) become a table of
// polynomials: cells that halve towards both ends, sixteen to each halving, a polynomial of degree 5 in each. Cells
// that it does not follow to 1e-9, and the two tails beyond 2^-14, are drawn by the exact function itself.
#ifndef FLOPCAST_SAMPLING_DRAW_H
#define FLOPCAST_SAMPLING_DRAW_H

#include "quantity/dist.h"

enum draw_kind {
    DRAW_CONSTANT,   // a
    DRAW_UNIFORM,    // a + b u
    DRAW_LOGUNIFORM, // a exp(b u)
    DRAW_NORMAL,     // a + b z(p)
    DRAW_LOGNORMAL,  // a exp(b z(p))
    DRAW_TRIANGULAR, // min a, max b; from p
    DRAW_WEIBULL,    // a (-log(1 - p))^b
    DRAW_STEPS,
    DRAW_TABLE,
};

enum {
    DRAW_OCTAVES = 14, // the tails begin at 2^-14
    DRAW_SUBCELLS = 16,
    DRAW_CELLS = (DRAW_OCTAVES - 1) * DRAW_SUBCELLS, // on each side of the median
    DRAW_GUIDES = 256,
};

// x = c0 + c1 t + ... + c5 t^5 with t = (r - middle) * scale, r = min(u, 1 - u). scale 0: drawn by the exact function.
struct draw_cell {
    double middle, scale, coefficient[6];
};

// For u in guide i of DRAW_GUIDES equal ones: low where u <= edge, else high; edge < 0: more than two values, searched.
struct draw_guide {
    double edge, low, high;
};

// p = below + mass u, q = 1 - p = above + mass (1 - u): the part of the whole that a truncation leaves.
struct draw {
    enum draw_kind kind;
    double a, b;
    double below, above, mass;
    double least, most;            // no value lies outside, whatever is rounded on the way
    bool is_bounded;               // else the formula sees to it by itself
    double split, rise, fall;      // triangular: fraction below the mode, and b (mode - min), b (max - mode)
    const struct draw_cell *cells; // [2][DRAW_CELLS], lower half first
    const struct draw_guide *guides;
    const double *steps, *edges; // [step_count]: values, and the fraction at or below each
    size_t step_count;
    const struct dist *dist; // lives as long as the draw
};

// Tables live in the arena.
enum status draw_compile(struct arena *arena, const struct dist *dist, struct draw *draw) STATUS_MUST_CHECK;

// The exact value at u, v = 1 - u: what the tables stand for.
double draw_exact(const struct draw *draw, double u, double v);

// The value of DRAW_STEPS at u.
double draw_step(const struct draw *draw, double u);

#endif
