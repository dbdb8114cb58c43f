// A distribution before truncation: cumulative and quantile functions of every kind that varies. Each is told by the
// nearer tail, `tail` <= 0.5 below (or, upper, above) the value, so that both ends of the range are exact. Pure.
#ifndef FLOPCAST_QUANTITY_DIST_WHOLE_H
#define FLOPCAST_QUANTITY_DIST_WHOLE_H

#include "quantity/dist.h"

double dist_whole_quantile(const struct dist *dist, double tail, bool upper);

// P(X <= x), or P(X > x).
double dist_whole_tail(const struct dist *dist, double x, bool upper);

// The least and the greatest value that the kind can have: the ends of its arguments, 0 or an infinity.
void dist_whole_ends(const struct dist *dist, double *low, double *high);

// Whether a normal stands behind the distribution (normal, lognormal, interval90), truncated or not: the value at
// normal score z is location + scale * z, or, when *is_log, location * exp(scale * z).
bool dist_whole_normal(const struct dist *dist, double *location, double *scale, bool *is_log);

#endif
