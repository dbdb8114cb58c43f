// model_branch.c: branches that are summed or concatenated, and labels. Their gradients are in test_model_gradient.c.
#include "building.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

static const char *picture(struct testing *t, const char *items)
{
    return testing_text(t, "image: [8, 8, 3]\nlayers: [%s]", items);
}

static const char *words(struct testing *t, const char *items)
{
    return testing_text(t, "layers: [{embedding: {vocabulary: 9, width: 8}}, %s]", items);
}

// A residual block with a projection: 3 x 3 and 1 x 1, both to 4 x 4 with 5 channels, then one to 2 channels.
static void widths_that_double_without_end_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "image: [4, 4, 3]\nlayers: [{repeat: 90, layers: [{branches: [[], []], join: concat}]}]",
           "branches that are concatenated come to more than 1e+09 channels");
    // Where a layer failed, what flows is not known, and nothing comes of it.
    refuse(
        t,
        "image: [4, 4, 3]\nlayers: [{conv: {kernel: 0, filters: 2}}, {repeat: 90, layers: [{branches: [[], []], join: "
        "concat}]}]",
        "\"kernel\" must be at least 1");
}

static void branches_are_summed(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, picture(t, "{name: residual, branches: [[{conv: {kernel: 3, stride: 2, filters: 5, "
                                             "bias: false}}], [{conv: {name: shortcut, kernel: 1, stride: 2, filters: "
                                             "5, bias: false}}]]}, {conv: {kernel: 1, filters: 2, bias: false}}"));
    EXPECT_LAYERS(&model, {"residual.conv", 1}, {"residual.shortcut", 1}, {"conv", 1});
    TESTING_EXACT(total(&model, one).parameters, 27 * 5 + 3 * 5 + 5 * 2);
    TESTING_EXACT(total(&model, one).forward_flop, 2 * 16 * (135 + 15 + 10));
}

static void branches_are_concatenated(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, picture(t, "{join: concat, branches: [[{conv: {kernel: 1, filters: 4}}], [{conv: "
                                             "{kernel: 3, filters: 5}}, {conv: {kernel: 1, filters: 6}}], []]}, "
                                             "{conv: {name: last, kernel: 1, filters: 2}}"));
    EXPECT_LAYERS(&model, {"conv", 1}, {"conv.2", 1}, {"conv.3", 1}, {"last", 1}); // no name, no part of the path
    // 4 + 6 + 3 channels flow on.
    TESTING_EXACT(count_of(t, &model, "last", one).parameters, 13 * 2 + 2);
    TESTING_EXACT(count_of(t, &model, "conv.3", one).parameters, 5 * 6 + 6);
}

static void an_empty_branch_passes_on_what_flows_in(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{branches: [[{dense: {width: 8}}], []]}, {branches: [[], []]}, {branches: "
                                           "[[], []], join: concat}, {dense: {width: 1}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"dense", 1}, {"dense.2", 1});
    TESTING_EXACT(total(&model, one).parameters, 72 + 72 + 17);
}

static void branches_must_fit(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, words(t, "{branches: [[{dense: {width: 4}}], []]}"),
           "branches that are summed must end in one width: 4 beside 8");
    refuse(t, words(t, "{branches: [[], [], [{dense: {width: 4}}]]}"),
           "branches that are summed must end in one width: 8 beside 4");
    refuse(t, picture(t, "{branches: [[{pooling: {kernel: 2}}], []], join: concat}"),
           "branches that join must end in one shape: 4 x 4 beside 8 x 8");
    refuse(t, picture(t, "{branches: [[{conv: {kernel: [1, 8], padding: valid, filters: 3}}], []]}"),
           "branches that join must end in one shape: 8 x 1 beside 8 x 8");
    refuse(t, words(t, "{branches: [[{pooling: {kernel: 2}}], []]}"), "branches that join must end in one length");
    refuse(t, picture(t, "{branches: [[{patch_embedding: {patch: 1, width: 3}}], []]}"),
           "branches that join must all end in an image or all in a sequence");
    // Widths that differ may be concatenated, and shapes that are the same by another way may be joined.
    (void)build(t, words(t, "{branches: [[{dense: {width: 4}}], []], join: concat}"));
    (void)build(t, picture(t, "{branches: [[{pooling: {kernel: 2}}], [{conv: {kernel: 3, stride: 2, filters: 3}}]]}"));
    (void)build(t, words(t, "{branches: [[{pooling: {kernel: 2, padding: same}}], [{conv: {kernel: 3, stride: 2, "
                            "filters: 8}}]]}"));
}

