#include "report/programme_notes.h"

#include <math.h>

#include "report/defaults_words.h"

// What of the plans nobody said.
static void programme_notes_defaults(struct sheet *sheet, const struct programme *programme)
{
    const char **names = arena_array(sheet->arena, programme->plan_count + 1, sizeof *names);
    if (!names) {
        sheet->no_memory = true;
        return;
    }
    for (size_t i = 0; i < programme->plan_count; i++)
        names[i] = programme->plans[i].name;
    defaults_words_notes(sheet, programme->plans, programme->tallies, names, programme->plan_count);
}

// What the whole does not know because an item does not.
static void programme_notes_missing(struct sheet *sheet, const struct projection *projection)
{
    const struct programme *programme = projection->programme;
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
        bool sums = q < METRIC_COUNT
                        ? metric_row((enum metric_id)q)->sums && !metric_row((enum metric_id)q)->is_optional
                        : q == PROJECTION_BUDGET_USD;
        if (!sums || isfinite(projection->entries[projection->total].point[q]))
            continue;
        const char *names = "";
        size_t count = 0;
        for (size_t i = 0; i < programme->work_count && names; i++)
            if (!isfinite(projection->entries[i].point[q]) && count++ < 5)
                names = arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", programme->work[i].name);
        sheet_note(sheet, "%s of the whole is not known: %s%s say%s too little for it", projection_name(q),
                   names ? names : "", count > 5 ? " and others" : "", count == 1 ? "s" : "");
    }
}

void programme_notes(struct sheet *sheet, const struct programme_facts *facts)
{
    const struct projection *projection = facts->projection;
    const struct programme *programme = projection->programme;
    if (facts->is_partial)
        sheet_note(sheet, "partial: stopped by Ctrl-C; these are the first %.0f samples", (double)facts->samples);
    for (size_t i = 0; i < programme->work_count; i++)
        if (programme->work[i].search.note)
            sheet_note(sheet, "%s: %s", programme->work[i].name, programme->work[i].search.note);
    if (programme->final_is_default && projection->final < projection->entry_count)
        sheet_note(sheet, "the final run is taken to be that of \"%s\"; say final: NAME for another",
                   projection->entries[projection->final].name);
    for (size_t i = 0; i < programme->work_count; i++)
        if (programme->work[i].kind == WORK_STORAGE && projection->facts[i].power.point <= 0)
            sheet_note(sheet, "%s: its power is not stated, so its energy is left out", programme->work[i].name);
    programme_notes_missing(sheet, projection);
    programme_notes_defaults(sheet, programme);
}
