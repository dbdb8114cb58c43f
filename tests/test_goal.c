// goal.c, goal_station.c, goal_search.c: answers against brute force: counting samples, trying every scale, every spot.
#include "projecting.h"

#include <stdlib.h>

#include "base/random.h"
#include "uncertainty/goal_search.h"

#define CARD(name, peak, price)                                                                                        \
    "{device: " name ", peak: {fp32: " peak " TFLOP/s}, memory: {capacity: 16 GiB}, node: {devices: 4}, power: "       \
    "{tdp: 300 W, device: {triangular: [200 W, 250 W, 300 W]}, host: {cpu: 60 W, dram: 40 W}}, price: [{vendor: v, "   \
    "date: 2020-01, on_demand: " price " USD/h}], utilization: {triangular: [0.2, 0.3, 0.45]}}"
#define HERE  "{region: here, carbon_intensity: {triangular: [300 g/kWh, 400 g/kWh, 500 g/kWh]}, pue: 1.2}"
#define MODEL "{parameters: 1e8, training: {precision: fp32, optimizer: adam, sequence: 512, batch: 256, steps: 20000}}"
#define LUCK  "inputs: {step_time_residual: {lognormal: [1, 0.2]}%s}"
#define PROGRAMME                                                                                                      \
    "programme: p\nhardware: {device: " CARD(                                                                          \
        "card", "10", "2") ", devices: 8}\nregion: " HERE "\nwork:\n"                                                  \
                           "  - {name: search, model: " MODEL ", " LUCK                                                \
                           ", search: {random: {trials: 10, fraction: {uniform: [0.1, 1]}}}}\n"                        \
                           "  - {name: final, model: " MODEL ", seeds: 2, inputs: {goodput: 0.9%s}}\n"                 \
                           "  - {name: failed, fraction_of: [search, final], fraction: {uniform: [0.1, 0.4]}}\n"       \
                           "  - {name: people, cost: {uniform: [100 USD, 300 USD]}}\n"                                 \
                           "contingency: 10 %%\n"

enum { SAMPLES = 2000 };

struct asking {
    struct projecting *made;
    struct goal goal;
};

static struct asking *asking(struct testing *t, const char *more)
{
    struct asking *asked = arena_alloc(&t->arena, sizeof *asked);
    asked->made = projecting_read(t, testing_text(t, PROGRAMME, more, more));
    assert_int_equal(goal_init(&asked->goal, &t->arena, &asked->made->programme), STATUS_OK);
    asked->goal.samples = SAMPLES;
    asked->goal.seed = 3;
    asked->goal.probability = 0.9;
    return asked;
}

static struct device *card(struct testing *t, const char *text)
{
    struct device *device = arena_alloc(&t->arena, sizeof *device);
    assert_int_equal(device_read(&t->reader, testing_yaml(t, text), device), STATUS_OK);
    TESTING_CLEAN(t);
    return device;
}

static void move(struct goal_station *station, const struct goal_spot *spot)
{
    const char *obstacle = NULL;
    assert_int_equal(goal_station_move(station, spot, &obstacle), STATUS_OK);
    assert_null(obstacle);
}

static double share_at(struct goal_station *station, const bool *scaled, double scale)
{
    assert_int_equal(goal_station_sample(station, scaled, scale, &station->samples[1]), STATUS_OK);
    return goal_share(station->goal, &station->samples[1]);
}

// ---- numbers alone ---------------------------------------------------------------------------

static void quantiles_and_scales_are_those_of_counting(void **state)
{
    struct testing *t = testing_of(state);
    enum { N = 200 };
    struct asking *asked = asking(t, "");
    struct goal *goal = &asked->goal;
    double none[GOAL_LIMITS][N], all[GOAL_LIMITS][N], room[N];
    struct goal_samples from = {{none[0], none[1], none[2], none[3]}}, to = {{all[0], all[1], all[2], all[3]}};
    goal->samples = N;
    for (int round = 0; round < 50; round++) {
        goal->probability = 0.01 + 0.98 * round / 49;
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
            goal->most[limit] = limit == GOAL_ENERGY ? (double)INFINITY : 5 + (double)limit;
            for (size_t i = 0; i < N; i++) {
                uint32_t words[4];
                random_words(7 + (uint64_t)round, limit, i, words);
                none[limit][i] = 6 * random_uniform(random_bits(words));
                all[limit][i] = none[limit][i] + 4 * random_uniform(random_bits(words + 2));
            }
        }
        enum goal_limit binds = GOAL_LIMITS;
        double scale = goal_largest(goal, &from, &to, room, &binds), tried[] = {scale, scale * (1 + 1e-9) + 1e-9};
        for (size_t which = 0; which < 2; which++) {
            size_t met = 0;
            for (size_t i = 0; i < N; i++) {
                bool holds = true;
                for (size_t limit = 0; limit < GOAL_ENERGY; limit++)
                    holds = holds && none[limit][i] + tried[which] * (all[limit][i] - none[limit][i]) <=
                                         goal->most[limit] * (1 + 1e-12);
                met += holds;
            }
            // At 0 not even none of it: nothing to be met.
            assert_true(which ? met < goal_needed(goal) : scale <= 0 || met >= goal_needed(goal));
        }
        assert_true(binds < GOAL_ENERGY);
        memcpy(room, all[0], sizeof room);
        double value = goal_quantile(N, goal->probability, room);
        size_t within = 0, below = 0;
        for (size_t i = 0; i < N; i++) {
            within += all[0][i] <= value;
            below += all[0][i] < value;
        }
        assert_true(within >= goal_needed(goal) && below < goal_needed(goal));
    }
}

