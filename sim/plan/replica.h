// A replica: the devices that hold one copy of a model that generates, with the cache of its batch. It is the tensor x
// pipeline x context of the plan's layout, or, where nothing of it is stated, the smallest share of the devices that
// has the memory (no device is left over). Weights and cache are dealt out evenly; activations, which live for one
// layer, are not in it, nor fragmentation, buffers and the framework itself.
#ifndef FLOPCAST_PLAN_REPLICA_H
#define FLOPCAST_PLAN_REPLICA_H

#include "plan/plan.h"
#include "workload/generation.h"

struct replica {
    struct generation count;              // of one sequence of a full batch
    double weight_element, cache_element; // bytes of each
    double weight_bytes, cache_bytes;     // of one copy, the cache of a full batch at its longest
    int64_t devices;                      // that hold it
    double bytes;                         // on each of them
    double lacks;                         // bytes that each of them is short of; 0 when it fits or nothing is known
    double least;                         // devices that would be enough at the least; 0: nothing is known
    bool is_known;                        // false: nothing is generated, or the model is not known
};

void replica_settle(const struct plan *plan, struct replica *replica);

#endif
