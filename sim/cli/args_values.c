#include "cli/args_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/expression.h"

static const int64_t args_values_samples_max = 1000000000000;

int64_t args_values_count(struct argp_state *state, const char *name, const char *text, int64_t least, int64_t most)
{
    int64_t value = 0;
    char message[EXPRESSION_MESSAGE_SIZE];
    if (!expression_value(text, NULL, &value, message))
        argp_error(state, "--%s: %s", name, message);
    else if (value < least || value > most)
        argp_error(state, "--%s: must be from %lld to %lld, not %s", name, (long long)least, (long long)most, text);
    return value;
}

void args_values_set(struct argp_state *state, struct args *args, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1]) {
        argp_error(state, "--set: \"%s\" is not NAME=VALUE", text);
        return;
    }
    if (args->setting_count == ARGS_SETTINGS_MAX) {
        argp_error(state, "--set: more than %d settings", ARGS_SETTINGS_MAX);
        return;
    }
    *equals = '\0';
    args->settings[args->setting_count++] = (struct plan_setting){.name = text, .value = equals + 1};
}

void args_values_format(struct argp_state *state, struct args *args, char *text)
{
    args->format = report_kinds_named(text);
    args->format_is_stated = true;
    if (args->format)
        return;
    char known[100] = "";
    for (size_t i = 0; i < report_kinds_count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", report_kinds[i].name);
    }
    argp_error(state, "--format: \"%s\" is none of %s", text, known);
}

void args_values_output(struct argp_state *state, struct args *args, char *text)
{
    if (args->output_count == ARGS_OUTPUTS_MAX)
        argp_error(state, "--output: more than %d files", ARGS_OUTPUTS_MAX);
    else
        args->outputs[args->output_count++] = text;
}

void args_values_over(struct argp_state *state, struct args *args, char *text)
{
    if (args->over_count == SWEEP_AXES_MAX)
        argp_error(state, "--over: more than %d axes", SWEEP_AXES_MAX);
    else
        args->overs[args->over_count++] = text;
}

void args_values_samples(struct argp_state *state, struct args *args, char *text)
{
    args->samples_auto = strcmp(text, "auto") == 0;
    args->samples = args->samples_auto ? 0 : args_values_count(state, "samples", text, 1, args_values_samples_max);
}

static enum metric_id args_values_metric(struct argp_state *state, const char *option, const char *name)
{
    enum metric_id id = metric_named(name);
    if (id != METRIC_COUNT)
        return id;
    const char *names[METRIC_COUNT];
    for (int i = 0; i < METRIC_COUNT; i++)
        names[i] = metric_row((enum metric_id)i)->name;
    const char *nearest = diag_nearest(name, names, METRIC_COUNT);
    argp_error(state, "--%s: there is no metric \"%.60s\"%s%s%s (`list metrics` shows them)", option, name,
               nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return METRIC_COUNT;
}

void args_values_until(struct argp_state *state, struct args *args, char *text)
{
    char message[UNITS_MESSAGE_SIZE];
    char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        argp_error(state, "--until: \"%s\" is not METRIC=ERROR", text);
        return;
    }
    *equals = '\0';
    args->until = args_values_metric(state, "until", text);
    if (args->until == METRIC_COUNT)
        return;
    double value = 0;
    bool share = strchr(equals + 1, '%') != NULL;
    enum dimension dimension = metric_row(args->until)->dimension;
    if (!units_value(equals + 1, share ? DIMENSION_NONE : dimension, &value, message))
        argp_error(state, "--until %s: %s", text, message);
    else if (value <= 0)
        argp_error(state, "--until %s: the error must be more than 0", text);
    args->until_share = share ? value : 0;
    args->until_si = share ? 0 : value;
}

void args_values_quantiles(struct argp_state *state, struct args *args, char *text)
{
    const char *at = text;
    for (;;) {
        char *end = NULL;
        double p = strtod(at, &end);
        if (end == at || !(p > 0 && p < 1) || (*end && *end != ',')) {
            argp_error(state, "--quantiles: fractions between 0 and 1, such as 0.01,0.99, not \"%s\"", text);
            return;
        }
        if (args->quantile_count == ENSEMBLE_QUANTILES_MAX - 8) {
            argp_error(state, "--quantiles: more than %d", ENSEMBLE_QUANTILES_MAX - 8);
            return;
        }
        args->quantiles[args->quantile_count++] = p;
        if (!*end)
            return;
        at = end + 1;
    }
}

void args_values_metrics(struct argp_state *state, struct args *args, char *text)
{
    char *rest = NULL;
    for (char *word = strtok_r(text, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
        enum metric_id id = args_values_metric(state, "metric", word);
        if (id != METRIC_COUNT)
            args->metrics |= UINT64_C(1) << id;
    }
}

void args_values_by(struct argp_state *state, struct args *args, char *text)
{
    args->by = args_values_metric(state, "by", text);
}

void args_values_group(struct argp_state *state, struct args *args, char *text)
{
    char *equals = strchr(text, '='), *rest = NULL;
    if (!equals || equals == text || !equals[1]) {
        argp_error(state, "--group: \"%s\" is not NAME=INPUT,INPUT", text);
        return;
    }
    if (args->group_count == ARGS_GROUPS_MAX) {
        argp_error(state, "--group: more than %d groups", ARGS_GROUPS_MAX);
        return;
    }
    *equals = '\0';
    uint64_t taken = 0, inputs = 0;
    for (size_t i = 0; i < args->group_count; i++)
        taken |= args->groups[i].inputs;
    for (char *word = strtok_r(equals + 1, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
        enum input_id id = input_named(word);
        if (id == INPUT_COUNT) {
            argp_error(state, "--group %s: there is no input \"%.60s\" (`list inputs` shows them)", text, word);
            return;
        }
        if (((taken | inputs) >> id) & 1u)
            argp_error(state, "--group %s: %s is in a group already", text, word);
        inputs |= UINT64_C(1) << id;
    }
    args->groups[args->group_count++] = (struct forecast_group){.name = text, .inputs = inputs};
}

void args_values_methods(struct argp_state *state, struct args *args, char *text)
{
    static const char *const names[] = {"sobol", "morris", "tornado"};
    char *rest = NULL;
    for (char *word = strtok_r(text, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
        unsigned method = 0;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            method |= strcmp(word, names[i]) == 0 ? 1u << i : 0;
        if (!method)
            argp_error(state, "--method: \"%.60s\" is none of sobol, morris, tornado", word);
        args->methods |= method;
    }
}

void args_values_design(struct argp_state *state, struct args *args, char *text)
{
    args->design = design_named(text);
    if (args->design == DESIGN_COUNT)
        argp_error(state, "--sampling: \"%.60s\" is none of random, latin, sobol", text);
}

void args_values_save_format(struct argp_state *state, struct args *args, char *text)
{
    bool npy = strcmp(text, "npy") == 0;
    if (!npy && strcmp(text, "csv") != 0)
        argp_error(state, "--save-format: \"%.60s\" is none of npy, csv", text);
    args->save_format = npy ? SAMPLES_NPY : SAMPLES_CSV;
}
