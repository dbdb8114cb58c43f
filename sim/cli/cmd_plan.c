// flopcast plan: the question turned round: what a programme may be within limits of money, time and emissions.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "machine/device_list.h"
#include "machine/region_list.h"
#include "report/goal_sheet.h"

enum { CMD_PLAN_SAMPLES = 10000, CMD_PLAN_SAMPLES_MAX = 1000000 };

// Everything that the command line names.
struct cmd_plan {
    struct programme programme;
    struct goal goal;
    struct device_list devices;
    struct region_list regions;
    struct goal_ladder ladder;
    struct goal_search_options options;
    int64_t *counts;
};

// ---- words of the command line -----------------------------------------------------------------

static enum status cmd_plan_error(struct session *session, const char *format, const char *a, const char *b)
{
    return diag_error(&session->diag, (struct mark){0}, NULL, format, a, b);
}

// Words apart by commas or blanks.
static enum status cmd_plan_split(struct session *session, const char *option, const char *text, const char ***words,
                                  size_t *count)
{
    *count = 0;
    *words = arena_array(&session->arena, text ? strlen(text) + 1 : 1, sizeof **words);
    if (!*words)
        return STATUS_NO_MEMORY;
    for (const char *at = text ? text : ""; *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (length && !((*words)[(*count)++] = arena_copy(&session->arena, at, length)))
            return STATUS_NO_MEMORY;
        at += length;
    }
    return text && !*count ? cmd_plan_error(session, "--%s: nothing is named%s", option, "") : STATUS_OK;
}

// A limit with its unit; money may be a number alone.
static enum status cmd_plan_limit(struct session *session, enum goal_limit limit, double *most)
{
    const struct goal_limit_row *row = goal_limit_row(limit);
    const char *text = session->args.limits[limit], *end = NULL;
    char message[UNITS_MESSAGE_SIZE];
    double number = 0;
    if (!text)
        return STATUS_OK;
    if (limit == GOAL_BUDGET && units_number(text, &number, &end) && !*end)
        *most = number;
    else if (!units_value(text, row->dimension, most, message))
        return diag_error(&session->diag, (struct mark){0}, NULL, "--%s: %s; say it as in --%s '%s'", row->name,
                          message, row->name, row->example);
    if (!(*most > 0))
        return diag_error(&session->diag, (struct mark){0}, NULL, "--%s %s: a limit must be more than 0", row->name,
                          text);
    return STATUS_OK;
}

static enum status cmd_plan_limits(struct session *session, struct goal *goal)
{
    const struct args *args = &session->args;
    char message[UNITS_MESSAGE_SIZE];
    enum status status = STATUS_OK;
    bool any = false;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
        enum status one = cmd_plan_limit(session, (enum goal_limit)limit, &goal->most[limit]);
        status = one == STATUS_OK ? status : one;
        any = any || args->limits[limit];
    }
    goal->probability = 0.9;
    if (args->probability && !units_value(args->probability, DIMENSION_NONE, &goal->probability, message))
        return cmd_plan_error(session, "--probability: %s%s", message, "");
    if (!(goal->probability > 0 && goal->probability < 1))
        return cmd_plan_error(session, "--probability %s: above 0 and below 100 %%: %s", args->probability,
                              goal->probability >= 1 ? "no number of samples shows that something is certain"
                                                     : "at 0 everything is within every limit");
    if (!any)
        return cmd_plan_error(session, "there is no limit: say --budget, --deadline, --carbon or --energy%s%s", "", "");
    return status;
}

static enum status cmd_plan_asked(struct session *session, unsigned *asked)
{
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {{"cheapest", GOAL_CHEAPEST}, {"most-trials", GOAL_TRIALS}, {"largest-model", GOAL_MODEL}};
    const char **words = NULL;
    size_t count = 0;
    *asked = 0;
    enum status status = cmd_plan_split(session, "for", session->args.asked, &words, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        unsigned bit = 0;
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            bit = strcmp(words[i], known[j].name) == 0 ? known[j].bit : bit;
        if (!bit)
            status = cmd_plan_error(session, "--for: \"%.60s\" is none of cheapest, most-trials, largest-model%s",
                                    words[i], "");
        *asked |= bit;
    }
    return status;
}

