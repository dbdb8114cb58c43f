// Orders of a ranking: by one metric, and the front of two.
#ifndef FLOPCAST_UNCERTAINTY_RANKING_ORDER_H
#define FLOPCAST_UNCERTAINTY_RANKING_ORDER_H

#include "uncertainty/ranking.h"

// order[count]: entries by their median of a metric, the least first, those that do not know it last, ties as they
// were given. ranks[count] of the entries: from 1 on, ties the same one; 0: not known, or apart. Either may be NULL.
enum status ranking_order(const struct ranking *ranking, enum metric_id id, size_t *order,
                          size_t *ranks) STATUS_MUST_CHECK;

// Whether the medians of a metric differ between regions.
bool ranking_order_varies(const struct ranking *ranking, enum metric_id id);

// Marks the entries that no other dominates: by co2e_kg and the ranking's money, medians of both. ranking_run does it.
enum status ranking_order_front(struct ranking *ranking) STATUS_MUST_CHECK;

#endif
