// estimate_block: one sample at a time however many it is given, bit for bit, and nothing that nobody asked for.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "estimate/estimate.h"
#include "estimate/formulas.h"
#include "sampling/kernel.h"

static const double unknown = (double)NAN;

// A number below 2^32 from a stream that is the same in every run (PCG, O'Neill 2014).
static uint32_t next_random(uint64_t *stream)
{
    *stream = *stream * 6364136223846793005u + 1442695040888963407u;
    uint32_t mixed = (uint32_t)(((*stream >> 18) ^ *stream) >> 27), turn = (uint32_t)(*stream >> 59);
    return (mixed >> turn) | (mixed << (-turn & 31));
}

// Numbers of all sizes, some zero, some infinite, and one in eight unknown.
static double random_value(uint64_t *stream)
{
    uint32_t kind = next_random(stream) % 32;
    if (kind < 4)
        return unknown;
    if (kind == 4)
        return 0;
    if (kind == 5)
        return (double)INFINITY;
    double fraction = (1 + (double)next_random(stream)) / 4294967296.0;
    return kind < 20 ? fraction : ldexp(fraction, (int)(next_random(stream) % 200) - 100);
}

static struct tally random_tally(uint64_t *stream)
{
    double numbers[18];
    for (size_t i = 0; i < 18; i++)
        numbers[i] = random_value(stream);
    return (struct tally){.parameters = numbers[0],
                          .training_flop = numbers[1],
                          .tokens = numbers[2],
                          .steps = numbers[3],
                          .devices = numbers[4],
                          .nodes = numbers[5],
                          .peak_flop_per_s = numbers[6],
                          .hardware_flop = numbers[7],
                          .memory_bytes = numbers[8],
                          .time_is_measured = next_random(stream) & 1,
                          .power_is_measured = next_random(stream) & 1,
                          .has_losses = next_random(stream) & 1,
                          .is_preempted = next_random(stream) & 1,
                          .interval_is_stated = next_random(stream) & 1,
                          .waits = next_random(stream) & 1,
                          .generates = next_random(stream) & 1,
                          .prefill_flop = numbers[9],
                          .prefill_bytes = numbers[10],
                          .decode_flop = numbers[11],
                          .decode_bytes = numbers[12],
                          .decode_steps = numbers[13],
                          .bytes_per_s = numbers[14],
                          .inference_flop = numbers[15],
                          .output_tokens = numbers[16],
                          .requests = numbers[17]};
}

static void expect_same(double a, double b)
{
    if (isnan(a) && isnan(b))
        return;
    assert_memory_equal(&a, &b, sizeof a);
}

enum { SAMPLES_MAX = 300, COLUMN = SAMPLES_MAX + 5 };

static double in_numbers[INPUT_COUNT][COLUMN], out_numbers[METRIC_COUNT][COLUMN];
static struct estimate_scratch scratch;

// Columns that begin anywhere, so that no two lie alike in a vector register.
static void point_columns(uint64_t *stream, double *in[INPUT_COUNT], double *out[METRIC_COUNT])
{
    for (size_t i = 0; i < INPUT_COUNT; i++)
        in[i] = in_numbers[i] + next_random(stream) % 5;
    for (size_t i = 0; i < METRIC_COUNT; i++)
        out[i] = out_numbers[i] + next_random(stream) % 5;
}

static double longer_by_hand(double one, double other)
{
    if (isnan(one) || isnan(other))
        return (double)NAN;
    return one > other ? one : other;
}

// Seconds of all responses, then of all that a plan does which generates.
static double decode_by_hand(const struct tally *tally, const double in[INPUT_COUNT])
{
    double flop_per_s = tally->devices * tally->peak_flop_per_s, bytes_per_s = tally->devices * tally->bytes_per_s;
    return longer_by_hand(tally->decode_flop / (flop_per_s * in[INPUT_UTILIZATION]),
                          tally->decode_bytes / (bytes_per_s * in[INPUT_BANDWIDTH_UTILIZATION]));
}

static double generation_by_hand(const struct tally *tally, const double in[INPUT_COUNT], double trained)
{
    double flop_per_s = tally->devices * tally->peak_flop_per_s, bytes_per_s = tally->devices * tally->bytes_per_s;
    double prefill = longer_by_hand(tally->prefill_flop / (flop_per_s * in[INPUT_UTILIZATION]),
                                    tally->prefill_bytes / (bytes_per_s * in[INPUT_BANDWIDTH_UTILIZATION]));
    return (prefill + decode_by_hand(tally, in)) / in[INPUT_GOODPUT] * in[INPUT_STEP_TIME_RESIDUAL] + trained;
}

