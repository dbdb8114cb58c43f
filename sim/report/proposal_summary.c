#include "report/proposal_summary.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"

enum { PROPOSAL_SUMMARY_NAMES = 4 }; // so many are named, others are counted

// Texts joined in a sentence: "a, b and c"; past PROPOSAL_SUMMARY_NAMES "and 7 others".
struct proposal_summary_list {
    const char *texts[PROPOSAL_SUMMARY_NAMES];
    size_t count;
};

static void proposal_summary_add(struct proposal_summary_list *list, const char *text)
{
    for (size_t i = 0; i < list->count && i < PROPOSAL_SUMMARY_NAMES; i++)
        if (strcmp(list->texts[i], text) == 0)
            return;
    if (list->count < PROPOSAL_SUMMARY_NAMES)
        list->texts[list->count] = text;
    list->count++;
}

static const char *proposal_summary_join(struct arena *arena, const struct proposal_summary_list *list)
{
    const char *text = "";
    size_t named = list->count < PROPOSAL_SUMMARY_NAMES ? list->count : PROPOSAL_SUMMARY_NAMES;
    for (size_t i = 0; i < named && text; i++)
        text = arena_format(arena, "%s%s%s", text, !i ? "" : i + 1 == list->count ? " and " : ", ", list->texts[i]);
    if (text && list->count > named)
        text = arena_format(arena, "%s and others", text);
    return text ? text : "";
}

const char *proposal_summary_hardware(struct arena *arena, const struct programme *programme)
{
    struct proposal_summary_list list = {.count = 0};
    for (size_t i = 0; i < programme->plan_count; i++) {
        const struct plan *plan = &programme->plans[i];
        const char *text =
            plan->has_device ? arena_format(arena, "%lld x %s", (long long)plan->devices, plan->device.name) : NULL;
        if (text)
            proposal_summary_add(&list, text);
    }
    return proposal_summary_join(arena, &list);
}

const char *proposal_summary_places(struct arena *arena, const struct programme *programme)
{
    struct proposal_summary_list list = {.count = 0};
    for (size_t i = 0; i < programme->plan_count; i++) {
        const struct plan *plan = &programme->plans[i];
        const char *about = plan->has_region ? plan->region.description : NULL;
        const char *text = !plan->has_region   ? NULL
                           : about && about[0] ? arena_format(arena, "%s (%s)", about, plan->region.name)
                                               : plan->region.name;
        if (text)
            proposal_summary_add(&list, text);
    }
    return proposal_summary_join(arena, &list);
}

// "search of 30 trials ...": how many items of which kind there are.
static const char *proposal_summary_what(struct arena *arena, const struct projection *projection)
{
    const struct programme *programme = projection->programme;
    double trials = projection->entries[projection->total].point[PROJECTION_TRIALS];
    const char *hardware = proposal_summary_hardware(arena, programme),
               *places = proposal_summary_places(arena, programme);
    return arena_format(arena, "%s: %zu work item%s, %s training%s begun%s%s%s%s.", programme->name,
                        programme->work_count, programme->work_count == 1 ? "" : "s",
                        number_text_kept(arena, trials, SHEET_PLAIN), trials > 1 || trials < 1 ? "s" : "",
                        hardware[0] ? ", on " : "", hardware, places[0] ? "; energy of " : "", places);
}

static const char *proposal_summary_amount(struct arena *arena, const struct proposal_facts *facts, size_t quantity)
{
    return programme_words_estimate(arena, facts->programme, facts->programme->projection->total, quantity);
}

// "It takes 1,748 device-hours (1,262..2,447), ...; the intervals hold with 90 % probability."
static const char *proposal_summary_takes(struct arena *arena, const struct proposal_facts *facts)
{
    static const size_t told[] = {METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, PROJECTION_BUDGET_USD,
                                  PROJECTION_ELAPSED};
    const char *text = "";
    for (size_t i = 0; i < sizeof told / sizeof *told && text; i++) {
        const char *amount = proposal_summary_amount(arena, facts, told[i]);
        if (amount && amount[0])
            text = arena_format(arena, "%s%s%s%s", text, text[0] ? "; " : "", amount,
                                told[i] == METRIC_CO2E_KG       ? " (operational, location-based)"
                                : told[i] == PROJECTION_ELAPSED ? " if one work item follows the other"
                                                                : "");
    }
    if (!text || !text[0])
        return "";
    return arena_format(arena, " It takes %s.%s", text,
                        facts->programme->samples > 1 ? " Intervals hold with 90 % probability." : "");
}

static const char *proposal_summary_request(struct arena *arena, const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    double requested = proposal_sheet_requested(projection), suffices = proposal_sheet_suffices(facts);
    if (!isfinite(requested))
        return "";
    const char *amount = arena_format(arena, "%s USD", number_text_kept(arena, requested, SHEET_PLAIN));
    const char *text = projection->programme->contingency > 0
                           ? arena_format(arena, " %s are requested, a contingency of %s included", amount,
                                          number_text_kept(arena, projection->programme->contingency, SHEET_PERCENT))
                           : arena_format(arena, " %s are requested, without contingency", amount);
    return text && isfinite(suffices) ? arena_format(arena, "%s; that suffices with a probability of %s.", text,
                                                     proposal_sheet_percent(arena, suffices))
           : text                     ? arena_format(arena, "%s.", text)
                                      : NULL;
}

// The item with the most of what is known best.
static const char *proposal_summary_biggest(struct arena *arena, const struct projection *projection)
{
    static const struct {
        size_t share;
        const char *of;
    } tried[] = {{PROJECTION_SHARE_ENERGY, "the energy"},
                 {PROJECTION_SHARE_DEVICE_H, "the device-hours"},
                 {PROJECTION_SHARE_BUDGET, "the budget"}};
    const struct programme *programme = projection->programme;
    for (size_t i = 0; i < sizeof tried / sizeof *tried && programme->work_count > 1; i++) {
        size_t most = 0;
        for (size_t item = 1; item < programme->work_count; item++)
            if (projection->entries[item].point[tried[i].share] > projection->entries[most].point[tried[i].share])
                most = item;
        double share = projection->entries[most].point[tried[i].share];
        if (isfinite(share))
            return arena_format(arena, " The most of %s, %s, is that of \"%s\".", tried[i].of,
                                number_text_kept(arena, share, SHEET_PERCENT), programme->work[most].name);
    }
    return "";
}

void proposal_summary(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const char *what = proposal_summary_what(arena, projection), *takes = proposal_summary_takes(arena, facts),
               *request = proposal_summary_request(arena, facts),
               *biggest = proposal_summary_biggest(arena, projection);
    const char *ratio = programme_words_ratio(sheet, facts->programme);
    sheet_paragraph(sheet, "summary",
                    arena_format(arena, "%s%s%s%s", what ? what : "", takes ? takes : "", request ? request : "",
                                 biggest ? biggest : ""));
    if (ratio[0])
        sheet_paragraph(sheet, "answer", ratio);
    const char *serving = programme_words_serving(sheet, facts->programme);
    if (serving[0])
        sheet_paragraph(sheet, "serving", serving);
}
