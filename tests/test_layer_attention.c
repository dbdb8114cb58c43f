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
                          // input; Q, K, V and what the projection reads; scores before and after dropout
                          .kept_elements = 48,
                          .kept_split_elements = 4 * 48,
                          .kept_scores_elements = 2 * 36,
                          .mask_bytes = 48,
                          .mask_scores_bytes = 36};
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
    expected.causal_saving_backward_flop = 576;
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
                          .kept_elements = 6 * 8,
                          .kept_split_elements = 4 * 6 * 15,
                          .kept_scores_elements = 2 * (6 * 3 * 3),
                          .mask_bytes = 6 * 8,
                          .mask_scores_bytes = 6 * 3 * 3});
}

static void attention_that_stands_first_has_no_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_at(t, "layers: [{attention: {heads: 2, input: 8}}]", 0, two_of_three);
    TESTING_EXACT(count.forward_flop, 4 * 768 + 2 * 288);
    // Q, K and V have a gradient of their weights alone; the output projection and the scores have both.
    TESTING_EXACT(count.backward_flop, 3 * 768 + 2 * 768 + 4 * 288);
}

// 2 queries look at 6 keys, 3 of their own sequence each, in 2 heads of 3: queries and output 2 x 2 x 48 = 192 each,
// keys and values 2 x 6 x 48 = 576 each, Q K^T and its sum over V 2 x 2 x 3 x 6 = 72 each.
static void only_the_queries_follow_at(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t,
                       "attention: {heads: 2, head_width: 3, causal: true, qk_norm: full, sinks: true, "
                       "position: rotary, at: first}",
                       two_of_three),
           (struct count){.parameters = 3 * (48 + 6) + (48 + 8) + 2 * 6 + 2,
                          .forward_flop = 2 * 192 + 2 * 576 + 2 * 72,
                          .backward_flop = 2 * (2 * 192 + 2 * 576 + 2 * 72),
                          .forward_scores_flop = 2 * 72,
                          .causal_saving_flop = 72,
                          .causal_saving_backward_flop = 144,
                          // biases; norms and rotation of Q and K; softmax and dropout; sinks; outputs
                          .forward_elementwise_flop = 12 + 2 * 36 + 16 + (4 + 3) * (12 + 36) + 6 * 12 + 3 * 4 + 2 * 16,
                          .kept_elements = 48,
                          .kept_split_elements = 2 * 12 + 2 * 36 + (12 + 36),
                          .kept_scores_elements = 2 * 12,
                          .mask_bytes = 16,
                          .mask_scores_bytes = 12});
}

// 2 x 6 x 8 x 3 = 288 FLOPs of a dense layer after it, which is frozen: a gradient only where something is trained.
static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{attention: {heads: 2, input: 8, %s}}, {dense: {width: 3, frozen: true}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "frozen: false"), 1, two_of_three).backward_flop, 288);
    TESTING_EXACT(count_at(t, testing_text(t, text, "lora: 4, lora_on: [key]"), 1, two_of_three).backward_flop, 288);
    TESTING_EXACT(count_at(t, testing_text(t, text, "frozen: true"), 1, two_of_three).backward_flop, 0);
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
                                                       .kept_elements = 48 + 80,
                                                       .kept_split_elements = 2 * 48 + 2 * 80,
                                                       .kept_scores_elements = 2 * 60,
                                                       .mask_bytes = 48,
                                                       .mask_scores_bytes = 60});
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

static void every_bias_has_a_key_of_its_own(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.parameters = 4 * 64 + 3 * 8;
    expected.forward_elementwise_flop -= 48;
    expect(count_after(t, "attention: {heads: 2, output_bias: false}", two_of_three), expected);
    expect(count_after(t, "attention: {heads: 2, bias: false, qkv_bias: true}", two_of_three), expected);
    expected.parameters = 4 * 64 + 8;
    expected.forward_elementwise_flop -= 2 * 48;
    expect(count_after(t, "attention: {heads: 2, qkv_bias: false}", two_of_three), expected);
    expect(count_after(t, "attention: {heads: 2, bias: false, output_bias: true}", two_of_three), expected);
}

