// What the tests of programmes share: a programme from a text, made ready for sampling, and its entries by name.
#ifndef FLOPCAST_TESTS_PROJECTING_H
#define FLOPCAST_TESTS_PROJECTING_H

#include <math.h>
#include <string.h>

#include "testing.h"
#include "uncertainty/projection.h"

// A plan of which everything is known: one device for 10 h at 100 W, so 10 device-hours and 1 kWh x PUE 2.
#define PROJECTING_PLAN                                                                                                \
    "hardware: {device: {peak: {fp32: 1 TFLOP/s}}, devices: 1}, region: {carbon_intensity: 500 gCO2e/kWh}, inputs: "   \
    "{measured_time: 10 h, measured_power: 100 W, pue: 2, price_device: 3 USD/h, electricity_price: 0.1 USD/kWh%s}"

struct projecting {
    struct programme programme;
    struct projection projection;
};

static inline struct projecting *projecting_read(struct testing *t, const char *text)
{
    static const struct plan_options nothing;
    struct projecting *made = arena_alloc(&t->arena, sizeof *made);
    const struct yaml_node *node = testing_yaml(t, text);
    if (programme_read(&t->reader, &t->catalog, node, &nothing, &made->programme) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.count ? t->diag.messages[0].text : "no message");
    TESTING_CLEAN(t);
    return made;
}

static inline struct projecting *projecting(struct testing *t, const char *text, uint64_t seed)
{
    struct projecting *made = projecting_read(t, text);
    assert_int_equal(projection_init(&made->projection, &t->arena, &made->programme, seed), STATUS_OK);
    return made;
}

static inline void projecting_run(struct projecting *made, uint64_t samples, int threads)
{
    static const double quantiles[] = {0.05, 0.5, 0.95};
    const struct projection_options options = {
        .samples = samples, .threads = threads, .quantiles = quantiles, .quantile_count = 3};
    uint64_t done = 0;
    assert_int_equal(projection_run(&made->projection, &options, &done), STATUS_OK);
    assert_int_equal(done, samples);
}

static inline const struct projection_entry *projecting_entry(const struct projecting *made, enum projection_kind kind,
                                                              const char *name)
{
    for (size_t e = 0; e < made->projection.entry_count; e++)
        if (made->projection.entries[e].kind == kind && strcmp(made->projection.entries[e].name, name) == 0)
            return &made->projection.entries[e];
    fail_msg("there is no entry %s", name);
    return NULL;
}

static inline const struct projection_entry *projecting_total(const struct projecting *made)
{
    return &made->projection.entries[made->projection.total];
}

#endif
