// The vocabulary of metrics (metrics.def): what an estimate answers.
#ifndef FLOPCAST_QUANTITY_METRIC_H
#define FLOPCAST_QUANTITY_METRIC_H

#include "base/units.h"

enum metric_id {
#define METRIC(id, ...) METRIC_##id,
#include "quantity/metrics.def"
#undef METRIC
    METRIC_COUNT
};

struct metric {
    const char *name, *stem, *unit;
    enum dimension dimension;
    bool sums;                    // over the trials of a plan; false: that of one training
    bool is_optional;             // few plans state what it needs
    const char *brief, *sentence; // what it is, in a few words beside a number, and in full
    const char *formula, *source;
};

const struct metric *metric_row(enum metric_id id);

// METRIC_COUNT when there is no such metric.
enum metric_id metric_named(const char *name);

// An SI value in the unit that the metric is printed in.
double metric_from_si(enum metric_id id, double value);

#endif
