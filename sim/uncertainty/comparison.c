#include "uncertainty/comparison.h"

#include <math.h>
#include <stdlib.h>

static const double comparison_rounding = 1e-12;

bool comparison_agree(double a, double b)
{
    return fabs(a - b) <= comparison_rounding * fabs(a);
}

size_t comparison_value(const struct comparison *comparison, size_t plan, size_t metric)
{
    return plan * comparison->metric_count + metric;
}

size_t comparison_ratio(const struct comparison *comparison, size_t plan, size_t metric)
{
    return (comparison->plan_count + plan - 1) * comparison->metric_count + metric;
}

size_t comparison_less(const struct comparison *comparison, size_t plan, size_t metric)
{
    return (2 * comparison->plan_count + plan - 2) * comparison->metric_count + metric;
}

static void comparison_end(void *scratch)
{
    struct forecast_scratch *mine = scratch;
    for (size_t i = 0; mine && i < COMPARISON_PLANS_MAX; i++)
        forecast_scratch_free(&mine[i]);
    free(mine);
}

static enum status comparison_begin(const void *context, size_t block, void **scratch)
{
    const struct comparison *comparison = context;
    struct forecast_scratch *mine = calloc(COMPARISON_PLANS_MAX, sizeof *mine);
    enum status status = mine ? STATUS_OK : STATUS_NO_MEMORY;
    *scratch = mine;
    for (size_t i = 0; i < comparison->plan_count && status == STATUS_OK; i++)
        status = forecast_scratch_init(&mine[i], &comparison->forecasts[i], block);
    return status;
}

static void comparison_plan(const struct comparison *comparison, struct forecast_scratch *scratch, size_t plan,
                            uint64_t first, size_t n, double *const *columns)
{
    const struct forecast *forecast = &comparison->forecasts[plan];
    double *metrics[METRIC_COUNT] = {0};
    for (size_t m = 0; m < comparison->metric_count; m++) {
        double *column = columns[comparison_value(comparison, plan, m)];
        enum metric_id id = comparison->metrics[m];
        if (forecast->varies[id])
            metrics[id] = column;
        for (size_t i = 0; i < n && !forecast->varies[id]; i++)
            column[i] = forecast->point[id];
    }
    forecast_block(forecast, scratch, first, n, metrics);
}

static void comparison_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct comparison *comparison = context;
    struct forecast_scratch *mine = scratch;
    for (size_t plan = 0; plan < comparison->plan_count; plan++)
        comparison_plan(comparison, &mine[plan], plan, first, n, columns);
    for (size_t plan = 1; plan < comparison->plan_count; plan++)
        for (size_t m = 0; m < comparison->metric_count; m++) {
            const double *base = columns[comparison_value(comparison, 0, m)];
            const double *other = columns[comparison_value(comparison, plan, m)];
            double *ratio = columns[comparison_ratio(comparison, plan, m)];
            double *less = columns[comparison_less(comparison, plan, m)];
            for (size_t i = 0; i < n; i++) {
                ratio[i] = other[i] / base[i];
                less[i] = comparison_agree(base[i], other[i]) ? 0.5 : base[i] < other[i] ? 1 : 0;
            }
        }
}

static bool comparison_takes(const struct forecast *forecasts, size_t plan_count, uint64_t only, int id)
{
    bool known = true, tells = (only >> id) & 1u;
    for (size_t plan = 0; plan < plan_count; plan++) {
        known = known && !isnan(forecasts[plan].point[id]);
        tells = tells || (!only && (forecasts[plan].varies[id] ||
                                    !comparison_agree(forecasts[0].point[id], forecasts[plan].point[id])));
    }
    return known && tells;
}

enum status comparison_init(struct comparison *comparison, struct arena *arena, const struct forecast *forecasts,
                            size_t plan_count, uint64_t only)
{
    *comparison = (struct comparison){.forecasts = forecasts, .plan_count = plan_count};
    for (int id = 0; id < METRIC_COUNT; id++)
        if (comparison_takes(forecasts, plan_count, only, id))
            comparison->metrics[comparison->metric_count++] = (enum metric_id)id;
    size_t columns = comparison->metric_count * (3 * plan_count - 2);
    comparison->pivots = arena_array(arena, columns + 1, sizeof *comparison->pivots);
    if (!comparison->pivots)
        return STATUS_NO_MEMORY;
    for (size_t plan = 0; plan < plan_count; plan++)
        for (size_t m = 0; m < comparison->metric_count; m++) {
            double base = forecasts[0].point[comparison->metrics[m]];
            double value = forecasts[plan].point[comparison->metrics[m]];
            comparison->pivots[comparison_value(comparison, plan, m)] = isfinite(value) ? value : 0;
            if (plan)
                comparison->pivots[comparison_ratio(comparison, plan, m)] = isfinite(value / base) ? value / base : 0;
        }
    comparison->source = (struct ensemble_source){.context = comparison,
                                                  .column_count = columns,
                                                  .pivots = comparison->pivots,
                                                  .begin = comparison_begin,
                                                  .end = comparison_end,
                                                  .block = comparison_block};
    return STATUS_OK;
}
