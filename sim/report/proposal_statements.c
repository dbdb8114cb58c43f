#include "report/proposal_statements.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "report/number_text.h"
#include "report/programme_words.h"
#include "report/proposal_summary.h"

// Regulation (EU) 2024/1689, Article 51 (2): above it a model is presumed to have high-impact capabilities.
static const double proposal_statements_systemic_flop = 1e25;

// The plan of the final run; NULL: none is run.
static const struct plan *proposal_statements_plan(const struct proposal_facts *facts)
{
    const struct programme *programme = facts->programme->projection->programme;
    return programme->final_item < programme->work_count
               ? &programme->plans[programme->work[programme->final_item].plans[0]]
               : NULL;
}

// "81 (70..95) MWh"; NULL: not known.
static const char *proposal_statements_amount(struct arena *arena, const struct proposal_facts *facts, size_t entry,
                                              size_t quantity)
{
    const char *amount = programme_words_estimate(arena, facts->programme, entry, quantity);
    return amount[0] ? amount : NULL;
}

static const char *proposal_statements_or(const char *text, const char *otherwise)
{
    return text && text[0] ? text : otherwise;
}

// ---- the checklist ---------------------------------------------------------------------------

static const char *proposal_statements_run(struct arena *arena, const struct proposal_facts *facts,
                                           const struct plan *plan)
{
    const struct projection *projection = facts->programme->projection;
    const char *memory =
        plan->device.memory_bytes > 0
            ? arena_format(arena, " with %s GiB of memory each",
                           number_text_kept(arena, units_from_si(plan->device.memory_bytes, "GiB"), SHEET_PLAIN))
            : "";
    double needed = projection->entries[projection->final].point[METRIC_MEMORY_PER_DEVICE_GIB];
    const char *needs = "";
    if (isfinite(needed))
        needs =
            arena_format(arena, "; it needs %s GiB on each",
                         number_text_kept(arena, metric_from_si(METRIC_MEMORY_PER_DEVICE_GIB, needed), SHEET_PLAIN));
    return arena_format(
        arena, "One run (%s) takes %s on %lld x %s%s, %lld to a node: %s%s.", plan->model.name,
        proposal_statements_or(proposal_statements_amount(arena, facts, projection->final, METRIC_TIME_H),
                               "a time that is not known"),
        (long long)plan->devices, plan->has_device ? plan->device.name : "devices that are not stated",
        memory ? memory : "", (long long)plan->devices_per_node,
        proposal_statements_or(proposal_statements_amount(arena, facts, projection->final, METRIC_DEVICE_H),
                               "device-hours are not known"),
        needs ? needs : "");
}

void proposal_statements_checklist(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const struct plan *plan = proposal_statements_plan(facts);
    const char *whole = proposal_statements_amount(arena, facts, projection->total, METRIC_DEVICE_H);
    if (!plan || !whole)
        return;
    const size_t item = projection->programme->final_item;
    const char *run = proposal_statements_run(arena, facts, plan);
    const char *reported = proposal_statements_amount(arena, facts, item, METRIC_DEVICE_H),
               *ratio = proposal_statements_amount(arena, facts, projection->total, PROJECTION_RATIO_DEVICE_H),
               *energy = proposal_statements_amount(arena, facts, projection->total, METRIC_ENERGY_KWH);
    const char *text = arena_format(
        arena,
        "%s\nAll runs of \"%s\" together take %s.\nThe full research project, with all %zu work items, searches, "
        "preliminary and failed runs included, takes %s%s%s%s%s%s.",
        run ? run : "", programme_facts_cut(sheet, projection->programme->work[item].name, PROPOSAL_SHEET_NAME),
        reported ? reported : "", projection->programme->work_count, whole, ratio ? ", " : "", ratio ? ratio : "",
        ratio ? " times one run" : "", energy ? ", and " : "", energy ? energy : "");
    sheet_paste(sheet, "neurips",
                "NeurIPS Paper Checklist, \"Experiments Compute Resources\": a run, the total, the "
                "full project",
                text);
}

// ---- the model card --------------------------------------------------------------------------

