// generation.c: what a request costs, by hand; each kind of layer with what it keeps of the positions so far.
#include "testing.h"

#include <math.h>

#include "workload/generation.h"

static struct generation generation_of(struct testing *t, const char *text, double prompt, double response,
                                       double batch)
{
    struct model model;
    struct generation generation;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    generation_count(&model, prompt, response, batch, &generation);
    return generation;
}

#define DECODER(layer) "layers: [{embedding: {vocabulary: 10, width: 8}}, " layer ", {softmax: {vocabulary: 10}}]\n"

// Of each position: four projections of 2 x 64, scores and sums of 2 x 2 x 8 for each key, logits of 2 x 80.
static void a_prompt_and_a_response_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = DECODER("{attention: {heads: 2, causal: true, bias: false}}");
    struct generation one = generation_of(t, text, 3, 2, 4);
    TESTING_EXACT(one.prefill_flop, 3 * 512 + 32 * 4.5); // half of 3 x 3 keys; no logits
    TESTING_EXACT(one.decode_flop, 2 * 512 + 32 * (12.5 - 4.5) + 2 * 160);
    TESTING_EXACT(one.scoring_flop, 5 * 512 + 32 * 12.5 + 5 * 160);
    TESTING_EXACT(one.cache_elements, 5 * 16);
    TESTING_EXACT(one.decode_cache_elements, (12.5 - 4.5) * 16);
    // Of the table, the rows of the step alone: 12 tokens read it all, 4 read 4.
    TESTING_EXACT(one.prefill_parameters, 80 + 256 + 80);
    TESTING_EXACT(one.decode_parameters, 32 + 256 + 80);
}

static void a_prompt_alone_is_one_pass_with_its_logits(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = DECODER("{attention: {heads: 2, causal: true, bias: false}}");
    struct generation one = generation_of(t, text, 3, 0, 1);
    TESTING_EXACT(one.prefill_flop, 3 * 512 + 32 * 4.5 + 3 * 160);
    TESTING_EXACT(one.prefill_flop, one.scoring_flop);
    TESTING_EXACT(one.decode_flop + one.cache_elements + one.decode_cache_elements + one.decode_parameters, 0);
    TESTING_EXACT(one.prefill_parameters, 24 + 256 + 80);
}

static void a_response_alone_has_no_prefill(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = DECODER("{attention: {heads: 2, causal: true, bias: false}}");
    struct generation one = generation_of(t, text, 0, 5, 1);
    TESTING_EXACT(one.prefill_flop, 0);
    TESTING_EXACT(one.prefill_parameters, 0);
    TESTING_EXACT(one.decode_flop, one.scoring_flop);
    TESTING_EXACT(one.decode_cache_elements, 12.5 * 16);
}

static void a_response_in_two_parts_is_the_whole(void **state)
{
    struct testing *t = testing_of(state);
    const char *texts[] = {DECODER("{attention: {heads: 2, causal: true, bias: false}}"),
                           DECODER("{attention: {heads: 4, kv_heads: 1, causal: true, window: 7}}"),
                           DECODER("{latent_attention: {heads: 2, kv_rank: 4, nope_width: 3, rope_width: 1, "
                                   "value_width: 3, causal: true}}"),
                           DECODER("{state_space: {inner: 16, state: 4, head_width: 8, chunk: 8}}")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct generation whole = generation_of(t, texts[i], 5, 30, 1), first = generation_of(t, texts[i], 5, 13, 1),
                          then = generation_of(t, texts[i], 18, 17, 1);
        TESTING_CLOSE(whole.decode_flop, first.decode_flop + then.decode_flop, 1e-12);
        TESTING_CLOSE(whole.decode_cache_elements, first.decode_cache_elements + then.decode_cache_elements, 1e-12);
        TESTING_EXACT(whole.cache_elements, then.cache_elements);
    }
}

static void grouped_heads_keep_less(void **state)
{
    struct testing *t = testing_of(state);
    struct generation many = generation_of(t, DECODER("{attention: {heads: 4, causal: true, bias: false}}"), 3, 2, 1),
                      one = generation_of(t, DECODER("{attention: {heads: 4, kv_heads: 1, causal: true, bias: false}}"),
                                          3, 2, 1);
    TESTING_EXACT(many.cache_elements, 4 * one.cache_elements);
    TESTING_EXACT(many.decode_cache_elements, 4 * one.decode_cache_elements);
    // Two projections of 2 x 8 x 6 less at each position; as many scores.
    TESTING_EXACT(many.decode_flop - one.decode_flop, 2 * 2 * 2 * 8 * 6);
}

