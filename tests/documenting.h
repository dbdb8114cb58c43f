// What the tests of documents share: the sheet of a whole programme, one full of hostile texts, one of several
// chapters.
#ifndef FLOPCAST_TESTS_DOCUMENTING_H
#define FLOPCAST_TESTS_DOCUMENTING_H

#include <math.h>
#include <string.h>

#include "testing.h"
#include "writing.h"

static const struct sheet_column documenting_work_columns[] = {
    {.key = "work", .heading = "work package", .wrap = true},
    {.key = "runs", .heading = "runs", .style = SHEET_EXACT},
    {.key = "device_h", .heading = "device-hours", .style = SHEET_EXACT},
    {.key = "price_usd", .heading = "price (USD/h)"},
    {.key = "energy_kwh", .heading = "energy (kWh)"},
    {.key = "flop", .heading = "computation", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "share", .heading = "share", .style = SHEET_PERCENT},
    {.key = "cost_usd", .heading = "cost (USD)"},
};
enum { DOCUMENTING_WORK_COLUMNS = sizeof documenting_work_columns / sizeof *documenting_work_columns };

static const struct sheet_column documenting_input_columns[] = {
    {.key = "input", .heading = "assumption"},
    {.key = "value", .heading = "value", .align_right = true},
    {.key = "low", .heading = "5 %"},
    {.key = "high", .heading = "95 %"},
    {.key = "from", .heading = "from", .cut = true},
    {.key = "source", .heading = "source", .wrap = true, .blank_none = true},
};
enum { DOCUMENTING_INPUT_COLUMNS = sizeof documenting_input_columns / sizeof *documenting_input_columns };

// A row for each of `count` work packages, then contingency and the total, as formulas too.
static inline void documenting_work(struct testing *t, struct sheet *sheet, size_t count, const char *name)
{
    struct sheet_table *table =
        sheet_table(sheet, "work", "Work packages", documenting_work_columns, DOCUMENTING_WORK_COLUMNS);
    double hours = 0, energy = 0, flop = 0, cost = 0;
    table->is_primary = true;
    for (size_t i = 0; i < count; i++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        double each = 1250 * (double)(i + 1), price = 2.48;
        row[0] = sheet_text(testing_text(t, "%s %zu", name, i + 1));
        row[1] = sheet_number((double)(3 * i + 1));
        row[2] = sheet_number(each);
        row[3] = sheet_number(price);
        row[4] = sheet_number(each * 0.385);
        row[5] = sheet_number(each * 1.1e18);
        row[6] = sheet_number(2 * (double)(i + 1) / ((double)count * (double)(count + 1)));
        row[7] = sheet_number(each * price);
        row[7].formula = "{device_h} * {price_usd}";
        hours += each;
        energy += each * 0.385;
        flop += each * 1.1e18;
        cost += each * price;
    }
    struct sheet_cell *row = sheet_row(sheet, table);
    row[0] = sheet_text("contingency, 10 %");
    row[7] = sheet_number(0.1 * cost);
    row[7].formula = "0.1 * {sum:cost_usd}";
    row = sheet_row(sheet, table);
    row[0] = sheet_text("total");
    row[2] = sheet_number(hours);
    row[2].formula = "{sum:device_h}";
    row[4] = sheet_number(energy);
    row[4].formula = "{sum:energy_kwh}";
    row[5] = sheet_number(flop);
    row[5].formula = "{sum:flop}";
    row[6] = sheet_number(1);
    row[7] = sheet_number(1.1 * cost);
    row[7].formula = "{sum:cost_usd}";
}

static inline void documenting_inputs(struct sheet *sheet)
{
    static const struct {
        const char *input, *value, *from, *source;
        double low, high;
    } rows[] = {
        {"utilization", "31.5 %", "programmes/translation.yaml:14",
         "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models, arXiv:2203.15556, table A9; and the "
         "logs of our own group, 2025-03 to 2026-01",
         0.22, 0.41},
        {"power_device", "612 W", "hardware/h100.yaml:22", "https://resources.nvidia.com/en-us-tensor-core", 540, 690},
        {"pue", "1.12", "regions/eu.yaml:9", NULL, 1.08, 1.2},
        {"carbon_intensity", "242 gCO\u2082e/kWh", "regions/eu.yaml:4", "Ember 2025, European Electricity Review", 180,
         310},
    };
    struct sheet_table *table =
        sheet_table(sheet, "assumptions", "Assumptions", documenting_input_columns, DOCUMENTING_INPUT_COLUMNS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(rows[i].input);
        row[1] = sheet_text(rows[i].value);
        row[2] = sheet_number(rows[i].low);
        row[3] = sheet_number(rows[i].high);
        row[4] = sheet_text(rows[i].from);
        row[5] = sheet_text(rows[i].source);
    }
}

