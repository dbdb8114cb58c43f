// ranking.c, ranking_order.c: every region says what an estimate there says, on any number of threads; ranks and the
// front against brute force.
#include "forecasting.h"

#include <stdlib.h>

#include "uncertainty/outlook.h"
#include "uncertainty/ranking_order.h"

enum { REGIONS = 6, SAMPLES = 3000, FRONT_COUNT = 300 };

// Of every kind: all stated; the price unknown; a distribution that is compiled; the market; a table; bare.
static const char *const regions_yaml[REGIONS] = {
    "{region: aa, carbon_intensity: {uniform: [100 gCO2e/kWh, 300 gCO2e/kWh]}, pue: 1.2, electricity_price: 0.1 "
    "USD/kWh}",
    "{region: bb, carbon_intensity: 90 gCO2e/kWh, pue: 1.1}",
    "{region: cc, carbon_intensity: {pert: [20 gCO2e/kWh, 50 gCO2e/kWh, 400 gCO2e/kWh]}, pue: {uniform: [1.1, 1.5]}, "
    "electricity_price: 0.2 USD/kWh}",
    "{region: dd, carbon_intensity: 500 gCO2e/kWh, carbon_intensity_market: 20 gCO2e/kWh, wue: 1.8 L/kWh, "
    "electricity_price: 0.05 USD/kWh}",
    "{region: ee, mix: {coal: 40 %, gas: 50 %, factors: ipcc-2014}, electricity_price: {triangular: [0.04 USD/kWh, "
    "0.05 "
    "USD/kWh, 0.3 USD/kWh]}}",
    "{region: ff, carbon_intensity: 500 gCO2e/kWh}",
};

#define INPUTS                                                                                                         \
    "utilization: {pert: [0.2, 0.3, 0.45]}, power_device: {normal: [200 W, 20 W]}, power_host: 300 W, price_device: "  \
    "2 USD/h, step_time_residual: {lognormal: [1, 0.2]}"

static const char *plan_text(struct testing *t, const char *rest, const char *region)
{
    return testing_text(t, FORECASTING_PLAN "inputs: {" INPUTS "%s}\n%s%s\n", rest, region ? "region: " : "",
                        region ? region : "");
}

static const struct plan *read_plan(struct testing *t, const char *text)
{
    static const struct plan_options nothing;
    struct plan *plan = arena_alloc(&t->arena, sizeof *plan);
    if (plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, plan) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.messages[0].text);
    return plan;
}

static struct region *read_regions(struct testing *t)
{
    struct region *regions = arena_array(&t->arena, REGIONS, sizeof *regions);
    for (size_t i = 0; i < REGIONS; i++)
        assert_int_equal(region_read(&t->reader, &t->catalog, testing_yaml(t, regions_yaml[i]), &regions[i]),
                         STATUS_OK);
    TESTING_CLEAN(t);
    return regions;
}

static struct ranking run(struct testing *t, const struct plan *plan, const struct region *regions, size_t count,
                          const struct ranking_options *options)
{
    struct ranking ranking;
    assert_int_equal(ranking_run(&t->arena, plan, regions, count, options, &ranking), STATUS_OK);
    assert_false(ranking.is_partial);
    return ranking;
}

// The plan read with the region in it, sampled by itself.
static struct outlook *estimate(struct testing *t, const char *rest, const char *region, enum design_kind design)
{
    static const double quantiles[] = {0.05, 0.5, 0.95};
    const struct plan *plan = read_plan(t, plan_text(t, rest, region));
    struct tally *tally = arena_alloc(&t->arena, sizeof *tally);
    struct outlook *outlook = arena_alloc(&t->arena, sizeof *outlook);
    struct forecast forecast;
    const struct outlook_options options = {
        .samples = SAMPLES, .until = METRIC_COUNT, .threads = 1, .quantiles = quantiles, .quantile_count = 3};
    tally_compile(plan, tally);
    assert_int_equal(
        forecast_init(&forecast, &t->arena, plan, tally, &(struct forecast_options){.seed = 5, .design = design}),
        STATUS_OK);
    assert_int_equal(outlook_run(&forecast, &options, outlook), STATUS_OK);
    return outlook;
}

static const char *const rests[] = {"", ", trials: {poisson: 3}", ", carbon_intensity: 250 gCO2e/kWh",
                                    ", pue: {triangular: [1.1, 1.2, 1.4]}"};

