#include "uncertainty/refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    REFINE_STEP_BITS = 14,             // by which one pass narrows a bin that is still too full
    REFINE_GATHERED = 2 * 1024 * 1024, // values gathered at most, 16 MiB
};

// One wanted order statistic: the values of a column whose order agrees with `prefix` in its first `bits` bits.
struct refine_target {
    size_t column;
    uint64_t rank; // within the prefix
    uint64_t prefix, within;
    int bits;
    bool gathers;
    uint64_t *counts; // [1 << step] of the next bits, or
    double *values;   // [within]
    uint64_t filled;
    double answer;
};

struct refine_state {
    struct refine_target *targets; // ordered by column
    size_t count;
};

static enum status refine_block(void *context, void *own, uint64_t first, size_t n, double *const *columns,
                                void *result)
{
    const struct refine_state *state = context;
    (void)own;
    (void)first;
    (void)result;
    for (size_t at = 0; at < state->count; at++) {
        struct refine_target *target = &state->targets[at];
        const double *x = columns[target->column];
        if (!target->counts && !target->values)
            continue;
        int rest = 64 - target->bits, step = rest < REFINE_STEP_BITS ? rest : REFINE_STEP_BITS;
        for (size_t i = 0; i < n; i++) {
            uint64_t order = histogram_order(x[i]);
            if (order >> rest != target->prefix || !isfinite(x[i]))
                continue;
            if (target->values)
                target->values[__atomic_fetch_add(&target->filled, 1, __ATOMIC_RELAXED)] = x[i];
            else
                __atomic_fetch_add(&target->counts[(order >> (rest - step)) & ((UINT64_C(1) << step) - 1)], 1,
                                   __ATOMIC_RELAXED);
        }
    }
    return STATUS_OK;
}

static int refine_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// Follows the rank into the part that holds it, or reads the answer off.
static void refine_narrow(struct refine_target *target)
{
    if (target->values) {
        qsort(target->values, target->filled, sizeof *target->values, refine_compare);
        target->answer = target->values[target->rank];
        target->within = 0;
    } else if (target->counts) {
        int rest = 64 - target->bits, step = rest < REFINE_STEP_BITS ? rest : REFINE_STEP_BITS;
        uint64_t part = 0;
        while (target->rank >= target->counts[part])
            target->rank -= target->counts[part++];
        target->prefix = target->prefix << step | part;
        target->bits += step;
        target->within = target->counts[part];
        if (target->bits == 64) { // all of them are the same number
            target->answer = histogram_value(target->prefix);
            target->within = 0;
        }
    }
    free(target->values);
    free(target->counts);
    target->values = NULL;
    target->counts = NULL;
    target->filled = 0;
}

// Readies every open target for a pass: gathered when there is room, counted otherwise. *open: how many there are.
static enum status refine_arm(struct refine_state *state, size_t *open)
{
    uint64_t room = REFINE_GATHERED;
    *open = 0;
    for (size_t i = 0; i < state->count; i++) {
        struct refine_target *target = &state->targets[i];
        if (!target->within)
            continue;
        ++*open;
        if (target->within <= room) {
            room -= target->within;
            target->values = malloc((size_t)target->within * sizeof *target->values);
        } else
            target->counts = calloc((size_t)1 << REFINE_STEP_BITS, sizeof *target->counts);
        if (!target->values && !target->counts)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static void refine_aim(struct refine_state *state, const struct histogram *histograms,
                       const struct ensemble_options *options, const struct ensemble *ensemble)
{
    for (size_t column = 0; column < ensemble->column_count; column++)
        for (size_t q = 0; q < options->quantile_count; q++) {
            uint64_t count = ensemble->columns[column].count;
            double place = options->quantiles[q] * (double)(count ? count - 1 : 0);
            for (uint64_t next = 0; next < 2; next++) {
                struct refine_target *target = &state->targets[state->count++];
                uint64_t before = 0, rank = (uint64_t)place + next;
                *target = (struct refine_target){.column = column, .bits = HISTOGRAM_BITS, .answer = (double)NAN};
                if (!count)
                    continue;
                rank = rank < count ? rank : count - 1;
                target->prefix = histogram_find(&histograms[column], rank, &before, &target->within);
                target->rank = rank - before;
            }
        }
}

static void refine_answer(const struct refine_state *state, const struct ensemble_options *options,
                          struct ensemble *ensemble)
{
    const struct refine_target *target = state->targets;
    for (size_t column = 0; column < ensemble->column_count; column++)
        for (size_t q = 0; q < options->quantile_count; q++, target += 2) {
            uint64_t count = ensemble->columns[column].count;
            double place = options->quantiles[q] * (double)(count ? count - 1 : 0);
            ensemble->columns[column].quantiles[q] =
                target[0].answer + (place - floor(place)) * (target[1].answer - target[0].answer);
        }
}

enum status refine_run(const struct chunks_pass *pass, const struct histogram *histograms,
                       const struct ensemble_options *options, struct ensemble *ensemble)
{
    struct refine_state state = {
        .targets = calloc(ensemble->column_count * options->quantile_count * 2 + 1, sizeof *state.targets)};
    const struct chunks_pass again = {.source = pass->source,
                                      .samples = pass->samples,
                                      .threads = pass->threads,
                                      .block = pass->block,
                                      .context = &state,
                                      .block_done = refine_block};
    enum status status = state.targets ? STATUS_OK : STATUS_NO_MEMORY;
    size_t open = 0;
    if (status == STATUS_OK)
        refine_aim(&state, histograms, options, ensemble);
    for (;;) {
        uint64_t done = 0;
        if (status == STATUS_OK)
            status = refine_arm(&state, &open);
        if (status != STATUS_OK || !open)
            break;
        status = chunks_run(&again, &done);
        for (size_t i = 0; i < state.count && status == STATUS_OK; i++)
            refine_narrow(&state.targets[i]);
    }
    if (status == STATUS_OK)
        refine_answer(&state, options, ensemble);
    for (size_t i = 0; state.targets && i < state.count; i++) {
        free(state.targets[i].values);
        free(state.targets[i].counts);
    }
    free(state.targets);
    return status;
}
