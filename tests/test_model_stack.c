// model_stack.c: stacks. What repeats is counted as if it were written out, whatever is merged or expanded.
#include "building.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

// Layers after a table of width 8, or over an image of 16 x 16 with 3 channels.
static const char *words(struct testing *t, const char *items)
{
    return testing_text(t, "layers: [{embedding: {vocabulary: 9, width: 8}}, %s]", items);
}

static const char *picture(struct testing *t, const char *items)
{
    return testing_text(t, "image: [16, 16, 3]\nlayers: [%s]", items);
}

static void turns_that_are_alike_are_one(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 3, name: cell, layers: [{mlp: {width: 16}}, {layer_norm: }]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"cell.mlp", 3}, {"cell.layer_norm", 3});
    expect_same(t, words(t, "{repeat: 3, layers: [{mlp: {width: 16}}]}"),
                words(t, "{mlp: {width: 16}}, {mlp: {width: 16}}, {mlp: {width: 16}}"));
}

static void no_turn_is_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 0, layers: [{mlp: {width: 16}}]}, {dense: {width: 3}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"dense", 1});
    TESTING_EXACT(total(&model, one).parameters, 72 + 8 * 3 + 3); // the width is that of before
    (void)build(t, words(t, "{repeat: 0, index: i, layers: [{mlp: {width: 16 * i}}]}"));
    // What it mentions was meant all the same.
    (void)build(t, testing_text(t, "sizes: {hidden: 4, times: 0}\n%s",
                                words(t, "{repeat: times, layers: [{mlp: {width: hidden}}]}")));
}

static void a_group_is_a_stack_of_one(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, words(t, "{name: head, layers: [{dense: {width: 4}}]}, {layers: [{dense: {width: 2}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"head.dense", 1}, {"block.dense", 1});
    TESTING_EXACT(total(&model, one).parameters, 72 + 36 + 10);
}

static void the_index_tells_the_turn(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = words(t, "{repeat: 3, index: i, layers: [{mlp: {width: 4 * i + 2}}]}");
    struct model model = build(t, text);
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 1}, {"block.2.mlp", 1}, {"block.3.mlp", 1});
    // An mlp of 8, w and 8 has 17 w + 8 parameters.
    TESTING_EXACT(total(&model, one).parameters, 72 + 17 * (2 + 6 + 10) + 3 * 8);
    expect_same(t, text, words(t, "{mlp: {width: 2}}, {mlp: {width: 6}}, {mlp: {width: 10}}"));
    refuse(t, words(t, "{repeat: 3, index: i, layers: [{mlp: {width: i}}]}"), "\"width\" must be at least 1, not 0");
    refuse(t, words(t, "{repeat: i, index: i, layers: [{mlp: {width: 3}}]}"), "unknown size \"i\"");
}

static void an_index_reads_lists(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, "image: [32, 32, 3]\n"
                 "sizes: {depths: [2, 1, 3], widths: [4, 8, 16]}\n"
                 "layers:\n"
                 "- repeat: 3\n"
                 "  name: stage\n"
                 "  index: stage\n"
                 "  layers:\n"
                 "  - conv: {name: down, kernel: 2, stride: 2, filters: \"widths[stage]\", bias: false}\n"
                 "  - repeat: depths[stage]\n"
                 "    layers: [{conv: {kernel: 1, filters: input, bias: false}}]\n");
    EXPECT_LAYERS(&model, {"stage.down", 1}, {"stage.block.conv", 2}, {"stage.2.down", 1}, {"stage.2.block.conv", 1},
                  {"stage.3.down", 1}, {"stage.3.block.conv", 3});
    TESTING_EXACT(total(&model, one).parameters, 4 * (3 * 4 + 4 * 8 + 8 * 16) + 2 * 16 + 64 + 3 * 256);
    TESTING_EXACT(total(&model, one).forward_flop,
                  2 * (256 * 4 * 12 + 64 * 4 * 32 + 16 * 4 * 128 + 2 * 256 * 16 + 64 * 64 + 3 * 16 * 256));
}

