// Files that are large rather than wrong: what they cost to read must stay small.
#ifndef FLOPCAST_TESTS_BAD_HOSTILE_H
#define FLOPCAST_TESTS_BAD_HOSTILE_H

#include <stdio.h>

struct bad_hostile {
    const char *name;
    void (*write)(FILE *file);
};

static void many_layers_of_one_kind(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    for (int i = 0; i < 9000; i++)
        fputs("- layer_norm:\n", file);
}

static void many_layers_of_one_name(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    for (int i = 0; i < 9000; i++)
        fputs("- dense: {name: same, width: 8, share: same}\n", file);
}

static void many_shares(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    for (int i = 0; i < 9000; i++)
        fprintf(file, "- dense: {name: n%d, width: 8, share: s%d}\n", i, i);
}

static void many_sizes(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n  first: 1\n", file);
    for (int i = 0; i < 60000; i++)
        fprintf(file, "  size%d: first\n", i);
}

static void many_sizes_of_an_unknown_size(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n", file);
    for (int i = 0; i < 60000; i++)
        fprintf(file, "  size%d: seize%d\n", i, i);
}

static void many_unknown_keys(FILE *file)
{
    fputs("plan: many\nmodel: bert-base\n", file);
    for (int i = 0; i < 60000; i++)
        fprintf(file, "inputts%d: 1\n", i);
}

static void many_duplicate_keys(FILE *file)
{
    fputs("plan: many\nmodel: bert-base\ninputs:\n", file);
    for (int i = 0; i < 60000; i++)
        fputs("  pue: 1.1\n", file);
}

static void many_aliases(FILE *file)
{
    fputs("model: many\nlayers:\n", file);
    for (int i = 0; i < 60000; i++)
        fprintf(file, "- &a%d x\n", i);
    for (int i = 0; i < 60000; i++)
        fputs("- *a0\n", file);
}

static void many_variants(FILE *file)
{
    fputs("family: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nvariants:\n", file);
    for (int i = 0; i < 3000; i++)
        fprintf(file, "  v%d: {description: x}\n", i);
    fputs("sizes:\n", file);
    for (int i = 0; i < 3000; i++)
        fprintf(file, "  s%d: 1\n", i);
}

static void many_citations(FILE *file)
{
    fputs("family: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nvariants:\n  one:\n    source: x\n", file);
    for (int i = 0; i < 9000; i++)
        fprintf(file, "    k%d: {a: 1}\n", i);
}

static void many_overlaid_keys(FILE *file)
{
    fputs("family: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n", file);
    for (int i = 0; i < 24000; i++)
        fprintf(file, "  s%d: 1\n", i);
    fputs("variants:\n  one:\n    sizes:\n", file);
    for (int i = 0; i < 24000; i++)
        fprintf(file, "      t%d: 1\n", i);
}

static void many_phases(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\ntraining:\n  phases:\n", file);
    for (int i = 0; i < 15000; i++)
        fputs("  - {sequence: 8, batch: 8, steps: 8}\n", file);
}

static void a_long_expression(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n  sum: 1", file);
    for (int i = 0; i < 1000000; i++)
        fputs(" + 1", file);
    fputs("\n", file);
}

static void a_long_expression_of_nots(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n  sum: ", file);
    for (int i = 0; i < 1000000; i++)
        fputs("not ", file);
    fputs("1\n", file);
}

static void a_long_expression_with_a_condition(FILE *file)
{
    fputs("model: many\nlayers: [{embedding: {vocabulary: 9, width: 8}}]\nsizes:\n  sum: 1", file);
    for (int i = 0; i < 500000; i++)
        fputs(" + (1)", file);
    fputs(" if true else 2\n", file);
}

static void many_turns_behind_many_layers(FILE *file)
{
    many_layers_of_one_kind(file);
    fputs("- {repeat: 40000, index: i, layers: [{layer_norm: }]}\n", file);
}

static void many_turns_that_nothing_is_in(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    fputs("- {repeat: 90000, index: i, layers: [{layer_norm: {when: i < 0}}]}\n", file);
}

// Frozen, so that no turn ever hands a gradient on to the next.
static void deep_stacks_of_many_layers(FILE *file)
{
    fputs("model: many\nimage: [8, 8, 3]\nlayers:\n- frozen: true\n  layers:\n", file);
    for (int i = 0; i < 11; i++)
        fprintf(file, "%*s- repeat: 2\n%*s  layers:\n", 2 + 2 * i, "", 2 + 2 * i, "");
    for (int i = 0; i < 9000; i++)
        fprintf(file, "%*s- batch_norm:\n", 24, "");
}

static void blocks_that_call_themselves(FILE *file)
{
    fputs("model: many\nlayers: [{b: }]\nblocks:\n  b:\n    layers:\n", file);
    for (int i = 0; i < 1000; i++)
        fputs("    - b:\n", file);
}

static void stacks_that_widen_in_one_another(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    for (int i = 0; i < 12; i++)
        fprintf(file, "%*s- repeat: 100000\n%*s  layers:\n", 2 * i, "", 2 * i, "");
    fprintf(file, "%*s- dense: {width: input + 1}\n", 24, "");
}

