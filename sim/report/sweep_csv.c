// A sweep as CSV (RFC 4180, lines end in LF): a column for each axis, each metric and, where points are sampled, what
// its samples say; whether the point fits into memory.
#include <math.h>

#include "report/csv_text.h"
#include "report/sweep_sheet.h"

static void sweep_csv_put_cell(FILE *stream, const struct sweep_axis *axis, uint64_t at, double number)
{
    char text[NUMBER_TEXT_SIZE];
    if (isnan(number)) {
        csv_text_put(stream, axis->texts[at]);
        return;
    }
    number_text_exact(number, text);
    fputs(text, stream);
}

static void sweep_csv_begin(const struct sweep_sheet *sheet, FILE *stream)
{
    for (size_t i = 0; i < sheet->sweep->axis_count; i++)
        fprintf(stream, "%s%s", i ? "," : "", sheet->axes[i].name);
    for (size_t i = 0; i < sheet->metric_count; i++) {
        const char *name = metric_row(sheet->metrics[i].id)->name;
        fprintf(stream, ",%s", name);
        if (sheet->samples > 1)
            fprintf(stream, ",%s_mean,%s_sd,%s_p05,%s_p50,%s_p95", name, name, name, name, name);
    }
    fputs(",fits\n", stream);
}

// An empty field is a number that is not known.
static void sweep_csv_number(struct row_text *text, double number)
{
    row_text_put(text, ",");
    if (isfinite(number))
        row_text_exact(text, number);
}

static void sweep_csv_row(const struct sweep_sheet *sheet, const struct sweep_row *row, struct row_text *text)
{
    static const char *const fits[] = {",", ",false", ",true"};
    for (size_t i = 0; i < sheet->sweep->axis_count; i++) {
        const struct sweep_sheet_axis *axis = &sheet->axes[i];
        if (i)
            row_text_put(text, ",");
        if (axis->cells)
            row_text_put(text, axis->cells[row->at[i]]);
        else
            row_text_exact(text, sweep_sheet_number(axis->axis, row->at[i]));
    }
    for (size_t i = 0; i < sheet->metric_count; i++) {
        struct sweep_sheet_values values;
        sweep_sheet_values(row, &sheet->metrics[i], &values);
        sweep_csv_number(text, values.point);
        if (sheet->samples <= 1)
            continue;
        sweep_csv_number(text, values.mean);
        sweep_csv_number(text, values.sd);
        for (size_t q = 0; q < SWEEP_SHEET_QUANTILES; q++)
            sweep_csv_number(text, values.quantiles[q]);
    }
    row_text_put(text, fits[sweep_sheet_fits(row) + 1]);
    row_text_put(text, "\n");
}

static void sweep_csv_end(const struct sweep_sheet *sheet, FILE *stream)
{
    (void)sheet;
    (void)stream;
}

const struct sweep_format sweep_csv = {.name = "csv",
                                       .put_cell = sweep_csv_put_cell,
                                       .begin = sweep_csv_begin,
                                       .row = sweep_csv_row,
                                       .end = sweep_csv_end};
