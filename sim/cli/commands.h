// The subcommands: one file (cmd_<name>.c) and one row each.
#ifndef FLOPCAST_CLI_COMMANDS_H
#define FLOPCAST_CLI_COMMANDS_H

#include "cli/session.h"

//      name        words           least, most words   sentence
#define COMMAND_ROWS(ROW)                                                                                              \
    ROW(layers, "MODEL", 1, 1, "per-layer parameters, FLOPs and bytes of one training step")                           \
    ROW(estimate, "PLAN|MODEL", 1, 1, "what a training costs: time, energy, CO2e, money")                              \
    ROW(sweep, "PLAN|MODEL", 1, 1, "the same question at every point of a grid")                                       \
    ROW(sensitivity, "PLAN|MODEL", 1, 1, "which uncertain input matters most, metric by metric")                       \
    ROW(compare, "PLAN|MODEL PLAN|MODEL...", 2, 16, "plans side by side on the same draws: ratios, and which is less") \
    ROW(search, "PROGRAMME|PLAN|MODEL", 1, 1, "what a research programme costs: all its trials beside one final run")  \
    ROW(regions, "PLAN|MODEL", 1, 1, "the same plan in every region: least CO2e, least money, and when to run")        \
    ROW(plan, "PROGRAMME|PLAN|MODEL", 1, 1,                                                                            \
        "what fits a budget, a deadline, a mass of CO2e: devices, trials, the size of the model")                      \
    ROW(report, "PROGRAMME|PLAN|MODEL...", 1, 10000,                                                                   \
        "a proposal: work packages, budget, figures, sources, statements")                                             \
    ROW(reproduce, "STUDY", 1, 1, "a published study beside what is computed, row by row")                             \
    ROW(import, "MODEL|config.json", 1, 1, "a library's config.json as the YAML that it is read as")                   \
    ROW(check, "FILE...", 1, 100000, "read files and report every mistake in them")                                    \
    ROW(list, "models|configs|hardware|regions|inputs|metrics|kinds|searches", 1, 1, "what is there, by name")         \
    ROW(explain, "INPUT|METRIC|KIND|SEARCH", 1, 1, "unit, default, bounds, formula, source; a kind's or search's keys")

struct command {
    const char *name, *words;
    size_t words_min, words_max;
    const char *sentence;
    // Fills the session's sheet. Whatever went wrong is in the session's diag.
    enum status (*run)(struct session *session);
};

extern const struct command commands[];
extern const size_t commands_count;

const struct command *commands_named(const char *name); // NULL when there is none

#define COMMAND_DECLARE(name, words, least, most, sentence) enum status cmd_##name(struct session *session);
COMMAND_ROWS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

#endif
