// flopcast sensitivity: which uncertain input matters most, metric by metric.
#include "cli/commands.h"
#include "cli/progress.h"
#include "report/memory_sheet.h"
#include "report/sensitivity_sheet.h"

enum { CMD_SENSITIVITY_POINTS = 16384, CMD_SENSITIVITY_SHIFTS = 8, CMD_SENSITIVITY_PATHS = 100 };

static enum status cmd_sensitivity_run(struct session *session, const struct forecast_factors *made,
                                       struct sensitivity *found)
{
    const struct args *args = &session->args;
    unsigned methods = args->methods ? args->methods : ARGS_SOBOL | ARGS_MORRIS | ARGS_TORNADO;
    struct progress progress;
    struct sensitivity_options options = {
        .wants_indices = methods & ARGS_SOBOL,
        .wants_screening = methods & ARGS_MORRIS,
        .wants_tornado = methods & ARGS_TORNADO,
        .paths = args->paths ? (size_t)args->paths : CMD_SENSITIVITY_PATHS,
        .indices = {.points = args->samples ? (uint64_t)args->samples : CMD_SENSITIVITY_POINTS,
                    .shifts = args->shifts ? (size_t)args->shifts : CMD_SENSITIVITY_SHIFTS,
                    .seed = made->forecast->options.seed,
                    .threads = (int)args->threads,
                    .observer = &progress,
                    .tick = progress_tick}};
    progress_init(&progress, "base points", options.indices.points * options.indices.shifts, stderr);
    enum status status = sensitivity_run(made, &options, &session->arena, found);
    session->is_interrupted = progress_interrupted();
    progress_free(&progress);
    return status;
}

// A group of which no input varies is no factor.
static void cmd_sensitivity_groups(struct session *session, const struct forecast_factors *made)
{
    for (size_t i = 0; i < session->args.group_count; i++) {
        bool is_there = false;
        for (size_t f = 0; f < made->factors.count; f++)
            is_there = is_there || made->names[f] == session->args.groups[i].name;
        if (!is_there)
            sheet_note(&session->sheet, "group %s: no input of it varies and matters, or another group has them all",
                       session->args.groups[i].name);
    }
}

static enum status cmd_sensitivity_answer(struct session *session, const struct plan *plan, const struct tally *tally)
{
    const struct args *args = &session->args;
    const struct forecast_options options = {.seed = (uint64_t)plan->seed};
    struct forecast forecast;
    struct forecast_factors made;
    struct sensitivity found;
    enum status status = forecast_init(&forecast, &session->arena, plan, tally, &options);
    if (status == STATUS_OK)
        status =
            forecast_factors_init(&made, &session->arena, &forecast, args->groups, args->group_count, args->metrics);
    if (status == STATUS_OK)
        status = cmd_sensitivity_run(session, &made, &found);
    if (status != STATUS_OK)
        return status;
    sensitivity_sheet(&session->sheet, &found, args->metrics);
    cmd_sensitivity_groups(session, &made);
    return STATUS_OK;
}

enum status cmd_sensitivity(struct session *session)
{
    struct plan plan;
    struct tally tally;
    if (session->args.samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--samples auto: sensitivity takes a number");
    enum status status = session_open_plan(session, &plan);
    if (status != STATUS_OK)
        return status;
    if (session->args.seed >= 0)
        plan.seed = session->args.seed;
    tally_compile(&plan, &tally);
    status = cmd_sensitivity_answer(session, &plan, &tally);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    const char *lack = memory_sheet_lack(&session->arena, &plan, &tally.fit);
    if (lack)
        (void)diag_error(&session->diag, (struct mark){0}, NULL, "%s", lack);
    return lack ? STATUS_UNREACHABLE : STATUS_OK;
}
