// layer_latent_attention.c against counts by hand and against the sizes of DeepSeek-V3.
#include "counting.h"

static const struct model_shape two_of_three = {.batch = 2, .sequence = 3};

#define LATENT_SIZES "heads: 2, query_rank: 3, kv_rank: 4, nope_width: 3, rope_width: 2, value_width: 5"

static struct count count_after(struct testing *t, const char *keys)
{
    return count_at(t,
                    testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {latent_attention: {%s}}]", keys),
                    1, two_of_three);
}

// 6 positions of width 8. Matrices: queries 8 x 3 and 3 x 10, keys and values 8 x (4 + 2) and 4 x (6 + 10), output
// 10 x 8: 246 numbers, 12 FLOPs each. Queries and keys are 2 x (3 + 2) wide, values 2 x 5: Q K^T and its sum over V
// are 2 x 6 x 3 x 10 = 360 each.
static struct count latent_by_hand(void)
{
    return (struct count){.parameters = 246 + 3 + 4,
                          .forward_flop = 12 * 246 + 2 * 360,
                          .backward_flop = 24 * 246 + 4 * 360,
                          .forward_scores_flop = 2 * 360,
                          // norms of 3 + 4; rotation of 2 numbers of each head's query and of the key; softmax; outputs
                          .forward_elementwise_flop = 4 * 6 * 7 + 3 * 2 * (12 + 6) + 6 * 36 + 2 * 48,
                          // input; both compressed vectors before and after their norm
                          .kept_elements = 48 + 2 * 6 * 7,
                          // Q, K, V, what the projection reads
                          .kept_split_elements = 4 * 60,
                          .kept_scores_elements = 2 * 36,
                          .mask_bytes = 48,
                          .mask_scores_bytes = 36};
}

static void latent_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, LATENT_SIZES), latent_by_hand());
    struct count expected = latent_by_hand();
    expected.causal_saving_flop = 360;
    expected.causal_saving_backward_flop = 720;
    expect(count_after(t, LATENT_SIZES ", causal: true"), expected);
}

static void norms_and_biases_are_optional(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = latent_by_hand();
    expected.parameters -= 3 + 4;
    expected.forward_elementwise_flop -= 4 * 6 * 7;
    expected.kept_elements -= 6 * 7;
    expect(count_after(t, LATENT_SIZES ", norms: false"), expected);
    expected = latent_by_hand();
    expected.parameters += 3 + (4 + 2) + 8; // of both compressions and of the output
    expected.forward_elementwise_flop += 6 * (3 + 6 + 8);
    expect(count_after(t, LATENT_SIZES ", bias: true"), expected);
}

static void queries_may_be_projected_straight(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = latent_by_hand();
    expected.parameters += 8 * 10 - (8 * 3 + 3 * 10 + 3);
    expected.forward_flop += 12 * (80 - 54);
    expected.backward_flop += 24 * (80 - 54);
    expected.forward_elementwise_flop -= 4 * 6 * 3;
    expected.kept_elements -= 2 * 6 * 3;
    const char *sizes = "heads: 2, kv_rank: 4, nope_width: 3, rope_width: 2, value_width: 5";
    expect(count_after(t, sizes), expected);
    // The bias of the library is never that of such queries.
    TESTING_EXACT(count_after(t, testing_text(t, "%s, bias: true", sizes)).parameters,
                  expected.parameters + (4 + 2) + 8);
}

