#include "report/goal_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"

enum { GOAL_SHEET_REGIONS = 5, GOAL_SHEET_DEVICES = 12 };

static double goal_sheet_printed(enum goal_limit limit, double si)
{
    return projection_from_si(goal_limit_row(limit)->quantity, si);
}

static struct sheet_cell goal_sheet_amount(struct sheet *sheet, enum goal_limit limit, double si)
{
    return sheet_text(isfinite(si) ? programme_words_amount(sheet->arena, goal_limit_row(limit)->quantity, si) : NULL);
}

static const char *goal_sheet_device(const struct goal_facts *facts, size_t candidate)
{
    size_t device = facts->search->candidates[candidate].device;
    return device == SIZE_MAX ? "as stated" : facts->options->devices[device].name;
}

static const char *goal_sheet_region(const struct goal_facts *facts)
{
    return facts->options->region_count ? facts->options->regions[facts->search->region_order[0]].name : NULL;
}

static double goal_sheet_finite(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

// Where the price of a device is from: "lambda, 2024-01-29"; NULL: it has none, or nobody pays it.
static const char *goal_sheet_vendor(struct sheet *sheet, const struct goal_facts *facts, size_t candidate)
{
    const struct goal_candidate *of = &facts->search->candidates[candidate];
    enum programme_pay pay = facts->goal->programme->pay;
    const struct device *device = of->device == SIZE_MAX ? NULL : &facts->options->devices[of->device];
    for (size_t i = 0; device && pay != PROGRAMME_ELECTRICITY && i < device->price_count; i++) {
        const struct device_price *price = &device->prices[i];
        if ((pay == PROGRAMME_CLOUD ? price->on_demand : price->preemptible) > 0)
            return arena_format(sheet->arena, "%s, %s", price->vendor, price->date);
    }
    return NULL;
}

// ---- for machines ----------------------------------------------------------------------------

static void goal_sheet_fields(struct sheet *sheet, const struct goal_facts *facts)
{
    const struct goal *goal = facts->goal;
    const struct programme *programme = goal->programme;
    sheet->title = programme->name;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "programme", NULL, SHEET_PLAIN, NULL, sheet_text(programme->name));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)goal->seed));
    sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number((double)goal->samples));
    sheet_field(sheet, "probability", NULL, SHEET_PLAIN, NULL, sheet_number(goal->probability));
    sheet_field(sheet, "region", NULL, SHEET_PLAIN, NULL, sheet_text(goal_sheet_region(facts)));
    sheet_field(sheet, "pays", "pays", SHEET_PLAIN, NULL, sheet_text(programme_pay_sentence(programme->pay)));
    if (programme->contingency > 0)
        sheet_field(sheet, "contingency", "contingency", SHEET_PERCENT, NULL, sheet_number(programme->contingency));
}

static void goal_sheet_limits(struct sheet *sheet, const struct goal *goal)
{
    static const struct sheet_column columns[] = {{.key = "limit"}, {.key = "value"}, {.key = "unit"}};
    struct sheet_table *table = sheet_table(sheet, "limits", NULL, columns, sizeof columns / sizeof *columns);
    table->is_object = true;
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++) {
        if (isinf(goal->most[limit]))
            continue;
        const struct goal_limit_row *is = goal_limit_row((enum goal_limit)limit);
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(is->name);
        row[1] = sheet_number(goal_sheet_printed((enum goal_limit)limit, goal->most[limit]));
        row[2] = sheet_text(is->unit);
    }
}

