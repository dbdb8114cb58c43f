// layer_relative_attention.c against counts by hand and against XLNet as its library executes it.
#include "counting.h"

static const struct model_shape two_of_three = {.batch = 2, .sequence = 3};

static struct count count_after(struct testing *t, const char *keys, struct model_shape shape)
{
    return count_at(
        t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {relative_attention: {%s}}]", keys), 1,
        shape);
}

#define RELATIVE_SIZES "heads: 2, head_width: 3"

// 6 positions of width 8 in 2 heads of 3: Q, K, V and output of 2 x 6 x 48 = 576; relative positions, 6 for each
// sequence, of 2 x 12 x 48 = 1152; content scores and the sum over V of 2 x 6 x 3 x 6 = 216, position scores at
// twice as many.
static struct count relative_by_hand(void)
{
    return (struct count){.parameters = 5 * 48 + 2 * 6,
                          .forward_flop = 4 * 576 + 1152 + 4 * 216,
                          // the relative positions are constants: a gradient of their weights alone
                          .backward_flop = 8 * 576 + 1152 + 8 * 216,
                          .forward_scores_flop = 4 * 216,
                          // two biases of Q; position scores added, softmax and dropout; outputs
                          .forward_elementwise_flop = 2 * 36 + 7 * 36 + 2 * 48,
                          .kept_elements = 48 + 12 * 8,
                          // K, V; the positions; both copies of Q and what the projection reads
                          .kept_split_elements = 2 * 36 + 12 * 6 + 3 * 36,
                          .kept_scores_elements = 2 * 36,
                          .mask_bytes = 48,
                          .mask_scores_bytes = 36};
}

static void relative_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, RELATIVE_SIZES, two_of_three), relative_by_hand());
    expect(count_after(t, RELATIVE_SIZES ", memory: 0, two_stream: false", two_of_three), relative_by_hand());
    expect(count_after(t, "heads: 2", two_of_three), count_after(t, "heads: 2, head_width: 4", two_of_three));
}

static void segments_have_vectors_alone(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = relative_by_hand();
    expected.parameters += 3 * 6;
    // a third bias of Q, its products with both segments, the choice between them for each score
    expected.forward_elementwise_flop += 36 + 4 * 36 + 36;
    expect(count_after(t, RELATIVE_SIZES ", segments: true", two_of_three), expected);
}

// XLNet-large, 24 layers of width 1024 with 16 heads, as transformers 4.27.4 executes them under an operator counter:
// attention alone has 125952000 parameters, and these FLOPs.
static void xlnet_is_what_its_library_executes(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        double batch, sequence, forward, backward;
    } rows[] = {
        {1, 128, 41875931136, 70866960384},
        {1, 512, 206158430208, 360777252864},
        {4, 128, 167503724544, 283467841536},
    };
    const char *text = "layers: [{embedding: {vocabulary: 32000, width: 1024}}, "
                       "{repeat: 24, layers: [{relative_attention: {heads: 16, segments: true}}]}]";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model_shape shape = {.batch = rows[i].batch, .sequence = rows[i].sequence};
        struct count count = count_at(t, text, 1, shape);
        TESTING_EXACT(count.parameters, 125952000);
        TESTING_EXACT(count.forward_flop, rows[i].forward);
        TESTING_EXACT(count.backward_flop, rows[i].backward);
    }
}

// Transformer-XL: 3 queries look at 2 + 3 keys, with as many relative positions. Keys and values of 4 positions of the
// memory, 2 x 4 x 48 = 384 each, have a gradient of their weights alone.
static void a_causal_layer_looks_at_the_segment_before(void **state)
{
    struct testing *t = testing_of(state);
    double scores = 3 * (2 * 6 * 5 * 6), positions = 2 * 10 * 48;
    expect(count_after(t, RELATIVE_SIZES ", causal: true, memory: 2", two_of_three),
           (struct count){.parameters = 5 * 48 + 2 * 6,
                          .forward_flop = 4 * 576 + 2 * 384 + positions + scores,
                          .backward_flop = 8 * 576 + 2 * 384 + positions + 2 * scores,
                          .forward_scores_flop = scores,
                          // half of what lies between the 3 positions themselves
                          .causal_saving_flop = 3 * (2 * 6 * 3 * 6) / 2.0,
                          .causal_saving_backward_flop = 3 * (2 * 6 * 3 * 6),
                          .forward_elementwise_flop = 2 * 36 + 7 * 60 + 2 * 48,
                          .kept_elements = 48 + (4 + 10) * 8,
                          .kept_split_elements = (2 * 10 + 10) * 6 + 3 * 36,
                          .kept_scores_elements = 2 * 60,
                          .mask_bytes = 48,
                          .mask_scores_bytes = 60});
    // Without a memory: half of all scores.
    struct count count = count_after(t, "heads: 2, causal: true", two_of_three);
    TESTING_EXACT(count.causal_saving_flop, count.forward_scores_flop / 2);
}

// XLNet keeps positions of the segment before, too: 5 keys, and 5 + 3 relative positions.
static void a_memory_may_lie_before_what_is_seen_on_both_sides(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_after(t, RELATIVE_SIZES ", memory: 2", two_of_three);
    TESTING_EXACT(count.forward_scores_flop, 2 * 6 * (2 * 5 + 8) * 6);
    TESTING_EXACT(count.forward_flop, 4 * 576 + 2 * 384 + 2 * 16 * 48 + 2 * 6 * (2 * 5 + 8) * 6);
    TESTING_EXACT(count.causal_saving_flop, 0);
}

