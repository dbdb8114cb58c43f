#include "report/goal_words.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"

static const char *goal_words_or_none(const char *text)
{
    return text ? text : "";
}

// The limit of a row in the unit that keeps it readable: "50,000 USD".
static const char *goal_words_amount(struct arena *arena, enum goal_limit limit, double si)
{
    return programme_words_amount(arena, goal_limit_row(limit)->quantity, si);
}

// "a", "a and b", "a, b and c"
static const char *goal_words_list(struct arena *arena, const char *const *items, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count && text; i++)
        text = arena_format(arena, "%s%s%s", text, !i ? "" : i + 1 == count ? " and " : ", ", items[i]);
    return goal_words_or_none(text);
}

static const char *goal_words_percent(struct arena *arena, double share)
{
    return goal_words_or_none(number_text_kept(arena, share, SHEET_PERCENT));
}

static const char *goal_words_within(struct arena *arena, const struct goal *goal)
{
    const char *items[GOAL_LIMITS];
    size_t count = 0;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        if (!isinf(goal->most[limit]))
            items[count++] = goal_words_amount(arena, (enum goal_limit)limit, goal->most[limit]);
    return goal_words_or_none(arena_format(arena, "With %s probability, within %s",
                                           goal_words_percent(arena, goal->probability),
                                           goal_words_list(arena, items, count)));
}

static const char *goal_words_needs(struct arena *arena, const struct goal_figures *figures)
{
    const char *items[GOAL_LIMITS];
    size_t count = 0;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        if (limit != GOAL_ENERGY && isfinite(figures->needs[limit]))
            items[count++] = goal_words_amount(arena, (enum goal_limit)limit, figures->needs[limit]);
    return goal_words_list(arena, items, count);
}

static const char *goal_words_spot(struct arena *arena, const struct goal_facts *facts, size_t candidate)
{
    const struct goal_candidate *of = &facts->search->candidates[candidate];
    const char *region =
        facts->options->region_count ? facts->options->regions[facts->search->region_order[0]].name : NULL;
    const char *devices =
        of->device == SIZE_MAX
            ? "its own devices"
            : arena_format(arena, "%s x %s", number_text_kept(arena, (double)of->devices, SHEET_EXACT),
                           facts->options->devices[of->device].name);
    return goal_words_or_none(
        arena_format(arena, "%s%s%s", goal_words_or_none(devices), region ? " in " : "", region ? region : ""));
}

// "; money decides"
static const char *goal_words_by(enum goal_limit by, bool by_memory)
{
    static const char *const words[GOAL_LIMITS + 1] = {"; money decides", "; time decides", "; CO2e decides",
                                                       "; energy decides", ""};
    return by_memory ? "; the memory of the devices decides" : words[by];
}

const char *goal_words_number(struct arena *arena, double value)
{
    double digits = value > 0 && isfinite(value) ? pow(10, floor(log10(value)) - 2) : 1;
    return goal_words_or_none(value >= 1e9 ? arena_format(arena, "%.3g", value)
                                           : number_text_kept(arena, round(value / digits) * digits, SHEET_PLAIN));
}

// "1.13 billion"
static const char *goal_words_large(struct arena *arena, double value)
{
    static const struct {
        double from;
        const char *word;
    } words[] = {{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}, {0, ""}};
    size_t at = 0;
    while (value < words[at].from)
        at++;
    return goal_words_or_none(arena_format(
        arena, "%s%s", goal_words_number(arena, value / (words[at].from > 0 ? words[at].from : 1)), words[at].word));
}

// ---- the answers -----------------------------------------------------------------------------

static const char *goal_words_cheapest(struct arena *arena, const struct goal_facts *facts)
{
    const struct goal_answer *answer = &facts->search->cheapest;
    if (answer->candidate == SIZE_MAX)
        return "the programme as it is does not fit anywhere that was tried.";
    return goal_words_or_none(
        arena_format(arena, "the programme as it is fits, cheapest on %s: %s, and all limits hold with %s.",
                     goal_words_spot(arena, facts, answer->candidate), goal_words_needs(arena, &answer->figures),
                     goal_words_percent(arena, answer->figures.share)));
}

