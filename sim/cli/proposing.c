#include "cli/proposing.h"

#include <math.h>
#include <stdlib.h>

#include "cli/proposing_regions.h"

enum { PROPOSING_BARS = 12 }; // of the tornado

void proposing_init(struct proposing *proposing, const struct session *session, struct arena *arena, struct diag *diag)
{
    *proposing = (struct proposing){.arena = arena,
                                    .diag = diag,
                                    .catalog = {.arena = arena,
                                                .diag = diag,
                                                .data_folder = session->catalog.data_folder,
                                                .is_value = session->catalog.is_value},
                                    .reader = {.arena = arena, .diag = diag}};
}

void proposing_free(struct proposing *proposing)
{
    free(proposing->samples);
    free((void *)proposing->items);
    free(proposing->item_block);
    proposing->samples = proposing->item_block = NULL;
    proposing->items = NULL;
}

// The budget if anything moves it, else energy, else device-hours; where nothing moves any, the first that is known.
static enum status proposing_lead(struct proposing *proposing)
{
    static const size_t tried[] = {PROJECTION_BUDGET_USD, METRIC_ENERGY_KWH, METRIC_DEVICE_H};
    const struct projection *projection = &proposing->projection;
    enum status status = STATUS_OK;
    proposing->lead = PROJECTION_QUANTITIES;
    for (size_t i = 0; i < sizeof tried / sizeof *tried && status == STATUS_OK && !proposing->tornado.count; i++) {
        if (!isfinite(projection->entries[projection->total].point[tried[i]]))
            continue;
        size_t before = proposing->lead;
        proposing->lead = tried[i];
        status = projection_tornado(projection, proposing->arena, tried[i], PROPOSING_BARS, &proposing->tornado);
        if (!proposing->tornado.count && before < PROJECTION_QUANTITIES)
            proposing->lead = before;
    }
    return status;
}

// The columns whose samples are kept: the whole's lead, and device-hours of the items where kinds have to be told
// apart. Large, so not in the arena.
static enum status proposing_keep(struct proposing *proposing, struct projection_kept **kept, size_t *count)
{
    const struct projection *projection = &proposing->projection;
    const size_t items = proposing->programme.work_count, samples = (size_t)proposing->facts.samples;
    const size_t lead = proposing->lead;
    bool apart = projection_devices_need_samples(&proposing->devices, projection, proposing->facts.samples);
    *count = 0;
    *kept = arena_array(proposing->arena, items + 1, sizeof **kept);
    if (!*kept)
        return STATUS_NO_MEMORY;
    if (samples > 1 && lead < PROJECTION_QUANTITIES && projection->entries[projection->total].varies[lead]) {
        proposing->samples = malloc(samples * sizeof(double));
        if (!proposing->samples)
            return STATUS_NO_MEMORY;
        (*kept)[(*count)++] =
            (struct projection_kept){.entry = projection->total, .quantity = lead, .samples = proposing->samples};
    }
    if (!apart)
        return STATUS_OK;
    proposing->items = calloc(items + 1, sizeof *proposing->items);
    proposing->item_block = malloc(items * samples * sizeof(double));
    if (!proposing->items || !proposing->item_block)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < items; i++) {
        proposing->items[i] = proposing->item_block + i * samples;
        (*kept)[(*count)++] =
            (struct projection_kept){.entry = i, .quantity = METRIC_DEVICE_H, .samples = proposing->items[i]};
    }
    return STATUS_OK;
}

static enum status proposing_sample(struct proposing *proposing, const struct proposing_options *options)
{
    struct projection_options run = {.samples = proposing->facts.samples,
                                     .threads = options->threads,
                                     .quantiles = programme_facts_quantiles,
                                     .quantile_count = PROGRAMME_QUANTILES,
                                     .observer = options->observer,
                                     .tick = options->tick};
    struct projection_kept *kept = NULL;
    enum status status = proposing_keep(proposing, &kept, &run.kept_count);
    run.kept = kept;
    if (status == STATUS_OK)
        status = projection_run(&proposing->projection, &run, &proposing->facts.samples);
    proposing->facts.is_partial = proposing->facts.samples < run.samples;
    if (status == STATUS_OK && proposing->items)
        status = projection_devices_sum_up(&proposing->devices, &proposing->projection,
                                           (const double *const *)proposing->items, (size_t)proposing->facts.samples);
    return status;
}

enum status proposing_run(struct proposing *proposing, const char *word, const struct plan_options *plan,
                          const struct proposing_options *options)
{
    struct programme *programme = &proposing->programme;
    struct projection *projection = &proposing->projection;
    enum status status = programme_open(&proposing->reader, &proposing->catalog, word, plan, programme);
    if (status != STATUS_OK)
        return status;
    proposing->facts = (struct programme_facts){.projection = projection,
                                                .samples = options->samples     ? options->samples
                                                           : programme->samples ? (uint64_t)programme->samples
                                                                                : PROPOSING_SAMPLES};
    if (proposing->facts.samples > PROPOSING_SAMPLES_MAX)
        return diag_error(proposing->diag, programme->node->mark, NULL,
                          "a report keeps its samples: at most %d of them (\"samples\", --samples)",
                          PROPOSING_SAMPLES_MAX);
    status = projection_init(projection, proposing->arena, programme,
                             (uint64_t)(options->seed >= 0 ? options->seed : programme->seed));
    if (status == STATUS_OK)
        status = projection_devices(&proposing->devices, proposing->arena, projection);
    if (status == STATUS_OK)
        status = proposing_lead(proposing);
    if (status == STATUS_OK)
        status = proposing_sample(proposing, options);
    if (status == STATUS_OK)
        status = proposal_lines(&proposing->lines, proposing->arena, projection);
    if (status == STATUS_OK)
        status = proposing_regions(proposing, options->regions, options, &proposing->proposal.ranking);
    proposing->proposal = (struct proposal_facts){.programme = &proposing->facts,
                                                  .lead = proposing->lead,
                                                  .samples = proposing->samples,
                                                  .tornado = &proposing->tornado,
                                                  .devices = &proposing->devices,
                                                  .ranking = proposing->proposal.ranking,
                                                  .lines = &proposing->lines,
                                                  .command_line = options->command_line};
    return status;
}

enum status proposing_sheet(struct proposing *proposing, struct sheet *sheet)
{
    proposal_sheet(sheet, &proposing->proposal);
    for (size_t i = 0; i < proposing->diag->count; i++)
        sheet_note(sheet, "%s", proposing->diag->messages[i].text);
    return sheet_status(sheet);
}