static enum status cmd_plan_count(struct session *session, const char *stated, const char *text, const char **end,
                                  int64_t *count)
{
    char *after = NULL;
    long long value = strtoll(text, &after, 10);
    if (after == text || value < 1 || value > PLAN_DEVICES_MAX)
        return cmd_plan_error(session, "--devices: N, a,b,c or LO..HI from 1 to 100,000,000, not \"%.60s\"%s", stated,
                              "");
    *count = value;
    *end = after;
    return STATUS_OK;
}

static int cmd_plan_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

// LO, the powers of two between, HI; ascending, each once.
static enum status cmd_plan_counts(struct session *session, struct cmd_plan *run)
{
    const char *stated = session->args.counts ? session->args.counts : "1..4096", *end = "";
    const char **words = NULL;
    size_t count = 0, made = 0;
    enum status status = cmd_plan_split(session, "devices", stated, &words, &count);
    run->counts = arena_array(&session->arena, 40 * count + 1, sizeof *run->counts);
    if (!run->counts)
        return STATUS_NO_MEMORY;
    if (status == STATUS_OK && 40 * count > GOAL_SEARCH_COUNTS_MAX)
        return cmd_plan_error(session, "--devices: at most 25 numbers or ranges%s%s", "", "");
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        int64_t low = 0, high = 0;
        status = cmd_plan_count(session, stated, words[i], &end, &low);
        high = low;
        if (status == STATUS_OK && strncmp(end, "..", 2) == 0)
            status = cmd_plan_count(session, stated, end + 2, &end, &high);
        if (status == STATUS_OK && (*end || high < low))
            status = cmd_plan_error(session, "--devices: \"%.60s\" is none of N, a,b,c, LO..HI%s", stated, "");
        if (status != STATUS_OK)
            return status;
        run->counts[made++] = low;
        for (int64_t power = 1; power < high; power *= 2)
            if (power > low)
                run->counts[made++] = power;
        run->counts[made++] = high;
    }
    qsort(run->counts, made, sizeof *run->counts, cmd_plan_order);
    for (size_t i = 0; i < made; i++)
        if (!i || run->counts[i] != run->counts[i - 1])
            run->counts[run->options.count_count++] = run->counts[i];
    run->options.counts = run->counts;
    return status;
}

// ---- where -------------------------------------------------------------------------------------

static enum status cmd_plan_regions(struct session *session, struct cmd_plan *run)
{
    const char **words = NULL;
    size_t count = 0;
    const char *stated = session->args.region;
    enum status status = cmd_plan_split(session, "region", stated, &words, &count);
    if (status != STATUS_OK || !count)
        return status;
    if (count == 1 && catalog_is_path(words[0])) {
        const struct yaml_node *node = NULL;
        run->regions.regions = arena_array(&session->arena, 1, sizeof *run->regions.regions);
        if (!run->regions.regions)
            return STATUS_NO_MEMORY;
        status = catalog_open_text(&session->catalog, CATALOG_REGION, words[0], &node);
        if (status == STATUS_OK)
            status = region_read(&session->reader, &session->catalog, node, run->regions.regions);
        run->regions.count = 1;
    } else
        status = region_list_read(&session->reader, &session->catalog, words, count, &run->regions);
    run->options.regions = run->regions.regions;
    run->options.region_count = run->regions.count;
    return status;
}

static enum input_id cmd_plan_price(enum programme_pay pay)
{
    return pay == PROGRAMME_PREEMPTIBLE ? INPUT_PRICE_DEVICE_PREEMPTIBLE : INPUT_PRICE_DEVICE;
}

// Nobody said how devices are paid for: by the bill of the cloud, unless the programme has devices of its own that have
// no price.
static void cmd_plan_pay(const struct session *session, struct cmd_plan *run, bool has_devices)
{
    struct programme *programme = &run->programme;
    bool is_chosen = session->args.hardware || !has_devices;
    if (!yaml_tree_get(programme->node, "pay") && is_chosen)
        programme->pay = PROGRAMME_CLOUD;
}

