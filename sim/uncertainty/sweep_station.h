// What one thread of a sweep keeps: the plan as read for some structural values, and the forecast of it.
#ifndef FLOPCAST_UNCERTAINTY_SWEEP_STATION_H
#define FLOPCAST_UNCERTAINTY_SWEEP_STATION_H

#include "uncertainty/sweep.h"

struct sweep_station {
    struct arena arena, work; // of the plan; of the forecast, made anew where the distribution of a swept input changes
    struct diag diag;
    struct catalog catalog;
    struct reader reader;
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_source source;
    uint64_t reading;            // of the structural values; UINT64_MAX: none yet
    uint64_t at[SWEEP_AXES_MAX]; // what the forecast was made for
};

// The struct must stay where it is between init and free.
void sweep_station_init(struct sweep_station *station);
void sweep_station_free(struct sweep_station *station);

// The number of the structural values of a point, below sweep_readings.
uint64_t sweep_station_reading(const struct sweep *sweep, const uint64_t *at);

// What plan_open takes at the structural values of a point, in the arena. A swept input is set to its first value.
enum status sweep_station_options(const struct sweep *sweep, const uint64_t *at, struct arena *arena,
                                  struct plan_options *options) STATUS_MUST_CHECK;

// Reads and compiles the plan at the structural values of a point; mistakes are in the station's diag.
enum status sweep_station_open(const struct sweep *sweep, const uint64_t *at,
                               struct sweep_station *station) STATUS_MUST_CHECK;

// Puts the values of a point into the inputs of a plan that was read.
void sweep_station_put(const struct sweep *sweep, const uint64_t *at, struct plan *plan);

// Makes plan, tally, forecast and source ready for a point; what did not change since the last one is kept.
enum status sweep_station_settle(const struct sweep *sweep, const uint64_t *at,
                                 struct sweep_station *station) STATUS_MUST_CHECK;

#endif
