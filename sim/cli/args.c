#include "cli/args.h"

#include <argp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args_values.h"
#include "cli/commands.h"

enum args_key {
    ARGS_FORMAT = 256,
    ARGS_SET,
    ARGS_DATA,
    ARGS_BATCH,
    ARGS_SEQUENCE,
    ARGS_TARGET,
    ARGS_PREDICTIONS,
    ARGS_HARDWARE,
    ARGS_DEVICES,
    ARGS_REGION,
    ARGS_SAMPLES,
    ARGS_SEED,
    ARGS_THREADS,
    ARGS_CORRECTED,
    ARGS_SOURCES,
    ARGS_UNTIL,
    ARGS_SAMPLING,
    ARGS_QUANTILES,
    ARGS_EXACT,
    ARGS_SAVE,
    ARGS_SAVE_FORMAT,
    ARGS_OVER,
    ARGS_METRIC,
    ARGS_GROUP,
    ARGS_SHIFTS,
    ARGS_PATHS,
    ARGS_METHOD,
    ARGS_RANK,
    ARGS_BY,
    ARGS_ONLY,
    ARGS_TOP,
    ARGS_HOURS,
    ARGS_REGIONS,
    ARGS_PROBABILITY,
    ARGS_FOR,
    ARGS_MODELS,
    ARGS_RATIO,
    ARGS_COUNTS,
    ARGS_LIMITS, // one for each limit
    ARGS_LIMITS_LAST = ARGS_LIMITS + GOAL_LIMITS - 1,
    ARGS_OUTPUT = 'o',
};

#define ARGS_OF_PLANS " estimate sweep sensitivity compare regions search report "

