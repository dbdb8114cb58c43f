// model_count.c: where a backward pass needs a gradient, and where it does not. A product of an input that nothing
// trained lies before has one gradient, of its weights; frozen weights have none of their own, but hand one on.
#include <string.h>

#include "building.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

// Convolutions over 8 x 8 with 3 channels: 2 x 64 x 81 FLOP forward each. Dense layers of 8 x 8: 128.
static const double conv_flop = 2 * 64 * 81, dense_flop = 2 * 8 * 8;

static struct model picture(struct testing *t, const char *items)
{
    return build(t, testing_text(t, "image: [8, 8, 3]\nlayers: [%s]", items));
}

static struct model words(struct testing *t, const char *table, const char *items)
{
    return build(t, testing_text(t, "layers: [{embedding: {vocabulary: 9, width: 8%s}}, %s]", table, items));
}

#define CONV  "{conv: {kernel: 3, filters: 3}}"
#define COLD  "{conv: {kernel: 3, filters: 3, frozen: true}}"
#define DENSE "{dense: {width: 8}}"
#define STIFF "{dense: {width: 8, frozen: true}}"

static void only_the_first_layer_over_an_image_is_spared(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *items;
        double backward; // in convolutions
    } rows[] = {
        {CONV, 1},
        {CONV ", " CONV ", " CONV, 1 + 2 + 2},
        {"{repeat: 3, layers: [" CONV "]}", 1 + 2 + 2},
        {"{repeat: 3, index: i, layers: [" CONV "]}", 1 + 2 + 2},
        {"{repeat: 3, layers: [" CONV ", " CONV "]}", 1 + 2 + 4 + 4},
        {"{repeat: 2, layers: [{repeat: 2, layers: [" CONV "]}]}", 1 + 2 + 4},
        {"{repeat: 2, layers: [{repeat: 2, layers: [" CONV "]}, " CONV "]}", 1 + 2 + 2 + 6},
        {CONV ", {repeat: 3, layers: [" CONV "]}", 1 + 6},
        {"{pooling: {kernel: 1, stride: 1}}, " CONV ", " CONV, 1 + 2}, // nothing in it is trained
        {"{batch_norm: }, " CONV, 2},                                  // its scale is
        {"{repeat: 1, layers: [" CONV "]}, {repeat: 1, layers: [" CONV "]}", 1 + 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = picture(t, rows[i].items);
        TESTING_EXACT(total(&model, one).backward_flop, rows[i].backward * conv_flop);
    }
}

static void frozen_layers_hand_a_gradient_on_only_where_one_is_needed(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *items;
        double forward, backward;
    } rows[] = {
        {COLD, 1, 0},
        {COLD ", " CONV, 2, 1},
        {CONV ", " COLD, 2, 1 + 1},
        {CONV ", " COLD ", " CONV, 3, 1 + 1 + 2},
        {COLD ", " COLD ", " CONV ", " CONV, 4, 1 + 2},
        {"{repeat: 5, layers: [" COLD "]}", 5, 0},
        {"{repeat: 5, frozen: true, layers: [" CONV "]}", 5, 0},
        {"{repeat: 5, frozen: true, layers: [" CONV "]}, " CONV, 6, 1},
        {CONV ", {repeat: 5, frozen: true, layers: [" CONV "]}", 6, 1 + 5},
        {"{repeat: 3, layers: [" COLD ", " CONV "]}", 6, 1 + 2 * (1 + 2)},
        {"{repeat: 3, layers: [" CONV ", " COLD "]}", 6, (1 + 1) + 2 * (2 + 1)},
        {"{repeat: 2, layers: [{repeat: 2, frozen: true, layers: [" CONV "]}, " CONV "]}", 6, 1 + 2 + 2},
        {"{frozen: true, layers: [{repeat: 2, frozen: false, layers: [" CONV "]}]}", 2, 0}, // frozen stays frozen
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = picture(t, rows[i].items);
        TESTING_EXACT(total(&model, one).forward_flop, rows[i].forward * conv_flop);
        TESTING_EXACT(total(&model, one).backward_flop, rows[i].backward * conv_flop);
    }
}