// The query stream projects, scores and projects back once more; keys, values and relative positions are there.
static void a_query_stream_shares_the_weights(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = relative_by_hand();
    expected.forward_flop += 2 * 576 + 4 * 216;
    expected.backward_flop += 4 * 576 + 8 * 216;
    expected.forward_scores_flop += 4 * 216;
    expected.forward_elementwise_flop *= 2;
    expected.kept_elements += 48;
    expected.kept_split_elements += 3 * 36;
    expected.kept_scores_elements *= 2;
    expected.mask_bytes *= 2;
    expected.mask_scores_bytes *= 2;
    expect(count_after(t, RELATIVE_SIZES ", two_stream: true", two_of_three), expected);
}

static void a_query_stream_computes_where_it_predicts(void **state)
{
    struct testing *t = testing_of(state);
    struct model_shape shape = {.batch = 2, .sequence = 3, .predictions = 1};
    struct count content = count_after(t, RELATIVE_SIZES, shape);
    struct count both = count_after(t, RELATIVE_SIZES ", two_stream: true", shape);
    // 2 queries: 2 x 2 x 48 for each projection, 2 x 2 x 3 x 6 for content scores and sum, twice that for positions
    TESTING_EXACT(both.forward_flop - content.forward_flop, 2 * 192 + 4 * 72);
    TESTING_EXACT(both.backward_flop - content.backward_flop, 4 * 192 + 8 * 72);
    expect(content, relative_by_hand());
}

static void gradients_of_frozen_and_adapted_matrices(void **state)
{
    struct testing *t = testing_of(state);
    const char *first = "layers: [{relative_attention: {input: 8, " RELATIVE_SIZES "%s}}]";
    TESTING_EXACT(count_at(t, testing_text(t, first, ""), 0, two_of_three).backward_flop,
                  3 * 576 + 2 * 576 + 1152 + 8 * 216);
    TESTING_EXACT(count_at(t, testing_text(t, first, ", frozen: true"), 0, two_of_three).backward_flop, 0);
    // Nothing of the projected positions needs a gradient: position scores (432) have one, that of Q.
    TESTING_EXACT(count_after(t, RELATIVE_SIZES ", frozen: true", two_of_three).backward_flop, 4 * 576 + 432 + 4 * 216);
    // Adapters of rank 4 beside all five: 8 + 6 for each rank, 2 x 6 x 4 = 48 FLOPs for each of them, twice that for
    // the positions, which need no gradient of what they read (96 x 8).
    struct count adapted = count_after(t, RELATIVE_SIZES ", lora: 4", two_of_three);
    double adapter = 48 * 14, positions = 96 * 14;
    TESTING_EXACT(adapted.adapter_parameters, 5 * (4 * 14));
    TESTING_EXACT(adapted.forward_flop, 4 * (576 + adapter) + 1152 + positions + 4 * 216);
    TESTING_EXACT(adapted.backward_flop, 4 * (576 + 2 * adapter) + (2 * positions - 96 * 8) + 8 * 216);
    // The query stream goes through the same adapters.
    struct count both = count_after(t, RELATIVE_SIZES ", lora: 4, two_stream: true", two_of_three);
    TESTING_EXACT(both.parameters, adapted.parameters);
    TESTING_EXACT(both.adapter_parameters, adapted.adapter_parameters);
    TESTING_EXACT(both.backward_flop, adapted.backward_flop + 2 * (576 + 2 * adapter) + 8 * 216);
}

// 2 x 6 x 8 x 3 = 288 FLOPs of a dense layer after it, which is frozen: a gradient only where something is trained.
static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{relative_attention: {input: 8, heads: 2, %s}}, {dense: {width: 3, frozen: true}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "two_stream: false"), 1, two_of_three).backward_flop, 288);
    TESTING_EXACT(count_at(t, testing_text(t, text, "two_stream: true"), 1, two_of_three).backward_flop, 288);
    TESTING_EXACT(count_at(t, testing_text(t, text, "frozen: true"), 1, two_of_three).backward_flop, 0);
}

static void relative_attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{relative_attention: {input: 8}}]", "\"heads\" is missing");
    refuse(t, "layers: [{relative_attention: {heads: 2}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{relative_attention: {heads: 3, input: 8}}]", "3 heads do not divide the width 8");
    refuse(t, "layers: [{relative_attention: {heads: 2, input: 8, causal: true, two_stream: true}}]",
           "two streams predict in any order; a causal mask has one order and one stream");
    refuse(t, "layers: [{relative_attention: {heads: 2, input: 8, at: first}}]",
           "attention with relative positions computes at every position");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(relative_attention_by_hand),
        TESTING_CASE(segments_have_vectors_alone),
        TESTING_CASE(xlnet_is_what_its_library_executes),
        TESTING_CASE(a_causal_layer_looks_at_the_segment_before),
        TESTING_CASE(a_memory_may_lie_before_what_is_seen_on_both_sides),
        TESTING_CASE(a_query_stream_shares_the_weights),
        TESTING_CASE(a_query_stream_computes_where_it_predicts),
        TESTING_CASE(gradients_of_frozen_and_adapted_matrices),
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(relative_attention_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
