#include "report/programme_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_notes.h"
#include "report/programme_rungs.h"
#include "report/programme_words.h"

static enum sheet_style programme_sheet_style(size_t quantity)
{
    bool share = quantity >= PROJECTION_SHARE_DEVICE_H && quantity <= PROJECTION_SHARE_BUDGET;
    return quantity == METRIC_PARAMETERS ? SHEET_EXACT : quantity == METRIC_MFU || share ? SHEET_PERCENT : SHEET_PLAIN;
}

// ---- for machines -----------------------------------------------------------------------------

enum { PROGRAMME_BLOCK_COLUMNS = 9 };

static const struct sheet_column programme_sheet_block_columns[PROGRAMME_BLOCK_COLUMNS] = {
    {.key = "metric"},
    {.key = "unit"},
    {.key = "point"},
    {.key = "mean", .omit_none = true},
    {.key = "sd", .omit_none = true},
    {.key = "standard_error", .omit_none = true},
    {.key = "p05", .omit_none = true},
    {.key = "p50", .omit_none = true},
    {.key = "p95", .omit_none = true}};

static void programme_sheet_block_row(const struct programme_facts *facts, size_t entry, size_t quantity,
                                      struct sheet_cell *row)
{
    const struct projection_entry *of = &facts->projection->entries[entry];
    row[0] = sheet_text(projection_name(quantity));
    row[1] = sheet_text(projection_unit(quantity)[0] ? projection_unit(quantity) : "1");
    row[2] = sheet_number(projection_from_si(quantity, of->point[quantity]));
    if (facts->samples <= 1)
        return;
    const struct ensemble_column *column = &of->results[quantity];
    const double told[] = {column->mean, column->sd, column->standard_error};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        row[3 + i] = sheet_number(projection_from_si(quantity, told[i]));
    for (int which = 0; which < PROGRAMME_QUANTILES; which++)
        row[6 + which] =
            sheet_number(projection_from_si(quantity, programme_facts_quantile(facts, entry, quantity, which)));
}

// Everything that is known of an entry, as an object.
static const struct sheet_table *programme_sheet_block(struct sheet *sheet, const struct programme_facts *facts,
                                                       size_t entry)
{
    struct sheet_table *block = sheet_inner_table(sheet, programme_sheet_block_columns, PROGRAMME_BLOCK_COLUMNS);
    block->is_object = true;
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
        if (isfinite(facts->projection->entries[entry].point[q]))
            programme_sheet_block_row(facts, entry, q, sheet_row(sheet, block));
    return block;
}

static void programme_sheet_others(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {{.key = "name"}, {.key = "metrics", .is_inner = true}};
    const struct projection *projection = facts->projection;
    if (projection->stage_count) {
        struct sheet_table *stages = sheet_table(sheet, "stages", NULL, columns, sizeof columns / sizeof *columns);
        for (size_t e = 0; e < projection->entry_count; e++)
            if (projection->entries[e].kind == PROJECTION_STAGE) {
                struct sheet_cell *row = sheet_row(sheet, stages);
                row[0] = sheet_text(projection->entries[e].name);
                row[1] = sheet_rows(programme_sheet_block(sheet, facts, e));
            }
    }
    const size_t whole[] = {projection->final, projection->total};
    static const char *const keys[] = {"final", "total"};
    for (size_t i = 0; i < 2; i++) {
        if (whole[i] == projection->entry_count)
            continue;
        struct sheet_table *table =
            sheet_table(sheet, keys[i], NULL, programme_sheet_block_columns, PROGRAMME_BLOCK_COLUMNS);
        table->is_object = true;
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++)
            if (isfinite(projection->entries[whole[i]].point[q]))
                programme_sheet_block_row(facts, whole[i], q, sheet_row(sheet, table));
    }
}

// ---- work items -------------------------------------------------------------------------------

// What people and CSV see of each item.
static const size_t programme_sheet_shown[] = {PROJECTION_TRIALS, METRIC_DEVICE_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG,
                                               PROJECTION_BUDGET_USD};
