// model_read.c: what a model file may say, what it may not, and how it is told.
#include "testing.h"

#include <stdio.h>
#include <string.h>

#include "workload/model.h"

static struct model read_model(struct testing *t, const char *text)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    return model;
}

static void refuse(struct testing *t, const char *text, const char *message)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void a_model_is_read_whole(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "model: tiny\n"
                                       "description: A small one\n"
                                       "source: nobody\n"
                                       "published_parameters: {value: 100, source: somebody}\n"
                                       "sizes: {width: 4, layers: 3}\n"
                                       "layers:\n"
                                       "  - embedding: {vocabulary: 9, width: width}\n"
                                       "  - repeat: layers\n"
                                       "    layers:\n"
                                       "      - layer_norm:\n"
                                       "      - dense: {width: width}\n"
                                       "      - layer_norm:\n"
                                       "  - layer_norm:\n"
                                       "  - layer_norm: {name: final}\n"
                                       "training: {sequence: 8, batch: 2, steps: 5}\n");
    assert_string_equal(model.name, "tiny");
    assert_string_equal(model.description, "A small one");
    assert_int_equal(model.published_parameters, 100);
    assert_int_equal(model.training.phase_count, 1);
    assert_int_equal(model.training.precision, PRECISION_MIXED); // nothing is said
    assert_false(model.training.precision_is_given);
    static const char *const paths[] = {"embedding",          "block.layer_norm", "block.dense",
                                        "block.layer_norm.2", "layer_norm",       "final"};
    static const double repeats[] = {1, 3, 3, 3, 1, 1};
    assert_int_equal(model.layer_count, 6);
    assert_true(model_has_layers(&model));
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(model.layers[i].path, paths[i]);
        TESTING_EXACT(model.layers[i].repeat, repeats[i]);
    }
    assert_null(t->reader.scope); // the sizes are its own
    assert_string_equal(t->reader.path, "");
}

static void a_model_without_a_name_is_called_like_its_file(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(read_model(t, "parameters: 7").name, "test"); // of test.yaml
}

static void paths_name_the_part_and_the_stack(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        read_model(t, "encoder: [{embedding: {vocabulary: 9, width: 4}}]\n"
                      "decoder: [{embedding: {vocabulary: 9, width: 4}}, {repeat: 2, name: cell, layers: [{repeat: 3, "
                      "layers: [{dense: {width: 4}}]}]}]\n"
                      "training_layers: [{softmax: {vocabulary: 9}}]\n");
    assert_string_equal(model.layers[0].path, "encoder.embedding");
    assert_string_equal(model.layers[1].path, "decoder.embedding");
    assert_string_equal(model.layers[2].path, "decoder.cell.block.dense");
    TESTING_EXACT(model.layers[2].repeat, 6);
    assert_string_equal(model.layers[3].path, "training.softmax");
    assert_int_equal(model.part_count, 3);
    assert_true(model.parts[1].is_target && !model.parts[0].is_target);
    assert_true(model.parts[2].training_only && !model.parts[1].training_only);
}

static void layers_of_one_name_are_numbered(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(
        t, testing_text(t, "layers: [{dense: {width: 4, input: 4}}%s]", testing_repeat(t, ", {layer_norm: }", 200)));
    assert_string_equal(model.layers[1].path, "layer_norm");
    for (size_t i = 2; i <= 200; i++)
        assert_string_equal(model.layers[i].path, testing_text(t, "layer_norm.%zu", i));
}

static void an_unknown_kind_is_suggested_or_listed(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{atention: {heads: 2}}]", "unknown layer kind \"atention\"; did you mean \"attention\"?");
    refuse(t, "layers: [{layernorm: }]", "unknown layer kind \"layernorm\"; did you mean \"layer_norm\"?");
    refuse(t, "layers: [{repaet: 3}]", "did you mean \"repeat\"?");
    refuse(t, "layers: [{quantum: {qubits: 2}}]", "unknown layer kind \"quantum\"; known kinds: attention, ");
    // Every kind is told, to the last one.
    const char *known = "known kinds: ";
    for (size_t i = 0; i < layer_kind_count; i++)
        known = testing_text(t, "%s%s%s", known, i ? ", " : "", layer_kinds[i]->name);
    refuse(t, "layers: [{quantum: {qubits: 2}}]", known);
    refuse(t, "layers: [{brances: [[], []]}]", "did you mean \"branches\"?");
}

