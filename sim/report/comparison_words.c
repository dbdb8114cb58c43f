#include "report/comparison_words.h"

#include <string.h>

// What people ask first, in this order; of several that cost money the first that is compared. The second word tells
// what stands before the other plan's name: less than, as much as.
static const struct comparison_words_row {
    enum metric_id metric;
    int subject; // one clause for each
    const char *less, *more, *same;
} comparison_words_rows[] = {
    {METRIC_CLOUD_USD, 0, "costs less", "costs more", "costs the same"},
    {METRIC_CLOUD_PREEMPTIBLE_USD, 0, "costs less", "costs more", "costs the same"},
    {METRIC_ELECTRICITY_USD, 0, "costs less", "costs more", "costs the same"},
    {METRIC_CO2E_KG, 1, "emits less CO2e", "emits more CO2e", "emits as much CO2e"},
    {METRIC_TIME_H, 2, "is done sooner", "is done later", "takes as long"},
};

enum { COMPARISON_WORDS_ROWS = sizeof comparison_words_rows / sizeof *comparison_words_rows, COMPARISON_CLAUSES = 3 };

// What a reader calls the plan: its name, and its hardware where only a model was named. In the arena.
static const char *comparison_words_plan(struct arena *arena, const struct comparison_facts *facts, size_t plan)
{
    const struct plan *read = facts->comparison->forecasts[plan].plan;
    const char *name = facts->names[plan];
    if (read->name != read->model.name || !read->has_device)
        return name;
    return arena_format(arena, "%s on %lld %s", name, (long long)read->devices, read->device.name);
}

// "costs less than gpt2 with probability 97 % (cloud_usd)"; a clause that is not the first is shorter, and `other`
// NULL.
static const char *comparison_words_clause(struct arena *arena, const struct comparison_facts *facts, size_t plan,
                                           size_t metric, const struct comparison_words_row *row, const char *other)
{
    double probability = comparison_sheet_probability(facts, plan, metric);
    bool same = comparison_sheet_is_same(facts, plan, metric), never = probability <= 0 && !same;
    const char *name = metric_row(row->metric)->name, *joint = same ? " as " : " than ";
    const char *how = same || facts->samples == 1 ? ""
                      : never || probability >= 1 ? " in every sample"
                      : other                     ? " with probability "
                                                  : " with ";
    const char *percent = how[0] && !never && probability < 1 ? comparison_sheet_percent(arena, probability) : "";
    if (!percent)
        return NULL;
    return arena_format(arena, "%s%s%s%s%s (%s)",
                        same    ? row->same
                        : never ? row->more
                                : row->less,
                        other ? joint : "", other ? other : "", how, percent, name);
}

static size_t comparison_words_find(const struct comparison *comparison, enum metric_id id)
{
    size_t metric = 0;
    while (metric < comparison->metric_count && comparison->metrics[metric] != id)
        metric++;
    return metric;
}

// Without one of the usual metrics: the first that is compared, by its name.
static const char *comparison_words_metric(struct arena *arena, const struct comparison_facts *facts, size_t plan,
                                           const char *first, const char *other)
{
    const struct comparison_words_row row = {
        .metric = facts->comparison->metrics[0], .less = "has less", .more = "has more", .same = "has as much"};
    const char *clause = comparison_words_clause(arena, facts, plan, 0, &row, other);
    return clause ? arena_format(arena, "%s %s", first, clause) : NULL;
}

const char *comparison_words(struct arena *arena, const struct comparison_facts *facts, size_t plan)
{
    const struct comparison *comparison = facts->comparison;
    const char *first = comparison_words_plan(arena, facts, 0), *other = comparison_words_plan(arena, facts, plan);
    const char *clauses[COMPARISON_CLAUSES];
    size_t count = 0;
    int subject = -1;
    if (!first || !other)
        return NULL;
    for (size_t i = 0; i < COMPARISON_WORDS_ROWS; i++) {
        const struct comparison_words_row *row = &comparison_words_rows[i];
        size_t metric = comparison_words_find(comparison, row->metric);
        if (metric == comparison->metric_count || row->subject == subject)
            continue;
        subject = row->subject;
        clauses[count] = comparison_words_clause(arena, facts, plan, metric, row, count ? NULL : other);
        if (!clauses[count++])
            return NULL;
    }
    if (!count && comparison->metric_count)
        return comparison_words_metric(arena, facts, plan, first, other);
    if (!count)
        return arena_format(arena, "%s and %s are the same in every metric that both know", first, other);
    const char *text = first;
    for (size_t i = 0; i < count && text && clauses[i]; i++)
        text = arena_format(arena, "%s%s%s", text, i == 0 ? " " : i + 1 == count ? " and " : ", ", clauses[i]);
    return text;
}
