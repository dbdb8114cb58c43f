#include "report/sensitivity_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/sensitivity_rows.h"
#include "report/sensitivity_words.h"

enum { SENSITIVITY_SHEET_BAR = 10 };

static const double sensitivity_sheet_same = 1e-9; // shares that differ by less are the same
static const double sensitivity_sheet_wide = 0.02; // half an interval that is worth a note

// ---- which metrics share a table ---------------------------------------------------------------

static bool sensitivity_sheet_near(double a, double b)
{
    return fabs(a - b) <= sensitivity_sheet_same || (isnan(a) && isnan(b));
}

// Whether two outputs have the same shares: then one is, as far as shares go, a multiple of the other.
static bool sensitivity_sheet_alike(const struct sensitivity *found, size_t a, size_t b)
{
    size_t count = found->made->factors.count;
    if (!found->indices)
        return false;
    for (size_t f = 0; f < count; f++) {
        const struct sobol_index *one = &found->indices->indices[a * count + f];
        const struct sobol_index *other = &found->indices->indices[b * count + f];
        if (!sensitivity_sheet_near(one->first, other->first) || !sensitivity_sheet_near(one->total, other->total))
            return false;
    }
    return true;
}

// The first output that has the shares of output m.
static size_t sensitivity_sheet_leader(const struct sensitivity *found, size_t m)
{
    size_t leader = 0;
    while (leader < m && !sensitivity_sheet_alike(found, leader, m))
        leader++;
    return leader;
}

// The names of the outputs in the block of `leader`, of those whose metric is in `metrics`.
static const char *sensitivity_sheet_block(struct sheet *sheet, const struct sensitivity *found, size_t leader,
                                           uint64_t metrics)
{
    const char *names = "";
    for (size_t m = leader; m < found->made->factors.output_count && names; m++)
        if (((metrics >> found->made->metrics[m]) & 1u) && sensitivity_sheet_leader(found, m) == leader)
            names = arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "",
                                 metric_row(found->made->metrics[m])->name);
    return names;
}

static const uint64_t sensitivity_sheet_key_metrics = UINT64_C(1) << METRIC_TIME_H | UINT64_C(1) << METRIC_ENERGY_KWH |
                                                      UINT64_C(1) << METRIC_CO2E_KG | UINT64_C(1) << METRIC_CLOUD_USD;

// The output of a block whose values are shown: the one that people ask about, or the first.
static size_t sensitivity_sheet_shown(const struct sensitivity *found, size_t leader)
{
    for (size_t m = leader; m < found->made->factors.output_count; m++)
        if (((sensitivity_sheet_key_metrics >> found->made->metrics[m]) & 1u) &&
            sensitivity_sheet_leader(found, m) == leader)
            return m;
    return leader;
}

// ---- tables for people -------------------------------------------------------------------------

static const struct sheet_column sensitivity_sheet_columns[] = {
    {.heading = "input"},
    {.heading = "first", .align_right = true},
    {.heading = "+-", .align_right = true, .width_needed = 79, .blank_none = true},
    {.heading = "total", .align_right = true},
    {.heading = "", .width_needed = 78, .blank_none = true},
    {.heading = "at 5 %"},
    {.heading = "at 95 %"},
    {.heading = "if known", .align_right = true},
    {.heading = "mu*", .width_needed = 100},
    {.heading = "sigma", .width_needed = 100},
};

// Which columns there are: of Sobol' indices, of the tornado, of Morris' effects.
enum { SENSITIVITY_SHEET_COLUMNS = sizeof sensitivity_sheet_columns / sizeof *sensitivity_sheet_columns };

static bool sensitivity_sheet_has(const struct sensitivity *found, size_t column)
{
    if (column == 5 || column == 6)
        return found->bars != NULL;
    if (column >= 8)
        return found->effects != NULL;
    return column == 0 || found->indices;
}

static const char *sensitivity_sheet_percent(struct sheet *sheet, double share)
{
    if (isnan(share))
        return "-";
    double percent = 100 * share;
    return arena_format(sheet->arena, "%.1f %%", fabs(percent) < 0.05 ? 0.0 : percent); // never -0.0
}

