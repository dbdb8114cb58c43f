// A replication of a programme: printed figures beside the sums of its work items.
//
//   published:
//     model: LISA
//     hardware: Titan X + M40
//     rows:
//       - {table: 4, model: "LISA, 24 models", work: [first model, rest of one tuning], metric: device_h, value: 2880
//       h}
//
// `work` names the items that a figure is the sum of; without it, it is of the whole.
#ifndef FLOPCAST_UNCERTAINTY_REPLICATION_PROGRAMME_H
#define FLOPCAST_UNCERTAINTY_REPLICATION_PROGRAMME_H

#include "uncertainty/projection.h"
#include "uncertainty/replication.h"

// Adds the rows of a programme's `published:` block, which must be there.
enum status replication_programme_add(struct reader *reader, const struct programme *programme, bool corrected,
                                      struct replication *replication) STATUS_MUST_CHECK;

#endif
