// The body of estimate_block, so that it can be compiled for more than one instruction set: loops over columns, the
// same bits from all of them. estimate.h tells what goes in and out.
#ifndef FLOPCAST_ESTIMATE_ESTIMATE_COLUMNS_H
#define FLOPCAST_ESTIMATE_ESTIMATE_COLUMNS_H

#include <math.h>

#include "estimate/estimate.h"
#include "estimate/formulas.h"

// One pass: a column from others by one formula of row `i`, without a branch, so that compilers make vectors of it.
#define ESTIMATE_COLUMNS_PASS(column, formula)                                                                         \
    do {                                                                                                               \
        double *restrict to = (column);                                                                                \
        for (size_t i = 0; i < n; i++)                                                                                 \
            to[i] = (formula);                                                                                         \
    } while (0)

// The pass of a metric that somebody wants.
#define ESTIMATE_COLUMNS_METRIC(id, formula)                                                                           \
    do {                                                                                                               \
        if (out[METRIC_##id])                                                                                          \
            ESTIMATE_COLUMNS_PASS(out[METRIC_##id], formula);                                                          \
    } while (0)

// What was counted when the plan was compiled, the same in every sample.
static inline void estimate_columns_counts(const struct tally *tally, size_t n, double *const out[METRIC_COUNT])
{
    const double parameters = tally->parameters, flop = tally->training_flop, hardware_flop = tally->hardware_flop,
                 tokens = tally->tokens, memory_bytes = tally->memory_bytes;
    ESTIMATE_COLUMNS_METRIC(PARAMETERS, parameters);
    ESTIMATE_COLUMNS_METRIC(TRAINING_FLOP, flop);
    ESTIMATE_COLUMNS_METRIC(HARDWARE_FLOP, hardware_flop);
    ESTIMATE_COLUMNS_METRIC(TOKENS, tokens);
    ESTIMATE_COLUMNS_METRIC(MEMORY_PER_DEVICE_GIB, memory_bytes);
}

static inline bool estimate_columns_serves(const struct tally *tally)
{
    return tally->generates && !isnan(tally->requests);
}

// What lies between inputs and metrics, as far as a metric that somebody wants is made of it.
struct estimate_columns_wants {
    bool energy, it_energy, power, time;
    bool wall, reserved, reserved_spot; // of time
};

static inline struct estimate_columns_wants estimate_columns_wants(const struct tally *tally,
                                                                   double *const out[METRIC_COUNT])
{
    struct estimate_columns_wants wants;
    wants.energy = out[METRIC_ENERGY_KWH] || out[METRIC_CO2E_KG] || out[METRIC_CO2E_MARKET_KG] ||
                   out[METRIC_ELECTRICITY_USD] || (tally->generates && out[METRIC_ENERGY_PER_TOKEN_J]) ||
                   (estimate_columns_serves(tally) && out[METRIC_ENERGY_PER_REQUEST_WH]);
    wants.it_energy = wants.energy || out[METRIC_IT_ENERGY_KWH] || out[METRIC_WATER_L];
    wants.power = wants.it_energy || out[METRIC_POWER_W];
    wants.reserved = out[METRIC_DEVICE_H] || out[METRIC_CLOUD_USD] || out[METRIC_EMBODIED_CO2E_KG];
    wants.reserved_spot = out[METRIC_CLOUD_PREEMPTIBLE_USD];
    wants.wall = wants.it_energy || wants.reserved || (wants.reserved_spot && !tally->is_preempted) ||
                 out[METRIC_TIME_H] || out[METRIC_MFU] || (tally->generates && out[METRIC_TOKENS_PER_DEVICE_SECOND]);
    wants.time = wants.wall || wants.reserved_spot || out[METRIC_STEP_TIME_S];
    return wants;
}

// The times of one training that metrics are made of; where nothing goes wrong they are one column.
struct estimate_columns_times {
    const double *stepping;                 // with what goodput loses
    const double *wall;                     // with what goes wrong
    const double *reserved, *reserved_spot; // wall, and wall on preemptible capacity, with what waits
};

// What goes wrong at a rate of failures (per node; `rate` is an expression of row `i`), over the useful time.
#define ESTIMATE_COLUMNS_WALL(column, rate)                                                                            \
    do {                                                                                                               \
        if (tally->interval_is_stated)                                                                                 \
            ESTIMATE_COLUMNS_PASS(column,                                                                              \
                                  formulas_wall_time_s(formulas_useful_time_s(time[i], evaluation[i]), interval[i],    \
                                                       checkpoint[i], restart[i], nodes *(rate)));                     \
        else                                                                                                           \
            ESTIMATE_COLUMNS_PASS(column,                                                                              \
                                  formulas_wall_time_s(formulas_useful_time_s(time[i], evaluation[i]),                 \
                                                       formulas_checkpoint_interval_s(checkpoint[i], nodes *(rate)),   \
                                                       checkpoint[i], restart[i], nodes *(rate)));                     \
    } while (0)

// Out of scratch->time, which has no stragglers yet.
static inline void estimate_columns_losses(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                                           const double *const in[INPUT_COUNT],
                                           const struct estimate_columns_wants *wants)
{
    const double nodes = tally->nodes;
    const double *const evaluation = in[INPUT_EVALUATION_SHARE], *const interval = in[INPUT_CHECKPOINT_INTERVAL],
                        *const checkpoint = in[INPUT_CHECKPOINT_TIME], *const restart = in[INPUT_RESTART_TIME],
                        *const failures = in[INPUT_FAILURE_RATE], *const preemptions = in[INPUT_PREEMPTION_RATE],
                        *const straggler = in[INPUT_STRAGGLER_SLOWDOWN];
    double *const time = scratch->time;
    for (size_t i = 0; i < n; i++)
        time[i] *= straggler[i];
    if (wants->wall)
        ESTIMATE_COLUMNS_WALL(scratch->wall, failures[i]);
    if (wants->reserved_spot && tally->is_preempted)
        ESTIMATE_COLUMNS_WALL(scratch->spot, failures[i] + preemptions[i]);
}

// Model FLOPs of all that the plan does: what is trained, what is generated, or both.
static inline double estimate_columns_flop(const struct tally *tally)
{
    if (!tally->generates)
        return tally->training_flop;
    return tally->inference_flop + (isnan(tally->training_flop) ? 0 : tally->training_flop);
}

// How long it takes to give the responses, step by step.
static inline void estimate_columns_decode(const struct tally *tally, double *decode, size_t n,
                                           const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const double devices = tally->devices, flop_per_s = devices * tally->peak_flop_per_s,
                 bytes_per_s = devices * tally->bytes_per_s, flop = tally->decode_flop, bytes = tally->decode_bytes,
                 steps = tally->decode_steps;
    ESTIMATE_COLUMNS_PASS(decode, formulas_pass_s(flop, flop_per_s * in[INPUT_UTILIZATION][i], bytes,
                                                  bytes_per_s * in[INPUT_BANDWIDTH_UTILIZATION][i]));
    ESTIMATE_COLUMNS_METRIC(TIME_PER_TOKEN_S, decode[i] * in[INPUT_STEP_TIME_RESIDUAL][i] / steps);
}

// All that a plan does which generates: prompts, responses, and a training on them where there is one.
static inline void estimate_columns_generation(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                                               const double *const in[INPUT_COUNT])
{
    const double devices = tally->devices, peak = tally->peak_flop_per_s, flop_per_s = devices * peak,
                 bytes_per_s = devices * tally->bytes_per_s, flop = tally->prefill_flop, bytes = tally->prefill_bytes,
                 trained = isnan(tally->training_flop) ? 0 : tally->training_flop;
    const double *const utilization = in[INPUT_UTILIZATION], *const goodput = in[INPUT_GOODPUT],
                        *const residual = in[INPUT_STEP_TIME_RESIDUAL];
    ESTIMATE_COLUMNS_PASS(
        scratch->time,
        (formulas_pass_s(flop, flop_per_s * utilization[i], bytes, bytes_per_s * in[INPUT_BANDWIDTH_UTILIZATION][i]) +
         scratch->decode[i]) /
                goodput[i] * residual[i] +
            formulas_time_s(trained, devices, peak, utilization[i], goodput[i], residual[i]));
}

// The time that all begins with: of a training, of what is generated, or of both.
static inline void estimate_columns_computed(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                                             const double *const in[INPUT_COUNT])
{
    const double flop = tally->training_flop, devices = tally->devices, peak = tally->peak_flop_per_s;
    if (tally->generates)
        estimate_columns_generation(tally, scratch, n, in);
    else
        ESTIMATE_COLUMNS_PASS(scratch->time, formulas_time_s(flop, devices, peak, in[INPUT_UTILIZATION][i],
                                                             in[INPUT_GOODPUT][i], in[INPUT_STEP_TIME_RESIDUAL][i]));
}

// All times of one training: computed and then lengthened, or measured as they are.
static inline struct estimate_columns_times estimate_columns_time(const struct tally *tally,
                                                                  struct estimate_scratch *scratch, size_t n,
                                                                  const double *const in[INPUT_COUNT],
                                                                  const struct estimate_columns_wants *wants)
{
    const bool is_measured = tally->time_is_measured, has_losses = tally->has_losses && !is_measured;
    if (wants->time && !is_measured) {
        estimate_columns_computed(tally, scratch, n, in);
        if (has_losses)
            estimate_columns_losses(tally, scratch, n, in, wants);
    }
    const double *stepping = is_measured ? in[INPUT_MEASURED_TIME] : scratch->time;
    const double *wall = has_losses ? scratch->wall : stepping;
    const double *spot = has_losses && tally->is_preempted ? scratch->spot : wall, *const waste = in[INPUT_QUEUE_WASTE];
    if (tally->waits && wants->reserved)
        ESTIMATE_COLUMNS_PASS(scratch->reserved, formulas_reserved_time_s(wall[i], waste[i]));
    if (tally->waits && wants->reserved_spot)
        ESTIMATE_COLUMNS_PASS(scratch->reserved_spot, formulas_reserved_time_s(spot[i], waste[i]));
    return (struct estimate_columns_times){.stepping = stepping,
                                           .wall = wall,
                                           .reserved = tally->waits ? scratch->reserved : wall,
                                           .reserved_spot = tally->waits ? scratch->reserved_spot : spot};
}

// What follows from the times of one training.
static inline void estimate_columns_times(const struct tally *tally, const struct estimate_columns_times *times,
                                          size_t n, const double *const in[INPUT_COUNT],
                                          double *const out[METRIC_COUNT])
{
    const double flop = estimate_columns_flop(tally), devices = tally->devices, nodes = tally->nodes,
                 steps = tally->steps, peak = tally->peak_flop_per_s;
    const double *const trials = in[INPUT_TRIALS], *const time = times->wall, *const reserved = times->reserved,
                        *const reserved_spot = times->reserved_spot, *const stepping = times->stepping;
    ESTIMATE_COLUMNS_METRIC(STEP_TIME_S, formulas_step_time_s(stepping[i], in[INPUT_GOODPUT][i], steps));
    ESTIMATE_COLUMNS_METRIC(TIME_H, time[i]);
    ESTIMATE_COLUMNS_METRIC(DEVICE_H, devices * reserved[i] * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CLOUD_USD, formulas_cloud_usd(devices, reserved[i], in[INPUT_PRICE_DEVICE][i]) * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CLOUD_PREEMPTIBLE_USD,
                            formulas_cloud_usd(devices, reserved_spot[i], in[INPUT_PRICE_DEVICE_PREEMPTIBLE][i]) *
                                trials[i]);
    ESTIMATE_COLUMNS_METRIC(EMBODIED_CO2E_KG,
                            formulas_embodied_co2e_g(devices, in[INPUT_EMBODIED_DEVICE][i], nodes,
                                                     in[INPUT_EMBODIED_HOST][i], reserved[i],
                                                     in[INPUT_DEVICE_LIFETIME][i], in[INPUT_DEVICE_USE][i]) *
                                trials[i]);
    ESTIMATE_COLUMNS_METRIC(MFU, formulas_mfu(flop, devices, peak, time[i]));
}

// What follows from the energies of one training.
static inline void estimate_columns_energies(const double *it_energy, const double *energy, size_t n,
                                             const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const double *const trials = in[INPUT_TRIALS];
    ESTIMATE_COLUMNS_METRIC(IT_ENERGY_KWH, it_energy[i] * trials[i]);
    ESTIMATE_COLUMNS_METRIC(ENERGY_KWH, energy[i] * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CO2E_KG, formulas_co2e_g(energy[i], in[INPUT_CARBON_INTENSITY][i]) * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CO2E_MARKET_KG,
                            formulas_co2e_g(energy[i], in[INPUT_CARBON_INTENSITY_MARKET][i]) * trials[i]);
    ESTIMATE_COLUMNS_METRIC(ELECTRICITY_USD, energy[i] * in[INPUT_ELECTRICITY_PRICE][i] * trials[i]);
    ESTIMATE_COLUMNS_METRIC(
        WATER_L,
        formulas_water_l(it_energy[i], in[INPUT_WUE][i], in[INPUT_PUE][i], in[INPUT_WATER_INTENSITY][i]) * trials[i]);
}

// What follows for each token and each request, and what a training, which generates nothing, has not: then nothing is
// read.
static inline void estimate_columns_generated(const struct tally *tally, const double *time, const double *energy,
                                              size_t n, double *const out[METRIC_COUNT])
{
    const double flop = tally->inference_flop, tokens = tally->output_tokens, requests = tally->requests,
                 devices = tally->devices;
    ESTIMATE_COLUMNS_METRIC(INFERENCE_FLOP, flop);
    ESTIMATE_COLUMNS_METRIC(OUTPUT_TOKENS, tokens);
    ESTIMATE_COLUMNS_METRIC(TOKENS_PER_DEVICE_SECOND, tokens / (devices * time[i]));
    ESTIMATE_COLUMNS_METRIC(ENERGY_PER_TOKEN_J, energy[i] / tokens);
    if (estimate_columns_serves(tally))
        ESTIMATE_COLUMNS_METRIC(ENERGY_PER_REQUEST_WH, energy[i] / requests);
    else
        ESTIMATE_COLUMNS_METRIC(ENERGY_PER_REQUEST_WH, (double)NAN);
}

static inline void estimate_columns_not_generated(size_t n, double *const out[METRIC_COUNT])
{
    ESTIMATE_COLUMNS_METRIC(INFERENCE_FLOP, (double)NAN);
    ESTIMATE_COLUMNS_METRIC(OUTPUT_TOKENS, (double)NAN);
    ESTIMATE_COLUMNS_METRIC(TIME_PER_TOKEN_S, (double)NAN);
    ESTIMATE_COLUMNS_METRIC(TOKENS_PER_DEVICE_SECOND, (double)NAN);
    ESTIMATE_COLUMNS_METRIC(ENERGY_PER_TOKEN_J, (double)NAN);
    ESTIMATE_COLUMNS_METRIC(ENERGY_PER_REQUEST_WH, (double)NAN);
}

static inline void estimate_columns(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                                    const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const struct estimate_columns_wants wants = estimate_columns_wants(tally, out);
    const double devices = tally->devices, nodes = tally->nodes;
    const double *power = tally->power_is_measured ? in[INPUT_MEASURED_POWER] : scratch->power;
    if (tally->generates && ((wants.time && !tally->time_is_measured) || out[METRIC_TIME_PER_TOKEN_S]))
        estimate_columns_decode(tally, scratch->decode, n, in, out);
    const struct estimate_columns_times times = estimate_columns_time(tally, scratch, n, in, &wants);
    if (wants.power && !tally->power_is_measured)
        ESTIMATE_COLUMNS_PASS(scratch->power,
                              formulas_power_w(devices, in[INPUT_POWER_DEVICE][i], nodes, in[INPUT_POWER_HOST][i]));
    if (wants.it_energy)
        ESTIMATE_COLUMNS_PASS(scratch->it_energy, power[i] * times.wall[i]);
    if (wants.energy)
        ESTIMATE_COLUMNS_PASS(scratch->energy, formulas_energy_j(in[INPUT_PUE][i], scratch->it_energy[i]));
    estimate_columns_counts(tally, n, out);
    estimate_columns_times(tally, &times, n, in, out);
    ESTIMATE_COLUMNS_METRIC(POWER_W, power[i]);
    estimate_columns_energies(scratch->it_energy, scratch->energy, n, in, out);
    if (tally->generates)
        estimate_columns_generated(tally, times.wall, scratch->energy, n, out);
    else
        estimate_columns_not_generated(n, out);
}

#endif
