// The kernel: n samples of every metric from n samples of every input. A deterministic estimate is a block of one.
#ifndef FLOPCAST_ESTIMATE_ESTIMATE_H
#define FLOPCAST_ESTIMATE_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

#include "plan/tally.h"
#include "quantity/metric.h"

enum { ESTIMATE_BLOCK_MAX = 1024 };

// Room of one thread for what lies between inputs and metrics, per training, in SI; whatever it holds before.
struct estimate_scratch {
    double time[ESTIMATE_BLOCK_MAX], power[ESTIMATE_BLOCK_MAX], it_energy[ESTIMATE_BLOCK_MAX],
        energy[ESTIMATE_BLOCK_MAX], decode[ESTIMATE_BLOCK_MAX];
    // With what goes wrong: wall clock, the same on preemptible capacity, and both with what waits.
    double wall[ESTIMATE_BLOCK_MAX], spot[ESTIMATE_BLOCK_MAX], reserved[ESTIMATE_BLOCK_MAX],
        reserved_spot[ESTIMATE_BLOCK_MAX];
};

// in[INPUT_COUNT][n] and out[METRIC_COUNT][n] are columns in SI base units, n <= ESTIMATE_BLOCK_MAX; no column of out
// overlaps another column. An input that is not known is NaN, and so is then every metric that needs it. A column of
// out that is NULL is not wanted, and nothing is computed for it alone; columns of in that only such metrics read may
// be NULL. Pure, never fails, never allocates; each sample depends on its own inputs alone, so a block of n equals n
// blocks of one, bit for bit.
void estimate_block(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                    const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT]);

// A block of one: every input at its point (NaN when unset).
void estimate_point(const struct tally *tally, const struct input_set *inputs, double metrics[METRIC_COUNT]);

// Whether any metric that has a value loses it when this input has none: whether the answer rests on the input at all.
bool estimate_uses(const struct tally *tally, const struct input_set *inputs, enum input_id id);

// Which inputs a metric reads, found by trying: bit i is set when metric `id` becomes NaN without input i. Only the
// flags of the tally matter: whether time and power are measured, what goes wrong, and whether something is generated
// and served.
uint64_t estimate_reads(const struct tally *tally, enum metric_id id);

// Which metrics vary where the inputs of `varying_inputs` do (bit i: input i).
void estimate_varies(const struct tally *tally, uint64_t varying_inputs, bool varies[METRIC_COUNT]);

// The same over all ways that a plan can state them: everything that can ever matter to the metric.
uint64_t estimate_reads_ever(enum metric_id id);

#endif
