// When to run: of all windows of so many hours in a row, the one in which the grid emits least, and most.
//
// A profile is of the average day, from midnight on, or of an average day for each month. A day is a circle: a window
// that begins at 22:00 and lasts 4 hours ends at 02:00. What lasts whole days has the mean of the day whenever it
// begins; of what lasts longer, only the hours beyond whole days can be chosen.
#ifndef FLOPCAST_ESTIMATE_HOURS_H
#define FLOPCAST_ESTIMATE_HOURS_H

#include <stddef.h>

enum { HOURS_OF_DAY = 24 };

struct hours_window {
    size_t day, start; // which day of the profile, and the hour that it begins in, 0..23; of equal ones the first
    double mean;       // of the profile over the window
};

struct hours_windows {
    double mean; // of the whole profile, its days counting the same
    struct hours_window best, worst;
};

// profile[days][HOURS_OF_DAY] of anything per energy, finite; days >= 1; hours >= 1.
struct hours_windows hours_find(const double *profile, size_t days, size_t hours);

// The mean of the days, hour by hour.
void hours_average_day(const double *profile, size_t days, double day[HOURS_OF_DAY]);

#endif
