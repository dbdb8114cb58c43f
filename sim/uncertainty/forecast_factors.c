#include "uncertainty/forecast_factors.h"

#include <math.h>
#include <stdlib.h>

static enum status forecast_factors_begin(const void *context, void **scratch)
{
    const struct forecast_factors *made = context;
    struct forecast_scratch *mine = calloc(1, sizeof *mine);
    *scratch = mine;
    return mine ? forecast_scratch_init(mine, made->forecast, FACTORS_BLOCK) : STATUS_NO_MEMORY;
}

static void forecast_factors_end(void *scratch)
{
    if (scratch)
        forecast_scratch_free(scratch);
    free(scratch);
}

static void forecast_factors_place(const void *context, void *scratch, size_t factor, size_t n, const double *const *u,
                                   double *const *x)
{
    const struct forecast_factors *made = context;
    size_t from = made->factors.first[factor], to = made->factors.first[factor + 1];
    forecast_place(made->forecast, scratch, made->which + from, to - from, n, u, x);
}

static void forecast_factors_evaluate(const void *context, void *scratch, size_t n, const double *const *x,
                                      double *const *out)
{
    const struct forecast_factors *made = context;
    struct forecast_scratch *mine = scratch;
    const double *in[INPUT_COUNT];
    double *metrics[METRIC_COUNT] = {0};
    for (int id = 0; id < INPUT_COUNT; id++)
        in[id] = mine->in[id];
    for (size_t i = 0; i < made->factors.input_count; i++)
        in[made->forecast->inputs[made->which[i]].id] = x[i];
    for (size_t m = 0; m < made->factors.output_count; m++)
        metrics[made->metrics[m]] = out[m];
    made->forecast->options.kernel->estimate(made->forecast->tally, &mine->estimate, n, in, metrics);
}

static uint64_t forecast_factors_bit(const struct forecast *forecast, size_t i)
{
    return UINT64_C(1) << forecast->inputs[i].id;
}

static uint64_t forecast_factors_varying(const struct forecast *forecast)
{
    uint64_t varying = 0;
    for (size_t i = 0; i < forecast->input_count; i++)
        varying |= forecast_factors_bit(forecast, i);
    return varying;
}

// Whatever is correlated with an input of the set joins it, until nothing more does. Through an input that does not
// vary nothing is correlated.
static uint64_t forecast_factors_close(const struct forecast *forecast, uint64_t set)
{
    const struct correlation_set *correlations = &forecast->plan->correlations;
    uint64_t before = 0, varying = forecast_factors_varying(forecast);
    while (before != set) {
        before = set;
        for (size_t i = 0; i < correlations->count; i++) {
            uint64_t pair = UINT64_C(1) << correlations->items[i].left | UINT64_C(1) << correlations->items[i].right;
            bool joins = (pair & varying) == pair && (set & pair);
            set |= joins ? pair : 0;
        }
    }
    return set;
}

// The factor that holds these inputs; inputs taken are marked in *taken.
static bool forecast_factors_add(struct forecast_factors *made, struct arena *arena, uint64_t set, const char *name,
                                 uint64_t *taken)
{
    const struct forecast *forecast = made->forecast;
    size_t *first = made->first;
    const char *names = "";
    size_t count = first[made->factors.count];
    for (size_t i = 0; i < forecast->input_count && names; i++) {
        uint64_t bit = forecast_factors_bit(forecast, i);
        if (!(set & bit & ~*taken))
            continue;
        *taken |= bit;
        names = arena_format(arena, "%s%s%s", names, names[0] ? " + " : "", input_row(forecast->inputs[i].id)->key);
        made->which[count++] = i;
    }
    if (count > first[made->factors.count]) {
        made->names[made->factors.count++] = name ? name : names;
        first[made->factors.count] = count;
    }
    return names != NULL;
}

static void forecast_factors_outputs(struct forecast_factors *made, uint64_t metrics)
{
    const struct forecast *forecast = made->forecast;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (forecast->varies[id] && (!metrics || ((metrics >> id) & 1u))) {
            made->pivots[made->factors.output_count] = isfinite(forecast->point[id]) ? forecast->point[id] : 0;
            made->metrics[made->factors.output_count++] = (enum metric_id)id;
        }
}

static enum status forecast_factors_relate(struct forecast_factors *made, struct arena *arena)
{
    const struct forecast *forecast = made->forecast;
    struct factors *factors = &made->factors;
    made->matters = arena_array(arena, factors->output_count * factors->count + 1, sizeof *made->matters);
    made->follows = arena_array(arena, factors->input_count + 1, sizeof *made->follows);
    if (!made->matters || !made->follows)
        return STATUS_NO_MEMORY;
    for (size_t m = 0; m < factors->output_count; m++) {
        uint64_t reads = estimate_reads(forecast->tally, made->metrics[m]);
        for (size_t f = 0; f < factors->count; f++) {
            uint64_t inputs = 0;
            for (size_t i = factors->first[f]; i < factors->first[f + 1]; i++)
                inputs |= forecast_factors_bit(forecast, made->which[i]);
            made->matters[m * factors->count + f] = (reads & inputs) != 0;
        }
    }
    for (size_t i = 0; i < factors->input_count; i++) {
        size_t member = forecast->inputs[made->which[i]].member;
        made->follows[i] = false;
        for (size_t before = 0; member != SIZE_MAX && before < member; before++)
            made->follows[i] = made->follows[i] || forecast->factor[member * forecast->member_count + before] != 0;
    }
    factors->matters = made->matters;
    factors->follows = made->follows;
    return STATUS_OK;
}

enum status forecast_factors_init(struct forecast_factors *made, struct arena *arena, const struct forecast *forecast,
                                  const struct forecast_group *groups, size_t group_count, uint64_t metrics)
{
    size_t inputs = forecast->input_count;
    uint64_t taken = 0;
    *made = (struct forecast_factors){.forecast = forecast};
    made->first = arena_array(arena, inputs + 1, sizeof *made->first);
    made->names = arena_array(arena, inputs + 1, sizeof *made->names);
    made->which = arena_array(arena, inputs + 1, sizeof *made->which);
    if (!made->first || !made->names || !made->which)
        return STATUS_NO_MEMORY;
    made->first[0] = 0;
    made->factors = (struct factors){.context = made,
                                     .first = made->first,
                                     .pivots = made->pivots,
                                     .begin = forecast_factors_begin,
                                     .end = forecast_factors_end,
                                     .place = forecast_factors_place,
                                     .evaluate = forecast_factors_evaluate};
    bool whole = true;
    for (size_t i = 0; i < group_count && whole; i++)
        whole = forecast_factors_add(made, arena, forecast_factors_close(forecast, groups[i].inputs), groups[i].name,
                                     &taken);
    for (size_t i = 0; i < inputs && whole; i++)
        whole = forecast_factors_add(
            made, arena, forecast_factors_close(forecast, forecast_factors_bit(forecast, i)) & ~taken, NULL, &taken);
    made->factors.input_count = made->first[made->factors.count];
    forecast_factors_outputs(made, metrics);
    return whole ? forecast_factors_relate(made, arena) : STATUS_NO_MEMORY;
}
