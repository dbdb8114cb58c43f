// Writes a page for the browser test: demo is a document as a funder gets it, with everything that a page can hold;
// hostile has texts that try to be more than texts; plain is a sheet without chapters.
//
//     pages-demo demo|hostile|plain >FILE.html
#include <stdlib.h>
#include <string.h>

#include "../figures.h"
#include "report/report_kinds.h"

enum { DEMO_CHAPTERS = 3, DEMO_HUGE = 10 << 20 };

static const struct sheet_column demo_work_columns[] = {
    {.key = "name", .heading = "Work package"},
    {.key = "runs", .heading = "Runs", .style = SHEET_EXACT},
    {.key = "steps", .heading = "Steps", .style = SHEET_EXACT},
    {.key = "flop", .heading = "FLOPs of a step", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "devices", .heading = "Devices", .style = SHEET_EXACT},
    {.key = "device_h", .heading = "Device-hours"},
    {.key = "energy_mwh", .heading = "Energy (MWh)"},
    {.key = "cost_usd", .heading = "Cost (USD)"},
    {.key = "share", .heading = "Share", .style = SHEET_PERCENT},
};

static const struct sheet_column demo_assumption_columns[] = {
    {.key = "input", .heading = "Input"},
    {.key = "value", .heading = "Value", .align_right = true},
    {.key = "range", .heading = "5 % to 95 %", .align_right = true},
    {.key = "where", .heading = "Read from", .cut = true},
    {.key = "source", .heading = "Source", .wrap = true, .blank_none = true},
};

static void demo_work(struct sheet *sheet)
{
    static const struct {
        const char *name;
        double runs, steps, flop, devices, device_h, energy, cost, share;
    } rows[] = {
        {"hyperparameter search (Hyperband, R = 81, eta = 3)", 143, 900000, 2.85e15, 64, 15625, 28.1, 31250, 0.472},
        {"final runs, five seeds", 5, 1000000, 2.85e15, 64, 9200, 16.6, 18400, 0.278},
        {"ablations", 12, 100000, 2.85e15, 16, 4560, 8.2, 9120, 0.138},
        {"preliminary and failed runs", (double)NAN, (double)NAN, (double)NAN, (double)NAN, 3240, 5.8, 6480, 0.098},
        {"evaluation", 160, (double)NAN, 9.5e14, 8, 455, 0.8, 910, 0.014},
        {"all", (double)NAN, (double)NAN, (double)NAN, (double)NAN, 33080, 59.5, 66160, 1},
    };
    struct sheet_table *table = sheet_table(sheet, "work", "Work packages", demo_work_columns, 9);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sheet_cell *cells = sheet_row(sheet, table);
        const double numbers[] = {rows[i].runs,     rows[i].steps,  rows[i].flop, rows[i].devices,
                                  rows[i].device_h, rows[i].energy, rows[i].cost, rows[i].share};
        cells[0] = sheet_text(rows[i].name);
        for (size_t k = 0; k < 8; k++)
            cells[k + 1] = sheet_number(numbers[k]);
    }
}

static void demo_assumptions(struct sheet *sheet)
{
    static const char *const rows[][5] = {
        {"utilization", "0.31", "0.22 to 0.41", "programmes/translation/small.yaml:14",
         "Chowdhery et al. 2022, PaLM: Scaling Language Modeling with Pathways, table 3; range assumed."},
        {"pue", "1.58", "1.2 to 1.8", "regions/us-2018.yaml:7", "Ascierto 2018, Uptime Institute global survey."},
        {"power_device", "250 W", "210 to 290 W", "--set", ""},
        {"preliminary_runs.fraction_of_everything_else_that_was_run_before", "0.3", "0.1 to 0.5",
         "programmes/translation/programme.yaml:31", "assumed"},
    };
    struct sheet_table *table = sheet_table(sheet, "inputs", "Assumptions", demo_assumption_columns, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sheet_cell *cells = sheet_row(sheet, table);
        for (size_t k = 0; k < 5; k++)
            cells[k] = sheet_text(rows[i][k]);
    }
}

