// The layers that have a vocabulary: layer_embedding.c, layer_softmax.c and layer_sampled_softmax.c, alone and tied to
// one another. 2 sequences of 3 positions of width 4: 6 positions, 24 elements.
#include "counting.h"

// Every test here counts the same step.
static struct count count_step(struct testing *t, const char *text, size_t index)
{
    return count_at(t, text, index, (struct model_shape){.batch = 2, .sequence = 3, .predictions = 2});
}

static void an_embedding_multiplies_nothing(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_step(t, "layers: [{embedding: {vocabulary: 7, width: 4}}]", 0),
           (struct count){.parameters = 28, .shareable = 28, .forward_elementwise_flop = 24});
}

// A narrow table of rank 2 beside the frozen one, and its product with 2 x 4: 2 * (7 + 4) weights.
static void an_embedding_frozen_and_with_adapters(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_step(t, "layers: [{embedding: {vocabulary: 7, width: 4, lora: 2}}]", 0),
           (struct count){.parameters = 28 + 22,
                          .adapter_parameters = 22,
                          .shareable = 28,
                          .forward_flop = 2 * 6 * 2 * 4,
                          .backward_flop = 4 * 6 * 2 * 4, // of the matrix, and of what the narrow table gave
                          .forward_elementwise_flop = 24,
                          .kept_elements = 6 * 2});
    // Rows and columns of both tables and of the matrix.
    TESTING_EXACT(count_step(t, "layers: [{embedding: {vocabulary: 7, width: 4, lora: 2}}]", 0).factored_elements,
                  (7 + 4) + (7 + 2) + (2 + 4));
    static const struct {
        const char *own;
        double times; // of forward: the dense layer's weights, and its input where the embedding is trained
    } rows[] = {{"frozen: false", 2}, {"lora: 2", 2}, {"frozen: true", 1}, {"frozen: true, lora: 2", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 4, %s}}, {dense: {width: 5}}]", rows[i].own);
        TESTING_EXACT(count_step(t, text, 1).backward_flop, rows[i].times * 240);
    }
}

// RoBERTa: 514 rows, the first two of which no position uses.
static void a_table_of_positions_is_as_long_as_it_says(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *sizes;
        double longest; // 0: any
    } rows[] = {{"vocabulary: 514", 0},
                {"vocabulary: 514, positions: true", 514},
                {"vocabulary: 514, positions: true, reserved: 2", 512}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model;
        const char *text = testing_text(t, "layers: [{embedding: {width: 4, %s}}]", rows[i].sizes);
        assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
        TESTING_EXACT(layer_embedding.longest(model.layers[0].spec), rows[i].longest);
        TESTING_EXACT(count_step(t, text, 0).parameters, 514 * 4); // all rows are parameters
    }
    const char *reserved = "\"reserved\" rows are some of a table of positions";
    refuse(t, "layers: [{embedding: {width: 4, vocabulary: 514, reserved: 2}}]", reserved);
    refuse(t, "layers: [{embedding: {width: 4, vocabulary: 2, positions: true, reserved: 2}}]", reserved);
}

static void several_embeddings_are_summed(void **state)
{
    struct testing *t = testing_of(state);
    struct count next = count_step(t,
                                   "layers:\n"
                                   "  - embedding: {name: tokens, vocabulary: 7, width: 4}\n"
                                   "  - embedding: {name: positions, vocabulary: 3, width: 4}\n"
                                   "  - dense: {width: 5}\n",
                                   2);
    TESTING_EXACT(next.parameters, 4 * 5 + 5); // width 4, not 8
    refuse(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {embedding: {vocabulary: 7, width: 5}}]",
           "embeddings are summed, so their widths must agree: 5 after 4");
}

static void an_embedding_reads_ids_alone(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{dense: {width: 4, input: 3}}, {embedding: {vocabulary: 7, width: 4}}]",
           "an embedding looks up ids; here a width of 4 flows in");
    refuse(t, "image: [8, 8, 3]\nlayers: [{embedding: {vocabulary: 7, width: 4}}]",
           "an embedding looks up ids; here a width of 3 flows in");
    refuse(t, "layers: [{embedding: {vocabulary: 7}}]", "\"width\" is missing");
    refuse(t, "layers: [{embedding: {width: 7}}]", "\"vocabulary\" is missing");
    refuse(t, "layers: [{embedding: {width: 7, vocabulary: 0}}]", "\"vocabulary\" must be at least 1, not 0");
}

