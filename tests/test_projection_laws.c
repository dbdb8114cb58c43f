// What holds of any programme, sample by sample: sums are sums, shares are whole, and neither how work is cut into
// items nor their order changes what it costs.
#include "projecting.h"

enum { LAWS_SAMPLES = 300 };

// An uncertain place and an uncertain plan, the same for all items; luck where `luck` says so.
#define LAWS_PLAN                                                                                                      \
    "hardware: {device: {device: d, peak: {fp32: 1 TFLOP/s}}, devices: 2}, region: {carbon_intensity: 500 "            \
    "gCO2e/kWh}, "                                                                                                     \
    "inputs: {measured_time: {uniform: [5 h, 15 h]}, measured_power: {uniform: [80 W, 120 W]}, pue: {uniform: [1.1, "  \
    "2]}, "                                                                                                            \
    "price_device: {uniform: [2 USD/h, 4 USD/h]}, electricity_price: 0.1 USD/kWh%s}"
#define LAWS_LUCK ", step_time_residual: {lognormal: [1, 0.3]}"

static bool adds(size_t quantity)
{
    return quantity < METRIC_COUNT
               ? metric_row((enum metric_id)quantity)->sums
               : quantity >= PROJECTION_TRIALS && quantity <= PROJECTION_BUDGET_USD && quantity != PROJECTION_RUNS;
}

// Every sample of a quantity of an entry.
static const double *samples_of(struct testing *t, struct projecting *made, enum projection_kind kind, const char *name,
                                size_t quantity)
{
    const struct projection_entry *entry =
        kind == PROJECTION_TOTAL ? projecting_total(made) : projecting_entry(made, kind, name);
    double *samples = arena_array(&t->arena, LAWS_SAMPLES, sizeof *samples);
    const struct projection_kept kept = {
        .entry = (size_t)(entry - made->projection.entries), .quantity = quantity, .samples = samples};
    const struct projection_options options = {.samples = LAWS_SAMPLES, .threads = 1, .kept = &kept, .kept_count = 1};
    uint64_t done = 0;
    assert_non_null(samples);
    assert_int_equal(projection_run(&made->projection, &options, &done), STATUS_OK);
    return samples;
}

static struct projecting *programme_of(struct testing *t, const char *items, const char *luck)
{
    return projecting(t, testing_text(t, "programme: p\nwork:\n%s", testing_text(t, items, luck, luck, luck)), 4);
}

// One total is `times` the other in every sample and every quantity that adds.
static void expect_times(struct testing *t, struct projecting *one, struct projecting *other, double times)
{
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
        if (!adds(q))
            continue;
        const double *a = samples_of(t, one, PROJECTION_TOTAL, NULL, q),
                     *b = samples_of(t, other, PROJECTION_TOTAL, NULL, q);
        for (size_t i = 0; i < LAWS_SAMPLES; i++)
            if (isnan(b[i]) ? !isnan(a[i]) : !(fabs(a[i] - times * b[i]) <= 1e-13 * fabs(a[i])))
                fail_msg("%s: %.17g is not %g times %.17g", projection_name(q), a[i], times, b[i]);
    }
}

static void twice_the_seeds_are_twice_the_cost(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *one = programme_of(t, "  - {name: a, seeds: 3, runs: {uniform: [1, 9]}, " LAWS_PLAN "}\n", "");
    struct projecting *two = programme_of(t, "  - {name: a, seeds: 6, runs: {uniform: [1, 9]}, " LAWS_PLAN "}\n", "");
    expect_times(t, two, one, 2);
}

static void work_cut_in_two_costs_the_same(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *whole = programme_of(t, "  - {name: a, runs: 8, " LAWS_PLAN "}\n", "");
    struct projecting *cut = programme_of(
        t, "  - {name: b, runs: 5, " LAWS_PLAN "}\n  - {name: c, runs: 6, fraction: 0.5, " LAWS_PLAN "}\n", "");
    for (size_t q = 0; q < METRIC_COUNT; q++)
        if (metric_row((enum metric_id)q)->sums && isfinite(projecting_total(whole)->point[q]))
            TESTING_CLOSE(projecting_total(cut)->point[q], projecting_total(whole)->point[q], 1e-14);
    const double *a = samples_of(t, whole, PROJECTION_TOTAL, NULL, PROJECTION_BUDGET_USD),
                 *b = samples_of(t, cut, PROJECTION_TOTAL, NULL, PROJECTION_BUDGET_USD);
    for (size_t i = 0; i < LAWS_SAMPLES; i++)
        TESTING_CLOSE(a[i], b[i], 1e-13);
}

