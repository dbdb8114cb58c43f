// sweep.c, sweep_station.c, sweep_check.c: every point of a grid is the plan that one would get by setting its values.
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"
#include "uncertainty/sweep_check.h"

enum { POINTS_MAX = 4096 };

static const double quantiles[] = {0.05, 0.5, 0.95};

// What a test keeps of a point: where it is, the point estimates, and the samples' summary by metric.
struct kept {
    uint64_t at[SWEEP_AXES_MAX];
    double point[METRIC_COUNT], mean[METRIC_COUNT], sd[METRIC_COUNT], median[METRIC_COUNT];
    bool is_sampled;
};

struct keeper {
    struct kept *points;
    uint64_t count;
    uint64_t stop_at, fail_at; // points; UINT64_MAX: none
    bool is_tired;             // goes_on says no
};

static struct kept kept_of(const struct forecast *forecast, const struct forecast_source *source,
                           const struct ensemble *ensemble)
{
    struct kept kept = {.is_sampled = ensemble != NULL};
    memcpy(kept.point, forecast->point, sizeof kept.point);
    for (size_t i = 0; ensemble && i < source->metric_count; i++) {
        kept.mean[source->metrics[i]] = ensemble->columns[i].mean;
        kept.sd[source->metrics[i]] = ensemble->columns[i].sd;
        kept.median[source->metrics[i]] = ensemble->columns[i].quantiles[1];
    }
    return kept;
}

static enum status describe(void *context, const struct sweep_row *row, struct sweep_text *text)
{
    const struct keeper *keeper = context;
    if (row->point == keeper->fail_at)
        return STATUS_NO_MEMORY;
    struct kept kept = kept_of(row->forecast, row->source, row->ensemble);
    memcpy(kept.at, row->at, row->sweep->axis_count * sizeof *row->at);
    text->text = malloc(sizeof kept);
    assert_non_null(text->text);
    memcpy(text->text, &kept, sizeof kept);
    text->length = sizeof kept;
    return STATUS_OK;
}

static enum status put(void *context, uint64_t point, const struct sweep_text *text, bool *stop)
{
    struct keeper *keeper = context;
    assert_int_equal(point, keeper->count);
    assert_true(point < POINTS_MAX);
    memcpy(&keeper->points[keeper->count++], text->text, sizeof *keeper->points);
    *stop = point == keeper->stop_at;
    return STATUS_OK;
}

static bool goes_on(void *context)
{
    const struct keeper *keeper = context;
    return !keeper->is_tired;
}

static const char plan_text[] = "plan: a test\n"
                                "model: {model: small, sizes: {width: 8, depth: 2},\n"
                                "  layers: [{embedding: {vocabulary: 10, width: width}}, {repeat: depth, layers:\n"
                                "  [{mlp: {width: 4 * width}}]}],\n"
                                "  training: {precision: fp16, sequence: 16, batch: 8, steps: 1e9}}\n"
                                "hardware: {device: v100, devices: 4}\n"
                                "region: us-2018\n"
                                "seed: 3\n";

// The axes and options of a sweep over plan_text. `overs` ends in NULL.
static struct sweep sweep_of(struct testing *t, const char *const *overs, uint64_t samples, int threads)
{
    size_t count = 0;
    while (overs[count])
        count++;
    struct sweep_axis *axes = arena_array(&t->arena, count + 1, sizeof *axes);
    for (size_t i = 0; i < count; i++)
        if (sweep_axis_read(&t->reader, overs[i], SWEEP_POINTS_MAX, &axes[i]) != STATUS_OK)
            fail_msg("%s: %s", overs[i], t->diag.messages[0].text);
    return (struct sweep){.data_folder = t->catalog.data_folder,
                          .plan = testing_file(t, "plan.yaml", plan_text),
                          .axes = axes,
                          .axis_count = count,
                          .samples = samples,
                          .seed = -1,
                          .threads = threads,
                          .quantiles = quantiles,
                          .quantile_count = 3};
}