enum {
    PROGRAMME_SHOWN = sizeof programme_sheet_shown / sizeof *programme_sheet_shown,
    PROGRAMME_KEYS = 4, // kind, name, stage, is
    PROGRAMME_COLUMNS = PROGRAMME_KEYS + 1 + 4 * (PROGRAMME_SHOWN - 1) + 1 + 2 * PROGRAMME_SHOWN,
};

static const char *const programme_sheet_kinds[] = {[PROJECTION_ITEM] = "item",
                                                    [PROJECTION_STAGE] = "stage",
                                                    [PROJECTION_FINAL] = "final run",
                                                    [PROJECTION_TOTAL] = "total"};

static const char *programme_sheet_suffixed(struct sheet *sheet, size_t quantity, const char *suffix)
{
    const char *name = arena_format(sheet->arena, "%s%s", projection_name(quantity), suffix);
    if (!name)
        sheet->no_memory = true;
    return name ? name : "";
}

static size_t programme_sheet_columns(struct sheet *sheet, struct sheet_column *columns)
{
    static const char *const suffixes[] = {"", "_p05", "_p50", "_p95"};
    static const char *const keys[PROGRAMME_KEYS] = {"kind", "name", "stage", "is"};
    size_t count = 0;
    for (size_t i = 0; i < PROGRAMME_KEYS; i++)
        columns[count++] = (struct sheet_column){.key = keys[i]};
    columns[count++] = (struct sheet_column){.key = projection_name(PROJECTION_TRIALS)};
    for (size_t i = 1; i < PROGRAMME_SHOWN; i++)
        for (size_t s = 0; s < sizeof suffixes / sizeof *suffixes; s++)
            columns[count++] =
                (struct sheet_column){.key = programme_sheet_suffixed(sheet, programme_sheet_shown[i], suffixes[s])};
    columns[count++] = (struct sheet_column){.heading = "work item"};
    for (size_t i = 0; i < PROGRAMME_SHOWN; i++) {
        columns[count++] = (struct sheet_column){
            .heading = projection_name(programme_sheet_shown[i]), .align_right = true, .blank_none = true};
        if (i)
            columns[count++] = (struct sheet_column){
                .heading = "5 %..95 %", .align_right = true, .blank_none = true, .width_needed = 130};
    }
    columns[count++] = (struct sheet_column){.heading = "is", .wrap = true, .blank_none = true, .width_needed = 100};
    return count;
}

static struct sheet_cell programme_sheet_cell(struct sheet *sheet, size_t quantity, double si)
{
    double value = projection_from_si(quantity, si);
    return isfinite(value) ? sheet_text(number_text_kept(sheet->arena, value, programme_sheet_style(quantity)))
                           : sheet_text(NULL);
}

static struct sheet_cell programme_sheet_range(struct sheet *sheet, const struct programme_facts *facts, size_t entry,
                                               size_t quantity)
{
    struct sheet_cell low = programme_sheet_cell(sheet, quantity, programme_facts_low(facts, entry, quantity)),
                      high = programme_sheet_cell(sheet, quantity, programme_facts_high(facts, entry, quantity));
    if (low.kind != SHEET_TEXT || high.kind != SHEET_TEXT || strcmp(low.text, high.text) == 0)
        return sheet_text(NULL);
    return sheet_text(arena_format(sheet->arena, "%s..%s", low.text, high.text));
}

