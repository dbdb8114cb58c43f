// layer_position_bias.c against counts by hand.
#include "counting.h"

static const struct model_shape two_of_three = {.batch = 2, .sequence = 3};

static void position_bias_is_a_table(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_at(t, "layers: [{embedding: {vocabulary: 7, width: 8}}, {position_bias: {buckets: 32, heads: 12}}]", 1,
                    two_of_three),
           (struct count){.parameters = 32 * 12});
}

static void what_flows_in_flows_out(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 8}}, {position_bias: {buckets: 32, heads: 2}}, "
                       "{attention: {heads: 2}}]";
    TESTING_EXACT(count_at(t, text, 2, two_of_three).forward_flop, 4 * 768 + 2 * 288);
}

static void what_follows_a_trained_table_needs_a_gradient(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 8, frozen: true}}, "
                       "{position_bias: {buckets: 32, heads: 2, frozen: %s}}, {dense: {width: 5}}]";
    // 2 x 6 x 8 x 5 FLOPs of a dense layer: with and without a gradient of its input.
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 2, two_of_three).backward_flop, 480);
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 2, two_of_three).backward_flop, 2 * 480);
}

static void shared_tables_hold_their_numbers_once(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 8}}, "
                       "{repeat: 6, layers: [{position_bias: {buckets: 32, heads: 8, share: biases}}]}]";
    TESTING_EXACT(count_at(t, text, 1, two_of_three).parameters, 32 * 8);
}

static void position_bias_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{position_bias: {heads: 2}}]", "\"buckets\" is missing");
    refuse(t, "layers: [{position_bias: {buckets: 32}}]", "\"heads\" is missing");
    refuse(t, "layers: [{position_bias: {buckets: 32, heads: 2, lora: 4}}]",
           "a table of biases has no matrix beside which adapters could stand");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(position_bias_is_a_table),
        TESTING_CASE(what_flows_in_flows_out),
        TESTING_CASE(what_follows_a_trained_table_needs_a_gradient),
        TESTING_CASE(shared_tables_hold_their_numbers_once),
        TESTING_CASE(position_bias_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
