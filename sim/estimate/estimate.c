#include "estimate/estimate.h"

#include <math.h>

#include "estimate/formulas.h"

_Static_assert(INPUT_COUNT <= 64, "estimate_reads keeps one bit for each input");

void estimate_block(const struct tally *tally, size_t n, const double *const in[INPUT_COUNT],
                    double *const out[METRIC_COUNT])
{
    const double flop = tally->training_flop, devices = tally->devices, peak = tally->peak_flop_per_s;
    for (size_t i = 0; i < n; i++) {
        double goodput = in[INPUT_GOODPUT][i];
        double time = tally->time_is_measured ? in[INPUT_MEASURED_TIME][i]
                                              : formulas_time_s(flop, devices, peak, in[INPUT_UTILIZATION][i], goodput);
        double power = tally->power_is_measured ? in[INPUT_MEASURED_POWER][i]
                                                : formulas_power_w(devices, in[INPUT_POWER_DEVICE][i], tally->nodes,
                                                                   in[INPUT_POWER_HOST][i]);
        double energy = formulas_energy_j(in[INPUT_PUE][i], power, time);
        out[METRIC_PARAMETERS][i] = tally->parameters;
        out[METRIC_TRAINING_FLOP][i] = flop;
        out[METRIC_HARDWARE_FLOP][i] = tally->hardware_flop;
        out[METRIC_TOKENS][i] = tally->tokens;
        out[METRIC_STEP_TIME_S][i] = time * goodput / tally->steps;
        out[METRIC_TIME_H][i] = time;
        out[METRIC_DEVICE_H][i] = devices * time;
        out[METRIC_POWER_W][i] = power;
        out[METRIC_IT_ENERGY_KWH][i] = power * time;
        out[METRIC_ENERGY_KWH][i] = energy;
        out[METRIC_CO2E_KG][i] = formulas_co2e_g(energy, in[INPUT_CARBON_INTENSITY][i]);
        out[METRIC_CLOUD_USD][i] = devices * time * in[INPUT_PRICE_DEVICE][i];
        out[METRIC_CLOUD_PREEMPTIBLE_USD][i] = devices * time * in[INPUT_PRICE_DEVICE_PREEMPTIBLE][i];
        out[METRIC_ELECTRICITY_USD][i] = energy * in[INPUT_ELECTRICITY_PRICE][i];
        out[METRIC_MEMORY_PER_DEVICE_GIB][i] = tally->memory_bytes;
        out[METRIC_MFU][i] = formulas_mfu(flop, devices, peak, time);
    }
}

void estimate_point(const struct tally *tally, const struct input_set *inputs, double metrics[METRIC_COUNT])
{
    double values[INPUT_COUNT];
    const double *in[INPUT_COUNT];
    double *out[METRIC_COUNT];
    for (int i = 0; i < INPUT_COUNT; i++) {
        values[i] = inputs->values[i].origin == INPUT_UNSET ? (double)NAN : inputs->values[i].point;
        in[i] = &values[i];
    }
    for (int i = 0; i < METRIC_COUNT; i++)
        out[i] = &metrics[i];
    estimate_block(tally, 1, in, out);
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

uint64_t estimate_reads(const struct tally *tally, enum metric_id id)
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
    uint64_t reads = 0;
    for (int input = 0; input < INPUT_COUNT; input++)
        input_put(&inputs, (enum input_id)input, 1, INPUT_PLAN, (struct mark){0}, (struct citation){0});
    for (int input = 0; input < INPUT_COUNT; input++) {
        struct input_set without = inputs;
        double metrics[METRIC_COUNT];
        without.values[input].origin = INPUT_UNSET;
        estimate_point(&ones, &without, metrics);
        if (isnan(metrics[id]))
            reads |= UINT64_C(1) << input;
    }
    return reads;
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
