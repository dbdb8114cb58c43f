// Whether a training, or a model that generates, fits on its devices. What the plan leaves open of its layout is
// settled by what is usual: data parallel, the whole share of the batch at once, nothing recomputed, nothing sharded;
// and where that does not fit, by the first of the usual measures that does: smaller micro-batches, then sharding
// everything over the data-parallel devices, then full recomputation.
#ifndef FLOPCAST_PLAN_FIT_H
#define FLOPCAST_PLAN_FIT_H

#include "plan/memory.h"
#include "plan/replica.h"

struct fit {
    struct layout layout;   // settled
    struct memory memory;   // of the phase that needs most; of serving where nothing is trained
    size_t phase;           // which one
    bool is_known;          // false: no phases, or no layers to count (states only)
    struct replica replica; // of what generates, beside a training or alone
};

// Devices that train on rollouts generate them in between: then the weights lie there as both need them, each in its
// turn.
void fit_settle(const struct plan *plan, struct fit *fit);

// Bytes that are lacking on each device, while training or generating; 0 when it fits or nothing is known of the
// device's memory.
double fit_lacks(const struct plan *plan, const struct fit *fit);

#endif