static void every_region_says_what_an_estimate_there_says(void **state)
{
    struct testing *t = testing_of(state);
    const struct region *regions = read_regions(t);
    for (size_t rest = 0; rest < sizeof rests / sizeof *rests; rest++)
        for (int design = 0; design < DESIGN_COUNT; design++) {
            const struct plan *plan = read_plan(t, plan_text(t, rests[rest], regions_yaml[0]));
            const struct ranking_options options = {
                .samples = SAMPLES, .seed = 5, .design = (enum design_kind)design, .metrics = ~UINT64_C(0)};
            struct ranking ranking = run(t, plan, regions, REGIONS, &options);
            for (size_t i = 0; i < REGIONS; i++) {
                const struct outlook *own = estimate(t, rests[rest], regions_yaml[i], (enum design_kind)design);
                for (int id = 0; id < METRIC_COUNT; id++) {
                    const struct ranking_figure *figure = &ranking.entries[i].metrics[id];
                    assert_int_equal(isnan(figure->point) != 0, isnan(own->point[id]) != 0);
                    if (isnan(figure->point))
                        continue;
                    TESTING_EXACT(figure->point, own->point[id]);
                    TESTING_EXACT(figure->mean, own->metrics[id].mean);
                    for (size_t q = 0; q < RANKING_QUANTILES; q++)
                        TESTING_EXACT(figure->quantiles[q], own->metrics[id].quantiles[q]);
                }
            }
        }
}

static void threads_do_not_matter(void **state)
{
    struct testing *t = testing_of(state);
    const struct region *regions = read_regions(t);
    const struct plan *plan = read_plan(t, plan_text(t, "", regions_yaml[0]));
    struct ranking one = {0};
    static const int threads[] = {1, 2, 7};
    for (size_t i = 0; i < 3; i++) {
        const struct ranking_options options = {.samples = 20000, .seed = 3, .threads = threads[i]};
        struct ranking ranking = run(t, plan, regions, REGIONS, &options);
        if (!i)
            one = ranking;
        for (size_t j = 0; j < REGIONS; j++) {
            const struct ranking_entry *a = &one.entries[j], *b = &ranking.entries[j];
            assert_memory_equal(a->metrics, b->metrics, sizeof a->metrics);
            assert_memory_equal(&a->ratio, &b->ratio, sizeof a->ratio);
            assert_memory_equal(&a->probability_less, &b->probability_less, sizeof a->probability_less);
            assert_int_equal(a->is_on_front, b->is_on_front);
        }
    }
}

// Only the grid differs: the ratio is that of the intensities in every sample, whatever else is drawn.
static void regions_share_all_other_draws(void **state)
{
    struct testing *t = testing_of(state);
    const struct region *regions = read_regions(t);
    const struct plan *plan = read_plan(t, plan_text(t, ", pue: {uniform: [1.1, 1.9]}", regions_yaml[3]));
    const struct ranking_options options = {.samples = 40000, .seed = 1};
    struct ranking ranking = run(t, plan, regions + 1, REGIONS - 1, &options);
    const struct ranking_entry *bb = &ranking.entries[0], *cc = &ranking.entries[1], *ff = &ranking.entries[4];
    for (size_t q = 0; q < RANKING_QUANTILES; q++)
        TESTING_CLOSE(bb->ratio.quantiles[q], 90.0 / 500, 1e-12);
    TESTING_EXACT(bb->probability_less, 1);
    TESTING_EXACT(ff->probability_less, 0.5); // the same grid
    TESTING_EXACT(cc->probability_less, 1);
    // aa is uniform from 100 to 300 g: of a plan at 250 g, 3 in 4 draws are less.
    plan = read_plan(t, plan_text(t, ", pue: 1.2", "{carbon_intensity: 250 gCO2e/kWh}"));
    ranking = run(t, plan, regions, 1, &options);
    FORECASTING_NEAR(ranking.entries[0].probability_less, 0.75, sqrt(0.75 * 0.25 / 40000), 4);
    TESTING_CLOSE(ranking.entries[0].ratio.point, 200.0 / 250, 1e-12);
}

static void the_plans_own_region_is_found_or_added(void **state)
{
    struct testing *t = testing_of(state);
    struct region *regions = read_regions(t);
    const struct ranking_options options = {.samples = 1}, apart = {.samples = 1, .own_is_apart = true};
    struct plan plan = *read_plan(t, plan_text(t, "", regions_yaml[3]));
    struct ranking ranking = run(t, &plan, regions, REGIONS, &options);
    assert_int_equal(ranking.count, REGIONS + 1); // read from elsewhere, it is another
    assert_int_equal(ranking.own, REGIONS);
    assert_true(ranking.entries[REGIONS].is_own && !ranking.entries[REGIONS].is_apart);
    plan.region = regions[3];
    ranking = run(t, &plan, regions, REGIONS, &apart);
    assert_int_equal(ranking.count, REGIONS);
    assert_int_equal(ranking.own, 3);
    assert_true(ranking.entries[3].is_own && !ranking.entries[3].is_apart);
    ranking = run(t, &plan, regions, 3, &apart);
    assert_int_equal(ranking.own, 3);
    assert_true(ranking.entries[3].is_apart && !ranking.entries[3].is_on_front);
    TESTING_EXACT(ranking.entries[3].ratio.point, 1);
    plan = *read_plan(t, plan_text(t, "", NULL));
    ranking = run(t, &plan, regions, REGIONS, &options);
    assert_int_equal(ranking.own, SIZE_MAX);
    assert_true(isnan(ranking.entries[0].ratio.point) && isnan(ranking.entries[0].probability_less));
}