// As YAML and JSON both read it.
static const char *proposal_statements_quoted(struct arena *arena, const char *text)
{
    char *quoted = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&quoted, &length);
    if (!memory)
        return "\"\"";
    utf8_put_quoted(memory, text);
    const char *kept = fclose(memory) == 0 ? arena_copy(arena, quoted, length) : NULL;
    free(quoted);
    return kept ? kept : "\"\"";
}

// Grams with four digits, without thousands set apart.
static const char *proposal_statements_grams(struct arena *arena, double grams)
{
    char text[NUMBER_TEXT_SIZE];
    double digits = grams > 0 ? fmax(pow(10, floor(log10(grams)) - 3), DBL_MIN) : 1;
    number_text_exact(digits >= 1 ? round(grams / digits) * digits : round(grams / digits) / round(1 / digits), text);
    return arena_format(arena, "%s", text);
}

static const char *proposal_statements_hardware(struct arena *arena, const struct plan *plan)
{
    return plan->has_device ? arena_format(arena, "%lld x %s", (long long)plan->devices, plan->device.name)
                            : "not stated";
}

static void proposal_statements_metadata(struct sheet *sheet, const struct proposal_facts *facts,
                                         const struct plan *plan)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const size_t final = projection->final;
    const struct tally *tally = &projection->programme->tallies[plan - projection->programme->plans];
    const double one = programme_facts_median(facts->programme, final, METRIC_CO2E_KG),
                 whole = programme_facts_median(facts->programme, projection->total, METRIC_CO2E_KG);
    const char *source = arena_format(arena,
                                      "flopcast %s, estimated before training: one final run, operational, "
                                      "location-based; the whole research programme: %s g",
                                      FLOPCAST_VERSION, proposal_statements_grams(arena, whole));
    const char *place = plan->has_region && plan->region.description[0] ? plan->region.description
                        : plan->has_region                              ? plan->region.name
                                                                        : "not stated";
    sheet_paste(sheet, "co2_eq_emissions", "Model card on the Hugging Face Hub: metadata (emissions in grams)",
                arena_format(arena,
                             "co2_eq_emissions:\n  emissions: %s\n  source: %s\n  training_type: %s\n"
                             "  geographical_location: %s\n  hardware_used: %s\n",
                             proposal_statements_grams(arena, one), proposal_statements_quoted(arena, source),
                             tally->trainable_parameters < tally->parameters ? "\"fine-tuning\"" : "\"pre-training\"",
                             proposal_statements_quoted(arena, place),
                             proposal_statements_quoted(arena, proposal_statements_hardware(arena, plan))));
}

static void proposal_statements_impact(struct sheet *sheet, const struct proposal_facts *facts, const struct plan *plan)
{
    struct arena *arena = sheet->arena;
    const size_t final = facts->programme->projection->final;
    const char *market = proposal_statements_amount(arena, facts, final, METRIC_CO2E_MARKET_KG),
               *embodied = proposal_statements_amount(arena, facts, final, METRIC_EMBODIED_CO2E_KG);
    const char *text = arena_format(
        arena,
        "- **Hardware Type:** %s\n- **Hours used:** %s\n- **Compute Region:** %s\n- **Carbon Emitted:** %s "
        "(operational, location-based)\n",
        proposal_statements_hardware(arena, plan),
        proposal_statements_or(proposal_statements_amount(arena, facts, final, METRIC_DEVICE_H), "not known"),
        plan->has_region ? plan->region.name : "not stated",
        proposal_statements_or(proposal_statements_amount(arena, facts, final, METRIC_CO2E_KG), "not known"));
    if (text && market)
        text = arena_format(arena, "%s- **Carbon Emitted, market-based:** %s\n", text, market);
    if (text && embodied)
        text = arena_format(arena, "%s- **Share in making the hardware, not included above:** %s\n", text, embodied);
    sheet_paste(sheet, "environmental_impact", "Model card: Environmental Impact, of one final run", text);
}

void proposal_statements_card(struct sheet *sheet, const struct proposal_facts *facts)
{
    const struct projection *projection = facts->programme->projection;
    const struct plan *plan = proposal_statements_plan(facts);
    if (!plan)
        return;
    if (isfinite(programme_facts_median(facts->programme, projection->final, METRIC_CO2E_KG)))
        proposal_statements_metadata(sheet, facts, plan);
    proposal_statements_impact(sheet, facts, plan);
}

// ---- the AI Act ------------------------------------------------------------------------------