static double wall_by_hand(const struct tally *tally, const double in[INPUT_COUNT], double time, double failures)
{
    double useful = time * (1 + in[INPUT_EVALUATION_SHARE]), rate = tally->nodes * failures;
    double interval = tally->interval_is_stated ? in[INPUT_CHECKPOINT_INTERVAL]
                                                : formulas_checkpoint_interval_s(in[INPUT_CHECKPOINT_TIME], rate);
    return formulas_wall_time_s(useful, interval, in[INPUT_CHECKPOINT_TIME], in[INPUT_RESTART_TIME], rate);
}

// One sample, one line each, in the order of operations that every answer so far was computed in.
static void sample_by_hand(const struct tally *tally, const double in[INPUT_COUNT], double out[METRIC_COUNT])
{
    double flop = tally->training_flop, devices = tally->devices, peak = tally->peak_flop_per_s;
    double learned = tally->generates && isnan(flop) ? 0 : flop;
    double trained =
        learned / (devices * peak * in[INPUT_UTILIZATION] * in[INPUT_GOODPUT]) * in[INPUT_STEP_TIME_RESIDUAL];
    double all = tally->generates ? generation_by_hand(tally, in, trained) : trained;
    double useful = tally->generates ? tally->inference_flop + learned : flop;
    double step = tally->time_is_measured ? in[INPUT_MEASURED_TIME] : all;
    double time = step, spot = step, waste = tally->waits ? 1 + in[INPUT_QUEUE_WASTE] : 1;
    if (tally->has_losses && !tally->time_is_measured) {
        step *= in[INPUT_STRAGGLER_SLOWDOWN];
        time = spot = wall_by_hand(tally, in, step, in[INPUT_FAILURE_RATE]);
        if (tally->is_preempted)
            spot = wall_by_hand(tally, in, step, in[INPUT_FAILURE_RATE] + in[INPUT_PREEMPTION_RATE]);
    }
    double power = tally->power_is_measured ? in[INPUT_MEASURED_POWER]
                                            : devices * in[INPUT_POWER_DEVICE] + tally->nodes * in[INPUT_POWER_HOST];
    double it_energy = power * time, energy = in[INPUT_PUE] * it_energy, trials = in[INPUT_TRIALS];
    double made = devices * in[INPUT_EMBODIED_DEVICE] + tally->nodes * in[INPUT_EMBODIED_HOST];
    out[METRIC_PARAMETERS] = tally->parameters;
    out[METRIC_TRAINING_FLOP] = flop;
    out[METRIC_HARDWARE_FLOP] = tally->hardware_flop;
    out[METRIC_TOKENS] = tally->tokens;
    out[METRIC_STEP_TIME_S] = step * in[INPUT_GOODPUT] / tally->steps;
    out[METRIC_TIME_H] = time;
    out[METRIC_DEVICE_H] = devices * (time * waste) * trials;
    out[METRIC_POWER_W] = power;
    out[METRIC_IT_ENERGY_KWH] = it_energy * trials;
    out[METRIC_ENERGY_KWH] = energy * trials;
    out[METRIC_CO2E_KG] = energy * in[INPUT_CARBON_INTENSITY] * trials;
    out[METRIC_CLOUD_USD] = devices * (time * waste) * in[INPUT_PRICE_DEVICE] * trials;
    out[METRIC_CLOUD_PREEMPTIBLE_USD] = devices * (spot * waste) * in[INPUT_PRICE_DEVICE_PREEMPTIBLE] * trials;
    out[METRIC_ELECTRICITY_USD] = energy * in[INPUT_ELECTRICITY_PRICE] * trials;
    out[METRIC_MEMORY_PER_DEVICE_GIB] = tally->memory_bytes;
    out[METRIC_MFU] = useful / (devices * peak * time);
    double tokens = tally->generates ? tally->output_tokens : (double)NAN;
    out[METRIC_INFERENCE_FLOP] = tally->generates ? tally->inference_flop : (double)NAN;
    out[METRIC_OUTPUT_TOKENS] = tokens;
    out[METRIC_TIME_PER_TOKEN_S] =
        tally->generates ? decode_by_hand(tally, in) * in[INPUT_STEP_TIME_RESIDUAL] / tally->decode_steps : (double)NAN;
    out[METRIC_TOKENS_PER_DEVICE_SECOND] = tokens / (devices * time);
    out[METRIC_ENERGY_PER_TOKEN_J] = energy / tokens;
    out[METRIC_ENERGY_PER_REQUEST_WH] = tally->generates ? energy / tally->requests : (double)NAN;
    out[METRIC_EMBODIED_CO2E_KG] = made * (time * waste) / (in[INPUT_DEVICE_LIFETIME] * in[INPUT_DEVICE_USE]) * trials;
    out[METRIC_WATER_L] = it_energy * (in[INPUT_WUE] + in[INPUT_PUE] * in[INPUT_WATER_INTENSITY]) * trials;
    out[METRIC_CO2E_MARKET_KG] = energy * in[INPUT_CARBON_INTENSITY_MARKET] * trials;
}