static void after_a_frozen_table_the_first_turn_is_spared(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *table, *items;
        double backward;
    } rows[] = {
        {"", "{repeat: 4, layers: [" DENSE "]}", 8},
        {", frozen: true", "{repeat: 4, layers: [" DENSE "]}", 1 + 3 * 2},
        {", frozen: true", "{repeat: 4, layers: [" STIFF "]}", 0},
        {"", "{repeat: 4, layers: [" STIFF "]}", 4},
        {", frozen: true", "{repeat: 4, index: i, layers: [{dense: {width: 8, frozen: i < 2}}]}", 1 + 2},
        {", frozen: true", "{repeat: 4, index: i, layers: [{dense: {width: 8, frozen: i >= 2}}]}", 1 + 2 + 1 + 1},
        // Every second one: - D, F D, F D; that frozen turns look alike does not make them alike.
        {", frozen: true", "{repeat: 6, index: i, layers: [{dense: {width: 8, frozen: i % 2 == 0}}]}",
         0 + 1 + 1 + 2 + 1 + 2},
        {", frozen: true", "{repeat: 6, index: i, layers: [{dense: {width: 8, frozen: i % 2}}]}",
         1 + 1 + 2 + 1 + 2 + 1},
        {", frozen: true", "{repeat: 9, index: i, layers: [{dense: {width: 8, frozen: i % 3 < 2}}]}",
         0 + 0 + 1 + 2 * (1 + 1 + 2)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = words(t, rows[i].table, rows[i].items);
        TESTING_EXACT(total(&model, one).backward_flop, rows[i].backward * dense_flop);
    }
}

// LoRA: the adapters train, the matrix beside them does not. Rank 2: 2 x 2 x (8 + 8) = 64 FLOP, half down, half up.
static void adapters_need_gradients_through_the_frozen_model(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = words(t, ", frozen: true", "{repeat: 4, layers: [{dense: {width: 8, lora: 2}}]}");
    struct count count = total(&model, one);
    TESTING_EXACT(count.parameters, 72 + 4 * (72 + 32));
    TESTING_EXACT(count.adapter_parameters, 4 * 32);
    TESTING_EXACT(count.trainable_parameters, 4 * 32);
    TESTING_EXACT(count.forward_flop, 4 * (128 + 64));
    // The first turn needs none of its input: weights of down, twice up. The others: the matrix, twice down, twice up.
    TESTING_EXACT(count.backward_flop, (32 + 2 * 32) + 3 * (128 + 2 * 64));
    // In a frozen stack adapters are trained all the same.
    struct model frozen =
        words(t, ", frozen: true", "{repeat: 4, frozen: true, layers: [{dense: {width: 8, lora: 2}}]}");
    expect_same_count(total(&frozen, one), count);
}

static void shared_adapters_are_held_once(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        words(t, ", frozen: true", "{repeat: 4, layers: [{dense: {width: 8, lora: 2, share: s, bias: false}}]}");
    struct count count = total(&model, one);
    TESTING_EXACT(count.parameters, 72 + 64 + 32);
    TESTING_EXACT(count.adapter_parameters, 32);
    TESTING_EXACT(count.trainable_parameters, 32);
}

static void shared_experts_are_inactive_once(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "{repeat: %d, layers: [{moe: {experts: 4, active: 1, width: 8, share: s}}]}";
    struct model alone = words(t, "", testing_text(t, text, 1)), shared = words(t, "", testing_text(t, text, 6));
    struct count a = total(&alone, one), b = total(&shared, one);
    TESTING_EXACT(a.inactive_parameters, 3 * 2 * 64);
    TESTING_EXACT(b.inactive_parameters, a.inactive_parameters);
    TESTING_EXACT(b.parameters, a.parameters);
    TESTING_EXACT(b.forward_flop, 6 * a.forward_flop);
}