static void branches_are_two_lists_or_more(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, words(t, "{branches: [[{dense: {width: 8}}]]}"), "branches are two or more lists of layers");
    refuse(t, words(t, "{branches: []}"), "branches are two or more lists of layers");
    refuse(t, words(t, "{branches: }"), "branches are two or more lists of layers");
    refuse(t, words(t, "{branches: {a: [], b: []}}"), "branches are two or more lists of layers");
    refuse(t, words(t, "{branches: [[], {dense: {width: 8}}]}"), "a branch is a list of layers");
    refuse(t, words(t, "{branches: [[], ~]}"), "a branch is a list of layers");
    refuse(t, words(t, "{branches: [[], []], join: product}"), "\"join\" is one of sum, concat");
    refuse(t, words(t, "{branches: [[], []], layers: []}"), "unknown key \"layers\"");
    refuse(t, words(t, "{branches: [[], [], [dense]]}"), "a layer is one kind with its sizes");
    refuse(t, words(t, testing_text(t, "{branches: [[], []], name: %s}", testing_repeat(t, "n", 101))),
           "a name of more than 100 bytes");
}

// A mistake tells which branch it stands in.
static void mistakes_in_branches_have_a_path(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *node =
        testing_yaml(t, words(t, "{branches: [[], [{dense: {width: 8}}, {mlp: {widht: 8}}]]}"));
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR_PATH(t, "layers[1].branches[1][1].mlp", "did you mean \"width\"?");
}

static void the_way_of_joining_may_be_a_size(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "sizes: {how: \"%s\"}\nlayers: [{embedding: {vocabulary: 9, width: 8}}, {branches: [[], []], join: "
        "how}, {dense: {width: 1}}]";
    struct model sum = build(t, testing_text(t, text, "sum")), concat = build(t, testing_text(t, text, "concat"));
    TESTING_EXACT(total(&sum, one).parameters, 72 + 9);
    TESTING_EXACT(total(&concat, one).parameters, 72 + 17);
}

static void input_is_what_flows_into_each_branch(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, words(t, "{join: concat, branches: [[{dense: {width: input * 2}}, {dense: {width: input "
                          "+ 1}}], [{dense: {width: input}}]]}, {dense: {width: input}}"));
    // 8 x 16 and 16 x 17 beside 8 x 8; 25 flow on.
    TESTING_EXACT(total(&model, one).parameters, 72 + 144 + 289 + 72 + 650);
}

static void branches_in_branches(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(
        t,
        words(t, "{name: a, join: concat, branches: [[{name: b, join: concat, branches: [[], [{dense: {width: 3}}]]}, "
                 "{dense: {width: 4}}], [{name: c, branches: [[], []]}]]}, {dense: {width: 1}}"));
    EXPECT_LAYERS(&model, {"embedding", 1}, {"a.b.dense", 1}, {"a.dense", 1}, {"dense", 1});
    // 8 -> 3 beside 8; 11 -> 4 beside 8; 12 -> 1.
    TESTING_EXACT(total(&model, one).parameters, 72 + 27 + 48 + 13);
    const char *item = "{dense: {width: 8}}";
    for (int depth = 1; depth <= MODEL_DEPTH_MAX + 1; depth++) {
        item = testing_text(t, "{branches: [[], [%s]]}", item);
        if (depth > MODEL_DEPTH_MAX)
            refuse(t, words(t, item), "stacks nested deeper than 12");
        else
            TESTING_EXACT(total(&(struct model[]){build(t, words(t, item))}[0], one).parameters, 72 + 72);
    }
}

