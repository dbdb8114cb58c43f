// The samples of an ensemble, chunk by chunk on several threads: what every pass over them shares.
#ifndef FLOPCAST_UNCERTAINTY_CHUNKS_H
#define FLOPCAST_UNCERTAINTY_CHUNKS_H

#include "uncertainty/ensemble.h"

// One pass. Blocks arrive on several threads at once, those of a chunk one after another on the same thread.
struct chunks_pass {
    const struct ensemble_source *source;
    uint64_t samples;
    int threads;
    size_t block;
    void *context;
    size_t result_size; // of a chunk
    // What a thread keeps of its own, and its end, one thread at a time. Either may be NULL.
    enum status (*begin)(void *context, void **own);
    void (*end)(void *context, void *own);
    void (*open)(void *context, void *result); // a chunk begins; may be NULL
    enum status (*block_done)(void *context, void *own, uint64_t first, size_t n, double *const *columns, void *result);
    enum status (*chunk_done)(void *context, uint64_t first, size_t n, double *const *columns); // may be NULL
    // In the order of chunks, `done` samples being over. May be NULL.
    enum status (*take)(void *context, const void *result, uint64_t done, bool *stop);
};

// *done: how many samples were taken over, the first ones.
enum status chunks_run(const struct chunks_pass *pass, uint64_t *done) STATUS_MUST_CHECK;

#endif