static bool has(const struct ranking *ranking, enum metric_id id)
{
    return (ranking->metrics >> id) & 1u;
}

static void metrics_are_those_that_follow_a_region(void **state)
{
    struct testing *t = testing_of(state);
    const struct region *regions = read_regions(t);
    const struct plan *plan = read_plan(t, plan_text(t, "", NULL));
    struct ranking_options options = {.samples = 1};
    struct ranking ranking = run(t, plan, regions, REGIONS, &options);
    assert_true(has(&ranking, METRIC_CO2E_KG) && has(&ranking, METRIC_ENERGY_KWH) &&
                has(&ranking, METRIC_ELECTRICITY_USD) && has(&ranking, METRIC_WATER_L) &&
                has(&ranking, METRIC_CO2E_MARKET_KG));
    assert_false(has(&ranking, METRIC_TIME_H) || has(&ranking, METRIC_CLOUD_USD) ||
                 has(&ranking, METRIC_IT_ENERGY_KWH));
    assert_int_equal(ranking.money, METRIC_ELECTRICITY_USD);
    assert_true(isnan(ranking.entries[0].metrics[METRIC_WATER_L].point));
    assert_true(isnan(ranking.entries[0].metrics[METRIC_CO2E_MARKET_KG].point));
    ranking = run(t, plan, regions + 1, 1, &options);
    assert_false(has(&ranking, METRIC_WATER_L) || has(&ranking, METRIC_ELECTRICITY_USD));
    assert_int_equal(ranking.money, METRIC_COUNT);
    assert_false(ranking.entries[0].is_on_front);
    options.metrics = UINT64_C(1) << METRIC_CLOUD_USD;
    ranking = run(t, plan, regions, REGIONS, &options);
    assert_true(has(&ranking, METRIC_CLOUD_USD));
    assert_false(ranking_order_varies(&ranking, METRIC_CLOUD_USD));
    assert_true(ranking_order_varies(&ranking, METRIC_CO2E_KG));
    plan = read_plan(t, plan_text(t, ", carbon_intensity: 100 gCO2e/kWh, pue: 1.1", NULL));
    ranking = run(t, plan, regions, REGIONS, &options);
    assert_false(ranking_order_varies(&ranking, METRIC_CO2E_KG));
    TESTING_EXACT(ranking.entries[2].ratio.point, 1);
}

// A cloud that asks for more in one region than in another.
static void a_bill_that_follows_the_region_is_the_money(void **state)
{
    struct testing *t = testing_of(state);
    struct region *regions = read_regions(t);
    const char *text =
        testing_text(t, FORECASTING_PLAN "inputs: {utilization: 0.3, power_device: 200 W, power_host: 300 W}\n");
    for (size_t i = 0; i < REGIONS; i++)
        input_put(&regions[i].inputs, INPUT_PRICE_DEVICE, (double)(i + 1), INPUT_REGION, (struct mark){0},
                  (struct citation){0});
    struct ranking ranking = run(t, read_plan(t, text), regions, REGIONS, &(struct ranking_options){.samples = 1});
    assert_int_equal(ranking.money, METRIC_CLOUD_USD);
    assert_true(ranking.entries[0].is_on_front);
}

// ---- orders ------------------------------------------------------------------------------------

static void put(struct ranking_entry *entry, enum metric_id id, double value)
{
    entry->metrics[id] = (struct ranking_figure){.point = value, .quantiles = {value, value, value}};
}

// Few values, so that there are ties; some are not known, some entries are apart.
static struct ranking scatter(struct testing *t, unsigned values)
{
    struct ranking ranking = {.entries = arena_array(&t->arena, FRONT_COUNT, sizeof(struct ranking_entry)),
                              .count = FRONT_COUNT,
                              .own = SIZE_MAX,
                              .money = METRIC_ELECTRICITY_USD};
    uint64_t state = values;
    for (size_t i = 0; i < FRONT_COUNT; i++)
        for (int which = 0; which < 2; which++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            unsigned value = (unsigned)(state >> 33) % (values + 1);
            put(&ranking.entries[i], which ? METRIC_ELECTRICITY_USD : METRIC_CO2E_KG,
                value == values ? (double)NAN : value);
            ranking.entries[i].is_apart = i % 50 == 49;
        }
    return ranking;
}

