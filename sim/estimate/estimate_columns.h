// The body of estimate_block, so that it can be compiled for more than one instruction set: loops over columns, the
// same bits from all of them. estimate.h tells what goes in and out.
#ifndef FLOPCAST_ESTIMATE_ESTIMATE_COLUMNS_H
#define FLOPCAST_ESTIMATE_ESTIMATE_COLUMNS_H

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

// What follows from the time of one training.
static inline void estimate_columns_times(const struct tally *tally, const double *time, size_t n,
                                          const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const double flop = tally->training_flop, devices = tally->devices, nodes = tally->nodes, steps = tally->steps,
                 peak = tally->peak_flop_per_s;
    const double *const trials = in[INPUT_TRIALS];
    ESTIMATE_COLUMNS_METRIC(STEP_TIME_S, formulas_step_time_s(time[i], in[INPUT_GOODPUT][i], steps));
    ESTIMATE_COLUMNS_METRIC(TIME_H, time[i]);
    ESTIMATE_COLUMNS_METRIC(DEVICE_H, devices * time[i] * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CLOUD_USD, formulas_cloud_usd(devices, time[i], in[INPUT_PRICE_DEVICE][i]) * trials[i]);
    ESTIMATE_COLUMNS_METRIC(CLOUD_PREEMPTIBLE_USD,
                            formulas_cloud_usd(devices, time[i], in[INPUT_PRICE_DEVICE_PREEMPTIBLE][i]) * trials[i]);
    ESTIMATE_COLUMNS_METRIC(EMBODIED_CO2E_KG,
                            formulas_embodied_co2e_g(devices, in[INPUT_EMBODIED_DEVICE][i], nodes,
                                                     in[INPUT_EMBODIED_HOST][i], time[i], in[INPUT_DEVICE_LIFETIME][i],
                                                     in[INPUT_DEVICE_USE][i]) *
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

static inline void estimate_columns(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
                                    const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const bool wants_energy = out[METRIC_ENERGY_KWH] || out[METRIC_CO2E_KG] || out[METRIC_CO2E_MARKET_KG] ||
                              out[METRIC_ELECTRICITY_USD],
               wants_it_energy = wants_energy || out[METRIC_IT_ENERGY_KWH] || out[METRIC_WATER_L],
               wants_power = wants_it_energy || out[METRIC_POWER_W],
               wants_time = wants_it_energy || out[METRIC_STEP_TIME_S] || out[METRIC_TIME_H] || out[METRIC_DEVICE_H] ||
                            out[METRIC_CLOUD_USD] || out[METRIC_CLOUD_PREEMPTIBLE_USD] ||
                            out[METRIC_EMBODIED_CO2E_KG] || out[METRIC_MFU];
    const double flop = tally->training_flop, devices = tally->devices, nodes = tally->nodes,
                 peak = tally->peak_flop_per_s;
    const double *time = tally->time_is_measured ? in[INPUT_MEASURED_TIME] : scratch->time;
    const double *power = tally->power_is_measured ? in[INPUT_MEASURED_POWER] : scratch->power;
    if (wants_time && !tally->time_is_measured)
        ESTIMATE_COLUMNS_PASS(scratch->time, formulas_time_s(flop, devices, peak, in[INPUT_UTILIZATION][i],
                                                             in[INPUT_GOODPUT][i], in[INPUT_STEP_TIME_RESIDUAL][i]));
    if (wants_power && !tally->power_is_measured)
        ESTIMATE_COLUMNS_PASS(scratch->power,
                              formulas_power_w(devices, in[INPUT_POWER_DEVICE][i], nodes, in[INPUT_POWER_HOST][i]));
    if (wants_it_energy)
        ESTIMATE_COLUMNS_PASS(scratch->it_energy, power[i] * time[i]);
    if (wants_energy)
        ESTIMATE_COLUMNS_PASS(scratch->energy, formulas_energy_j(in[INPUT_PUE][i], scratch->it_energy[i]));
    estimate_columns_counts(tally, n, out);
    estimate_columns_times(tally, time, n, in, out);
    ESTIMATE_COLUMNS_METRIC(POWER_W, power[i]);
    estimate_columns_energies(scratch->it_energy, scratch->energy, n, in, out);
}

#endif
