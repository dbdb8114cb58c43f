// projection_devices.c: device-hours by kind of device, at the point and from samples.
#include "projecting.h"

#include "uncertainty/projection_devices.h"

#define DEVICES_PLAN                                                                                                   \
    "hardware: {device: {device: %s, peak: {fp32: 1 TFLOP/s}}, devices: 1}, inputs: {measured_time: 10 h, "            \
    "measured_power: 100 W}"

static struct projecting *devices_programme(struct testing *t, const char *runs)
{
    return projecting(t,
                      testing_text(t,
                                   "programme: p\nwork:\n"
                                   "  - {name: a, runs: %s, " DEVICES_PLAN "}\n"
                                   "  - {name: b, runs: 4, " DEVICES_PLAN "}\n"
                                   "  - {name: c, fraction_of: [a, b], fraction: 50 %%}\n"
                                   "  - {name: d, fraction_of: [c], times: 2}\n"
                                   "  - {name: e, cost: 100 USD}\n",
                                   runs, "one", "two"),
                      1);
}

static void points_are_told_apart(void **state)
{
    struct testing *t = testing_of(state);
    const struct projecting *made = devices_programme(t, "6");
    struct projection_devices devices;
    assert_int_equal(projection_devices(&devices, &t->arena, &made->projection), STATUS_OK);
    assert_int_equal(devices.count, 2);
    // Half of both again, and twice that: (1 + 0.5 + 1) times.
    assert_string_equal(devices.devices[0].name, "one");
    TESTING_CLOSE(devices.devices[0].point, 2.5 * 6 * 36000, 1e-14);
    TESTING_CLOSE(devices.devices[1].point, 2.5 * 4 * 36000, 1e-14);
    assert_true(isnan(devices.devices[0].quantiles[PROJECTION_DEVICES_LOW]));
    TESTING_CLOSE(devices.devices[0].point + devices.devices[1].point, projecting_total(made)->point[METRIC_DEVICE_H],
                  1e-14);
}

// Only the first kind varies: its quantiles are those of its trials, the other's are its point.
static void samples_are_told_apart(void **state)
{
    enum { SAMPLES = 20000, ITEMS = 5 };
    struct testing *t = testing_of(state);
    struct projecting *made = devices_programme(t, "{uniform: [10, 20]}");
    struct projection_devices devices;
    struct projection_kept kept[ITEMS];
    double *items[ITEMS];
    uint64_t done = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        items[i] = arena_array(&t->arena, SAMPLES, sizeof(double));
        kept[i] = (struct projection_kept){.entry = i, .quantity = METRIC_DEVICE_H, .samples = items[i]};
    }
    const struct projection_options options = {.samples = SAMPLES, .kept = kept, .kept_count = ITEMS};
    assert_int_equal(projection_devices(&devices, &t->arena, &made->projection), STATUS_OK);
    assert_true(projection_devices_need_samples(&devices, &made->projection, SAMPLES));
    assert_false(projection_devices_need_samples(&devices, &made->projection, 1));
    assert_false(projection_devices_need_samples(&devices, &made->projection, UINT64_C(1000000000)));
    assert_int_equal(projection_run(&made->projection, &options, &done), STATUS_OK);
    assert_int_equal(projection_devices_sum_up(&devices, &made->projection, (const double *const *)items, SAMPLES),
                     STATUS_OK);
    static const double fractions[] = {0.05, 0.5, 0.95};
    for (size_t q = 0; q < PROJECTION_DEVICES_QUANTILES; q++) {
        // Standard error of a quantile of a uniform: sqrt(p (1 - p) / n) of its width.
        double error = 10 * sqrt(fractions[q] * (1 - fractions[q]) / SAMPLES);
        double trials = devices.devices[0].quantiles[q] / 2.5 / 36000;
        assert_true(fabs(trials - (10 + 10 * fractions[q])) < 4 * error);
        TESTING_CLOSE(devices.devices[1].quantiles[q], 2.5 * 4 * 36000, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(points_are_told_apart), TESTING_CASE(samples_are_told_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
