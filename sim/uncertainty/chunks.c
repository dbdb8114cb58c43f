#include "uncertainty/chunks.h"

#include <stdlib.h>

#include "uncertainty/pool.h"

enum { CHUNKS_PADDING = 8 }; // doubles between columns, so that they do not all begin in the same set of the cache

struct chunks_scratch {
    void *source, *own;
    double *memory;
    double **columns, **at;
};

// Without chunk_done a column holds one block, else a whole chunk.
static size_t chunks_column_size(const struct chunks_pass *pass)
{
    return (pass->chunk_done ? (size_t)ENSEMBLE_CHUNK : pass->block) + CHUNKS_PADDING;
}

static void chunks_end(void *context, void *scratch)
{
    const struct chunks_pass *pass = context;
    struct chunks_scratch *mine = scratch;
    if (!mine)
        return;
    if (pass->end)
        pass->end(pass->context, mine->own);
    if (pass->source->end)
        pass->source->end(mine->source);
    free(mine->memory);
    free((void *)mine->columns);
    free(mine);
}

static enum status chunks_begin(void *context, void **scratch)
{
    const struct chunks_pass *pass = context;
    size_t count = pass->source->column_count, size = chunks_column_size(pass);
    struct chunks_scratch *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    if (!mine)
        return STATUS_NO_MEMORY;
    mine->memory = calloc(count * size + 1, sizeof *mine->memory);
    mine->columns = calloc(2 * count + 1, sizeof *mine->columns);
    if (!mine->memory || !mine->columns)
        return STATUS_NO_MEMORY;
    mine->at = mine->columns + count;
    for (size_t i = 0; i < count; i++)
        mine->columns[i] = mine->memory + i * size;
    enum status status =
        pass->source->begin ? pass->source->begin(pass->source->context, pass->block, &mine->source) : STATUS_OK;
    return status == STATUS_OK && pass->begin ? pass->begin(pass->context, &mine->own) : status;
}

static enum status chunks_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct chunks_pass *pass = context;
    const struct chunks_scratch *mine = scratch;
    const struct ensemble_source *source = pass->source;
    uint64_t first = task * ENSEMBLE_CHUNK;
    size_t count = pass->samples - first < ENSEMBLE_CHUNK ? (size_t)(pass->samples - first) : (size_t)ENSEMBLE_CHUNK;
    enum status status = STATUS_OK;
    if (pass->open)
        pass->open(pass->context, result);
    for (size_t done = 0; done < count && status == STATUS_OK; done += pass->block) {
        size_t n = count - done < pass->block ? count - done : pass->block;
        for (size_t i = 0; i < source->column_count; i++)
            mine->at[i] = mine->columns[i] + (pass->chunk_done ? done : 0);
        source->block(source->context, mine->source, first + done, n, mine->at);
        if (pass->block_done)
            status = pass->block_done(pass->context, mine->own, first + done, n, mine->at, result);
    }
    if (status == STATUS_OK && pass->chunk_done)
        status = pass->chunk_done(pass->context, first, count, mine->columns);
    return status;
}

static enum status chunks_take(void *context, uint64_t task, const void *result, bool *stop)
{
    const struct chunks_pass *pass = context;
    uint64_t done = (task + 1) * ENSEMBLE_CHUNK;
    return pass->take ? pass->take(pass->context, result, done < pass->samples ? done : pass->samples, stop)
                      : STATUS_OK;
}

enum status chunks_run(const struct chunks_pass *pass, uint64_t *done)
{
    struct chunks_pass copy = *pass;
    const struct pool_job job = {.context = &copy,
                                 .task_count = pass->samples / ENSEMBLE_CHUNK + (pass->samples % ENSEMBLE_CHUNK != 0),
                                 .result_size = pass->result_size,
                                 .begin = chunks_begin,
                                 .end = chunks_end,
                                 .work = chunks_work,
                                 .take = chunks_take};
    uint64_t tasks = 0;
    enum status status = pool_run(&job, pass->threads, &tasks);
    uint64_t over = tasks * ENSEMBLE_CHUNK;
    *done = over < pass->samples ? over : pass->samples;
    return status;
}
