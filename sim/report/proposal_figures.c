#include "report/proposal_figures.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"

enum {
    PROPOSAL_FIGURES_BINS_MIN = 10,
    PROPOSAL_FIGURES_BINS_MAX = 60,
    PROPOSAL_FIGURES_SOME = 4096, // samples that the range is chosen from
    PROPOSAL_FIGURES_BARS = 12,   // of kinds of layers, and of work items: others are summed up
};

// Units that keep the numbers of an axis readable.
static const struct {
    enum dimension dimension;
    double from_si;
    const char *unit, *shown;
} proposal_figures_units[] = {
    {DIMENSION_ENERGY, 3.6e13, "GWh", "GWh"},
    {DIMENSION_ENERGY, 3.6e10, "MWh", "MWh"},
    {DIMENSION_ENERGY, 0, "kWh", "kWh"},
    {DIMENSION_EMISSIONS, 1e7, "tCO2e", "t CO2e"},
    {DIMENSION_EMISSIONS, 0, "kgCO2e", "kg CO2e"},
    {DIMENSION_MONEY, 0, "USD", "USD"},
    {DIMENSION_TIME, 0, "h", "h"},
};

struct proposal_figures_axis {
    const char *unit, *label;
};

static const char *proposal_figures_words(size_t quantity)
{
    return quantity == PROJECTION_BUDGET_USD ? "budget"
           : quantity == METRIC_ENERGY_KWH   ? "energy"
           : quantity == METRIC_DEVICE_H     ? "device-hours"
                                             : projection_name(quantity);
}

static struct proposal_figures_axis proposal_figures_axis(struct sheet *sheet, size_t quantity, double most)
{
    const size_t count = sizeof proposal_figures_units / sizeof *proposal_figures_units;
    size_t at = 0;
    while (at < count && (proposal_figures_units[at].dimension != projection_dimension(quantity) ||
                          most < proposal_figures_units[at].from_si))
        at++;
    struct proposal_figures_axis axis = {.unit =
                                             at < count ? proposal_figures_units[at].unit : projection_unit(quantity)};
    axis.label = arena_format(sheet->arena, "%s (%s)", proposal_figures_words(quantity),
                              at < count ? proposal_figures_units[at].shown : axis.unit);
    return axis;
}

// A figure of up to so many rows; NULL without memory.
static struct figure *proposal_figures_new(struct sheet *sheet, enum figure_kind kind, size_t row_count,
                                           struct figure_row **rows)
{
    struct figure *figure = arena_alloc(sheet->arena, sizeof *figure);
    *rows = arena_array(sheet->arena, row_count + 1, sizeof **rows);
    if (!figure || !*rows) {
        sheet->no_memory = true;
        return NULL;
    }
    *figure = (struct figure){.kind = kind,
                              .rows = *rows,
                              .low = (double)NAN,
                              .median = (double)NAN,
                              .high = (double)NAN,
                              .base = (double)NAN};
    return figure;
}

static struct figure_row *proposal_figures_row(struct figure *figure, struct figure_row *rows, const char *label,
                                               double value)
{
    struct figure_row *row = &rows[figure->row_count++];
    *row =
        (struct figure_row){.label = label, .value = value, .low = (double)NAN, .high = (double)NAN, .x = (double)NAN};
    return row;
}

// ---- histogram -------------------------------------------------------------------------------

// The range and the bins, from some of the samples, evenly spaced among them: bins by the rule of Freedman and Diaconis
// (1981), 2 x interquartile range / cube root of the samples. Long tails would leave the rest no room: about a
// thousandth is cut off on either side.
struct proposal_figures_range {
    double low, high;
    size_t bins;
};

static struct proposal_figures_range proposal_figures_range(const double *samples, size_t n)
{
    double some[PROPOSAL_FIGURES_SOME];
    const size_t count = n < PROPOSAL_FIGURES_SOME ? n : PROPOSAL_FIGURES_SOME;
    for (size_t i = 0; i < count; i++)
        some[i] = samples[i * n / count];
    gsl_sort(some, 1, count);
    struct proposal_figures_range range = {.low = some[count / 1000], .high = some[count - 1 - count / 1000]};
    double width = 2 * (some[count * 3 / 4] - some[count / 4]) / cbrt((double)n);
    double bins = width > 0 ? ceil((range.high - range.low) / width) : PROPOSAL_FIGURES_BINS_MIN;
    range.bins = bins < PROPOSAL_FIGURES_BINS_MIN   ? PROPOSAL_FIGURES_BINS_MIN
                 : bins > PROPOSAL_FIGURES_BINS_MAX ? PROPOSAL_FIGURES_BINS_MAX
                                                    : (size_t)bins;
    return range;
}