static void a_softmax_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 4}}, {softmax: {vocabulary: 9, bias: %s}}]";
    struct count expected = {.parameters = 36,
                             .shareable = 36,
                             .forward_flop = 2 * 6 * 4 * 9,
                             .backward_flop = 4 * 6 * 4 * 9,
                             .forward_elementwise_flop = 4 * 6 * 9,
                             .kept_elements = 6 * 4,
                             .kept_logits_elements = 6 * 9};
    expect(count_step(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {softmax: {vocabulary: 9}}]", 1), expected);
    expect(count_step(t, testing_text(t, text, "false"), 1), expected);
    expected.parameters = 36 + 9;
    expected.forward_elementwise_flop = 4 * 6 * 9 + 6 * 9;
    expect(count_step(t, testing_text(t, text, "true"), 1), expected); // the bias is not shareable
    struct count first = count_step(t, "layers: [{softmax: {vocabulary: 9, input: 4}}]", 0);
    TESTING_EXACT(first.backward_flop, first.forward_flop);
    struct count few = count_step(t, "layers: [{softmax: {vocabulary: 9, input: 4, at: predictions}}]", 0);
    TESTING_EXACT(few.forward_flop, 2 * 4 * 4 * 9); // 2 predictions in each of 2 sequences
    refuse(t, "layers: [{softmax: {vocabulary: 9}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{softmax: {input: 9}}]", "\"vocabulary\" is missing");
}

static void a_sampled_softmax_scores_the_true_word_and_the_samples(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 4}}, {sampled_softmax: {vocabulary: 100, "
                       "samples: 9%s}}]";
    struct count expected = {.parameters = 500,
                             .shareable = 500,
                             .forward_flop = 2 * 6 * 4 * 10,
                             .backward_flop = 4 * 6 * 4 * 10,
                             .forward_elementwise_flop = 6 * 10 + 4 * 6 * 10,
                             .kept_elements = 6 * 4,
                             .kept_logits_elements = 6 * 10};
    expect(count_step(t, testing_text(t, text, ""), 1), expected);
    expected.parameters = expected.shareable = 400;
    expected.forward_elementwise_flop = 4 * 6 * 10;
    expect(count_step(t, testing_text(t, text, ", bias: false"), 1), expected);
    refuse(t, "layers: [{sampled_softmax: {vocabulary: 8, samples: 9, input: 4}}]", "9 samples of a vocabulary of 8");
    refuse(t, "layers: [{sampled_softmax: {vocabulary: 8, samples: 2}}]",
           "no layer before this one gives a width; say \"input\"");
}

static void nothing_flows_out_of_a_sampled_softmax(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 4}}, {sampled_softmax: {vocabulary: 100, samples: "
                       "9}}, {sampled_softmax: {vocabulary: 50, samples: 9}}]";
    TESTING_EXACT(count_step(t, text, 2).parameters, 50 * 4 + 50);
    // Nor does a gradient come out of one: after a frozen table the second head needs none of its input.
    const char *frozen =
        "layers: [{embedding: {vocabulary: 7, width: 4, frozen: true}}, {sampled_softmax: {vocabulary: "
        "100, samples: 9}}, {sampled_softmax: {vocabulary: 50, samples: 9}}]";
    for (size_t i = 1; i <= 2; i++) {
        struct count count = count_step(t, frozen, i);
        TESTING_EXACT(count.backward_flop, count.forward_flop);
        TESTING_EXACT(count.kept_elements, 6 * 4); // its weights are trained all the same
    }
}

// Adapters of rank 2 stand beside every row; those of the scored rows are multiplied.
static void a_sampled_softmax_with_adapters(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 4}}, {sampled_softmax: {vocabulary: 100, samples: "
                       "9, lora: 2, share: words}}, {sampled_softmax: {vocabulary: 100, samples: 9, lora: 2, share: "
                       "words}}]";
    struct count first = count_step(t, text, 1), second = count_step(t, text, 2);
    double down = 2 * 6 * 4 * 2, up = 2 * 6 * 2 * 10, matrix = 2 * 6 * 4 * 10;
    TESTING_EXACT(first.parameters, 500 + 2 * (4 + 100));
    TESTING_EXACT(first.adapter_parameters, 2 * (4 + 100));
    TESTING_EXACT(first.trainable_parameters, 2 * (4 + 100));
    TESTING_EXACT(first.forward_flop, matrix + down + up);
    TESTING_EXACT(first.backward_flop, matrix + 2 * down + 2 * up);
    TESTING_EXACT(second.parameters, 2 * (4 + 100)); // its own beside the shared rows
}

// Of shared weights only the first layer holds any; the work is done by each.
static void a_tied_softmax_keeps_only_its_bias(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 4, share: words}}, "
                       "{softmax: {vocabulary: 9, bias: true, share: words}}]";
    TESTING_EXACT(count_step(t, text, 0).parameters, 36);
    TESTING_EXACT(count_step(t, text, 1).parameters, 9);
    TESTING_EXACT(count_step(t, text, 1).forward_flop, 2 * 6 * 4 * 9);
}