// Luck too is an item's own, wherever it stands.
static void the_order_of_items_changes_nothing(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const items[] = {"  - {name: a, runs: 3, " LAWS_PLAN "}\n",
                                        "  - {name: b, search: {hyperband: {max_resource: 9, eta: 3}}, " LAWS_PLAN
                                        "}\n",
                                        "  - {name: c, runs: {poisson: 50}, " LAWS_PLAN "}\n"};
    struct projecting *one = programme_of(t, testing_text(t, "%s%s%s", items[0], items[1], items[2]), LAWS_LUCK);
    struct projecting *other = programme_of(t, testing_text(t, "%s%s%s", items[2], items[0], items[1]), LAWS_LUCK);
    static const char *const names[] = {"a", "b", "c"};
    for (size_t item = 0; item < 3; item++)
        for (size_t q = 0; q < PROJECTION_SHARE_DEVICE_H; q++)
            assert_memory_equal(samples_of(t, one, PROJECTION_ITEM, names[item], q),
                                samples_of(t, other, PROJECTION_ITEM, names[item], q), LAWS_SAMPLES * sizeof(double));
}

static void wholes_are_their_parts(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made = programme_of(
        t,
        "  - {name: a, stage: x, runs: 3, at_once: 2, " LAWS_PLAN "}\n"
        "  - {name: b, stage: y, seeds: {uniform: [1, 4]}, " LAWS_PLAN "}\n"
        "  - {name: c, stage: y, energy: {uniform: [1 kWh, 9 kWh]}}\n"
        "  - {name: d, stage: x, cost: {uniform: [1 USD, 500 USD]}}\n"
        "  - {name: e, stage: z, storage: {amount: 1 TB, duration: 1 year, power: {uniform: [0 W/TB, 5 W/TB]},"
        " price: 20 USD/TB/month}}\n"
        "  - {name: f, stage: z, fraction_of: [a, b, c, d, e], times: 1}\n",
        LAWS_LUCK);
    static const char *const names[] = {"a", "b", "c", "d", "e"}, *const stages[] = {"x", "y", "z"};
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
        const double *total = samples_of(t, made, PROJECTION_TOTAL, NULL, q),
                     *share = samples_of(t, made, PROJECTION_ITEM, "f", q), *part[5], *stage[3];
        for (size_t i = 0; i < 5; i++)
            part[i] = samples_of(t, made, PROJECTION_ITEM, names[i], q);
        for (size_t i = 0; i < 3; i++)
            stage[i] = samples_of(t, made, PROJECTION_STAGE, stages[i], q);
        for (size_t i = 0;
             i < LAWS_SAMPLES && (adds(q) || (q >= PROJECTION_SHARE_DEVICE_H && q <= PROJECTION_SHARE_BUDGET)) &&
             isfinite(share[i]);
             i++) {
            double sum = part[0][i] + part[1][i] + part[2][i] + part[3][i] + part[4][i];
            double whole = adds(q) ? total[i] : 1;
            if (q != PROJECTION_TRIALS) // no trainings of its own are begun in a share
                TESTING_CLOSE(share[i], sum, 1e-12);
            TESTING_CLOSE(sum + share[i], whole, 1e-12);
            TESTING_CLOSE(stage[0][i] + stage[1][i] + stage[2][i], whole, 1e-12);
        }
    }
}

static void the_budget_is_what_is_paid_and_the_rest(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const pays[] = {"cloud", "electricity"};
    static const enum metric_id metrics[] = {METRIC_CLOUD_USD, METRIC_ELECTRICITY_USD};
    for (size_t p = 0; p < 2; p++) {
        struct projecting *made = programme_of(
            t,
            testing_text(t, "%s%s\n",
                         "  - {name: a, runs: 3, " LAWS_PLAN "}\n  - {name: b, cost: 70 USD}\npay: ", pays[p]),
            LAWS_LUCK);
        const double *budget = samples_of(t, made, PROJECTION_TOTAL, NULL, PROJECTION_BUDGET_USD),
                     *paid = samples_of(t, made, PROJECTION_TOTAL, NULL, metrics[p]);
        for (size_t i = 0; i < LAWS_SAMPLES; i++)
            TESTING_CLOSE(budget[i], paid[i] + 70, 1e-14);
    }
}