static void proposal_figures_bins(struct sheet *sheet, struct figure *figure, const double *samples, size_t n,
                                  const char *unit)
{
    const struct proposal_figures_range range = proposal_figures_range(samples, n);
    double *edges = arena_array(sheet->arena, range.bins + 1, sizeof *edges),
           *counts = arena_array(sheet->arena, range.bins, sizeof *counts);
    if (!edges || !counts || !(range.high > range.low)) {
        sheet->no_memory = sheet->no_memory || !edges || !counts;
        return;
    }
    const double bins = (double)range.bins, scale = bins / (range.high - range.low);
    for (size_t i = 0; i <= range.bins; i++)
        edges[i] = units_from_si(range.low + (range.high - range.low) * (double)i / bins, unit);
    for (size_t i = 0; i < n; i++) {
        if (samples[i] < range.low || samples[i] > range.high)
            continue;
        size_t bin = (size_t)((samples[i] - range.low) * scale);
        counts[bin < range.bins ? bin : range.bins - 1] += 1;
    }
    figure->edges = edges;
    figure->counts = counts;
    figure->bin_count = range.bins;
}

void proposal_figures_histogram(struct sheet *sheet, const struct proposal_facts *facts)
{
    const size_t total = facts->programme->projection->total, n = (size_t)facts->programme->samples;
    if (!facts->samples || n < 2) // of nothing that is known
        return;
    const double low = programme_facts_low(facts->programme, total, facts->lead),
                 median = programme_facts_median(facts->programme, total, facts->lead),
                 high = programme_facts_high(facts->programme, total, facts->lead);
    if (!(high > low))
        return;
    struct arena *arena = sheet->arena;
    struct figure_row *rows = NULL;
    struct figure *figure = proposal_figures_new(sheet, FIGURE_HISTOGRAM, 0, &rows);
    if (!figure)
        return;
    struct proposal_figures_axis axis = proposal_figures_axis(sheet, facts->lead, high);
    proposal_figures_bins(sheet, figure, facts->samples, n, axis.unit);
    figure->key = "histogram";
    figure->title =
        arena_format(arena, "How the %s of the whole programme is distributed", proposal_figures_words(facts->lead));
    figure->x_label = axis.label;
    figure->low = units_from_si(low, axis.unit);
    figure->median = units_from_si(median, axis.unit);
    figure->high = units_from_si(high, axis.unit);
    figure->alt = arena_format(
        arena, "Histogram of %s samples of the %s of the whole programme: median %s, 90 %% of them in %s.",
        number_text_kept(arena, (double)n, SHEET_EXACT), proposal_figures_words(facts->lead),
        programme_words_amount(arena, facts->lead, median), programme_words_interval(arena, facts->lead, low, high));
    if (figure->bin_count)
        sheet_figure(sheet, figure);
}

// ---- tornado ---------------------------------------------------------------------------------

// Bars that would be seen: at least a fiftieth as wide as the first. There is one.
static size_t proposal_figures_wide(const struct projection_tornado *tornado)
{
    size_t count = 0;
    double widest = fabs(tornado->bars[0].high - tornado->bars[0].low);
    while (count < tornado->count && fabs(tornado->bars[count].high - tornado->bars[count].low) >= widest / 50)
        count++;
    return count;
}

