#include "report/sensitivity_words.h"

#include <math.h>

enum { SENSITIVITY_WORDS_MOST = 3 }; // inputs that a sentence names

static const double sensitivity_words_least = 0.05;       // a share that is worth a word
static const double sensitivity_words_interaction = 0.05; // what is left over that is

static const char *sensitivity_words_percent(struct arena *arena, double share)
{
    double percent = 100 * share;
    if (percent < 1)
        return "less than 1 %";
    if (percent > 99 && percent < 99.95)
        return "over 99 %";
    return arena_format(arena, "%.0f %%", percent);
}

// The `place`-th largest of values[count], or count when it is not a number; equal ones in their order.
static size_t sensitivity_words_ranked(const double *values, size_t count, size_t place)
{
    for (size_t f = 0; f < count; f++) {
        size_t before = 0;
        for (size_t other = 0; other < count; other++)
            before += values[other] > values[f] || (other < f && values[other] == values[f]);
        if (before == place && !isnan(values[f]))
            return f;
    }
    return count;
}

static const char *sensitivity_words_shares(struct arena *arena, const struct sensitivity *found, const double *shares)
{
    size_t count = found->made->factors.count;
    const char *text = "";
    for (size_t place = 0; place < SENSITIVITY_WORDS_MOST && text; place++) {
        size_t f = sensitivity_words_ranked(shares, count, place);
        if (f == count || (shares[f] < sensitivity_words_least && place))
            break;
        const char *percent = sensitivity_words_percent(arena, shares[f]), *name = found->made->names[f];
        if (!percent)
            return NULL;
        text = place == 0 ? arena_format(arena, "%s of the variance comes from %s%s", percent, name,
                                         shares[f] < sensitivity_words_least ? " alone" : "")
                          : arena_format(arena, "%s, %s from %s", text, percent, name);
    }
    return text;
}

static const char *sensitivity_words_worth(struct arena *arena, const struct sensitivity *found, const double *worth)
{
    size_t count = found->made->factors.count;
    const char *text = "";
    for (size_t place = 0; place < 2 && text; place++) {
        size_t f = sensitivity_words_ranked(worth, count, place);
        if (f == count || worth[f] < 0.01)
            break;
        const char *percent = sensitivity_words_percent(arena, worth[f]), *name = found->made->names[f];
        if (!percent)
            return NULL;
        text = place == 0 ? arena_format(arena, "; knowing %s would narrow the 5..95 %% interval by %s", name, percent)
                          : arena_format(arena, "%s, knowing %s by %s", text, name, percent);
    }
    return text;
}

const char *sensitivity_words(struct arena *arena, const struct sensitivity *found, size_t m)
{
    size_t count = found->made->factors.count, mattering = 0, last = 0;
    double shares[INPUT_COUNT], together = 1;
    for (size_t f = 0; f < count; f++) {
        shares[f] = found->indices->indices[m * count + f].first;
        together -= shares[f];
        if (factors_matter(&found->made->factors, m, f)) {
            mattering++;
            last = f;
        }
    }
    if (isnan(together))
        return "no shares: the metric is not finite in all samples, or does not vary in any";
    if (mattering == 1)
        return arena_format(arena, "all of its variance comes from %s.", found->made->names[last]);
    const char *first = sensitivity_words_shares(arena, found, shares);
    const char *worth = sensitivity_words_worth(arena, found, found->narrowing + m * count);
    const char *rest = "";
    if (together > sensitivity_words_interaction) {
        const char *percent = sensitivity_words_percent(arena, together);
        rest = percent ? arena_format(arena, "; %s from inputs acting together", percent) : NULL;
    }
    return first && worth && rest ? arena_format(arena, "%s%s%s.", first, rest, worth) : NULL;
}
