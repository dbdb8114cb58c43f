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
    for (int i = 0; i < 40000; i++)
        fprintf(file, "  s%d: 1\n", i);
    fputs("variants:\n  one:\n    sizes:\n", file);
    for (int i = 0; i < 40000; i++)
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
    BAD_HOSTILE(a_long_key),
#undef BAD_HOSTILE
};

enum { BAD_HOSTILES = sizeof bad_hostiles / sizeof *bad_hostiles };

#endif