static void branches_join_their_gradients(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *branches;
        double inside, after; // backward of what is in the branches, and of a convolution that follows
    } rows[] = {
        {"[], []", 0, 1},
        {"[" CONV "], []", 1, 2},
        {"[], [" CONV "]", 1, 2},
        {"[" CONV "], [], []", 1, 2},
        {"[], [" CONV "], []", 1, 2},
        {"[" CONV "], [" CONV "]", 1 + 1, 2},
        {"[" CONV ", " CONV "], []", 1 + 2, 2},
        {"[" COLD "], []", 0, 1},
        {"[" COLD "], [" CONV "]", 1, 2},
        {"[{pooling: {kernel: 3, stride: 1, padding: same}}], []", 0, 1},
        {"[{branches: [[], [" CONV "]]}], []", 1, 2},
        {"[], [{branches: [[" CONV "], []]}]", 1, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = picture(t, testing_text(t, "{branches: [%s]}, " CONV, rows[i].branches));
        TESTING_EXACT(total(&model, one).backward_flop, (rows[i].inside + rows[i].after) * conv_flop);
    }
}

// Residual blocks over an image: the branches of the first turn start from what needs no gradient, those of the others
// do not.
static void turns_with_branches(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = picture(t, "{repeat: 4, layers: [{branches: [[" CONV ", " CONV "], []]}]}");
    TESTING_EXACT(total(&model, one).forward_flop, 8 * conv_flop);
    TESTING_EXACT(total(&model, one).backward_flop, ((1 + 2) + 3 * 4) * conv_flop);
    model = picture(t, "{repeat: 4, layers: [{branches: [[" COLD "], []]}, {branches: [[" CONV "], []]}]}");
    TESTING_EXACT(total(&model, one).backward_flop, ((0 + 1) + 3 * (1 + 2)) * conv_flop);
}

static void labels_remember_the_gradient(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *items;
        double backward;
    } rows[] = {
        {"{keep: a}, " CONV ", {from: a}, " CONV, 1 + 1},
        {CONV ", {keep: a}, " CONV ", {from: a}, " CONV, 1 + 2 + 2},
        {"{keep: a}, " CONV ", {keep: a}, {from: a}, " CONV, 1 + 2},
        // Each turn goes on from the image: none needs a gradient of it.
        {"{keep: a}, " CONV ", {repeat: 3, layers: [{from: a}, " CONV "]}", 1 + 3},
        // The first turn goes on from the image, the later ones from what the turn before kept.
        {"{keep: a}, " CONV ", {repeat: 3, layers: [{from: a}, " CONV ", {keep: a}]}", 1 + 1 + 2 + 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = picture(t, rows[i].items);
        TESTING_EXACT(total(&model, one).backward_flop, rows[i].backward * conv_flop);
    }
}

// A turn after others is not alike when they are trained and it is not, whatever stands in it that has no weights.
static void turns_that_hand_no_gradient_on_count_where_they_stand(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const still[] = {"{pooling: {kernel: 1, stride: 1}}",
                                        "{layer_norm: {scale: false, bias: false}}"};
    const char *text = "{repeat: 3, index: i, layers: [{conv: {kernel: 3, filters: 3, frozen: i != 1}}, %s]}";
    for (size_t i = 0; i < sizeof still / sizeof *still; i++) {
        struct model model = picture(t, testing_text(t, text, still[i]));
        TESTING_EXACT(total(&model, one).backward_flop, (0 + 1 + 1) * conv_flop);
    }
    // A head beside the flow is trained in every turn, what flows on only in two.
    struct model heads = words(t, ", frozen: true",
                               "{keep: a}, {repeat: 4, index: i, layers: [{keep: a}, " DENSE ", {from: a}, "
                               "{dense: {width: 8, frozen: i % 2 == 0}}]}");
    TESTING_EXACT(total(&heads, one).backward_flop, ((1 + 0) + (1 + 1) + (2 + 1) + (2 + 2)) * dense_flop);
}

// What flows through a layer was kept two turns before: neither the first turn nor the second has a gradient there.
static void labels_may_carry_a_gradient_over_several_turns(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = words(t, ", frozen: true",
                               "{keep: a}, {keep: b}, {keep: c}, {repeat: 4, layers: [{from: a}, {keep: c}, {from: b}, "
                               "{keep: a}, {from: c}, " DENSE ", {keep: b}]}");
    TESTING_EXACT(total(&model, one).backward_flop, (1 + 1 + 2 + 2) * dense_flop);
    TESTING_EXACT(total(&model, one).forward_flop, 4 * dense_flop);
}

