// flopcast regions: the same plan in every region of the catalogue.
#include <math.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "machine/region_list.h"
#include "report/memory_sheet.h"
#include "report/ranking_sheet.h"
#include "uncertainty/ranking_order.h"

enum { CMD_REGIONS_SAMPLES = 10000, CMD_REGIONS_TOP = 10 };

// The words of --only, apart by commas or blanks.
static enum status cmd_regions_list(struct session *session, struct region_list *list)
{
    const char *only = session->args.only;
    const char **words = arena_array(&session->arena, only ? strlen(only) + 1 : 1, sizeof *words);
    size_t count = 0;
    if (!words)
        return STATUS_NO_MEMORY;
    for (const char *at = only ? only : ""; *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (length && !(words[count++] = arena_copy(&session->arena, at, length)))
            return STATUS_NO_MEMORY;
        at += length;
    }
    if (only && !count)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--only: no region is named");
    return region_list_read(&session->reader, &session->catalog, words, count, list);
}

static enum status cmd_regions_check(struct session *session)
{
    const struct args *args = &session->args;
    if (args->samples_auto)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--samples auto: regions needs a number");
    if (args->samples > (int64_t)RANKING_SAMPLES_MAX)
        return diag_error(&session->diag, (struct mark){0}, NULL, "--samples: at most %d in each region",
                          (int)RANKING_SAMPLES_MAX);
    return STATUS_OK;
}

// What the metric lacks, told for the plan where it stands: "hardware", or inputs.
static enum status cmd_regions_lacks(struct session *session, const struct plan *plan, const struct tally *tally,
                                     enum metric_id by)
{
    const char *names = "";
    uint64_t reads = estimate_reads(tally, by);
    for (int id = 0; id < INPUT_COUNT && names; id++)
        if (((reads >> id) & 1u) && plan->inputs.values[id].origin == INPUT_UNSET)
            names =
                arena_format(&session->arena, "%s%s%s", names, names[0] ? ", " : "", input_row((enum input_id)id)->key);
    return diag_error(&session->diag, (struct mark){0}, NULL, "%s is known in no region%s%s%s%s", metric_row(by)->name,
                      !plan->has_device ? ": the plan names no device (--hardware)" : "",
                      plan->has_device && names && names[0] ? ": no value for " : "",
                      plan->has_device && names ? names : "", "");
}

static enum status cmd_regions_sheet(struct session *session, const struct plan *plan, const struct tally *tally,
                                     struct ranking_facts *facts)
{
    const struct ranking *ranking = facts->ranking;
    size_t *order = arena_array(&session->arena, ranking->count, sizeof *order);
    size_t *ranks = arena_array(&session->arena, ranking->count, sizeof *ranks);
    double metrics[METRIC_COUNT];
    if (!((ranking->metrics >> METRIC_CO2E_KG) & 1u))
        return cmd_regions_lacks(session, plan, tally, METRIC_CO2E_KG);
    if (!((ranking->metrics >> facts->by) & 1u))
        return cmd_regions_lacks(session, plan, tally, facts->by);
    if (!order || !ranks || ranking_order(ranking, facts->by, order, ranks) != STATUS_OK)
        return STATUS_NO_MEMORY;
    estimate_point(tally, &plan->inputs, metrics);
    facts->time_h = metric_from_si(METRIC_TIME_H, metrics[METRIC_TIME_H]);
    facts->order = order;
    facts->ranks = ranks;
    ranking_sheet(&session->sheet, facts);
    const char *lack = memory_sheet_lack(&session->arena, plan, &tally->fit);
    if (lack)
        diag_warning(&session->diag, (struct mark){0}, NULL, "%s", lack);
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    return STATUS_OK;
}

enum status cmd_regions(struct session *session)
{
    const struct args *args = &session->args;
    struct plan plan;
    struct tally tally;
    struct region_list list = {0};
    struct ranking ranking;
    struct progress progress;
    enum status status = cmd_regions_check(session);
    if (status != STATUS_OK)
        return status;
    enum status of_plan = session_open_plan(session, &plan); // the mistakes of both
    status = cmd_regions_list(session, &list);
    status = of_plan == STATUS_OK ? status : of_plan;
    if (status != STATUS_OK)
        return status;
    struct ranking_facts facts = {.ranking = &ranking,
                                  .plan = &plan,
                                  .by = args->by == METRIC_COUNT ? METRIC_CO2E_KG : args->by,
                                  .top = args->top ? (size_t)args->top : CMD_REGIONS_TOP,
                                  .hours = (size_t)args->hours,
                                  .seed = (uint64_t)(args->seed >= 0 ? args->seed : plan.seed),
                                  .design = args->design == DESIGN_COUNT ? DESIGN_RANDOM : args->design};
    const struct ranking_options options = {.samples = (uint64_t)(args->samples ? args->samples : CMD_REGIONS_SAMPLES),
                                            .seed = facts.seed,
                                            .design = facts.design,
                                            .threads = (int)args->threads,
                                            .own_is_apart = args->only != NULL,
                                            .metrics = UINT64_C(1) << facts.by,
                                            .observer = &progress,
                                            .tick = progress_tick};
    tally_compile(&plan, &tally);
    progress_init(&progress, "regions", list.count, stderr);
    status = ranking_run(&session->arena, &plan, list.regions, list.count, &options, &ranking);
    progress_free(&progress);
    if (status != STATUS_OK)
        return status;
    session->is_interrupted = ranking.is_partial;
    session->is_printed = ranking.is_partial; // an order of some is no order
    return ranking.is_partial ? STATUS_OK : cmd_regions_sheet(session, &plan, &tally, &facts);
}
