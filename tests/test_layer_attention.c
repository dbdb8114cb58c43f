// layer_attention.c against counts by hand, and the activation memory of a transformer layer (with layer_mlp.c and
// layer_layer_norm.c) against the closed form of Korthikanti et al. 2022 (arXiv 2205.05198), equation 2.
#include "counting.h"

static const struct model_shape two_of_three = {.batch = 2, .sequence = 3};

static struct count count_after(struct testing *t, const char *layer, struct model_shape shape)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {%s}]", layer), 1, shape);
}

// Width 8, 2 heads of 4, 6 positions: four projections of 2 x 6 x 8 x 8 = 768 FLOPs; Q K^T and its sum over V of
// 2 x 6 x 3 x 8 = 288 each; 36 scores.
static struct count self_by_hand(void)
{
    return (struct count){.parameters = 4 * (8 * 8 + 8),
                          .forward_flop = 4 * 768 + 2 * 288,
                          .backward_flop = 8 * 768 + 4 * 288,
                          .forward_scores_flop = 2 * 288,
                          // four biases; the softmax of each score and its dropout; dropout and residual
                          .forward_elementwise_flop = 4 * 48 + 6 * 36 + 2 * 48,
                          // input, Q, K, V, what the projection reads; scores before and after dropout
                          .saved_elements = 5 * 48 + 2 * 36,
                          .mask_bytes = 36 + 48};
}

static void self_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "attention: {heads: 2}", two_of_three), self_by_hand());
    expect(count_after(t, "attention: {heads: 2, kind: self, bias: true, causal: false}", two_of_three),
           self_by_hand());
}

static void a_causal_mask_could_save_half_of_the_scores(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.causal_saving_flop = 288;
    expect(count_after(t, "attention: {heads: 2, causal: true}", two_of_three), expected);
}

static void biases_can_be_left_out(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.parameters = 4 * 64;
    expected.forward_elementwise_flop -= 4 * 48;
    expect(count_after(t, "attention: {heads: 2, bias: false}", two_of_three), expected);
}

static void heads_may_have_a_width_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    // 3 heads of 5: Q, K and V are 15 wide, and 3 need not divide 8.
    expect(count_after(t, "attention: {heads: 3, head_width: 5}", two_of_three),
           (struct count){.parameters = 3 * (8 * 15 + 15) + (15 * 8 + 8),
                          .forward_flop = 4 * (2 * 6 * 8 * 15) + 2 * (2 * 6 * 3 * 15),
                          .backward_flop = 8 * (2 * 6 * 8 * 15) + 4 * (2 * 6 * 3 * 15),
                          .forward_scores_flop = 2 * (2 * 6 * 3 * 15),
                          .forward_elementwise_flop = 3 * 6 * 15 + 6 * 8 + 6 * (6 * 3 * 3) + 2 * 6 * 8,
                          .saved_elements = 6 * 8 + 4 * 6 * 15 + 2 * (6 * 3 * 3),
                          .mask_bytes = 6 * 3 * 3 + 6 * 8});
}

static void attention_that_stands_first_has_no_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_at(t, "layers: [{attention: {heads: 2, input: 8}}]", 0, two_of_three);
    TESTING_EXACT(count.forward_flop, 4 * 768 + 2 * 288);
    // Q, K and V have a gradient of their weights alone; the output projection and the scores have both.
    TESTING_EXACT(count.backward_flop, 3 * 768 + 2 * 768 + 4 * 288);
}

static void only_the_queries_follow_at(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_after(t, "attention: {heads: 2, at: first}", two_of_three);
    // 2 queries look at 6 keys: 3 of their own sequence each.
    TESTING_EXACT(count.forward_flop, 2 * (2 * 2 * 64) + 2 * (2 * 6 * 64) + 2 * (2 * 2 * 3 * 8));
    TESTING_EXACT(count.forward_scores_flop, 2 * (2 * 2 * 3 * 8));
}

static void an_image_is_attended_to_by_all_its_cells(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_at(t, "image: [2, 3, 8]\nlayers: [{layer_norm: }, {attention: {heads: 2}}]", 1,
                                  (struct model_shape){.batch = 2});
    TESTING_EXACT(count.forward_flop, 4 * (2 * 12 * 64) + 2 * (2 * 12 * 6 * 8));
}