static void tied_sampled_softmaxes_hold_one_matrix(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 7, width: 4}}, "
                       "{sampled_softmax: {vocabulary: 100, samples: 9, share: words}}, "
                       "{sampled_softmax: {vocabulary: 100, samples: 19, share: words}}]";
    TESTING_EXACT(count_step(t, text, 1).parameters, 500);
    TESTING_EXACT(count_step(t, text, 2).parameters, 0);
    TESTING_EXACT(count_step(t, text, 2).forward_flop, 2 * 6 * 4 * 20);
}

static void tied_weights_must_be_as_many(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t,
           "layers: [{embedding: {name: tokens, vocabulary: 9, width: 4, share: words}}, "
           "{softmax: {vocabulary: 8, share: words}}]",
           "softmax shares \"words\" with tokens, but needs 32 parameters where that has 36");
    // The biases of a sampled softmax are shared too, so it cannot take an embedding's matrix for the whole of it.
    refuse(t,
           "layers: [{embedding: {vocabulary: 9, width: 4, share: words}}, "
           "{sampled_softmax: {vocabulary: 9, samples: 2, share: words}}]",
           "sampled_softmax shares \"words\" with embedding, but needs 45 parameters where that has 36");
}

static void tied_weights_are_trained_in_both_places_or_in_neither(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 4, share: words%s}}, "
                       "{softmax: {vocabulary: 9, share: words%s}}]";
    const char *message = "softmax shares \"words\" with embedding, but one trains the weights and the other has them "
                          "frozen; say \"frozen\" in both or in neither";
    refuse(t, testing_text(t, text, ", frozen: true", ""), message);
    refuse(t, testing_text(t, text, "", ", frozen: true"), message);
    refuse(t, testing_text(t, text, "", ", lora: 2"), message);
    TESTING_EXACT(count_step(t, testing_text(t, text, ", frozen: true", ", lora: 2"), 1).parameters, 2 * (4 + 9));
    TESTING_EXACT(count_step(t, testing_text(t, text, ", frozen: true", ", frozen: true"), 1).backward_flop, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(an_embedding_multiplies_nothing),
        TESTING_CASE(an_embedding_frozen_and_with_adapters),
        TESTING_CASE(a_table_of_positions_is_as_long_as_it_says),
        TESTING_CASE(several_embeddings_are_summed),
        TESTING_CASE(an_embedding_reads_ids_alone),
        TESTING_CASE(a_softmax_by_hand),
        TESTING_CASE(a_sampled_softmax_scores_the_true_word_and_the_samples),
        TESTING_CASE(nothing_flows_out_of_a_sampled_softmax),
        TESTING_CASE(a_sampled_softmax_with_adapters),
        TESTING_CASE(a_tied_softmax_keeps_only_its_bias),
        TESTING_CASE(tied_sampled_softmaxes_hold_one_matrix),
        TESTING_CASE(tied_weights_must_be_as_many),
        TESTING_CASE(tied_weights_are_trained_in_both_places_or_in_neither),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
