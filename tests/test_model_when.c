// `when:` on layers, stacks, branches and blocks, and the sizes that what is left out mentions.
#include "building.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

static const char *words(struct testing *t, const char *head, const char *items)
{
    return testing_text(t, "%s\nlayers: [{embedding: {vocabulary: 9, width: 8}}, %s]", head, items);
}

static void what_is_left_out_is_not_there(void **state)
{
    struct testing *t = testing_of(state);
    const char *blocks = "blocks: {b: {takes: {w: 5}, layers: [{dense: {width: w}}]}}\nsizes: {on: %d}";
    static const char *const items[] = {
        "{dense: {width: 5, when: on}}",
        "{repeat: 1, when: on, layers: [{dense: {width: 5}}]}",
        "{layers: [{dense: {width: 5}}], when: on}",
        "{when: on, join: concat, branches: [[{dense: {width: 2}}], [{dense: {width: 3}}]]}",
        "{b: {when: on}}",
        "{repeat: 1, layers: [{dense: {width: 5, when: on}}, {layer_norm: {when: false}}, {mlp: {width: 1}}]}",
    };
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        const char *text = testing_text(t, "%s, {dense: {name: last, width: 1}}", items[i]);
        struct model with = build(t, words(t, testing_text(t, blocks, 1), text));
        struct model without = build(t, words(t, testing_text(t, blocks, 0), text));
        TESTING_EXACT(count_of(t, &with, "last", one).parameters, 6);
        TESTING_EXACT(count_of(t, &without, "last", one).parameters, 9);
        assert_true(with.layer_count > without.layer_count);
    }
}

static void when_is_an_expression(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *when;
        bool there;
    } rows[] = {{"true", true},      {"false", false},     {"1", true},          {"-3", true},
                {"0", false},        {"width > 4", false}, {"not width", false}, {"width == 4 and input == 8", true},
                {"input < 8", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model =
            build(t, words(t, "sizes: {width: 4}", testing_text(t, "{dense: {width: width, when: %s}}", rows[i].when)));
        assert_int_equal(model.layer_count, rows[i].there ? 2 : 1);
    }
    refuse(t, words(t, "", "{dense: {width: 4, when: sometimes}}"),
           "\"when\" must be true or false: unknown size \"sometimes\"");
    refuse(t, words(t, "", "{dense: {width: 4, when: }}"), "\"when\" must be true or false");
    refuse(t, words(t, "", "{dense: {width: 4, when: 'true'}}"), "\"when\" must be true or false");
    refuse(t, words(t, "", "{repeat: 2, when: 1 / 0, layers: [{dense: {width: 8}}]}"), "division by zero");
    refuse(t, words(t, "", "{branches: [[], []], when: [true]}"), "\"when\" must be true or false");
}

static void turns_may_leave_out_their_own(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "",
                                        "{repeat: 5, index: i, layers: [{mlp: {width: 4, when: i != 2}}, {glu: "
                                        "{width: 8, when: i == 2}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.mlp", 4}, {"block.2.glu", 1});
    // A turn in which nothing is left is none.
    model = build(t, words(t, "", "{repeat: 5, index: i, layers: [{mlp: {width: 4, when: i > 3}}]}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"block.2.mlp", 1});
}

// A size stands for what a variant may switch on: one that only what is left out mentions is no mistake.
static void what_is_left_out_uses_its_sizes(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const items[] = {
        "{dense: {width: size, when: false}}",
        "{dense: {width: 2 * (size + 1), when: 0}}",
        "{dense: {width: size, when: size == 99}}",
        "{repeat: size, when: false, layers: [{dense: {width: 8}}]}",
        "{repeat: 2, when: false, layers: [{repeat: 2, layers: [{dense: {width: size}}]}]}",
        "{repeat: 0, layers: [{dense: {width: size}}]}",
        "{when: false, branches: [[], [{dense: {width: size}}]]}",
        "{repeat: 2, when: false, layers: [{branches: [[{b: {w: size}}], []]}]}",
        "{b: {w: size, when: false}}",
        "{dense: {width: 8}}", // in the block alone, which nothing calls
        "{conv: {kernel: [1, size], filters: 8, when: false}}",
    };
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        (void)build(t, words(t, "sizes: {size: 3}\nblocks: {b: {takes: {w: 5}, layers: [{dense: {width: w + size}}]}}",
                             items[i]));
    refuse(t, words(t, "sizes: {size: 3}", "{dense: {width: 8, when: false}}"), "no layer uses the size \"size\"");
    // Part of another word is no mention.
    refuse(t, words(t, "sizes: {size: 3, sizes: 4}", "{dense: {width: sizes, when: false}}"),
           "no layer uses the size \"size\"");
}

static void a_model_of_which_nothing_is_left(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{dense: {input: 4, width: 4, when: false}}]", "a model needs \"layers\"");
    refuse(t, "layers: [{repeat: 0, layers: [{dense: {input: 4, width: 4}}]}]", "a model needs \"layers\"");
}

static void shared_weights_are_held_by_the_first_that_is_there(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, words(t, "",
                       "{dense: {width: 8, share: s, when: false}}, {dense: {width: 8, share: s}}, {dense: {width: "
                       "8, share: s}}"));
    TESTING_EXACT(total(&model, one).parameters, 72 + 72);
    assert_false(model.layers[1].is_tied);
    assert_true(model.layers[2].is_tied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(what_is_left_out_is_not_there),
        TESTING_CASE(when_is_an_expression),
        TESTING_CASE(turns_may_leave_out_their_own),
        TESTING_CASE(what_is_left_out_uses_its_sizes),
        TESTING_CASE(a_model_of_which_nothing_is_left),
        TESTING_CASE(shared_weights_are_held_by_the_first_that_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
