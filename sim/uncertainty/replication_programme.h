// A replication of a programme: printed figures beside the sums of its work items.
//
//   published:
//     model: LISA
//     hardware: Titan X + M40
//     rows:
//       - {table: 4, model: "LISA, 24 models", work: [first model, rest of one tuning], metric: device_h, value: 2880
//       h}
//
// `work` names the items that a figure is the sum of, `stage` a stage; without either it is of the whole.
#ifndef FLOPCAST_UNCERTAINTY_REPLICATION_PROGRAMME_H
#define FLOPCAST_UNCERTAINTY_REPLICATION_PROGRAMME_H

#include "uncertainty/projection.h"
#include "uncertainty/replication.h"

// Adds the rows of a programme's `published:` block, which must be there.
enum status replication_programme_add(struct reader *reader, const struct programme *programme, bool corrected,
                                      struct replication *replication) STATUS_MUST_CHECK;

// A printed figure and where the samples of it are.
struct replication_programme_figure {
    const char *model, *unit; // as printed
    double published_si;
    size_t quantity, entry; // of the projection; entry_count: a sum of several items, whose point alone is known
    double point;           // SI
};

// The figures of a programme's `published:` block; none without one.
enum status replication_programme_figures(struct reader *reader, const struct projection *projection,
                                          struct replication_programme_figure **figures,
                                          size_t *count) STATUS_MUST_CHECK;

#endif
