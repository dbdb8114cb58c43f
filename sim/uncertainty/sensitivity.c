#include "uncertainty/sensitivity.h"

#include "uncertainty/narrowing.h"

static enum status sensitivity_screen(struct sensitivity *found, struct arena *arena)
{
    const struct factors *factors = &found->made->factors;
    size_t pairs = factors->count * factors->output_count;
    struct screening_effect *effects = arena_array(arena, pairs + 1, sizeof *effects);
    found->effects = effects;
    return effects ? screening_morris(factors, found->options.indices.seed, found->options.paths, effects)
                   : STATUS_NO_MEMORY;
}

static enum status sensitivity_tornado(struct sensitivity *found, struct arena *arena)
{
    const struct factors *factors = &found->made->factors;
    struct screening_bar *bars = arena_array(arena, factors->count * factors->output_count + 1, sizeof *bars);
    double *middle = arena_array(arena, factors->output_count + 1, sizeof *middle);
    found->bars = bars;
    found->middle = middle;
    return bars && middle ? screening_tornado(factors, bars, middle) : STATUS_NO_MEMORY;
}

static enum status sensitivity_indices(struct sensitivity *found, struct arena *arena)
{
    const struct factors *factors = &found->made->factors;
    const struct sobol_indices_options *options = &found->options.indices;
    struct sobol_indices *indices = arena_alloc(arena, sizeof *indices);
    double *narrowing = arena_array(arena, factors->count * factors->output_count + 1, sizeof *narrowing);
    if (!indices || !narrowing)
        return STATUS_NO_MEMORY;
    enum status status = sobol_indices_run(factors, options, arena, indices);
    found->is_stopped = status == STATUS_OK && indices->is_partial;
    if (status != STATUS_OK || found->is_stopped)
        return status;
    found->indices = indices;
    found->narrowing = narrowing;
    return narrowing_run(factors, options->seed, options->threads, narrowing);
}

enum status sensitivity_run(const struct forecast_factors *made, const struct sensitivity_options *options,
                            struct arena *arena, struct sensitivity *found)
{
    enum status status = STATUS_OK;
    *found = (struct sensitivity){.made = made, .options = *options};
    if (options->wants_screening)
        status = sensitivity_screen(found, arena);
    if (options->wants_tornado && status == STATUS_OK)
        status = sensitivity_tornado(found, arena);
    if (options->wants_indices && status == STATUS_OK)
        status = sensitivity_indices(found, arena);
    return status;
}