static void what_is_not_known_meets_nothing_and_what_is_not_limited_everything(void **state)
{
    struct testing *t = testing_of(state);
    struct goal *goal = &asking(t, "")->goal;
    double zero[] = {0, 0}, one[] = {1, 1}, unknown[] = {(double)NAN, 1}, room[2];
    const struct goal_samples none = {{zero, zero, zero, zero}}, all = {{one, one, unknown, one}};
    enum goal_limit binds = GOAL_BUDGET;
    goal->samples = 2;
    assert_true(isinf(goal_largest(goal, &none, &all, room, &binds)) && binds == GOAL_LIMITS);
    TESTING_CLOSE(goal_share(goal, &all), 1, 0);
    goal->most[GOAL_CARBON] = 5;
    TESTING_CLOSE(goal_share(goal, &all), 0.5, 0);
    TESTING_CLOSE(goal_largest(goal, &none, &all, room, &binds), 0, 0);
    assert_true(isnan(goal_quantile(2, 0.5, unknown)));
}

// ---- a programme -----------------------------------------------------------------------------

// Sample by sample: what the search and the report say of the whole, money with the contingency.
static void samples_are_those_of_the_projection(void **state)
{
    struct testing *t = testing_of(state);
    static double kept[GOAL_LIMITS][SAMPLES];
    struct asking *asked = asking(t, "");
    struct projection projection;
    struct projection_kept columns[GOAL_LIMITS];
    struct goal_station station;
    uint64_t done = 0;
    assert_int_equal(projection_init(&projection, &t->arena, &asked->made->programme, 3), STATUS_OK);
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        columns[limit] = (struct projection_kept){.entry = projection.total,
                                                  .quantity = goal_limit_row((enum goal_limit)limit)->quantity,
                                                  .samples = kept[limit]};
    const struct projection_options options = {
        .samples = SAMPLES, .threads = 1, .only_total = true, .kept = columns, .kept_count = GOAL_LIMITS};
    assert_int_equal(projection_run(&projection, &options, &done), STATUS_OK);
    assert_int_equal(goal_station_init(&station, &asked->goal), STATUS_OK);
    move(&station, &(struct goal_spot){0});
    assert_int_equal(goal_station_sample(&station, NULL, 1, &station.samples[0]), STATUS_OK);
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        for (size_t i = 0; i < SAMPLES; i++)
            TESTING_CLOSE(station.samples[0].of[limit][i], kept[limit][i] * (limit == GOAL_BUDGET ? 1.1 : 1), 1e-15);
    goal_station_free(&station);
}

// What the whole does not know is not nothing.
static void what_nobody_knows_is_not_zero(void **state)
{
    struct testing *t = testing_of(state);
    struct goal goal;
    struct goal_station station;
    struct programme *programme =
        &projecting_read(t, "programme: p\nwork: [{name: a, model: " MODEL
                            ", hardware: {device: " CARD("card", "10", "2") ", devices: 2}}]\n")
             ->programme;
    assert_int_equal(goal_init(&goal, &t->arena, programme), STATUS_OK);
    goal.samples = 300;
    assert_int_equal(goal_station_init(&station, &goal), STATUS_OK);
    move(&station, &(struct goal_spot){0});
    assert_int_equal(goal_station_sample(&station, NULL, 1, &station.samples[0]), STATUS_OK);
    for (size_t i = 0; i < goal.samples; i++) {
        assert_true(isnan(station.samples[0].of[GOAL_CARBON][i]));
        assert_true(station.samples[0].of[GOAL_BUDGET][i] > 0 && station.samples[0].of[GOAL_ENERGY][i] > 0);
    }
    goal_station_free(&station);
}