static void every_mistake_is_told_at_its_place(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *node = testing_yaml(t, "layers:\n"
                                                   "  - dense: {width: 0, input: 4}\n"
                                                   "  - atention: {heads: 2}\n"
                                                   "  - repeat: 2\n"
                                                   "    layers:\n"
                                                   "      - mlp: {widht: 3}\n");
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 20, "\"width\" must be at least 1, not 0");
    TESTING_ERROR_PATH(t, "layers[0].dense.width", "\"width\" must be at least 1, not 0");
    TESTING_ERROR_AT(t, 3, 5, "unknown layer kind \"atention\"");
    TESTING_ERROR_PATH(t, "layers[2].layers[0].mlp", "did you mean \"width\"?");
}

static void a_layer_is_one_kind(void **state)
{
    struct testing *t = testing_of(state);
    const char *message = "a layer is one kind with its sizes, such as {mlp: {width: 3072}}, or a stack";
    refuse(t, "layers: [{dense: {width: 4, input: 4}, mlp: {width: 4}}]", message);
    refuse(t, "layers: [dense]", message);
    refuse(t, "layers: [{}]", message);
    refuse(t, "layers: [[{dense: {width: 4, input: 4}}]]", message);
    refuse(t, "layers: []", "a list of layers is needed here");
    refuse(t, "layers: {dense: {width: 4, input: 4}}", "a list of layers is needed here");
    refuse(t, "layers:", "a list of layers is needed here");
    refuse(t, "layers: [{repeat: 2, layers: []}]", "a list of layers is needed here");
}

static void a_model_is_told_in_one_way(void **state)
{
    struct testing *t = testing_of(state);
    const char *layers = "layers: [{dense: {width: 4, input: 4}}]";
    refuse(t, testing_text(t, "%s\nparameters: 20\n", layers), "layers are counted: \"parameters\" and");
    refuse(t, testing_text(t, "%s\ntraining_flop: 1e20\n", layers), "layers are counted");
    refuse(t, testing_text(t, "%s\nen%s\n", layers, "coder: [{dense: {width: 4, input: 4}}]"),
           "a model has either \"layers\" or \"encoder\" and \"decoder\"");
    refuse(t, "decoder: [{dense: {width: 4, input: 4}}]", "a decoder without an encoder is written as \"layers\"");
    refuse(t, "model: nothing",
           "a model needs \"layers\", \"encoder\" and \"decoder\", \"parameters\" or \"training_flop\"");
    refuse(t, "parameters: 20\ntraining_layers: [{dense: {width: 4, input: 4}}]",
           "training_layers follow layers, and there are none");
    (void)read_model(t, "encoder: [{dense: {width: 4, input: 4}}]"); // an encoder alone is one
    (void)read_model(t, "parameters: 175e9\ntraining_flop: 3.14e23\n");
    refuse(t, "layer: [{dense: {width: 4, input: 4}}]", "unknown key \"layer\"; did you mean \"layers\"?");
}

static void a_total_may_stand_in_place_of_layers(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "parameters: 175e9");
    assert_int_equal(model.given_parameters, 175000000000);
    assert_false(model_has_layers(&model));
    static const struct {
        const char *text;
        double flop;
    } rows[] = {{"3.14e23", 3.14e23},
                {"3.14e23 FLOP", 3.14e23},
                {"314 ZFLOP", 0},
                {"{value: 2e20, source: a paper}", 2e20},
                {"40 EFLOP", 40e18}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = testing_text(t, "training_flop: %s", rows[i].text);
        if (rows[i].flop > 0)
            TESTING_EXACT(read_model(t, text).given_training_flop, rows[i].flop);
        else
            refuse(t, text, "ZFLOP"); // the largest prefix is E
    }
    refuse(t, "parameters: 0", "\"parameters\" must be at least 1, not 0");
    refuse(t, "parameters: 1.5", "is not a whole number");
    refuse(t, "training_flop: 0", "\"training_flop\" must be more than 0");
    refuse(t, "training_flop: -1e20", "\"training_flop\" must be more than 0");
    refuse(t, "training_flop: 1e20 FLOP/s", "is a rate of computation; this needs an amount of computation");
    refuse(t, "training_flop: 1e20 FLOPS", "FLOPS");
    refuse(t, "training_flop: 1e41", "\"training_flop\" must be at most 1e+40");
    refuse(t, "training_flop: many", "many");
    refuse(t, "training_flop: \"1e20\"", "training_flop");
}

