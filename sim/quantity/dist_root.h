// The root of a rising or falling function inside an interval: Newton's steps, and halving where a step would leave
// what still brackets the root or gains too little. Pure; ends after at most 200 steps.
#ifndef FLOPCAST_QUANTITY_DIST_ROOT_H
#define FLOPCAST_QUANTITY_DIST_ROOT_H

// The value at t, and through *slope the derivative there.
typedef double dist_root_function(double t, const void *context, double *slope);

// t in low..high where the function is 0, searched from `start`. The nearer end when it has one sign throughout.
double dist_root(dist_root_function *function, const void *context, double low, double high, double start);

#endif