static void fill_columns(uint64_t *stream, size_t n, double *in[INPUT_COUNT])
{
    for (size_t i = 0; i < INPUT_COUNT; i++)
        for (size_t sample = 0; sample < n; sample++)
            in[i][sample] = random_value(stream);
}

static void a_block_is_samples_one_by_one(void **state)
{
    (void)state;
    uint64_t stream = 1906;
    for (size_t n = 1; n <= SAMPLES_MAX; n++) {
        struct tally tally = random_tally(&stream);
        double *in[INPUT_COUNT], *out[METRIC_COUNT];
        point_columns(&stream, in, out);
        fill_columns(&stream, n, in);
        estimate_block(&tally, &scratch, n, (const double *const *)in, out);
        for (size_t sample = 0; sample < n; sample++) {
            double values[INPUT_COUNT], metrics[METRIC_COUNT];
            for (size_t i = 0; i < INPUT_COUNT; i++)
                values[i] = in[i][sample];
            sample_by_hand(&tally, values, metrics);
            for (size_t i = 0; i < METRIC_COUNT; i++)
                expect_same(out[i][sample], metrics[i]);
        }
    }
}

static void a_block_is_blocks_of_one(void **state)
{
    (void)state;
    uint64_t stream = 20190605;
    for (size_t n = 1; n <= SAMPLES_MAX; n++) {
        struct tally tally = random_tally(&stream);
        double *in[INPUT_COUNT], *out[METRIC_COUNT];
        point_columns(&stream, in, out);
        fill_columns(&stream, n, in);
        estimate_block(&tally, &scratch, n, (const double *const *)in, out);
        for (size_t sample = 0; sample < n; sample++) {
            const double *one[INPUT_COUNT];
            double metrics[METRIC_COUNT], *metric[METRIC_COUNT];
            for (size_t i = 0; i < INPUT_COUNT; i++)
                one[i] = &in[i][sample];
            for (size_t i = 0; i < METRIC_COUNT; i++)
                metric[i] = &metrics[i];
            estimate_block(&tally, &scratch, 1, one, metric);
            for (size_t i = 0; i < METRIC_COUNT; i++)
                expect_same(out[i][sample], metrics[i]);
        }
    }
}

static void every_kernel_estimates_the_same(void **state)
{
    (void)state;
    static struct estimate_scratch other;
    static double numbers[METRIC_COUNT][COLUMN];
    uint64_t stream = 1974;
    for (size_t n = 1; n <= SAMPLES_MAX; n++) {
        struct tally tally = random_tally(&stream);
        double *in[INPUT_COUNT], *out[METRIC_COUNT], *again[METRIC_COUNT];
        point_columns(&stream, in, out);
        fill_columns(&stream, n, in);
        estimate_block(&tally, &scratch, n, (const double *const *)in, out);
        for (size_t i = 0; i < METRIC_COUNT; i++)
            again[i] = numbers[i];
        for (size_t index = 0; kernel_runnable(index); index++) {
            kernel_runnable(index)->estimate(&tally, &other, n, (const double *const *)in, again);
            for (size_t i = 0; i < METRIC_COUNT; i++)
                for (size_t sample = 0; sample < n; sample++)
                    expect_same(again[i][sample], out[i][sample]);
        }
    }
}

// A metric that is not wanted changes no other, whatever the scratch held before; and what only it reads is not read.
static void a_metric_alone_is_the_same_metric(void **state)
{
    (void)state;
    enum { N = 37 };
    static double alone[N];
    uint64_t stream = 3;
    for (int round = 0; round < 16; round++) {
        struct tally tally = random_tally(&stream);
        tally.time_is_measured = round & 1;
        tally.power_is_measured = round & 2;
        double *in[INPUT_COUNT], *out[METRIC_COUNT];
        point_columns(&stream, in, out);
        fill_columns(&stream, N, in);
        estimate_block(&tally, &scratch, N, (const double *const *)in, out);
        for (int id = 0; id < METRIC_COUNT; id++) {
            const double *few[INPUT_COUNT];
            double *one[METRIC_COUNT] = {0};
            uint64_t reads = estimate_reads(&tally, (enum metric_id)id);
            for (int i = 0; i < INPUT_COUNT; i++)
                few[i] = (reads >> i) & 1 ? in[i] : NULL;
            one[id] = alone;
            memset(&scratch, 0xA5, sizeof scratch);
            estimate_block(&tally, &scratch, N, few, one);
            for (size_t sample = 0; sample < N; sample++)
                expect_same(alone[sample], out[id][sample]);
        }
    }
}