static void goal_sheet_answers(struct sheet *sheet, const struct goal_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "answer"},     {.key = "meets"},      {.key = "device", .omit_none = true},
        {.key = "devices"},    {.key = "scale"},      {.key = "flop"},
        {.key = "parameters"}, {.key = "tokens"},     {.key = "model"},
        {.key = "share"},      {.key = "budget_usd"}, {.key = "elapsed_h"},
        {.key = "co2e_kg"},    {.key = "energy_kwh"}};
    const struct goal_search *search = facts->search;
    const struct programme *programme = facts->goal->programme;
    const struct {
        const char *name;
        unsigned bit;
        const struct goal_answer *answer;
    } rows[] = {{"cheapest", GOAL_CHEAPEST, &search->cheapest},
                {"most-trials", GOAL_TRIALS, &search->trials},
                {"largest-model", GOAL_MODEL, &search->model},
                {"largest-named-model", GOAL_MODEL, &search->named}};
    struct sheet_table *table = sheet_table(sheet, "answers", NULL, columns, sizeof columns / sizeof *columns);
    table->is_object = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct goal_answer *answer = rows[i].answer;
        if (!(facts->options->asked & rows[i].bit))
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(rows[i].name);
        row[1] = sheet_flag(answer->candidate != SIZE_MAX);
        if (answer->candidate == SIZE_MAX)
            continue;
        const struct goal_candidate *candidate = &search->candidates[answer->candidate];
        row[2] = sheet_text(goal_sheet_device(facts, answer->candidate));
        row[3] = sheet_number(candidate->devices ? (double)candidate->devices : (double)NAN);
        row[4] = sheet_number(goal_sheet_finite(answer->scale));
        if (rows[i].bit == GOAL_MODEL) {
            double flop = programme->tallies[programme->work[programme->final_item].plans[0]].training_flop *
                          answer->scale,
                   ratio = facts->options->ratio;
            const struct goal_model *named =
                rows[i].answer == &search->named ? &facts->options->ladder->models[candidate->model] : NULL;
            double parameters = named       ? named->parameters
                                : ratio > 0 ? goal_model_parameters(flop, ratio)
                                            : (double)NAN;
            row[5] = sheet_number(goal_sheet_finite(flop));
            row[6] = sheet_number(goal_sheet_finite(parameters));
            row[7] = sheet_number(goal_sheet_finite(named ? named->tokens : ratio * parameters));
            row[8] = sheet_text(named ? named->name : NULL);
        }
        row[9] = sheet_number(answer->figures.share);
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
            row[10 + limit] = sheet_number(goal_sheet_printed((enum goal_limit)limit, answer->figures.needs[limit]));
    }
}

enum { GOAL_SHEET_KEYS = 5, GOAL_SHEET_CANDIDATE = GOAL_SHEET_KEYS + 2 * GOAL_LIMITS + 7 };

// Every candidate: what CSV writes.
static void goal_sheet_candidates(struct sheet *sheet, const struct goal_facts *facts)
{
    static const struct sheet_column columns[GOAL_SHEET_CANDIDATE] = {
        {.key = "device"},     {.key = "devices"},        {.key = "region"},      {.key = "share"},
        {.key = "tightest"},   {.key = "budget_usd_p50"}, {.key = "budget_usd"},  {.key = "elapsed_h_p50"},
        {.key = "elapsed_h"},  {.key = "co2e_kg_p50"},    {.key = "co2e_kg"},     {.key = "energy_kwh_p50"},
        {.key = "energy_kwh"}, {.key = "trials_scale"},   {.key = "model_scale"}, {.key = "parameters"},
        {.key = "model_by"},   {.key = "model"},          {.key = "why_not"},     {.key = "price_of"}};
    const struct goal_search *search = facts->search;
    struct sheet_table *table = sheet_table(sheet, "candidates", NULL, columns, GOAL_SHEET_CANDIDATE);
    table->is_primary = true;
    for (size_t i = 0; i < search->candidate_count; i++) {
        const struct goal_candidate *candidate = &search->candidates[i];
        struct sheet_cell *row = sheet_row(sheet, table);
        bool is_drawn = !isnan(candidate->figures.share), has_model = !isnan(candidate->model_scale);
        row[0] = sheet_text(goal_sheet_device(facts, i));
        row[1] = sheet_number(candidate->devices ? (double)candidate->devices : (double)NAN);
        row[2] = sheet_text(goal_sheet_region(facts));
        row[3] = sheet_number(candidate->figures.share);
        if (is_drawn && candidate->figures.tightest < GOAL_LIMITS)
            row[4] = sheet_text(goal_limit_row(candidate->figures.tightest)->name);
        for (size_t limit = 0; limit < GOAL_LIMITS && is_drawn; limit++) {
            row[5 + 2 * limit] =
                sheet_number(goal_sheet_printed((enum goal_limit)limit, candidate->figures.median[limit]));
            row[6 + 2 * limit] =
                sheet_number(goal_sheet_printed((enum goal_limit)limit, candidate->figures.needs[limit]));
        }
        row[13] = sheet_number(goal_sheet_finite(candidate->trials_scale));
        row[14] = sheet_number(goal_sheet_finite(candidate->model_scale));
        row[15] = sheet_number(goal_sheet_finite(candidate->parameters));
        if (has_model)
            row[16] = sheet_text(candidate->by_memory                 ? "memory"
                                 : candidate->model_by == GOAL_LIMITS ? NULL
                                                                      : goal_limit_row(candidate->model_by)->name);
        row[17] =
            sheet_text(candidate->model == SIZE_MAX ? NULL : facts->options->ladder->models[candidate->model].name);
        row[18] = sheet_text(candidate->why_not);
        row[19] = sheet_text(goal_sheet_vendor(sheet, facts, i));
    }
}

