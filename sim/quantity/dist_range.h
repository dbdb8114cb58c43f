// Truncation: which part of a distribution is left, and what mass it has. Pure.
#ifndef FLOPCAST_QUANTITY_DIST_RANGE_H
#define FLOPCAST_QUANTITY_DIST_RANGE_H

#include "quantity/dist.h"

// Nothing truncated.
bool dist_range_is_whole(const struct dist *dist);

// The range of a dist, told in full also where it was put by hand and is all 0.
struct dist_range dist_range_of(const struct dist *dist);

// The part low..high, both included, of the whole of a dist that varies (its own range is not looked at).
struct dist_range dist_range_cut(const struct dist *dist, double low, double high);

// Mass of the whole between two points, each with what lies below and above it; exact in both tails.
double dist_range_between(double below_low, double above_low, double below_high, double above_high);
double dist_range_mass(const struct dist_range *range);

#endif