static void programme_sheet_row(struct sheet *sheet, const struct programme_facts *facts, size_t entry,
                                struct sheet_table *table)
{
    const struct projection_entry *of = &facts->projection->entries[entry];
    const bool is_item = of->kind == PROJECTION_ITEM;
    const char *is = is_item ? programme_words_work(sheet->arena, facts, of->item) : "";
    const char *name = of->kind == PROJECTION_TOTAL   ? "total"
                       : of->kind == PROJECTION_FINAL ? "one final run"
                       : of->kind == PROJECTION_STAGE ? arena_format(sheet->arena, "stage: %s", of->name)
                                                      : of->name;
    struct sheet_cell *cell = sheet_row(sheet, table);
    *cell++ = sheet_text(programme_sheet_kinds[of->kind]);
    *cell++ = sheet_text(of->name);
    *cell++ = sheet_text(is_item ? facts->projection->programme->work[of->item].stage : NULL);
    *cell++ = sheet_text(is);
    *cell++ = sheet_number(of->point[PROJECTION_TRIALS]);
    for (size_t i = 1; i < PROGRAMME_SHOWN; i++) {
        size_t quantity = programme_sheet_shown[i];
        *cell++ = sheet_number(projection_from_si(quantity, of->point[quantity]));
        for (int which = 0; which < PROGRAMME_QUANTILES; which++)
            *cell++ = facts->samples > 1 ? sheet_number(projection_from_si(
                                               quantity, programme_facts_quantile(facts, entry, quantity, which)))
                                         : sheet_text(NULL);
    }
    *cell++ = sheet_text(name ? programme_facts_name(sheet, name) : NULL);
    for (size_t i = 0; i < PROGRAMME_SHOWN; i++) {
        size_t quantity = programme_sheet_shown[i];
        *cell++ = programme_sheet_cell(sheet, quantity, programme_facts_median(facts, entry, quantity));
        if (i)
            *cell++ = programme_sheet_range(sheet, facts, entry, quantity);
    }
    *cell++ = sheet_text(is);
}

// JSON's work items, each with its metrics and the groups of its search.
static void programme_sheet_items(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {{.key = "name"},
                                                  {.key = "stage", .omit_none = true},
                                                  {.key = "is"},
                                                  {.key = "trials"},
                                                  {.key = "groups", .is_inner = true, .omit_none = true},
                                                  {.key = "metrics", .is_inner = true}};
    const struct programme *programme = facts->projection->programme;
    struct sheet_table *table = sheet_table(sheet, "work", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < programme->work_count; i++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(programme->work[i].name);
        row[1] = sheet_text(programme->work[i].stage);
        row[2] = sheet_text(programme_words_work(sheet->arena, facts, i));
        row[3] = sheet_number(facts->projection->entries[i].point[PROJECTION_TRIALS]);
        if (programme->work[i].search.kind)
            row[4] = sheet_rows(programme_rungs_inner(sheet, facts, i));
        row[5] = sheet_rows(programme_sheet_block(sheet, facts, i));
    }
}

void programme_sheet_work(struct sheet *sheet, const struct programme_facts *facts)
{
    programme_sheet_items(sheet, facts);
    programme_sheet_others(sheet, facts);
    struct sheet_column *columns = arena_array(sheet->arena, PROGRAMME_COLUMNS, sizeof *columns);
    if (!columns) {
        sheet->no_memory = true;
        return;
    }
    size_t count = programme_sheet_columns(sheet, columns);
    const char *title = facts->samples > 1
                            ? arena_format(sheet->arena, "Work: medians of %s samples",
                                           number_text_kept(sheet->arena, (double)facts->samples, SHEET_EXACT))
                            : "Work";
    struct sheet_table *table = sheet_table(sheet, NULL, title, columns, count);
    table->is_primary = true;
    for (size_t e = 0; e < facts->projection->entry_count; e++)
        programme_sheet_row(sheet, facts, e, table);
}

// ---- the whole --------------------------------------------------------------------------------