void proposal_figures_tornado(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct projection_tornado *tornado = facts->tornado;
    if (!tornado || !tornado->count)
        return;
    struct arena *arena = sheet->arena;
    struct figure_row *rows = NULL;
    const size_t count = proposal_figures_wide(tornado);
    struct figure *figure = proposal_figures_new(sheet, FIGURE_TORNADO, count, &rows);
    if (!figure)
        return;
    double most = tornado->base;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fmax(tornado->bars[i].low, tornado->bars[i].high));
    struct proposal_figures_axis axis = proposal_figures_axis(sheet, tornado->quantity, most);
    for (size_t i = 0; i < count; i++) {
        const struct projection_tornado_bar *bar = &tornado->bars[i];
        struct figure_row *row =
            proposal_figures_row(figure, rows, programme_facts_cut(sheet, bar->name, PROPOSAL_SHEET_NAME), (double)NAN);
        row->low = units_from_si(bar->low, axis.unit);
        row->high = units_from_si(bar->high, axis.unit);
        row->text =
            programme_words_interval(arena, tornado->quantity, fmin(bar->low, bar->high), fmax(bar->low, bar->high));
        if (!row->text[0]) // both ends read the same
            row->text = programme_words_amount(arena, tornado->quantity, bar->high);
    }
    figure->base = units_from_si(tornado->base, axis.unit);
    figure->key = "tornado";
    figure->title = arena_format(arena, "What moves the %s: each at its 5 %% and 95 %%, all else at the median",
                                 proposal_figures_words(tornado->quantity));
    figure->x_label = axis.label;
    figure->alt = arena_format(
        arena, "Tornado chart about a %s of %s. The widest bar is %s, which moves it within %s; %s",
        proposal_figures_words(tornado->quantity), programme_words_amount(arena, tornado->quantity, tornado->base),
        figure->rows[0].label, figure->rows[0].text,
        count > 1 ? arena_format(arena, "then follows %s with %s.", figure->rows[1].label, figure->rows[1].text)
                  : "nothing else moves it as much as can be seen.");
    sheet_figure(sheet, figure);
}

// ---- by work item ----------------------------------------------------------------------------

static void proposal_figures_item(struct sheet *sheet, const struct proposal_facts *facts, struct figure *figure,
                                  struct figure_row *rows, size_t item, size_t quantity, const char *unit)
{
    const struct projection_entry *entry = &facts->programme->projection->entries[item];
    double median = programme_facts_median(facts->programme, item, quantity);
    struct figure_row *row = proposal_figures_row(
        figure, rows, programme_facts_cut(sheet, entry->name, PROPOSAL_SHEET_NAME), units_from_si(median, unit));
    row->text = programme_words_amount(sheet->arena, quantity, median);
    row->is_marked = item == facts->programme->projection->programme->final_item;
    if (entry->varies[quantity] && facts->programme->samples > 1) {
        row->low = units_from_si(programme_facts_low(facts->programme, item, quantity), unit);
        row->high = units_from_si(programme_facts_high(facts->programme, item, quantity), unit);
    }
}

// order[count]: the items that have any of it, the most first.
static size_t proposal_figures_order(struct sheet *sheet, const struct proposal_facts *facts, size_t quantity,
                                     size_t **order)
{
    const size_t items = facts->programme->projection->programme->work_count;
    double *negative = arena_array(sheet->arena, items + 1, sizeof *negative);
    size_t *places = arena_array(sheet->arena, items + 1, sizeof *places), count = 0;
    *order = arena_array(sheet->arena, items + 1, sizeof **order);
    if (!negative || !places || !*order) {
        sheet->no_memory = true;
        return 0;
    }
    for (size_t i = 0; i < items; i++) {
        double median = programme_facts_median(facts->programme, i, quantity);
        if (median > 0) {
            negative[count] = -median;
            places[count++] = i;
        }
    }
    size_t *sorted = arena_array(sheet->arena, count + 1, sizeof *sorted);
    if (!sorted) {
        sheet->no_memory = true;
        return 0;
    }
    gsl_sort_index(sorted, negative, 1, count);
    for (size_t i = 0; i < count; i++)
        (*order)[i] = places[sorted[i]];
    return count;
}

void proposal_figures_items(struct sheet *sheet, const struct proposal_facts *facts, size_t quantity)
{
    size_t *order = NULL, count = proposal_figures_order(sheet, facts, quantity, &order);
    if (count < 2)
        return;
    struct arena *arena = sheet->arena;
    struct figure_row *rows = NULL;
    struct figure *figure = proposal_figures_new(sheet, FIGURE_BARS, PROPOSAL_FIGURES_BARS + 1, &rows);
    if (!figure)
        return;
    struct proposal_figures_axis axis =
        proposal_figures_axis(sheet, quantity, programme_facts_high(facts->programme, order[0], quantity));
    const size_t shown = count <= PROPOSAL_FIGURES_BARS + 1 ? count : PROPOSAL_FIGURES_BARS;
    double rest = 0;
    for (size_t i = 0; i < shown; i++)
        proposal_figures_item(sheet, facts, figure, rows, order[i], quantity, axis.unit);
    for (size_t i = shown; i < count; i++)
        rest += programme_facts_median(facts->programme, order[i], quantity);
    if (count > shown) {
        struct figure_row *row = proposal_figures_row(figure, rows, arena_format(arena, "%zu others", count - shown),
                                                      units_from_si(rest, axis.unit));
        row->text = programme_words_amount(arena, quantity, rest);
    }
    const char *words = proposal_figures_words(quantity);
    figure->key = arena_format(arena, "%s_by_item", quantity == PROJECTION_BUDGET_USD ? "budget" : "energy");
    figure->title = arena_format(arena, "The %s by work item%s", words,
                                 facts->programme->samples > 1 ? ": medians, 5 %..95 %" : "");
    figure->x_label = axis.label;
    figure->alt =
        arena_format(arena, "Bar chart of the %s of %zu work items: most takes %s with %s, then %s with %s.", words,
                     count, figure->rows[0].label, figure->rows[0].text, figure->rows[1].label, figure->rows[1].text);
    sheet_figure(sheet, figure);
}