// Whatever they hold aside is given back when they have joined.
static void branches_one_after_another_have_no_limit(void **state)
{
    struct testing *t = testing_of(state);
    const char *items = testing_repeat(t, "{branches: [[{dense: {width: 8}}], []]}, ", 500);
    struct model model = build(t, words(t, testing_text(t, "%s{dense: {width: 1}}", items)));
    TESTING_EXACT(total(&model, one).parameters, 72 + 500 * 72 + 9);
}

static void tables_may_stand_side_by_side(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, "layers: [{branches: [[{embedding: {vocabulary: 9, width: 8}}], [{embedding: "
                                  "{vocabulary: 5, width: 4}}]], join: concat}, {dense: {width: 1}}]");
    TESTING_EXACT(total(&model, one).parameters, 72 + 20 + 13);
    refuse(t, words(t, "{branches: [[], []]}, {embedding: {vocabulary: 9, width: 8}}"), "an embedding looks up ids");
}

static void a_label_goes_back_to_what_flowed(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, picture(t, "{conv: {kernel: 1, filters: 5}}, {keep: here}, {conv: {kernel: 3, stride: 2, "
                            "filters: 7}}, {from: here}, {conv: {name: last, kernel: 1, filters: 2}}"));
    struct count count = count_of(t, &model, "last", one);
    TESTING_EXACT(count.parameters, 5 * 2 + 2);
    TESTING_EXACT(count.forward_flop, 2 * 64 * 10); // over 8 x 8, not over 4 x 4
    // Over a sequence: its length too.
    model = build(t, words(t, "{keep: here}, {pooling: {kernel: 2}}, {dense: {width: 3}}, {from: here}, {dense: {name: "
                              "last, width: 2}}"));
    count = count_of(t, &model, "last", (struct model_shape){.batch = 1, .sequence = 10});
    TESTING_EXACT(count.forward_flop, 2 * 10 * 16);
}

static void a_label_may_be_kept_anew(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = build(t, words(t, "{keep: a}, {dense: {width: 3}}, {keep: a}, {dense: {width: 5}}, {from: a}, "
                                           "{dense: {name: last, width: 2}}"));
    TESTING_EXACT(count_of(t, &model, "last", one).parameters, 3 * 2 + 2);
    // A label may be taken up more than once, and kept more often than there is room for labels.
    const char *again = testing_repeat(t, "{keep: a}, {from: a}, {dense: {width: 8}}, ", 200);
    (void)build(t, words(t, testing_text(t, "%s{from: a}", again)));
}

static void a_label_that_is_not_there(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, words(t, "{keep: start}, {from: stat}"), "nothing before is kept as \"stat\"; did you mean \"start\"?");
    refuse(t, words(t, "{from: a}, {keep: a}"), "nothing before is kept as \"a\"");
    refuse(t, words(t, "{keep: a, when: false}, {from: a}"), "a layer is one kind with its sizes");
    refuse(t, words(t, "{keep: }"), "\"keep\" needs a label");
    refuse(t, words(t, "{from: [a]}"), "\"from\" needs a label");
    refuse(t,
           "encoder: [{embedding: {vocabulary: 9, width: 8}}, {keep: a}]\n"
           "decoder: [{embedding: {vocabulary: 9, width: 8}}, {from: a}]",
           "nothing before is kept as \"a\"");
}