static void demo_sheet(struct sheet *sheet, struct arena *arena, const struct figures *figures, const char *title)
{
    sheet_init(sheet, arena, title);
    sheet_paragraph(sheet, "summary",
                    "The programme trains 160 models in five work packages. It takes 33,080 GPU-hours, most likely "
                    "58 MWh (39 to 86 MWh with 90 % confidence), 18 t CO2e and 66,160 USD; the hyperparameter search "
                    "is 47 % of it, and one final run is 1/18 of the whole.");
    sheet_field(sheet, "programme", "Programme", SHEET_PLAIN, NULL,
                sheet_text("programmes/translation/programme.yaml"));
    sheet_field(sheet, "cost_usd", "Cost with 10 % contingency", SHEET_PLAIN, "USD", sheet_number(72776));
    sheet_field(sheet, "energy_mwh", "Energy", SHEET_PLAIN, "MWh", sheet_number(58.2));
    sheet_field(sheet, "samples", "Samples", SHEET_EXACT, NULL, sheet_number(100000));
    sheet_field(sheet, "fits", "Fits into memory", SHEET_PLAIN, NULL, sheet_flag(true));
    sheet_heading(sheet, "What it costs");
    demo_work(sheet);
    sheet_paragraph(sheet, NULL, "Each row is runs \xC3\x97 steps \xC3\x97 FLOPs of a step / (devices \xC3\x97 rate).");
    sheet_figure(sheet, &figures->figure[FIGURE_BARS]);
    sheet_heading(sheet, "How sure that is");
    sheet_figure(sheet, &figures->figure[FIGURE_HISTOGRAM]);
    sheet_figure(sheet, &figures->figure[FIGURE_TORNADO]);
    sheet_heading(sheet, "Elsewhere");
    sheet_figure(sheet, &figures->figure[FIGURE_SCATTER]);
    sheet_heading(sheet, "What it rests on");
    demo_assumptions(sheet);
    sheet_heading(sheet, "To paste");
    sheet_paste(sheet, "latex", "For the paper (LaTeX)",
                "Experiments were conducted using a private infrastructure, which has a carbon efficiency of\n"
                "0.432 kgCO$_2$eq/kWh. A cumulative of 33\\,080 hours of computation was performed on hardware of\n"
                "type V100 (TDP of 250\\,W).");
    sheet_paste(sheet, "co2_eq_emissions", "For the model card (Hugging Face)",
                "co2_eq_emissions:\n  emissions: 18100000\n  source: \"Flopcast\"\n  training_type: \"pre-training\"\n"
                "  geographical_location: \"United States of America\"\n  hardware_used: \"64 V100\"");
    sheet_note(sheet, "The price of a device-hour was not given: 2.00 USD was used (region us-2018).");
    sheet_note(sheet, "Storage is left out: no figure was given for it.");
}

static void demo_plain(struct sheet *sheet, struct arena *arena)
{
    sheet_init(sheet, arena, "A sheet with one table");
    demo_work(sheet);
}

