// The beta distribution: the incomplete beta function by its continued fraction, without cancellation, and its inverse.
// GSL 2.7 does not invert it for most shapes below 0.1 (NaN), and loses digits and the end of its fraction for large
// ones.
//
// Source: Didonato and Morris, Algorithm 708: Significant Digit Computation of the Incomplete Beta Function Ratios,
// 1992, the continued fraction of its bfrac (the even part of NIST Digital Library of Mathematical Functions, 8.17.22).
#ifndef FLOPCAST_QUANTITY_DIST_BETA_H
#define FLOPCAST_QUANTITY_DIST_BETA_H

#include <stdbool.h>

// Fraction of beta(a, b) at or below x, or above it. Both x and y = 1 - x are given, as one of them may be too near to
// 1 to tell the other.
double dist_beta_tail(double x, double y, double a, double b, bool upper);

// x below which (upper: above which) a fraction `tail` <= 0.5 of beta(a, b) lies; 0 where it is below 1e-300.
double dist_beta_quantile(double tail, double a, double b, bool upper);

#endif