// Trials of the items that are scaled, at the medians of their numbers.
static double goal_words_trials(const struct goal *goal)
{
    const struct programme *programme = goal->programme;
    double trials = 0;
    for (size_t i = 0; i < programme->work_count; i++) {
        const struct work *work = &programme->work[i];
        double one = 0;
        if (!goal->searched[i])
            continue;
        for (size_t g = 0; g < work->search.group_count; g++) {
            const struct search_group *group = &work->search.groups[g];
            double pool = dist_quantile(&work->search.pool, 0.5), share = dist_quantile(&work->search.share, 0.5);
            one += group->count == SEARCH_COUNTED ? dist_quantile(&group->trials, 0.5)
                   : group->count == SEARCH_PART  ? pool * group->part
                   : group->count == SEARCH_SHARE ? pool * share
                                                  : pool * (1 - share);
        }
        trials += one * dist_quantile(&work->seeds, 0.5) * (double)work->folds;
    }
    return trials;
}

static bool goal_words_searches(const struct goal *goal)
{
    for (size_t i = 0; i < goal->programme->work_count; i++)
        if (goal->searched[i] && goal->programme->work[i].search.kind)
            return true;
    return false;
}

static const char *goal_words_most(struct arena *arena, const struct goal_facts *facts)
{
    const struct goal_answer *answer = &facts->search->trials;
    const char *what = goal_words_searches(facts->goal) ? "trials" : "runs";
    double trials = goal_words_trials(facts->goal);
    if (facts->search->nearest == SIZE_MAX)
        return goal_words_or_none(arena_format(arena, "most %s: the programme runs nowhere that was tried.", what));
    if (answer->candidate == SIZE_MAX)
        return goal_words_or_none(arena_format(arena,
                                               "most %s: what is left of the programme without any of them does "
                                               "not fit either.",
                                               what));
    if (!isfinite(answer->scale))
        return goal_words_or_none(arena_format(arena, "most %s: no limit bounds their number.", what));
    double most = floor(trials * answer->scale * (1 + 1e-12));
    return goal_words_or_none(
        arena_format(arena, "most %s: %s (%s times the %s of the programme) on %s: %s%s.", what,
                     most < 1 ? "not even one" : number_text_kept(arena, most, SHEET_EXACT),
                     goal_words_number(arena, answer->scale), number_text_kept(arena, trials, SHEET_EXACT),
                     goal_words_spot(arena, facts, answer->candidate), goal_words_needs(arena, &answer->figures),
                     goal_words_by(facts->search->candidates[answer->candidate].trials_by, false)));
}

static const char *goal_words_named(struct arena *arena, const struct goal_facts *facts)
{
    const struct goal_answer *answer = &facts->search->named;
    if (!facts->options->ladder->count)
        return "";
    if (answer->candidate == SIZE_MAX)
        return goal_words_or_none(
            arena_format(arena, " Of the named models not even %s fits.", facts->options->ladder->models[0].name));
    const struct goal_model *model =
        &facts->options->ladder->models[facts->search->candidates[answer->candidate].model];
    const char *tokens =
        isfinite(model->tokens) ? arena_format(arena, " on %s tokens", goal_words_large(arena, model->tokens)) : "";
    return goal_words_or_none(
        arena_format(arena, " The largest of the named models is %s%s (%s FLOP), on %s: %s.", model->name,
                     goal_words_or_none(tokens), goal_words_number(arena, model->flop),
                     goal_words_spot(arena, facts, answer->candidate), goal_words_needs(arena, &answer->figures)));
}

// Whether a model of another size was asked for anywhere: the programme runs there, or all but its own model fits.
static bool goal_words_runs(const struct goal_search *search)
{
    for (size_t i = 0; i < search->candidate_count; i++)
        if (!isnan(search->candidates[i].model_scale))
            return true;
    return false;
}

static const char *goal_words_largest(struct arena *arena, const struct goal_facts *facts)
{
    const struct goal_answer *answer = &facts->search->model;
    const struct programme *programme = facts->goal->programme;
    const double own = programme->tallies[programme->work[programme->final_item].plans[0]].training_flop;
    const double ratio = facts->options->ratio;
    if (!goal_words_runs(facts->search))
        return "largest model: the programme runs nowhere that was tried.";
    if (answer->candidate == SIZE_MAX)
        return "largest model: what is left of the programme without its final runs does not fit either.";
    if (!isfinite(answer->scale))
        return "largest model: no limit bounds it.";
    const struct goal_candidate *candidate = &facts->search->candidates[answer->candidate];
    double flop = own * answer->scale, parameters = goal_model_parameters(flop, ratio);
    const char *size = ratio > 0
                           ? arena_format(arena, ", %s parameters on %s tokens (%s for each parameter)",
                                          goal_words_large(arena, parameters),
                                          goal_words_large(arena, ratio * parameters), goal_words_number(arena, ratio))
                           : "";
    return goal_words_or_none(
        arena_format(arena, "largest model: %s FLOP for each final run, %s times the programme's%s, on %s: %s%s.%s",
                     goal_words_number(arena, flop), goal_words_number(arena, answer->scale), goal_words_or_none(size),
                     goal_words_spot(arena, facts, answer->candidate), goal_words_needs(arena, &answer->figures),
                     goal_words_by(candidate->model_by, candidate->by_memory), goal_words_named(arena, facts)));
}

