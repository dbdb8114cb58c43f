// flopcast compare: plans side by side on the same draws.
#include <math.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "report/comparison_sheet.h"
#include "report/defaults_words.h"
#include "report/memory_sheet.h"
#include "report/number_text.h"

enum { CMD_COMPARE_SAMPLES = 100000 };

// Up to so many values it costs little time and memory that quantiles are exact.
static const uint64_t cmd_compare_exact_values = 12000000;

struct cmd_compare {
    size_t count;
    struct plan *plans; // [count], as are all of these
    struct tally *tallies;
    struct forecast *forecasts;
    const char **names;
    size_t *said; // messages in the diag when the plan was read
    bool varies;  // any metric of any of them
};

static enum status cmd_compare_make(struct session *session, struct cmd_compare *run)
{
    struct arena *arena = &session->arena;
    run->count = session->args.word_count;
    run->plans = arena_array(arena, run->count, sizeof *run->plans);
    run->tallies = arena_array(arena, run->count, sizeof *run->tallies);
    run->forecasts = arena_array(arena, run->count, sizeof *run->forecasts);
    run->names = arena_array(arena, run->count, sizeof *run->names);
    run->said = arena_array(arena, run->count, sizeof *run->said);
    return run->plans && run->tallies && run->forecasts && run->names && run->said ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool cmd_compare_is_taken(const struct cmd_compare *run, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++)
        if (strcmp(run->names[i], name) == 0)
            return true;
    return false;
}

// Every plan has a name of its own: the one it gives itself, the words that it was asked for by, or these with a
// number.
static enum status cmd_compare_name(struct session *session, struct cmd_compare *run, size_t i)
{
    const char *name = run->plans[i].name, *word = session->args.words[i];
    if (cmd_compare_is_taken(run, i, name))
        name = word;
    for (size_t number = 2; name && cmd_compare_is_taken(run, i, name); number++)
        name = arena_format(&session->arena, "%s (%zu)", word, number);
    run->names[i] = name;
    return name ? STATUS_OK : STATUS_NO_MEMORY;
}

// Reads all of them, so that one run shows the mistakes of all.
static enum status cmd_compare_open(struct session *session, struct cmd_compare *run)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->count; i++) {
        enum status one = session_open_plan_named(session, session->args.words[i], &run->plans[i]);
        run->said[i] = session->diag.count;
        status = status == STATUS_OK ? one : status;
    }
    for (size_t i = 0; i < run->count && status == STATUS_OK; i++) {
        status = cmd_compare_name(session, run, i);
        tally_compile(&run->plans[i], &run->tallies[i]);
    }
    return status;
}

// A plan by its number is an item of its own: what is drawn independently is not shared between plans.
static enum status cmd_compare_forecast(struct session *session, struct cmd_compare *run,
                                        const struct comparison_facts *facts)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->count && status == STATUS_OK; i++) {
        const struct forecast_options options = {.seed = facts->seed, .design = facts->design, .item = i};
        struct forecast *forecast = &run->forecasts[i];
        status = forecast_init(forecast, &session->arena, &run->plans[i], &run->tallies[i], &options);
        for (int id = 0; id < METRIC_COUNT; id++) {
            run->varies = run->varies || forecast->varies[id];
            forecast->varies[id] = forecast->varies[id] && facts->samples > 1;
        }
    }
    return status;
}

// A metric that was asked for by name must be there.
static enum status cmd_compare_check(struct session *session, const struct cmd_compare *run)
{
    enum status status = STATUS_OK;
    for (int id = 0; id < METRIC_COUNT; id++)
        for (size_t i = 0; i < run->count && ((session->args.metrics >> id) & 1u); i++)
            if (isnan(run->forecasts[i].point[id]))
                status = diag_error(&session->diag, (struct mark){0}, NULL, "--metric %s: %s says too little for it",
                                    metric_row((enum metric_id)id)->name, run->names[i]);
    return status;
}

// ---- notes -------------------------------------------------------------------------------------

// What was said while the plans were read, each with the plan that it was said of, and what does not fit.
static void cmd_compare_warn(struct session *session, const struct cmd_compare *run)
{
    const struct diag *diag = &session->diag;
    for (size_t i = 0, at = 0; i < run->count; i++)
        for (; at < run->said[i]; at++)
            sheet_note(&session->sheet, "%s: %s", run->names[i], diag->messages[at].text);
    for (size_t i = 0; i < run->count; i++) {
        const char *lack = memory_sheet_lack(&session->arena, &run->plans[i], &run->tallies[i].fit);
        if (!lack)
            continue;
        diag_warning(&session->diag, (struct mark){0}, NULL, "%s %s", run->names[i], lack);
        sheet_note(&session->sheet, "%s %s", run->names[i], lack);
    }
}

// ---- the run -----------------------------------------------------------------------------------

static enum status cmd_compare_run(struct session *session, const struct comparison_facts *facts,
                                   struct ensemble *ensemble)
{
    struct progress progress;
    const size_t columns = facts->comparison->source.column_count;
    const struct ensemble_options options = {.samples = facts->samples,
                                             .threads = (int)session->args.threads,
                                             .is_replicated = facts->design != DESIGN_RANDOM,
                                             .quantiles = comparison_sheet_quantiles,
                                             .quantile_count = COMPARISON_QUANTILES,
                                             .exact =
                                                 facts->samples <= cmd_compare_exact_values / (columns ? columns : 1),
                                             .observer = &progress,
                                             .tick = progress_tick};
    progress_init(&progress, "samples", facts->samples, stderr);
    enum status status = ensemble_run(&facts->comparison->source, &options, ensemble);
    progress_free(&progress);
    return status;
}

enum status cmd_compare(struct session *session)
{
    const struct args *args = &session->args;
    struct cmd_compare run = {0};
    struct comparison comparison;
    struct ensemble ensemble = {0};
    if (args->samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--samples auto: compare needs a number");
    enum status status = cmd_compare_make(session, &run);
    if (status == STATUS_OK)
        status = cmd_compare_open(session, &run);
    if (status != STATUS_OK)
        return status;
    const struct plan *first = &run.plans[0];
    struct comparison_facts facts = {.comparison = &comparison,
                                     .ensemble = &ensemble,
                                     .names = run.names,
                                     .is_selection = args->metrics != 0,
                                     .samples = (uint64_t)(args->samples    ? args->samples
                                                           : first->samples ? first->samples
                                                                            : CMD_COMPARE_SAMPLES),
                                     .seed = (uint64_t)(args->seed >= 0 ? args->seed : first->seed),
                                     .design = args->design == DESIGN_COUNT ? DESIGN_RANDOM : args->design};
    status = cmd_compare_forecast(session, &run, &facts);
    if (status == STATUS_OK)
        status = cmd_compare_check(session, &run);
    if (status == STATUS_OK)
        status = comparison_init(&comparison, &session->arena, run.forecasts, run.count, args->metrics);
    if (status != STATUS_OK)
        return status;
    facts.is_point = run.varies && facts.samples == 1;
    if (!run.varies)
        facts.samples = 1; // nothing is uncertain: one sample says it all
    status = cmd_compare_run(session, &facts, &ensemble);
    if (status == STATUS_OK) {
        comparison_sheet(&session->sheet, &facts);
        defaults_words_notes(&session->sheet, run.plans, run.tallies, run.names, run.count);
        cmd_compare_warn(session, &run);
    }
    ensemble_free(&ensemble);
    return status;
}
