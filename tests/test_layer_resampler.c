// layer_resampler.c against counts by hand.
#include "counting.h"

static const struct model_shape two_of_five = {.batch = 2, .sequence = 5};

#define RESAMPLER_SIZES "queries: 2, layers: 3, heads: 2, head_width: 3, mlp_width: 5, times: 4"

// FLOPs of a layer: 4 queries and 10 features of width 8, in heads 2 x 3 wide. Query and output 2 x 4 x 48 = 384; key
// and value of the features 2 x 10 x 48 = 960, of the queries 384; 4 queries look at 5 + 2 keys: 2 x 4 x 7 x 6 = 336
// twice; feed-forward block 2 x 4 x 40 = 320 twice.
enum {
    QUERY = 384,
    FEATURES = 960,
    SCORES = 336,
    BLOCK = 320,
    LAYER = 4 * QUERY + 2 * FEATURES + 2 * (SCORES + BLOCK)
};

static struct count count_after(struct testing *t, const char *embedding, const char *keys, size_t index)
{
    const char *text = testing_text(t,
                                    "layers: [{embedding: {vocabulary: 7, width: 8%s}}, "
                                    "{resampler: {" RESAMPLER_SIZES "%s}}, {dense: {width: 3, frozen: true}}]",
                                    embedding, keys);
    return count_at(t, text, index, two_of_five);
}

static void resampler_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "", "", 1),
           (struct count){// matrices, feed-forward block and three norms of each layer; queries, times, the last norm
                          .parameters = 3 * (4 * 48 + 2 * 40 + 3 * 16) + 2 * 8 + 4 * 8 + 16,
                          .forward_flop = 3 * LAYER,
                          .backward_flop = 2 * 3 * LAYER,
                          .forward_scores_flop = 3 * 2 * SCORES,
                          // norms of 10 features and twice of 4 queries, softmax of 56 scores, squared ReLU, residuals;
                          // the times; the last norm
                          .forward_elementwise_flop = 3 * (8 * 18 * 8 + 5 * 56 + 2 * 20 + 2 * 32) + 80 + 8 * 32,
                          // normed features, queries before and after both norms; features; what the last norm reads
                          .kept_elements = 3 * (80 + 4 * 32) + 80 + 32,
                          // Q, what the projection reads; K, V; hidden sums and outputs
                          .kept_split_elements = 3 * (2 * 24 + 2 * 84 + 2 * 20),
                          .kept_scores_elements = 3 * 56});
}

static void the_queries_flow_on(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_EXACT(count_after(t, "", "", 2).forward_flop, 2 * 4 * 8 * 3);
    // From an image, and as many as were asked for: what follows is a sequence.
    const char *text = "image: [4, 6, 8]\nlayers: [{resampler: {queries: 5, layers: 1, heads: 2, mlp_width: 16}}, "
                       "{attention: {heads: 2}}]";
    const struct model_shape image = {.batch = 2};
    TESTING_EXACT(count_at(t, text, 0, image).forward_scores_flop, 2 * (2 * 10 * (24 + 5) * 8));
    TESTING_EXACT(count_at(t, text, 1, image).forward_scores_flop, 2 * (2 * 10 * 5 * 8));
    // A kernel over a sequence: 2 x 5 positions of 3 cells, not of 3 x 3.
    text = "image: [4, 6, 8]\nlayers: [{resampler: {queries: 5, layers: 1, heads: 2, mlp_width: 16}}, "
           "{conv: {kernel: 3, filters: 4}}]";
    TESTING_EXACT(count_at(t, text, 1, image).forward_flop, 2 * 10 * (3 * 8) * 4);
}

static void a_decoder_looks_at_the_queries(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "encoder: [{embedding: {vocabulary: 7, width: 8}}, {resampler: {" RESAMPLER_SIZES "}}]\n"
                       "decoder: [{embedding: {vocabulary: 7, width: 8}}, "
                       "{gated_cross_attention: {heads: 2, mlp_width: 5}}]\n";
    TESTING_EXACT(
        count_at(t, text, 3, (struct model_shape){.batch = 2, .sequence = 5, .target = 3}).forward_scores_flop,
        2 * (2 * 6 * 2 * 8));
}

