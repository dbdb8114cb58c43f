// The distributions whose values lie apart: poisson and negative_binomial on 0, 1, 2, ..., discrete and values on a
// list. All before truncation, except where the range is named. Pure.
#ifndef FLOPCAST_QUANTITY_DIST_STEPS_H
#define FLOPCAST_QUANTITY_DIST_STEPS_H

#include "quantity/dist.h"

// P(X <= x), or P(X > x).
double dist_steps_tail(const struct dist *dist, double x, bool upper);

// The least value x with P(X <= x) >= tail, or, upper, with P(X > x) <= tail.
double dist_steps_quantile(const struct dist *dist, double tail, bool upper);

// P(X = k) of a poisson or a negative binomial.
double dist_steps_mass(const struct dist *dist, double k);

// The least and the greatest value within low..high; most < least when there is none. *most may be infinite.
void dist_steps_within(const struct dist *dist, double low, double high, double *least, double *most);

#endif