// Three labels move on by one place in each turn, one of them with a gradient: the turns go in a circle of three. As
// many turns as are written out count as many as are repeated; and many turns within many are counted at once.
static void labels_may_change_places_for_ever(void **state)
{
    struct testing *t = testing_of(state);
    static const char turn[] = "{from: c}, {keep: d}, {from: b}, {keep: c}, {from: a}, {keep: b}, {from: d}, "
                               "{keep: a}, " DENSE;
    static const char start[] = "{keep: a}, {keep: b}, " DENSE ", {keep: c}";
    char written[4000] = "";
    for (int turns = 1; turns <= 8; turns++) {
        strcat(strcat(written, turns > 1 ? ", " : ""), turn);
        struct model apart = words(t, ", frozen: true", testing_text(t, "%s, %s", start, written));
        struct model stack =
            words(t, ", frozen: true", testing_text(t, "%s, {repeat: %d, layers: [%s]}", start, turns, turn));
        TESTING_EXACT(total(&stack, one).backward_flop, total(&apart, one).backward_flop);
        TESTING_EXACT(total(&stack, one).forward_flop, total(&apart, one).forward_flop);
    }
    // One turn in three has a gradient to hand on: 1 + 1 + 2 products in three, beside that of the start.
    struct model nested =
        words(t, ", frozen: true",
              testing_text(t, "%s, {repeat: 100000, layers: [{repeat: 1000, layers: [%s]}]}", start, turn));
    TESTING_EXACT(total(&nested, one).forward_flop, (1e8 + 1) * dense_flop);
    TESTING_EXACT(total(&nested, one).backward_flop, (1 + 1e8 + (1e8 + 2) / 3) * dense_flop);
}

static void the_decoder_needs_a_gradient_of_what_a_trained_encoder_gives(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 9, width: 8%s}}, {dense: {width: 8%s}}]\n"
                       "decoder: [{embedding: {vocabulary: 9, width: 8%s}}, {attention: {kind: cross, heads: 2%s}}]";
    const char *cold = ", frozen: true";
    struct model trained = build(t, testing_text(t, text, "", "", "", ""));
    struct model spared = build(t, testing_text(t, text, cold, cold, "", ""));
    struct count a = total(&trained, one), b = total(&spared, one);
    TESTING_EXACT(a.backward_flop, 2 * a.forward_flop);
    // Nothing of the encoder's dense layer; keys and values need no gradient of its output, 2 x 64 multiply-adds.
    TESTING_EXACT(a.backward_flop - b.backward_flop, 2 * 128 + 2 * 128);
    struct model frozen = build(t, testing_text(t, text, cold, cold, cold, cold));
    TESTING_EXACT(total(&frozen, one).backward_flop, 0);
    struct model head = build(t, testing_text(t, text, cold, "", cold, cold));
    // The encoder's dense layer alone is trained: its own weights, and the way back to it through keys and values.
    TESTING_EXACT(count_of(t, &head, "encoder.dense", one).backward_flop, 128);
    // Keys and values hand it on; scores need that of the keys alone, the sum those of the scores and of the values.
    TESTING_EXACT(count_of(t, &head, "decoder.attention", one).backward_flop, 2 * 128 + 16 + 2 * 16 + 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(only_the_first_layer_over_an_image_is_spared),
        TESTING_CASE(frozen_layers_hand_a_gradient_on_only_where_one_is_needed),
        TESTING_CASE(after_a_frozen_table_the_first_turn_is_spared),
        TESTING_CASE(adapters_need_gradients_through_the_frozen_model),
        TESTING_CASE(shared_adapters_are_held_once),
        TESTING_CASE(shared_experts_are_inactive_once),
        TESTING_CASE(branches_join_their_gradients),
        TESTING_CASE(turns_with_branches),
        TESTING_CASE(labels_remember_the_gradient),
        TESTING_CASE(turns_that_hand_no_gradient_on_count_where_they_stand),
        TESTING_CASE(labels_may_carry_a_gradient_over_several_turns),
        TESTING_CASE(labels_may_change_places_for_ever),
        TESTING_CASE(the_decoder_needs_a_gradient_of_what_a_trained_encoder_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
