// The command line: one row per option, parsed by argp.
#ifndef FLOPCAST_CLI_ARGS_H
#define FLOPCAST_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"
#include "report/report_kinds.h"
#include "report/samples_manifest.h"
#include "sampling/design.h"
#include "uncertainty/ensemble.h"
#include "uncertainty/forecast_factors.h"
#include "uncertainty/goal.h"
#include "uncertainty/sweep_axis.h"

enum { ARGS_SETTINGS_MAX = 64, ARGS_GROUPS_MAX = 16, ARGS_OUTPUTS_MAX = 16 };

// --method of sensitivity, a bit each.
enum { ARGS_SOBOL = 1, ARGS_MORRIS = 2, ARGS_TORNADO = 4 };

struct args {
    const struct report_kind *format;
    bool format_is_stated;
    const char *data, *hardware, *region;
    int64_t batch, sequence, target, predictions, devices, samples, seed, threads; // 0: not said; seed -1
    bool corrected, sources, rank;
    struct plan_setting settings[ARGS_SETTINGS_MAX];
    size_t setting_count;

    bool samples_auto, exact;                 // --samples auto; --exact-quantiles
    enum metric_id until;                     // --until METRIC=ERROR; METRIC_COUNT: not said
    double until_share;                       // the error as a share of the mean, or
    double until_si;                          // in SI; 0: the other one
    enum design_kind design;                  // DESIGN_COUNT: not said
    double quantiles[ENSEMBLE_QUANTILES_MAX]; // beyond those that are always there
    size_t quantile_count;
    const char *save_folder;
    enum samples_format save_format;
    char *overs[SWEEP_AXES_MAX]; // as stated
    size_t over_count;
    uint64_t metrics; // --metric: a bit each; 0: not said
    struct forecast_group groups[ARGS_GROUPS_MAX];
    size_t group_count;
    int64_t shifts, paths;           // 0: not said
    const char *only;                // --only of regions, as stated
    enum metric_id by;               // METRIC_COUNT: not said
    int64_t top, hours;              // 0: not said
    unsigned methods;                // 0: not said
    char *outputs[ARGS_OUTPUTS_MAX]; // --output, as stated
    size_t output_count;
    const char *regions;             // --regions, as stated
    const char *limits[GOAL_LIMITS]; // of plan, as stated, as all that follows
    const char *probability, *asked, *models, *ratio, *counts;
    char *command_line; // as it was typed, words apart by a blank
    const char **words; // what is no option
    size_t word_count;
};

struct command;

// Parses argv[1..] of a command (argv[0] is the command's name). Prints help, or a usage error, and ends the process
// with status 0 or 2 when that is what was asked for or deserved.
void args_parse(const struct command *command, int argc, char **argv, struct args *args);

#endif
