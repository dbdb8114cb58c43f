// proposal_*.c: the arithmetic of a proposal closes, its formulas give the numbers that are printed, and its statements
// say what their venues ask for.
#include "proposing.h"

#define PROPOSAL_MODEL "model: {parameters: 1e9, training: {sequence: 1000, batch: 10, steps: 1000}}"

// Everything that a programme can hold.
static const char *proposal_text(struct testing *t, const char *place, const char *pay)
{
    return testing_text(
        t,
        "programme: p\n"
        "hardware: {device: {device: card, peak: {fp32: 10 TFLOP/s}, memory: {capacity: 16 GiB}}, devices: 2}\n"
        "region: {description: \"%s\", carbon_intensity: 500 gCO2e/kWh}\n"
        "inputs: {power_device: 100 W, power_host: 50 W, price_device: {uniform: [1 USD/h, 3 USD/h]}, pue: 1.5,\n"
        "         goodput: 0.8, electricity_price: 0.1 USD/kWh, utilization: {uniform: [0.2, 0.6]}}\n"
        "work:\n"
        "  - {name: search, stage: early, search: {random: {trials: {uniform: [20, 40]}}}, fraction: 10 %%,\n"
        "     inputs: {step_time_residual: {lognormal: [1.2, 0.1]}}, " PROPOSAL_MODEL "}\n"
        "  - {name: final, seeds: 5, " PROPOSAL_MODEL "}\n"
        "  - {name: timed, runs: 3, inputs: {measured_time: 7 h}, " PROPOSAL_MODEL "}\n"
        "  - {name: failed, fraction_of: [search, final, corpus], fraction: {uniform: [0.1, 0.5]}}\n"
        "  - {name: again, fraction_of: [failed], times: 2}\n"
        "  - {name: corpus, storage: {amount: 40 TB, duration: 3 years, price: 20 USD/TB/month, power: 1.2 W/TB}}\n"
        "  - {name: data, energy: 100 kWh}\n"
        "  - {name: annotation, cost: 12000 USD}\n"
        "final: final\n"
        "contingency: 10 %%\n"
        "pay: %s\n",
        place, pay);
}

static const char *proposal_plain(struct testing *t, const char *place)
{
    return proposal_text(t, place, "cloud");
}

static void formulas_give_what_is_printed(void **state)
{
    static const char *const pays[] = {"cloud", "electricity"};
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < sizeof pays / sizeof *pays; i++) {
        const struct proposed *made = proposed(t, proposal_text(t, "here", pays[i]), 2000);
        assert_true(proposing_close(&made->sheet) >= 40);
        const struct projection_entry *total = projecting_total(made->made);
        const struct sheet_table *hours = proposing_table(&made->sheet, "device_hours"),
                                 *energy = proposing_table(&made->sheet, "energy"),
                                 *budget = proposing_table(&made->sheet, "budget_lines");
        TESTING_CLOSE(proposing_cell(hours, hours->row_count - 1, "device_h")->number,
                      total->point[METRIC_DEVICE_H] / 3600, 1e-12);
        TESTING_CLOSE(proposing_cell(energy, energy->row_count - 1, "energy_kwh")->number,
                      total->point[METRIC_ENERGY_KWH] / 3.6e6, 1e-12);
        TESTING_CLOSE(proposing_cell(budget, budget->row_count - 3, "usd")->number, total->point[PROJECTION_BUDGET_USD],
                      1e-12);
        TESTING_CLOSE(proposing_cell(budget, budget->row_count - 1, "usd")->number,
                      1.1 * total->point[PROJECTION_BUDGET_USD], 1e-12);
    }
}

// 6e13 FLOP a step: 6 x 1e9 parameters x 10,000 tokens.
static void arithmetic_is_visible(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "here"), 1);
    const struct sheet_table *hours = proposing_table(&made->sheet, "device_hours");
    TESTING_CLOSE(proposing_cell(hours, 1, "runs")->number, 5, 1e-15);
    TESTING_CLOSE(proposing_cell(hours, 1, "steps")->number, 1000, 0);
    TESTING_CLOSE(proposing_cell(hours, 1, "step_flop")->number, 6e13, 1e-15);
    TESTING_CLOSE(proposing_cell(hours, 1, "utilization")->number, 0.4, 1e-15);
    TESTING_CLOSE(proposing_cell(hours, 1, "slowdown")->number, 1, 0);
    TESTING_CLOSE(proposing_cell(hours, 1, "run_h")->number, 6e16 / (2 * 1e13 * 0.4 * 0.8) / 3600, 1e-12);
    // The residual of the search lengthens its runs, and is no run more: 30 trials of a tenth.
    TESTING_CLOSE(proposing_cell(hours, 0, "runs")->number, 3, 1e-12);
    TESTING_CLOSE(proposing_cell(hours, 0, "slowdown")->number, 1.2, 1e-12);
    // A measured time is said to be one.
    assert_int_equal(proposing_cell(hours, 2, "utilization")->kind, SHEET_NONE);
    TESTING_CLOSE(proposing_cell(hours, 2, "run_h")->number, 7, 1e-12);
    assert_non_null(strstr(proposing_cell(hours, 2, "how")->text, "measured"));
    assert_string_equal(proposing_cell(hours, 3, "how")->text, "of 1, 2, 6");
    assert_int_equal(hours->row_count, 6); // stores, energy and costs have no device-hours
}

