// layer_gated_cross_attention.c against counts by hand and against the sizes of Flamingo-3B.
#include "counting.h"

static const struct model_shape three_to_five = {.batch = 2, .sequence = 5, .target = 3};

// `encoder` and `decoder` go into the embeddings, `keys` into the layer.
static struct count count_with(struct testing *t, const char *encoder, const char *decoder, const char *keys)
{
    const char *text = testing_text(t,
                                    "encoder: [{embedding: {vocabulary: 7, width: 4%s}}]\n"
                                    "decoder: [{embedding: {vocabulary: 7, width: 8%s}}, "
                                    "{gated_cross_attention: {heads: 2, head_width: 3, mlp_width: 5%s}}]\n",
                                    encoder, decoder, keys);
    return count_at(t, text, 2, three_to_five);
}

// 6 queries of width 8 look at 10 positions of width 4, 5 in each sequence, in heads 2 x 3 wide. Query and output
// 2 x 6 x 48 = 576; key and value 2 x 10 x 24 = 480; Q K^T and its sum over V 2 x 6 x 5 x 6 = 360; feed-forward block
// twice 2 x 6 x 40 = 480.
static void gated_cross_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_with(t, "", "", ""),
           (struct count){.parameters = 2 * 48 + 2 * 24 + 2 * 40 + 2 * 16 + 2,
                          .forward_flop = 2 * 576 + 2 * 480 + 2 * 360 + 2 * 480,
                          .backward_flop = 2 * (2 * 576 + 2 * 480 + 2 * 360 + 2 * 480),
                          .forward_scores_flop = 2 * 360,
                          // norm, gate and residual of both halves; softmax of 60 scores; GELU
                          .forward_elementwise_flop = 2 * (8 + 2) * 48 + 5 * 60 + 12 * 30,
                          // of both halves what norm, matrix and gate read; the encoder's output
                          .kept_elements = 2 * 3 * 48 + 40,
                          // Q, what the projection reads; K, V; hidden sums and outputs
                          .kept_split_elements = 2 * 36 + 2 * 60 + 2 * 30,
                          .kept_scores_elements = 60});
}

// The text model and what it looks at are frozen: keys and values have a gradient of their weights alone. Queries and
// feed-forward block follow a norm that is trained, so that their input needs a gradient too.
static void gradients_beside_a_frozen_model(void **state)
{
    struct testing *t = testing_of(state);
    const double forward = 2 * 576 + 2 * 480 + 2 * 360 + 2 * 480;
    TESTING_EXACT(count_with(t, ", frozen: true", ", frozen: true", "").backward_flop, 2 * forward - 2 * 480);
    TESTING_EXACT(count_with(t, ", frozen: true", ", frozen: true", ", frozen: true").backward_flop, 0);
    // Frozen itself, between trained embeddings: one gradient of each matrix, two of each product.
    TESTING_EXACT(count_with(t, "", "", ", frozen: true").backward_flop, forward + 2 * 360);
    // Frozen itself, after a trained encoder: keys, values, scores and all that follows.
    TESTING_EXACT(count_with(t, "", ", frozen: true", ", frozen: true").backward_flop,
                  2 * 480 + 360 + 2 * 360 + 576 + 2 * 480);
}

// Rank 4: queries and output 2 x (8 + 6), keys and values 2 x (4 + 6), feed-forward block 2 x (8 + 5) for each rank.
// Norms and gates are frozen.
static void adapters_stand_beside_every_matrix(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_with(t, ", frozen: true", ", frozen: true", ", lora: 4");
    TESTING_EXACT(count.adapter_parameters, 4 * (2 * 14 + 2 * 10 + 2 * 13));
    // 6 positions x 2 x 4 = 48 and 10 x 2 x 4 = 80 FLOPs for each row of an adapter
    double query = 48 * 8 + 2 * (48 * 6), read = 80 * 4 + 2 * (80 * 6); // no gradient of what these two read
    double output = 2 * 48 * 14, block = 2 * 48 * 13;
    TESTING_EXACT(count.backward_flop, query + 2 * read + 4 * 360 + (576 + output) + (480 + block) + (480 + block));
}

static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 4, frozen: true}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 8, frozen: true}}, "
                       "{gated_cross_attention: {heads: 2, mlp_width: 5%s}}, {dense: {width: 5, frozen: true}}]\n";
    TESTING_EXACT(count_at(t, testing_text(t, text, ""), 3, three_to_five).backward_flop, 480);
    TESTING_EXACT(count_at(t, testing_text(t, text, ", lora: 2"), 3, three_to_five).backward_flop, 480);
    TESTING_EXACT(count_at(t, testing_text(t, text, ", frozen: true"), 3, three_to_five).backward_flop, 0);
}

// Alayrac et al. 2022, table 1: those of Flamingo-3B, one before each of 24 layers of width 2048, have 1.2 billion
// parameters together. Visual features are 1536 wide.
static void flamingo_3b_has_1200_million_in_24_layers(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 1536}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 2048}}, {repeat: 24, layers: "
                       "[{gated_cross_attention: {heads: 16, head_width: 128, mlp_width: 4 * 2048}}]}]\n";
    TESTING_CLOSE(count_at(t, text, 2, three_to_five).parameters, 1.2e9, 0.05);
}

static void gated_cross_attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{gated_cross_attention: {heads: 2, mlp_width: 5, input: 8}}]",
           "cross attention needs an encoder to look at; this model has none before it");
    refuse(t,
           "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
           "decoder: [{gated_cross_attention: {heads: 3, mlp_width: 5, input: 8}}]\n",
           "3 heads do not divide the width 8");
    refuse(t,
           "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
           "decoder: [{gated_cross_attention: {heads: 2, input: 8}}]\n",
           "\"mlp_width\" is missing");
    refuse(t,
           "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
           "decoder: [{gated_cross_attention: {heads: 2, mlp_width: 5}}]\n",
           "no layer before this one gives a width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(gated_cross_attention_by_hand),
        TESTING_CASE(gradients_beside_a_frozen_model),
        TESTING_CASE(adapters_stand_beside_every_matrix),
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(flamingo_3b_has_1200_million_in_24_layers),
        TESTING_CASE(gated_cross_attention_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
