// The gamma distribution of scale 1 and its sister, the Poisson distribution, without cancellation, and the inverse.
// GSL 2.7 fails to invert it for shapes below 0.1 and above 1e4 (NaN, or grossly wrong in the upper tail), and its
// Poisson probabilities lose a digit for each of the mean.
//
// Sources: Loader, Fast and Accurate Computation of Binomial Probabilities, 2000; NIST Digital Library of Mathematical
// Functions, 5.11.3 (Stirling's series, through gsl_sf_gammastar), 8.7.1 (the series) and 8.9.2 (the fraction).
#ifndef FLOPCAST_QUANTITY_DIST_GAMMA_H
#define FLOPCAST_QUANTITY_DIST_GAMMA_H

#include <stdbool.h>

// mean^a exp(-mean) / Gamma(a + 1): of a whole a the probability of a under a Poisson distribution. a, mean >= 0.
double dist_gamma_poisson(double a, double mean);

// Fraction at or below x, or above it.
double dist_gamma_tail(double x, double shape, bool upper);

// x below which (upper: above which) a fraction `tail` <= 0.5 lies; 0 where it is below 1e-300.
double dist_gamma_quantile(double tail, double shape, bool upper);

#endif
