// attention_span.c: keys in reach, their scores and what a causal mask saves; and as attention uses it: sliding
// windows, global positions, matrices of their own for those.
#include "counting.h"
#include "workload/attention_span.h"

static const struct model_shape two_of_seven = {.batch = 2, .sequence = 7};

static struct count count_after(struct testing *t, const char *layer, struct model_shape shape)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {%s}]", layer), 1, shape);
}

static double scores_of(struct attention_span span, double queries, double keys)
{
    struct attention_span_reach one = attention_span_reach(span, queries, keys);
    return one.ordinary * one.seen + one.globals * one.keys;
}

static void reach_is_never_more_than_there_is(void **state)
{
    (void)state;
    TESTING_EXACT(scores_of((struct attention_span){0}, 7, 7), 49);
    TESTING_EXACT(scores_of((struct attention_span){0}, 1, 7), 7);
    TESTING_EXACT(scores_of((struct attention_span){.window = 3}, 7, 7), 21);
    TESTING_EXACT(scores_of((struct attention_span){.window = 3}, 1, 7), 3);
    TESTING_EXACT(scores_of((struct attention_span){.window = 9}, 7, 7), 49);
    // 5 ordinary queries see 3 + 2 keys, 2 global ones see 7.
    TESTING_EXACT(scores_of((struct attention_span){.window = 3, .globals = 2}, 7, 7), 5 * 5 + 2 * 7);
    TESTING_EXACT(scores_of((struct attention_span){.window = 3, .globals = 9}, 7, 7), 49);
    for (double window = 7; window < 10; window++)
        for (double globals = 0; globals < 10; globals++)
            TESTING_EXACT(scores_of((struct attention_span){.window = window, .globals = globals}, 7, 7), 49);
}

static void scores_have_gradients_where_they_are_needed(void **state)
{
    (void)state;
    static const struct {
        bool query, key, value, sum;
        double backward; // 2 x 6 x 3 x 5 = 180 for Q K^T, 2 x 6 x 3 x 4 = 144 for the sum over V
    } rows[] = {
        {true, true, true, true, 2 * 180 + 2 * 144},
        {true, false, true, true, 180 + 2 * 144},
        {false, false, true, true, 144},
        {true, false, false, true, 180 + 144},
        {false, false, false, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct count count = {0};
        assert_int_equal(attention_span_scores(&count, 6, 3, 5, 4, rows[i].query, rows[i].key, rows[i].value),
                         rows[i].sum);
        TESTING_EXACT(count.forward_flop, 180 + 144);
        TESTING_EXACT(count.forward_scores_flop, 180 + 144);
        TESTING_EXACT(count.backward_flop, rows[i].backward);
    }
}

// In each of 2 sequences and 2 heads a causal mask leaves out half of the triangle of the first 3 queries: 3 x 3 / 2
// scores of 2 x 2 x 4 FLOPs. As many as of a sequence of 3 that is seen in full.
static void a_causal_window_saves_the_triangle_at_the_beginning(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_after(t, "attention: {heads: 2, causal: true, window: 3}", two_of_seven);
    TESTING_EXACT(count.causal_saving_flop, 2 * 2 * (3 * 3 / 2.0) * 16);
    struct count full =
        count_after(t, "attention: {heads: 2, causal: true}", (struct model_shape){.batch = 2, .sequence = 3});
    TESTING_EXACT(count.causal_saving_flop, full.causal_saving_flop);
    TESTING_EXACT(full.causal_saving_flop, full.forward_scores_flop / 2);
}

// 14 positions of width 8: 2 x 14 x 64 = 1792 for each projection, 2 x 14 x 3 x 8 = 672 for Q K^T and its sum over V.
static void a_window_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "attention: {heads: 2, window: 3}", two_of_seven),
           (struct count){.parameters = 4 * 72,
                          .forward_flop = 4 * 1792 + 2 * 672,
                          .backward_flop = 8 * 1792 + 4 * 672,
                          .forward_scores_flop = 2 * 672,
                          .forward_elementwise_flop = 4 * 112 + 6 * (14 * 3 * 2) + 2 * 112,
                          .kept_elements = 112,
                          .kept_split_elements = 4 * 112,
                          .kept_scores_elements = 2 * (14 * 3 * 2),
                          .mask_bytes = 112,
                          .mask_scores_bytes = 14 * 3 * 2});
}