// A captioner: whatever the encoder reads, the decoder reads ids.
static void the_decoder_of_an_image_model_reads_a_sequence(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "image: [8, 8, 3]\n"
                                       "encoder: [{conv: {kernel: 2, stride: 2, filters: 4}}]\n"
                                       "decoder:\n"
                                       "  - embedding: {vocabulary: 10, width: 6}\n"
                                       "  - attention: {kind: cross, heads: 2, bias: false}\n"
                                       "  - dense: {width: 5, bias: false}\n");
    struct model_shape shape = {.batch = 1, .target = 7};
    struct model_totals totals;
    struct count counts[4] = {{0}};
    model_count(&model, &shape, counts, &totals);
    // Seven words look at 4 x 4 places of width 4: Q and output 7 x 6 x 6, K and V 16 x 4 x 6, scores 2 x 7 x 16 x 6.
    TESTING_EXACT(counts[2].forward_flop, 2 * (2 * 7 * 36 + 2 * 16 * 24 + 2 * 7 * 16 * 6));
    TESTING_EXACT(counts[3].forward_flop, 2 * 7 * 6 * 5);
}

// On an image a kernel of 3 is one of 3 x 3.
static void ties_of_an_image_model_see_its_kernels(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "image: [8, 8, 3]\nlayers: [{conv: {kernel: 3, filters: 3, share: k}}, "
                                       "{conv: {kernel: [3, 3], filters: 3, share: k}}]");
    assert_true(model.layers[1].is_tied);
    refuse(t,
           "image: [8, 8, 3]\nlayers: [{conv: {kernel: 9, filters: 3, share: k}}, {conv: {kernel: [3, 3], filters: 3, "
           "share: k}}]",
           "shares \"k\" with");
}

static void names_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    const char *longest = testing_repeat(t, "n", 101);
    refuse(t, testing_text(t, "layers: [{dense: {width: 4, input: 4, name: %s}}]", longest),
           "a name of more than 100 bytes");
    refuse(t, testing_text(t, "layers: [{repeat: 2, name: %s, layers: [{dense: {width: 4, input: 4}}]}]", longest),
           "a name of more than 100 bytes");
}

static void repeats_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{dense: {width: 4, input: 4}}, {repeat: %s, layers: [{dense: {width: 4}}]}]";
    TESTING_EXACT(read_model(t, testing_text(t, text, "100000")).layers[1].repeat, 100000);
    refuse(t, testing_text(t, text, "1e18"), "\"1e18\" is larger than any count can be (2^53)");
    refuse(t, testing_text(t, text, "1000000000000000000"), "is larger than any count can be (2^53)");
    refuse(t, testing_text(t, text, "100001"), "\"repeat\" must be at most 100000, not 100001");
    assert_int_equal(read_model(t, testing_text(t, text, "0")).layer_count, 1); // nothing is repeated
    refuse(t, testing_text(t, text, "-1"), "\"repeat\" must be at least 0, not -1");
    refuse(t, testing_text(t, text, "layers"), "unknown size \"layers\"");
    refuse(t, "layers: [{repeat: 2}]", "\"layers\" is missing");
    refuse(t, "layers: [{repeat: 2, layer: [{layer_norm: }], layers: [{layer_norm: }]}]", "unknown key \"layer\"");
}

// Twelve stacks of 100,000 in one another are 10^60 layers: more parameters than can be counted.
static void counts_beyond_exactness_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *item = "{dense: {width: 4}}";
    for (int depth = 1; depth <= 13; depth++) {
        item = testing_text(t, "{repeat: 100000, layers: [%s]}", item);
        const char *text = testing_text(t, "layers: [{dense: {width: 4, input: 4}}, %s]", item);
        if (depth <= 2) // 20 x 10^10
            (void)read_model(t, text);
        else if (depth <= 12)
            refuse(t, text,
                   depth == 3 ? "2e+16 parameters: more than can be counted exactly (2^53)"
                              : "more than can be counted exactly (2^53)");
        else
            refuse(t, text, "stacks nested deeper than 12");
    }
    refuse(t, "layers: [{dense: {width: 1e9, input: 1e9}}]", "1e+18 parameters: more than can be counted exactly");
    refuse(t, "layers: [{dense: {width: 1, input: 4}}]\ntraining_layers: [{dense: {width: 1e9, input: 1e9}}]",
           "more than can be counted exactly");
}

