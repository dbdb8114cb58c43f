// flopcast sweep: the same question at every point of a grid, each row printed as soon as it is worked out.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "report/sweep_sheet.h"

struct cmd_sweep {
    struct session *session;
    struct sweep_sheet sheet;
    struct progress progress;
};

static enum status cmd_sweep_describe(void *context, const struct sweep_row *row, struct sweep_text *text)
{
    const struct cmd_sweep *run = context;
    return sweep_sheet_describe(&run->sheet, row, text);
}

static bool cmd_sweep_failed(struct cmd_sweep *run)
{
    bool failed = ferror(stdout) != 0;
    if (failed && !run->session->output_problem)
        run->session->output_problem = errno;
    return failed;
}

static enum status cmd_sweep_put(void *context, uint64_t point, const struct sweep_text *text, bool *stop)
{
    struct cmd_sweep *run = context;
    errno = 0;
    sweep_sheet_put(&run->sheet, text, stdout);
    *stop = !progress_tick(&run->progress, point + 1, run->sheet.points);
    return cmd_sweep_failed(run) ? STATUS_IO : STATUS_OK;
}

static bool cmd_sweep_goes_on(void *context)
{
    (void)context;
    return !progress_interrupted();
}

static enum status cmd_sweep_axes(struct session *session, struct sweep_axis *axes)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->args.over_count; i++) {
        enum status one = sweep_axis_read(&session->reader, session->args.overs[i], SWEEP_POINTS_MAX, &axes[i]);
        status = one == STATUS_OK ? status : one;
    }
    if (!session->args.over_count)
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--over is missing: --over utilization=0.2:0.6:9 or --over region=fr,us-2018,pl");
    if (session->args.samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--samples auto: a sweep has the same number of samples at each point; say how many");
    if (!sweep_sheet_has_format(session->args.format->name))
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "--format %s: a sweep prints its rows as they come, as table, json or csv",
                          session->args.format->name);
    return status;
}

// Rows appear as they come. On a terminal they are progress enough, and a line that comes and goes would break them.
static enum status cmd_sweep_print(struct cmd_sweep *run, const struct sweep *sweep)
{
    const struct sweep_sink sink = {
        .context = run, .describe = cmd_sweep_describe, .put = cmd_sweep_put, .goes_on = cmd_sweep_goes_on};
    uint64_t done = 0;
    run->session->is_printed = true;
    sweep_sheet_begin(&run->sheet, stdout);
    progress_init(&run->progress, "points", run->sheet.points, stderr);
    run->progress.is_terminal = run->progress.is_terminal && !isatty(STDOUT_FILENO);
    enum status status = sweep_run(sweep, &sink, &done);
    run->session->is_interrupted = progress_interrupted();
    progress_free(&run->progress);
    if (status != STATUS_OK)
        return status;
    errno = 0;
    sweep_sheet_end(&run->sheet, stdout);
    if (done < run->sheet.points)
        diag_warning(&run->session->diag, (struct mark){0}, NULL, "interrupted after %llu of %llu points",
                     (unsigned long long)done, (unsigned long long)run->sheet.points);
    fflush(stdout);
    return cmd_sweep_failed(run) ? STATUS_IO : STATUS_OK;
}

enum status cmd_sweep(struct session *session)
{
    const struct args *args = &session->args;
    struct sweep_axis axes[SWEEP_AXES_MAX];
    struct sweep_survey survey;
    struct plan plan;
    enum status status = cmd_sweep_axes(session, axes);
    if (status != STATUS_OK)
        return status;
    struct sweep sweep = {.data_folder = session->catalog.data_folder,
                          .plan = args->words[0],
                          .options = session_options(session),
                          .axes = axes,
                          .axis_count = args->over_count,
                          .samples = (uint64_t)args->samples,
                          .seed = args->seed,
                          .design = args->design == DESIGN_COUNT ? DESIGN_RANDOM : args->design,
                          .threads = (int)args->threads,
                          .quantiles = sweep_sheet_quantiles,
                          .quantile_count = SWEEP_SHEET_QUANTILES};
    status = sweep_check_axes(&session->reader, &sweep);
    if (status == STATUS_OK)
        status = sweep_check(&session->reader, &sweep, &plan, &survey);
    struct cmd_sweep *run = status == STATUS_OK ? calloc(1, sizeof *run) : NULL;
    if (!run)
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    run->session = session;
    sweep.samples = sweep_samples(&sweep, &plan);
    status = sweep_sheet_init(&run->sheet, &session->arena, &sweep, &plan, &survey, args->format->name, args->metrics,
                              session->columns);
    sweep.metrics = sweep_sheet_metrics(&run->sheet);
    if (status == STATUS_OK)
        status = cmd_sweep_print(run, &sweep);
    free(run);
    return status;
}