// What scales lies on a straight line in every sample, shares of it too.
static void scales_are_straight_lines(void **state)
{
    struct testing *t = testing_of(state);
    struct asking *asked = asking(t, "");
    struct goal_station station;
    const bool *const scaled[] = {asked->goal.searched, asked->goal.trained};
    assert_int_equal(goal_station_init(&station, &asked->goal), STATUS_OK);
    move(&station, &(struct goal_spot){0});
    double *middle = calloc(GOAL_LIMITS * SAMPLES, sizeof *middle);
    assert_non_null(middle);
    const struct goal_samples half = {{middle, middle + SAMPLES, middle + 2 * SAMPLES, middle + 3 * SAMPLES}};
    for (size_t which = 0; which < 2; which++) {
        assert_int_equal(goal_station_sample(&station, scaled[which], 0, &station.samples[0]), STATUS_OK);
        assert_int_equal(goal_station_sample(&station, scaled[which], 1, &station.samples[1]), STATUS_OK);
        assert_int_equal(goal_station_sample(&station, scaled[which], 3.5, &half), STATUS_OK);
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
            for (size_t i = 0; i < SAMPLES; i++) {
                double none = station.samples[0].of[limit][i], all = station.samples[1].of[limit][i];
                assert_true(none < all);
                TESTING_CLOSE(half.of[limit][i], none + 3.5 * (all - none), 1e-12);
            }
    }
    free(middle);
    goal_station_free(&station);
}

// ---- the search ------------------------------------------------------------------------------

struct searching {
    struct goal_search_options options;
    struct goal_ladder ladder;
    struct device devices[2];
    struct region regions[2];
    struct goal_search search;
};

static const int64_t counts[] = {1, 2, 4, 8, 16, 32, 512};

static struct searching *searching(struct testing *t, struct asking *asked, int threads)
{
    struct searching *made = arena_alloc(&t->arena, sizeof *made);
    made->devices[0] = *card(t, CARD("card", "10", "2"));
    made->devices[1] = *card(t, CARD("fast", "40", "12"));
    static const char *const regions[] = {HERE, "{region: clean, carbon_intensity: 30 g/kWh}"};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(region_read(&t->reader, &t->catalog, testing_yaml(t, regions[i]), &made->regions[i]),
                         STATUS_OK);
    made->options = (struct goal_search_options){.goal = &asked->goal,
                                                 .asked = GOAL_CHEAPEST | GOAL_TRIALS | GOAL_MODEL,
                                                 .devices = made->devices,
                                                 .device_count = 2,
                                                 .counts = counts,
                                                 .count_count = sizeof counts / sizeof *counts,
                                                 .with_own = true,
                                                 .regions = made->regions,
                                                 .region_count = 2,
                                                 .ratio = 20,
                                                 .ladder = &made->ladder,
                                                 .threads = threads};
    assert_int_equal(goal_search_run(&t->arena, &made->options, &made->search), STATUS_OK);
    return made;
}

static void limit(struct goal *goal, double usd, double days, double tonnes)
{
    goal->most[GOAL_BUDGET] = usd;
    goal->most[GOAL_DEADLINE] = days * 86400;
    goal->most[GOAL_CARBON] = tonnes * 1e6;
}