// ---- for people ------------------------------------------------------------------------------

// The best candidate of a device; SIZE_MAX: none runs.
static size_t goal_sheet_best(const struct goal_facts *facts, size_t device)
{
    const struct goal_search *search = facts->search;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < search->candidate_count; i++)
        if (search->candidates[i].device == device && !search->candidates[i].why_not[0] &&
            (best == SIZE_MAX || goal_search_is_better(facts->goal, &search->candidates[i], &search->candidates[best])))
            best = i;
    return best;
}

// The most trials, the most FLOPs and the largest model on any number of a device.
static void goal_sheet_most(const struct goal_facts *facts, size_t device, struct sheet_cell row[3])
{
    double trials = (double)NAN, flop = (double)NAN;
    size_t model = SIZE_MAX;
    for (size_t i = 0; i < facts->search->candidate_count; i++) {
        const struct goal_candidate *candidate = &facts->search->candidates[i];
        if (candidate->device != device)
            continue;
        trials = fmax(trials, candidate->trials_scale); // fmax leaves NaN out
        flop = fmax(flop, candidate->model_scale);
        if (candidate->model != SIZE_MAX && (model == SIZE_MAX || candidate->model > model))
            model = candidate->model;
    }
    row[0] = sheet_number(goal_sheet_finite(trials));
    row[1] = sheet_number(goal_sheet_finite(flop));
    row[2] = sheet_text(model == SIZE_MAX ? NULL : facts->options->ladder->models[model].name);
}

static void goal_sheet_people_row(struct sheet *sheet, const struct goal_facts *facts, size_t at,
                                  struct sheet_table *table)
{
    const struct goal_candidate *candidate = &facts->search->candidates[at];
    struct sheet_cell *row = sheet_row(sheet, table);
    bool meets = goal_figures_meet(facts->goal, &candidate->figures);
    row[0] = sheet_text(goal_sheet_device(facts, at));
    row[1] = sheet_number(candidate->devices ? (double)candidate->devices : (double)NAN);
    for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
        row[2 + limit] = goal_sheet_amount(sheet, (enum goal_limit)limit, candidate->figures.needs[limit]);
    row[6] = sheet_text(number_text_kept(sheet->arena, candidate->figures.share, SHEET_PERCENT));
    row[7] = sheet_text(meets ? "all hold"
                              : arena_format(sheet->arena, "%s x%s", goal_limit_row(candidate->figures.tightest)->name,
                                             goal_words_number(sheet->arena, candidate->figures.use)));
    goal_sheet_most(facts, candidate->device, row + 8);
    row[11] = sheet_text(goal_sheet_vendor(sheet, facts, at));
}

