#include "uncertainty/pool.h"

#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

// Results wait here until those before them are taken over. A thread that is a whole ring ahead waits.
enum { POOL_RING_PER_THREAD = 8 };

struct pool {
    const struct pool_job *job;
    uint64_t ring;          // slots
    unsigned char *results; // [ring][result_size]
    bool *ready;            // [ring]
    uint64_t begun, taken;  // tasks
    bool stopped;
    enum status status;
    omp_lock_t lock;         // of all above; held while a result is taken over
    omp_lock_t scratch_lock; // held while a thread begins or ends
};

int pool_threads(void)
{
    int threads = omp_get_max_threads();
    return threads < 1 ? 1 : threads > POOL_THREADS_MAX ? POOL_THREADS_MAX : threads;
}

// The next task, or false when there is none.
static bool pool_next(struct pool *pool, uint64_t *task)
{
    for (;;) {
        bool over = false, given = false;
        omp_set_lock(&pool->lock);
        over = pool->status != STATUS_OK || pool->stopped || pool->begun == pool->job->task_count;
        if (!over && pool->begun - pool->taken < pool->ring) {
            *task = pool->begun++;
            given = true;
        }
        omp_unset_lock(&pool->lock);
        if (over || given)
            return given;
        sched_yield();
    }
}

// Leaves a result, and takes over all that are now next in order.
static void pool_finish(struct pool *pool, uint64_t task, enum status status)
{
    const struct pool_job *job = pool->job;
    omp_set_lock(&pool->lock);
    pool->ready[task % pool->ring] = true;
    if (pool->status == STATUS_OK)
        pool->status = status;
    while (pool->status == STATUS_OK && pool->taken < pool->begun && pool->ready[pool->taken % pool->ring]) {
        uint64_t slot = pool->taken % pool->ring;
        pool->ready[slot] = false;
        if (job->take)
            pool->status =
                job->take(job->context, pool->taken, pool->results + slot * job->result_size, &pool->stopped);
        if (pool->status == STATUS_OK)
            pool->taken++;
    }
    omp_unset_lock(&pool->lock);
}

static void pool_work(struct pool *pool)
{
    const struct pool_job *job = pool->job;
    void *scratch = NULL;
    uint64_t task = 0;
    omp_set_lock(&pool->scratch_lock);
    enum status status = job->begin ? job->begin(job->context, &scratch) : STATUS_OK;
    omp_unset_lock(&pool->scratch_lock);
    if (status != STATUS_OK) {
        omp_set_lock(&pool->lock);
        pool->status = pool->status == STATUS_OK ? status : pool->status;
        omp_unset_lock(&pool->lock);
    }
    while (status == STATUS_OK && pool_next(pool, &task)) {
        unsigned char *result = pool->results + task % pool->ring * job->result_size;
        memset(result, 0, job->result_size); // the slot holds what was taken over a ring ago
        pool_finish(pool, task, job->work(job->context, scratch, task, result));
    }
    omp_set_lock(&pool->scratch_lock);
    if (job->end)
        job->end(job->context, scratch);
    omp_unset_lock(&pool->scratch_lock);
}

static void pool_all(struct pool *pool, int threads)
{
    omp_init_lock(&pool->lock);
    omp_init_lock(&pool->scratch_lock);
    if (threads <= 1)
        pool_work(pool); // also inside a task of another run, where a team of one would cost more than the work
    else {
#pragma omp parallel num_threads(threads)
        pool_work(pool);
    }
    omp_destroy_lock(&pool->scratch_lock);
    omp_destroy_lock(&pool->lock);
}

enum status pool_run(const struct pool_job *job, int threads, uint64_t *done)
{
    uint64_t wanted = threads < 1 ? 1 : threads > POOL_THREADS_MAX ? POOL_THREADS_MAX : (uint64_t)threads;
    wanted = wanted < job->task_count ? wanted : job->task_count;
    struct pool pool = {.job = job, .ring = wanted * POOL_RING_PER_THREAD + 1, .status = STATUS_NO_MEMORY};
    *done = 0;
    pool.results = calloc(pool.ring, job->result_size ? job->result_size : 1);
    pool.ready = calloc(pool.ring, sizeof *pool.ready);
    if (pool.results && pool.ready) {
        pool.status = STATUS_OK;
        pool_all(&pool, (int)wanted);
    }
    for (uint64_t slot = 0; job->drop && pool.ready && slot < pool.ring; slot++)
        if (pool.ready[slot])
            job->drop(job->context, pool.results + slot * job->result_size);
    free(pool.results);
    free(pool.ready);
    *done = pool.taken;
    return pool.status;
}
