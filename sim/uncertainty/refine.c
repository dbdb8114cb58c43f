#include "uncertainty/refine.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

enum {
    REFINE_STEP_BITS = 14,             // by which one pass narrows a bin at most
    REFINE_COUNTERS_MAX = 1024 * 1024, // of all bins that a pass narrows, 8 MiB
};

// The values of a column whose order agrees with `prefix` in its first `bits` bits: looked at by one pass, gathered
// where there is room, else counted by their next bits.
struct refine_bin {
    size_t column;
    uint64_t prefix, within;
    int bits, step;
    double low, high; // no other value lies from one to the other, save a zero of the other sign
    double *values;   // [within]
    uint64_t *counts; // [1 << step]
    uint64_t filled;
};

// One wanted order statistic.
struct refine_target {
    size_t column;
    uint64_t rank; // within the prefix
    uint64_t prefix, within;
    int bits;
    bool is_open;
    size_t bin; // of this pass; neighbours often share one
    double answer;
};

struct refine_state {
    struct refine_target *targets; // ordered by column and rank
    struct refine_bin *bins;
    size_t target_count, bin_count;
};

// ---- one pass ------------------------------------------------------------------------------------

static void refine_count(struct refine_bin *bin, double x)
{
    uint64_t order = histogram_order(x);
    int rest = 64 - bin->bits;
    if (order >> rest != bin->prefix)
        return;
    if (bin->counts) {
        uint64_t part = (order >> (rest - bin->step)) & ((UINT64_C(1) << bin->step) - 1);
        __atomic_fetch_add(&bin->counts[part], 1, __ATOMIC_RELAXED);
    } else {
        uint64_t at = __atomic_fetch_add(&bin->filled, 1, __ATOMIC_RELAXED);
        if (at < bin->within)
            bin->values[at] = x;
    }
}

static enum status refine_block(void *context, void *own, uint64_t first, size_t n, double *const *columns,
                                void *result)
{
    const struct refine_state *state = context;
    (void)own;
    (void)first;
    (void)result;
    for (size_t at = 0; at < state->bin_count; at++) {
        struct refine_bin *bin = &state->bins[at];
        const double *x = columns[bin->column], low = bin->low, high = bin->high;
        for (size_t i = 0; i < n; i++)
            if (x[i] >= low && x[i] <= high)
                refine_count(bin, x[i]);
    }
    return STATUS_OK;
}

// The bins of all open targets.
static void refine_group(struct refine_state *state)
{
    state->bin_count = 0;
    for (size_t i = 0; i < state->target_count; i++) {
        struct refine_target *target = &state->targets[i];
        const struct refine_bin *last = state->bin_count ? &state->bins[state->bin_count - 1] : NULL;
        if (!target->is_open)
            continue;
        if (!last || last->column != target->column || last->bits != target->bits || last->prefix != target->prefix) {
            uint64_t first = target->prefix << (64 - target->bits);
            state->bins[state->bin_count++] =
                (struct refine_bin){.column = target->column,
                                    .prefix = target->prefix,
                                    .within = target->within,
                                    .bits = target->bits,
                                    .low = histogram_value(first),
                                    .high = histogram_value(first + ((UINT64_C(1) << (64 - target->bits)) - 1))};
        }
        target->bin = state->bin_count - 1;
    }
}

// Room for the bins: `room` values may be gathered.
static enum status refine_arm(struct refine_state *state, uint64_t room)
{
    size_t counted = 0;
    for (size_t i = 0; i < state->bin_count; i++) {
        struct refine_bin *bin = &state->bins[i];
        if (bin->within > room) {
            counted++;
            continue;
        }
        room -= bin->within;
        bin->values = malloc((size_t)bin->within * sizeof *bin->values);
        if (!bin->values)
            return STATUS_NO_MEMORY;
    }
    int step = REFINE_STEP_BITS;
    while (step > 1 && counted << step > REFINE_COUNTERS_MAX)
        step--;
    for (size_t i = 0; i < state->bin_count; i++) {
        struct refine_bin *bin = &state->bins[i];
        if (bin->values)
            continue;
        bin->step = 64 - bin->bits < step ? 64 - bin->bits : step;
        bin->counts = calloc((size_t)1 << bin->step, sizeof *bin->counts);
        if (!bin->counts)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

// Follows the rank into the part that holds it, or reads the answer off.
static void refine_narrow(const struct refine_bin *bin, struct refine_target *target)
{
    if (bin->values) {
        target->answer = gsl_stats_select(bin->values, 1, (size_t)bin->within, (size_t)target->rank);
        target->is_open = false;
        return;
    }
    uint64_t part = 0, last = (UINT64_C(1) << bin->step) - 1;
    while (part < last && target->rank >= bin->counts[part])
        target->rank -= bin->counts[part++];
    target->prefix = target->prefix << bin->step | part;
    target->bits += bin->step;
    target->within = bin->counts[part];
    if (target->bits == 64) { // all of them are the same number
        target->answer = histogram_value(target->prefix);
        target->is_open = false;
    }
}

static void refine_disarm(struct refine_state *state)
{
    for (size_t i = 0; i < state->bin_count; i++) {
        free(state->bins[i].values);
        free(state->bins[i].counts);
    }
    state->bin_count = 0;
}

// ---- from quantiles to targets and back ----------------------------------------------------------

static void refine_aim(struct refine_state *state, const struct histogram *histograms,
                       const struct ensemble_options *options, const struct ensemble *ensemble)
{
    for (size_t column = 0; column < ensemble->column_count; column++)
        for (size_t q = 0; q < options->quantile_count; q++) {
            uint64_t count = ensemble->columns[column].count;
            double place = options->quantiles[q] * (double)(count ? count - 1 : 0);
            for (uint64_t next = 0; next < 2; next++) {
                struct refine_target *target = &state->targets[state->target_count++];
                uint64_t before = 0, rank = (uint64_t)place + next;
                *target = (struct refine_target){
                    .column = column, .bits = HISTOGRAM_BITS, .is_open = count > 0, .answer = (double)NAN};
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

enum status refine_run(const struct chunks_pass *pass, const struct histogram *histograms, uint64_t room,
                       const struct ensemble_options *options, struct ensemble *ensemble)
{
    size_t wanted = ensemble->column_count * options->quantile_count * 2;
    struct refine_state state = {.targets = calloc(wanted + 1, sizeof *state.targets),
                                 .bins = calloc(wanted + 1, sizeof *state.bins)};
    const struct chunks_pass again = {.source = pass->source,
                                      .samples = pass->samples,
                                      .threads = pass->threads,
                                      .block = pass->block,
                                      .context = &state,
                                      .block_done = refine_block};
    enum status status = state.targets && state.bins ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        refine_aim(&state, histograms, options, ensemble);
        refine_group(&state);
    }
    while (status == STATUS_OK && state.bin_count) {
        uint64_t done = 0;
        status = refine_arm(&state, room);
        if (status == STATUS_OK)
            status = chunks_run(&again, &done);
        for (size_t i = 0; i < state.target_count && status == STATUS_OK; i++)
            if (state.targets[i].is_open)
                refine_narrow(&state.bins[state.targets[i].bin], &state.targets[i]);
        refine_disarm(&state);
        refine_group(&state);
    }
    if (status == STATUS_OK)
        refine_answer(&state, options, ensemble);
    free(state.targets);
    free(state.bins);
    return status;
}