void proposal_statements_act(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const struct plan *plan = proposal_statements_plan(facts);
    if (!plan)
        return;
    const double flop = projection->entries[projection->final].point[PROJECTION_FLOP];
    const char *one = proposal_statements_amount(arena, facts, projection->final, PROJECTION_FLOP),
               *all = proposal_statements_amount(arena, facts, projection->total, PROJECTION_FLOP),
               *time = proposal_statements_amount(arena, facts, projection->final, METRIC_TIME_H),
               *hours = proposal_statements_amount(arena, facts, projection->final, METRIC_DEVICE_H),
               *energy = proposal_statements_amount(arena, facts, projection->final, METRIC_ENERGY_KWH),
               *whole = proposal_statements_amount(arena, facts, projection->total, METRIC_ENERGY_KWH);
    const char *systemic = isfinite(flop) ? arena_format(arena, " (%s the 1e25 FLOP of Article 51 (2))",
                                                         flop > proposal_statements_systemic_flop ? "above" : "below")
                                          : "";
    const char *text = arena_format(
        arena,
        "(d) Computation: %s for training %s once%s; %s for the whole programme. Training time: %s on %s, %s.\n"
        "(e) Energy, estimated before training: %s for one training, data center included; %s for the whole "
        "programme.\n"
        "Method: FLOPs are counted from the architecture, layer by layer (model FLOPs, a multiply-add is 2); time = "
        "FLOPs / (devices x peak x utilization x goodput); energy = time x power of devices and hosts x PUE. "
        "Assumptions with their sources stand in this report.",
        proposal_statements_or(one, "not known"), programme_facts_cut(sheet, plan->model.name, PROPOSAL_SHEET_NAME),
        systemic ? systemic : "", proposal_statements_or(all, "not known"), proposal_statements_or(time, "not known"),
        proposal_statements_hardware(arena, plan), proposal_statements_or(hours, "device-hours not known"),
        proposal_statements_or(energy, "not known"), proposal_statements_or(whole, "not known"));
    sheet_paste(sheet, "eu_ai_act", "EU AI Act (Regulation (EU) 2024/1689), Annex XI, section 1, point 2 (d) and (e)",
                text);
}

// ---- equivalents -----------------------------------------------------------------------------

void proposal_statements_equivalents(struct sheet *sheet, const struct proposal_facts *facts)
{
    static const struct {
        const char *key, *what, *unit, *source;
        double factor;
    } rows[] = {
#define EQUIVALENT(word, text, number, unit_text, source_text)                                                         \
    {.key = #word, .what = text, .unit = unit_text, .source = source_text, .factor = number},
#include "report/proposal_equivalents.def"
#undef EQUIVALENT
    };
    static const struct sheet_column columns[] = {
        {.key = "name"},
        {.key = "programme", .heading = "the programme"},
        {.key = "final_run", .heading = "one final run", .omit_none = true, .blank_none = true},
        {.key = "what", .heading = "are as much as"},
        {.key = "factor_kg", .heading = "kg CO2e each", .width_needed = 110},
        {.key = "factor", .heading = "stated as", .align_right = true, .width_needed = 90},
        {.key = "source", .heading = "source", .wrap = true, .width_needed = 110},
    };
    const struct projection *projection = facts->programme->projection;
    const double whole = programme_facts_median(facts->programme, projection->total, METRIC_CO2E_KG);
    if (!isfinite(whole))
        return;
    struct sheet_table *table =
        sheet_table(sheet, "equivalents", "Operational, location-based emissions beside what people know", columns,
                    sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double factor_g = rows[i].factor * (rows[i].unit[0] == 'l' ? 453.59237 : 1000.0);
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(rows[i].key);
        row[1] = sheet_number(whole / factor_g);
        if (projection->final < projection->entry_count)
            row[2] =
                sheet_number(programme_facts_median(facts->programme, projection->final, METRIC_CO2E_KG) / factor_g);
        row[3] = sheet_text(rows[i].what);
        row[4] = sheet_number(factor_g / 1000);
        row[5] = sheet_text(arena_format(sheet->arena, "%s %s",
                                         number_text_kept(sheet->arena, rows[i].factor, SHEET_PLAIN), rows[i].unit));
        row[6] = sheet_text(rows[i].source);
    }
}
