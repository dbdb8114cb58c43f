// model_block.c: layers of a model's own, in their arguments.
#include "building.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

// An mlp of 8, w and 8 has 17 w + 8 parameters; the table before it 72.
static double mlps(double count, double widths)
{
    return 72 + 17 * widths + 8 * count;
}

static const char *model_of(struct testing *t, const char *blocks, const char *items)
{
    return testing_text(t,
                        "sizes: {narrow: 2, wide: [4, 6]}\nblocks: {%s, unused: {layers: [{mlp: {width: \"narrow + "
                        "wide[0]\"}}]}}\nlayers: [{embedding: {vocabulary: 9, width: 8}}, %s]",
                        blocks, items);
}

static const char *const inner = "inner: {takes: {hidden: , times: 1, last: hidden * times}, layers: [{repeat: times, "
                                 "layers: [{mlp: {width: hidden}}]}, {mlp: {width: last}}]}";

static void a_block_is_its_layers(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, model_of(t, inner,
                                           "{inner: {hidden: 3}}, {inner: {hidden: 5, times: 2}}, {inner: "
                                           "{hidden: 7, last: 1, name: own}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"inner.block.mlp", 1}, {"inner.mlp", 1}, {"inner.block.mlp.2", 2},
                  {"inner.mlp.2", 1}, {"own.block.mlp", 1}, {"own.mlp", 1});
    TESTING_EXACT(total(&model, one).parameters, mlps(7, 3 + 3 + 2 * 5 + 10 + 7 + 1));
}

static void a_block_without_arguments(void **state)
{
    struct testing *t = testing_of(state);
    const char *block = "plain: {layers: [{mlp: {width: 3}}]}";
    struct model model =
        build(t, model_of(t, block, "{plain: }, {plain: {}}, {plain: {name: own, note: of no matter}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"plain.mlp", 1}, {"plain.mlp.2", 1}, {"own.mlp", 1});
    refuse(t, model_of(t, block, "{plain: {width: 3}}"), "the block takes no \"width\"");
}

static void arguments_are_expressions_of_the_caller(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, model_of(t, inner, "{inner: {hidden: narrow + 1, times: \"wide[0] // 2\", last: input}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(3, 3 + 3 + 8));
    model = build(t, model_of(t, inner, "{repeat: 2, index: i, layers: [{inner: {hidden: \"wide[i]\"}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.inner.block.mlp", 1}, {"block.inner.mlp", 1},
                  {"block.2.inner.block.mlp", 1}, {"block.2.inner.mlp", 1});
    TESTING_EXACT(total(&model, one).parameters, mlps(4, 4 + 4 + 6 + 6));
    // One of them does not see another one.
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, times: hidden}}"), "unknown size \"hidden\"");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3}}, {mlp: {width: hidden}}"), "unknown size \"hidden\"");
}

static void defaults_are_expressions_over_those_before(void **state)
{
    struct testing *t = testing_of(state);
    const char *block = "b: {takes: {x: narrow, y: x + 1, z: x * y}, layers: [{mlp: {width: z}}]}";
    TESTING_EXACT(total(&(struct model[]){build(t, model_of(t, block, "{b: }"))}[0], one).parameters, mlps(1, 6));
    TESTING_EXACT(total(&(struct model[]){build(t, model_of(t, block, "{b: {x: 3}}"))}[0], one).parameters,
                  mlps(1, 12));
    TESTING_EXACT(total(&(struct model[]){build(t, model_of(t, block, "{b: {y: 5}}"))}[0], one).parameters,
                  mlps(1, 10));
    refuse(t, model_of(t, "b: {takes: {x: y, y: 1}, layers: [{mlp: {width: y}}]}", "{b: }"), "unknown size \"y\"");
    // The input of the call, and flags.
    block =
        "b: {takes: {out: input / 2, gated: false, source: a book, note: a note}, layers: [{mlp: {width: out, gated: "
        "gated}}, {mlp: {width: input}}]}";
    struct model model = build(t, model_of(t, block, "{dense: {width: 4}}, {b: {gated: true}}"));
    // 8 to 4; three matrices of 4 x 2 with their biases; one of 4 to 4 to 4.
    TESTING_EXACT(total(&model, one).parameters, 72 + 36 + (24 + 2 + 2 + 4) + (32 + 4 + 4));
}

static void an_argument_hides_a_size(void **state)
{
    struct testing *t = testing_of(state);
    const char *block = "b: {takes: {narrow: 5}, layers: [{mlp: {width: narrow}}]}";
    struct model model = build(t, model_of(t, block, "{b: }, {b: {narrow: narrow}}, {mlp: {width: narrow}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(3, 5 + 2 + 2));
}

static void arguments_that_are_missing_or_unknown(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, model_of(t, inner, "{inner: }"), "the block \"inner\" needs \"hidden\"");
    refuse(t, model_of(t, inner, "{inner: {times: 3}}"), "the block \"inner\" needs \"hidden\"");
    refuse(t, model_of(t, inner, "{inner: {hidden: }}"), "\"hidden\" needs a whole number, not nothing");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, tims: 2}}"),
           "the block takes no \"tims\"; did you mean \"times\"?");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, share: s}}"), "the block takes no \"share\"");
    refuse(t, model_of(t, inner, "{inner: {hidden: -1}}"), "\"hidden\" must be at least 0, not -1");
    refuse(t, model_of(t, inner, "{inner: {hidden: 0}}"), "\"width\" must be at least 1, not 0"); // of the mlp
    refuse(t, model_of(t, inner, "{inner: {hidden: wide}}"), "\"wide\" is a list");
    refuse(t, model_of(t, inner, "{inner: 3}"), "the arguments of \"inner\" are a mapping");
    refuse(t, model_of(t, inner, "{inner: [3]}"), "the arguments of \"inner\" are a mapping");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3}, name: x}"), "a layer is one kind with its sizes");
}