static struct keeper keep(struct testing *t, const struct sweep *sweep)
{
    struct keeper keeper = {.points = arena_array(&t->arena, POINTS_MAX, sizeof(struct kept)),
                            .stop_at = UINT64_MAX,
                            .fail_at = UINT64_MAX};
    const struct sweep_sink sink = {.context = &keeper, .describe = describe, .put = put, .goes_on = goes_on};
    struct sweep_survey survey;
    struct plan plan;
    uint64_t done = 0;
    if (sweep_check_axes(&t->reader, sweep) != STATUS_OK || sweep_check(&t->reader, sweep, &plan, &survey) != STATUS_OK)
        fail_msg("%s", t->diag.messages[0].text);
    assert_int_equal(sweep_run(sweep, &sink, &done), STATUS_OK);
    assert_int_equal(done, sweep_points(sweep->axes, sweep->axis_count));
    assert_int_equal(done, keeper.count);
    return keeper;
}

// The same by --set, without a sweep.
static struct kept keep_one(struct testing *t, const struct sweep *sweep, const struct plan_options *options)
{
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct forecast_source source;
    struct ensemble ensemble = {.samples = 0};
    if (plan_open(&t->reader, &t->catalog, sweep->plan, options, &plan) != STATUS_OK)
        fail_msg("%s", t->diag.messages[0].text);
    tally_compile(&plan, &tally);
    const struct forecast_options forecast_options = {.seed = (uint64_t)plan.seed, .design = sweep->design};
    assert_int_equal(forecast_init(&forecast, &t->arena, &plan, &tally, &forecast_options), STATUS_OK);
    forecast_source_init(&source, &forecast, false);
    const struct ensemble_options ensemble_options = {.samples = sweep->samples,
                                                      .threads = 1,
                                                      .is_replicated = sweep->design != DESIGN_RANDOM,
                                                      .quantiles = quantiles,
                                                      .quantile_count = 3};
    bool sampled = sweep->samples > 1 && source.metric_count;
    if (sampled)
        assert_int_equal(ensemble_run(&source.source, &ensemble_options, &ensemble), STATUS_OK);
    struct kept kept = kept_of(&forecast, &source, sampled ? &ensemble : NULL);
    ensemble_free(&ensemble);
    return kept;
}

static void expect_same(const struct kept *a, const struct kept *b)
{
    assert_memory_equal(a->point, b->point, sizeof a->point);
    assert_int_equal(a->is_sampled, b->is_sampled);
    assert_memory_equal(a->mean, b->mean, sizeof a->mean);
    assert_memory_equal(a->sd, b->sd, sizeof a->sd);
    assert_memory_equal(a->median, b->median, sizeof a->median);
}

static void the_last_axis_is_the_fastest(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"pue=1:2:3", "region=fr,pl", "utilization=0.1,0.2", NULL};
    struct sweep sweep = sweep_of(t, overs, 1, 2);
    struct keeper keeper = keep(t, &sweep);
    assert_int_equal(sweep_readings(sweep.axes, sweep.axis_count), 2);
    assert_int_equal(keeper.count, 12);
    for (uint64_t point = 0; point < keeper.count; point++) {
        assert_int_equal(keeper.points[point].at[0], point / 4);
        assert_int_equal(keeper.points[point].at[1], point / 2 % 2);
        assert_int_equal(keeper.points[point].at[2], point % 2);
        assert_false(keeper.points[point].is_sampled);
    }
}

// Bit for bit, with a distribution on an axis, a structural axis that is faster than another, and on several threads.
static void a_point_is_the_plan_with_its_values_set(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"pue=1.1,triangular(1.1, 1.2, 1.6)", "model.width=8,16,24",
                                        "utilization=0.2,0.3", "devices=1:9:3", NULL};
    static const char *const pues[] = {"1.1", "triangular(1.1, 1.2, 1.6)"}, *const widths[] = {"8", "16", "24"},
                             *const utilizations[] = {"0.2", "0.3"};
    struct sweep sweep = sweep_of(t, overs, 3000, 1);
    for (int design = 0; design < DESIGN_COUNT; design++) {
        sweep.design = (enum design_kind)design;
        sweep.threads = 1;
        struct keeper one = keep(t, &sweep);
        sweep.threads = 3;
        struct keeper three = keep(t, &sweep);
        assert_int_equal(one.count, 36);
        for (uint64_t point = 0; point < one.count; point++) {
            const uint64_t *at = one.points[point].at;
            const struct plan_setting settings[] = {{.name = "pue", .value = pues[at[0]]},
                                                    {.name = "model.width", .value = widths[at[1]]},
                                                    {.name = "utilization", .value = utilizations[at[2]]}};
            const struct plan_options options = {
                .devices = 1 + 4 * (int64_t)at[3], .settings = settings, .setting_count = 3};
            struct kept alone = keep_one(t, &sweep, &options);
            assert_true(alone.is_sampled);
            expect_same(&one.points[point], &alone);
            expect_same(&three.points[point], &alone);
        }
    }
}