// 2 x 3 queries of width 8 look at 2 x 5 positions of the encoder.
static void cross_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 8}}, {attention: {kind: cross, heads: 2}}]\n";
    const struct model_shape shape = {.batch = 2, .sequence = 5, .target = 3};
    double products = 2 * (2 * 6 * 64) + 2 * (2 * 10 * 64), scores = 2 * (2 * 6 * 5 * 8);
    expect(count_at(t, text, 2, shape), (struct count){.parameters = 4 * 72,
                                                       .forward_flop = products + scores,
                                                       .backward_flop = 2 * (products + scores),
                                                       .forward_scores_flop = scores,
                                                       .forward_elementwise_flop = 2 * 48 + 2 * 80 + 6 * 60 + 2 * 48,
                                                       .saved_elements = 48 + 80 + 2 * 48 + 2 * 80 + 2 * 60,
                                                       .mask_bytes = 60 + 48});
}

static void keys_are_projected_from_the_width_of_the_encoder(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 4}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 8}}, {attention: {kind: cross, heads: 2}}]\n";
    struct count count = count_at(t, text, 2, (struct model_shape){.batch = 2, .sequence = 5, .target = 3});
    TESTING_EXACT(count.parameters, 2 * (8 * 8 + 8) + 2 * (4 * 8 + 8));
    TESTING_EXACT(count.forward_flop, 2 * (2 * 6 * 64) + 2 * (2 * 10 * 32) + 2 * (2 * 6 * 5 * 8));
}

static void attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{attention: {heads: 3, input: 8}}]",
           "3 heads do not divide the width 8; say \"head_width\" if that is meant");
    refuse(t, "layers: [{attention: {heads: 2}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{attention: {input: 8}}]", "\"heads\" is missing");
    refuse(t, "layers: [{attention: {heads: 0, input: 8}}]", "\"heads\" must be at least 1, not 0");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, kind: cross}}]",
           "cross attention needs an encoder to look at; this model has none before it");
    refuse(t, "encoder: [{attention: {heads: 2, input: 8, kind: cross}}]", "cross attention needs an encoder");
    refuse(t,
           "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
           "decoder: [{attention: {kind: cross, heads: 2, input: 8, causal: true}}]\n",
           "cross attention has no causal mask");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, kind: slef}}]", "did you mean \"self\"?");
}

// 34 s b h + 5 a s^2 b bytes with elements of 2 bytes and masks of 1: attention 11 s b h + 5 a s^2 b, the feed-forward
// block 19 s b h, the two norms 4 s b h.
static void saved_activations_are_those_of_korthikanti(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int s, b, h, a;
    } shapes[] = {{16, 2, 64, 4}, {1, 1, 8, 1}, {512, 8, 1024, 16}, {2048, 1, 12288, 96}, {100, 3, 60, 5}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        double s = shapes[i].s, b = shapes[i].b, h = shapes[i].h, a = shapes[i].a, all = 0;
        const char *text = testing_text(t,
                                        "layers: [{embedding: {vocabulary: 7, width: %d}}, {layer_norm: }, "
                                        "{attention: {heads: %d, causal: true}}, {layer_norm: }, {mlp: {width: %d}}]",
                                        shapes[i].h, shapes[i].a, 4 * shapes[i].h);
        double bytes[5];
        for (size_t layer = 1; layer < 5; layer++) {
            struct count count = count_at(t, text, layer, (struct model_shape){.batch = b, .sequence = s});
            bytes[layer] = 2 * count.saved_elements + count.mask_bytes;
            all += bytes[layer];
        }
        TESTING_EXACT(bytes[1], 2 * s * b * h);
        TESTING_EXACT(bytes[2], 11 * s * b * h + 5 * a * s * s * b);
        TESTING_EXACT(bytes[3], 2 * s * b * h);
        TESTING_EXACT(bytes[4], 19 * s * b * h);
        TESTING_EXACT(all, 34 * s * b * h + 5 * a * s * s * b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(self_attention_by_hand),
        TESTING_CASE(a_causal_mask_could_save_half_of_the_scores),
        TESTING_CASE(biases_can_be_left_out),
        TESTING_CASE(heads_may_have_a_width_of_their_own),
        TESTING_CASE(attention_that_stands_first_has_no_input_gradient),
        TESTING_CASE(only_the_queries_follow_at),
        TESTING_CASE(an_image_is_attended_to_by_all_its_cells),
        TESTING_CASE(cross_attention_by_hand),
        TESTING_CASE(keys_are_projected_from_the_width_of_the_encoder),
        TESTING_CASE(attention_that_cannot_be_counted_is_refused),
        TESTING_CASE(saved_activations_are_those_of_korthikanti),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
