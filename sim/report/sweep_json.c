// A sweep as JSON: an object that names the axes and holds an array of points, a line each. It is whole at any number
// of points; "partial" says that some are missing.
#include <inttypes.h>
#include <math.h>

#include "base/utf8.h"
#include "report/sweep_sheet.h"

enum { SWEEP_JSON_VALUES_MAX = 100 }; // of a range, that are listed; of longer ones the ends alone

static void sweep_json_number(FILE *stream, double number)
{
    char text[NUMBER_TEXT_SIZE] = "null";
    if (isfinite(number))
        number_text_exact(number, text);
    fputs(text, stream);
}

static void sweep_json_put_cell(FILE *stream, const struct sweep_axis *axis, uint64_t at, double number)
{
    if (isnan(number))
        utf8_put_quoted(stream, axis->texts[at]);
    else
        sweep_json_number(stream, number);
}

static void sweep_json_axis(const struct sweep_sheet_axis *axis, FILE *stream)
{
    fputs("{\"name\": ", stream);
    utf8_put_quoted(stream, axis->name);
    if (axis->unit) {
        fputs(", \"unit\": ", stream);
        utf8_put_quoted(stream, axis->unit[0] ? axis->unit : "1");
    }
    fprintf(stream, ", \"count\": %" PRIu64, axis->axis->count);
    if (!axis->cells && axis->axis->count > SWEEP_JSON_VALUES_MAX) {
        fputs(", \"low\": ", stream);
        sweep_json_number(stream, sweep_sheet_number(axis->axis, 0));
        fputs(", \"high\": ", stream);
        sweep_json_number(stream, sweep_sheet_number(axis->axis, axis->axis->count - 1));
    } else {
        fputs(", \"values\": [", stream);
        for (uint64_t at = 0; at < axis->axis->count; at++) {
            fputs(at ? ", " : "", stream);
            if (axis->cells)
                fputs(axis->cells[at], stream);
            else
                sweep_json_number(stream, sweep_sheet_number(axis->axis, at));
        }
        fputs("]", stream);
    }
    fputs("}", stream);
}

static void sweep_json_begin(const struct sweep_sheet *sheet, FILE *stream)
{
    const struct sweep *sweep = sheet->sweep;
    fputs("{\n  \"flopcast\": ", stream);
    utf8_put_quoted(stream, FLOPCAST_VERSION);
    fputs(",\n  \"plan\": ", stream);
    utf8_put_quoted(stream, sheet->plan->name);
    fprintf(stream, ",\n  \"seed\": %" PRId64, sweep->seed >= 0 ? sweep->seed : sheet->plan->seed);
    fprintf(stream, ",\n  \"samples\": %" PRIu64 ",\n  \"sampling\": ", sheet->samples);
    utf8_put_quoted(stream, design_name(sweep->design));
    fputs(",\n  \"axes\": [", stream);
    for (size_t i = 0; i < sweep->axis_count; i++) {
        fputs(i ? ",\n    " : "\n    ", stream);
        sweep_json_axis(&sheet->axes[i], stream);
    }
    fputs("\n  ],\n  \"points\": [", stream);
}

static void sweep_json_field(struct row_text *text, const char *before, const char *name, double number)
{
    row_text_put(text, before);
    row_text_put(text, name);
    row_text_put(text, "\": ");
    if (isfinite(number))
        row_text_exact(text, number);
    else
        row_text_put(text, "null");
}

static void sweep_json_metric(const struct sweep_sheet *sheet, const struct sweep_row *row,
                              const struct sweep_sheet_metric *metric, struct row_text *text)
{
    static const char *const names[SWEEP_SHEET_QUANTILES] = {"p05", "p50", "p95"};
    struct sweep_sheet_values values;
    sweep_sheet_values(row, metric, &values);
    row_text_put(text, "\"");
    row_text_put(text, metric_row(metric->id)->name);
    sweep_json_field(text, "\": {\"", "point", values.point);
    if (sheet->samples > 1) {
        sweep_json_field(text, ", \"", "mean", values.mean);
        sweep_json_field(text, ", \"", "sd", values.sd);
        for (size_t q = 0; q < SWEEP_SHEET_QUANTILES; q++)
            sweep_json_field(text, ", \"", names[q], values.quantiles[q]);
    }
    row_text_put(text, "}");
}

static void sweep_json_row(const struct sweep_sheet *sheet, const struct sweep_row *row, struct row_text *text)
{
    static const char *const fits[] = {"null", "false", "true"};
    row_text_put(text, row->point ? ",\n    {" : "\n    {");
    for (size_t i = 0; i < sheet->sweep->axis_count; i++) {
        const struct sweep_sheet_axis *axis = &sheet->axes[i];
        row_text_put(text, "\"");
        row_text_put(text, axis->name); // of letters, digits, "_" and "."
        row_text_put(text, "\": ");
        if (axis->cells)
            row_text_put(text, axis->cells[row->at[i]]);
        else
            row_text_exact(text, sweep_sheet_number(axis->axis, row->at[i]));
        row_text_put(text, ", ");
    }
    row_text_put(text, "\"fits\": ");
    row_text_put(text, fits[sweep_sheet_fits(row) + 1]);
    row_text_put(text, ", \"metrics\": {");
    for (size_t i = 0; i < sheet->metric_count; i++) {
        row_text_put(text, i ? ", " : "");
        sweep_json_metric(sheet, row, &sheet->metrics[i], text);
    }
    row_text_put(text, "}}");
}

static void sweep_json_end(const struct sweep_sheet *sheet, FILE *stream)
{
    fputs(sheet->done ? "\n  ],\n" : "],\n", stream);
    fprintf(stream, "  \"partial\": %s,\n  \"warnings\": [", sheet->done < sheet->points ? "true" : "false");
    for (size_t i = 0; i < sheet->notes.note_count; i++) {
        fputs(i ? ",\n    " : "\n    ", stream);
        utf8_put_quoted(stream, sheet->notes.notes[i]);
    }
    fputs(sheet->notes.note_count ? "\n  ]\n}\n" : "]\n}\n", stream);
}

const struct sweep_format sweep_json = {.name = "json",
                                        .put_cell = sweep_json_put_cell,
                                        .begin = sweep_json_begin,
                                        .row = sweep_json_row,
                                        .end = sweep_json_end};
