// Trials some of which are stopped early: which share of them, and after which fraction of a full run.
//
//   stopped: {share: {uniform: [0.4, 0.6]}, at: {uniform: [0.1, 0.5]}}
#ifndef FLOPCAST_SEARCH_SEARCH_STOPPED_H
#define FLOPCAST_SEARCH_SEARCH_STOPPED_H

#include "search/search_build.h"

// Reads the mapping (NULL: both as given) and adds two groups: `search->pool` x `search->share` that are stopped, and
// the rest. A NULL default: the key must be there. No trial is stopped before `grace`.
enum status search_stopped_read(struct reader *reader, const struct yaml_node *node, const struct dist *share,
                                const struct dist *at, double grace, struct search *search) STATUS_MUST_CHECK;

#endif