static inline void documenting_figures(struct testing *t, struct sheet *sheet, const char *name)
{
    enum { BINS = 24, ROWS = 6 };
    double *edges = arena_array(&t->arena, BINS + 1, sizeof *edges),
           *counts = arena_array(&t->arena, BINS, sizeof *counts);
    struct figure_row *rows = arena_array(&t->arena, 3 * ROWS, sizeof *rows);
    struct figure *figures = arena_array(&t->arena, 4, sizeof *figures);
    assert_true(edges && counts && rows && figures);
    for (size_t i = 0; i <= BINS; i++) {
        double x = ((double)i - 9) / 5;
        edges[i] = 20 + (double)i * 2.5;
        if (i < BINS)
            counts[i] = floor(14000 * exp(-x * x / 2));
    }
    for (size_t i = 0; i < ROWS; i++) {
        double value = 90 - 14 * (double)i;
        rows[i] = (struct figure_row){.label = testing_text(t, "%s %zu", name, i + 1),
                                      .value = value,
                                      .low = 0.7 * value,
                                      .high = 1.4 * value,
                                      .text = testing_text(t, "%.0f kUSD", value)};
        rows[ROWS + i] = (struct figure_row){.label = testing_text(t, "input_%zu", i + 1),
                                             .value = (double)NAN,
                                             .low = 300 - 20 * (double)(ROWS - i),
                                             .high = 300 + 30 * (double)(ROWS - i)};
        rows[2 * ROWS + i] = (struct figure_row){.label = testing_text(t, "region %zu", i + 1),
                                                 .x = 40 + 9 * (double)i,
                                                 .value = 12 + 50 / (1 + (double)i),
                                                 .low = (double)NAN,
                                                 .high = (double)NAN,
                                                 .is_marked = i % 2 == 0};
    }
    figures[0] = (struct figure){.kind = FIGURE_HISTOGRAM,
                                 .key = "energy",
                                 .title = "Energy of the programme",
                                 .alt = "A histogram: half of the samples lie below 43.1 MWh, 90 % of them between "
                                        "30.2 and 61.8 MWh.",
                                 .x_label = "energy (MWh)",
                                 .edges = edges,
                                 .counts = counts,
                                 .bin_count = BINS,
                                 .low = 30.2,
                                 .median = 43.1,
                                 .high = 61.8};
    figures[1] = (struct figure){.kind = FIGURE_BARS,
                                 .key = "cost_by_work",
                                 .title = "Cost by work package",
                                 .alt = "The first work package costs 90 kUSD, the sixth 20 kUSD.",
                                 .x_label = "cost (kUSD)",
                                 .rows = rows,
                                 .row_count = ROWS};
    figures[2] = (struct figure){.kind = FIGURE_TORNADO,
                                 .key = "tornado",
                                 .title = "What the cost rests on",
                                 .alt = "input_1 matters most: from 180 to 480 kUSD.",
                                 .x_label = "cost (kUSD)",
                                 .base = 300,
                                 .rows = rows + ROWS,
                                 .row_count = ROWS};
    figures[3] = (struct figure){.kind = FIGURE_SCATTER,
                                 .key = "regions",
                                 .title = "Regions",
                                 .alt = "Three of six regions are on the Pareto front.",
                                 .x_label = "cost (kUSD)",
                                 .y_label = "emissions (tCO\u2082e)",
                                 .rows = rows + 2 * ROWS,
                                 .row_count = ROWS};
    for (size_t i = 0; i < 4; i++)
        sheet_figure(sheet, &figures[i]);
}

// A whole programme of so many work packages; `name` begins the names of all of them and stands in every kind of text.
static inline void documenting_programme(struct testing *t, struct sheet *sheet, size_t count, const char *name)
{
    sheet_init(sheet, &t->arena, testing_text(t, "Programme: %s", name));
    sheet->notes_key = "warnings";
    sheet_field(sheet, "programme", "programme", SHEET_PLAIN, NULL, sheet_text(name));
    sheet_field(sheet, "energy_kwh", "energy", SHEET_PLAIN, "kWh", sheet_number(43125.25));
    sheet_field(sheet, "co2e_kg", "emissions", SHEET_PLAIN, "kgCO\u2082e", sheet_number(10436.3));
    sheet_field(sheet, "seed", NULL, SHEET_EXACT, NULL, sheet_number(1));
    sheet_heading(sheet, "Summary");
    sheet_paragraph(
        sheet, "summary",
        testing_text(t,
                     "The programme \u201c%s\u201d takes 43 MWh (30\u201362 MWh, 90 %% interval) \u2014 as "
                     "much as 12 households use in a year \u2014 and 4.1 \u00d7 10\u00b2\u00b2 FLOP. It "
                     "emits 10.4 \u00b1 3 t of CO\u2082e, which is \u2264 1 %% of what the host institution "
                     "emits; at 20 \u00b0C outside the PUE is 1.12 \u2026 1.15.",
                     name));
    sheet_heading(sheet, "Work");
    documenting_work(t, sheet, count, name);
    sheet_paragraph(sheet, NULL,
                    "Each cost is device-hours times price; the contingency is a tenth of what stands "
                    "above it.");
    sheet_heading(sheet, "Distributions");
    documenting_figures(t, sheet, name);
    sheet_heading(sheet, "Assumptions");
    documenting_inputs(sheet);
    sheet_heading(sheet, "To paste");
    sheet_paste(sheet, "model_card", "Hugging Face model card",
                testing_text(t,
                             "co2_eq_emissions:\n  emissions: 10436300 # grams\n  source: Flopcast\n"
                             "  training_type: pre-training\n  model: %s\n",
                             name));
    sheet_paste(sheet, "latex", "LaTeX",
                "Experiments were conducted in a region with a carbon intensity of 242\\,gCO$_2$eq/kWh.\n"
                "\\end{verbatim} ```` stays as it is & costs 100\\% of $0.");
    sheet_note(sheet, "utilization was not given: the default 31.5 %% was used");
    sheet_note(sheet, "the name of the programme is %s", name);
}

