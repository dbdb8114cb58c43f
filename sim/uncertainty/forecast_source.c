#include "uncertainty/forecast_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum status forecast_source_begin(const void *context, size_t block, void **scratch)
{
    const struct forecast_source *made = context;
    struct forecast_scratch *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    return mine ? forecast_scratch_init(mine, made->forecast, block) : STATUS_NO_MEMORY;
}

static void forecast_source_end(void *scratch)
{
    if (scratch)
        forecast_scratch_free(scratch);
    free(scratch);
}

static void forecast_source_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    const struct forecast_source *made = context;
    struct forecast_scratch *mine = scratch;
    double *metrics[METRIC_COUNT] = {0};
    for (size_t i = 0; i < made->metric_count; i++)
        metrics[made->metrics[i]] = columns[i];
    forecast_block(made->forecast, mine, first, n, metrics);
    for (size_t i = made->metric_count; i < made->source.column_count; i++)
        memcpy(columns[i], mine->in[made->forecast->inputs[i - made->metric_count].id], n * sizeof **columns);
}

void forecast_source_init(struct forecast_source *made, const struct forecast *forecast, bool with_inputs)
{
    *made = (struct forecast_source){.forecast = forecast};
    size_t count = 0;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (forecast->varies[id]) {
            made->pivots[count] = isfinite(forecast->point[id]) ? forecast->point[id] : 0;
            made->metrics[count++] = (enum metric_id)id;
        }
    made->metric_count = count;
    for (size_t i = 0; with_inputs && i < forecast->input_count; i++)
        made->pivots[count++] = forecast->plan->inputs.values[forecast->inputs[i].id].point;
    made->source = (struct ensemble_source){.context = made,
                                            .column_count = count,
                                            .pivots = made->pivots,
                                            .begin = forecast_source_begin,
                                            .end = forecast_source_end,
                                            .block = forecast_source_block};
}