static const char *sensitivity_sheet_reach(struct sheet *sheet, const struct sobol_index *index)
{
    double reach = 50 * (index->first_high - index->first_low);
    if (isnan(reach) || reach == 0)
        return NULL;
    return reach < 0.1 ? "<0.1" : arena_format(sheet->arena, "%.1f", reach);
}

static const char *sensitivity_sheet_hashes(double share)
{
    static const char hashes[] = "##########";
    double length = isnan(share) ? 0 : fmin(fmax(round(share * SENSITIVITY_SHEET_BAR), 0), SENSITIVITY_SHEET_BAR);
    return hashes + SENSITIVITY_SHEET_BAR - (size_t)length;
}

static void sensitivity_sheet_cells(struct sheet *sheet, const struct sensitivity *found, size_t m, size_t f,
                                    struct sheet_cell cells[SENSITIVITY_SHEET_COLUMNS])
{
    size_t at = m * found->made->factors.count + f;
    enum metric_id id = found->made->metrics[m];
    for (size_t i = 0; i < SENSITIVITY_SHEET_COLUMNS; i++)
        cells[i] = sheet_text(NULL);
    cells[0] = sheet_text(found->made->names[f]);
    if (found->indices) {
        const struct sobol_index *index = &found->indices->indices[at];
        cells[1] = sheet_text(sensitivity_sheet_percent(sheet, index->first));
        cells[2] = sheet_text(sensitivity_sheet_reach(sheet, index));
        cells[3] = sheet_text(sensitivity_sheet_percent(sheet, index->total));
        cells[4] = sheet_text(sensitivity_sheet_hashes(index->total));
        cells[7] = sheet_text(sensitivity_sheet_percent(sheet, found->narrowing[at]));
    }
    if (found->bars) {
        cells[5] = sheet_number(metric_from_si(id, found->bars[at].low));
        cells[6] = sheet_number(metric_from_si(id, found->bars[at].high));
    }
    if (found->effects) {
        cells[8] = sheet_number(metric_from_si(id, found->effects[at].mean_absolute));
        cells[9] = sheet_number(metric_from_si(id, found->effects[at].sd));
    }
}

// What rows are sorted by: how much the input matters, by the best measure there is.
static double sensitivity_sheet_weight(const struct sensitivity *found, size_t m, size_t f)
{
    size_t at = m * found->made->factors.count + f;
    double weight = found->indices   ? found->indices->indices[at].total
                    : found->effects ? found->effects[at].mean_absolute
                    : found->bars    ? fabs(found->bars[at].high - found->bars[at].low)
                                     : 0;
    return isnan(weight) ? 0 : weight;
}

// Factors that matter to output m, the heaviest first; returns how many.
static size_t sensitivity_sheet_order(const struct sensitivity *found, size_t m, size_t order[INPUT_COUNT])
{
    size_t used = 0;
    for (size_t f = 0; f < found->made->factors.count; f++) {
        if (!factors_matter(&found->made->factors, m, f))
            continue;
        size_t at = used++;
        for (; at && sensitivity_sheet_weight(found, m, order[at - 1]) < sensitivity_sheet_weight(found, m, f); at--)
            order[at] = order[at - 1];
        order[at] = f;
    }
    return used;
}

static const char *sensitivity_sheet_title(struct sheet *sheet, const struct sensitivity *found, size_t leader,
                                           size_t shown)
{
    enum metric_id id = found->made->metrics[shown];
    const char *title = sensitivity_sheet_block(sheet, found, leader, UINT64_MAX), *name = metric_row(id)->name;
    if (!found->indices || !title)
        return title;
    bool joint = strcmp(title, name) != 0;
    const char *mean = number_text_kept(sheet->arena, metric_from_si(id, found->indices->mean[shown]), SHEET_PLAIN);
    const char *sd =
        number_text_kept(sheet->arena, metric_from_si(id, sqrt(found->indices->variance[shown])), SHEET_PLAIN);
    if (!mean || !sd)
        return NULL;
    return arena_format(sheet->arena, "%s (%s%smean %s, standard deviation %s)", title, joint ? name : "",
                        joint ? " below: " : "", mean, sd);
}