// Names that are markup, that break out of attributes, that turn the writing, that are no UTF-8, that never end.
static void demo_hostile(struct sheet *sheet, struct arena *arena, struct figures *figures)
{
    static const char script[] = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onload=\"alert(3)\" '-->";
    static const char broken[] = "\xFF\xFE not UTF-8 \x01\x1B[31m \xE2\x80\xAE"
                                 "desrever ]]> </style></svg>";
    static const struct sheet_column columns[] = {
        {.key = "name", .heading = "<b>Name</b>"},
        {.key = "path", .heading = "Path", .cut = true},
        {.key = "text", .heading = "Text", .wrap = true},
        {.key = "value", .heading = "Value"},
    };
    char *huge = arena_alloc(arena, DEMO_HUGE + 1);
    if (!huge)
        exit(3);
    memset(huge, 'x', DEMO_HUGE);
    sheet_init(sheet, arena, script);
    sheet_paragraph(sheet, "summary", huge);
    sheet_field(sheet, "a", "</dt><script>alert(4)</script>", SHEET_PLAIN, NULL, sheet_text(script));
    sheet_field(sheet, "b", "Huge", SHEET_PLAIN, NULL, sheet_text(huge));
    sheet_heading(sheet, script);
    sheet_heading(sheet, huge);
    struct sheet_table *table = sheet_table(sheet, "t", script, columns, 4);
    for (int i = 0; i < 3; i++) {
        struct sheet_cell *cells = sheet_row(sheet, table);
        cells[0] = sheet_text(i == 0 ? script : i == 1 ? broken : huge);
        cells[1] = sheet_text(i == 2 ? huge : "/a/very/long/path/that/has/no/blank/in/it/anywhere/at/all.yaml:12");
        cells[2] = sheet_text(i == 1 ? script : broken);
        cells[3] = sheet_number(i * 1e30);
    }
    sheet_paste(sheet, "p", script, "\n</pre><script>alert(5)</script>");
    sheet_paste(sheet, "q", broken, huge);
    for (int kind = 0; kind < FIGURES_KINDS; kind++) {
        struct figure *figure = &figures->figure[kind];
        struct figure_row *rows = arena_array(arena, figure->row_count + 1, sizeof *rows);
        if (!rows)
            exit(3);
        for (size_t i = 0; i < figure->row_count; i++) {
            rows[i] = figure->rows[i];
            rows[i].label = i % 3 == 0 ? script : i % 3 == 1 ? broken : huge;
            rows[i].text = rows[i].label;
        }
        figure->rows = rows;
        figure->title = kind == 0 ? huge : script;
        figure->alt = kind == 1 ? huge : broken;
        figure->x_label = figure->y_label = kind == 2 ? huge : script;
        sheet_figure(sheet, figure);
    }
    sheet_note(sheet, "%s", script);
}

int main(int argc, char **argv)
{
    static const char *const titles[DEMO_CHAPTERS] = {
        "Sparse translation models, 2027\xE2\x80\x93"
        "2029",
        "A second programme, whose name is so long that it needs more than one line even on a wide screen, which "
        "happens in proposals",
        "Sp\xC3\xA4rliche \xC3\x9C"
        "bersetzung \xE6\xA8\xA1\xE5\x9E\x8B",
    };
    static const struct sheet_column columns[] = {
        {.key = "programme", .heading = "Programme"},
        {.key = "energy_mwh", .heading = "Energy (MWh)"},
        {.key = "cost_usd", .heading = "Cost (USD)"},
    };
    struct arena arena;
    struct figures figures;
    struct sheet sheet, chapters[DEMO_CHAPTERS];
    const struct sheet *pointers[DEMO_CHAPTERS];
    const char *name = argc == 2 ? argv[1] : "";
    arena_init(&arena);
    figures_init(&figures);
    if (strcmp(name, "hostile") == 0) {
        demo_hostile(&sheet, &arena, &figures);
    } else if (strcmp(name, "plain") == 0) {
        demo_plain(&sheet, &arena);
    } else if (strcmp(name, "demo") == 0) {
        sheet_init(&sheet, &arena, "Compute of three programmes");
        sheet_paragraph(&sheet, "summary", "Three programmes together take 175 MWh and cost 198,480 USD.");
        sheet_heading(&sheet, "All programmes");
        struct sheet_table *table = sheet_table(&sheet, "programmes", "Programmes", columns, 3);
        for (int i = 0; i < DEMO_CHAPTERS; i++) {
            struct sheet_cell *cells = sheet_row(&sheet, table);
            cells[0] = sheet_text(titles[i]);
            cells[1] = sheet_number(58.2);
            cells[2] = sheet_number(66160);
            demo_sheet(&chapters[i], &arena, &figures, titles[i]);
            pointers[i] = &chapters[i];
        }
        sheet.chapters = pointers;
        sheet.chapter_count = DEMO_CHAPTERS;
    } else {
        fputs("usage: pages-demo demo|hostile|plain\n", stderr);
        return 2;
    }
    bool is_whole = sheet_status(&sheet) == STATUS_OK;
    if (is_whole)
        report_kinds_named("html")->write(&sheet, stdout, 0);
    arena_free(&arena);
    return is_whole && !ferror(stdout) ? 0 : 3;
}