// Beyond a window of 2 every position sees two keys, itself one of them.
static void a_window_moves_along(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one =
        generation_of(t, DECODER("{attention: {heads: 2, causal: true, bias: false, window: 2}}"), 3, 2, 1);
    TESTING_EXACT(one.decode_flop, 2 * 512 + 2 * 2 * 32 + 2 * 160);
    TESTING_EXACT(one.cache_elements, 2 * 16);
    TESTING_EXACT(one.decode_cache_elements, 2 * 2 * 16);
}

// Kept are four numbers of the compressed vector and one of the rotary key. A query is folded into the compressed
// width, so a score is of 4 + 1 numbers in each of two heads, and a sum of 4. Projections of each position: queries
// 2 x 8 x 8, down 2 x 8 x 5, the raising matrices folded 2 x 4 x 12, output 2 x 6 x 8.
static void latent_attention_stays_compressed(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one =
        generation_of(t,
                      DECODER("{latent_attention: {heads: 2, kv_rank: 4, nope_width: 3, rope_width: 1, value_width: 3, "
                              "causal: true, norms: false}}"),
                      3, 2, 1);
    TESTING_EXACT(one.cache_elements, 5 * 5);
    TESTING_EXACT(one.decode_cache_elements, (12.5 - 4.5) * 5);
    TESTING_EXACT(one.decode_flop, 2 * (128 + 80 + 96 + 96) + (12.5 - 4.5) * 2 * 2 * (5 + 4) + 2 * 160);
    // The prompt is read as while training: keys and values of every head raised.
    TESTING_EXACT(one.prefill_flop, 3 * (128 + 80 + 96 + 96) + 4.5 * 2 * 2 * (4 + 3));
}

// Every position costs the same, wherever it stands, and a state is read and written.
static void states_do_not_grow(void **state)
{
    struct testing *t = testing_of(state);
    const char *texts[] = {DECODER("{state_space: {inner: 16, state: 4, head_width: 8, chunk: 8, bias: false}}"),
                           DECODER("{linear_attention: {heads: 2, features: 3, causal: true, bias: false}}"),
                           DECODER("{lstm: {cells: 8}}"), DECODER("{gru: {cells: 8}}")};
    // inner x state and three positions of x, B and C; both sums of two heads; cells and state; state.
    const double kept[] = {16 * 4 + 3 * (16 + 8), 2 * 3 * (4 + 1), 8 + 8, 8};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct generation early = generation_of(t, texts[i], 3, 2, 1), late = generation_of(t, texts[i], 1000, 2, 1);
        TESTING_EXACT(early.decode_flop, late.decode_flop);
        TESTING_EXACT(early.cache_elements, kept[i]);
        TESTING_EXACT(late.cache_elements, kept[i]);
        TESTING_EXACT(late.decode_cache_elements, 2 * 2 * kept[i]);
    }
    // 8 -> 2 x 16 + 2 x 4 + 2 = 42 and 16 -> 8, four cells of convolution over 24, state from x and B, output from C.
    struct generation one = generation_of(t, texts[0], 3, 1, 1);
    TESTING_EXACT(one.decode_flop, 2 * 8 * 42 + 2 * 16 * 8 + 2 * 4 * 24 + 2 * 16 * 4 + 2 * 16 * 4 + 160);
}

// A matrix of 8 x 16 and back for each of 8 experts, two of them at a time, and the router.
static void a_batch_brings_its_experts(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = DECODER("{moe: {experts: 8, active: 2, width: 16}}");
    const double batches[] = {1, 4, 1000}, touched[] = {2, 8 * (1 - 0.31640625), 8};
    for (size_t i = 0; i < 3; i++) {
        struct generation one = generation_of(t, text, 3, 2, batches[i]);
        double rows = fmin(batches[i], 10);
        TESTING_CLOSE(one.decode_parameters, 8 * rows + 64 + touched[i] * 256 + 80, 1e-12);
        TESTING_EXACT(one.decode_flop, 2 * (2 * 64 + 2 * 2 * 256 + 160));
    }
}

// A matrix that table and head share is read by the head as a whole.
static void a_shared_matrix_is_read_by_each(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one = generation_of(t,
                                          "layers: [{embedding: {vocabulary: 10, width: 8, share: tokens}}, {dense: "
                                          "{width: 8, bias: false}}, {softmax: {vocabulary: 10, share: tokens}}]\n",
                                          3, 2, 2);
    TESTING_EXACT(one.decode_parameters, 2 * 8 + 64 + 80);
}