static void sensitivity_sheet_table(struct sheet *sheet, const struct sensitivity *found, size_t leader)
{
    size_t m = sensitivity_sheet_shown(found, leader);
    struct sheet_column *columns = arena_array(sheet->arena, SENSITIVITY_SHEET_COLUMNS, sizeof *columns);
    size_t order[INPUT_COUNT], used = 0, rows = sensitivity_sheet_order(found, m, order);
    const char *title = sensitivity_sheet_title(sheet, found, leader, m);
    if (!columns || !title) {
        sheet->no_memory = true;
        return;
    }
    for (size_t i = 0; i < SENSITIVITY_SHEET_COLUMNS; i++)
        if (sensitivity_sheet_has(found, i)) {
            columns[used] = sensitivity_sheet_columns[i];
            columns[used++].width_needed *= found->indices != NULL; // without indices there is room for all
        }
    struct sheet_table *table = sheet_table(sheet, NULL, title, columns, used);
    for (size_t r = 0; r < rows; r++) {
        struct sheet_cell cells[SENSITIVITY_SHEET_COLUMNS], *row = sheet_row(sheet, table);
        sensitivity_sheet_cells(sheet, found, m, order[r], cells);
        for (size_t i = 0; i < SENSITIVITY_SHEET_COLUMNS; i++)
            if (sensitivity_sheet_has(found, i))
                *row++ = cells[i];
    }
}

// ---- fields ------------------------------------------------------------------------------------

static void sensitivity_sheet_answers(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics)
{
    const uint64_t key = metrics ? metrics : sensitivity_sheet_key_metrics;
    for (size_t m = 0; m < found->made->factors.output_count && found->indices; m++) {
        if (sensitivity_sheet_leader(found, m) != m)
            continue;
        const char *names = sensitivity_sheet_block(sheet, found, m, key);
        if (names && names[0])
            sheet_field(sheet, NULL, names, SHEET_PLAIN, NULL, sheet_text(sensitivity_words(sheet->arena, found, m)));
    }
}

static const char *sensitivity_sheet_legend(struct sheet *sheet, const struct sensitivity *found)
{
    return arena_format(
        sheet->arena, "%s%s%s%s%s%s",
        found->indices ? "first: share of the variance that an input explains alone, +- half the 95 % interval; "
                         "total, drawn: with what it does together with others; if known: by how much the 5..95 % "
                         "interval of the metric would narrow"
                       : "",
        found->indices && found->bars ? "; " : "",
        found->bars ? "at 5 %, at 95 %: the metric with the input at that point, the others at their medians" : "",
        (found->indices || found->bars) && found->effects ? "; " : "",
        found->effects ? "mu*, sigma: Morris' mean absolute effect and its spread" : "",
        found->indices && found->effects ? " (wide terminals)" : "");
}

static void sensitivity_sheet_fields(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics)
{
    const struct forecast *forecast = found->made->forecast;
    const struct plan *plan = forecast->plan;
    const struct sobol_indices_options *options = &found->options.indices;
    bool sampled = found->options.wants_indices;
    bool described = plan->name == plan->model.name && plan->model.description;
    sheet->title = described ? plan->model.description : plan->name;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "plan", NULL, SHEET_PLAIN, NULL, sheet_text(plan->name));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)options->seed));
    sheet_field(sheet, "points", NULL, SHEET_EXACT, NULL,
                sampled ? sheet_number((double)options->points) : sheet_text(NULL));
    sheet_field(sheet, "shifts", NULL, SHEET_EXACT, NULL,
                sampled ? sheet_number((double)options->shifts) : sheet_text(NULL));
    if (found->is_stopped)
        sheet_field(sheet, "partial", NULL, SHEET_PLAIN, NULL, sheet_flag(true));
    if (!forecast->input_count || found->is_stopped) {
        sheet_field(sheet, "answer", "answer", SHEET_PLAIN, NULL,
                    sheet_text(found->is_stopped
                                   ? "stopped by Ctrl-C before the shares of variance were known: none are given"
                                   : "every input of this plan is a constant: nothing to tell apart"));
        return;
    }
    sensitivity_sheet_answers(sheet, found, metrics);
    const char *points = number_text_kept(sheet->arena, (double)options->points, SHEET_EXACT);
    if (found->indices && points)
        sheet_field(sheet, NULL, "sampled", SHEET_PLAIN, NULL,
                    sheet_text(arena_format(sheet->arena, "%zu shifts of %s base points, seed %llu", options->shifts,
                                            points, (unsigned long long)options->seed)));
    sheet_field(sheet, NULL, "columns", SHEET_PLAIN, NULL, sheet_text(sensitivity_sheet_legend(sheet, found)));
}