static void times_are_optional(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 8}}, {resampler: {queries: 2, layers: 3, heads: 2, "
                       "head_width: 3, mlp_width: 5}}]";
    struct count with = count_after(t, "", "", 1), without = count_at(t, text, 1, two_of_five);
    TESTING_EXACT(with.parameters - without.parameters, 4 * 8);
    TESTING_EXACT(with.forward_elementwise_flop - without.forward_elementwise_flop, 80);
    TESTING_EXACT(with.forward_flop, without.forward_flop);
}

static void gradients_of_frozen_features(void **state)
{
    struct testing *t = testing_of(state);
    // A norm that is trained stands before every matrix, so that each needs a gradient of its input.
    TESTING_EXACT(count_after(t, ", frozen: true", "", 1).backward_flop, 2 * 3 * LAYER);
    TESTING_EXACT(count_after(t, ", frozen: true", "", 2).backward_flop, 2 * 4 * 8 * 3);
    TESTING_EXACT(count_after(t, ", frozen: true", ", frozen: true", 1).backward_flop, 0);
    TESTING_EXACT(count_after(t, ", frozen: true", ", frozen: true", 2).backward_flop, 0);
}

// Frozen, it hands a gradient back to the features. In its first layer nothing needs one of the queries; in the others
// everything does, and each product has two.
static void a_frozen_resampler_hands_a_gradient_back(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_EXACT(count_after(t, "", ", frozen: true", 1).backward_flop,
                  2 * FEATURES + SCORES + 2 * SCORES + QUERY + 2 * BLOCK + 2 * (LAYER + 2 * SCORES));
}

// Rank 2: 2 x (8 + 6) beside each of four matrices, 2 x (8 + 5) beside both of the feed-forward block.
static void adapters_count_once_for_features_and_queries(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_after(t, ", frozen: true", ", lora: 2", 1);
    TESTING_EXACT(count.adapter_parameters, 3 * 2 * (4 * 14 + 2 * 13));
    TESTING_EXACT(count.parameters, count_after(t, "", "", 1).parameters + count.adapter_parameters);
    // FLOPs of adapters: 4 x 2 x 2 = 16 for each row of one at the queries, 10 x 2 x 2 = 40 at the features. In the
    // first layer what reads queries or features needs no gradient of its input; in the others that holds of features.
    double first = 16 * (8 + 2 * 6), later = QUERY + 2 * 16 * 14, features = 40 * (8 + 2 * 6);
    double rest = 4 * SCORES + (QUERY + 2 * 16 * 14) + 2 * (BLOCK + 2 * 16 * 13);
    TESTING_EXACT(count.backward_flop, 3 * (2 * features + rest) + 3 * first + 2 * 3 * later);
}

// Whatever precedes: a layer more is a layer more.
static void layers_after_the_first_are_alike(void **state)
{
    struct testing *t = testing_of(state);
    double forward[4] = {0}, backward[4] = {0}, parameters[4] = {0};
    for (int layers = 1; layers <= 4; layers++) {
        const char *text = testing_text(t,
                                        "layers: [{embedding: {vocabulary: 7, width: 8}}, {resampler: {queries: 2, "
                                        "layers: %d, heads: 2, mlp_width: 5, frozen: true}}]",
                                        layers);
        struct count count = count_at(t, text, 1, two_of_five);
        forward[layers - 1] = count.forward_flop;
        backward[layers - 1] = count.backward_flop;
        parameters[layers - 1] = count.parameters;
    }
    for (int i = 2; i < 4; i++) {
        TESTING_EXACT(forward[i] - forward[i - 1], forward[1] - forward[0]);
        TESTING_EXACT(backward[i] - backward[i - 1], backward[1] - backward[0]);
        TESTING_EXACT(parameters[i] - parameters[i - 1], parameters[1] - parameters[0]);
    }
    assert_true(backward[1] - backward[0] > backward[0]);
}

static void resamplers_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{resampler: {" RESAMPLER_SIZES "}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{resampler: {input: 8, " RESAMPLER_SIZES ", at: first}}]", "a resampler reads every position");
    refuse(t, "layers: [{resampler: {input: 8, queries: 2, layers: 3, heads: 3, mlp_width: 5}}]",
           "3 heads do not divide the width 8");
    refuse(t, "layers: [{resampler: {input: 8, layers: 3, heads: 2, mlp_width: 5}}]", "\"queries\" is missing");
    refuse(t, "layers: [{resampler: {input: 8, queries: 2, layers: 0, heads: 2, mlp_width: 5}}]",
           "\"layers\" must be at least 1, not 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(resampler_by_hand),
        TESTING_CASE(the_queries_flow_on),
        TESTING_CASE(a_decoder_looks_at_the_queries),
        TESTING_CASE(times_are_optional),
        TESTING_CASE(gradients_of_frozen_features),
        TESTING_CASE(a_frozen_resampler_hands_a_gradient_back),
        TESTING_CASE(adapters_count_once_for_features_and_queries),
        TESTING_CASE(layers_after_the_first_are_alike),
        TESTING_CASE(resamplers_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