static void a_block_must_be_written_well(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, model_of(t, "b: {takes: {a: 1}}", "{b: }"), "\"layers\" is missing");
    refuse(t, model_of(t, "b: {layers: []}", "{b: }"), "a list of layers is needed here");
    refuse(t, model_of(t, "b: [{mlp: {width: 3}}]", "{b: }"), "a mapping of keys is needed here, not a list");
    refuse(t, model_of(t, "b: {take: {a: 1}, layers: [{mlp: {width: 3}}]}", "{b: }"), "did you mean \"takes\"?");
    refuse(t, model_of(t, "b: {takes: [a], layers: [{mlp: {width: 3}}]}", "{b: }"), "\"takes\" maps at most 32 names");
    refuse(t, model_of(t, "mlp: {layers: [{dense: {width: 8}}]}", "{mlp: {width: 3}}"),
           "\"mlp\" is a layer kind; call the block otherwise");
    refuse(t, "blocks: [a]\nlayers: [{dense: {input: 8, width: 8}}]",
           "\"blocks\" needs a mapping of names to their layers");
    refuse(t, "blocks: 3\nlayers: [{quantum: }]", "\"blocks\" needs a mapping of names to their layers");
    refuse(t, "blocks:\nlayers: [{dense: {input: 8, width: 8}}]", "\"blocks\" needs a mapping");
    refuse(t, model_of(t, inner, "{innr: {hidden: 3}}"), "unknown layer kind \"innr\"; did you mean \"inner\"?");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, name: [a]}}"), "a name of at most 100 bytes is needed here");
    refuse(t, model_of(t, inner, testing_text(t, "{inner: {hidden: 3, name: %s}}", testing_repeat(t, "n", 101))),
           "a name of at most 100 bytes is needed here");
}

static void blocks_use_blocks(void **state)
{
    struct testing *t = testing_of(state);
    const char *blocks = "outer: {takes: {n: }, layers: [{b: {width: n}}, {b: {width: n + 1}}]}, b: {takes: {width: }, "
                         "layers: [{mlp: {width: width}}]}";
    struct model model = build(t, model_of(t, blocks, "{outer: {n: 3}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"outer.b.mlp", 1}, {"outer.b.mlp.2", 1});
    TESTING_EXACT(total(&model, one).parameters, mlps(2, 3 + 4));
    // A block sees the names of who calls it, as it stands in their place.
    blocks = "outer: {takes: {n: }, layers: [{b: }]}, b: {layers: [{mlp: {width: n}}]}";
    model = build(t, model_of(t, blocks, "{outer: {n: 3}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(1, 3));
    refuse(t, model_of(t, blocks, "{b: }"), "unknown size \"n\"");
}

static void recursion_is_bounded(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, model_of(t, "b: {layers: [{b: }]}", "{b: }"), "stacks nested deeper than 12");
    refuse(t, model_of(t, "a: {layers: [{b: }]}, b: {layers: [{a: }]}", "{b: }"), "stacks nested deeper than 12");
    const char *wide = testing_repeat(t, "{b: }, ", 9);
    refuse(t, model_of(t, testing_text(t, "b: {layers: [%s{b: }]}", wide), "{b: }"), "nested deeper than 12");
    // One that ends is fine.
    const char *block = "b: {takes: {n: }, layers: [{mlp: {width: n}}, {b: {n: n - 1, when: n > 1}}]}";
    struct model model = build(t, model_of(t, block, "{b: {n: 5}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(5, 5 + 4 + 3 + 2 + 1));
}

static void a_block_may_be_frozen_or_left_out(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, model_of(t, inner, "{inner: {hidden: 3, frozen: true}}, {inner: {hidden: 5}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(4, 16));
    TESTING_EXACT(total(&model, one).trainable_parameters, mlps(2, 10)); // the second one is not frozen with it
    model = build(t, model_of(t, inner, "{inner: {hidden: 3, when: narrow > 2}}, {inner: {hidden: 5, when: narrow}}"));
    TESTING_EXACT(total(&model, one).parameters, mlps(2, 10));
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, when: often}}"), "\"when\" must be true or false");
    refuse(t, model_of(t, inner, "{inner: {hidden: 3, frozen: often}}"), "\"frozen\" must be true or false");
}

static void blocks_in_branches_give_what_their_layers_give(void **state)
{
    struct testing *t = testing_of(state);
    const char *block = "b: {takes: {width: }, layers: [{dense: {width: width}}]}";
    struct model model = build(t, model_of(t, block,
                                           "{join: concat, branches: [[{b: {width: 3}}], [{b: {width: input}}, "
                                           "{b: {width: input / 2}}]]}, {dense: {name: last, width: 1}}"));
    TESTING_EXACT(count_of(t, &model, "last", one).parameters, 3 + 4 + 1);
    // A stack of a block that widens is expanded.
    model = build(t, model_of(t, block, "{repeat: 2, layers: [{b: {width: 2 * input}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.b.dense", 1}, {"block.2.b.dense", 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_block_is_its_layers),
        TESTING_CASE(a_block_without_arguments),
        TESTING_CASE(arguments_are_expressions_of_the_caller),
        TESTING_CASE(defaults_are_expressions_over_those_before),
        TESTING_CASE(an_argument_hides_a_size),
        TESTING_CASE(arguments_that_are_missing_or_unknown),
        TESTING_CASE(a_block_must_be_written_well),
        TESTING_CASE(blocks_use_blocks),
        TESTING_CASE(recursion_is_bounded),
        TESTING_CASE(a_block_may_be_frozen_or_left_out),
        TESTING_CASE(blocks_in_branches_give_what_their_layers_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
