// The sheet of a sweep, written while it is worked out: what stands before the rows, each row by itself, and what
// follows. Nothing of a row is kept, so a grid may be of any size; a sweep that is ended early leaves a whole document.
#ifndef FLOPCAST_REPORT_SWEEP_SHEET_H
#define FLOPCAST_REPORT_SWEEP_SHEET_H

#include <stdio.h>

#include "report/number_text.h"
#include "report/row_text.h"
#include "uncertainty/sweep_check.h"

enum { SWEEP_SHEET_QUANTILES = 3 };

// 0.05, 0.5, 0.95: what a sweep is to be run with.
extern const double sweep_sheet_quantiles[SWEEP_SHEET_QUANTILES];

struct sweep_sheet_axis {
    const struct sweep_axis *axis;
    const char *name, *unit;
    bool is_numeric;    // every value is a number
    const char **cells; // [count] of a list, as the format writes them; NULL: a range
    int digits;         // of a range, for people
    size_t width;       // for people
};

struct sweep_sheet_metric {
    enum metric_id id;
    struct units_scale scale;
    bool has_value; // at some point
    size_t width;   // of a number, for people
};

struct sweep_sheet {
    struct arena *arena;
    const struct sweep_format *format;
    const struct sweep *sweep;
    const struct plan *plan; // at the first point
    uint64_t points, samples;
    int columns; // of the terminal
    struct sweep_sheet_axis axes[SWEEP_AXES_MAX];
    struct sweep_sheet_metric metrics[METRIC_COUNT];
    size_t metric_count;
    struct sheet notes; // and what stands before the table, for people
    // Of the rows that were put.
    uint64_t done, lacking, non_finite;
};

// One format of it: one file and one row.
struct sweep_format {
    const char *name; // of the report format
    bool is_for_people;
    // How a value of a list stands in a row.
    void (*put_cell)(FILE *stream, const struct sweep_axis *axis, uint64_t at, double number);
    void (*begin)(const struct sweep_sheet *sheet, FILE *stream);
    void (*row)(const struct sweep_sheet *sheet, const struct sweep_row *point, struct row_text *text);
    void (*end)(const struct sweep_sheet *sheet, FILE *stream);
};

// What there is to know of one metric at one point, in the unit that it is printed in; NAN: nothing.
struct sweep_sheet_values {
    double point, mean, sd, quantiles[SWEEP_SHEET_QUANTILES];
    bool varies;
    uint64_t non_finite;
};

// Whether a sweep can be written in a report format.
bool sweep_sheet_has_format(const char *format);

// `metrics`: a bit each; 0: people get the usual ones, machines all that have a value. The sweep and the plan must stay
// where they are. STATUS_NO_MEMORY, or what the sweep cannot be written as.
enum status sweep_sheet_init(struct sweep_sheet *sheet, struct arena *arena, const struct sweep *sweep,
                             const struct plan *plan, const struct sweep_survey *survey, const char *format,
                             uint64_t metrics, int columns) STATUS_MUST_CHECK;

// The metrics that it shows, a bit each: what the sweep needs to sample.
uint64_t sweep_sheet_metrics(const struct sweep_sheet *sheet);

// Errors of these stay in the stream.
void sweep_sheet_begin(const struct sweep_sheet *sheet, FILE *stream);
void sweep_sheet_end(struct sweep_sheet *sheet, FILE *stream);

// The two halves of the sweep's sink: a row as text, from several threads at once, and the text in its turn.
enum status sweep_sheet_describe(const struct sweep_sheet *sheet, const struct sweep_row *row,
                                 struct sweep_text *text) STATUS_MUST_CHECK;
void sweep_sheet_put(struct sweep_sheet *sheet, const struct sweep_text *text, FILE *stream);

// For the formats. A number of an input's axis is in the unit that it is printed in.
double sweep_sheet_number(const struct sweep_axis *axis, uint64_t at);
void sweep_sheet_range_text(const struct sweep_sheet_axis *axis, uint64_t at, char text[NUMBER_TEXT_SIZE]);
enum sheet_style sweep_sheet_style(enum metric_id id);
void sweep_sheet_values(const struct sweep_row *row, const struct sweep_sheet_metric *metric,
                        struct sweep_sheet_values *values);

// 1: it fits into the memory of its devices, 0: it does not, -1: not known.
int sweep_sheet_fits(const struct sweep_row *row);

extern const struct sweep_format sweep_table, sweep_json, sweep_csv;

#endif
