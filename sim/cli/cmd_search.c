// flopcast search: what a research programme costs, trial by trial, beside one final run.
#include "cli/commands.h"
#include "cli/progress.h"
#include "report/programme_sheet.h"

enum { CMD_SEARCH_SAMPLES = 100000 }; // when nobody says

static enum status cmd_search_run(struct session *session, struct projection *projection, struct programme_facts *facts)
{
    struct progress progress;
    const struct projection_options options = {.samples = facts->samples,
                                               .threads = (int)session->args.threads,
                                               .quantiles = programme_facts_quantiles,
                                               .quantile_count = PROGRAMME_QUANTILES,
                                               .observer = &progress,
                                               .tick = progress_tick};
    progress_init(&progress, "samples", facts->samples, stderr);
    enum status status = projection_run(projection, &options, &facts->samples);
    session->is_interrupted = progress_interrupted();
    progress_free(&progress);
    facts->is_partial = facts->samples < options.samples;
    return status;
}

enum status cmd_search(struct session *session)
{
    const struct args *args = &session->args;
    struct programme programme;
    struct projection projection;
    const struct plan_options options = session_options(session);
    if (args->samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--samples auto: a programme needs a number");
    enum status status = programme_open(&session->reader, &session->catalog, args->words[0], &options, &programme);
    if (status != STATUS_OK)
        return status;
    struct programme_facts facts = {.projection = &projection,
                                    .samples = (uint64_t)(args->samples       ? args->samples
                                                          : programme.samples ? programme.samples
                                                                              : CMD_SEARCH_SAMPLES)};
    status = projection_init(&projection, &session->arena, &programme,
                             (uint64_t)(args->seed >= 0 ? args->seed : programme.seed));
    struct replication_programme_figure *figures = NULL;
    if (status == STATUS_OK)
        status = replication_programme_figures(&session->reader, &projection, &figures, &facts.figure_count);
    facts.figures = figures;
    if (status == STATUS_OK)
        status = cmd_search_run(session, &projection, &facts);
    if (status != STATUS_OK)
        return status;
    programme_sheet(&session->sheet, &facts);
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    return STATUS_OK;
}