static void a_window_as_wide_as_the_sequence_is_full_attention(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "attention: {heads: 2, window: 7}", two_of_seven),
           count_after(t, "attention: {heads: 2}", two_of_seven));
    expect(count_after(t, "attention: {heads: 2, causal: true, window: 4096}", two_of_seven),
           count_after(t, "attention: {heads: 2, causal: true}", two_of_seven));
    expect(count_after(t, "attention: {heads: 2, window: 0}", two_of_seven),
           count_after(t, "attention: {heads: 2}", two_of_seven));
    expect(count_after(t, "attention: {heads: 2, window: 7, globals: 2}", two_of_seven),
           count_after(t, "attention: {heads: 2}", two_of_seven));
}

// Of each sequence 5 queries see 3 + 2 keys and 2 see all 7: 39 scores in each head.
static void global_positions_see_all_and_are_seen_by_all(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = count_after(t, "attention: {heads: 2, window: 3}", two_of_seven);
    double extra = 2 * (39 - 21);
    expected.forward_flop += 2 * (2 * extra * 8);
    expected.backward_flop += 4 * (2 * extra * 8);
    expected.forward_scores_flop += 2 * (2 * extra * 8);
    expected.forward_elementwise_flop += 6 * 2 * extra;
    expected.kept_scores_elements += 2 * 2 * extra;
    expected.mask_scores_bytes += 2 * extra;
    expect(count_after(t, "attention: {heads: 2, window: 3, globals: 2}", two_of_seven), expected);
}

// Queries of the 4 global positions, 2 x 4 x 64 = 512; keys and values of all 14, 1792 each.
static void global_positions_may_have_matrices_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = count_after(t, "attention: {heads: 2, window: 3, globals: 2}", two_of_seven);
    expected.parameters += 3 * 72;
    expected.forward_flop += 512 + 2 * 1792;
    expected.backward_flop += 2 * (512 + 2 * 1792);
    expected.forward_elementwise_flop += 32 + 2 * 112;
    expected.kept_split_elements += 32 + 2 * 112;
    expect(count_after(t, "attention: {heads: 2, window: 3, globals: 2, global_projections: true}", two_of_seven),
           expected);
    // They are there, unused, where no position is global.
    expected = count_after(t, "attention: {heads: 2, window: 3}", two_of_seven);
    expected.parameters += 3 * 72;
    expect(count_after(t, "attention: {heads: 2, window: 3, global_projections: true}", two_of_seven), expected);
}

// Longformer-base, Beltagy et al. 2020: 12 layers of 7 matrices 768 x 768, of which 3 are for the global positions.
static void longformer_has_three_matrices_more(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{attention: {input: 768, heads: 12, window: 513, global_projections: true}}]";
    struct count count = count_at(t, text, 0, (struct model_shape){.batch = 1, .sequence = 4096});
    TESTING_EXACT(count.parameters, 7 * (768 * 768 + 768));
    TESTING_EXACT(count.forward_scores_flop, 2 * (2.0 * 4096 * 513 * 768));
}

static void adapters_stand_beside_the_global_matrices_too(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "attention: {heads: 2, window: 3, globals: 2, global_projections: true, lora: 4, %s}";
    struct count all = count_after(t, testing_text(t, layer, "name: all"), two_of_seven);
    struct count value = count_after(t, testing_text(t, layer, "lora_on: [value]"), two_of_seven);
    TESTING_EXACT(all.adapter_parameters, 7 * 64);
    TESTING_EXACT(value.adapter_parameters, 2 * 64);
}

static void spans_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t,
           "encoder: [{embedding: {vocabulary: 7, width: 8}}]\n"
           "decoder: [{attention: {kind: cross, heads: 2, input: 8, window: 3}}]\n",
           "a window lies around a query's own position; cross attention has none");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, globals: 2}}]",
           "global positions stand out beside a \"window\"; without one all see all");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, global_projections: true}}]", "beside a \"window\"");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, window: 3, globals: 2, causal: true}}]",
           "global positions see what comes after them: no causal mask has them");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, window: 3, globals: 2, at: first}}]",
           "attention with global positions computes at every position");
    refuse(t, "layers: [{attention: {heads: 2, input: 8, window: -1}}]", "\"window\" must be at least 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(reach_is_never_more_than_there_is),
        TESTING_CASE(scores_have_gradients_where_they_are_needed),
        TESTING_CASE(a_causal_window_saves_the_triangle_at_the_beginning),
        TESTING_CASE(a_window_by_hand),
        TESTING_CASE(a_window_as_wide_as_the_sequence_is_full_attention),
        TESTING_CASE(global_positions_see_all_and_are_seen_by_all),
        TESTING_CASE(global_positions_may_have_matrices_of_their_own),
        TESTING_CASE(longformer_has_three_matrices_more),
        TESTING_CASE(adapters_stand_beside_the_global_matrices_too),
        TESTING_CASE(spans_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