// Which commands take an option; "*" is all of them.
static const struct {
    struct argp_option option;
    const char *commands;
} args_options[] = {
    {{"batch", ARGS_BATCH, "N", 0, "sequences or images in the step (default 1)", 0}, " layers "},
    {{"sequence", ARGS_SEQUENCE, "S", 0, "positions of a sequence; of the source of an encoder-decoder", 0},
     " layers "},
    {{"target", ARGS_TARGET, "T", 0, "positions of the target of an encoder-decoder (default S)", 0}, " layers "},
    {{"predictions", ARGS_PREDICTIONS, "P", 0, "positions at which the loss is computed (default all)", 0}, " layers "},
    {{"over", ARGS_OVER, "NAME=VALUES", 0,
      "an axis: a,b,c or lo:hi:n of an input, model.SIZE, devices; or names of model, hardware, region; repeatable", 0},
     " sweep "},
#define ARGS_LIMIT(id, word, quantity, dimension, unit, example, words)                                                \
    {{#word, ARGS_LIMITS + id, "LIMIT", 0, "limit on the " words " of the whole, such as '" example "'", 0}, " plan "},
    GOAL_LIMIT_ROWS(ARGS_LIMIT)
#undef ARGS_LIMIT
        {{"probability", ARGS_PROBABILITY, "P", 0, "with which all limits hold together (default 90 %)", 0}, " plan "},
    {{"for", ARGS_FOR, "A,A", 0, "cheapest, most-trials, largest-model (default: all that make sense)", 0}, " plan "},
    {{"models", ARGS_MODELS, "M,M", 0,
      "models that the final runs may train (default: the family of the one that they do)", 0},
     " plan "},
    {{"tokens-per-parameter", ARGS_RATIO, "R", 0,
      "tokens of a larger model (default 20, as Chinchilla); recipe: as the programme trains it", 0},
     " plan "},
    {{"hardware", ARGS_HARDWARE, "H,H", 0, "devices to choose from (default: all that have a price)", 0}, " plan "},
    {{"devices", ARGS_COUNTS, "N", 0, "how many: N, a,b,c or LO..HI by powers of two (default 1..4096)", 0}, " plan "},
    {{"region", ARGS_REGION, "R,R", 0,
      "regions to choose from: eu, us, a name, or what names begin with (default: as the programme says)", 0},
     " plan "},
    {{"samples", ARGS_SAMPLES, "N", 0, "samples for each candidate (default 10,000)", 0}, " plan "},
    {{"hardware", ARGS_HARDWARE, "H", 0, "device: a name in hardware/ or a path", 0}, ARGS_OF_PLANS},
    {{"devices", ARGS_DEVICES, "N", 0, "how many devices", 0}, ARGS_OF_PLANS},
    {{"region", ARGS_REGION, "R", 0, "where the energy comes from: a name in regions/ or a path", 0}, ARGS_OF_PLANS},
    {{"samples", ARGS_SAMPLES, "N", 0,
      "samples (default 100,000; the plan may say); 1: the point alone; auto: until the error is small, see --until",
      0},
     " estimate "},
    {{"samples", ARGS_SAMPLES, "N", 0, "samples (default 100,000; the first plan may say)", 0}, " compare "},
    {{"samples", ARGS_SAMPLES, "N", 0, "samples (default 100,000; the programme may say); 1: the point alone", 0},
     " search report "},
    {{"samples", ARGS_SAMPLES, "N", 0, "samples at each point (default as the plan says, else 1: the point alone)", 0},
     " sweep "},
    {{"samples", ARGS_SAMPLES, "N", 0, "base points of each shift (default 16,384); a power of two is best", 0},
     " sensitivity "},
    {{"samples", ARGS_SAMPLES, "N", 0, "samples in each region (default 10,000); 1: the points alone", 0}, " regions "},
    {{"until", ARGS_UNTIL, "METRIC=ERROR", 0,
      "with --samples auto: standard error of its mean to reach, in percent or in its unit (default: 0.1 % of all)", 0},
     " estimate "},
    {{"sampling", ARGS_SAMPLING, "D", 0, "random (default), latin (hypercubes) or sobol (shifted sequences)", 0},
     " estimate sweep compare regions "},
    {{"seed", ARGS_SEED, "S", 0, "seed of the samples (default 1, or as the plan says)", 0}, ARGS_OF_PLANS "plan "},
    {{"threads", ARGS_THREADS, "T", 0, "threads (default all); the result is the same", 0}, ARGS_OF_PLANS "plan "},
    {{"quantiles", ARGS_QUANTILES, "P,P", 0, "fractions to report beside 0.05, 0.5, 0.95", 0}, " estimate "},
    {{"exact-quantiles", ARGS_EXACT, NULL, 0,
      "quantiles exact to the last digit where the samples do not fit into memory, by making them anew", 0},
     " estimate "},
    {{"save-samples", ARGS_SAVE, "DIR", 0, "keep all samples: a file for each column and manifest.json", 0},
     " estimate "},
    {{"save-format", ARGS_SAVE_FORMAT, "F", 0, "npy (default) or csv", 0}, " estimate "},
    {{"metric", ARGS_METRIC, "M,M", 0, "only these metrics", 0}, " sweep sensitivity compare "},
    {{"method", ARGS_METHOD, "M,M", 0, "sobol, morris, tornado (default all)", 0}, " sensitivity "},
    {{"group", ARGS_GROUP, "NAME=A,B", 0, "inputs that count as one; repeatable", 0}, " sensitivity "},
    {{"shifts", ARGS_SHIFTS, "R", 0, "random shifts of the sequence, for the intervals (default 8)", 0},
     " sensitivity "},
    {{"paths", ARGS_PATHS, "N", 0, "paths of Morris screening (default 100)", 0}, " sensitivity "},
    {{"rank", ARGS_RANK, NULL, 0, "rank the regions; as it is without this word", 0}, " regions "},
    {{"by", ARGS_BY, "METRIC", 0, "order by this metric (default co2e_kg): electricity_usd, cloud_usd, water_l", 0},
     " regions "},
    {{"only", ARGS_ONLY, "G,G", 0,
      "only these regions: eu, us, a name, or what names begin with (aws, gcp-europe, fr), apart by commas", 0},
     " regions "},
    {{"top", ARGS_TOP, "N", 0, "rows from the top in the table for people (default 10)", 0}, " regions "},
    {{"hours", ARGS_HOURS, "N", 0, "when to run: the best and worst N hours, where a region tells its hours", 0},
     " regions "},
    {{"regions", ARGS_REGIONS, "G,G", 0,
      "compare the final run in these: eu, us, a name, what names begin with, apart by commas; none (default a few)",
      0},
     " report "},
    {{"output", ARGS_OUTPUT, "FILE", 0,
      "where to, the extension tells the format; DIR/: a file for each programme; -: standard output; repeatable", 0},
     " report "},
    {{"corrected", ARGS_CORRECTED, NULL, 0, "apply and explain the study's known errors", 0}, " reproduce "},
    {{"sources", ARGS_SOURCES, NULL, 0, "refuse a number without source: or assumed:", 0}, " check "},
    {{"set", ARGS_SET, "NAME=VALUE", 0,
      "an input (pue=1.2, 'utilization=triangular(0.2, 0.3, 0.45)') or a size of the model (model.width=1024)", 0},
     ARGS_OF_PLANS "plan "},
    {{"set", ARGS_SET, "model.NAME=VALUE", 0, "a size of the model (model.width=1024)", 0}, " layers "},
    {{"format", ARGS_FORMAT, "F", 0,
      "table (default), json, csv, html, md, tex, xlsx, pdf, png (sweep: the first three)", 0},
     "*"},
    {{"data", ARGS_DATA, "DIR", 0, "folder that holds models/ hardware/ regions/", 0}, "*"},
};

enum { ARGS_OPTIONS = sizeof args_options / sizeof *args_options };

struct args_context {
    const struct command *command;
    struct args *args;
};

static void args_word(struct argp_state *state, const struct args_context *context, const char *word)
{
    if (context->args->word_count >= context->command->words_max)
        argp_error(state, "too many arguments: \"%s\"", word);
    else
        context->args->words[context->args->word_count++] = word;
}

// What an option is: a whole number, a text, a flag, or something that a function of its own reads.
static const struct {
    int key;
    const char *name;
    int64_t least, most;
    size_t offset; // of an int64_t
} args_counts[] = {{ARGS_BATCH, "batch", 1, 1000000000, offsetof(struct args, batch)},
                   {ARGS_SEQUENCE, "sequence", 1, 1000000000, offsetof(struct args, sequence)},
                   {ARGS_TARGET, "target", 1, 1000000000, offsetof(struct args, target)},
                   {ARGS_PREDICTIONS, "predictions", 1, 1000000000, offsetof(struct args, predictions)},
                   {ARGS_DEVICES, "devices", 1, PLAN_DEVICES_MAX, offsetof(struct args, devices)},
                   {ARGS_SEED, "seed", 0, 9007199254740992, offsetof(struct args, seed)},
                   {ARGS_THREADS, "threads", 1, 1024, offsetof(struct args, threads)},
                   {ARGS_SHIFTS, "shifts", 2, 256, offsetof(struct args, shifts)},
                   {ARGS_PATHS, "paths", 2, 100000, offsetof(struct args, paths)},
                   {ARGS_TOP, "top", 1, 1000000, offsetof(struct args, top)},
                   {ARGS_HOURS, "hours", 1, 87660, offsetof(struct args, hours)}};

static const struct {
    int key;
    size_t offset; // of a const char *
} args_texts[] = {{ARGS_DATA, offsetof(struct args, data)},
                  {ARGS_HARDWARE, offsetof(struct args, hardware)},
                  {ARGS_REGION, offsetof(struct args, region)},
                  {ARGS_SAVE, offsetof(struct args, save_folder)},
                  {ARGS_ONLY, offsetof(struct args, only)},
                  {ARGS_REGIONS, offsetof(struct args, regions)},
                  {ARGS_PROBABILITY, offsetof(struct args, probability)},
                  {ARGS_FOR, offsetof(struct args, asked)},
                  {ARGS_MODELS, offsetof(struct args, models)},
                  {ARGS_RATIO, offsetof(struct args, ratio)},
                  {ARGS_COUNTS, offsetof(struct args, counts)},
#define ARGS_LIMIT(id, ...) {ARGS_LIMITS + id, offsetof(struct args, limits) + id * sizeof(const char *)},
                  GOAL_LIMIT_ROWS(ARGS_LIMIT)
#undef ARGS_LIMIT
};

static const struct {
    int key;
    size_t offset; // of a bool
} args_flags[] = {{ARGS_CORRECTED, offsetof(struct args, corrected)},
                  {ARGS_SOURCES, offsetof(struct args, sources)},
                  {ARGS_EXACT, offsetof(struct args, exact)},
                  {ARGS_RANK, offsetof(struct args, rank)}};

static const struct {
    int key;
    void (*read)(struct argp_state *state, struct args *args, char *text);
} args_readers[] = {{ARGS_FORMAT, args_values_format},
                    {ARGS_OUTPUT, args_values_output},
                    {ARGS_SET, args_values_set},
                    {ARGS_OVER, args_values_over},
                    {ARGS_SAMPLES, args_values_samples},
                    {ARGS_UNTIL, args_values_until},
                    {ARGS_QUANTILES, args_values_quantiles},
                    {ARGS_METRIC, args_values_metrics},
                    {ARGS_BY, args_values_by},
                    {ARGS_GROUP, args_values_group},
                    {ARGS_METHOD, args_values_methods},
                    {ARGS_SAMPLING, args_values_design},
                    {ARGS_SAVE_FORMAT, args_values_save_format}};

#define ARGS_COUNT_OF(rows) (sizeof(rows) / sizeof *(rows))

static bool args_take(int key, char *text, struct argp_state *state, struct args *args)
{
    char *base = (char *)args;
    for (size_t i = 0; i < ARGS_COUNT_OF(args_counts); i++)
        if (args_counts[i].key == key) {
            int64_t value =
                args_values_count(state, args_counts[i].name, text, args_counts[i].least, args_counts[i].most);
            memcpy(base + args_counts[i].offset, &value, sizeof value);
            return true;
        }
    for (size_t i = 0; i < ARGS_COUNT_OF(args_texts); i++)
        if (args_texts[i].key == key) {
            memcpy(base + args_texts[i].offset, &text, sizeof text);
            return true;
        }
    for (size_t i = 0; i < ARGS_COUNT_OF(args_flags); i++)
        if (args_flags[i].key == key) {
            base[args_flags[i].offset] = true;
            return true;
        }
    for (size_t i = 0; i < ARGS_COUNT_OF(args_readers); i++)
        if (args_readers[i].key == key) {
            args_readers[i].read(state, args, text);
            return true;
        }
    return false;
}

static error_t args_option(int key, char *text, struct argp_state *state)
{
    const struct args_context *context = state->input;
    struct args *args = context->args;
    if (key == ARGP_KEY_ARG)
        args_word(state, context, text);
    else if (key == ARGP_KEY_END && args->word_count < context->command->words_min)
        argp_error(state, "%s is missing", context->command->words);
    else if (key != ARGP_KEY_END && !args_take(key, text, state, args))
        return ARGP_ERR_UNKNOWN;
    return 0;
}

// "flopcast estimate bert-base --samples 1000"; NULL without memory.
static char *args_join(int argc, char **argv)
{
    size_t length = sizeof "flopcast";
    for (int i = 0; i < argc; i++)
        length += strlen(argv[i]) + 1;
    char *line = malloc(length);
    if (!line)
        return NULL;
    size_t used = (size_t)snprintf(line, length, "flopcast");
    for (int i = 0; i < argc; i++)
        used += (size_t)snprintf(line + used, length - used, " %s", argv[i]);
    return line;
}

void args_parse(const struct command *command, int argc, char **argv, struct args *args)
{
    struct argp_option options[ARGS_OPTIONS + 1] = {0};
    char needle[40];
    snprintf(needle, sizeof needle, " %s ", command->name);
    size_t count = 0;
    for (size_t i = 0; i < ARGS_OPTIONS; i++)
        if (args_options[i].commands[0] == '*' || strstr(args_options[i].commands, needle))
            options[count++] = args_options[i].option;
    *args = (struct args){
        .format = &report_kinds[0], .seed = -1, .until = METRIC_COUNT, .by = METRIC_COUNT, .design = DESIGN_COUNT};
    args->words = calloc((size_t)argc + 1, sizeof *args->words);
    args->command_line = args_join(argc, argv);
    char name[60], doc[200];
    snprintf(name, sizeof name, "flopcast %s", command->name);
    snprintf(doc, sizeof doc, "%s.", command->sentence);
    if (!args->words || !args->command_line) {
        fprintf(stderr, "flopcast: %s\n", status_sentence(STATUS_NO_MEMORY));
        exit(status_exit_code(STATUS_NO_MEMORY));
    }
    const struct argp parser = {.options = options, .parser = args_option, .args_doc = command->words, .doc = doc};
    struct args_context context = {.command = command, .args = args};
    argv[0] = name; // what argp calls the program
    argp_parse(&parser, argc, argv, 0, NULL, &context);
}