// ---- layers ----------------------------------------------------------------------------------

struct proposal_figures_kind {
    const char *name;
    double flop;
};

static size_t proposal_figures_kinds(const struct model *model, const struct count *per_layer,
                                     struct proposal_figures_kind *kinds)
{
    size_t count = 0;
    for (size_t i = 0; i < model->layer_count; i++) {
        const char *name = model->layers[i].kind->name;
        size_t at = 0;
        while (at < count && strcmp(kinds[at].name, name) != 0)
            at++;
        if (at == count)
            kinds[count++] = (struct proposal_figures_kind){.name = name};
        kinds[at].flop += per_layer[i].forward_flop + per_layer[i].backward_flop;
    }
    for (size_t i = 1; i < count; i++) // few: the most first
        for (size_t j = i; j && kinds[j].flop > kinds[j - 1].flop; j--) {
            struct proposal_figures_kind other = kinds[j];
            kinds[j] = kinds[j - 1];
            kinds[j - 1] = other;
        }
    while (count && !(kinds[count - 1].flop > 0))
        count--;
    return count;
}

static void proposal_figures_layers_of(struct sheet *sheet, const struct model *model,
                                       const struct proposal_figures_kind *kinds, size_t count)
{
    struct arena *arena = sheet->arena;
    struct figure_row *rows = NULL;
    struct figure *figure = proposal_figures_new(sheet, FIGURE_BARS, count, &rows);
    double sum = 0;
    if (!figure)
        return;
    for (size_t i = 0; i < count; i++)
        sum += kinds[i].flop;
    for (size_t i = 0; i < count && i < PROPOSAL_FIGURES_BARS; i++) {
        struct figure_row *row = proposal_figures_row(figure, rows, kinds[i].name, 100 * kinds[i].flop / sum);
        row->text = number_text_kept(arena, kinds[i].flop / sum, SHEET_PERCENT);
    }
    figure->key = "layers";
    figure->title = arena_format(arena, "FLOPs of a training step of %s by kind of layer",
                                 programme_facts_cut(sheet, model->name, PROPOSAL_SHEET_NAME));
    figure->x_label = "share of the FLOPs (%)";
    figure->alt = arena_format(arena, "Bar chart: of the FLOPs of a training step %s are those of %s layers%s.",
                               figure->rows[0].text, kinds[0].name,
                               count > 1 ? arena_format(arena, ", %s of %s", figure->rows[1].text, kinds[1].name) : "");
    sheet_figure(sheet, figure);
}

void proposal_figures_layers(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct programme *programme = facts->programme->projection->programme;
    if (programme->final_item >= programme->work_count)
        return;
    const struct plan *plan = &programme->plans[programme->work[programme->final_item].plans[0]];
    const struct model *model = &plan->model;
    if (!model_has_layers(model) || !plan->training.phase_count)
        return;
    const struct model_shape shape = model_shape_of(&plan->training.phases[0]);
    struct count *per_layer = arena_array(sheet->arena, model->layer_count + 1, sizeof *per_layer);
    struct proposal_figures_kind *kinds = arena_array(sheet->arena, model->layer_count + 1, sizeof *kinds);
    struct model_totals *totals = arena_alloc(sheet->arena, sizeof *totals);
    if (!per_layer || !kinds || !totals) {
        sheet->no_memory = true;
        return;
    }
    model_count(model, &shape, per_layer, totals);
    size_t count = proposal_figures_kinds(model, per_layer, kinds);
    if (count > 1)
        proposal_figures_layers_of(sheet, model, kinds, count);
}