static void layers_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    char *text = arena_alloc(&t->arena, 600000);
    size_t used = (size_t)sprintf(text, "layers:\n- dense: {name: n, width: 4, input: 4}\n");
    for (int i = 1; i < MODEL_LAYERS_MAX; i++)
        used += (size_t)sprintf(text + used, "- layer_norm: {name: n%d}\n", i);
    assert_int_equal(read_model(t, text).layer_count, MODEL_LAYERS_MAX);
    strcpy(text + used, "- layer_norm: {name: one_more}\n");
    refuse(t, text, "more than 10000 layers; use \"repeat\"");
}

static void an_image_has_three_sizes(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "image: [8, 6, 3]\nlayers: [{conv: {kernel: 3, filters: 4}}]");
    assert_int_equal(model.image.count, 3);
    model = read_model(t, "sizes: {side: 8}\nimage: [side, side - 2, 3]\nlayers: [{conv: {kernel: 3, filters: 4}}]");
    assert_int_equal(model.image.values[1], 6);
    model = read_model(t, "sizes: {shape: [8, 6, 3]}\nimage: shape\nlayers: [{conv: {kernel: 3, filters: 4}}]");
    assert_int_equal(model.image.values[2], 3);
    refuse(t, "image: [8, 6]\nlayers: [{dense: {width: 4, input: 3}}]",
           "\"image\" needs three sizes: rows, columns, channels");
    refuse(t, "image: 8\nlayers: [{dense: {width: 4, input: 3}}]", "\"image\" needs three sizes");
    refuse(t, "image: [8, 6, 0]\nlayers: [{dense: {width: 4, input: 3}}]", "\"image\" must be at least 1, not 0");
}

static void size_overrides_reach_the_layers(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *node =
        testing_yaml(t, "sizes: {width: 4}\nlayers: [{dense: {width: width, input: width}}]");
    const struct size_override width = {.name = "width", .text = "6 * 2"}, wrong = {.name = "widht", .text = "6"},
                               zero = {.name = "width", .text = "0"};
    struct model_totals totals;
    struct model_shape shape = {.batch = 1, .sequence = 1};
    assert_int_equal(model_read(&t->reader, node, &width, 1, &model), STATUS_OK);
    model_count(&model, &shape, NULL, &totals);
    TESTING_EXACT(totals.model.parameters, 12 * 12 + 12);
    assert_int_equal(model_read(&t->reader, node, &wrong, 1, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "--set model.widht: the model has no such size; did you mean \"width\"?");
    testing_forget(t);
    assert_int_equal(model_read(&t->reader, node, &zero, 1, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "--set model.width: must be from 1 to 1e+09");
}

static void mistakes_of_all_parts_are_told_together(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *node = testing_yaml(t, "layers: [{dense: {width: 4, input: 0}}]\n"
                                                   "published_parameters: -1\n"
                                                   "training_flop: no\n"
                                                   "training: {sequence: 8, batch: 2}\n");
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "published_parameters");
    TESTING_ERROR_PATH(t, "training", "a phase needs \"steps\" or \"tokens\"");
    TESTING_ERROR(t, "no");
}

// What is thrown away after training may read the ids anew, as a second table of words beside the model does.
static void training_layers_may_read_the_ids_again(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_model(t, "layers: [{embedding: {vocabulary: 9, width: 4}}, {softmax: {vocabulary: 9}}]\n"
                                       "training_layers: [{embedding: {vocabulary: 9, width: 5}}]\n");
    assert_int_equal(model.layer_count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_model_is_read_whole),
        TESTING_CASE(a_model_without_a_name_is_called_like_its_file),
        TESTING_CASE(paths_name_the_part_and_the_stack),
        TESTING_CASE(layers_of_one_name_are_numbered),
        TESTING_CASE(an_unknown_kind_is_suggested_or_listed),
        TESTING_CASE(every_mistake_is_told_at_its_place),
        TESTING_CASE(a_layer_is_one_kind),
        TESTING_CASE(a_model_is_told_in_one_way),
        TESTING_CASE(a_total_may_stand_in_place_of_layers),
        TESTING_CASE(the_decoder_of_an_image_model_reads_a_sequence),
        TESTING_CASE(ties_of_an_image_model_see_its_kernels),
        TESTING_CASE(names_are_bounded),
        TESTING_CASE(repeats_are_bounded),
        TESTING_CASE(counts_beyond_exactness_are_refused),
        TESTING_CASE(layers_are_bounded),
        TESTING_CASE(an_image_has_three_sizes),
        TESTING_CASE(size_overrides_reach_the_layers),
        TESTING_CASE(mistakes_of_all_parts_are_told_together),
        TESTING_CASE(training_layers_may_read_the_ids_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