static void what_is_requested_suffices_as_often_as_samples_say(void **state)
{
    enum { SAMPLES = 5000 };
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "here"), SAMPLES);
    double requested = proposal_sheet_requested(&made->made->projection), share = 0;
    for (size_t i = 0; i < SAMPLES; i++)
        share += made->proposal.samples[i] <= requested;
    share /= SAMPLES;
    assert_true(share > 0.5 && share < 1);
    TESTING_CLOSE(proposal_sheet_suffices(&made->proposal), share, 1e-15);
    const char *words = proposing_text(&made->sheet, "budget_in_words");
    assert_non_null(strstr(words, testing_text(t, "suffices in %.0f %%", 100 * share)));
    // Of a point nothing is said.
    const struct proposed *point = proposed(t, proposal_plain(t, "here"), 1);
    assert_true(isnan(proposal_sheet_suffices(&point->proposal)));
    assert_null(strstr(proposing_text(&point->sheet, "budget_in_words"), "suffices"));
}

static void model_cards_have_grams(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "a \\\"place\\\": here"), 1);
    const struct yaml_node *card = testing_yaml(t, proposing_text(&made->sheet, "co2_eq_emissions"));
    const double grams = made->made->projection.entries[made->made->projection.final].point[METRIC_CO2E_KG]; // SI: g
    const char *stated = testing_at(card, "co2_eq_emissions.emissions")->text;
    // Four digits.
    TESTING_CLOSE(strtod(stated, NULL), grams, 5e-4);
    assert_true(grams > 100);
    assert_string_equal(testing_at(card, "co2_eq_emissions.geographical_location")->text, "a \"place\": here");
    assert_string_equal(testing_at(card, "co2_eq_emissions.hardware_used")->text, "2 x card");
    assert_string_equal(testing_at(card, "co2_eq_emissions.training_type")->text, "pre-training");
    assert_non_null(strstr(testing_at(card, "co2_eq_emissions.source")->text, "flopcast"));
}

static void statements_name_what_is_asked_for(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "here"), 1);
    const char *checklist = proposing_text(&made->sheet, "neurips"), *act = proposing_text(&made->sheet, "eu_ai_act"),
               *sentence = proposing_text(&made->sheet, "green_algorithms");
    size_t lines = 1;
    for (const char *at = checklist; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 3);
    assert_non_null(strstr(checklist, "16 GiB"));
    assert_non_null(strstr(checklist, "2 x card"));
    assert_non_null(strstr(checklist, "full research project"));
    assert_non_null(strstr(act, "6e+16 FLOP"));
    assert_non_null(strstr(act, "below the 1e25"));
    assert_non_null(strstr(act, "(e) Energy"));
    assert_non_null(strstr(sentence, "tree-months"));
    assert_string_equal(proposing_text(&made->sheet, "command_line"), "flopcast report p.yaml");
    // 1984 lb, in kg; the point of the whole over it.
    const struct sheet_table *equivalents = proposing_table(&made->sheet, "equivalents");
    TESTING_CLOSE(proposing_cell(equivalents, 0, "factor_kg")->number, 1984 * 0.45359237, 1e-12);
    TESTING_CLOSE(proposing_cell(equivalents, 0, "programme")->number,
                  projecting_total(made->made)->point[METRIC_CO2E_KG] / 1000 / (1984 * 0.45359237), 1e-12);
}

static void latex_is_shown_not_obeyed(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "\\\\input{/etc/passwd} 100 $ & #1_a ~^"), 1);
    const char *latex = proposing_text(&made->sheet, "latex");
    assert_null(strstr(latex, "\\input"));
    assert_non_null(strstr(latex, "\\textbackslash{}input\\{/etc/passwd\\} 100 \\$ \\& \\#1\\_a \\textasciitilde{}"
                                  "\\textasciicircum{}"));
    assert_non_null(strstr(latex, "CO$_2$e"));
    assert_non_null(strstr(latex, "\\cite{lacoste2019quantifying}"));
}