void goal_words_answers(struct sheet *sheet, const struct goal_facts *facts)
{
    static const struct {
        unsigned bit;
        const char *key;
        const char *(*words)(struct arena *arena, const struct goal_facts *facts);
    } rows[] = {{GOAL_CHEAPEST, "answer", goal_words_cheapest},
                {GOAL_TRIALS, "answer_trials", goal_words_most},
                {GOAL_MODEL, "answer_model", goal_words_largest}};
    const char *within = goal_words_within(sheet->arena, facts->goal);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (facts->options->asked & rows[i].bit) {
            const char *words = rows[i].words(sheet->arena, facts);
            const char *text = within ? arena_format(sheet->arena, "%s: %s", within, words)
                                      : arena_format(sheet->arena, "%c%s", toupper((unsigned char)words[0]), words + 1);
            sheet_paragraph(sheet, rows[i].key, text);
            within = NULL; // said once
        }
}

// ---- what is in the way ----------------------------------------------------------------------

// The least that any candidate needs of what a limit bounds.
static double goal_words_least(const struct goal_search *search, enum goal_limit limit, size_t *where)
{
    double least = (double)INFINITY;
    *where = SIZE_MAX;
    for (size_t i = 0; i < search->candidate_count; i++)
        if (!search->candidates[i].why_not[0] && search->candidates[i].figures.needs[limit] < least) {
            least = search->candidates[i].figures.needs[limit];
            *where = i;
        }
    return least;
}

static bool goal_words_is_missed(const struct goal_facts *facts)
{
    const struct goal_search *search = facts->search;
    unsigned asked = facts->options->asked;
    if (asked & GOAL_CHEAPEST)
        return search->cheapest.candidate == SIZE_MAX;
    return ((asked & GOAL_TRIALS) && search->trials.candidate == SIZE_MAX) ||
           ((asked & GOAL_MODEL) && search->model.candidate == SIZE_MAX);
}

const char *goal_words_miss(struct arena *arena, const struct goal_facts *facts)
{
    const struct goal_search *search = facts->search;
    const struct goal *goal = facts->goal;
    if (!goal_words_is_missed(facts))
        return "";
    if (search->nearest == SIZE_MAX) {
        // What stands in the way on most devices of the first kind.
        size_t last = search->candidate_count ? facts->options->with_own + facts->options->count_count - 1 : 0;
        return arena_format(arena, "nothing meets the limits: nowhere can it be run: %s",
                            last < search->candidate_count ? search->candidates[last].why_not
                                                           : "no device is left to choose from");
    }
    if (!(facts->options->asked & GOAL_CHEAPEST))
        return "nothing meets the limits, even without the runs that were to be more or larger";
    // A limit that nothing meets even by itself is the tightest; else the one that the nearest misses most.
    enum goal_limit tightest = GOAL_LIMITS;
    double farthest = 1;
    size_t where = SIZE_MAX;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
        size_t at = SIZE_MAX;
        double least = goal_words_least(search, (enum goal_limit)limit, &at);
        if (!isinf(goal->most[limit]) && least / goal->most[limit] > farthest) {
            farthest = least / goal->most[limit];
            tightest = (enum goal_limit)limit;
            where = at;
        }
    }
    const char *probability = goal_words_percent(arena, goal->probability);
    if (tightest < GOAL_LIMITS)
        return arena_format(arena,
                            "nothing meets the limits: the tightest is --%s (%s): the least that any needs at %s is "
                            "%s, %s times that (%s)",
                            goal_limit_row(tightest)->name, goal_words_amount(arena, tightest, goal->most[tightest]),
                            probability,
                            goal_words_amount(arena, tightest, search->candidates[where].figures.needs[tightest]),
                            goal_words_number(arena, farthest), goal_words_spot(arena, facts, where));
    const struct goal_figures *figures = &search->candidates[search->nearest].figures;
    return arena_format(arena,
                        "nothing meets the limits together: nearest is %s, where they hold with %s; the tightest is "
                        "--%s (%s), and %s is needed at %s",
                        goal_words_spot(arena, facts, search->nearest), goal_words_percent(arena, figures->share),
                        goal_limit_row(figures->tightest)->name,
                        goal_words_amount(arena, figures->tightest, goal->most[figures->tightest]),
                        goal_words_amount(arena, figures->tightest, figures->needs[figures->tightest]), probability);
}
