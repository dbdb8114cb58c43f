// The command line: one row per option, parsed by argp.
#ifndef FLOPCAST_CLI_ARGS_H
#define FLOPCAST_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"
#include "report/report_kinds.h"

enum { ARGS_SETTINGS_MAX = 64 };

struct args {
    const struct report_kind *format;
    const char *data, *hardware, *region;
    int64_t batch, sequence, target, predictions, devices, samples, seed, threads; // 0: not said; seed -1
    bool corrected, sources;
    struct plan_setting settings[ARGS_SETTINGS_MAX];
    size_t setting_count;
    const char **words; // what is no option
    size_t word_count;
};

struct command;

// Parses argv[1..] of a command (argv[0] is the command's name). Prints help, or a usage error, and ends the process
// with status 0 or 2 when that is what was asked for or deserved.
void args_parse(const struct command *command, int argc, char **argv, struct args *args);

#endif