// What is added for training may go on from any place in the model: the auxiliary heads of GoogLeNet.
static void training_layers_may_go_on_from_a_label(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        build(t, "image: [8, 8, 3]\n"
                 "layers: [{conv: {kernel: 1, filters: 5}}, {keep: middle}, {conv: {kernel: 1, stride: "
                 "2, filters: 7}}]\n"
                 "training_layers: [{conv: {kernel: 1, filters: 4}}, {from: middle}, {conv: {kernel: 1, "
                 "filters: 2}}]\n");
    TESTING_EXACT(count_of(t, &model, "training.conv", one).parameters, 7 * 4 + 4);
    TESTING_EXACT(count_of(t, &model, "training.conv.2", one).parameters, 5 * 2 + 2);
    TESTING_EXACT(count_of(t, &model, "training.conv.2", one).forward_flop, 2 * 64 * 10);
}

static void labels_in_branches_and_stacks(void **state)
{
    struct testing *t = testing_of(state);
    // Kept in one branch, taken up after the join.
    struct model model = build(t, words(t, "{branches: [[{dense: {width: 3}}, {keep: a}, {dense: {width: 8}}], []]}, "
                                           "{from: a}, {dense: {name: last, width: 2}}"));
    TESTING_EXACT(count_of(t, &model, "last", one).parameters, 3 * 2 + 2);
    // A turn that takes what the turn before kept: 8, then 3.
    const char *turn = "{dense: {width: 8}}, {from: a}, {dense: {width: 3}}, {keep: a}";
    expect_same(t, words(t, testing_text(t, "{keep: a}, {repeat: 4, layers: [%s]}", turn)),
                words(t, testing_text(t, "{keep: a}, %s, %s, %s, %s", turn, turn, turn, turn)));
    // A label of the turn alone.
    turn = "{keep: own}, {dense: {width: 3}}, {from: own}, {dense: {width: 8}}";
    const char *text = words(t, testing_text(t, "{repeat: 3, layers: [%s]}", turn));
    expect_same(t, text, words(t, testing_text(t, "%s, %s, %s", turn, turn, turn)));
    model = build(t, text);
    TESTING_EXACT(total(&model, one).parameters, 72 + 3 * (27 + 72));
}

static void labels_and_branches_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    const char *labels = "";
    for (int i = 0; i < MODEL_LABELS_MAX; i++)
        labels = testing_text(t, "%s{keep: l%d}, ", labels, i);
    (void)build(t, words(t, testing_text(t, "%s{keep: l3}", labels)));
    refuse(t, words(t, testing_text(t, "%s{keep: more}", labels)), "more than 16 labels");
    // A label that is new in a branch holds the branch's places, too.
    const char *items = "";
    for (int i = 0; i < MODEL_LABELS_MAX; i++)
        items = testing_text(t, "%s{branches: [[{keep: l%d}], []]}, ", items, i);
    const char *nested = "{dense: {width: 8}}";
    for (int i = 0; i < 8; i++)
        nested = testing_text(t, "{branches: [[%s], []]}", nested);
    (void)build(t, words(t, testing_text(t, "%s%s", items, nested)));
    refuse(t, words(t, testing_text(t, "%s{branches: [[%s], []]}", items, nested)),
           "more than 64 labels and branches at once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(widths_that_double_without_end_are_refused),
        TESTING_CASE(branches_are_summed),
        TESTING_CASE(branches_are_concatenated),
        TESTING_CASE(an_empty_branch_passes_on_what_flows_in),
        TESTING_CASE(branches_must_fit),
        TESTING_CASE(branches_are_two_lists_or_more),
        TESTING_CASE(mistakes_in_branches_have_a_path),
        TESTING_CASE(the_way_of_joining_may_be_a_size),
        TESTING_CASE(input_is_what_flows_into_each_branch),
        TESTING_CASE(branches_in_branches),
        TESTING_CASE(branches_one_after_another_have_no_limit),
        TESTING_CASE(tables_may_stand_side_by_side),
        TESTING_CASE(a_label_goes_back_to_what_flowed),
        TESTING_CASE(a_label_may_be_kept_anew),
        TESTING_CASE(a_label_that_is_not_there),
        TESTING_CASE(training_layers_may_go_on_from_a_label),
        TESTING_CASE(labels_in_branches_and_stacks),
        TESTING_CASE(labels_and_branches_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
