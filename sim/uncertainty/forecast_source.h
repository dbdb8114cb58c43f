// A forecast as the source of an ensemble: the metrics that vary, and on request the inputs that were drawn.
#ifndef FLOPCAST_UNCERTAINTY_FORECAST_SOURCE_H
#define FLOPCAST_UNCERTAINTY_FORECAST_SOURCE_H

#include "uncertainty/ensemble.h"
#include "uncertainty/forecast.h"

struct forecast_source {
    struct ensemble_source source;
    const struct forecast *forecast;
    size_t metric_count;                       // columns 0..metric_count
    enum metric_id metrics[METRIC_COUNT];      // in SI
    double pivots[METRIC_COUNT + INPUT_COUNT]; // columns from metric_count on are forecast->inputs, in order
};

// The struct must stay where it is, and the forecast outlive it.
void forecast_source_init(struct forecast_source *made, const struct forecast *forecast, bool with_inputs);

#endif
