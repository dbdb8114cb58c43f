// flopcast estimate: what a training costs.
#include "cli/commands.h"
#include "report/estimate_sheet.h"
#include "report/memory_sheet.h"

enum status cmd_estimate(struct session *session)
{
    struct plan plan;
    struct tally tally;
    double metrics[METRIC_COUNT];
    enum status status = session_open_plan(session, &plan);
    if (status != STATUS_OK)
        return status;
    if (session->args.seed >= 0)
        plan.seed = session->args.seed;
    if (session->args.samples)
        plan.samples = session->args.samples;
    tally_compile(&plan, &tally);
    estimate_point(&tally, &plan.inputs, metrics);
    const char *lack = memory_sheet_lack(&session->arena, &plan, &tally.fit);
    if (lack)
        (void)diag_error(&session->diag, (struct mark){0}, NULL, "%s", lack);
    estimate_sheet(&session->sheet, &plan, &tally, metrics);
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    return lack ? STATUS_UNREACHABLE : STATUS_OK;
}