// arXiv 2412.19437, section 4.2: width 7168, 128 heads, ranks 1536 and 512, 128 + 64 and 128 numbers a head.
static void deepseek_v3_has_187_million_in_each_layer(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{latent_attention: {input: 7168, heads: 128, query_rank: 1536, kv_rank: 512, "
                       "nope_width: 128, rope_width: 64, value_width: 128, causal: true}}]";
    struct count count = count_at(t, text, 0, (struct model_shape){.batch = 1, .sequence = 4096});
    TESTING_EXACT(count.parameters, 187107328);
    TESTING_EXACT(count.forward_scores_flop, 2.0 * 4096 * 4096 * 128 * (128 + 64 + 128));
}

static void gradients_of_frozen_and_adapted_matrices(void **state)
{
    struct testing *t = testing_of(state);
    const char *first = "layers: [{latent_attention: {" LATENT_SIZES ", input: 8%s}}]";
    // What reads the input, 8 x 3 and 8 x 6, has a gradient of its weights alone.
    TESTING_EXACT(count_at(t, testing_text(t, first, ""), 0, two_of_three).backward_flop,
                  24 * 246 - 12 * (24 + 48) + 4 * 360);
    TESTING_EXACT(count_at(t, testing_text(t, first, ", frozen: true"), 0, two_of_three).backward_flop, 0);
    TESTING_EXACT(count_after(t, LATENT_SIZES ", frozen: true").backward_flop, 12 * 246 + 4 * 360);
    // Adapters of rank 4: 8 + 3, 3 + 10, 8 + 6, 4 + 16 and 10 + 8 numbers for each rank.
    struct count adapted = count_after(t, LATENT_SIZES ", lora: 4");
    TESTING_EXACT(adapted.adapter_parameters, 4 * (11 + 13 + 14 + 20 + 18));
    TESTING_EXACT(adapted.forward_flop, 12 * (246 + 4 * 76) + 2 * 360);
    TESTING_EXACT(adapted.backward_flop, 12 * (246 + 2 * 4 * 76) + 4 * 360);
}

// 2 queries and 6 keys.
static void only_the_queries_follow_at(void **state)
{
    struct testing *t = testing_of(state);
    expect(
        count_after(t, LATENT_SIZES ", at: first, causal: true"),
        (struct count){.parameters = 246 + 3 + 4,
                       .forward_flop = 4 * (24 + 30 + 80) + 12 * (48 + 64) + 2 * 120,
                       .backward_flop = 8 * (24 + 30 + 80) + 24 * (48 + 64) + 4 * 120,
                       .forward_scores_flop = 2 * 120,
                       .causal_saving_flop = 120,
                       .causal_saving_backward_flop = 240,
                       .forward_elementwise_flop = 4 * (2 * 3 + 6 * 4) + 3 * 2 * (2 * 2 + 6) + 6 * (2 * 3 * 2) + 2 * 16,
                       .kept_elements = 48 + 2 * (2 * 3 + 6 * 4),
                       .kept_split_elements = 2 * (10 + 10) + 6 * (10 + 10),
                       .kept_scores_elements = 2 * (2 * 3 * 2),
                       .mask_bytes = 16,
                       .mask_scores_bytes = 2 * 3 * 2});
}

// 2 x 6 x 8 x 3 = 288 FLOPs of a dense layer after it, which is frozen: a gradient only where something is trained.
static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{latent_attention: {" LATENT_SIZES ", input: 8, frozen: %s}}, "
                       "{dense: {width: 3, frozen: true}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 1, two_of_three).backward_flop, 288);
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 1, two_of_three).backward_flop, 0);
}

static void latent_attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{latent_attention: {" LATENT_SIZES "}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{latent_attention: {input: 8, heads: 2, nope_width: 3, value_width: 5}}]",
           "\"kv_rank\" is missing");
    refuse(t, "layers: [{latent_attention: {input: 8, " LATENT_SIZES ", rope_with: 3}}]",
           "did you mean \"rope_width\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(latent_attention_by_hand),
        TESTING_CASE(norms_and_biases_are_optional),
        TESTING_CASE(queries_may_be_projected_straight),
        TESTING_CASE(deepseek_v3_has_187_million_in_each_layer),
        TESTING_CASE(gradients_of_frozen_and_adapted_matrices),
        TESTING_CASE(only_the_queries_follow_at),
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(latent_attention_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