void programme_sheet_totals(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {{.heading = "metric"},
                                                  {.heading = "median", .align_right = true},
                                                  {.heading = "5 %", .align_right = true, .blank_none = true},
                                                  {.heading = "95 %", .align_right = true, .blank_none = true},
                                                  {.heading = "one final run", .align_right = true, .blank_none = true},
                                                  {.heading = "unit", .blank_none = true},
                                                  {.heading = "is", .wrap = true, .width_needed = 110}};
    const struct projection *projection = facts->projection;
    const size_t total = projection->total, final = projection->final;
    struct sheet_table *table =
        sheet_table(sheet, NULL, "The whole programme", columns, sizeof columns / sizeof *columns);
    for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
        if (!isfinite(projection->entries[total].point[q]))
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(projection_name(q));
        row[1] = programme_sheet_cell(sheet, q, programme_facts_median(facts, total, q));
        if (programme_facts_is_sampled(facts, total, q)) {
            row[2] = programme_sheet_cell(sheet, q, programme_facts_low(facts, total, q));
            row[3] = programme_sheet_cell(sheet, q, programme_facts_high(facts, total, q));
        }
        if (final < projection->entry_count)
            row[4] = programme_sheet_cell(sheet, q, programme_facts_median(facts, final, q));
        row[5] = sheet_text(projection_unit(q));
        row[6] = sheet_text(q < METRIC_COUNT ? metric_row((enum metric_id)q)->brief : projection_sentence(q));
    }
}

void programme_sheet_fields(struct sheet *sheet, const struct programme_facts *facts)
{
    const struct programme *programme = facts->projection->programme;
    sheet->title = programme->name;
    sheet_field(sheet, "flopcast", NULL, SHEET_PLAIN, NULL, sheet_text(FLOPCAST_VERSION));
    sheet_field(sheet, "programme", NULL, SHEET_PLAIN, NULL, sheet_text(programme->name));
    sheet_field(sheet, "description", "about", SHEET_PLAIN, NULL, sheet_text(programme->description));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->projection->seed));
    sheet_field(sheet, "samples", NULL, SHEET_EXACT, NULL, sheet_number((double)facts->samples));
    if (facts->is_partial)
        sheet_field(sheet, "partial", NULL, SHEET_PLAIN, NULL, sheet_flag(true));
    sheet_field(sheet, "budget", "budget", SHEET_PLAIN, NULL, sheet_text(programme_pay_sentence(programme->pay)));
    if (programme->contingency > 0)
        sheet_field(sheet, "contingency", "contingency", SHEET_PERCENT, NULL, sheet_number(programme->contingency));
}

void programme_sheet_published(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "of", .heading = "published"},    {.key = "metric", .heading = "metric"},
        {.key = "printed", .heading = "printed"}, {.key = "p05", .heading = "5 %"},
        {.key = "p50", .heading = "median"},      {.key = "p95", .heading = "95 %"},
        {.key = "inside", .heading = "inside"},
    };
    if (!facts->figure_count)
        return;
    struct sheet_table *table = sheet_table(sheet, "published", "Published", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct replication_programme_figure *figure = &facts->figures[i];
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(figure->model);
        row[1] = sheet_text(projection_name(figure->quantity));
        row[2] = sheet_number(projection_from_si(figure->quantity, figure->published_si));
        row[4] = sheet_number(projection_from_si(figure->quantity, figure->point));
        if (figure->entry == facts->projection->entry_count)
            continue;
        double low = programme_facts_low(facts, figure->entry, figure->quantity),
               high = programme_facts_high(facts, figure->entry, figure->quantity);
        row[4] = sheet_number(
            projection_from_si(figure->quantity, programme_facts_median(facts, figure->entry, figure->quantity)));
        if (!(low < high))
            continue;
        row[3] = sheet_number(projection_from_si(figure->quantity, low));
        row[5] = sheet_number(projection_from_si(figure->quantity, high));
        row[6] = sheet_flag(figure->published_si >= low && figure->published_si <= high);
    }
}

void programme_sheet(struct sheet *sheet, const struct programme_facts *facts)
{
    programme_sheet_fields(sheet, facts);
    const char *ratio = programme_words_ratio(sheet, facts);
    if (ratio[0])
        sheet_paragraph(sheet, "answer", ratio);
    const char *serving = programme_words_serving(sheet, facts);
    if (serving[0])
        sheet_paragraph(sheet, "serving", serving);
    programme_sheet_work(sheet, facts);
    programme_rungs(sheet, facts);
    programme_sheet_totals(sheet, facts);
    programme_sheet_published(sheet, facts);
    programme_notes(sheet, facts);
}
