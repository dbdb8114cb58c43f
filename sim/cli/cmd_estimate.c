// flopcast estimate: what a training costs.
#include "cli/commands.h"
#include "report/estimate_sheet.h"

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
    estimate_sheet(&session->sheet, &plan, &tally, metrics);
    return STATUS_OK;
}