// The devices to choose from: those named, all that have a price, or where only electricity is paid the programme's.
static enum status cmd_plan_devices(struct session *session, struct cmd_plan *run)
{
    const struct programme *programme = &run->programme;
    const char **words = NULL;
    size_t count = 0, runs = 0, kept = 0;
    bool has_devices = true, is_measured = false;
    enum status status = cmd_plan_split(session, "hardware", session->args.hardware, &words, &count);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < programme->plan_count; i++, runs++) {
        bool measured = programme->plans[i].inputs.values[INPUT_MEASURED_TIME].origin != INPUT_UNSET;
        has_devices = has_devices && (programme->plans[i].has_device || measured);
        is_measured = is_measured || measured;
    }
    cmd_plan_pay(session, run, has_devices);
    run->options.with_own = has_devices && !session->args.hardware && !session->args.counts;
    if (is_measured || !runs) // times hold where they were measured, and what is not run needs no device
        return STATUS_OK;
    bool is_own = programme->pay == PROGRAMME_ELECTRICITY && !count && has_devices;
    if (is_own) {
        if (!session->args.counts)
            return STATUS_OK;
        const size_t last = programme->final_item;
        run->devices.devices = arena_array(&session->arena, 1, sizeof *run->devices.devices);
        if (!run->devices.devices)
            return STATUS_NO_MEMORY;
        run->devices.devices[0] =
            programme->plans[last < programme->work_count ? programme->work[last].plans[0] : 0].device;
        run->devices.count = 1;
    } else
        status = device_list_read(&session->reader, &session->catalog, words, count, &run->devices);
    for (size_t i = 0; i < run->devices.count && status == STATUS_OK; i++) {
        const struct input *price = &run->devices.devices[i].inputs.values[cmd_plan_price(programme->pay)];
        if (is_own || count || programme->pay == PROGRAMME_ELECTRICITY || price->origin != INPUT_UNSET)
            run->devices.devices[kept++] = run->devices.devices[i];
    }
    run->devices.count = kept;
    run->options.devices = run->devices.devices;
    run->options.device_count = kept;
    return status;
}

// ---- what --------------------------------------------------------------------------------------

static enum status cmd_plan_models(struct session *session, struct cmd_plan *run)
{
    const struct programme *programme = &run->programme;
    const char **words = NULL;
    size_t count = 0;
    char message[UNITS_MESSAGE_SIZE];
    const char *ratio = session->args.ratio;
    bool is_stated = run->options.asked != 0, has_final = programme->final_item < programme->work_count;
    if (!is_stated)
        run->options.asked = GOAL_CHEAPEST | (has_final ? GOAL_TRIALS : 0);
    if (!has_final)
        return run->options.asked == GOAL_CHEAPEST
                   ? STATUS_OK
                   : cmd_plan_error(session, "nothing is run in this programme: there is nothing to scale%s%s", "", "");
    const size_t final = programme->work[programme->final_item].plans[0];
    const bool has_flop = programme->tallies[final].training_flop > 0;
    if (!is_stated && has_flop)
        run->options.asked |= GOAL_MODEL;
    if ((run->options.asked & GOAL_MODEL) && !has_flop)
        return cmd_plan_error(session, "--for largest-model: how many FLOPs \"%.60s\" takes is not known%s",
                              programme->work[programme->final_item].name, "");
    run->options.ratio = goal_model_has_tokens(&programme->plans[final]) ? GOAL_MODEL_TOKENS_PER_PARAMETER : 0;
    if (ratio && strcmp(ratio, "recipe") == 0)
        run->options.ratio = 0;
    else if (ratio && (!units_value(ratio, DIMENSION_NONE, &run->options.ratio, message) ||
                       !(run->options.ratio > 0 && run->options.ratio <= 1e9)))
        return cmd_plan_error(session, "--tokens-per-parameter: \"%.60s\" is neither a number above 0 nor recipe%s",
                              ratio, "");
    else if (ratio && !goal_model_has_tokens(&programme->plans[final]))
        return cmd_plan_error(session, "--tokens-per-parameter: %s reads no tokens%s",
                              programme->plans[final].model.name, "");
    enum status status = cmd_plan_split(session, "models", session->args.models, &words, &count);
    if (status == STATUS_OK && (run->options.asked & GOAL_MODEL))
        status = goal_ladder_read(&session->reader, &session->catalog, programme, words, count, run->options.ratio,
                                  &run->ladder);
    return status;
}

