// layer_block_attention.c against counts by hand and against attention with a window and global positions.
#include "counting.h"

static const struct model_shape two_of_twelve = {.batch = 2, .sequence = 12};

static struct count count_after(struct testing *t, const char *layer, struct model_shape shape)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {%s}]", layer), 1, shape);
}

// 12 positions in 6 blocks of 2: a block sees 1 + 2 + 1 blocks, 8 keys, but the 2 queries of the global block see all
// 12: 10 x 8 + 2 x 12 = 104 scores in each of 2 heads of 3. Each projection of 24 positions is 2 x 24 x 48 = 2304.
static void block_attention_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t,
                       "block_attention: {heads: 2, head_width: 3, block: 2, window_blocks: 1, random_blocks: 2, "
                       "global_blocks: 1}",
                       two_of_twelve),
           (struct count){.parameters = 3 * (48 + 6) + (48 + 8),
                          .forward_flop = 4 * 2304 + 2 * (2 * 2 * 104 * 6),
                          .backward_flop = 8 * 2304 + 4 * (2 * 2 * 104 * 6),
                          .forward_scores_flop = 2 * (2 * 2 * 104 * 6),
                          .forward_elementwise_flop = 3 * 144 + 192 + 6 * (2 * 2 * 104) + 2 * 192,
                          .kept_elements = 192,
                          .kept_split_elements = 4 * 144,
                          .kept_scores_elements = 2 * (2 * 2 * 104),
                          .mask_bytes = 192,
                          .mask_scores_bytes = 2 * 2 * 104});
}

static void blocks_are_windows_of_several_positions(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "block_attention: {heads: 2, block: 1, window_blocks: 3, random_blocks: 1, global_blocks: 2}",
                       two_of_twelve),
           count_after(t, "attention: {heads: 2, window: 4, globals: 2}", two_of_twelve));
    expect(count_after(t, "block_attention: {heads: 2, block: 2, window_blocks: 2, random_blocks: 0, global_blocks: 0}",
                       two_of_twelve),
           count_after(t, "attention: {heads: 2, window: 4}", two_of_twelve));
}

// 3 + 3 + 2 blocks of 64 are 512 positions.
static void short_sequences_are_attended_to_in_full(void **state)
{
    struct testing *t = testing_of(state);
    for (int length = 1; length <= 512; length += 73)
        expect(count_after(t, "block_attention: {heads: 2, block: 64}",
                           (struct model_shape){.batch = 2, .sequence = length}),
               count_after(t, "attention: {heads: 2}", (struct model_shape){.batch = 2, .sequence = length}));
}

// BigBird-base at 4096 positions: 128 queries see all, the others 192 + 192 + 128 keys.
static void the_published_pattern_is_the_default(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_at(t, "layers: [{block_attention: {input: 768, heads: 12, block: 64}}]", 0,
                                  (struct model_shape){.batch = 1, .sequence = 4096});
    TESTING_EXACT(count.forward_scores_flop, 2 * (2.0 * (3968.0 * 512 + 128.0 * 4096) * 768));
}

static void biases_have_keys_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "block_attention: {heads: 2, block: 2, %s}";
    TESTING_EXACT(count_after(t, testing_text(t, layer, "bias: false"), two_of_twelve).parameters, 4 * 64);
    TESTING_EXACT(count_after(t, testing_text(t, layer, "qkv_bias: false"), two_of_twelve).parameters, 4 * 64 + 8);
    TESTING_EXACT(count_after(t, testing_text(t, layer, "output_bias: false"), two_of_twelve).parameters, 4 * 64 + 24);
    TESTING_EXACT(count_after(t, testing_text(t, layer, "head_width: 3"), two_of_twelve).parameters,
                  3 * (8 * 6 + 6) + 6 * 8 + 8);
}

static void gradients_are_those_of_attention(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const keys[] = {"input: 8", "input: 8, frozen: true", "input: 8, lora: 4"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *block = testing_text(t, "block_attention: {heads: 2, block: 64, %s}", keys[i]);
        const char *full = testing_text(t, "attention: {heads: 2, %s}", keys[i]);
        expect(count_after(t, block, two_of_twelve), count_after(t, full, two_of_twelve));
        expect(count_at(t, testing_text(t, "layers: [{%s}]", block), 0, two_of_twelve),
               count_at(t, testing_text(t, "layers: [{%s}]", full), 0, two_of_twelve));
    }
    TESTING_EXACT(count_after(t, "block_attention: {heads: 2, block: 64, lora: 4}", two_of_twelve).adapter_parameters,
                  4 * 64);
}

// 2 x 24 x 8 x 3 = 1152 FLOPs of a dense layer after it, which is frozen: a gradient only where something is trained.
static void a_gradient_is_handed_on(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{block_attention: {heads: 2, block: 2, input: 8, frozen: %s}}, "
                       "{dense: {width: 3, frozen: true}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 1, two_of_twelve).backward_flop, 1152);
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 1, two_of_twelve).backward_flop, 0);
}

static void block_attention_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{block_attention: {heads: 2, input: 8}}]", "\"block\" is missing");
    refuse(t, "layers: [{block_attention: {heads: 3, block: 2, input: 8}}]", "3 heads do not divide the width 8");
    refuse(t, "layers: [{block_attention: {heads: 2, block: 2}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{block_attention: {heads: 2, block: 2, input: 8, at: first}}]",
           "block-sparse attention computes at every position");
    refuse(t, "layers: [{block_attention: {heads: 2, block: 2, input: 8, window_blocks: 0}}]",
           "\"window_blocks\" must be at least 1, not 0");
    refuse(t, "layers: [{block_attention: {heads: 2, block: 2, input: 8, causal: true}}]", "unknown key \"causal\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(block_attention_by_hand),
        TESTING_CASE(blocks_are_windows_of_several_positions),
        TESTING_CASE(short_sequences_are_attended_to_in_full),
        TESTING_CASE(the_published_pattern_is_the_default),
        TESTING_CASE(biases_have_keys_of_their_own),
        TESTING_CASE(gradients_are_those_of_attention),
        TESTING_CASE(a_gradient_is_handed_on),
        TESTING_CASE(block_attention_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