static void nothing_wanted_is_nothing_done(void **state)
{
    (void)state;
    const double *in[INPUT_COUNT] = {0};
    double *out[METRIC_COUNT] = {0};
    const struct tally tally = {.devices = 1};
    memset(&scratch, 0x5A, sizeof scratch);
    estimate_block(&tally, &scratch, ESTIMATE_BLOCK_MAX, in, out);
    const unsigned char *bytes = (const unsigned char *)&scratch;
    for (size_t i = 0; i < sizeof scratch; i++)
        assert_int_equal(bytes[i], 0x5A);
}

static void the_largest_block_fits(void **state)
{
    (void)state;
    static double columns[INPUT_COUNT][ESTIMATE_BLOCK_MAX], answers[METRIC_COUNT][ESTIMATE_BLOCK_MAX];
    uint64_t stream = 5;
    struct tally tally = random_tally(&stream);
    tally.time_is_measured = tally.power_is_measured = false;
    double *in[INPUT_COUNT], *out[METRIC_COUNT];
    for (size_t i = 0; i < INPUT_COUNT; i++)
        in[i] = columns[i];
    for (size_t i = 0; i < METRIC_COUNT; i++)
        out[i] = answers[i];
    fill_columns(&stream, ESTIMATE_BLOCK_MAX, in);
    estimate_block(&tally, &scratch, ESTIMATE_BLOCK_MAX, (const double *const *)in, out);
    double last[INPUT_COUNT], metrics[METRIC_COUNT];
    for (size_t i = 0; i < INPUT_COUNT; i++)
        last[i] = columns[i][ESTIMATE_BLOCK_MAX - 1];
    sample_by_hand(&tally, last, metrics);
    for (size_t i = 0; i < METRIC_COUNT; i++)
        expect_same(answers[i][ESTIMATE_BLOCK_MAX - 1], metrics[i]);
}

static void a_block_writes_its_samples_and_nothing_else(void **state)
{
    (void)state;
    uint64_t stream = 7;
    struct tally tally = random_tally(&stream);
    double *in[INPUT_COUNT], *out[METRIC_COUNT];
    for (size_t n = 0; n <= 17; n++) {
        point_columns(&stream, in, out);
        for (size_t i = 0; i < METRIC_COUNT; i++)
            for (size_t at = 0; at < COLUMN; at++)
                out_numbers[i][at] = 42;
        estimate_block(&tally, &scratch, n, (const double *const *)in, out);
        for (size_t i = 0; i < METRIC_COUNT; i++)
            for (size_t at = 0; at < COLUMN; at++)
                if (&out_numbers[i][at] < out[i] || &out_numbers[i][at] >= out[i] + n)
                    TESTING_EXACT(out_numbers[i][at], 42);
    }
}

static struct input_set all_inputs(double value)
{
    struct input_set set = {0};
    for (int id = 0; id < INPUT_COUNT; id++)
        input_put(&set, (enum input_id)id, value, INPUT_PLAN, (struct mark){0}, (struct citation){0});
    return set;
}

static void a_point_is_a_block_of_one(void **state)
{
    (void)state;
    uint64_t stream = 11;
    for (int round = 0; round < 200; round++) {
        struct tally tally = random_tally(&stream);
        struct input_set set = all_inputs(0);
        double values[INPUT_COUNT], block[METRIC_COUNT], point[METRIC_COUNT], *out[METRIC_COUNT];
        const double *in[INPUT_COUNT];
        for (int i = 0; i < INPUT_COUNT; i++) {
            values[i] = random_value(&stream);
            set.values[i].point = values[i];
            if (isnan(values[i])) // an input that is not set is one that is not known
                set.values[i] = (struct input){.origin = INPUT_UNSET, .point = 3};
            in[i] = &values[i];
        }
        for (int i = 0; i < METRIC_COUNT; i++)
            out[i] = &block[i];
        estimate_block(&tally, &scratch, 1, in, out);
        estimate_point(&tally, &set, point);
        for (int i = 0; i < METRIC_COUNT; i++)
            expect_same(point[i], block[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_block_is_samples_one_by_one),
        TESTING_CASE(a_block_is_blocks_of_one),
        TESTING_CASE(every_kernel_estimates_the_same),
        TESTING_CASE(a_metric_alone_is_the_same_metric),
        TESTING_CASE(nothing_wanted_is_nothing_done),
        TESTING_CASE(the_largest_block_fits),
        TESTING_CASE(a_block_writes_its_samples_and_nothing_else),
        TESTING_CASE(a_point_is_a_block_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