// Quantiles do not add; the ends of what was seen bound their sum.
static void totals_lie_between_the_sums_of_ends(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made = programme_of(
        t, "  - {name: a, runs: {uniform: [1, 5]}, " LAWS_PLAN "}\n  - {name: b, runs: {poisson: 3}, " LAWS_PLAN "}\n",
        LAWS_LUCK);
    projecting_run(made, 5000, 2);
    const struct projection_entry *a = projecting_entry(made, PROJECTION_ITEM, "a"),
                                  *b = projecting_entry(made, PROJECTION_ITEM, "b"), *total = projecting_total(made);
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
        if (adds(q) && isfinite(total->point[q])) {
            const double slack = 1e-12 * total->results[q].most;
            assert_true(total->results[q].least >= a->results[q].least + b->results[q].least - slack);
            assert_true(total->results[q].most <= a->results[q].most + b->results[q].most + slack);
            TESTING_CLOSE(total->results[q].mean, a->results[q].mean + b->results[q].mean, 1e-12);
        }
}

// One run takes its time, whatever could be done beside it.
static void nothing_ends_before_its_longest_run(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *item;
        double hours;
    } rows[] = {{"at_once: 4", 10},           {"runs: 3, at_once: 2", 15},
                {"runs: 3, at_once: 9", 10},  {"runs: 8, fraction: 0.5, at_once: 16", 5},
                {"runs: 0, at_once: 2", 0},   {"runs: 0.5, at_once: 2", 5},
                {"folds: 4, at_once: 8", 7.5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct projecting *made = projecting(t,
                                                   testing_text(t, "programme: p\nwork: [{name: a, %s, %s}]\n",
                                                                rows[i].item, testing_text(t, PROJECTING_PLAN, "")),
                                                   1);
        TESTING_CLOSE(projecting_total(made)->point[PROJECTION_ELAPSED], rows[i].hours * 3600, 1e-14);
    }
}

// Where PUE is uncertain so is what stated energy emits, and so where a store may take power or none.
static void stated_energy_is_used_at_an_uncertain_place(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made = programme_of(
        t,
        "  - {name: a, " LAWS_PLAN "}\n  - {name: b, energy: 5 kWh}\n"
        "  - {name: c, storage: {amount: 1 TB, duration: 1 year, power: {discrete: {0 W/TB: 0.6, 9 W/TB: 0.4}}}}\n",
        "");
    const double *energy = samples_of(t, made, PROJECTION_ITEM, "b", METRIC_ENERGY_KWH),
                 *co2e = samples_of(t, made, PROJECTION_ITEM, "b", METRIC_CO2E_KG),
                 *it = samples_of(t, made, PROJECTION_ITEM, "c", METRIC_IT_ENERGY_KWH),
                 *stored = samples_of(t, made, PROJECTION_ITEM, "c", METRIC_ENERGY_KWH);
    size_t low = 0, some = 0;
    for (size_t i = 0; i < LAWS_SAMPLES; i++) {
        double pue = energy[i] / (5 * 3.6e6);
        low += pue < 1.5;
        some += it[i] > 0;
        assert_true(pue >= 1.1 && pue <= 2);
        TESTING_CLOSE(co2e[i], 5 * 500 * pue, 1e-13);
        TESTING_CLOSE(stored[i], it[i] * pue, 1e-13);
    }
    assert_true(low > LAWS_SAMPLES / 4 && low < LAWS_SAMPLES * 3 / 4);
    assert_true(some > LAWS_SAMPLES / 4 && some < LAWS_SAMPLES * 3 / 5);
}

static void going_on_costs_no_more_than_beginning_again(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const kinds[] = {"hyperband: {max_resource: 81, eta: 3",
                                        "successive_halving: {trials: 64, eta: 4, min_resource: 1, max_resource: 64",
                                        "asha: {trials: 64, eta: 4, min_resource: 1, max_resource: 64, workers: 5"};
    for (size_t i = 0; i < 3; i++) {
        double runs[2];
        for (size_t resume = 0; resume < 2; resume++) {
            const struct projecting *made =
                projecting(t,
                           testing_text(t, "programme: p\nwork: [{name: a, search: {%s, resume: %s}}, %s}]\n", kinds[i],
                                        resume ? "true" : "false", testing_text(t, PROJECTING_PLAN, "")),
                           1);
            runs[resume] = made->projection.entries[0].point[PROJECTION_RUNS];
        }
        assert_true(runs[1] > 0 && runs[1] < runs[0]);
    }
}

