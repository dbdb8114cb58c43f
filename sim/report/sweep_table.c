// A sweep as a table for people: a line for each point, in columns whose widths are settled before the first row. Of a
// metric the point estimate, or where points are sampled the median and what 90 % of the samples lie between.
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report_kinds.h"
#include "report/sweep_sheet.h"

enum { SWEEP_TABLE_INDENT = 2, SWEEP_TABLE_GAP = 2, SWEEP_TABLE_BLOCK_GAP = 3 };

static const char *const sweep_table_heads[SWEEP_SHEET_QUANTILES] = {"5 %", "median", "95 %"};
static const size_t sweep_table_order[SWEEP_SHEET_QUANTILES] = {1, 0, 2};

static size_t sweep_table_columns(const char *text)
{
    return utf8_columns(text, strlen(text));
}

static void sweep_table_put_cell(FILE *stream, const struct sweep_axis *axis, uint64_t at, double number)
{
    char text[NUMBER_TEXT_SIZE];
    if (isnan(number)) {
        utf8_put(stream, axis->texts[at], strlen(axis->texts[at]));
        return;
    }
    if (fabs(number) >= 1000)
        number_text_styled(number, SHEET_EXACT, NULL, text);
    else
        number_text_exact(number, text);
    fputs(text, stream);
}

static size_t sweep_table_block(const struct sweep_sheet *sheet, const struct sweep_sheet_metric *metric)
{
    size_t name = strlen(metric_row(metric->id)->name), width = metric->width;
    if (sheet->samples > 1)
        width = SWEEP_SHEET_QUANTILES * (width + 1) - 1;
    return width > name ? width : name;
}

// How many of the metrics have room with so many blanks between them, in their order; one at least.
static size_t sweep_table_fit(const struct sweep_sheet *sheet, size_t gap)
{
    size_t used = SWEEP_TABLE_INDENT, count = 0;
    for (size_t i = 0; i < sheet->sweep->axis_count; i++)
        used += sheet->axes[i].width + (i ? SWEEP_TABLE_GAP : 0);
    for (; count < sheet->metric_count; count++) {
        used += gap + sweep_table_block(sheet, &sheet->metrics[count]);
        if (count && used > (size_t)sheet->columns)
            break;
    }
    return count;
}

// Three numbers of a metric stand closer together than metrics, unless that costs a metric.
static size_t sweep_table_gap(const struct sweep_sheet *sheet)
{
    bool is_tight = sweep_table_fit(sheet, SWEEP_TABLE_GAP) > sweep_table_fit(sheet, SWEEP_TABLE_BLOCK_GAP);
    return sheet->samples > 1 && !is_tight ? SWEEP_TABLE_BLOCK_GAP : SWEEP_TABLE_GAP;
}

static size_t sweep_table_shown(const struct sweep_sheet *sheet)
{
    return sweep_table_fit(sheet, sweep_table_gap(sheet));
}

static void sweep_table_right(struct row_text *text, size_t width, const char *cell)
{
    size_t columns = sweep_table_columns(cell);
    row_text_blanks(text, width > columns ? width - columns : 0);
    row_text_put(text, cell);
}

static void sweep_table_left(struct row_text *text, size_t width, const char *cell)
{
    size_t columns = sweep_table_columns(cell);
    row_text_put(text, cell);
    row_text_blanks(text, width > columns ? width - columns : 0);
}

// Ends a line without blanks at its end.
static void sweep_table_end_line(struct row_text *text)
{
    while (text->length && text->text[text->length - 1] == ' ')
        text->text[--text->length] = '\0';
    row_text_put(text, "\n");
}

static void sweep_table_axis(const struct sweep_sheet_axis *axis, const char *cell, size_t i, struct row_text *text)
{
    row_text_blanks(text, i ? SWEEP_TABLE_GAP : 0);
    if (axis->is_numeric)
        sweep_table_right(text, axis->width, cell);
    else
        sweep_table_left(text, axis->width, cell);
}

static void sweep_table_headings(const struct sweep_sheet *sheet, struct row_text *text)
{
    row_text_blanks(text, SWEEP_TABLE_INDENT);
    for (size_t i = 0; i < sheet->sweep->axis_count; i++)
        sweep_table_axis(&sheet->axes[i], sheet->axes[i].name, i, text);
    for (size_t i = 0; i < sweep_table_shown(sheet); i++) {
        const struct sweep_sheet_metric *metric = &sheet->metrics[i];
        row_text_blanks(text, sweep_table_gap(sheet));
        if (sheet->samples > 1)
            sweep_table_left(text, sweep_table_block(sheet, metric), metric_row(metric->id)->name);
        else
            sweep_table_right(text, sweep_table_block(sheet, metric), metric_row(metric->id)->name);
    }
    sweep_table_end_line(text);
}

