#include "report/proposal_footprint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/number_text.h"
#include "report/programme_words.h"
#include "report/proposal_summary.h"

// g. Lannelongue et al. 2021: a mature tree takes up about 11 kg of CO2 in a year.
static const double proposal_footprint_tree_month_g = 11000.0 / 12;

// ---- LaTeX -----------------------------------------------------------------------------------

// Special characters, spelled out: what a text says is shown, never obeyed, in a document of anybody's.
static const struct {
    const char *plain, *spelled;
} proposal_footprint_spelled[] = {
    {"CO2", "CO$_2$"},
    {"..", "--"},
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\$"},
    {"&", "\\&"},
    {"#", "\\#"},
    {"%", "\\%"},
    {"_", "\\_"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"<", "\\textless{}"},
    {">", "\\textgreater{}"},
    {"\"", "''"},
    {"|", "\\textbar{}"},
};

static const char *proposal_footprint_escape(struct arena *arena, const char *text)
{
    const size_t rows = sizeof proposal_footprint_spelled / sizeof *proposal_footprint_spelled;
    char *escaped = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&escaped, &length);
    if (!memory)
        return NULL;
    while (*text) {
        size_t row = 0;
        while (row < rows &&
               strncmp(text, proposal_footprint_spelled[row].plain, strlen(proposal_footprint_spelled[row].plain)) != 0)
            row++;
        if (row < rows)
            fputs(proposal_footprint_spelled[row].spelled, memory);
        else
            fputc((unsigned char)*text < ' ' || *text == 127 ? ' ' : *text, memory);
        text += row < rows ? strlen(proposal_footprint_spelled[row].plain) : 1;
    }
    const char *kept = fclose(memory) == 0 ? arena_copy(arena, escaped, length) : NULL;
    free(escaped);
    return kept;
}

// "22.4 kg CO2e (90 % interval 18.7..26.8 kg CO2e)"
static const char *proposal_footprint_amount(struct arena *arena, const struct proposal_facts *facts, size_t entry,
                                             size_t quantity)
{
    const char *amount =
        programme_words_amount(arena, quantity, programme_facts_median(facts->programme, entry, quantity));
    const char *interval =
        programme_words_interval(arena, quantity, programme_facts_low(facts->programme, entry, quantity),
                                 programme_facts_high(facts->programme, entry, quantity));
    return interval[0] ? arena_format(arena, "%s (90 %% interval %s)", amount, interval) : amount;
}

void proposal_footprint_latex(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const struct projection_entry *total = &projection->entries[projection->total];
    const double energy = total->point[METRIC_ENERGY_KWH], co2e = total->point[METRIC_CO2E_KG];
    if (!isfinite(energy) || !isfinite(co2e) || !(energy > 0))
        return;
    const char *hardware = proposal_summary_hardware(arena, projection->programme),
               *places = proposal_summary_places(arena, projection->programme);
    const char *hours = proposal_footprint_amount(arena, facts, projection->total, METRIC_DEVICE_H),
               *used = proposal_footprint_amount(arena, facts, projection->total, METRIC_ENERGY_KWH),
               *emitted = proposal_footprint_amount(arena, facts, projection->total, METRIC_CO2E_KG);
    const char *text = arena_format(
        arena,
        "All experiments are to run on %s%s%s, with an average carbon intensity of %.3g kgCO2e/kWh. A cumulative %s of "
        "computation draw %s, data center included. Operational, location-based emissions are estimated to be %s; none "
        "of it is offset. Estimates were made before the experiments with flopcast %s, reckoning as the Machine "
        "Learning Impact calculator does",
        hardware[0] ? hardware : "the devices stated", places[0] ? " in " : "", places,
        units_from_si(co2e, "kgCO2e") / units_from_si(energy, "kWh"), hours ? hours : "", used ? used : "",
        emitted ? emitted : "", FLOPCAST_VERSION);
    text = text ? proposal_footprint_escape(arena, text) : NULL;
    sheet_paste(sheet, "latex", "LaTeX paragraph, as of ML CO2 Impact (Lacoste et al. 2019, arXiv 1910.09700)",
                text ? arena_format(arena, "%s~\\cite{lacoste2019quantifying}.", text) : NULL);
}

// ---- plain -----------------------------------------------------------------------------------

void proposal_footprint_plain(struct sheet *sheet, const struct proposal_facts *facts)
{
    struct arena *arena = sheet->arena;
    const struct projection *projection = facts->programme->projection;
    const size_t entry = projection->total;
    const double co2e = programme_facts_median(facts->programme, entry, METRIC_CO2E_KG);
    const char *places = proposal_summary_places(arena, projection->programme),
               *hardware = proposal_summary_hardware(arena, projection->programme);
    if (!isfinite(co2e))
        return;
    const char *text = arena_format(
        arena,
        "This programme runs for %s on %s, and draws %s. Based in %s, it has a carbon footprint of %s, which is what "
        "%s tree-months take up (at 11 kg CO2 a tree and year; Lannelongue et al. 2021, Green Algorithms).",
        programme_words_amount(arena, PROJECTION_ELAPSED,
                               programme_facts_median(facts->programme, entry, PROJECTION_ELAPSED)),
        hardware[0] ? hardware : "the devices stated",
        programme_words_amount(arena, METRIC_ENERGY_KWH,
                               programme_facts_median(facts->programme, entry, METRIC_ENERGY_KWH)),
        places[0] ? places : "the place stated", programme_words_amount(arena, METRIC_CO2E_KG, co2e),
        number_text_kept(arena, co2e / proposal_footprint_tree_month_g, SHEET_PLAIN));
    sheet_paste(sheet, "green_algorithms", "A sentence, as of Green Algorithms (Lannelongue et al. 2021)", text);
}
