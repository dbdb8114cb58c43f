// flopcast estimate: what a training costs.
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/keeping.h"
#include "cli/progress.h"
#include "report/estimate_sheet.h"
#include "report/memory_sheet.h"

enum { ESTIMATE_SAMPLES = 100000 }; // when nobody says

static const double estimate_error = 0.001; // of --samples auto, when nobody says

struct cmd_estimate_observer {
    struct progress progress;
    struct keeping keeping;
};

static bool cmd_estimate_tick(void *observer, uint64_t done, uint64_t total)
{
    return progress_tick(&((struct cmd_estimate_observer *)observer)->progress, done, total);
}

static enum status cmd_estimate_open(void *observer, const struct forecast_source *source, uint64_t samples)
{
    return keeping_open(&((struct cmd_estimate_observer *)observer)->keeping, source, samples);
}

static enum status cmd_estimate_keep(void *observer, uint64_t first, size_t n, const double *const *columns)
{
    return keeping_put(&((struct cmd_estimate_observer *)observer)->keeping, first, n, columns);
}

static int cmd_estimate_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// The three that are always there, and those of the command line, ascending, each once.
static size_t cmd_estimate_quantiles(const struct args *args, double quantiles[ENSEMBLE_QUANTILES_MAX])
{
    static const double always[] = {0.05, 0.5, 0.95};
    size_t count = sizeof always / sizeof *always, kept = 0;
    memcpy(quantiles, always, sizeof always);
    for (size_t i = 0; i < args->quantile_count; i++)
        quantiles[count++] = args->quantiles[i];
    qsort(quantiles, count, sizeof *quantiles, cmd_estimate_compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || quantiles[i] != quantiles[kept - 1])
            quantiles[kept++] = quantiles[i];
    return kept;
}

static enum status cmd_estimate_sample(struct session *session, const struct plan *plan,
                                       const struct forecast *forecast, struct estimate_sheet_samples *samples)
{
    const struct args *args = &session->args;
    struct cmd_estimate_observer observer = {
        .keeping = {.folder = args->save_folder, .format = args->save_format, .diag = &session->diag}};
    struct outlook_options options = {.samples = args->samples_auto ? 0 : (uint64_t)plan->samples,
                                      .until = args->until,
                                      .until_share = args->until == METRIC_COUNT ? estimate_error : args->until_share,
                                      .until_si = args->until_si,
                                      .threads = (int)args->threads,
                                      .quantiles = samples->quantiles,
                                      .quantile_count = samples->quantile_count,
                                      .exact = args->exact,
                                      .observer = &observer,
                                      .tick = cmd_estimate_tick};
    if (args->save_folder) {
        options.with_inputs = true;
        options.open = cmd_estimate_open;
        options.keep = cmd_estimate_keep;
    }
    progress_init(&observer.progress, "samples", options.samples, stderr);
    enum status status = outlook_run(forecast, &options, &samples->outlook);
    const struct samples_manifest about = {.plan = plan->name,
                                           .sampling = design_name(forecast->options.design),
                                           .command = session->args.command_line,
                                           .seed = forecast->options.seed,
                                           .is_partial = samples->outlook.is_partial};
    status = keeping_close(&observer.keeping, samples->outlook.samples, &about, status);
    session->is_interrupted = progress_interrupted();
    progress_free(&observer.progress);
    return status;
}

static enum status cmd_estimate_check(struct session *session, const struct plan *plan)
{
    const struct args *args = &session->args;
    if (args->until != METRIC_COUNT && !args->samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--until goes with --samples auto");
    bool single = !args->samples_auto && plan->samples == 1;
    if (single && (args->save_folder || args->quantile_count))
        return diag_error(&session->diag, (struct mark){0}, NULL, "%s: there is one sample, the point estimate",
                          args->save_folder ? "--save-samples" : "--quantiles");
    return STATUS_OK;
}

enum status cmd_estimate(struct session *session)
{
    struct plan plan;
    struct tally tally;
    struct forecast forecast;
    struct estimate_sheet_samples samples = {.forecast = &forecast};
    const struct args *args = &session->args;
    enum status status = session_open_plan(session, &plan);
    if (status != STATUS_OK)
        return status;
    if (args->seed >= 0)
        plan.seed = args->seed;
    if (args->samples)
        plan.samples = args->samples;
    if (!plan.samples)
        plan.samples = ESTIMATE_SAMPLES;
    status = cmd_estimate_check(session, &plan);
    if (status != STATUS_OK)
        return status;
    tally_compile(&plan, &tally);
    const struct forecast_options options = {.seed = (uint64_t)plan.seed,
                                             .design = args->design == DESIGN_COUNT ? DESIGN_RANDOM : args->design};
    status = forecast_init(&forecast, &session->arena, &plan, &tally, &options);
    if (status != STATUS_OK)
        return status;
    if (args->save_folder && !forecast.input_count)
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--save-samples: every input of this plan is a constant: nothing is drawn");
    bool sampled = args->samples_auto || plan.samples > 1;
    samples.quantile_count = cmd_estimate_quantiles(args, samples.quantiles);
    if (sampled)
        status = cmd_estimate_sample(session, &plan, &forecast, &samples);
    if (status != STATUS_OK)
        return status;
    const char *lack = memory_sheet_lack(&session->arena, &plan, &tally.fit);
    if (lack)
        (void)diag_error(&session->diag, (struct mark){0}, NULL, "%s", lack);
    estimate_sheet(&session->sheet, &plan, &tally, forecast.point, sampled ? &samples : NULL);
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    return lack ? STATUS_UNREACHABLE : STATUS_OK;
}