// Common random numbers: twice the PUE is twice the energy in every sample, so mean, spread and quantiles double
// exactly.
static void points_share_their_draws(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"pue=1,2,4", NULL};
    struct sweep sweep = sweep_of(t, overs, 5000, 2);
    struct keeper keeper = keep(t, &sweep);
    const struct kept *points = keeper.points;
    for (int i = 1; i < 3; i++) {
        TESTING_EXACT(points[i].mean[METRIC_ENERGY_KWH], 2 * points[i - 1].mean[METRIC_ENERGY_KWH]);
        TESTING_EXACT(points[i].sd[METRIC_ENERGY_KWH], 2 * points[i - 1].sd[METRIC_ENERGY_KWH]);
        TESTING_EXACT(points[i].median[METRIC_ENERGY_KWH], 2 * points[i - 1].median[METRIC_ENERGY_KWH]);
        TESTING_EXACT(points[i].mean[METRIC_TIME_H], points[i - 1].mean[METRIC_TIME_H]);
    }
    assert_true(points[0].sd[METRIC_ENERGY_KWH] > 0);
}

// With luck that differs between trials, totals are sums over trials, at the points where there are several.
static void trials_may_be_swept(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"trials=1,4,2", NULL}, *const trials[] = {"1", "4", "2"};
    static const struct plan_setting luck = {.name = "step_time_residual", .value = "uniform(0.5, 1.5)"};
    struct sweep sweep = sweep_of(t, overs, 2000, 2);
    sweep.options = (struct plan_options){.settings = &luck, .setting_count = 1};
    struct keeper keeper = keep(t, &sweep);
    for (size_t i = 0; i < 3; i++) {
        const struct plan_setting settings[] = {luck, {.name = "trials", .value = trials[i]}};
        const struct plan_options options = {.settings = settings, .setting_count = 2};
        struct kept alone = keep_one(t, &sweep, &options);
        expect_same(&keeper.points[i], &alone);
    }
}

// More plans than a thread keeps, in the order that is worst for it.
static void many_plans(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"utilization=0.1,0.2,0.3", "devices=1:40:40", NULL};
    struct sweep sweep = sweep_of(t, overs, 1, 2);
    struct keeper keeper = keep(t, &sweep);
    assert_int_equal(keeper.count, 120);
    for (uint64_t point = 0; point < keeper.count; point++) {
        double devices = (double)keeper.points[point].at[1] + 1, step = (double)keeper.points[point].at[0] + 1;
        TESTING_CLOSE(keeper.points[point].point[METRIC_TIME_H] * devices * step, keeper.points[0].point[METRIC_TIME_H],
                      1e-14);
    }
}

static void a_sweep_may_be_stopped(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"pue=1:2:1000", NULL};
    struct sweep sweep = sweep_of(t, overs, 1, 1);
    struct keeper keeper = {
        .points = arena_array(&t->arena, POINTS_MAX, sizeof(struct kept)), .stop_at = 4, .fail_at = UINT64_MAX};
    const struct sweep_sink sink = {.context = &keeper, .describe = describe, .put = put, .goes_on = goes_on};
    uint64_t done = 0;
    assert_int_equal(sweep_run(&sweep, &sink, &done), STATUS_OK);
    assert_int_equal(done, 5);
    sweep.threads = 3; // those that were begun are put too
    keeper.count = 0;
    assert_int_equal(sweep_run(&sweep, &sink, &done), STATUS_OK);
    assert_int_equal(done, keeper.count);
    assert_true(done >= 5 && done < 100);
    // A point whose samples are not all there is none, nor is one behind it.
    sweep.samples = 20000;
    keeper.count = 0;
    keeper.is_tired = true;
    assert_int_equal(sweep_run(&sweep, &sink, &done), STATUS_OK);
    assert_int_equal(done, 0);
    assert_int_equal(keeper.count, 0);
}