static void turns_with_an_index_that_are_equal_are_merged(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 5, index: i, layers: [{mlp: {width: 16 if i < 3 else 4}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 3}, {"block.2.mlp", 2});
    // Out of order as well: the order of layers makes no difference to what they cost.
    model = build(t, words(t, "{repeat: 7, index: i, layers: [{mlp: {width: 16 if i % 3 == 0 else 4 * (i % 3)}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 3}, {"block.2.mlp", 2}, {"block.3.mlp", 2});
    TESTING_EXACT(total(&model, one).parameters, 72 + 17 * (3 * 16 + 2 * 4 + 2 * 8) + 7 * 8);
    // An index that changes nothing.
    model = build(t, words(t, "{repeat: 9, index: i, layers: [{mlp: {width: 16}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 9});
    // What is left out in some turns.
    model = build(t, words(t, "{repeat: 6, index: i, layers: [{mlp: {width: 4}}, {glu: {width: 8, when: i % 2}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 3}, {"block.2.mlp", 3}, {"block.2.glu", 3});
}

// With more kinds of turns than are remembered, some are listed apart; none is lost.
static void many_kinds_of_turns(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 210, index: i, layers: [{mlp: {width: i % 70 + 1}}]}"));
    TESTING_EXACT(total(&model, one).parameters, 72 + 3 * (17 * 70 * 71 / 2 + 70 * 8));
    double repeats = 0;
    for (size_t i = 1; i < model.layer_count; i++)
        repeats += model.layers[i].repeat;
    TESTING_EXACT(repeats, 210);
    assert_true(model.layer_count < 90);
}

static void turns_that_change_the_width_are_expanded(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 3, layers: [{dense: {width: 2 * input}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.dense", 1}, {"block.2.dense", 1}, {"block.3.dense", 1});
    TESTING_EXACT(total(&model, one).parameters, 72 + (8 * 16 + 16) + (16 * 32 + 32) + (32 * 64 + 64));
    // The first turn widens, the others are alike.
    model = build(t, words(t, "{repeat: 5, layers: [{dense: {width: 12}}, {layer_norm: }]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.dense", 1}, {"block.layer_norm", 1}, {"block.2.dense", 4},
                  {"block.2.layer_norm", 4});
    TESTING_EXACT(total(&model, one).parameters, 72 + 108 + 4 * 156 + 5 * 24);
}

static void turns_that_change_the_image_are_expanded(void **state)
{
    struct testing *t = testing_of(state);
    const char *conv = "{conv: {kernel: 3, stride: 2, filters: 3, bias: false}}";
    struct model model = build(t, picture(t, testing_text(t, "{repeat: 9, layers: [%s]}", conv)));
    // 8 x 8, 4 x 4, 2 x 2, 1 x 1, and five turns that leave it at 1 x 1.
    EXPECT_LAYERS(&model, {"block.conv", 1}, {"block.2.conv", 1}, {"block.3.conv", 1}, {"block.4.conv", 1},
                  {"block.5.conv", 5});
    TESTING_EXACT(total(&model, one).forward_flop, 2.0 * 81 * (64 + 16 + 4 + 1 + 5));
    TESTING_EXACT(total(&model, one).parameters, 9 * 81);
}

// Over a sequence, too, whatever its length.
static void turns_that_change_the_length_are_expanded(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, words(t, "{repeat: 3, layers: [{conv: {kernel: 3, stride: 2, filters: 8, bias: false}}]}"));
    assert_int_equal(model.layer_count, 4);
    TESTING_EXACT(total(&model, (struct model_shape){.batch = 1, .sequence = 32}).forward_flop,
                  2.0 * 3 * 64 * (16 + 8 + 4));
}

// The layers of the last two turns look like those of the first, but a smaller image flows there.
static void equal_layers_over_another_image_are_not_merged(void **state)
{
    struct testing *t = testing_of(state);
    const char *conv = "{conv: {kernel: 3, filters: 3}}", *stride = "{conv: {kernel: 3, filters: 3, stride: 2}}";
    const char *text = picture(t, "{repeat: 4, index: i, layers: [{conv: {kernel: 3, filters: 3, stride: 2 if i == 1 "
                                  "else 1}}]}");
    struct model model = build(t, text);
    EXPECT_LAYERS(&model, {"block.conv", 1}, {"block.2.conv", 1}, {"block.3.conv", 2});
    expect_same(t, text, picture(t, testing_text(t, "%s, %s, %s, %s", conv, stride, conv, conv)));
    TESTING_EXACT(total(&model, one).forward_flop, 2.0 * 81 * (256 + 64 + 64 + 64));
}

static void a_stack_in_a_stack(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, words(t, "{repeat: 2, name: outer, layers: [{repeat: 3, name: inner, layers: [{mlp: {width: 4}}]}, "
                          "{layer_norm: }]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"outer.inner.mlp", 6}, {"outer.layer_norm", 2});
    TESTING_EXACT(total(&model, one).parameters, 72 + 6 * (17 * 4 + 8) + 2 * 16);
    // Both indices at once; the inner one may hide the outer one.
    const char *text =
        words(t, "{repeat: 2, index: i, layers: [{repeat: 2, index: j, layers: [{mlp: {width: 1 + i * 2 + "
                 "j}}]}]}");
    expect_same(t, text, words(t, "{mlp: {width: 1}}, {mlp: {width: 2}}, {mlp: {width: 3}}, {mlp: {width: 4}}"));
    expect_same(t, words(t, "{repeat: 2, index: i, layers: [{repeat: 2, index: i, layers: [{mlp: {width: 1 + i}}]}]}"),
                words(t, "{mlp: {width: 1}}, {mlp: {width: 2}}, {mlp: {width: 1}}, {mlp: {width: 2}}"));
    // Equal outer turns of merged inner turns are merged in turn.
    model = build(t, words(t, "{repeat: 4, index: i, layers: [{repeat: 4, index: j, layers: [{mlp: {width: 1 + j % "
                              "2}}]}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.block.mlp", 8}, {"block.block.2.mlp", 8});
    // Inner turns as many as the outer one says.
    model = build(t, words(t, "{repeat: 3, index: i, layers: [{repeat: i, layers: [{mlp: {width: 4}}]}, {glu: {width: "
                              "8}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.glu", 1}, {"block.2.block.mlp", 1}, {"block.2.glu", 1},
                  {"block.3.block.mlp", 2}, {"block.3.glu", 1});
}

// A stack that begins a model takes what its first layer says it does.
static void a_stack_at_the_beginning(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, "layers: [{repeat: 3, layers: [{dense: {input: 4, width: 4}}]}]");
    EXPECT_LAYERS(&model, {"block.dense", 3});
    model = build(t, "layers: [{repeat: 3, layers: [{dense: {width: 5, input: 5}}, {dense: {width: 4}}]}]");
    assert_int_equal(model.layer_count, 4); // 5 in, 4 out: the first turn is expanded
    // Segments or positions beside words: tables of ids in a row are summed.
    model = build(t, "layers: [{repeat: 3, layers: [{embedding: {vocabulary: 9, width: 8}}]}, {dense: {width: 1}}]");
    TESTING_EXACT(total(&model, one).parameters, 3 * 72 + 9);
}

static void shared_weights_of_a_stack_are_held_once(void **state)
{
    struct testing *t = testing_of(state);
    const double mlp = 17 * 16 + 8;
    static const char *const stacks[] = {
        "{repeat: 6, layers: [{mlp: {width: 16, share: s}}]}",
        "{repeat: 6, index: i, layers: [{mlp: {width: 16, share: s}}]}",
        "{repeat: 2, layers: [{repeat: 3, layers: [{mlp: {width: 16, share: s}}]}]}",
        "{mlp: {width: 16, share: s}}, {repeat: 5, layers: [{mlp: {width: 16, share: s}}]}",
        "{repeat: 6, index: i, layers: [{mlp: {width: 16, share: s, name: n}}, {layer_norm: {when: i == 3}}]}",
    };
    struct model apart = build(t, words(t, "{repeat: 6, layers: [{mlp: {width: 16}}]}"));
    for (size_t i = 0; i < sizeof stacks / sizeof *stacks; i++) {
        struct model model = build(t, words(t, stacks[i]));
        TESTING_EXACT(total(&model, one).parameters, 72 + mlp + (i == 4 ? 16 : 0));
        TESTING_EXACT(total(&model, one).trainable_parameters, 72 + mlp + (i == 4 ? 16 : 0));
        // Two matrices of 8 x 16 and 16 x 8, their biases, the table; vectors are kept in full.
        TESTING_EXACT(total(&model, one).factored_elements, (9 + 8) + 2 * 24 + 24 + (i == 4 ? 16 : 0));
        TESTING_EXACT(total(&model, one).forward_flop, total(&apart, one).forward_flop);
        TESTING_EXACT(total(&model, one).backward_flop, total(&apart, one).backward_flop);
    }
    // Over an image the first turn is counted for itself; the weights are not counted twice.
    struct model model = build(t, picture(t, "{repeat: 3, layers: [{conv: {kernel: 3, filters: 3, share: s}}]}"));
    TESTING_EXACT(total(&model, one).parameters, 81 + 3);
}

static void deep_stacks_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    for (int depth = 1; depth <= MODEL_DEPTH_MAX + 1; depth++) {
        const char *item = "{mlp: {width: 4}}";
        for (int i = 0; i < depth; i++)
            item = testing_text(t, "{repeat: 2, layers: [%s]}", item);
        if (depth > MODEL_DEPTH_MAX)
            refuse(t, words(t, item), "stacks nested deeper than 12");
        else
            TESTING_EXACT(build(t, words(t, item)).layers[1].repeat, (double)(1 << depth));
    }
}

// What is repeated without a difference is read once, or twice where the first turn differs, however often it repeats.
static void enormous_repeats_are_instant(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{repeat: 100000, layers: [{mlp: {width: 16}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 100000});
    TESTING_EXACT(total(&model, one).parameters, 72 + 1e5 * (17 * 16 + 8));
    model = build(t, words(t, "{repeat: 100000, layers: [{dense: {width: 4}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.dense", 1}, {"block.2.dense", 99999});
    TESTING_EXACT(total(&model, one).parameters, 72 + 36 + 99999.0 * 20);
    model = build(t, words(t, "{repeat: 100000, layers: [{repeat: 100000, layers: [{dense: {width: 4}}]}]}"));
    TESTING_EXACT(total(&model, one).parameters, 72 + 36 + (1e10 - 1) * 20);
    // With an index each turn is read, and those that are equal are one.
    model = build(t, words(t, "{repeat: 90000, index: i, layers: [{mlp: {width: 16}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 90000});
}

static void what_is_read_in_all_is_bounded(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "{repeat: 1000, index: i, layers: [{repeat: %d, index: j, layers: [{mlp: {width: 1 + (i + j) %% "
                       "2}}]}]}";
    (void)build(t, words(t, testing_text(t, text, 90)));
    refuse(t, words(t, testing_text(t, text, 100)), "more than 100000 layers in all, turn by turn");
    TESTING_EXACT((double)MODEL_ITEMS_MAX, 100000);
    refuse(t, words(t, "{repeat: 100000, index: i, layers: [{mlp: {width: i + 1}}]}"),
           "more than 10000 layers; use \"repeat\"");
    refuse(t, words(t, "{repeat: 1e18, layers: [{mlp: {width: 1}}]}"), "larger than any count can be");
    refuse(t, words(t, "{repeat: 100001, layers: [{mlp: {width: 1}}]}"), "\"repeat\" must be at most 100000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(turns_that_are_alike_are_one),
        TESTING_CASE(no_turn_is_nothing),
        TESTING_CASE(a_group_is_a_stack_of_one),
        TESTING_CASE(the_index_tells_the_turn),
        TESTING_CASE(an_index_reads_lists),
        TESTING_CASE(turns_with_an_index_that_are_equal_are_merged),
        TESTING_CASE(many_kinds_of_turns),
        TESTING_CASE(turns_that_change_the_width_are_expanded),
        TESTING_CASE(turns_that_change_the_image_are_expanded),
        TESTING_CASE(turns_that_change_the_length_are_expanded),
        TESTING_CASE(equal_layers_over_another_image_are_not_merged),
        TESTING_CASE(a_stack_in_a_stack),
        TESTING_CASE(a_stack_at_the_beginning),
        TESTING_CASE(shared_weights_of_a_stack_are_held_once),
        TESTING_CASE(deep_stacks_are_refused),
        TESTING_CASE(enormous_repeats_are_instant),
        TESTING_CASE(what_is_read_in_all_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
