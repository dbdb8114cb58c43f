#include "estimate/estimate.h"

#include <math.h>

#include "estimate/formulas.h"

_Static_assert(INPUT_COUNT <= 64, "estimate_reads keeps one bit for each input");

// One pass: a column from others by one formula of row `i`, without a branch, so that compilers make vectors of it.
#define ESTIMATE_PASS(column, formula)                                                                                 \
    do {                                                                                                               \
        double *restrict to = (column);                                                                                \
        for (size_t i = 0; i < n; i++)                                                                                 \
            to[i] = (formula);                                                                                         \
    } while (0)

// The pass of a metric that somebody wants.
#define ESTIMATE_METRIC(id, formula)                                                                                   \
    do {                                                                                                               \
        if (out[METRIC_##id])                                                                                          \
            ESTIMATE_PASS(out[METRIC_##id], formula);                                                                  \
    } while (0)

// What was counted when the plan was compiled, the same in every sample.
static void estimate_counts(const struct tally *tally, size_t n, double *const out[METRIC_COUNT])
{
    const double parameters = tally->parameters, flop = tally->training_flop, hardware_flop = tally->hardware_flop,
                 tokens = tally->tokens, memory_bytes = tally->memory_bytes;
    ESTIMATE_METRIC(PARAMETERS, parameters);
    ESTIMATE_METRIC(TRAINING_FLOP, flop);
    ESTIMATE_METRIC(HARDWARE_FLOP, hardware_flop);
    ESTIMATE_METRIC(TOKENS, tokens);
    ESTIMATE_METRIC(MEMORY_PER_DEVICE_GIB, memory_bytes);
}

// What follows from the time of one training.
static void estimate_times(const struct tally *tally, const double *time, size_t n, const double *const in[INPUT_COUNT],
                           double *const out[METRIC_COUNT])
{
    const double flop = tally->training_flop, devices = tally->devices, nodes = tally->nodes, steps = tally->steps,
                 peak = tally->peak_flop_per_s;
    const double *const trials = in[INPUT_TRIALS];
    ESTIMATE_METRIC(STEP_TIME_S, formulas_step_time_s(time[i], in[INPUT_GOODPUT][i], steps));
    ESTIMATE_METRIC(TIME_H, time[i]);
    ESTIMATE_METRIC(DEVICE_H, devices * time[i] * trials[i]);
    ESTIMATE_METRIC(CLOUD_USD, formulas_cloud_usd(devices, time[i], in[INPUT_PRICE_DEVICE][i]) * trials[i]);
    ESTIMATE_METRIC(CLOUD_PREEMPTIBLE_USD,
                    formulas_cloud_usd(devices, time[i], in[INPUT_PRICE_DEVICE_PREEMPTIBLE][i]) * trials[i]);
    ESTIMATE_METRIC(EMBODIED_CO2E_KG,
                    formulas_embodied_co2e_g(devices, in[INPUT_EMBODIED_DEVICE][i], nodes, in[INPUT_EMBODIED_HOST][i],
                                             time[i], in[INPUT_DEVICE_LIFETIME][i], in[INPUT_DEVICE_USE][i]) *
                        trials[i]);
    ESTIMATE_METRIC(MFU, formulas_mfu(flop, devices, peak, time[i]));
}

// What follows from the energies of one training.
static void estimate_energies(const double *it_energy, const double *energy, size_t n,
                              const double *const in[INPUT_COUNT], double *const out[METRIC_COUNT])
{
    const double *const trials = in[INPUT_TRIALS];
    ESTIMATE_METRIC(IT_ENERGY_KWH, it_energy[i] * trials[i]);
    ESTIMATE_METRIC(ENERGY_KWH, energy[i] * trials[i]);
    ESTIMATE_METRIC(CO2E_KG, formulas_co2e_g(energy[i], in[INPUT_CARBON_INTENSITY][i]) * trials[i]);
    ESTIMATE_METRIC(CO2E_MARKET_KG, formulas_co2e_g(energy[i], in[INPUT_CARBON_INTENSITY_MARKET][i]) * trials[i]);
    ESTIMATE_METRIC(ELECTRICITY_USD, energy[i] * in[INPUT_ELECTRICITY_PRICE][i] * trials[i]);
    ESTIMATE_METRIC(WATER_L,
                    formulas_water_l(it_energy[i], in[INPUT_WUE][i], in[INPUT_PUE][i], in[INPUT_WATER_INTENSITY][i]) *
                        trials[i]);
}

void estimate_block(const struct tally *tally, struct estimate_scratch *scratch, size_t n,
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
        ESTIMATE_PASS(scratch->time, formulas_time_s(flop, devices, peak, in[INPUT_UTILIZATION][i],
                                                     in[INPUT_GOODPUT][i], in[INPUT_STEP_TIME_RESIDUAL][i]));
    if (wants_power && !tally->power_is_measured)
        ESTIMATE_PASS(scratch->power,
                      formulas_power_w(devices, in[INPUT_POWER_DEVICE][i], nodes, in[INPUT_POWER_HOST][i]));
    if (wants_it_energy)
        ESTIMATE_PASS(scratch->it_energy, power[i] * time[i]);
    if (wants_energy)
        ESTIMATE_PASS(scratch->energy, formulas_energy_j(in[INPUT_PUE][i], scratch->it_energy[i]));
    estimate_counts(tally, n, out);
    estimate_times(tally, time, n, in, out);
    ESTIMATE_METRIC(POWER_W, power[i]);
    estimate_energies(scratch->it_energy, scratch->energy, n, in, out);
}

void estimate_point(const struct tally *tally, const struct input_set *inputs, double metrics[METRIC_COUNT])
{
    struct estimate_scratch scratch;
    double values[INPUT_COUNT];
    const double *in[INPUT_COUNT];
    double *out[METRIC_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++) {
        values[i] = inputs->values[i].origin == INPUT_UNSET ? (double)NAN : inputs->values[i].point;
        in[i] = &values[i];
    }
    for (int i = 0; i < METRIC_COUNT; i++)
        out[i] = &metrics[i];
    estimate_block(tally, &scratch, 1, in, out);
}

bool estimate_uses(const struct tally *tally, const struct input_set *inputs, enum input_id id)
{
    double with[METRIC_COUNT], without[METRIC_COUNT];
    struct input_set lacking = *inputs;
    lacking.values[id].origin = INPUT_UNSET;
    estimate_point(tally, inputs, with);
    estimate_point(tally, &lacking, without);
    bool uses = false;
    for (int metric = 0; metric < METRIC_COUNT; metric++)
        uses = uses || isnan(with[metric]) != isnan(without[metric]);
    return uses;
}

// The inputs that each metric reads: those without which it becomes NaN where everything else is 1.
static void estimate_reads_all(const struct tally *tally, uint64_t reads[METRIC_COUNT])
{
    const struct tally ones = {.parameters = 1,
                               .training_flop = 1,
                               .hardware_flop = 1,
                               .tokens = 1,
                               .steps = 1,
                               .devices = 1,
                               .nodes = 1,
                               .peak_flop_per_s = 1,
                               .memory_bytes = 1,
                               .time_is_measured = tally->time_is_measured,
                               .power_is_measured = tally->power_is_measured};
    struct input_set inputs = {0};
    for (int input = 0; input < INPUT_COUNT; input++)
        input_put(&inputs, (enum input_id)input, 1, INPUT_PLAN, (struct mark){0}, (struct citation){0});
    for (int id = 0; id < METRIC_COUNT; id++)
        reads[id] = 0;
    for (int input = 0; input < INPUT_COUNT; input++) {
        double metrics[METRIC_COUNT];
        inputs.values[input].origin = INPUT_UNSET;
        estimate_point(&ones, &inputs, metrics);
        inputs.values[input].origin = INPUT_PLAN;
        for (int id = 0; id < METRIC_COUNT; id++)
            reads[id] |= (uint64_t)(isnan(metrics[id]) != 0) << input;
    }
}

uint64_t estimate_reads(const struct tally *tally, enum metric_id id)
{
    uint64_t reads[METRIC_COUNT];
    estimate_reads_all(tally, reads);
    return reads[id];
}

void estimate_varies(const struct tally *tally, uint64_t varying_inputs, bool varies[METRIC_COUNT])
{
    uint64_t reads[METRIC_COUNT];
    estimate_reads_all(tally, reads);
    for (int id = 0; id < METRIC_COUNT; id++)
        varies[id] = reads[id] & varying_inputs;
}

uint64_t estimate_reads_ever(enum metric_id id)
{
    uint64_t reads = 0;
    for (int way = 0; way < 4; way++) {
        struct tally tally = {.time_is_measured = way & 1, .power_is_measured = way & 2};
        reads |= estimate_reads(&tally, id);
    }
    return reads;
}