// 4 heads of 2 share 2 heads of keys and values, which are 2 x 2 wide: 2 x 6 x 8 x 4 = 384 FLOPs for each projection.
// Every head has scores of its own: 4 x 2 x 3 x 3 = 72.
static void heads_may_share_keys_and_values(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "attention: {heads: 4, kv_heads: 2}", two_of_three),
           (struct count){.parameters = 2 * (8 * 8 + 8) + 2 * (8 * 4 + 4),
                          .forward_flop = 2 * 768 + 2 * 384 + 2 * 288,
                          .backward_flop = 2 * (2 * 768 + 2 * 384 + 2 * 288),
                          .forward_scores_flop = 2 * 288,
                          .forward_elementwise_flop = 2 * 48 + 2 * 24 + 6 * 72 + 2 * 48,
                          .kept_elements = 48,
                          .kept_split_elements = 2 * 48 + 2 * 24,
                          .kept_scores_elements = 2 * 72,
                          .mask_bytes = 48,
                          .mask_scores_bytes = 72});
    TESTING_EXACT(count_after(t, "attention: {heads: 4, kv_heads: 1}", two_of_three).parameters,
                  2 * (8 * 8 + 8) + 2 * (8 * 2 + 2));
    expect(count_after(t, "attention: {heads: 2, kv_heads: 2}", two_of_three), self_by_hand());
}

static void queries_and_keys_may_be_normalized(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.parameters += 2 * 4; // a scale as wide as a head for queries, one for keys
    expected.forward_elementwise_flop += 4 * (2 * 48);
    expected.kept_split_elements += 2 * 48;
    expect(count_after(t, "attention: {heads: 2, qk_norm: head}", two_of_three), expected);
    expected.parameters += 2 * 4; // as wide as all heads together
    expect(count_after(t, "attention: {heads: 2, qk_norm: full}", two_of_three), expected);
    TESTING_EXACT(
        count_after(t, "attention: {heads: 2, kv_heads: 1, qk_norm: full, bias: false}", two_of_three).parameters,
        2 * 64 + 2 * 32 + 8 + 4);
    expect(count_after(t, "attention: {heads: 2, qk_norm: none}", two_of_three), self_by_hand());
}

static void sinks_and_positions_multiply_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.parameters += 2;
    expected.forward_elementwise_flop += 3 * 6 * 2;
    expect(count_after(t, "attention: {heads: 2, sinks: true}", two_of_three), expected);
    expected = self_by_hand();
    expected.forward_elementwise_flop += 3 * (48 + 48);
    expect(count_after(t, "attention: {heads: 2, position: rotary}", two_of_three), expected);
    expected = self_by_hand();
    expected.forward_elementwise_flop += 36;
    expect(count_after(t, "attention: {heads: 2, position: alibi}", two_of_three), expected);
    expect(count_after(t, "attention: {heads: 2, position: none}", two_of_three), self_by_hand());
}

static void frozen_attention_hands_a_gradient_back(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.backward_flop = 4 * 768 + 4 * 288;
    expect(count_after(t, "attention: {heads: 2, frozen: true}", two_of_three), expected);
    TESTING_EXACT(
        count_at(t, "layers: [{attention: {heads: 2, input: 8, frozen: true}}]", 0, two_of_three).backward_flop, 0);
}

// Adapters of rank 4: 4 x (8 + 8) parameters and 2 x 6 x 8 x 4 = 384 FLOPs each way, beside each matrix of 768.
static void adapters_stand_beside_all_matrices(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.adapter_parameters = 4 * 64;
    expected.parameters += 4 * 64;
    expected.forward_flop += 4 * (384 + 384);
    expected.backward_flop = 4 * (768 + 2 * 768) + 4 * 288;
    expect(count_after(t, "attention: {heads: 2, lora: 4}", two_of_three), expected);
    // Where the input needs none, what leads down to the rank of Q, K and V has a gradient of its weights alone.
    TESTING_EXACT(count_at(t, "layers: [{attention: {heads: 2, input: 8, lora: 4}}]", 0, two_of_three).backward_flop,
                  3 * (2 * 384 + 384) + (768 + 2 * 768) + 4 * 288);
}