#define TWO_SIDES                                                                                                      \
    "encoder: [{embedding: {vocabulary: 10, width: 8}}, {dense: {width: 8, bias: false}}]\n"                           \
    "decoder: [{embedding: {vocabulary: 10, width: 8}}, {attention: {kind: cross, heads: 2, bias: false}}, {softmax: " \
    "{vocabulary: 10}}]\n"

// The encoder reads the prompt and makes keys and values of it once; each position of the response looks at them.
static void an_encoder_reads_and_a_decoder_answers(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one = generation_of(t, TWO_SIDES, 3, 2, 1);
    TESTING_EXACT(one.prefill_flop, 3 * 128 + 3 * 256);
    TESTING_EXACT(one.decode_flop, 2 * (256 + 3 * 32 + 160));
    TESTING_EXACT(one.cache_elements, 3 * 16);
    TESTING_EXACT(one.decode_cache_elements, 2 * 3 * 16);
    TESTING_EXACT(one.prefill_parameters, 24 + 64 + 128);
    TESTING_EXACT(one.decode_parameters, 8 + 128 + 80);
    // Without a response: the encoder, and nothing that is read of the other side but those two matrices.
    one = generation_of(t, TWO_SIDES, 3, 0, 1);
    TESTING_EXACT(one.prefill_flop, 3 * 128 + 3 * 256);
    TESTING_EXACT(one.prefill_parameters, 24 + 64 + 128);
}

static void an_image_is_one_pass(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one =
        generation_of(t, "image: [4, 4, 3]\nlayers: [{flatten: {}}, {dense: {width: 5, bias: false}}]\n", 0, 0, 7);
    TESTING_EXACT(one.prefill_flop, 2 * 48 * 5);
    TESTING_EXACT(one.prefill_parameters, 48 * 5);
    TESTING_EXACT(one.decode_flop, 0);
}

static void parameters_alone_are_read_and_multiplied(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one = generation_of(t, "parameters: 1000\n", 3, 2, 7);
    TESTING_EXACT(one.prefill_flop, 2 * 1000 * 3);
    TESTING_EXACT(one.decode_flop, 2 * 1000 * 2);
    TESTING_EXACT(one.decode_parameters, 1000);
    TESTING_EXACT(one.prefill_parameters, 1000);
    TESTING_EXACT(one.cache_elements, 0);
}

static void layers_for_training_do_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct generation one = generation_of(
        t, "layers: [{embedding: {vocabulary: 10, width: 8}}]\ntraining_layers: [{softmax: {vocabulary: 10}}]\n", 3, 0,
        1);
    TESTING_EXACT(one.prefill_flop, 0);
    TESTING_EXACT(one.prefill_parameters, 24);
}

static void what_sees_ahead_cannot_go_on(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *path;
    } rows[] = {{DECODER("{attention: {heads: 2}}"), "attention"},
                {DECODER("{lstm: {cells: 8, bidirectional: true}}"), "lstm"},
                {DECODER("{linear_attention: {heads: 2, features: 3}}"), "linear_attention"},
                {DECODER("{attention: {heads: 2, causal: true}}"), NULL},
                {DECODER("{lstm: {cells: 8}}"), NULL},
                {TWO_SIDES, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model;
        struct count counts[4];
        assert_int_equal(model_read(&t->reader, testing_yaml(t, rows[i].text), NULL, 0, &model), STATUS_OK);
        assert_in_range(model.layer_count, 1, 4 + 1);
        struct count *room = arena_array(&t->arena, model.layer_count, sizeof *counts);
        const struct model_layer *blind = generation_blind(&model, room);
        if (rows[i].path)
            assert_string_equal(blind->path, rows[i].path);
        else
            assert_null(blind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_prompt_and_a_response_by_hand),
        TESTING_CASE(a_prompt_alone_is_one_pass_with_its_logits),
        TESTING_CASE(a_response_alone_has_no_prefill),
        TESTING_CASE(a_response_in_two_parts_is_the_whole),
        TESTING_CASE(grouped_heads_keep_less),
        TESTING_CASE(a_window_moves_along),
        TESTING_CASE(latent_attention_stays_compressed),
        TESTING_CASE(states_do_not_grow),
        TESTING_CASE(a_batch_brings_its_experts),
        TESTING_CASE(a_shared_matrix_is_read_by_each),
        TESTING_CASE(an_encoder_reads_and_a_decoder_answers),
        TESTING_CASE(an_image_is_one_pass),
        TESTING_CASE(parameters_alone_are_read_and_multiplied),
        TESTING_CASE(layers_for_training_do_nothing),
        TESTING_CASE(what_sees_ahead_cannot_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