#define LAWS_MODEL(parameters, steps)                                                                                  \
    "model: {model: m, parameters: " parameters ", training: {sequence: 10, batch: 2, steps: " steps "}}, hardware: "  \
    "{device: {peak: {fp32: 1 TFLOP/s}}, devices: 2}, region: {carbon_intensity: 500 gCO2e/kWh}, inputs: "             \
    "{utilization: "                                                                                                   \
    "0.5, power_device: 100 W, power_host: 50 W, pue: 1.5%s}"

// 1000 parameters on 20 tokens each are 20 000 tokens, 1000 steps of 2 x 10.
static void a_ladder_at_the_recipe_is_full_runs(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *full = programme_of(t, "  - {name: a, " LAWS_MODEL("1000", "1000") "}\n", "");
    struct projecting *ladder = programme_of(
        t,
        "  - {name: a, search: {ladder: {models: [{model: m, parameters: 1000, training: {sequence: 10, batch: 2, "
        "steps: 1000}}], tokens_per_parameter: [20, 40]}}, " LAWS_MODEL("1000", "1000") "}\n",
        "");
    assert_true(projecting_total(full)->point[METRIC_ENERGY_KWH] > 0);
    TESTING_CLOSE(projecting_total(ladder)->point[METRIC_ENERGY_KWH],
                  3 * projecting_total(full)->point[METRIC_ENERGY_KWH], 1e-13);
    TESTING_CLOSE(projecting_total(ladder)->point[PROJECTION_FLOP], 3 * projecting_total(full)->point[PROJECTION_FLOP],
                  1e-13);
}

static void failures_that_never_happen_cost_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *none = programme_of(t, "  - {name: a, runs: 3, " LAWS_MODEL("1e9", "1e6") "}\n", "");
    struct projecting *rare = programme_of(t, "  - {name: a, runs: 3, " LAWS_MODEL("1e9", "1e6") "}\n",
                                           ", failure_rate: 1e-12 /year, checkpoint_interval: 10 years");
    projecting_run(none, 2000, 2);
    projecting_run(rare, 2000, 2);
    static const size_t told[] = {METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, PROJECTION_ELAPSED};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        TESTING_CLOSE(projecting_total(rare)->results[told[i]].mean, projecting_total(none)->results[told[i]].mean,
                      1e-9);
}

static void twice_the_requests_are_twice_the_energy(void **state)
{
    struct testing *t = testing_of(state);
    struct projecting *made[2];
    for (size_t i = 0; i < 2; i++)
        made[i] = programme_of(
            t,
            testing_text(
                t,
                "  - {name: a, model: {parameters: 1e9}, serving: {requests: %s, prompt: 50, response: 30, batch: 4}, "
                "hardware: {device: {peak: {fp32: 1 TFLOP/s}, memory: {capacity: 80 GB, bandwidth: 1 TB/s}}, devices: "
                "2}, region: "
                "{carbon_intensity: 500 gCO2e/kWh}, inputs: {utilization: {uniform: [0.3, 0.5]}, "
                "bandwidth_utilization: 0.5, power_device: 100 W, power_host: 50 W, pue: 1.5%%s}}\n",
                i ? "2e6" : "1e6"),
            "");
    assert_true(projecting_total(made[0])->point[METRIC_ENERGY_KWH] > 0);
    const double *one = samples_of(t, made[0], PROJECTION_TOTAL, NULL, METRIC_ENERGY_KWH),
                 *two = samples_of(t, made[1], PROJECTION_TOTAL, NULL, METRIC_ENERGY_KWH);
    for (size_t i = 0; i < LAWS_SAMPLES; i++)
        TESTING_CLOSE(two[i], 2 * one[i], 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(twice_the_seeds_are_twice_the_cost),
        TESTING_CASE(work_cut_in_two_costs_the_same),
        TESTING_CASE(the_order_of_items_changes_nothing),
        TESTING_CASE(wholes_are_their_parts),
        TESTING_CASE(the_budget_is_what_is_paid_and_the_rest),
        TESTING_CASE(totals_lie_between_the_sums_of_ends),
        TESTING_CASE(nothing_ends_before_its_longest_run),
        TESTING_CASE(stated_energy_is_used_at_an_uncertain_place),
        TESTING_CASE(going_on_costs_no_more_than_beginning_again),
        TESTING_CASE(a_ladder_at_the_recipe_is_full_runs),
        TESTING_CASE(failures_that_never_happen_cost_nothing),
        TESTING_CASE(twice_the_requests_are_twice_the_energy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