static void goal_sheet_people(struct sheet *sheet, const struct goal_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.heading = "device"},
        {.heading = "number", .style = SHEET_EXACT},
        {.heading = "money", .align_right = true, .blank_none = true},
        {.heading = "time", .align_right = true, .blank_none = true},
        {.heading = "CO2e", .align_right = true, .blank_none = true},
        {.heading = "energy", .align_right = true, .blank_none = true, .width_needed = 140},
        {.heading = "chance", .align_right = true},
        {.heading = "limits", .blank_none = true},
        {.heading = "trials x", .blank_none = true, .width_needed = 100},
        {.heading = "FLOP x", .blank_none = true, .width_needed = 104},
        {.heading = "largest model", .blank_none = true, .width_needed = 110},
        {.heading = "price of", .blank_none = true, .width_needed = 140},
    };
    const struct goal_search *search = facts->search;
    size_t count = facts->options->device_count + 1, shown = 0;
    size_t *best = arena_array(sheet->arena, count + 1, sizeof *best);
    if (!best) {
        sheet->no_memory = true;
        return;
    }
    for (size_t d = 0; d < count; d++) {
        size_t at = goal_sheet_best(facts, d ? d - 1 : SIZE_MAX);
        size_t place = shown;
        if (at == SIZE_MAX)
            continue;
        for (;
             place && goal_search_is_better(facts->goal, &search->candidates[at], &search->candidates[best[place - 1]]);
             place--)
            best[place] = best[place - 1];
        best[place] = at;
        shown++;
    }
    if (!shown)
        return;
    const char *title =
        arena_format(sheet->arena, "Devices%s%s: what %s of %s samples do not pass",
                     goal_sheet_region(facts) ? " in " : "", goal_sheet_region(facts) ? goal_sheet_region(facts) : "",
                     number_text_kept(sheet->arena, facts->goal->probability, SHEET_PERCENT),
                     number_text_kept(sheet->arena, (double)facts->goal->samples, SHEET_EXACT));
    struct sheet_table *table = sheet_table(sheet, NULL, title, columns, sizeof columns / sizeof *columns);
    // All that meet the goal, and of the others so many that there is something to see.
    for (size_t i = 0; i < shown; i++)
        if (i < GOAL_SHEET_DEVICES || goal_figures_meet(facts->goal, &search->candidates[best[i]].figures))
            goal_sheet_people_row(sheet, facts, best[i], table);
    if (shown > table->row_count)
        sheet_note(sheet, "%d devices that miss the limits by more are not shown; --format csv has all",
                   (int)(shown - table->row_count));
}

static void goal_sheet_regions(struct sheet *sheet, const struct goal_facts *facts)
{
    static const struct sheet_column columns[] = {{.key = "region"},    {.key = "share"},   {.key = "budget_usd"},
                                                  {.key = "elapsed_h"}, {.key = "co2e_kg"}, {.key = "energy_kwh"}};
    static const struct sheet_column people[] = {{.heading = "region"},
                                                 {.heading = "money", .align_right = true, .blank_none = true},
                                                 {.heading = "CO2e", .align_right = true, .blank_none = true},
                                                 {.heading = "chance", .align_right = true}};
    const struct goal_search *search = facts->search;
    const struct goal_search_options *options = facts->options;
    if (options->region_count < 2 || search->reference == SIZE_MAX)
        return;
    struct sheet_table *table = sheet_table(sheet, "regions", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < options->region_count; i++) {
        const struct goal_figures *figures = &search->regions[search->region_order[i]];
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(options->regions[search->region_order[i]].name);
        row[1] = sheet_number(figures->share);
        for (size_t limit = 0; limit < GOAL_LIMITS; limit++)
            row[2 + limit] = sheet_number(goal_sheet_printed((enum goal_limit)limit, figures->needs[limit]));
    }
    size_t shown = options->region_count < GOAL_SHEET_REGIONS ? options->region_count : GOAL_SHEET_REGIONS;
    const bool is_own = search->candidates[search->reference].device == SIZE_MAX;
    const char *title =
        arena_format(sheet->arena, "Regions, the best %d of %d, on %s", (int)shown, (int)options->region_count,
                     is_own ? "its own devices" : goal_sheet_device(facts, search->reference));
    table = sheet_table(sheet, NULL, title, people, sizeof people / sizeof *people);
    for (size_t i = 0; i < shown; i++) {
        const struct goal_figures *figures = &search->regions[search->region_order[i]];
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(options->regions[search->region_order[i]].name);
        row[1] = goal_sheet_amount(sheet, GOAL_BUDGET, figures->needs[GOAL_BUDGET]);
        row[2] = goal_sheet_amount(sheet, GOAL_CARBON, figures->needs[GOAL_CARBON]);
        row[3] = sheet_text(number_text_kept(sheet->arena, figures->share, SHEET_PERCENT));
    }
}

