// layer_linear_attention.c against counts by hand.
#include "counting.h"

static const struct model_shape two_of_five = {.batch = 2, .sequence = 5};

static struct count count_after(struct testing *t, const char *layer, struct model_shape shape)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {%s}]", layer), 1, shape);
}

#define LINEAR_SIZES "heads: 2, head_width: 3, features: 5"

// 10 positions of width 8 in 2 heads of 3, 5 features: four projections of 2 x 10 x 8 x 6 = 960; two maps of
// 2 x 10 x 2 x 3 x 5 = 600; K'^T V and its product with Q' as many each; the normaliser 2 x 10 x 2 x 5 = 200.
static struct count linear_by_hand(void)
{
    return (struct count){.parameters = 3 * (48 + 6) + (48 + 8),
                          .forward_flop = 4 * 960 + 2 * 600 + 2 * 600 + 200,
                          // the maps have a gradient of their input alone: the features are drawn, not trained
                          .backward_flop = 8 * 960 + 2 * 600 + 4 * 600 + 2 * 200,
                          .forward_scores_flop = 2 * 600 + 200,
                          // biases; |x|^2 and 5 for each feature on both sides; K'^T 1; the division; dropout, residual
                          .forward_elementwise_flop = 3 * 60 + 80 + 2 * (10 * 2 * (2 * 3 + 5 * 5)) + 100 + 60 + 2 * 80,
                          .kept_elements = 80,
                          // Q, K, V, what the projection reads; Q', K'; K'^T V and K'^T 1 of 2 sequences and 2 heads
                          .kept_split_elements = 4 * 60 + 2 * 100 + 4 * 5 * (3 + 1),
                          .mask_bytes = 80};
}

static void linear_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "linear_attention: {" LINEAR_SIZES "}", two_of_five), linear_by_hand());
    expect(count_after(t, "linear_attention: {" LINEAR_SIZES ", bias: true}", two_of_five), linear_by_hand());
    expect(count_after(t, "linear_attention: {heads: 2, features: 5}", two_of_five),
           count_after(t, "linear_attention: {heads: 2, head_width: 4, features: 5}", two_of_five));
}

// Prefix sums have as many products, and none of them is superfluous.
static void a_causal_mask_changes_no_count(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "linear_attention: {" LINEAR_SIZES ", causal: true}", two_of_five), linear_by_hand());
}

static void counts_are_linear_in_batch_and_length(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "linear_attention: {" LINEAR_SIZES "}";
    struct count one = count_after(t, layer, (struct model_shape){.batch = 1, .sequence = 64});
    struct count longer = count_after(t, layer, (struct model_shape){.batch = 1, .sequence = 640});
    struct count more = count_after(t, layer, (struct model_shape){.batch = 10, .sequence = 64});
    TESTING_EXACT(longer.forward_flop, 10 * one.forward_flop);
    TESTING_EXACT(longer.backward_flop, 10 * one.backward_flop);
    TESTING_EXACT(longer.kept_scores_elements, 0);
    TESTING_EXACT(more.forward_flop, 10 * one.forward_flop);
    TESTING_EXACT(more.kept_split_elements, 10 * one.kept_split_elements);
}

static void gradients_of_frozen_and_adapted_matrices(void **state)
{
    struct testing *t = testing_of(state);
    const char *first = "layers: [{linear_attention: {" LINEAR_SIZES ", input: 8%s}}]";
    TESTING_EXACT(count_at(t, testing_text(t, first, ""), 0, two_of_five).backward_flop,
                  3 * 960 + 2 * 960 + 2 * 600 + 4 * 600 + 2 * 200);
    TESTING_EXACT(count_at(t, testing_text(t, first, ", frozen: true"), 0, two_of_five).backward_flop, 0);
    struct count count = count_after(t, "linear_attention: {" LINEAR_SIZES ", frozen: true}", two_of_five);
    TESTING_EXACT(count.backward_flop, 4 * 960 + 2 * 600 + 4 * 600 + 2 * 200);
    // Adapters of rank 4 beside each matrix: 8 + 6 for each rank, 2 x 10 x 4 = 80 FLOPs for each of them.
    count = count_after(t, "linear_attention: {" LINEAR_SIZES ", lora: 4}", two_of_five);
    TESTING_EXACT(count.adapter_parameters, 4 * (4 * 14));
    TESTING_EXACT(count.backward_flop, 4 * (960 + 2 * 80 * 14) + 2 * 600 + 4 * 600 + 2 * 200);
}

static void biases_have_keys_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "linear_attention: {" LINEAR_SIZES ", %s}";
    TESTING_EXACT(count_after(t, testing_text(t, layer, "bias: false"), two_of_five).parameters, 4 * 48);
    TESTING_EXACT(count_after(t, testing_text(t, layer, "qkv_bias: false"), two_of_five).parameters, 4 * 48 + 8);
    TESTING_EXACT(count_after(t, testing_text(t, layer, "output_bias: false"), two_of_five).parameters, 4 * 48 + 18);
}

// 2 queries and 10 keys: a fifth of what queries alone do.
static void only_the_queries_follow_at(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = linear_by_hand();
    expected.forward_flop -= 4 * (2 * 960 + 600 + 600 + 200) / 5.0;
    expected.backward_flop -= 4 * (2 * 2 * 960 + 600 + 2 * 600 + 2 * 200) / 5.0;
    expected.forward_scores_flop -= 4 * (600 + 200) / 5.0;
    expected.forward_elementwise_flop -= 4 * (60 + 80 + 10 * 2 * (2 * 3 + 5 * 5) + 60 + 2 * 80) / 5.0;
    expected.kept_split_elements -= 4 * (2 * 60 + 100) / 5.0;
    expected.mask_bytes = 16;
    expect(count_after(t, "linear_attention: {" LINEAR_SIZES ", at: first}", two_of_five), expected);
}

// 2 x 10 x 8 x 3 = 480 FLOPs of a dense layer after it, which is frozen: a gradient only where something is trained.
static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{linear_attention: {" LINEAR_SIZES ", input: 8, frozen: %s}}, "
                       "{dense: {width: 3, frozen: true}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 1, two_of_five).backward_flop, 480);
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 1, two_of_five).backward_flop, 0);
}

static void linear_attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{linear_attention: {heads: 2, input: 8}}]", "\"features\" is missing");
    refuse(t, "layers: [{linear_attention: {heads: 3, features: 3, input: 8}}]", "3 heads do not divide the width 8");
    refuse(t, "layers: [{linear_attention: {heads: 2, features: 3}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{linear_attention: {heads: 2, features: 0, input: 8}}]", "\"features\" must be at least 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(linear_attention_by_hand),
        TESTING_CASE(a_causal_mask_changes_no_count),
        TESTING_CASE(counts_are_linear_in_batch_and_length),
        TESTING_CASE(gradients_of_frozen_and_adapted_matrices),
        TESTING_CASE(biases_have_keys_of_their_own),
        TESTING_CASE(only_the_queries_follow_at),
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(linear_attention_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
