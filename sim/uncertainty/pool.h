// Tasks done by several threads, their results handed over in the order of the tasks: what is computed from them cannot
// tell how many threads there were. The one place that knows OpenMP.
//
// Tasks are begun in their order. When a run is stopped, no task is begun any more and those that were begun are still
// finished and handed over, so what was done is always the first tasks without a gap. A task may run a pool of its own.
#ifndef FLOPCAST_UNCERTAINTY_POOL_H
#define FLOPCAST_UNCERTAINTY_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { POOL_THREADS_MAX = 1024 };

struct pool_job {
    void *context;
    uint64_t task_count;
    size_t result_size; // bytes of what a task leaves for `take`; 0: nothing

    // What one thread needs for its tasks, made before the first and ended after the last, both one thread at a time.
    // Either may be NULL.
    enum status (*begin)(void *context, void **scratch);
    void (*end)(void *context, void *scratch); // also after a failure; scratch may be NULL then

    // Does one task, at the same time as others. The result begins as zeros.
    enum status (*work)(void *context, void *scratch, uint64_t task, void *result);

    // Takes over a result, also when it fails, one after another in the order of the tasks. Sets *stop to begin no more
    // tasks. May be NULL.
    enum status (*take)(void *context, uint64_t task, const void *result, bool *stop);

    // Frees what a result holds that was never taken over, after a failure; that of a task that failed is as the task
    // left it. May be NULL.
    void (*drop)(void *context, const void *result);
};

// Threads that a run gets when nobody says: as many as the machine lends.
int pool_threads(void);

// Runs all tasks. *done: how many were taken over. The first failure ends the run and is returned.
enum status pool_run(const struct pool_job *job, int threads, uint64_t *done) STATUS_MUST_CHECK;

#endif