// ---- notes -------------------------------------------------------------------------------------

// Inputs of a factor, in words.
static const char *sensitivity_sheet_members(struct sheet *sheet, const struct sensitivity *found, size_t f)
{
    const struct forecast_factors *made = found->made;
    const char *names = "";
    for (size_t i = made->first[f]; i < made->first[f + 1] && names; i++)
        names = arena_format(sheet->arena, "%s%s%s", names, names[0] ? " + " : "",
                             input_row(made->forecast->inputs[made->which[i]].id)->key);
    return names;
}

static void sensitivity_sheet_note_factors(struct sheet *sheet, const struct sensitivity *found)
{
    const struct forecast_factors *made = found->made;
    for (size_t f = 0; f < made->factors.count; f++) {
        const char *members = sensitivity_sheet_members(sheet, found, f);
        bool follows = false;
        for (size_t i = made->first[f]; i < made->first[f + 1]; i++)
            follows = follows || made->follows[i];
        if (!members)
            return;
        if (strcmp(members, made->names[f]) != 0)
            sheet_note(sheet, "%s counts as one: %s", made->names[f], members);
        if (follows)
            sheet_note(sheet,
                       "%s: some of them are correlated and count as one input; where one input moves at a time, the "
                       "first of them moves and the others follow",
                       members);
    }
}

// The metrics that somebody asked for and that have no variance to share out.
static void sensitivity_sheet_note_metrics(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics)
{
    const struct forecast *forecast = found->made->forecast;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (((metrics >> id) & 1u) && !forecast->varies[id])
            sheet_note(sheet, "%s %s", metric_row((enum metric_id)id)->name,
                       isnan(forecast->point[id]) ? "is not computed: an input that it needs has no value"
                                                  : "does not vary");
}

static void sensitivity_sheet_note_intervals(struct sheet *sheet, const struct sensitivity *found)
{
    const struct factors *factors = &found->made->factors;
    double widest = 0;
    size_t where = 0;
    for (size_t at = 0; at < factors->count * factors->output_count; at++) {
        const struct sobol_index *index = &found->indices->indices[at];
        double reach = fmax(index->first_high - index->first_low, index->total_high - index->total_low) / 2;
        if (reach > widest) {
            widest = reach;
            where = at;
        }
    }
    if (widest > sensitivity_sheet_wide)
        sheet_note(sheet,
                   "the share of %s in %s is known to +- %.0f %% of the variance only: more --samples narrow that",
                   found->made->names[where % factors->count],
                   metric_row(found->made->metrics[where / factors->count])->name, 100 * widest);
    uint64_t points = found->options.indices.points;
    if (points & (points - 1))
        sheet_note(sheet, "%llu base points are no power of two: the nearest ones tell the shares better",
                   (unsigned long long)points);
}

static void sensitivity_sheet_notes(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics)
{
    const struct forecast *forecast = found->made->forecast;
    sheet->notes_key = "warnings";
    if (!forecast->input_count)
        return;
    if (found->is_stopped)
        sheet_note(sheet, "partial: stopped by Ctrl-C before there were indices");
    sensitivity_sheet_note_metrics(sheet, found, metrics);
    sensitivity_sheet_note_factors(sheet, found);
    if (forecast->sums_trials)
        for (size_t i = 0; i < forecast->input_count; i++)
            if (forecast->inputs[i].is_independent)
                sheet_note(sheet,
                           "%s is drawn anew for each trial, which evens it out over trials; here one draw counts for "
                           "all of them, so its share of the totals is an upper bound",
                           input_row(forecast->inputs[i].id)->key);
    if (found->indices)
        sensitivity_sheet_note_intervals(sheet, found);
}

void sensitivity_sheet(struct sheet *sheet, const struct sensitivity *found, uint64_t metrics)
{
    sensitivity_sheet_fields(sheet, found, metrics);
    sensitivity_rows(sheet, found);
    for (size_t m = 0; m < found->made->factors.output_count; m++)
        if (sensitivity_sheet_leader(found, m) == m)
            sensitivity_sheet_table(sheet, found, m);
    sensitivity_sheet_notes(sheet, found, metrics);
}
