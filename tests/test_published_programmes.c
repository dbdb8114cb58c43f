// The programmes of bench/published: the accounts that makers of models gave of all their runs come out of the hours
// alone, within the interval.
#include "projecting.h"

#include "uncertainty/replication_programme.h"

static struct projecting *account(struct testing *t, const char *path, struct replication_programme_figure **figures,
                                  size_t *count)
{
    static const struct plan_options nothing;
    struct projecting *made = arena_alloc(&t->arena, sizeof *made);
    assert_int_equal(programme_open(&t->reader, &t->catalog, testing_path(t, path), &nothing, &made->programme),
                     STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(projection_init(&made->projection, &t->arena, &made->programme, 1), STATUS_OK);
    projecting_run(made, 20000, 2);
    assert_int_equal(replication_programme_figures(&t->reader, &made->projection, figures, count), STATUS_OK);
    return made;
}

static const struct replication_programme_figure *figure(const struct replication_programme_figure *figures,
                                                         size_t count, const char *model, size_t quantity)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(figures[i].model, model) == 0 && figures[i].quantity == quantity)
            return &figures[i];
    fail_msg("no figure of %s", model);
    return NULL;
}

static void expect_inside(const struct projecting *made, const struct replication_programme_figure *of)
{
    const struct ensemble_column *column = &made->projection.entries[of->entry].results[of->quantity];
    if (of->published_si < column->quantiles[0] || of->published_si > column->quantiles[2])
        fail_msg("%s: %g lies outside of %g..%g", of->model, of->published_si, column->quantiles[0],
                 column->quantiles[2]);
}

static void olmo3_comes_out_of_its_hours(void **state)
{
    struct replication_programme_figure *figures = NULL;
    size_t count = 0;
    struct projecting *made = account(testing_of(state), "bench/published/olmo3.yaml", &figures, &count);
    expect_inside(made, figure(figures, count, "Olmo 3, all", METRIC_ENERGY_KWH));
    expect_inside(made, figure(figures, count, "Olmo 3, all", METRIC_WATER_L));
    expect_inside(made, figure(figures, count, "Olmo 3, final", METRIC_ENERGY_KWH));
    TESTING_EXACT(figure(figures, count, "Olmo 3, all", METRIC_ENERGY_KWH)->published_si, 12.3e6 * 3.6e6);
    const struct replication_programme_figure *share =
        figure(figures, count, "Olmo 3, development", PROJECTION_SHARE_DEVICE_H);
    assert_true(fabs(share->point - 0.822) < 0.0005);
    TESTING_CLOSE(projecting_total(made)->point[METRIC_DEVICE_H], 8335329.0 * 3600, 1e-9);
}

static void olmo2_comes_out_of_its_hours(void **state)
{
    struct replication_programme_figure *figures = NULL;
    size_t count = 0;
    struct projecting *made = account(testing_of(state), "bench/published/olmo2.yaml", &figures, &count);
    assert_true(count >= 7);
    for (size_t i = 0; i < count; i++)
        if (figures[i].quantity < METRIC_COUNT && figures[i].quantity != METRIC_DEVICE_H)
            expect_inside(made, &figures[i]);
    TESTING_EXACT(projecting_total(made)->point[PROJECTION_TRIALS], 813);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(olmo3_comes_out_of_its_hours),
        TESTING_CASE(olmo2_comes_out_of_its_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
