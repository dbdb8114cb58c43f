// Values of options that are more than a number or a word. Each ends the process with a usage error on bad text.
#ifndef FLOPCAST_CLI_ARGS_VALUES_H
#define FLOPCAST_CLI_ARGS_VALUES_H

#include <argp.h>

#include "cli/args.h"

// A whole number of an option, from least to most.
int64_t args_values_count(struct argp_state *state, const char *name, const char *text, int64_t least, int64_t most);

void args_values_format(struct argp_state *state, struct args *args, char *text);      // table, json, csv
void args_values_output(struct argp_state *state, struct args *args, char *text);      // FILE, DIR/, -
void args_values_set(struct argp_state *state, struct args *args, char *text);         // NAME=VALUE
void args_values_over(struct argp_state *state, struct args *args, char *text);        // NAME=VALUES, read later
void args_values_samples(struct argp_state *state, struct args *args, char *text);     // N, auto
void args_values_until(struct argp_state *state, struct args *args, char *text);       // METRIC=1%, METRIC=5 kg
void args_values_quantiles(struct argp_state *state, struct args *args, char *text);   // 0.01,0.99
void args_values_metrics(struct argp_state *state, struct args *args, char *text);     // a,b
void args_values_by(struct argp_state *state, struct args *args, char *text);          // a metric
void args_values_group(struct argp_state *state, struct args *args, char *text);       // NAME=a,b
void args_values_methods(struct argp_state *state, struct args *args, char *text);     // sobol,morris,tornado
void args_values_design(struct argp_state *state, struct args *args, char *text);      // random, latin, sobol
void args_values_save_format(struct argp_state *state, struct args *args, char *text); // npy, csv

#endif
