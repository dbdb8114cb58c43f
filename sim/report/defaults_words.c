#include "report/defaults_words.h"

#include <string.h>

#include "estimate/estimate.h"

enum { DEFAULTS_WORDS_NAMED = 5 }; // plans named in a note, unless they are all

// "goodput, pue": the inputs that stand at a default which the answer rests on.
static const char *defaults_words_of(struct arena *arena, const struct plan *plan, const struct tally *tally)
{
    const char *names = "";
    for (int id = 0; id < INPUT_COUNT && names; id++)
        if (plan->inputs.values[id].origin == INPUT_DEFAULT && !input_is_neutral(&plan->inputs, (enum input_id)id) &&
            estimate_uses(tally, &plan->inputs, (enum input_id)id))
            names = arena_format(arena, "%s%s%s", names, names[0] ? ", " : "", input_row((enum input_id)id)->key);
    if (names && plan->has_device && plan->devices_are_default)
        names = arena_format(arena, "%s%sone device", names, names[0] ? ", " : "");
    return names ? names : "";
}

void defaults_words_notes(struct sheet *sheet, const struct plan *plans, const struct tally *tallies,
                          const char *const *names, size_t count)
{
    const char **defaults = arena_array(sheet->arena, count + 1, sizeof *defaults);
    if (!defaults) {
        sheet->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        defaults[i] = defaults_words_of(sheet->arena, &plans[i], &tallies[i]);
    for (size_t i = 0; i < count; i++) {
        const char *named = "", *stated = defaults[i];
        size_t alike = 0;
        for (size_t j = i; j < count && stated[0] && named; j++) {
            if (strcmp(defaults[j], stated) != 0)
                continue;
            if (alike < DEFAULTS_WORDS_NAMED)
                named = arena_format(sheet->arena, "%s%s%s", named, alike ? ", " : "", names[j]);
            alike++;
            defaults[j] = j == i ? stated : "";
        }
        if (alike)
            sheet_note(sheet, "by default: %s (%s%s)", stated, alike == count ? "all plans" : named,
                       alike > DEFAULTS_WORDS_NAMED && alike < count ? " and others" : "");
    }
}