static void adapters_may_stand_beside_some_matrices(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = self_by_hand();
    expected.adapter_parameters = 2 * 64;
    expected.parameters += 2 * 64;
    expected.forward_flop += 2 * 768;
    expected.backward_flop = 4 * 768 + 2 * (2 * 768) + 4 * 288;
    expect(count_after(t, "attention: {heads: 2, lora: 4, lora_on: [query, value]}", two_of_three), expected);
    // Where the input needs none, K needs none either: Q K^T has one gradient, its sum over V has two.
    expected.backward_flop = 2 * (2 * 384 + 384) + 288 + 2 * 288 + 768;
    expect(
        count_at(t, "layers: [{attention: {heads: 2, input: 8, lora: 4, lora_on: [query, value]}}]", 0, two_of_three),
        expected);
    // Adapters of the output alone: nothing before them needs a gradient.
    expected = self_by_hand();
    expected.adapter_parameters = 64;
    expected.parameters += 64;
    expected.forward_flop += 768;
    expected.backward_flop = 2 * 384 + 384;
    expect(count_at(t, "layers: [{attention: {heads: 2, input: 8, lora: 4, lora_on: [output]}}]", 0, two_of_three),
           expected);
}

static void frozen_encoders_need_no_gradient_of_cross_attention(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 8, frozen: true}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 8}}, {attention: {kind: cross, heads: 2}}]\n";
    struct count count = count_at(t, text, 2, (struct model_shape){.batch = 2, .sequence = 5, .target = 3});
    // The keys and values of 10 positions, 2 x 10 x 8 x 8 each, have a gradient of their weights alone.
    TESTING_EXACT(count.backward_flop, 4 * (2 * 6 * 64) + 2 * (2 * 10 * 64) + 4 * (2 * 6 * 5 * 8));
}

static void counts_are_linear_in_the_batch(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "attention: {heads: 4, kv_heads: 2, causal: true, window: 3, qk_norm: head, sinks: true}";
    struct count one = count_after(t, layer, (struct model_shape){.batch = 1, .sequence = 7});
    struct count nine = count_after(t, layer, (struct model_shape){.batch = 9, .sequence = 7});
    TESTING_EXACT(nine.parameters, one.parameters);
    TESTING_EXACT(nine.forward_flop, 9 * one.forward_flop);
    TESTING_EXACT(nine.backward_flop, 9 * one.backward_flop);
    TESTING_EXACT(nine.causal_saving_flop, 9 * one.causal_saving_flop);
    TESTING_EXACT(nine.kept_scores_elements, 9 * one.kept_scores_elements);
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
    refuse(t, "layers: [{attention: {heads: 4, kv_heads: 3, input: 8}}]",
           "4 heads cannot share the keys and values of 3: \"kv_heads\" must divide \"heads\"");
    refuse(t, "layers: [{attention: {heads: 4, kv_heads: 8, input: 8}}]", "\"kv_heads\" must divide \"heads\"");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, lora: 4, lora_on: [queries]}}]", "did you mean \"query\"?");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, qk_norm: heads}}]", "did you mean \"head\"?");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, position: rotery}}]", "did you mean \"rotary\"?");
}

// 34 s b h + 5 a s^2 b bytes with elements of 2 bytes and masks of 1: attention 11 s b h + 5 a s^2 b, the feed-forward
// block 19 s b h, the two norms 4 s b h.
static void kept_activations_are_those_of_korthikanti(void **state)
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
            double kept = count.kept_elements + count.kept_split_elements + count.kept_scores_elements;
            bytes[layer] = 2 * kept + count.mask_bytes + count.mask_scores_bytes;
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
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(an_image_is_attended_to_by_all_its_cells),
        TESTING_CASE(cross_attention_by_hand),
        TESTING_CASE(keys_are_projected_from_the_width_of_the_encoder),
        TESTING_CASE(every_bias_has_a_key_of_its_own),
        TESTING_CASE(heads_may_share_keys_and_values),
        TESTING_CASE(queries_and_keys_may_be_normalized),
        TESTING_CASE(sinks_and_positions_multiply_nothing),
        TESTING_CASE(frozen_attention_hands_a_gradient_back),
        TESTING_CASE(adapters_stand_beside_all_matrices),
        TESTING_CASE(adapters_may_stand_beside_some_matrices),
        TESTING_CASE(frozen_encoders_need_no_gradient_of_cross_attention),
        TESTING_CASE(counts_are_linear_in_the_batch),
        TESTING_CASE(attention_that_cannot_be_counted_is_refused),
        TESTING_CASE(kept_activations_are_those_of_korthikanti),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
