// A programme put somewhere (these devices, so many, this region) and its samples against the limits of a goal.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_STATION_H
#define FLOPCAST_UNCERTAINTY_GOAL_STATION_H

#include "uncertainty/goal.h"
#include "uncertainty/projection_luck.h"

struct goal_spot {
    const struct device *device; // NULL: as the programme says
    int64_t devices;             // 0: as the programme says, and then of the devices that it says
    const struct region *region; // NULL: as the programme says
};

// What a thread needs for one spot after another. All of it lies in its arena; what samples are drawn into, not.
struct goal_station {
    struct arena arena;
    const struct goal *goal;
    struct programme programme; // moved to the spot
    const char *final_lacks;    // that the final model does not fit there; NULL: it does
    struct goal_samples samples[2];
    struct projection_luck luck; // the same at every spot
    double *memory, *room;       // [samples]
};

// Free is legal after a failed init.
enum status goal_station_init(struct goal_station *station, const struct goal *goal) STATUS_MUST_CHECK;
void goal_station_free(struct goal_station *station);

// Moves the programme. *obstacle: NULL, or why it cannot run there, in a few words that live as long as the station is
// at the spot. That the final model alone does not fit is no obstacle to a smaller one: final_lacks has it.
enum status goal_station_move(struct goal_station *station, const struct goal_spot *spot,
                              const char **obstacle) STATUS_MUST_CHECK;

// Draws the samples of the whole with the runs of some items (scaled[work_count]; NULL: of none) `scale` times as many.
enum status goal_station_sample(struct goal_station *station, const bool *scaled, double scale,
                                const struct goal_samples *samples) STATUS_MUST_CHECK;

#endif