static void a_failure_ends_it(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"pue=1:2:1000", NULL};
    struct sweep sweep = sweep_of(t, overs, 1, 3);
    struct keeper keeper = {
        .points = arena_array(&t->arena, POINTS_MAX, sizeof(struct kept)), .stop_at = UINT64_MAX, .fail_at = 50};
    const struct sweep_sink sink = {.context = &keeper, .describe = describe, .put = put};
    uint64_t done = 0;
    assert_int_equal(sweep_run(&sweep, &sink, &done), STATUS_NO_MEMORY);
    assert_int_equal(done, keeper.count);
    assert_true(done <= 50);
}

static void the_survey_sees_the_corners(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const overs[] = {"utilization=0.4,0.1,0.2", "pue=1:2:101", "devices=1,4", NULL};
    struct sweep sweep = sweep_of(t, overs, 1, 2);
    struct keeper keeper = keep(t, &sweep);
    struct sweep_survey survey;
    struct plan plan;
    assert_int_equal(sweep_check(&t->reader, &sweep, &plan, &survey), STATUS_OK);
    double least = (double)INFINITY, most = 0;
    for (uint64_t i = 0; i < keeper.count; i++) {
        least = fmin(least, keeper.points[i].point[METRIC_ENERGY_KWH]);
        most = fmax(most, keeper.points[i].point[METRIC_ENERGY_KWH]);
    }
    assert_true(survey.has_value[METRIC_ENERGY_KWH]);
    TESTING_EXACT(survey.least[METRIC_ENERGY_KWH], least);
    TESTING_EXACT(survey.most[METRIC_ENERGY_KWH], most);
    assert_false(survey.has_value[METRIC_WATER_L]);
    TESTING_EXACT(plan.inputs.values[INPUT_PUE].point, 1); // the plan of the first point
}

static void refuse(struct testing *t, const struct sweep *sweep, const char *message)
{
    struct sweep_survey survey;
    struct plan plan;
    enum status status = sweep_check_axes(&t->reader, sweep);
    if (status == STATUS_OK)
        status = sweep_check(&t->reader, sweep, &plan, &survey);
    assert_int_equal(status, STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void mistakes_are_found_before_any_work(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *overs[3], *message;
    } rows[] = {
        {{"pue=1,2", "pue=3"}, "--over pue: this axis is given twice"},
        {{"pue=1:2:1000000", "utilization=0.1:0.2:1000000"}, "a grid of 1e+12 points; at most 1e+08"},
        {{"devices=1:100001:100001"}, "100001 combinations of structural values"},
        {{"model.width=8,9", "model.widht=3,4"}, "--over model.widht: the model has no such size"},
        {{"region=fr,xx"}, "--over: this is so at region=xx"},
        {{"devices=1,2", "region=fr,xx"}, "--over: this is so at devices=1, region=xx"},
        {{"hardware=v100,nothing-like-it"}, "there is no device \"nothing-like-it\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sweep sweep = sweep_of(t, rows[i].overs, 1, 2);
        refuse(t, &sweep, rows[i].message);
    }
    static const char *const pue[] = {"pue=1,2", NULL}, *const region[] = {"region=fr,pl", NULL};
    const struct plan_setting setting = {.name = "pue", .value = "1.2"};
    struct sweep sweep = sweep_of(t, pue, 1, 1);
    sweep.options = (struct plan_options){.settings = &setting, .setting_count = 1};
    refuse(t, &sweep, "--over pue: it is given by --set too");
    sweep = sweep_of(t, region, 1, 1);
    sweep.options.region = "fr";
    refuse(t, &sweep, "--over region: it is given by --region too");
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_last_axis_is_the_fastest),
        TESTING_CASE(a_point_is_the_plan_with_its_values_set),
        TESTING_CASE(points_share_their_draws),
        TESTING_CASE(trials_may_be_swept),
        TESTING_CASE(many_plans),
        TESTING_CASE(a_sweep_may_be_stopped),
        TESTING_CASE(a_failure_ends_it),
        TESTING_CASE(the_survey_sees_the_corners),
        TESTING_CASE(mistakes_are_found_before_any_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