static void many_branches(FILE *file)
{
    fputs("model: many\nlayers:\n- embedding: {vocabulary: 9, width: 8}\n", file);
    for (int i = 0; i < 30000; i++)
        fputs("- branches: [[], []]\n", file);
}

static void a_long_key(FILE *file)
{
    fputs("plan: many\nmodel: bert-base\n", file);
    for (int times = 0; times < 2; times++) {
        fputs("? \"", file);
        for (int i = 0; i < 1000000; i++)
            fputs("key", file);
        fputs("\"\n: 1\n", file);
    }
}

static void many_labels(FILE *file)
{
    fputs("{\"model_type\": \"vit\", \"id2label\": {\"0\": \"a\"", file);
    for (int i = 1; i < 22000; i++)
        fprintf(file, ", \"%d\": \"label %d\"", i, i);
    fputs("}, \"label2id\": {\"a\": 0", file);
    for (int i = 1; i < 22000; i++)
        fprintf(file, ", \"label %d\": %d", i, i);
    fputs("}}", file);
}

static void many_labels_of_one_number(FILE *file)
{
    fputs("{\"model_type\": \"vit\", \"id2label\": {\"0\": \"a\"", file);
    for (int i = 1; i < 24000; i++)
        fputs(", \"0\": \"a\"", file);
    fputs("}}", file);
}

static void many_unknown_keys_of_a_config(FILE *file)
{
    fputs("{\"model_type\": \"bert\"", file);
    for (int i = 0; i < 24000; i++)
        fprintf(file, ", \"num_hiden_layers_%d\": %d", i, i);
    fputs("}", file);
}

static void many_pairs_of_layers(FILE *file)
{
    fputs("{\"model_type\": \"gpt_neo\", \"attention_types\": [", file);
    for (int i = 0; i < 9000; i++)
        fprintf(file, "%s[[\"global\", \"local\"], 10000]", i ? ", " : "");
    fputs("]}", file);
}

static void two_hundred_megabytes_of_json(FILE *file)
{
    fputs("{\"model_type\": \"bert\"", file);
    for (int i = 0; i < 10 * 1000 * 1000; i++)
        fprintf(file, ",\n\"key_%07d\": 12345", i);
    fputs("}", file);
}

static void many_work_items_in_a_circle(FILE *file)
{
    fputs("programme: many\nwork:\n", file);
    for (int i = 0; i < 1000; i++)
        fprintf(file, "- {name: item %d, fraction_of: item %d, fraction: 0.5}\n", i, (i + 1) % 1000);
}

static void many_work_items_of_plans_of_their_own(FILE *file)
{
    fputs("programme: many\nwork:\n", file);
    for (int i = 0; i < 1000; i++)
        fprintf(file, "- {name: item %d, stage: stage %d, model: bert-base, seeds: {uniform: [1, 5]}}\n", i, i);
}

static void a_ladder_of_many_models(FILE *file)
{
    fputs("programme: many\nwork: [{name: a, search: {ladder: {models: [\n", file);
    for (int i = 0; i < 9999; i++)
        fprintf(file, "{parameters: %d},\n", i + 1);
    fputs("]}}, hardware: {device: {peak: {fp32: 1 TFLOP/s}}}}]\n", file);
}

static const struct bad_hostile bad_hostiles[] = {
#define BAD_HOSTILE(function)                                                                                          \
    {                                                                                                                  \
#function, function                                                                                            \
    }
    BAD_HOSTILE(many_layers_of_one_kind),
    BAD_HOSTILE(many_layers_of_one_name),
    BAD_HOSTILE(many_shares),
    BAD_HOSTILE(many_sizes),
    BAD_HOSTILE(many_sizes_of_an_unknown_size),
    BAD_HOSTILE(many_unknown_keys),
    BAD_HOSTILE(many_duplicate_keys),
    BAD_HOSTILE(many_aliases),
    BAD_HOSTILE(many_variants),
    BAD_HOSTILE(many_citations),
    BAD_HOSTILE(many_overlaid_keys),
    BAD_HOSTILE(many_phases),
    BAD_HOSTILE(a_long_expression),
    BAD_HOSTILE(a_long_expression_of_nots),
    BAD_HOSTILE(a_long_expression_with_a_condition),
    BAD_HOSTILE(many_turns_behind_many_layers),
    BAD_HOSTILE(many_turns_that_nothing_is_in),
    BAD_HOSTILE(deep_stacks_of_many_layers),
    BAD_HOSTILE(blocks_that_call_themselves),
    BAD_HOSTILE(stacks_that_widen_in_one_another),
    BAD_HOSTILE(many_branches),
    BAD_HOSTILE(a_long_key),
    BAD_HOSTILE(many_labels),
    BAD_HOSTILE(many_labels_of_one_number),
    BAD_HOSTILE(many_unknown_keys_of_a_config),
    BAD_HOSTILE(many_pairs_of_layers),
    BAD_HOSTILE(many_work_items_in_a_circle),
    BAD_HOSTILE(many_work_items_of_plans_of_their_own),
    BAD_HOSTILE(a_ladder_of_many_models),
    BAD_HOSTILE(two_hundred_megabytes_of_json),
#undef BAD_HOSTILE
};

enum { BAD_HOSTILES = sizeof bad_hostiles / sizeof *bad_hostiles };

#endif
