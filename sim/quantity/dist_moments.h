// The mean of a distribution and how it spreads about it, as is needed for the sum of many draws. Truncation included.
// Closed forms for whole distributions that have them, sums for steps, and for all others an integral over the quantile
// function. Pure.
//
// Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6 (the moments of each kind); Takahasi and Mori,
// Double exponential formulas for numerical integration, 1974.
#ifndef FLOPCAST_QUANTITY_DIST_MOMENTS_H
#define FLOPCAST_QUANTITY_DIST_MOMENTS_H

#include "quantity/dist.h"

// moments[0]: mean E[X]; moments[1]: variance E[(X - mean)^2]; moments[2]: third central moment E[(X - mean)^3].
// Of n independent draws each of them is n times as much. A constant has {value, 0, 0}. Infinite, with its sign, where
// a double ends.
void dist_moments(const struct dist *dist, double moments[3]);

#endif