static void figures_have_words_with_numbers(void **state)
{
    static const char *const keys[] = {"histogram", "tornado", "budget_by_item", "energy_by_item"};
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "here"), 5000);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct figure *figure = proposing_figure(&made->sheet, keys[i]);
        assert_non_null(figure);
        assert_non_null(strpbrk(figure->alt, "0123456789"));
        assert_true(figure->title[0] && figure->x_label[0]);
    }
    const struct figure *histogram = proposing_figure(&made->sheet, "histogram");
    double counted = 0;
    for (size_t i = 0; i < histogram->bin_count; i++) {
        assert_true(histogram->edges[i] < histogram->edges[i + 1]);
        counted += histogram->counts[i];
    }
    assert_true(counted > 0.995 * 5000 && counted <= 5000);
    assert_true(histogram->low < histogram->median && histogram->median < histogram->high);
    assert_true(histogram->edges[0] < histogram->low && histogram->high < histogram->edges[histogram->bin_count]);
    const struct figure *tornado = proposing_figure(&made->sheet, "tornado");
    TESTING_CLOSE(tornado->base, projecting_total(made->made)->point[PROJECTION_BUDGET_USD], 1e-12);
}

// Each figure with its place; those of one place in two plans once, with both.
static void assumptions_are_told_once(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *made = proposed(t, proposal_plain(t, "here"), 1);
    const struct sheet_table *table = proposing_table(&made->sheet, "assumptions");
    size_t prices = 0, fractions = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const char *name = proposing_cell(table, i, "name")->text;
        if (strcmp(name, "price_device") == 0) {
            prices++;
            TESTING_CLOSE(proposing_cell(table, i, "value")->number, 2, 1e-12);
            TESTING_CLOSE(proposing_cell(table, i, "p05")->number, 1.1, 1e-12);
            TESTING_CLOSE(proposing_cell(table, i, "p95")->number, 2.9, 1e-12);
            assert_string_equal(proposing_cell(table, i, "work")->text, "all");
            assert_non_null(strstr(proposing_cell(table, i, "place")->text, ":4"));
        }
        fractions += strcmp(name, "failed: fraction") == 0;
    }
    assert_int_equal(prices, 1);
    assert_int_equal(fractions, 1);
    assert_non_null(proposing_table(&made->sheet, "strategies"));
}

// What is not known is left out, and nothing is made up.
static void little_is_known_of_some_programmes(void **state)
{
    struct testing *t = testing_of(state);
    const struct proposed *cost = proposed(t, "programme: p\nwork: [{name: a, cost: 10 USD}]\n", 100);
    assert_null(proposing_text(&cost->sheet, "neurips"));
    assert_null(proposing_text(&cost->sheet, "co2_eq_emissions"));
    assert_null(proposing_figure(&cost->sheet, "histogram"));
    assert_true(proposing_close(&cost->sheet) > 0);
    const struct proposed *bare =
        proposed(t,
                 "programme: p\nwork: [{name: a, model: {parameters: 1e9, training: {sequence: 10, batch: 1, steps: "
                 "1}}}]\n",
                 100);
    assert_null(proposing_table(&bare->sheet, "budget_lines"));
    assert_null(proposing_text(&bare->sheet, "latex"));
    assert_null(proposing_figure(&bare->sheet, "energy_by_item"));
    assert_non_null(strstr(proposing_text(&bare->sheet, "eu_ai_act"), "60,000,000,000 FLOP"));
    proposing_close(&bare->sheet);
}

static void overviews_add_up(void **state)
{
    struct testing *t = testing_of(state);
    struct proposal_overview_row rows[2];
    struct sheet sheet;
    for (size_t i = 0; i < 2; i++) {
        const struct proposed *made = proposed(t, proposal_plain(t, "here"), i ? 500 : 1);
        assert_int_equal(proposal_overview_fill(&rows[i], &t->arena, &made->facts, i ? "b.html" : NULL), STATUS_OK);
    }
    sheet_init(&sheet, &t->arena, NULL);
    proposal_overview(&sheet, rows, 2, "flopcast report a b");
    assert_int_equal(proposing_close(&sheet), 5);
    const struct sheet_table *table = proposing_table(&sheet, "programmes");
    assert_int_equal(table->row_count, 3);
    TESTING_CLOSE(proposing_cell(table, 2, "requested_usd")->number,
                  2 * proposing_cell(table, 0, "requested_usd")->number, 1e-12);
    assert_int_equal(proposing_cell(table, 0, "budget_usd_p05")->kind, SHEET_NONE);
    assert_int_equal(proposing_cell(table, 1, "budget_usd_p05")->kind, SHEET_NUMBER);
    assert_int_equal(proposing_cell(table, 2, "budget_usd_p05")->kind, SHEET_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(formulas_give_what_is_printed),
                                       TESTING_CASE(arithmetic_is_visible),
                                       TESTING_CASE(what_is_requested_suffices_as_often_as_samples_say),
                                       TESTING_CASE(model_cards_have_grams),
                                       TESTING_CASE(statements_name_what_is_asked_for),
                                       TESTING_CASE(latex_is_shown_not_obeyed),
                                       TESTING_CASE(figures_have_words_with_numbers),
                                       TESTING_CASE(assumptions_are_told_once),
                                       TESTING_CASE(little_is_known_of_some_programmes),
                                       TESTING_CASE(overviews_add_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