// Units of the axes, and what the numbers of a metric are; empty when there is nothing to say.
static void sweep_table_subheadings(const struct sweep_sheet *sheet, struct row_text *text)
{
    bool says = sheet->samples > 1;
    for (size_t i = 0; i < sheet->sweep->axis_count; i++)
        says = says || (sheet->axes[i].unit && sheet->axes[i].unit[0]);
    if (!says)
        return;
    row_text_blanks(text, SWEEP_TABLE_INDENT);
    for (size_t i = 0; i < sheet->sweep->axis_count; i++)
        sweep_table_axis(&sheet->axes[i], sheet->axes[i].unit ? sheet->axes[i].unit : "", i, text);
    for (size_t i = 0; i < sweep_table_shown(sheet) && sheet->samples > 1; i++) {
        const struct sweep_sheet_metric *metric = &sheet->metrics[i];
        size_t begun = text->length;
        // The first heading, "median", may reach into the gap.
        for (size_t q = 0; q < SWEEP_SHEET_QUANTILES; q++)
            sweep_table_right(text, metric->width + (q ? 1 : sweep_table_gap(sheet)),
                              sweep_table_heads[sweep_table_order[q]]);
        size_t width = sweep_table_gap(sheet) + sweep_table_block(sheet, metric);
        row_text_blanks(text, width > text->length - begun ? width - (text->length - begun) : 0);
    }
    sweep_table_end_line(text);
}

static void sweep_table_begin(const struct sweep_sheet *sheet, FILE *stream)
{
    struct row_text text;
    struct sheet fields = sheet->notes;
    fields.note_count = 0; // they come at the end
    row_text_init(&text);
    table_write(&fields, stream, sheet->columns);
    fputc('\n', stream);
    sweep_table_headings(sheet, &text);
    sweep_table_subheadings(sheet, &text);
    fputs(text.text ? text.text : "", stream);
    row_text_free(&text);
}

static const char *sweep_table_text(double number, enum metric_id id, char text[NUMBER_TEXT_SIZE])
{
    if (!isfinite(number))
        return "-";
    number_text_styled(number, sweep_sheet_style(id), NULL, text);
    return text;
}

static void sweep_table_metric(const struct sweep_sheet *sheet, const struct sweep_row *row,
                               const struct sweep_sheet_metric *metric, struct row_text *text)
{
    char number[NUMBER_TEXT_SIZE];
    struct sweep_sheet_values values;
    size_t begun = text->length, gap = sweep_table_gap(sheet), width = gap + sweep_table_block(sheet, metric);
    sweep_sheet_values(row, metric, &values);
    if (sheet->samples <= 1) {
        row_text_blanks(text, gap);
        sweep_table_right(text, width - gap, sweep_table_text(values.point, metric->id, number));
        return;
    }
    size_t end = gap - 1;
    for (size_t q = 0; q < SWEEP_SHEET_QUANTILES && (!q || values.varies); q++) {
        const char *cell = sweep_table_text(values.quantiles[sweep_table_order[q]], metric->id, number);
        // A number that is wider than was thought takes from the blanks before it and behind it.
        size_t used = text->length - begun + strlen(cell);
        end += 1 + metric->width;
        row_text_blanks(text, used < end ? end - used : 1);
        row_text_put(text, cell);
    }
    row_text_blanks(text, width > text->length - begun ? width - (text->length - begun) : 0);
}

static void sweep_table_row(const struct sweep_sheet *sheet, const struct sweep_row *row, struct row_text *text)
{
    char number[NUMBER_TEXT_SIZE];
    row_text_put(text, sweep_sheet_fits(row) == 0 ? "* " : "  ");
    for (size_t i = 0; i < sheet->sweep->axis_count; i++) {
        const struct sweep_sheet_axis *axis = &sheet->axes[i];
        const char *cell = number;
        if (axis->cells)
            cell = axis->cells[row->at[i]];
        else
            sweep_sheet_range_text(axis, row->at[i], number);
        sweep_table_axis(axis, cell, i, text);
    }
    size_t shown = sweep_table_shown(sheet);
    for (size_t i = 0; i < shown; i++)
        sweep_table_metric(sheet, row, &sheet->metrics[i], text);
    sweep_table_end_line(text);
}

static void sweep_table_end(const struct sweep_sheet *sheet, FILE *stream)
{
    struct sheet notes = {.arena = sheet->arena, .notes = sheet->notes.notes, .note_count = sheet->notes.note_count};
    notes.note_capacity = notes.note_count; // so that one more is written elsewhere
    const char *names = "";
    for (size_t i = sweep_table_shown(sheet); i < sheet->metric_count && names; i++)
        names =
            arena_format(sheet->arena, "%s%s%s", names, names[0] ? ", " : "", metric_row(sheet->metrics[i].id)->name);
    if (names && names[0])
        sheet_note(&notes, "no room here for %s: a wider terminal, --metric or --format csv shows it", names);
    table_write(&notes, stream, sheet->columns);
}

const struct sweep_format sweep_table = {.name = "table",
                                         .is_for_people = true,
                                         .put_cell = sweep_table_put_cell,
                                         .begin = sweep_table_begin,
                                         .row = sweep_table_row,
                                         .end = sweep_table_end};