// No spot that meets the goal is cheaper, and the spot that is named does meet it: all of them, asked one by one.
static void the_cheapest_is_that_of_trying_all(void **state)
{
    struct testing *t = testing_of(state);
    struct asking *asked = asking(t, "");
    struct goal *goal = &asked->goal;
    limit(goal, 5000, 20, 0.1);
    struct searching *made = searching(t, asked, 2);
    const struct goal_search *search = &made->search;
    assert_int_equal(search->region_order[0], 1); // the clean one
    assert_true(search->cheapest.candidate != SIZE_MAX);
    const struct goal_candidate *best = &search->candidates[search->cheapest.candidate];
    struct goal_station station;
    assert_int_equal(goal_station_init(&station, goal), STATUS_OK);
    size_t meeting = 0;
    for (size_t d = 0; d < 2; d++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            for (size_t r = 0; r < 2; r++) {
                const char *obstacle = NULL;
                const struct goal_spot spot = {
                    .device = &made->devices[d], .devices = counts[c], .region = &made->regions[r]};
                assert_int_equal(goal_station_move(&station, &spot, &obstacle), STATUS_OK);
                assert_true((obstacle != NULL) == (counts[c] > 256)); // a step has 256 sequences
                if (obstacle)
                    continue;
                double share = share_at(&station, NULL, 1);
                double needs = goal_quantile(SAMPLES, goal->probability, station.samples[1].of[GOAL_BUDGET]);
                bool meets = share >= goal->probability;
                meeting += meets;
                assert_true(!meets || needs >= best->figures.needs[GOAL_BUDGET] * (1 - 1e-9));
                bool is_best = best->device == d && best->devices == counts[c] && r == 1;
                assert_true(!is_best || meets);
                if (is_best)
                    TESTING_CLOSE(best->figures.share, share, 0);
            }
    assert_true(meeting > 2 && meeting < 20);
    goal_station_free(&station);
}

// The scale that is named meets the goal when it is sampled anew; a hair more does not.
static void the_largest_scales_meet_the_goal_and_no_more_does(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const losses[] = {"", ", failure_rate: 2/year, checkpoint_time: 60 s, restart_time: 600 s"};
    for (size_t with = 0; with < 2; with++) {
        struct asking *asked = asking(t, losses[with]);
        struct goal *goal = &asked->goal;
        limit(goal, 20000, 60, 3);
        struct searching *made = searching(t, asked, 1);
        const struct {
            const struct goal_answer *answer;
            const bool *scaled;
        } all[] = {{&made->search.trials, goal->searched}, {&made->search.model, goal->trained}};
        struct goal_station station;
        assert_int_equal(goal_station_init(&station, goal), STATUS_OK);
        for (size_t i = 0; i < 2; i++) {
            assert_true(all[i].answer->candidate != SIZE_MAX);
            const struct goal_spot spot = goal_search_spot(&made->options, &made->search, all[i].answer->candidate);
            move(&station, &spot);
            assert_true(share_at(&station, all[i].scaled, all[i].answer->scale) >= goal->probability);
            assert_true(share_at(&station, all[i].scaled, all[i].answer->scale * (with ? 1.01 : 1 + 1e-6)) <
                        goal->probability);
        }
        goal_station_free(&station);
    }
}

static void threads_change_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct asking *asked = asking(t, "");
    limit(&asked->goal, 5000, 20, 0.1);
    const struct goal_search *one = &searching(t, asked, 1)->search, *many = &searching(t, asked, 5)->search;
    assert_int_equal(one->candidate_count, 1 + 2 * sizeof counts / sizeof *counts);
    for (size_t i = 0; i < one->candidate_count; i++) {
        const struct goal_candidate *a = &one->candidates[i], *b = &many->candidates[i];
        assert_string_equal(a->why_not, b->why_not);
        if (a->why_not[0])
            continue;
        TESTING_EXACT(a->trials_scale, b->trials_scale);
        TESTING_EXACT(a->model_scale, b->model_scale);
        for (size_t l = 0; l < GOAL_LIMITS; l++)
            TESTING_EXACT(a->figures.needs[l], b->figures.needs[l]);
    }
    TESTING_EXACT(one->trials.scale, many->trials.scale);
    assert_int_equal(one->cheapest.candidate, many->cheapest.candidate);
}

static void nothing_meets_a_limit_below_what_is_fixed(void **state)
{
    struct testing *t = testing_of(state);
    struct asking *asked = asking(t, "");
    limit(&asked->goal, 90, 1e6, 1e6); // people alone cost 100 USD
    const struct goal_search *search = &searching(t, asked, 2)->search;
    assert_true(search->cheapest.candidate == SIZE_MAX && search->trials.candidate == SIZE_MAX &&
                search->model.candidate == SIZE_MAX && search->named.candidate == SIZE_MAX);
    assert_true(search->nearest != SIZE_MAX);
    assert_int_equal(search->candidates[search->nearest].figures.tightest, GOAL_BUDGET);
    assert_true(search->candidates[search->nearest].figures.use > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(quantiles_and_scales_are_those_of_counting),
        TESTING_CASE(what_is_not_known_meets_nothing_and_what_is_not_limited_everything),
        TESTING_CASE(samples_are_those_of_the_projection),
        TESTING_CASE(what_nobody_knows_is_not_zero),
        TESTING_CASE(scales_are_straight_lines),
        TESTING_CASE(the_cheapest_is_that_of_trying_all),
        TESTING_CASE(the_largest_scales_meet_the_goal_and_no_more_does),
        TESTING_CASE(threads_change_nothing),
        TESTING_CASE(nothing_meets_a_limit_below_what_is_fixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