// ---- notes -----------------------------------------------------------------------------------

// Devices on which nothing runs, together where the reason is one.
static void goal_sheet_why_not(struct sheet *sheet, const struct goal_facts *facts)
{
    const struct goal_search *search = facts->search;
    for (size_t i = 0; i < search->candidate_count; i++) {
        const struct goal_candidate *candidate = &search->candidates[i];
        bool is_last = i + 1 == search->candidate_count || search->candidates[i + 1].device != candidate->device;
        if (is_last && goal_sheet_best(facts, candidate->device) == SIZE_MAX)
            sheet_note(sheet, "%s: %s", goal_sheet_device(facts, i), candidate->why_not);
    }
}

static void goal_sheet_notes(struct sheet *sheet, const struct goal_facts *facts)
{
    const struct goal *goal = facts->goal;
    const struct programme *programme = goal->programme;
    double error = sqrt(goal->probability * (1 - goal->probability) / (double)goal->samples);
    goal_sheet_why_not(sheet, facts);
    if (programme->contingency > 0)
        sheet_note(sheet, "money has the programme's contingency of %s in it",
                   number_text_kept(sheet->arena, programme->contingency, SHEET_PERCENT));
    if (facts->options->device_count > 1 && programme->pay != PROGRAMME_ELECTRICITY)
        sheet_note(sheet, "prices are the first that each device's profile states, of several vendors and years (--set "
                          "price_device=... holds one for all)");
    if (!facts->options->device_count && programme->plan_count)
        sheet_note(sheet, "only its own devices were asked: times were measured there, or only electricity is paid "
                          "(--hardware names others)");
    if (facts->options->device_count)
        sheet_note(sheet, "utilization is taken to be the same on any number of devices; many reach less of it");
    if (facts->options->asked & GOAL_MODEL) {
        sheet_note(sheet, "a larger model is taken to reach the utilization of the final runs, and searches stay as "
                          "they are");
        if (facts->options->ratio > 0)
            sheet_note(sheet, "parameters are those of a dense model: FLOP = 6 x parameters x tokens, some 20 tokens "
                              "for each parameter (Hoffmann et al. 2022, arXiv 2203.15556)");
    }
    if (facts->options->ladder->left_out && facts->options->ladder->left_out[0])
        sheet_note(sheet, "models left out, their training is not known: %s", facts->options->ladder->left_out);
    sheet_note(sheet, "the chance is a share of %s samples: known to about %s percentage points",
               number_text_kept(sheet->arena, (double)goal->samples, SHEET_EXACT),
               goal_words_number(sheet->arena, 200 * error));
    sheet->notes_key = "notes";
}

void goal_sheet(struct sheet *sheet, const struct goal_facts *facts)
{
    goal_sheet_fields(sheet, facts);
    goal_words_answers(sheet, facts);
    goal_sheet_limits(sheet, facts->goal);
    goal_sheet_answers(sheet, facts);
    goal_sheet_people(sheet, facts);
    goal_sheet_candidates(sheet, facts);
    goal_sheet_regions(sheet, facts);
    goal_sheet_notes(sheet, facts);
}
