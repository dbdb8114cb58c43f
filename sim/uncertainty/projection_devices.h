// Device-hours of a programme for each kind of device. A share of other items has its device-hours on the devices of
// those, in their proportion.
#ifndef FLOPCAST_UNCERTAINTY_PROJECTION_DEVICES_H
#define FLOPCAST_UNCERTAINTY_PROJECTION_DEVICES_H

#include "uncertainty/projection.h"

enum { PROJECTION_DEVICES_LOW, PROJECTION_DEVICES_MEDIAN, PROJECTION_DEVICES_HIGH, PROJECTION_DEVICES_QUANTILES };

struct projection_device {
    const char *name;
    double point;                                   // s, every input at its median; NaN: not known
    double quantiles[PROJECTION_DEVICES_QUANTILES]; // s, 5 %, 50 %, 95 %; NaN without samples
};

struct projection_devices {
    struct projection_device *devices; // in the order in which items use them
    size_t count;
    double *shares; // [work_count][count] at the point: of an item's device-hours on each kind
};

// Kinds and points, in the arena.
enum status projection_devices(struct projection_devices *devices, struct arena *arena,
                               const struct projection *projection) STATUS_MUST_CHECK;

// Whether samples of all items have to be kept to tell the kinds apart: more than one of them, and not too many
// samples. (Where there is one kind, its samples are those of the whole.)
bool projection_devices_need_samples(const struct projection_devices *devices, const struct projection *projection,
                                     uint64_t samples);

// Quantiles, from the samples of device-hours of all items, items[work_count][samples]. An item that runs on several
// kinds of device is split between them as it is at the point.
enum status projection_devices_sum_up(struct projection_devices *devices, const struct projection *projection,
                                      const double *const *items, size_t samples) STATUS_MUST_CHECK;

#endif