static bool dominates(const struct ranking_entry *a, const struct ranking_entry *b)
{
    double ac = a->metrics[METRIC_CO2E_KG].point, bc = b->metrics[METRIC_CO2E_KG].point,
           am = a->metrics[METRIC_ELECTRICITY_USD].point, bm = b->metrics[METRIC_ELECTRICITY_USD].point;
    return !a->is_apart && ac <= bc && am <= bm && (ac < bc || am < bm);
}

static void the_front_is_what_nothing_dominates(void **state)
{
    struct testing *t = testing_of(state);
    static const unsigned values[] = {1, 2, 5, 40, 100000};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        struct ranking ranking = scatter(t, values[v]);
        assert_int_equal(ranking_order_front(&ranking), STATUS_OK);
        size_t count = 0;
        for (size_t i = 0; i < ranking.count; i++) {
            const struct ranking_entry *entry = &ranking.entries[i];
            bool wanted = !entry->is_apart && !isnan(entry->metrics[METRIC_CO2E_KG].point) &&
                          !isnan(entry->metrics[METRIC_ELECTRICITY_USD].point);
            for (size_t j = 0; j < ranking.count && wanted; j++)
                wanted = !dominates(&ranking.entries[j], entry);
            assert_int_equal(entry->is_on_front, wanted);
            count += wanted;
        }
        assert_true(count > 0);
    }
}

static void ranks_count_those_that_have_less(void **state)
{
    struct testing *t = testing_of(state);
    struct ranking ranking = scatter(t, 40);
    size_t order[FRONT_COUNT], ranks[FRONT_COUNT];
    assert_int_equal(ranking_order(&ranking, METRIC_CO2E_KG, order, ranks), STATUS_OK);
    for (size_t i = 0; i < ranking.count; i++) {
        double own = ranking.entries[i].metrics[METRIC_CO2E_KG].point;
        size_t less = 0;
        for (size_t j = 0; j < ranking.count; j++)
            less += !ranking.entries[j].is_apart && ranking.entries[j].metrics[METRIC_CO2E_KG].point < own;
        assert_int_equal(ranks[i], isnan(own) || ranking.entries[i].is_apart ? 0 : less + 1);
    }
    for (size_t i = 1; i < ranking.count; i++) {
        double before = ranking.entries[order[i - 1]].metrics[METRIC_CO2E_KG].point,
               here = ranking.entries[order[i]].metrics[METRIC_CO2E_KG].point;
        assert_true(isnan(here) || before < here || (before <= here && order[i - 1] < order[i]));
    }
}

// ---- ends --------------------------------------------------------------------------------------

static bool enough(void *observer, uint64_t done, uint64_t total)
{
    uint64_t *most = observer;
    assert_int_equal(total, REGIONS);
    return done < *most;
}

static void a_run_may_be_stopped(void **state)
{
    struct testing *t = testing_of(state);
    const struct region *regions = read_regions(t);
    const struct plan *plan = read_plan(t, plan_text(t, "", NULL));
    uint64_t most = 2;
    const struct ranking_options options = {.samples = 100, .threads = 1, .observer = &most, .tick = enough};
    struct ranking ranking;
    assert_int_equal(ranking_run(&t->arena, plan, regions, REGIONS, &options, &ranking), STATUS_OK);
    assert_true(ranking.is_partial);
}

static void a_point_alone_has_no_spread(void **state)
{
    struct testing *t = testing_of(state);
    struct region *regions = read_regions(t);
    struct plan plan = *read_plan(t, plan_text(t, "", regions_yaml[0]));
    plan.region = regions[0];
    struct ranking ranking = run(t, &plan, regions, REGIONS, &(struct ranking_options){.samples = 1});
    const struct ranking_figure *figure = &ranking.entries[0].metrics[METRIC_CO2E_KG];
    TESTING_EXACT(figure->quantiles[RANKING_P05], figure->point);
    TESTING_EXACT(figure->quantiles[RANKING_P95], figure->point);
    assert_true(isnan(figure->sd) && isnan(figure->mean) && isnan(ranking.entries[1].probability_less));
    TESTING_CLOSE(ranking.entries[1].ratio.point, 90 * 1.1 / (200 * 1.2), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(every_region_says_what_an_estimate_there_says),
                                       TESTING_CASE(threads_do_not_matter),
                                       TESTING_CASE(regions_share_all_other_draws),
                                       TESTING_CASE(the_plans_own_region_is_found_or_added),
                                       TESTING_CASE(metrics_are_those_that_follow_a_region),
                                       TESTING_CASE(a_bill_that_follows_the_region_is_the_money),
                                       TESTING_CASE(the_front_is_what_nothing_dominates),
                                       TESTING_CASE(ranks_count_those_that_have_less),
                                       TESTING_CASE(a_run_may_be_stopped),
                                       TESTING_CASE(a_point_alone_has_no_spread)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