static enum status cmd_plan_read(struct session *session, struct cmd_plan *run)
{
    const struct args *args = &session->args;
    const struct plan_options options = {.settings = args->settings, .setting_count = args->setting_count};
    if (args->samples_auto || args->samples > CMD_PLAN_SAMPLES_MAX)
        return cmd_plan_error(session, "--samples: a number, at most 1,000,000 for each candidate%s%s", "", "");
    enum status status = programme_open(&session->reader, &session->catalog, args->words[0], &options, &run->programme);
    enum status all[5] = {cmd_plan_asked(session, &run->options.asked), cmd_plan_counts(session, run),
                          cmd_plan_regions(session, run)};
    if (status != STATUS_OK)
        return status;
    all[3] = goal_init(&run->goal, &session->arena, &run->programme);
    all[4] = all[3] == STATUS_OK ? cmd_plan_limits(session, &run->goal) : STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = status == STATUS_OK ? all[i] : status;
    if (status == STATUS_OK)
        status = cmd_plan_devices(session, run);
    if (status == STATUS_OK)
        status = cmd_plan_models(session, run);
    run->goal.samples = args->samples ? (size_t)args->samples : CMD_PLAN_SAMPLES;
    run->goal.seed = (uint64_t)(args->seed >= 0 ? args->seed : run->programme.seed);
    run->options.goal = &run->goal;
    run->options.ladder = &run->ladder;
    run->options.threads = (int)args->threads;
    return status;
}

// ---- the run -----------------------------------------------------------------------------------

// A limit on what is known nowhere is a mistake, not an answer.
static enum status cmd_plan_check(struct session *session, const struct cmd_plan *run, const struct goal_search *search)
{
    enum status status = STATUS_OK;
    bool any = false;
    for (size_t i = 0; i < search->candidate_count; i++)
        any = any || !search->candidates[i].why_not[0];
    for (size_t limit = 0; limit < GOAL_LIMITS && !any; limit++) {
        bool drawn = false, known = false;
        for (size_t i = 0; i < search->candidate_count; i++) {
            const struct goal_figures *figures = &search->candidates[i].figures;
            drawn = drawn || !isnan(figures->share);
            known = known || (!isnan(figures->share) && !isnan(figures->needs[limit]));
        }
        if (!isinf(run->goal.most[limit]) && drawn && !known)
            status = cmd_plan_error(session, "--%s: %s", goal_limit_row((enum goal_limit)limit)->name,
                                    limit == GOAL_CARBON   ? "no region is known; say --region"
                                    : limit == GOAL_BUDGET ? "no price is known"
                                                           : "it is not known for this programme");
    }
    return status;
}

enum status cmd_plan(struct session *session)
{
    struct cmd_plan run = {0};
    struct goal_search search;
    struct progress progress;
    enum status status = cmd_plan_read(session, &run);
    if (status != STATUS_OK)
        return status;
    run.options.observer = &progress;
    run.options.tick = progress_tick;
    progress_init(&progress, "candidates", run.options.with_own + run.options.device_count * run.options.count_count,
                  stderr);
    status = goal_search_run(&session->arena, &run.options, &search);
    progress_free(&progress);
    if (status != STATUS_OK)
        return status;
    session->is_interrupted = session->is_printed = search.is_partial; // the best of some is no answer
    if (search.is_partial)
        return STATUS_OK;
    status = cmd_plan_check(session, &run, &search);
    if (status != STATUS_OK)
        return status;
    const struct goal_facts facts = {
        .goal = &run.goal, .options = &run.options, .search = &search, .region = session->args.region};
    goal_sheet(&session->sheet, &facts);
    for (size_t i = 0; i < session->diag.count; i++)
        sheet_note(&session->sheet, "%s", session->diag.messages[i].text);
    const char *miss = goal_words_miss(&session->arena, &facts);
    if (!miss || !miss[0])
        return miss ? STATUS_OK : STATUS_NO_MEMORY;
    (void)diag_error(&session->diag, (struct mark){0}, NULL, "%s", miss);
    return STATUS_UNREACHABLE;
}