// An overview and so many chapters, all in the arena.
static inline void documenting_batch(struct testing *t, struct sheet *sheet, size_t chapters, size_t work)
{
    const struct sheet **all = arena_array(&t->arena, chapters, sizeof *all);
    assert_non_null(all);
    sheet_init(sheet, &t->arena, testing_text(t, "%zu programmes", chapters));
    sheet_paragraph(sheet, "summary", "An overview of all programmes.");
    struct sheet_table *table =
        sheet_table(sheet, "overview", "Overview", documenting_work_columns, DOCUMENTING_WORK_COLUMNS);
    for (size_t i = 0; i < chapters; i++) {
        struct sheet *chapter = arena_alloc(&t->arena, sizeof *chapter);
        assert_non_null(chapter);
        documenting_programme(t, chapter, work, testing_text(t, "batch %zu", i + 1));
        all[i] = chapter;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(testing_text(t, "batch %zu", i + 1));
        row[7] = sheet_number(1000 * (double)i);
    }
    sheet->chapters = all;
    sheet->chapter_count = chapters;
}

// Names that a format must neither run nor fall over.
static const char *const documenting_hostile[] = {
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "+1-1",
    "@SUM(A1:A9)",
    "-2+3",
    "\\input{/etc/passwd}",
    "\\end{document} \\immediate\\write18{id}",
    "^^5cinput{/etc/passwd} ~#$%&_{}",
    "| a | b |\n|---|---|\n| ` | ``` |",
    "![x](javascript:alert(1)) [y](http://example.org) *bold* _it_ <b> &amp; # h",
    "controls \x01\x02\x07\x08\x0b\x0c\x1b[31m\x7f end",
    "invalid \xff\xfe\xc0\xaf\xed\xa0\x80 end",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u202e reversed \u202c",
    "\u4e2d\u6587 \U0001F680 \u0105\u0142\u017c \u03b1\u03b2 \u20ac \u0416",
    "_x000D_ &#10; ]]> --> ' \" ''",
    "",
    " ",
};
enum { DOCUMENTING_HOSTILE = sizeof documenting_hostile / sizeof *documenting_hostile };

// All of them as chapters, with a name of ten million letters behind them.
static inline void documenting_hostilities(struct testing *t, struct sheet *sheet)
{
    enum { HUGE_NAME = 10000000 };
    const struct sheet **all = arena_array(&t->arena, DOCUMENTING_HOSTILE + 1, sizeof *all);
    char *huge = arena_alloc(&t->arena, HUGE_NAME + 1);
    assert_true(all && huge);
    memset(huge, 'a', HUGE_NAME);
    sheet_init(sheet, &t->arena, documenting_hostile[0]);
    sheet_field(sheet, "name", "name", SHEET_PLAIN, NULL, sheet_text(documenting_hostile[1]));
    for (size_t i = 0; i <= DOCUMENTING_HOSTILE; i++) {
        struct sheet *chapter = arena_alloc(&t->arena, sizeof *chapter);
        assert_non_null(chapter);
        documenting_programme(t, chapter, 2, i < DOCUMENTING_HOSTILE ? documenting_hostile[i] : huge);
        all[i] = chapter;
    }
    sheet->chapters = all;
    sheet->chapter_count = DOCUMENTING_HOSTILE + 1;
}

// What a function writes of a text.
static inline const char *documenting_put(struct testing *t, void (*put)(FILE *, const char *), const char *text)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    assert_non_null(stream);
    put(stream, text);
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, bytes, length);
    free(bytes);
    assert_non_null(copy);
    return copy;
}

#endif
